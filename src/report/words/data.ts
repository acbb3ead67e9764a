/** Values of a state as people read them: `{plan: 2, at: apply}`, `[1, 2]`, `null`. */
import type { Plain } from '../../plain.ts'
import type { Change, Trace, TraceStep } from '../../result.ts'
import { columnsOf } from './text.ts'

/** The whole value on one line. A string has no quotes if it cannot be taken for something else. */
export function inline(value: Plain): string {
  if (typeof value === 'string') return bare(value) ? value : JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  return `{${members(value).join(', ')}}`
}

function bare(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_-]*( [\p{L}\p{N}_-]+)*$/u.test(text) && !/^(null|true|false)$/.test(text)
}

function members(value: Plain): string[] {
  return Object.entries(value as object).map(([name, member]) => `${name}: ${inline(member)}`)
}

/** One `name: value` for each variable of a state. Faults that did not happen yet are left out. */
export function variables(state: Plain): string[] {
  return isStruct(state) ? members(withoutIdleFaults(state)) : [inline(state)]
}

/** The counters of faults and of changing inputs, which a model adds to its state. No variable can have this name. */
const counters = 'faults'

export const isFaultCount = (path: string) => path.startsWith(`${counters}.`)

/** The state without the counters that are 0. The same state if it has none. */
export function withoutIdleFaults(state: Plain): Plain {
  if (!isStruct(state) || !Object.hasOwn(state, counters)) return state
  const { [counters]: counts, ...others } = state
  if (counts === undefined || !isStruct(counts)) return state
  const left = Object.entries(counts).filter(([, count]) => count !== 0)
  return left.length === 0 ? others : { ...others, [counters]: Object.fromEntries(left) }
}

/** The changes that are news. A step that happens adds 1 to its own counter: that is said only if nothing else changes. */
export function newsIn({ changes }: Pick<TraceStep, 'changes'>): readonly Change[] {
  const others = changes.filter(({ path }) => !isFaultCount(path))
  return others.length > 0 ? others : changes
}

/** The state on several lines, one for each variable. A variable that is longer than `width` takes several lines. */
export function block(state: Plain, width: number, indent = ''): string[] {
  const entries: [string, Plain][] = isStruct(state)
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

function isStruct(value: Plain): value is { readonly [name: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The actor and its step: `enactor 1: pick (choice 2)`. */
export function deed(step: TraceStep): string {
  return `${step.actor}: ${doing(step)}`
}

/** The step, its choices, and the time after it: `pick (choice 2) · t = 5`. A fault is marked as one. */
export function doing(step: Pick<TraceStep, 'kind' | 'name' | 'choices' | 'named' | 'time'>): string {
  const name = step.kind === 'fault' ? `${step.name} (fault)` : step.name
  return name + chosen(step.choices, step.named) + (step.time === undefined ? '' : ` · t = ${step.time}`)
}

/** The step without its choices, its time and the mark of a fault: for its name alone. */
export function unplaced({ time: _, ...step }: TraceStep): TraceStep {
  return { ...step, kind: 'step', choices: [] }
}

/** ` (endpoint 0, plan 2)` if choices have names, ` (choices 0, 2)` if none has. */
export function chosen(choices: readonly Plain[], named?: readonly string[]): string {
  if (choices.length === 0) return ''
  if (named === undefined) return ` (${choices.length === 1 ? 'choice' : 'choices'} ${choices.map(inline).join(', ')})`
  return ` (${choices.map((choice, i) => `${named[i] || 'choice'} ${inline(choice)}`).join(', ')})`
}

/** The names of the milestones that a trace meets at the state with this number. 0 is the initial state. */
export function milestonesAt({ milestones = [] }: Trace, state: number): string[] {
  return milestones.filter(({ at }) => at === state).map(({ name }) => name)
}

/**
 * Both values, as in `1 → 2`. For a set, bag or queue: the elements that came and went, as in `+2 −1`. A queue has both
 * values if they fit into `columns`, or if what came and went would not say where; without `columns`, only then. If the trace has no types, a list may
 * be an array, so it has both values, too.
 */
export function changed(
  { path = '', before, after }: Pick<Change, 'before' | 'after'> & Partial<Pick<Change, 'path'>>,
  { maps, queues }: Pick<Trace, 'maps' | 'queues'>,
  columns = 0,
): string {
  const both = `${inline(before)} → ${inline(after)}`
  const isOrdered = isQueue(path, { queues })
  if (maps === undefined || (isOrdered && columnsOf(both) <= columns)) return both
  return cameAndWent(before, after, isOrdered) ?? both
}

/** Whether the trace knows that a queue is at this path. */
export const isQueue = (path: string, { queues = [] }: { readonly queues?: readonly string[] | undefined }) =>
  queues.includes(path.replace(/\[\d+\]/g, '[]'))

/**
 * The difference of two lists, as in `+2 −1`. `undefined` if the elements that stayed changed their order. `isOrdered`:
 * also if elements came elsewhere than at the end, or if not the first of equal elements went.
 */
export function cameAndWent(before: Plain, after: Plain, isOrdered = false): string | undefined {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined
  const [was, is] = [before.map(inline), after.map(inline)]
  const [came, went] = [without(is, was), without(was, is)]
  const [stayed, left] = [without(was, went), without(is, came)]
  if (!isSame(stayed, left) || came.length + went.length === 0) return undefined
  if (isOrdered && !isSame([...stayed, ...came], is)) return undefined
  return [...came.map((one) => `+${one}`), ...went.map((one) => `\u2212${one}`)].join(' ')
}

const isSame = (one: readonly string[], other: readonly string[]) => JSON.stringify(one) === JSON.stringify(other)

/** Removes from `all` one element for each element of `others`. Of equal elements, the first goes first. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others]
  return all.filter((text) => {
    const at = left.indexOf(text)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** The changes of a step. The actor's own label comes last, because it matters least. */
export function changesOf(step: TraceStep, trace: Trace, columns = 0): string[] {
  const own = `${step.process}[${step.instance}].at`
  const isOwn = (change: Change) => change.path === own
  const changes = newsIn(step)
  const ordered = [...changes.filter((change) => !isOwn(change)), ...changes.filter(isOwn)]
  if (ordered.length === 0) return ['nothing changes']
  return ordered.map((change) => changeText(change.path, change, step, trace, columns))
}

/** A change under a name of its variable, on `columns` if it can be short, with a remark if the surroundings made it. */
export function changeText(name: string, change: Change, step: TraceStep, trace: Trace, columns = 0): string {
  const [head, tail] = [`${name}: `, byWhom(step, change.path)]
  return head + changed(change, trace, columns - columnsOf(head + tail)) + tail
}

/** A remark if the surroundings made the change, and not the actor. Else ''. */
export function byWhom({ surroundings = [] }: TraceStep, path: string): string {
  return surroundings.some((other) => other.path === path) ? ' (an input, changed from outside)' : ''
}

/**
 * Whether a state has processes besides those of links. It holds each process as an array of instances, and each
 * instance has an `at`.
 */
export function hasProcesses(state: Plain, links: readonly string[] = []): boolean {
  const isAt = (one: Plain) => typeof one === 'object' && one !== null && 'at' in one
  return (
    typeof state === 'object' &&
    state !== null &&
    Object.entries(state).some(([name, of]) => Array.isArray(of) && of.some(isAt) && !links.includes(name))
  )
}
