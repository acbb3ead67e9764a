/** Keeps each name of several words in a trace on one line. */
import type { Plain } from '../../plain.ts'
import type { Trace } from '../../result.ts'
import { actorsOf } from './actors.ts'
import { unplaced } from './data.ts'
import { shownOf } from './shown-steps.ts'
import { tying } from './text.ts'

const known = new WeakMap<Trace, (text: string) => string>()

/** Returns a function that ties the names of actors, steps, milestones, variables and labels in a text. */
export function namesKept(trace: Trace): (text: string) => string {
  const before = known.get(trace)
  if (before !== undefined) return before
  const { actors, doingOf } = actorsOf(trace)
  const names = new Set<string>(actors)
  const add = (data: Plain) => {
    for (const name of textsIn(data)) if (name.includes(' ')) names.add(name)
  }
  add(trace.initial.state)
  for (const { name } of trace.milestones ?? []) names.add(name)
  for (const { step } of shownOf(trace)) {
    if (step === undefined) continue
    names
      .add(step.name)
      .add(step.actor)
      .add(doingOf(unplaced(step)))
    for (const { path, before, after } of step.changes) {
      names.add(path)
      add(before)
      add(after)
    }
    for (const choice of step.choices) add(choice)
  }
  const keep = tying(names)
  known.set(trace, keep)
  return keep
}

/** The texts in a value, and the names of its fields. */
function textsIn(data: Plain): string[] {
  if (typeof data === 'string') return [data]
  if (typeof data !== 'object' || data === null) return []
  if (Array.isArray(data)) return data.flatMap(textsIn)
  return Object.entries(data).flatMap(([name, of]) => [name, ...textsIn(of as Plain)])
}
