/** A trace as a Mermaid sequence diagram, which code hosts draw. */
import { printable } from '../../errors.ts'
import type { Trace } from '../../result.ts'
import { actorsOf } from '../words/actors.ts'
import { milestonesAt } from '../words/data.ts'
import { readable } from '../words/maps.ts'
import { isInSlice, type StepFacts, stepFactsOf } from '../words/step-facts.ts'

export interface Diagram {
  /** Without the fence. */
  readonly text: string
  /** The number of steps that are left out at the beginning. */
  readonly leftOut: number
}

/** The most steps in a diagram. Nobody reads more, and hosts draw at most 50,000 characters. */
export const maxSteps = 60
const maxCharacters = 100

/** `breaks`: the property that the trace violates, if any. `undefined` if there is one actor only: a list is enough. */
export function sequenceDiagram(told: Trace, breaks: string | undefined): Diagram | undefined {
  const trace = readable(told)
  const { actors, actorOf, doingOf } = actorsOf(trace)
  if (actors.length < 2) return undefined
  const leftOut = Math.max(0, trace.steps.length - maxSteps)
  const id = (actor: string) => `a${actors.indexOf(actor)}`
  const all = (text: string) => `Note over a0,state: ${label(text)}`
  const { loopAt } = trace
  const loops = loopAt !== undefined && loopAt < trace.steps.length
  const drawn: string[] = [
    ...(leftOut === 0 ? [] : [all(`steps 1 to ${leftOut} are left out`)]),
    ...(leftOut === 0 ? milestonesAt(trace, 0).map(all) : []),
    ...(loops && loopAt < leftOut ? ['loop forever (its start is left out)'] : []),
  ]
  for (const [k, step] of trace.steps.slice(leftOut).entries()) {
    const index = leftOut + k
    const number = index + 1
    if (loops && index === loopAt) drawn.push('loop forever')
    drawn.push(...message(trace, number, id(actorOf(step)), doingOf(step)))
    drawn.push(...milestonesAt(trace, number).map(all))
    if (trace.why?.turningPoint === number) drawn.push(all('from here on, the violation is unavoidable'))
  }
  if (loops) drawn.push('end')
  if (loopAt === trace.steps.length) drawn.push(all('then nothing else happens'))
  if (breaks !== undefined) drawn.push(all(`✗ ${breaks}`))
  const participants = [
    ...actors.map((actor) => `participant ${id(actor)} as ${label(actor)}`),
    'participant state as shared state',
  ]
  return { text: ['sequenceDiagram', ...[...participants, ...drawn].map((line) => `  ${line}`)].join('\n'), leftOut }
}

/** The step as an arrow to the shared state if it changes that, else to its own actor. Notes show the changes. */
function message(trace: Trace, number: number, actor: string, doing: string): string[] {
  const news = stepFactsOf(trace, number)
  const to = news.some(({ isShared }) => isShared) ? 'state' : actor
  if (!isInSlice(trace, number)) return [`${actor}->>${to}: ${label(`${number}. (${doing})`)}`]
  const note = (over: string, told: readonly StepFacts[]) =>
    told.length === 0 ? [] : [`Note over ${over}: ${told.map(({ text }) => label(text)).join('<br/>')}`]
  const isBefore = ({ tone }: StepFacts) => tone === 'read' || tone === 'stale'
  return [
    ...note(actor, news.filter(isBefore)),
    `${actor}->>${to}: ${label(`${number}. ${doing}`)}`,
    ...note(
      'state',
      news.filter(({ isShared }) => isShared),
    ),
    ...note(
      actor,
      news.filter((one) => !isBefore(one) && !one.isShared),
    ),
  ]
}

/** Text of a diagram. A character that Mermaid or Markdown could take for syntax becomes its number. */
function label(text: string): string {
  const short = [...printable(text).replace(/\s+/g, ' ').trim()]
  const shown = short.length > maxCharacters ? [...short.slice(0, maxCharacters - 1), '…'] : short
  // Mermaid takes `wrap:` at the beginning as a directive
  const isOrder = /^(no)?wrap:/i.test(text.trim())
  const isPlain = isOrder ? plain : plainWithColon
  return shown.map((char) => (isPlain.test(char) ? char : `#${char.codePointAt(0)};`)).join('')
}

const plain = /^[\p{L}\p{N} ._,()[\]=/→…✗×'-]$/u
const plainWithColon = /^[\p{L}\p{N} ._,()[\]=/→…✗×':-]$/u
