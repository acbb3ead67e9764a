/**
 * The choice of the reported path among all shortest ones. `ALLWAYS_LEAST` says how many random models to judge by
 * brute force (500 by default), `ALLWAYS_SEED` which.
 */
import { array, int, model, process as processOf, spec } from 'allways'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../src/engine/compile/program.ts'
import { atOnce } from '../../../src/engine/search/pieces.ts'
import { type Path, Search } from '../../../src/engine/search/search.ts'
import type { ActionInfo } from '../../../src/language/actions.ts'
import type { Model } from '../../../src/language/model.ts'
import { interpreter } from '../../../src/reference/interpret.ts'
import type { PropertyResult, Trace, TraceStep } from '../../../src/result.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { pathsTo } from '../../../src/run/reported-paths.ts'
import { decideRuns } from '../../../src/run/run-properties.ts'
import { Counts } from '../../differential/counts.ts'
import { leastModels, shortestWays, type ToldStep, toModel, tooMany } from './least-models.ts'

const models = Number(process.env.ALLWAYS_LEAST ?? 500)
const seed = Number(process.env.ALLWAYS_SEED ?? 20251125)

const traceOf = ({ counterexample, witness }: PropertyResult) => counterexample ?? witness
const check = (make: () => Model) => checkDesign(spec({ name: 'least', model: make, designs: { only: {} } }), 'only')

/** A way as the brute force has it. */
interface Told {
  readonly start: readonly number[]
  readonly steps: readonly ToldStep[]
}

function tellPath(model: Model, { start, steps }: Path): Told {
  const told = steps.map(({ action, picks }) => tellStep(model.actions[action] as ActionInfo, picks))
  return { start, steps: told }
}

function tellStep(
  { process, instance, name }: Omit<TraceStep | ActionInfo, 'kind'>,
  picks: readonly number[],
): ToldStep {
  return { actor: process === undefined ? 'environment' : `${process} ${instance}`, name, picks }
}

const never = () => undefined

it('is known to be the least, unless the search for it was ended', async () => {
  const state = { n: int(0, 3) }
  const actions = {
    one: (s: { n: number }) => void (s.n < 3 && s.n++),
    two: (s: { n: number }) => void (s.n < 3 && s.n++),
  }
  const made = model({ name: 'm', state, actions, invariants: { small: (s) => s.n < 3 } }) as Model
  const kinds = made.properties.map(({ kind }) => kind)
  const limits = { maxStates: 100, maxBytes: 2 ** 30 }
  const exploration = new Search(compile(made), { kinds, actions: made.actions.length, limits })
  exploration.run(Number.POSITIVE_INFINITY, () => 0)
  for (const [pause, least] of [
    [never, true],
    [async () => true, false],
  ] as const) {
    const paths = await pathsTo(made, exploration, pause)
    expect(paths.least[0]).toBe(least)
    expect(paths.findings[0]).toBeDefined()
  }
})

/** The reported paths of the properties that the search decides; with `keepGraph`, also of the property of runs. */
async function found(model: Model, how: { stopWhenDecided?: boolean; keepGraph?: boolean; flatWords?: number }) {
  const kinds = model.properties.map(({ kind }) => kind)
  const limits = { maxStates: 2 ** 30, maxBytes: 2 ** 30 }
  const exploration = new Search(compile(model), { kinds, actions: model.actions.length, limits, ...how })
  exploration.run(Number.POSITIVE_INFINITY, () => 0)
  const paths = await pathsTo(model, exploration, never)
  const { verdicts } = await decideRuns(model, interpreter(model), exploration, {
    ...{ maxBytes: 2 ** 30, pause: never, lastPause: never, told: [], stop: never },
  })
  const told = model.properties.map((_, i): Told | undefined => {
    const path = paths.findings[i]
    const trace = verdicts[i]?.counterexample
    if (path !== undefined) return tellPath(model, atOnce(path()))
    return trace && { start: trace.initial.picks, steps: trace.steps.map((step) => tellStep(step, step.picks)) }
  })
  return new Map(model.properties.map(({ name }, i) => [name, told[i]]))
}

