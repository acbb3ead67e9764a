import { describe, expect, it } from 'vitest'
import { type BiasName, biasOf } from '../../../src/engine/simulate/biases.ts'
import { Random } from '../../../src/engine/simulate/random.ts'

const picks = 10_000

/** The actions that a bias picks, one after another; the enabled ones at pick `k` are `enabled(k)`. */
function picked(name: BiasName, enabled: (k: number) => readonly number[], actors = [0, 0, 1, 1, 2]): number[] {
  const bias = biasOf(name, { random: new Random(5, 0), actors: Int32Array.from(actors) })
  bias.begin()
  return Array.from({ length: picks }, (_, k) => {
    const actions = Int32Array.from(enabled(k))
    return actions[bias.pick(actions, actions.length)] as number
  })
}

const countsOf = (all: readonly number[]) => {
  const counts = [0, 0, 0, 0, 0]
  for (const action of all) counts[action] = (counts[action] ?? 0) + 1
  return counts
}
const switches = (all: readonly number[], actors = [0, 0, 1, 1, 2]) =>
  all.filter((action, k) => k > 0 && actors[action] !== actors[all[k - 1] as number]).length

describe('biases', () => {
  it('uniform takes each enabled step as often as any other', () => {
    for (const count of countsOf(picked('uniform', () => [0, 1, 2, 3, 4]))) expect(count / picks).toBeCloseTo(0.2, 1)
  })

  it('few-switches stays with an actor that can go on, seven times in eight', () => {
    const all = picked('few-switches', () => [0, 1, 2, 3, 4])
    // one time in eight any step is taken, and two in five of those, or one, are the actor's own
    expect(switches(all) / picks).toBeCloseTo((1 / 8) * (4 / 5) * (3 / 5 + 1 / 5), 1)
    expect(switches(all)).toBeLessThan(switches(picked('uniform', () => [0, 1, 2, 3, 4])) / 5)
    // and all of its steps alike, and every actor in the end
    for (const count of countsOf(all)) expect(count).toBeGreaterThan(picks / 10)
  })

  it('few-switches goes to another where the last cannot go on', () => {
    const all = picked('few-switches', (k) => (k % 2 === 0 ? [0, 1] : [2, 3]))
    expect(switches(all)).toBe(picks - 1)
  })

  it('rare-first takes a step that was seldom enabled as soon as it is', () => {
    const often = (k: number) => (k % 100 === 99 ? [0, 1, 4] : [0, 1])
    const rare = (all: readonly number[]) => all.filter((action) => action === 4).length
    const chances = picks / 100
    expect(rare(picked('rare-first', often))).toBeGreaterThan(0.9 * chances)
    expect(rare(picked('uniform', often))).toBeLessThan(0.5 * chances)
    const [first = 0, second = 0] = countsOf(picked('rare-first', often))
    expect(first / second).toBeCloseTo(1, 1)
  })
})
