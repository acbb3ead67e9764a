/** Tasks at their gates: lets the calls of a step through, and compares where tasks wait with the model's labels. */

import { show, UsageError } from '../errors.ts'
import type { ActionInfo } from '../language/actions.ts'
import type { Model } from '../language/model.ts'
import { labelOf } from '../language/processes/named-step.ts'
import type { Plain } from '../plain.ts'
import type { Ending, Ports, Task, WaitingCall } from '../ports/ports.ts'
import { textOf } from '../ports/scope.ts'
import { answerOf } from '../ports/task.ts'
import { type CallStep, type Calls, isCallStep, type Moment, type Release } from './driver.ts'
import { entryName, nameOfTask, type Plan } from './plan.ts'

export function callsOf({ calls }: CallStep, moment: Moment): Calls {
  return typeof calls === 'function' ? calls(moment) : calls
}

const taskOf = (gates: Ports, process: string, instance: number): Task | undefined =>
  gates.tasks.find((task) => task.process === process && task.instance === instance)

/** @throws UsageError for something else than the result of `ports` */
export function expectPorts(gates: unknown): Ports {
  if (typeof (gates as Partial<Ports> | undefined)?.proceed === 'function') return gates as Ports
  throw new UsageError(`the driver's ports returned ${show(gates)}; expected the result of ports({ … })`)
}

/** A call of a step as an object. @throws UsageError if it has another form */
export function releaseOf(call: unknown): Release {
  if (typeof call === 'string') return { call }
  const wrong = (what: string) => new UsageError(`${what}, as in { call: 'store.write', answer: 'lost' }`)
  if (typeof call !== 'object' || call === null || typeof (call as Partial<Release>).call !== 'string') {
    throw wrong(`a call of a step is ${show(call)}; expected its name, or what becomes of it`)
  }
  const { made, answer, ...rest } = call as Release
  const known = ['call', 'made', 'answer', 'value', 'error']
  const other = Object.keys(call).find((option) => !known.includes(option))
  if (other !== undefined)
    throw wrong(`the call '${rest.call}' has an unknown option '${other}'; available: ${known.join(', ')}`)
  if (![undefined, true, false].includes(made)) throw wrong(`made is ${show(made)}; expected true or false`)
  if (![undefined, 'held', 'lost'].includes(answer)) throw wrong(`answer is ${show(answer)}; expected 'held' or 'lost'`)
  if ('value' in rest && 'error' in rest) throw wrong(`the call '${rest.call}' has a value and an error; expected one`)
  if (answer === 'lost' && ('value' in rest || 'error' in rest)) {
    throw wrong(`the answer of '${rest.call}' is lost, so it is no value or error; leave one of them out`)
  }
  if (made === false && answer !== 'lost' && !('value' in rest) && !('error' in rest)) {
    throw wrong(`the call '${rest.call}' is not made, so it has no answer; add a value or an error, or lose the answer`)
  }
  return call as Release
}

/** The names of calls. */
export const namesIn = (calls: Calls[number]): string[] =>
  (Array.isArray(calls) ? calls : [calls]).map((one) => releaseOf(one).call)

const known = new WeakSet<Plan>()

/** Checks the names of calls in a driver, once. @throws UsageError for one that is no method of a port */
export function expectKnownCalls(plan: Plan, gates: Ports): void {
  if (known.has(plan)) return
  known.add(plan)
  const expect = (where: string, names: Calls) => {
    for (const name of names.flatMap(namesIn)) {
      const call = name.replace(answerOf(''), '')
      // calls of one method may have names of their own, as in `zone.change (delete)`
      if (gates.has(call) || gates.has(call.replace(/ \(.*\)$/s, ''))) continue
      throw new UsageError(`${where} names the call ${show(name)}, which is not a method of a port`)
    }
  }
  expect('free', plan.driver.free)
  for (const [name, entry] of Object.entries(plan.driver.steps)) {
    if (!isCallStep(entry)) continue
    expect(`the step '${name}'`, [...(typeof entry.calls === 'function' ? [] : entry.calls), ...(entry.waits ?? [])])
  }
}

/**
 * Lets the calls of a step through, in order. Returns false, or throws what `missing` returns, if the task waits for
 * something else.
 */
export async function takeCalls(
  gates: Ports,
  process: string,
  instance: number,
  calls: Calls,
  free: readonly string[],
  missing: (wanted: string, stands: string) => Error | undefined,
): Promise<boolean> {
  for (const [i, group] of calls.entries()) {
    if (i > 0) await passFree(gates, free)
    const task = taskOf(gates, process, instance)
    const waiting = [...(task?.waiting ?? [])]
    const made: { readonly call: WaitingCall; readonly ending: Ending }[] = []
    for (const { call: wanted, ...ending } of (Array.isArray(group) ? group : [group]).map(releaseOf)) {
      const at = waiting.findIndex(({ name }) => name === wanted)
      if (at >= 0) made.push(...waiting.splice(at, 1).map((call) => ({ call, ending })))
      else {
        const error = missing(wanted, standing(task))
        if (error !== undefined) throw error
        return false
      }
    }
    for (const { call, ending } of made) await gates.proceed(call, ending)
  }
  return true
}

