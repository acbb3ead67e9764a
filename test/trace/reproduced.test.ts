import { describe, expect, it } from 'vitest'
import { int, model, spec } from '../../src/index.ts'
import type { Result, Trace } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { modelFor } from '../../src/run/design.ts'
import { reproduced } from '../../src/trace/reproduced.ts'

const walker = ({ goal = 3 } = {}) =>
  model({
    name: 'walker',
    state: { n: int(0, 4), stuck: int(0, 1) },
    init: (s, choose) => {
      s.n = choose([0, 1])
    },
    actions: {
      up: {
        when: (s) => s.n < 4,
        do: (s) => {
          s.n++
        },
      },
      jump: {
        when: (s) => s.n === 0,
        do: (s, choose) => {
          s.n = choose([2, goal])
        },
      },
      down: {
        when: (s) => s.n > 0 && s.stuck === 0,
        do: (s) => {
          s.n--
        },
      },
      stick: {
        when: (s) => s.n === 2,
        do: (s) => {
          s.stuck = 1
        },
      },
    },
    fair: true,
    invariants: { low: (s) => s.n < 4, bounded: (s) => s.n <= 4 },
    steps: { slow: (before, after) => after.n - before.n < 2 },
    reachable: { top: (s) => s.n === 4, beyond: (s) => s.n === 3 && s.n > 4 },
    temporal: ({ canAlwaysReach, eventually, reachableInOrder, eventuallyAlways }) => ({
      'back to 0': canAlwaysReach((s) => s.n === 0),
      'up to 4': canAlwaysReach((s) => s.n === 4),
      'in the end 4': eventually((s) => s.n === 4),
      settles: eventuallyAlways((s) => s.n === 4),
      'there and back': reachableInOrder({ there: (s) => s.n === 4, back: (s) => s.n === 0 }),
    }),
  })
const walk = spec({ name: 'walk', model: walker, designs: { plain: {} } })

describe('the stories of an earlier result', () => {
  it('are reproduced by the model that they are of, whatever the property', async () => {
    const result = await checkDesign(walk, 'plain')
    const told = result.properties.filter(({ counterexample, witness }) => counterexample ?? witness)
    expect(new Set(told.map(({ kind, verdict }) => `${kind} ${verdict}`)).size).toBeGreaterThanOrEqual(7)
    expect(reproduced(modelFor(walk, 'plain', {}), structuredClone(result))).toBe(true)
  })

  it('are not reproduced by another model, nor where one word of them is another', async () => {
    const result = await checkDesign(walk, 'plain')
    const today = modelFor(walk, 'plain', {})
    expect(reproduced(modelFor(walk, 'plain', { params: { goal: 4 } }), result)).toBe(false)
    expect(reproduced({ ...today, properties: today.properties.slice(1) }, result)).toBe(false)
    const changed = (name: string, change: (trace: Trace) => Trace): Result => ({
      ...result,
      properties: result.properties.map((property) => {
        const { counterexample, witness } = property
        if (property.name !== name) return property
        if (counterexample !== undefined) return { ...property, counterexample: change(counterexample) }
        return witness === undefined ? property : { ...property, witness: change(witness) }
      }),
    })
    const shorter = (trace: Trace): Trace => ({ ...trace, steps: trace.steps.slice(0, -1) })
    for (const { name, counterexample, witness, kind, verdict } of result.properties) {
      const steps = (counterexample ?? witness)?.steps ?? []
      if (steps.length === 0 || (kind === 'canAlwaysReach' && verdict === 'holds')) continue
      expect(reproduced(today, changed(name, shorter)), name).toBe(false)
    }
    const renamed = (trace: Trace): Trace => ({ ...trace, steps: trace.steps.map((step) => ({ ...step, actor: 'x' })) })
    expect(reproduced(today, changed('low', renamed))).toBe(false)
    const verdicts = result.properties.map((one) => (one.name === 'low' ? { ...one, verdict: 'holds' as const } : one))
    expect(reproduced(today, { ...result, properties: verdicts })).toBe(false)
  })
})
