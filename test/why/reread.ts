/** A step taken again after its process had read another value: a second opinion on stale reads, by brute force. */

import { ModelError } from '../../src/errors.ts'
import { everyValue } from '../../src/language/input.ts'
import type { Model } from '../../src/language/model.ts'
import type { Plain } from '../../src/plain.ts'
import type { Interpreter } from '../../src/reference/interpret.ts'
import type { StaleRead, Trace } from '../../src/result.ts'

type State = { readonly [name: string]: Plain }

/**
 * Whether step `used` leaves another value somewhere, or cannot be taken, if its process had found some other value in
 * the shared variable `path`. All other processes do what they did.
 */
export function changesAnything(model: Model, reference: Interpreter, trace: Trace, told: StaleRead): boolean {
  const { path, read, used } = told
  const type = model.system.fields[path]
  if (type === undefined) throw new Error(`${path} is no shared variable`)
  return everyValue(type).some((value) => {
    if (value === told.value) return false
    let local = localOf(trace, read - 1, used)
    for (let step = read; step < used; step++) {
      if (!isSameActor(trace, step, used)) continue
      const before = withLocal(trace, step - 1, used, local)
      const next = taken(model, reference, trace, step, step === read ? { ...before, [path]: value } : before)
      if (next === 'error') return false
      if (next !== undefined)
        local = (next[processOf(trace, used)] as readonly Plain[])[instanceOf(trace, used)] as Plain
    }
    const before = withLocal(trace, used - 1, used, local)
    const next = taken(model, reference, trace, used, before)
    if (next === undefined || next === 'error') return true
    const [was, is] = [leaves(stateAt(trace, used - 1)), leaves(stateAt(trace, used))]
    const [found, left] = [leaves(before), leaves(next)]
    const touched = [...is.keys()].filter(
      (leaf) => was.get(leaf) !== is.get(leaf) || found.get(leaf) !== left.get(leaf),
    )
    return touched.some((leaf) => is.get(leaf) !== left.get(leaf))
  })
}

function taken(
  model: Model,
  reference: Interpreter,
  trace: Trace,
  number: number,
  state: State,
): State | 'error' | undefined {
  const { process, instance, name, kind, picks } = trace.steps[number - 1] as Trace['steps'][number]
  const action = model.actions.findIndex(
    (one) => one.process === process && one.instance === instance && one.name === name && one.kind === kind,
  )
  try {
    const ways = reference.outcomes(state, action)
    if (ways.length === 0) return undefined
    return (ways.find((way) => way.picks.join() === picks.join())?.state as State | undefined) ?? 'error'
  } catch (error) {
    if (error instanceof ModelError) return 'error'
    throw error
  }
}

const stateAt = ({ initial, steps }: Trace, at: number) => (at === 0 ? initial : steps[at - 1])?.state as State
const processOf = (trace: Trace, step: number) => trace.steps[step - 1]?.process as string
const instanceOf = (trace: Trace, step: number) => trace.steps[step - 1]?.instance as number
const isSameActor = (trace: Trace, a: number, b: number) => trace.steps[a - 1]?.actor === trace.steps[b - 1]?.actor
const localOf = (trace: Trace, at: number, step: number) =>
  (stateAt(trace, at)[processOf(trace, step)] as readonly Plain[])[instanceOf(trace, step)] as Plain

/** The state after `at` steps, with other local variables of the process of `step`. */
function withLocal(trace: Trace, at: number, step: number, local: Plain): State {
  const state = stateAt(trace, at)
  const process = processOf(trace, step)
  const all = state[process] as readonly Plain[]
  return { ...state, [process]: all.map((own, id) => (id === instanceOf(trace, step) ? local : own)) }
}

function leaves(value: Plain, path = '', found = new Map<string, Plain>()): Map<string, Plain> {
  if (typeof value !== 'object' || value === null) return found.set(path, value)
  for (const [key, inner] of Object.entries(value)) leaves(inner as Plain, `${path}.${key}`, found)
  return found
}
