/** The note on a verdict if every run of the model ends. */
import type { NumberedFormula } from '../../plain.ts'

/** A note on a model of which every run ends. */
export function ends(steps: number): string {
  const after = steps === 1 ? '1 step' : `${steps.toLocaleString('en-US')} steps`
  return `Every run of this model ends after at most ${after}, so this verdict says nothing about endless runs. Check that no run ends only because of a bound of the model, such as the maximum of a counter.`
}

/** Whether a formula requires something eventually. If every run ends, nothing can be put off forever. */
export function isOfEndlessRuns(of: NumberedFormula, isNegated = false): boolean {
  switch (of.op) {
    case 'not':
      return isOfEndlessRuns(of.of, !isNegated)
    case 'next':
      return isOfEndlessRuns(of.of, isNegated)
    case 'eventually':
      return !isNegated || isOfEndlessRuns(of.of, isNegated)
    case 'always':
      return isNegated || isOfEndlessRuns(of.of, isNegated)
    case 'and':
    case 'or':
      return of.of.some((one) => isOfEndlessRuns(one, isNegated))
    case 'until':
      return !isNegated || isOfEndlessRuns(of.left, isNegated) || isOfEndlessRuns(of.right, isNegated)
    case 'weakUntil':
    case 'release':
      return isNegated || isOfEndlessRuns(of.left, isNegated) || isOfEndlessRuns(of.right, isNegated)
    default:
      return false
  }
}
