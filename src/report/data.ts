/** Values of a state as people read them: `{plan: 2, at: apply}`, `[1, 2]`, `null`. */
import type { Change, Data, Trace, TraceStep } from '../result.ts'

/** One line, nothing left out. Strings stand bare where they cannot be taken for something else. */
export function inline(value: Data): string {
  if (typeof value === 'string') return bare(value) ? value : JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  return `{${members(value).join(', ')}}`
}

function bare(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_-]*( [\p{L}\p{N}_-]+)*$/u.test(text) && !/^(null|true|false)$/.test(text)
}

function members(value: Data): string[] {
  return Object.entries(value as object).map(([name, member]) => `${name}: ${inline(member)}`)
}

/** The variables of a state, one `name: value` each. */
export function variables(state: Data): string[] {
  return isStruct(state) ? members(state) : [inline(state)]
}

/** The state over several lines, each variable on its own and broken up where it is longer than `width`. */
export function block(state: Data, width: number, indent = ''): string[] {
  const entries: [string, Data][] = isStruct(state)
    ? Object.entries(state)
    : Array.isArray(state)
      ? state.map((item, index) => [String(index), item])
      : [['value', state]]
  return entries.flatMap(([name, value]) => {
    const line = `${indent}${name}: ${inline(value)}`
    if (line.length <= width || typeof value !== 'object' || value === null) return [line]
    return [`${indent}${name}:`, ...block(value, width, `${indent}  `)]
  })
}

function isStruct(value: Data): value is { readonly [name: string]: Data } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `enactor 1: pick (choice 2)`: who did what. */
export function deed(step: TraceStep): string {
  return `${step.actor}: ${doing(step)}`
}

/** `pick (choice 2)`: the step with what it chose; a fault is called one. */
export function doing(step: Pick<TraceStep, 'kind' | 'name' | 'choices' | 'named'>): string {
  const name = step.kind === 'fault' ? `${step.name} (fault)` : step.name
  return name + chosen(step.choices, step.named)
}

/** ` (endpoint 0, plan 2)` where choices have names, ` (choices 0, 2)` where none has. */
export function chosen(choices: readonly Data[], named?: readonly string[]): string {
  if (choices.length === 0) return ''
  if (named === undefined) return ` (${choices.length === 1 ? 'choice' : 'choices'} ${choices.map(inline).join(', ')})`
  return ` (${choices.map((choice, i) => `${named[i] || 'choice'} ${inline(choice)}`).join(', ')})`
}

/** What a trace meets at a state, by name: 0 is the initial one. */
export function milestonesAt({ milestones = [] }: Trace, state: number): string[] {
  return milestones.filter(({ at }) => at === state).map(({ name }) => name)
}

/**
 * `plan: 1 → 2`; of a set, bag or queue what came and what went, as in `busy: +2 −1`. Without types nobody knows that a list
 * is one of these.
 */
export function changed({ before, after }: Pick<Change, 'before' | 'after'>, { maps }: Pick<Trace, 'maps'>): string {
  const short = maps === undefined ? undefined : cameAndWent(before, after)
  return short ?? `${inline(before)} → ${inline(after)}`
}

/** Of lists, as in `+2 −1`; `undefined` where that does not tell the new value: what stayed has another order. */
export function cameAndWent(before: Data, after: Data): string | undefined {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined
  const [was, is] = [before.map(inline), after.map(inline)]
  const [came, went] = [without(is, was), without(was, is)]
  const stayed = [without(was, went), without(is, came)].map((all) => JSON.stringify(all))
  if (stayed[0] !== stayed[1] || came.length + went.length === 0) return undefined
  return [...came.map((one) => `+${one}`), ...went.map((one) => `\u2212${one}`)].join(' ')
}

/** What is left of `all` without as many of `others`; of equal ones the first go first. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others]
  return all.filter((text) => {
    const at = left.indexOf(text)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** The changes of a step; that the actor moved on to its next label comes last, as the least of the news. */
export function changesOf(step: TraceStep, trace: Trace): string[] {
  const own = `${step.process}[${step.instance}].at`
  const isOwn = (change: Change) => change.path === own
  const ordered = [...step.changes.filter((change) => !isOwn(change)), ...step.changes.filter(isOwn)]
  if (ordered.length === 0) return ['nothing changes']
  return ordered.map((change) => `${change.path}: ${changed(change, trace)}${byWhom(step, change.path)}`)
}

/** Of a change: that the actor did not make it. */
export function byWhom({ surroundings = [] }: TraceStep, path: string): string {
  return surroundings.some((other) => other.path === path) ? ' (an input, from outside)' : ''
}

/** Whether there are processes in a state: each stands in it as its instances, which are at a label. */
export function hasProcesses(state: Data): boolean {
  const isAt = (one: Data) => typeof one === 'object' && one !== null && 'at' in one
  return (
    typeof state === 'object' && state !== null && Object.values(state).some((of) => Array.isArray(of) && of.some(isAt))
  )
}
