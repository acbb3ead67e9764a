/** Tasks at their gates: lets the calls of a step through, and compares where tasks wait with the model's labels. */
import type { Plain } from '../plain.ts'
import type { Ports, Task } from '../ports/ports.ts'
import { type CallStep, type Calls, isCallStep, type Moment } from './driver.ts'
import { nameOfTask, type Plan } from './plan.ts'

export function callsOf({ calls }: CallStep, moment: Moment): Calls {
  return typeof calls === 'function' ? calls(moment) : calls
}

const taskOf = (gates: Ports, process: string, instance: number): Task | undefined =>
  gates.tasks.find((task) => task.process === process && task.instance === instance)

/**
 * Lets the calls of a step through, in order. Returns false, or throws what `missing` returns, if the task waits for
 * something else.
 */
export async function takeCalls(
  gates: Ports,
  process: string,
  instance: number,
  calls: Calls,
  missing: (wanted: string, stands: string) => Error | undefined,
): Promise<boolean> {
  for (const group of calls) {
    for (const name of typeof group === 'string' ? [group] : group) {
      const task = taskOf(gates, process, instance)
      const call = task?.waiting.find((waiting) => waiting.name === name)
      if (call === undefined) {
        const error = missing(name, standing(task))
        if (error !== undefined) throw error
        return false
      }
      await gates.proceed(call)
    }
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
      const action = model.actions.findIndex(
        (one) => one.kind === 'step' && one.process === process && one.instance === instance && one.name === at,
      )
      const entry = entries[action]
      const task = taskOf(gates, process, instance)
      const who = nameOfTask(plan, process, instance)
      const different = (text: string): Mismatch => {
        const stands = standing(task)
        return { who, stands, model: text, message: `${who} ${stands}; ${text}` }
      }
      if (action < 0) {
        if (task !== undefined && !task.ended && !task.dropped) return different(`in the model, it has ended ('${at}')`)
        continue
      }
      if (!isCallStep(entry)) continue
      const first = (calls: Calls) => (typeof calls[0] === 'string' ? [calls[0]] : (calls[0] ?? []))
      const waits =
        entry.waits ?? first(callsOf(entry, { instance, choices: [], state: state as never, next: undefined }))
      if (waits.length === 0) continue
      const names = task?.waiting.map(({ name }) => name) ?? []
      if ([...names].sort().join() === [...waits].sort().join()) continue
      const calls = waits.map((name) => `\`${name}\``).join(' and ')
      return different(`the model goes on with '${at}' (${calls})`)
    }
  }
  return undefined
}

/** Where a task is, as the end of a sentence that begins with its name. */
function standing(task: Task | undefined): string {
  if (task === undefined) return 'does not run'
  if (task.dropped) return 'has crashed'
  const names = task.waiting.map(({ name }) => `\`${name}\``)
  if (names.length > 0) return `calls ${names.join(' and ')}`
  return task.ended ? 'has ended' : 'makes no call'
}
