/** The reasons for which a trace breaks its property, in sentences. */
import type { DecidingPart, Saving, StaleRead, Trace, TraceStep } from '../../result.ts'
import { code, coded } from './code.ts'
import { inline } from './data.ts'
import { counted } from './numbers.ts'
import { joined } from './run-sentences.ts'

/**
 * The known reasons, most important first. `property` is the name of the property. `brief` has the sentences above the
 * story: their facts are left out here.
 */
export function reasonsOf({ why, steps }: Trace, property: string, brief: readonly string[] = []): string[] {
  if (why === undefined) return []
  const { parts, turningPoint, saving = [] } = why
  const turning = turningPoint === undefined ? [] : [turningSentence(turningPoint)]
  const told = brief.join(' ')
  // the gist already has the first of each
  const first = brief.length > 0 ? 1 : 0
  const [stale, savings] = [why.stale.slice(first), saving.slice(first)]
  return [
    ...parts.flatMap((part) => (told.includes(partSentence(part)) ? [] : [`At the end, ${partSentence(part)}.`])),
    ...stale.map((read) => staleSentence(read, steps)),
    ...turning.filter((sentence) => !told.includes(sentence)),
    ...savings.map((one) => savingSentence(one, property)),
  ]
}

export function partSentence(part: DecidingPart): string {
  const { text, named, holds } = part
  const operands = named || holds ? [] : operandsOf(text)
  if (operands.length < 2) return truthSentence(named ? `'${text}'` : code(text), part)
  const all = operands.map(code)
  const none = all.length === 2 ? `neither ${all.join(' nor ')}` : `none of ${joined(all, 'and')}`
  return truthSentence(none, { ...part, holds: true })
}

/** The operands of `a || b`, if the expression is one and is simple enough to tell. */
function operandsOf(text: string): string[] {
  // text in quotes and patterns could look like operators, and `? :`, `=>` and `,` bind less than `||`
  if (/['"`/?]|=>/.test(text)) return []
  const operands = ['']
  let depth = 0
  for (const piece of text.split(/(\|\||[()[\]{},])/)) {
    if (/^[([{]$/.test(piece)) depth++
    if (/^[)\]}]$/.test(piece)) depth--
    if (piece === ',' && depth === 0) return []
    if (piece === '||' && depth === 0) operands.push('')
    else operands[operands.length - 1] += piece
  }
  return operands.map((one) => one.trim())
}

/** The most places of the state that stand before the other values. If there are more, they come last. */
const fewPlaces = 3

/** The same with other words for the part. */
export function truthSentence(what: string, { named, holds, of, values, known = [] }: DecidingPart): string {
  const seen = values.map(({ path, value, before }) =>
    before === undefined
      ? code(`${path} = ${inline(value)}`)
      : `${code(path)} was ${coded(before)} and is ${coded(value)}`,
  )
  const others = known.map((one) => code(`${one.text} = ${inline(one.value)}`))
  const all = seen.length > fewPlaces ? [...others, ...seen] : [...seen, ...others]
  // a name stands for the whole part, and one of its elements decides it
  const element = of === undefined ? '' : `${named ? ' because of' : ' for'} ${elements(of)}`
  return `${what} is ${holds ? 'true' : 'false'}${element}${all.length === 0 ? '' : `: ${all.join(', ')}`}`
}

/** `enactor 1` is a name, and `records[0]` is code. */
const elements = (of: string) =>
  of
    .split(', ')
    .map((one) => (/[.[]/.test(one) ? code(one) : one))
    .join(', ')

export function staleSentence(
  { path, value, read, overwritten, used }: StaleRead,
  steps: readonly TraceStep[],
): string {
  const who = steps[used - 1]?.actor ?? 'someone'
  const other = steps[overwritten - 1]?.actor ?? 'someone'
  return `Stale read: ${who} reads ${code(`${path} = ${inline(value)}`)} in step ${read}, and ${other} overwrites it in step ${overwritten}. ${who} still uses the old value in step ${used}.`
}

export function turningSentence(step: number): string {
  if (step === 0) return 'The violation is unavoidable from the initial state.'
  return `After step ${step}, the violation is unavoidable.`
}

export function savingSentence({ process, first, second, states }: Saving, property: string): string {
  return `If '${first}' and '${second}' of ${process} were one atomic step, '${property}' would hold: all ${counted(states, 'state')} of that variant were explored.`
}
