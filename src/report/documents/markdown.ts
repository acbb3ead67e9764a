/** A counterexample or witness as Markdown, for people on a code host. */

import { match } from 'ts-pattern'
import { printable } from '../../errors.ts'
import { defined, type Plain } from '../../plain.ts'
import { isWanted, type NoReturn, type PropertyResult, type Trace } from '../../result.ts'
import { actorsOf } from '../words/actors.ts'
import { stretchesOf } from '../words/code.ts'
import { block, changesOf, chosen, milestonesAt, withoutIdleFaults } from '../words/data.ts'
import { gistOf } from '../words/gist.ts'
import { readable } from '../words/maps.ts'
import { counted } from '../words/numbers.ts'
import { reasonsOf } from '../words/reasons.ts'
import {
  accountOf,
  continuation,
  roundAfter,
  roundSentence,
  shapeOf,
  standingOf,
  timeLockOf,
  whyDeadlock,
} from '../words/run-sentences.ts'
import { shownOf } from '../words/shown-steps.ts'
import { capital } from '../words/text.ts'
import { maxSteps, sequenceDiagram } from './mermaid.ts'

export interface MarkdownInput {
  readonly spec: string
  readonly design: string
  readonly property: string
  readonly kind: PropertyResult['kind']
  readonly digest?: string
  readonly params: { readonly [name: string]: unknown }
  readonly trace: Trace
  readonly noReturn?: NoReturn
  readonly notes?: readonly string[]
  /** The author's note on the property in this design. */
  readonly note?: string
}

const blockWidth = 100

