/** The sentences that the page shows about a story. */
import { code, coded } from '../../report/words/code.ts'
import { doing, inline, newsIn } from '../../report/words/data.ts'
import { counted } from '../../report/words/numbers.ts'
import { accountOf, roundSentence, shapeOf, standingOf, whyDeadlock } from '../../report/words/run-sentences.ts'
import { type Change, isWanted, type PropertyResult, type Round, type Trace } from '../../result.ts'
import type { Story } from './story.ts'

export { partSentence, savingSentence, staleSentence, turningSentence } from '../../report/words/reasons.ts'

/** The property's outcome, with the number of steps. */
export function headlineOf({ property, trace, result }: Story): string {
  const count = trace.steps.length
  if (property === undefined) {
    const where = count === 0 ? 'in the initial state' : `after ${counted(count, 'step')}`
    return `${result.error?.step ?? 'the model'} fails ${where}`
  }
  if (isWanted(property.kind)) return `reached in ${counted(count, 'step')} ${standingOf(trace)}`
  if (property.counterexample === undefined && property.kind !== 'canAlwaysReach')
    return `holds; ${property.kind === 'shortestTime' ? 'the shortest' : 'the longest'} time is ${counted(property.value ?? 0, 'unit')}`
  if (property.counterexample === undefined)
    return `holds; in the worst case, recovery takes ${counted(property.value ?? 0, 'step')}`
  return shapeOf(property, trace)
}

/** The text after the last step. */
export function endingOf({ property, trace, result }: Story): string {
  if (property === undefined) return result.error?.message ?? ''
  const { name, kind, verdict } = property
  const here = trace.steps.length === 0 ? 'The initial state' : 'This state'
  switch (kind) {
    case 'invariant':
      return `${here} violates “${name}”.`
    case 'step':
      return `This step violates “${name}”.`
    case 'refinement':
      if (trace.loopAt !== undefined) return `The run as a whole violates “${name}”.`
      return trace.steps.length === 0 ? `${here} violates “${name}”.` : `This step violates “${name}”.`
    case 'deadlock':
      return `Nothing is enabled, and ${whyDeadlock(trace)}.`
    case 'reachable':
      return `“${name}” is true in ${here === 'This state' ? 'this state' : 'the initial state'}.`
    case 'reachableInOrder':
      return `${here} completes “${name}”.`
    case 'canAlwaysReach':
      return verdict === 'holds' ? `Back at “${name}”.` : `From here, “${name}” is out of reach.`
    default:
      return verdict === 'holds' ? `“${name}” holds.` : `The run as a whole violates “${name}”.`
  }
}

export function accountOfStory({ property }: Story): string[] {
  if (property === undefined) return []
  const { round } = property.noReturn ?? {}
  if (round === undefined) return accountOf(property)
  return [...accountOf(property), `${roundSentence(round)} ${round.steps.map(roundStep).join('; ')}.`]
}

/** For a screen reader, which would read backticks aloud. */
const changesSaid = (changes: readonly Change[]) =>
  changes.map(({ path, before, after }) => `${path} from ${inline(before)} to ${inline(after)}`).join(', ')

const changesInCode = (changes: readonly Change[]) =>
  changes.map(({ path, before, after }) => `${code(path)} from ${coded(before)} to ${coded(after)}`).join(', ')

function roundStep({ actor, changes, ...step }: Round['steps'][number]): string {
  return `${actor}: ${doing(step)} (${changesInCode(newsIn({ changes }))})`
}

/** The text for a screen reader at a step. */
export function announcement(trace: Trace, number: number): string {
  const step = trace.steps[number - 1]
  const all = counted(trace.steps.length, 'step')
  if (number > trace.steps.length) return `The end, after ${all}`
  if (step === undefined) return `The initial state, before the first of ${all}`
  return `Step ${number} of ${trace.steps.length}. ${step.actor}: ${step.name}. ${changesSaid(newsIn(step)) || 'Nothing changes'}.`
}

export function verdictWord(property: PropertyResult | undefined): string {
  if (property === undefined) return 'error'
  if (isWanted(property.kind)) return property.verdict === 'holds' ? 'reached' : 'never reached'
  return property.verdict
}
