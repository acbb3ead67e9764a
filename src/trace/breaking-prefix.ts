/**
 * Runs whose first steps violate a formula, whatever follows. A formula has one of three values for an unfinished run.
 * It is false only if it is false for every continuation, even one that the model does not have. Some such beginnings
 * are not found: `next(p)` and `next(not p)` are each open, and so is their conjunction.
 */

import type { Model } from '../language/model.ts'
import type { Formula } from '../language/temporal.ts'
import type { Interpreter } from '../reference/interpret.ts'
import type { Trace } from '../result.ts'
import { Run } from './lasso.ts'

/** `undefined`: the value depends on what follows. */
type Truth = boolean | undefined

/** The least number of steps of the trace that violate the formula, whatever follows; `undefined` if it stays open. */
export function breakingSteps(
  reference: Interpreter,
  model: Model,
  formula: Formula,
  trace: Trace,
): number | undefined {
  const isBroken = brokenAfter(reference, model, formula, trace)
  let [low, high] = [0, trace.steps.length]
  if (!isBroken(high)) return undefined
  // a violation stays, whatever follows
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBroken(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Whether the formula is false for every run that begins with the given number of steps of the trace. */
function brokenAfter(reference: Interpreter, model: Model, formula: Formula, trace: Trace): (steps: number) => boolean {
  // as if the run ended there: nothing reads what follows
  const run = new Run(reference, model, { ...trace, loopAt: trace.steps.length })
  return (steps) => {
    const end = steps + 1
    return valuesOf(formula)[0] === false

    function valuesOf(of: Formula): Truth[] {
      switch (of.op) {
        case 'constant':
          return Array.from({ length: end }, () => of.value)
        case 'state':
        case 'taken':
          return run.valuesOf(of).slice(0, end)
        case 'not':
          return valuesOf(of.of).map(not)
        case 'next':
          return [...valuesOf(of.of).slice(1), undefined]
        case 'and':
        case 'or': {
          const parts = of.of.map(valuesOf)
          return Array.from({ length: end }, (_, at) =>
            joined(
              of.op,
              parts.map((part) => part[at]),
            ),
          )
        }
        case 'always':
        case 'eventually':
          return backwards(valuesOf(of.of), (now, later) => joined(of.op === 'always' ? 'and' : 'or', [now, later]))
        case 'until':
        case 'weakUntil':
        case 'release': {
          const [left, right] = [valuesOf(of.left), valuesOf(of.right)]
          const [inner, outer] = of.op === 'release' ? (['or', 'and'] as const) : (['and', 'or'] as const)
          return backwards(right, (now, later, at) => joined(outer, [now, joined(inner, [left[at], later])]))
        }
      }
    }
  }
}

const not = (value: Truth): Truth => (value === undefined ? undefined : !value)

function joined(op: 'and' | 'or', values: readonly Truth[]): Truth {
  const decides = op === 'or'
  if (values.includes(decides)) return decides
  return values.includes(undefined) ? undefined : !decides
}

/** From the last position to the first. Everything after the last position is unknown. */
function backwards(values: readonly Truth[], rule: (now: Truth, later: Truth, at: number) => Truth): Truth[] {
  const found: Truth[] = []
  let later: Truth
  for (let at = values.length - 1; at >= 0; at--) {
    later = rule(values[at], later, at)
    found[at] = later
  }
  return found
}
