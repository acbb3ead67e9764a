/**
 * Traces made shorter. `ALLWAYS_LEAST` says how many random models to judge by brute force (500 by default),
 * `ALLWAYS_SEED` which.
 */

import { int, model, process as processOf, spec } from 'allways'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Model } from '../../src/language/model.ts'
import type { Property } from '../../src/language/properties.ts'
import type { Plain } from '../../src/plain.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import type { Trace, TraceStep } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { minimise } from '../../src/trace/minimise.ts'
import { stepOf } from '../../src/trace/trace.ts'
import { decides } from '../../src/trace/what-traces-show.ts'
import { Counts } from '../differential/counts.ts'
import { after, ends, type LeastD, leastModels, type State, startsOf, toModel } from '../engine/search/least-models.ts'

const models = Number(process.env.ALLWAYS_LEAST ?? 500)
const seed = Number(process.env.ALLWAYS_SEED ?? 20251125)

/** At random, up to a state in which some property is decided, one of a kind for each walk. */
function simulate(built: Model, choices: readonly number[]): { property: Property; trace: Trace } | undefined {
  const reference = interpreter(built)
  const properties = built.properties.filter(({ name }) => name in ends)
  const property = properties[(choices.at(-1) as number) % properties.length] as Property
  const starts = reference.initials()
  const initial = starts[(choices[0] as number) % starts.length] as (typeof starts)[number]
  const steps: TraceStep[] = []
  let state = initial.state
  for (const choice of choices.slice(1)) {
    const all = reference.successors(state)
    // the first few are passed by, so that there is more to leave out
    if (steps.length > 12 || property.kind === 'deadlock') {
      const trace = { initial, steps: [...steps] }
      if (decides(reference, built, property, trace)) return { property, trace }
    }
    const next = all[choice % Math.max(1, all.length)]
    if (next === undefined) return undefined
    steps.push(stepOf(built, state, next))
    state = next.state
  }
  return undefined
}

/** Whether what remains still decides the property, naively. */
function stillDecides(d: LeastD, property: keyof typeof ends, start: State, steps: readonly TraceStep[]): boolean {
  let [state, before]: (State | undefined)[] = [start, undefined]
  for (const { process, instance, name, choices } of steps) {
    before = state
    const actor = process === undefined ? 'environment' : `${process} ${instance}`
    state = after(d, before as State, { actor, name }, choices[0] as number)
    if (state === undefined) return false
  }
  return ends[property](d, state as State, before)
}

/** The trace of these actions, by number. */
function walked(built: Model, actions: readonly number[]): Trace {
  const reference = interpreter(built)
  const [initial] = reference.initials() as [Trace['initial'] & { state: Plain }]
  const steps: TraceStep[] = []
  let at = initial.state
  for (const action of actions) {
    const [next] = reference.outcomes(at, action) as [ReturnType<typeof reference.outcomes>[number]]
    steps.push(stepOf(built, at, next))
    at = next.state
  }
  return { initial, steps }
}

describe('a trace made shorter', () => {
  it(
    `decides its property, and no longer where any steps that follow each other are left out (${models} traces)`,
    () => {
      const counts = new Counts()
      fc.assert(
        fc.property(
          leastModels,
          fc.array(fc.nat(1000), { minLength: 40, maxLength: 40, size: 'max' }),
          (d, choices) => {
            const built = toModel(d)
            const simulated = simulate(built, choices)
            if (simulated === undefined) return fc.pre(false)
            const { property, trace } = simulated
            const name = property.name as keyof typeof ends
            const { trace: least, complete } = minimise(built, interpreter(built), property, trace)
            expect(complete).toBe(true)
            const { initial, steps } = least
            const start = startsOf(d)[initial.picks[0] as number] as State
            expect(stillDecides(d, name, start, steps)).toBe(true)
            for (let from = 0; from < steps.length; from++) {
              for (let to = from + 1; to <= steps.length; to++) {
                const rest = [...steps.slice(0, from), ...steps.slice(to)]
                expect(stillDecides(d, name, start, rest), `without steps ${from} to ${to}`).toBe(false)
              }
            }
            counts.count(name)
            if (steps.length < trace.steps.length / 2) counts.count('less than half')
            if (steps.length > 2) counts.count('more than two left')
          },
        ),
        { numRuns: models, seed },
      )
      const wanted = [...Object.keys(ends), 'less than half', 'more than two left']
      expect(counts.rarer(wanted, models / 50), counts.report()).toEqual([])
    },
    120_000 + models * 2000,
  )

  const state = { x: int(0, 3), noise: int(0, 2) }
  const loops = () =>
    model({
      name: 'loops',
      state,
      processes: {
        runner: processOf(state, {
          steps: {
            run: (s, _me, choose) => {
              s.x = s.x === 0 ? 1 : choose([1, 2] as const)
            },
          },
        }),
        other: processOf(state, {
          steps: {
            hum: (s) => {
              s.noise = (s.noise + 1) % 3
            },
          },
        }),
      },
      fair: true,
      temporal: ({ eventually }) => ({ 'x gets to 3': eventually((s) => s.x === 3) }),
    })

  it('keeps its loop closed and fair', async () => {
    const built = loops()
    const reference = interpreter(built)
    const property = built.properties.find(({ name }) => name === 'x gets to 3') as Property
    // hum, run to 1, then three rounds of the same loop
    const walk = [1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1]
    const trace: Trace = { ...walked(built, walk), loopAt: 2 }
    expect(decides(reference, built, property, trace)).toBe(true)
    const { trace: shorter } = minimise(built, reference, property, trace)
    expect(decides(reference, built, property, shorter)).toBe(true)
    expect(shorter.steps.map(({ name }) => name)).toEqual(['hum', 'hum', 'hum'])
    expect(shorter.loopAt).toBe(0)
    expect(shorter.fairness).toEqual([{ what: 'any step', strong: false, how: 'taken', at: 1 }])
  })

  it('is what has been come to, and said to be, where so many steps are taken as are allowed', async () => {
    const built = loops()
    const reference = interpreter(built)
    const property = built.properties.find(({ name }) => name === 'x gets to 3') as Property
    const trace = walked(built, [1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1])
    const least = minimise(built, reference, property, { ...trace, loopAt: 2 })
    const some = minimise(built, reference, property, { ...trace, loopAt: 2 }, 60)
    expect(some.complete).toBe(false)
    expect(decides(reference, built, property, some.trace)).toBe(true)
    expect(some.trace.steps.length).toBeGreaterThan(least.trace.steps.length)
  })

  it('leaves a shortest counterexample as it is', async () => {
    const designs = spec({ name: 'loops', model: loops, designs: { only: {} } })
    const { properties } = await checkDesign(designs, 'only')
    const built = loops()
    for (const { name, counterexample } of properties) {
      if (counterexample === undefined) continue
      const property = built.properties.find((one) => one.name === name) as Property
      // the reasons are another's to find
      const { why: _, ...told } = counterexample
      expect(minimise(built, interpreter(built), property, counterexample)).toEqual({ trace: told, complete: true })
    }
  })
})