/** A whole document, which ends with a line break. The same input gives the same text. */
export function counterexampleMarkdown(given: MarkdownInput): string {
  const input = { ...given, trace: readable(given.trace) }
  const { spec, design, property, params, trace, note, digest, noReturn, notes } = input
  const count = trace.steps.length
  const then = continuation(trace)
  const told = { ...defined({ noReturn, notes }) }
  const brief = isWanted(input.kind) ? [] : gistOf({ name: property, kind: input.kind, ...told }, trace)
  const reasons = reasonsOf(trace, property, brief)
  const account = accountOf({
    kind: input.kind,
    verdict: isWanted(input.kind) ? 'holds' : 'violated',
    ...{ counterexample: trace, ...told },
  })
  const settings = Object.entries(params).map(
    ([name, value]) => `${code(name)} = ${code(JSON.stringify(value) ?? '-')}`,
  )
  return [
    `# ${escaped(property)}`,
    sentence(input),
    ...(brief.length === 0 ? [] : [prose(brief.join(' '))]),
    [
      `- Spec: ${escaped(spec)}`,
      `- Design: ${escaped(design)}`,
      `- Parameters: ${settings.length === 0 ? 'none' : settings.join(', ')}`,
      ...(digest === undefined || digest === '' ? [] : [`- Digest of the spec: ${code(digest)}`]),
    ].join('\n'),
    ...(note === undefined || note.trim() === '' ? [] : [`> ${escaped(note.trim())}`]),
    '## Initial state',
    ...(trace.initial.choices.length === 0
      ? []
      : [escaped(`The initial state${chosen(trace.initial.choices, trace.initial.named)}:`)]),
    fenced(withoutIdleFaults(trace.initial.state)),
    ...(count === 0 ? [] : ['## Steps', ...diagram(input), table(trace)]),
    ...(then === undefined ? [] : [`${then.charAt(0).toUpperCase()}${then.slice(1)}.`]),
    trace.loopAt === undefined || trace.loopAt === count ? '## Final state' : '## Violation',
    ending(input),
    ...(count === 0 ? [] : [fenced(trace.steps.at(-1)?.state ?? null)]),
    ...(reasons.length === 0 ? [] : [reasons.map((reason) => `- ${prose(reason)}`).join('\n')]),
    ...(account.length === 0 ? [] : [prose(account.join(' '))]),
    ...afterwards(input),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}

/** An example of how a run goes on forever in a region of no return. */
function afterwards({ noReturn, trace }: MarkdownInput): string[] {
  const [after, round] = [noReturn && roundAfter({ noReturn }, trace), noReturn?.round]
  if (after === undefined || round === undefined) return []
  const from = trace.steps.length + round.after
  const told = readable(after)
  const then = capital(continuation(told, from) ?? '')
  return ['## Continuation', roundSentence(round), fenced(told.initial.state), table(told, from), `${then}.`]
}

function sentence({ property, kind, design, trace }: MarkdownInput): string {
  const count = counted(trace.steps.length, 'step')
  const name = `**${escaped(property)}**`
  const where = `In the design **${escaped(design)}**,`
  const way = standingOf(trace)
  return match(kind)
    .with('reachable', 'reachableInOrder', () => `${where} ${name} is reached in ${count} ${way}.`)
    .with('deadlock', () => `${where} the system deadlocks in ${count} ${way}.`)
    .otherwise(() => `${where} ${name} is ${shapeOf({ kind }, trace)}.`)
}

function diagram({ kind, property, trace }: MarkdownInput): string[] {
  const drawn = sequenceDiagram(trace, isWanted(kind) ? undefined : property)
  if (drawn === undefined) return []
  const { text, leftOut } = drawn
  const table = shownOf(trace).some(({ gap }) => gap !== undefined)
    ? 'the table shows the first and the last steps'
    : 'the table shows all steps'
  return [
    `\`\`\`mermaid\n${text}\n\`\`\``,
    ...(leftOut === 0 ? [] : [`The diagram shows the last ${maxSteps} steps; ${table}.`]),
  ]
}

const plainHead = ['| # | Actor | Step | Changes |', '| ---: | --- | --- | --- |']

function table(trace: Trace, from = 0): string {
  const { actorOf, doingOf } = actorsOf(trace)
  const inOrder = trace.milestones !== undefined
  const columns = inOrder ? 5 : 4
  const rows = shownOf(trace).map((one) => {
    if (one.gap !== undefined)
      return `| ${['…', '', '', escaped(one.gap.join('; ')), ''].slice(0, columns).join(' | ')} |`
    const { index, step } = one
    const met = milestonesAt(trace, index + 1).map((name) => `**${escaped(name)}**`)
    const changes = changesOf(step, trace).map(escaped).join('<br>')
    const cells = [`${from + index + 1}`, escaped(actorOf(step)), escaped(doingOf(step)), changes]
    return `| ${[...cells, ...(inOrder ? [met.join('<br>')] : [])].join(' | ')} |`
  })
  const head = inOrder ? ['| # | Actor | Step | Changes | Milestones |', '| ---: | --- | --- | --- | --- |'] : plainHead
  return [...head, ...rows].join('\n')
}

function ending({ kind, property, trace }: MarkdownInput): string {
  const count = trace.steps.length
  const where = count === 0 ? 'The initial state' : `The state after step ${count}`
  const colon = count === 0 ? '.' : ':'
  return match(kind)
    .with('invariant', () => `${where} violates **${escaped(property)}**${colon}`)
    .with('step', () => `Step ${count} violates **${escaped(property)}**. It leads to:`)
    .with('refinement', () => {
      if (trace.loopAt !== undefined) return `The run as a whole violates **${escaped(property)}**. ${where}${colon}`
      if (count === 0) return `${where} violates **${escaped(property)}**${colon}`
      return `Step ${count} violates **${escaped(property)}**. It leads to:`
    })
    .with(
      'deadlock',
      () => timeLockOf(trace, where) ?? `Nothing is enabled, and ${whyDeadlock(trace)}. ${where}${colon}`,
    )
    .with('reachable', () => `**${escaped(property)}** is true in ${lower(where)}${colon}`)
    .with('reachableInOrder', () => `${where} completes **${escaped(property)}**${colon}`)
    .with('canAlwaysReach', () => `From here, **${escaped(property)}** is out of reach. ${where}${colon}`)
    .otherwise(() => `The run as a whole violates **${escaped(property)}**. ${where}${colon}`)
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

function fenced(state: Plain): string {
  const text = block(state, blockWidth)
    .map((line) => printable(line))
    .join('\n')
  // A fence must be longer than any run of backticks inside it.
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}

/** Escapes text so that Markdown shows it unchanged, also in a table cell. */
export function escaped(text: string): string {
  return printable(text.replace(/\s+/g, ' '))
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_[\]|~#]/g, '\\$&')
}

/** A sentence. Its parts in backticks become inline code, and the rest is escaped. */
export const prose = (sentence: string) =>
  stretchesOf(sentence)
    .map(({ text, isCode }) => (isCode ? code(text) : escaped(text)))
    .join('')

/** The text as inline code. Escaped plain text if it has a backtick. */
export function code(text: string): string {
  const clean = printable(text.replace(/\s+/g, ' '))
  return clean.includes('`') ? escaped(clean) : `\`${clean}\``
}