/** The number of free calls in a row after which a task is taken to make them forever. */
const mostFree = 1000

/** Lets calls through that are part of no step, until none waits. */
export async function passFree(gates: Ports, free: readonly string[]): Promise<void> {
  if (free.length === 0) return
  for (let passed = 0; passed < mostFree; passed++) {
    const call = gates.tasks.flatMap(({ waiting }) => waiting).find(({ name }) => free.includes(name))
    if (call === undefined) return
    await gates.proceed(call)
  }
  throw new Error(`the code makes more than ${mostFree} free calls in a row (${free.join(', ')})`)
}

/** A task that does not wait where the model's label says. */
export interface Mismatch {
  readonly who: string
  readonly stands: string
  readonly model: string
  readonly message: string
}

/** The first task that does not wait where the state of the model says. */
export function mismatchOf(plan: Plan, gates: Ports, state: Plain): Mismatch | undefined {
  const { model, entries, tasks } = plan
  for (const process of tasks) {
    const instances = (state as { readonly [name: string]: readonly { readonly at: string }[] })[process] ?? []
    for (const [instance, { at }] of instances.entries()) {
      const steps = stepsAt(model, process, instance, at)
      const task = taskOf(gates, process, instance)
      const who = nameOfTask(plan, process, instance)
      const different = (text: string): Mismatch => {
        const stands = standing(task)
        const said = `${text}${hintOf(plan, task)}`
        return { who, stands, model: said, message: `${who} ${stands}; ${said}` }
      }
      if (steps.length === 0) {
        if (task !== undefined && !task.dropped && !(task.ended && task.waiting.length === 0))
          return different(`in the model, it has ended ('${at}')`)
        continue
      }
      const first = ([call]: Calls) => (call === undefined ? [] : namesIn(call))
      // each step at the label may be the next one: the task waits for one of them
      const wanted = steps.map((action) => {
        const entry = entries[action]
        if (!isCallStep(entry)) return []
        return entry.waits ?? first(callsAt(entry, instance, state, entryName(model.actions[action] as ActionInfo)))
      })
      if (wanted.some((waits) => waits.length === 0)) continue
      const names = task?.waiting.map(({ name }) => name) ?? []
      if (wanted.some((waits) => [...names].sort().join() === [...waits].sort().join())) continue
      const calls = wanted.map((waits) => waits.map((name) => `\`${name}\``).join(' and ')).join(' or ')
      return different(`the model goes on with '${at}' (${calls})`)
    }
  }
  return undefined
}

/** The numbers of the steps of an instance at a label. */
function stepsAt({ actions }: Model, process: string, instance: number, at: string): number[] {
  return actions.flatMap((one, i) =>
    one.kind === 'step' && one.process === process && one.instance === instance && labelOf(one) === at ? [i] : [],
  )
}

/** Says what to do about a call that the driver does not name, in case that it is not a drift. */
function hintOf({ driver }: Plan, task: Task | undefined): string {
  const entries = Object.values(driver.steps).filter(isCallStep)
  // a function may name any call
  if (entries.some(({ calls }) => typeof calls === 'function')) return ''
  const named = new Set(entries.flatMap(({ calls, waits = [] }) => [...(calls as Calls).flatMap(namesIn), ...waits]))
  const unknown = task?.waiting.find(({ name }) => !named.has(name))?.name
  return unknown === undefined ? '' : `; if \`${unknown}\` belongs to no step, add it to \`free\``
}

/** The calls of a step before its outcome is known. @throws UsageError if the driver needs the outcome for them */
function callsAt(entry: CallStep, instance: number, state: Plain, name: string): Calls {
  try {
    return callsOf(entry, { instance, choices: [], state: state as never, next: undefined })
  } catch (error) {
    const why = `calls throws before the step has an outcome (${textOf(error)})`
    throw new UsageError(`the step '${name}': ${why}; add waits, the calls that wait at its label`)
  }
}

/** Where a task is, as the end of a sentence that begins with its name. */
function standing(task: Task | undefined): string {
  if (task === undefined) return 'does not run'
  if (task.dropped) return 'has crashed'
  const names = task.waiting.map(({ name }) => `\`${name}\``)
  if (names.length > 0) return `calls ${names.join(' and ')}`
  return task.ended ? 'has ended' : 'makes no call'
}
