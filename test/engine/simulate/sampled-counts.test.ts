import { describe, expect, it } from 'vitest'
import { Marks } from '../../../src/engine/simulate/sampled-counts.ts'

/** The marks after `steps` steps. Each step sees two successors and finds one state, until `until` states are found. */
function marked(steps: number, until: number): Marks {
  const marks = new Marks(2)
  for (let step = 0; step < steps; step++) {
    if (step === marks.due) marks.add(step, 2 * step, Math.min(step, until), Int32Array.of(step, -step))
  }
  return marks
}

describe('marks', () => {
  it.each([1, 10, 63, 64, 65, 1000, 54_321])('tell of the last tenth of %d steps', (steps) => {
    const marks = marked(steps, Number.POSITIVE_INFINITY)
    const lately = marks.lately({ steps, successors: 2 * steps, states: steps })
    expect(lately.successors).toBe(2 * lately.steps)
    expect(lately.states).toBe(lately.steps)
    expect(lately.steps).toBeGreaterThanOrEqual(0.1 * steps)
    expect(lately.steps).toBeLessThanOrEqual(0.1 * steps + Math.max(1, steps / 31))
  })

  it('tell that nothing was new', () => {
    const lately = marked(1000, 700).lately({ steps: 1000, successors: 2000, states: 700 })
    expect(lately.states).toBe(0)
  })

  it('keep states from all along the way', () => {
    const marks = marked(10_000, 10_000)
    const into = new Int32Array(2)
    const kept = Array.from({ length: marks.count }, (_, at) => {
      marks.load(at, into)
      expect((into[0] as number) + (into[1] as number)).toBe(0)
      return into[0] as number
    })
    expect(kept.length).toBeGreaterThanOrEqual(32)
    const gaps = kept.slice(1).map((step, k) => step - (kept[k] as number))
    expect(new Set(gaps).size).toBe(1)
    expect((gaps[0] as number) * kept.length).toBeGreaterThan(9_600)
  })
})
