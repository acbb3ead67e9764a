/**
 * The advice on fairness beside a run that violates a property. `ALLWAYS_ADVICE` says how many answers must be tried
 * (60 by default), `ALLWAYS_SEED` on which models.
 */
import { action, array, bool, int, model, process, ref } from 'allways'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/run/check.ts'
import type { Description } from '../../differential/description.ts'
import { descriptions } from '../../differential/generate.ts'
import type { FairD } from '../../differential/temporal.ts'
import { toSpec } from '../../differential/to-model.ts'
import { textOf } from '../../differential/to-text.ts'
import { results } from '../../runs/runs-of.ts'

const wanted = Number(globalThis.process.env.ALLWAYS_ADVICE ?? 60)
const seed = Number(globalThis.process.env.ALLWAYS_SEED ?? 20251019)

const checked = async (d: Description) => {
  const { error, complete, properties } = await checkDesign(toSpec(textOf(d)), 'only', {
    exhaustive: true,
    maxStates: 300,
  })
  return error === undefined && complete ? properties : []
}

describe('advice about fairness', () => {
  it(`holds when it is followed (${wanted} answers)`, { timeout: 900_000 }, async () => {
    const met = { answers: 0, helps: new Set<string>(), never: 0 }
    const tried = async (d: Description) => {
      for (const { name, notes = [] } of await checked(d)) {
        for (const note of notes) {
          const changed = note.startsWith('No fairness would help') ? everything(d) : followed(d, note)
          if (changed === undefined) continue
          const found = (await checked(changed)).find((other) => other.name === name)
          const helps = note.startsWith('It would hold')
          expect(found?.verdict, `'${name}': ${note}\n${textOf(d)}`).toBe(helps ? 'holds' : 'violated')
          met.answers++
          if (helps) met.helps.add(note.replace(/'[^']*'/g, '…'))
          else met.never++
        }
      }
    }
    for (let round = 0; met.answers < wanted; round++) {
      await fc.assert(fc.asyncProperty(descriptions, tried), { numRuns: 50, seed: seed + round, endOnFailure: true })
    }
    expect(met.never).toBeGreaterThan(0)
    expect([...met.helps].length, [...met.helps].join('\n')).toBeGreaterThan(2)
  })

  const state = { n: int(0, 3), lock: int(0, 2) }
  const put = (next: (lock: number) => number) => (s: { lock: number }) => {
    s.lock = next(s.lock)
  }
  it('names the process that must go on', async () => {
    const counter = process(state, { steps: { up: { when: (s) => s.n < 3, do: (s) => void s.n++ } }, resting: ['up'] })
    const { done } = await results(() =>
      model({
        name: 'm',
        state,
        processes: { counter },
        actions: { flip: put((lock) => (lock === 0 ? 1 : 0)) },
        fair: true,
        temporal: ({ eventually }) => ({ done: eventually((s) => s.n === 3) }),
      }),
    )
    expect(done?.notes).toEqual(["It would hold if 'counter' were fair (fair: true)."])
  })

  it('says that a step must be strongly fair where others take away what it needs', async () => {
    const { done } = await results(() =>
      model({
        name: 'm',
        state,
        actions: {
          close: { when: (s) => s.lock === 0, do: put(() => 1), fair: true },
          open: { when: (s) => s.lock === 1, do: put(() => 0), fair: true },
          up: { when: (s) => s.lock === 0 && s.n < 3, do: (s) => void s.n++, fair: true },
        },
        temporal: ({ eventually }) => ({ done: eventually((s) => s.n === 3) }),
      }),
    )
    expect(done?.notes).toEqual(["It would hold if 'up' were strongly fair (fair: 'strong')."])
  })

  it.each(['on', 'off'] as const)('names an action of all instances, with symmetry %s', async (symmetry) => {
    const Node = ref('node', 2)
    const own = { ready: array(Node, bool), lamp: bool }
    const node = process(own, { instances: Node, alike: true, steps: { idle: () => {} }, resting: ['idle'] })
    const { done } = await results(
      () =>
        model({
          name: 'm',
          state: own,
          processes: { node },
          actions: {
            starts: action(own, {
              instances: Node,
              when: (s, id) => !s.ready[id],
              do: (s, id) => {
                s.ready[id] = true
              },
            }),
            flips: (s) => {
              s.lamp = !s.lamp
            },
          },
          fair: true,
          temporal: ({ eventually }) => ({ done: eventually((s) => s.ready.every((ready) => ready)) }),
        }),
      { symmetry },
    )
    expect(done?.notes).toEqual(["It would hold if 'starts' were fair (fair: true)."])
  })

  it('is not given where the first steps break it, which are all that is told', async () => {
    const { small } = await results(() =>
      model({
        name: 'm',
        state,
        actions: { up: { when: (s) => s.n < 3, do: (s) => void s.n++ } },
        resting: (s) => s.n === 3,
        temporal: ({ always }) => ({ small: always((s) => s.n < 2) }),
      }),
    )
    expect(small?.notes).toBeUndefined()
    expect(small?.counterexample).toMatchObject({ steps: { length: 2 } })
    expect(small?.counterexample?.loopAt).toBeUndefined()
  })
})

/** The model with that promise; `undefined` for a note that is no advice. */
function followed(d: Description, note: string): Description | undefined {
  const strength: FairD = note.includes('strongly fair') ? 'strong' : 'weak'
  if (note.startsWith('It would hold if the model')) return { ...d, fair: d.fair || 'weak' }
  if (note.startsWith('It would hold if every')) return everything(d)
  const step = /^It would hold if step '(.*)' of '(.*)' were/.exec(note)
  if (step !== null) return withStep(d, step[2] as string, step[1] as string, strength)
  const name = /^It would hold if '(.*)' were/.exec(note)?.[1]
  if (name === undefined) return undefined
  const process = d.processes[name]
  if (process !== undefined) return { ...d, processes: { ...d.processes, [name]: { ...process, fair: strength } } }
  const action = d.actions[name]
  return action && { ...d, actions: { ...d.actions, [name]: { ...action, fair: strength } } }
}

function withStep(d: Description, process: string, step: string, fair: FairD): Description | undefined {
  const own = d.processes[process]
  const found = own?.steps[step]
  if (own === undefined || found === undefined) return undefined
  const steps = { ...own.steps, [step]: { ...found, fair } }
  return { ...d, processes: { ...d.processes, [process]: { ...own, steps } } }
}

function everything(d: Description): Description {
  const strong = <T extends object>(all: { readonly [name: string]: T }) =>
    Object.fromEntries(Object.entries(all).map(([name, one]) => [name, { ...one, fair: 'strong' as const }]))
  const processes = Object.entries(d.processes).map(([name, one]) => [name, { ...one, steps: strong(one.steps) }])
  return { ...d, actions: strong(d.actions), processes: Object.fromEntries(processes) }
}