describe('of all shortest ways', () => {
  it(
    `the one with the fewest switches, then the fewest actors, then the first in order is told (${models} models)`,
    async () => {
      const counts = new Counts()
      let number = 0
      await fc.assert(
        fc.asyncProperty(leastModels, async (d) => {
          const expected = shortestWays(d)
          if (expected === tooMany || expected.size === 0) return fc.pre(false)
          const model = toModel(d)
          const whole = await found(model, { keepGraph: true })
          for (const { name } of model.properties) {
            const shortest = expected.get(name)
            expect(whole.get(name), name).toEqual(
              shortest && { start: [shortest.least.start], steps: shortest.least.steps },
            )
            if (shortest === undefined) continue
            const { ways, spread, switches, actors, isFirst } = shortest
            counts.count('decided', name)
            if (ways > 1) counts.count('several ways')
            if (spread > 1) counts.count('not all with as many switches')
            if (actors <= switches) counts.count('somebody came back')
            if (!isFirst) counts.count('fewer actors than the first in order')
          }
          // asked alone, the search ends long before it has seen all; and no transitions are kept
          const asked = model.properties.filter(({ formula }) => formula === undefined)
          const properties = asked.filter((_, i) => i === number % asked.length)
          const alone = await found({ ...model, properties }, { stopWhenDecided: true, flatWords: 1 + (number++ % 2) })
          for (const { name } of properties) expect(alone.get(name), `${name}, asked alone`).toEqual(whole.get(name))
        }),
        { numRuns: models, seed },
      )
      const often = ['decided', 'several ways', 'not all with as many switches']
      const sometimes = ['invariant', 'reachable', 'step', 'no deadlock', 'back', 'somebody came back']
      const missing = [...counts.rarer(often, models / 2), ...counts.rarer(sometimes, models / 40)]
      expect(
        [...missing, ...counts.rarer(['fewer actors than the first in order'], models / 200)],
        counts.report(),
      ).toEqual([])
    },
    120_000 + models * 2000,
  )

  /** `of` workers that each have one thing to do; it is bad once those of `wanted` have done it twice. */
  const workers = (of: number, wanted: readonly number[], times = 2) => {
    const state = { done: array(of, int(0, times)) }
    const worker = processOf(state, {
      instances: of,
      steps: {
        work: {
          when: (s, me) => wanted.includes(me.id) && (s.done[me.id] as number) < times,
          do: (s, me) => {
            s.done[me.id] = (s.done[me.id] as number) + 1
          },
        },
      },
    })
    return model({
      name: 'workers',
      state,
      processes: { worker },
      invariants: { 'not all done': (s) => wanted.some((id) => (s.done[id] as number) < times) },
    })
  }

  it('more than 32 actors are told apart', async () => {
    const { properties } = await check(() => workers(70, [3, 35, 67]))
    const trace = traceOf(properties[0] as PropertyResult) as Trace
    expect(trace.steps.map(({ instance }) => instance)).toEqual([3, 3, 35, 35, 67, 67])
  })

  it('of more than are looked at the first in order is told', async () => {
    const all = Array.from({ length: 15 }, (_, id) => id)
    const { properties } = await check(() => workers(15, all, 1))
    expect((traceOf(properties[0] as PropertyResult) as Trace).steps.map(({ instance }) => instance)).toEqual(all)
  })

  it('a way with fewer actors goes before one that comes first', async () => {
    // 0 or 1 begins, 2 goes on, 1 ends it: the ways differ only in the players that have taken part
    const turns = [[0, 1], [2], [1]] as const
    const state = { turn: int(0, 3) }
    const player = processOf(state, {
      instances: 3,
      steps: {
        play: {
          when: (s, me) => (turns[s.turn] as readonly number[] | undefined)?.includes(me.id) === true,
          do: (s) => {
            s.turn++
          },
        },
      },
      resting: ['play'],
    })
    const { properties } = await check(() =>
      model({
        name: 'turns',
        state,
        processes: { player },
        invariants: { 'fewer than three turns': (s) => s.turn < 3 },
      }),
    )
    const trace = traceOf(properties[0] as PropertyResult) as Trace
    expect(trace.steps.map(({ instance }) => instance)).toEqual([1, 2, 1])
  })
})
