/**
 * Which part of a predicate decides it, and on which values. Every part that is called true or false was evaluated in
 * that state and for that element. Such parts are those that the author named, answers of callbacks of `every` and
 * `some` on arrays of the state, and operands of `&&` and `||`. Anything that cannot be established is left out.
 */

import { ModelError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import type { AnyFunction } from '../language/processes/named-step.ts'
import type { Property } from '../language/properties.ts'
import { originOf, remade } from '../language/wrap.ts'
import type { Plain } from '../plain.ts'
import type { Interpreter } from '../reference/interpret.ts'
import { Recorder } from '../reference/recorder.ts'
import type { DecidingPart, SeenValue, Trace } from '../result.ts'
import { textOf } from '../runtime/source-text.ts'
import { statesOf } from './accesses.ts'
import { decidedBy } from './decided.ts'
import { type Captured, observed } from './evaluated.ts'
import { knownValues } from './known-values.ts'
import { quoting } from './quote.ts'
import { lambdaOf } from './source.ts'
import { isFunction } from './syntax.ts'
import { valueAt } from './values-at-paths.ts'

/** Where a function of the model is written, and what else the host knows about it. */
export interface Located {
  (found: unknown): { readonly file: string; readonly line: number } | undefined
  /** The captured variables of the function. */
  readonly captured?: (fn: object) => Captured
  /** The author's file, from the line on which the function begins. */
  readonly written?: (fn: object) => string | undefined
}

export type LocateParts = Located | undefined

/** The maximum number of values; more do not help a reader. */
export const mostValues = 8
/** Longer source is not quoted. */
export const mostText = 100

/** Empty for deadlocks, and for properties of runs but `canAlwaysReach`: no predicate of theirs is false at the end. */
export function decidingParts(
  model: Model,
  reference: Interpreter,
  property: Property,
  trace: Trace,
  locate?: LocateParts,
): DecidingPart[] {
  const { name, kind, parts = [] } = property
  const test = kind === 'canAlwaysReach' ? goalOf(property) : property.test
  if (test === undefined || !['invariant', 'step', 'canAlwaysReach'].includes(kind)) return []
  const states = statesOf(trace)
  const [before, last] = [kind === 'step' ? states.at(-2) : undefined, states.at(-1) as Plain]
  const predicate: Predicate = {
    ...{ model, locate, name, last, before, split: false },
    holds: (asked, recorder) =>
      reference.holds({ ...property, kind: kind === 'step' ? kind : 'invariant', test: asked }, last, before, recorder),
  }
  return parts.length === 0
    ? partsOf(predicate, test)
    : parts.flatMap((part) => partsOf(predicate, part.test, part.name))
}

/** The unreachable goal, if it is a single predicate. */
const goalOf = ({ formula }: Property) => (formula?.op === 'state' ? formula.test : undefined)

/** The parts of an action's guard that make it false at a state; none if it is true. */
export function guardParts(
  model: Model,
  reference: Interpreter,
  action: number,
  state: Plain,
  locate?: LocateParts,
): DecidingPart[] {
  const when = model.actions[action]?.when
  if (when === undefined) return []
  const holds: Predicate['holds'] = (asked, recorder) => reference.guard(state, action, asked, recorder)
  const found = (split: boolean) =>
    partsOf({ ...{ model, locate, holds, split }, name: 'the guard', last: state, before: undefined }, when)
  const parts = found(true)
  // several parts that cannot be quoted could not be told apart
  return parts.length > 1 && parts.some(({ named }) => named) ? found(false) : parts
}

interface Predicate {
  readonly model: Model
  readonly locate: LocateParts
  /** The name of the predicate, if its source cannot be quoted. */
  readonly name: string
  readonly last: Plain
  /** The state before the step, if the predicate reads that too. */
  readonly before: Plain | undefined
  /** Whether operands that decide together are listed separately. */
  readonly split: boolean
  /** Whether the function, evaluated in place of the predicate, is true. @throws ModelError */
  holds(asked: AnyFunction, recorder: Recorder): boolean
}

/** Empty if the predicate is true. `text`: the author's name for it. */
function partsOf(predicate: Predicate, asked: AnyFunction, text?: string): DecidingPart[] {
  const { model, locate, name, last, before, split } = predicate
  const isFalse = (asked: AnyFunction, recorder: Recorder): boolean => {
    try {
      return !predicate.holds(asked, recorder)
    } catch (error) {
      // a part may rely on the parts before it, and so fail without them
      if (error instanceof ModelError) return false
      throw error
    }
  }
  let recorder = new Recorder()
  if (!isFalse(asked, recorder)) return []
  const origin = originOf(asked) as AnyFunction
  const found = lambdaOf(textOf(origin))
  const captured = locate?.captured?.(origin) ?? new Map()
  const again = new Recorder()
  const seen = found && observed(found, captured, again)
  const whole = seen && remade(asked, seen.test)
  const isSeen = whole !== undefined && isFalse(whole, again)
  if (isSeen) recorder = again
  const all = found && decidedBy(model, found, recorder, isSeen ? seen : undefined, split)
  const written = found && locate?.written?.(origin)
  return (all ?? [undefined]).map((decided) => {
    const reads = recorder.reads.slice(decided?.from, decided?.to)
    const paths = [...new Set(reads.map(({ path }) => path))].slice(0, mostValues)
    const values = paths.flatMap((path): SeenValue[] => {
      const value = valueAt(last, path)
      if (value === undefined) return []
      const earlier = before !== undefined && reads.some((read) => read.path === path && read.earlier)
      return [{ path, value: value as Plain, ...(earlier ? { before: valueAt(before, path) as Plain } : {}) }]
    })
    const quote = found && decided && quoting(found.source, written, decided.part)
    const isQuoted = text === undefined && decided !== undefined && !isFunction(decided.part)
    const source = isQuoted ? quote?.(decided.part, mostText) : undefined
    const said = source === undefined ? { text: text ?? name, named: true as const } : { text: source }
    const known =
      found === undefined || decided === undefined || quote === undefined
        ? []
        : knownValues({
            ...{ part: decided.part, whole: found, captured, values, places: decided.places, quote },
            reads: recorder.reads,
            observed: isSeen ? seen : undefined,
          })
    return {
      ...said,
      ...(source !== undefined && decided?.value ? { holds: true as const } : {}),
      values,
      ...(known.length === 0 ? {} : { known }),
      ...(decided === undefined || decided.of === '' ? {} : { of: decided.of }),
      ...locate?.(origin),
    }
  })
}
