/** Errors in building or running a model, as the reference interpreter reports them, with their place in the source. */

import type { Failure, Path } from '../engine/search/search.ts'
import { InternalError, ModelError, SpecError, thrown } from '../errors.ts'
import type { Model } from '../language/model.ts'
import { questions } from '../language/properties.ts'
import { originOf } from '../language/wrap.ts'
import { defined, isOfSteps, type Location, type Plain } from '../plain.ts'
import { type Interpreter, StepError } from '../reference/interpret.ts'
import type { RunError, Trace } from '../result.ts'
import { holds } from '../trace/lasso.ts'
import { actionName, lastState, traceOf } from '../trace/trace.ts'
import { twoResults } from './purity/errors-of-parts.ts'

/** Finds the place in the author's source of a function, or of the code that threw an error. */
export type Locate = ((found: unknown) => Location | undefined) | undefined

/**
 * The error for a failure of the engine. The reference interpreter must fail there too, and its error is reported.
 * `path`: leads to the state of the failure; `undefined` if making the initial states failed.
 */
export function errorOf(
  model: Model,
  reference: Interpreter,
  failure: Failure,
  path: Path | undefined,
  locate: Locate,
): RunError {
  if (path === undefined) {
    try {
      for (const { state } of reference.initials()) test(model, reference, failure, state)
    } catch (error) {
      if (error instanceof ModelError) return located(model, error, undefined, locate)
      throw error
    }
    throw disagreement(failure)
  }
  let trace: Trace
  try {
    trace = traceOf(model, reference, path)
  } catch (error) {
    // the state follows a step, or an `init`, that fails for another of its choices
    if (!(error instanceof ModelError)) throw error
    const before = path.steps.length === 0 ? undefined : { ...path, steps: path.steps.slice(0, -1) }
    return located(model, error, before && traceOf(model, reference, before), locate)
  }
  const state = lastState(trace)
  try {
    if (failure.unstable) throw twoResults(model, failure.action)
    // the reference interpreter knows nothing of orbits, so it cannot fail in the same way
    const { cause, action } = failure
    if (cause instanceof ModelError && ofSymmetry.has(cause.code)) {
      throw new StepError(cause, action < 0 ? undefined : action, model.actions[action]?.do)
    }
    test(model, reference, failure, state)
    const moves = reference.successors(state).filter(({ action }) => model.actions[action]?.kind !== 'fault')
    if (moves.length === 0) reference.mayRest(state)
  } catch (error) {
    if (error instanceof ModelError) return located(model, error, trace, locate)
    throw error
  }
  throw disagreement(failure)
}

/**
 * The error, without a trace, of a model whose instances are not alike; `undefined` for another failure. The path of
 * chosen states to such a failure may be one of no real states.
 */
export function errorOfClaim(model: Model, { cause, action }: Failure, locate: Locate): RunError | undefined {
  if (!(cause instanceof ModelError && ofSymmetry.has(cause.code))) return undefined
  const error = new StepError(cause, action < 0 ? undefined : action, model.actions[action]?.do)
  return located(model, error, undefined, locate)
}

/** A path of chosen states is one of no real states, so a claim that was only sampled is wrong. */
export function claimedWrongly(): ModelError {
  return new ModelError(
    'not-alike',
    'the instances of some alike process are not alike: no run leads to a state that the search found. Run with `--symmetry prove` to see which step or property tells them apart',
  )
}

/** Errors of the claim that instances are alike. */
const ofSymmetry: ReadonlySet<string> = new Set(['not-alike', 'too-symmetric'])

function test(model: Model, reference: Interpreter, failure: Failure, state: Plain): void {
  if (failure.atom !== undefined) {
    const atom = questions(model).atoms[failure.atom]
    const asking = model.properties.find((one) => atom && questions({ properties: [one] }).atoms.includes(atom))
    if (atom !== undefined) holds(reference, atom, state, asking?.name)
    return
  }
  const property = failure.property === undefined ? undefined : model.properties[failure.property]
  if (property === undefined) return
  // a run might start in any state: what a refinement asks there fails only if the map or the abstract model does
  if (property.kind !== 'step') reference.holds(property, state)
  if (isOfSteps(property.kind))
    for (const next of reference.successors(state)) reference.holds(property, next.state, state)
}

function disagreement(failure: Failure): Error {
  const text = failure.cause instanceof Error ? failure.cause.message : String(failure.cause)
  return new InternalError(`the engine failed, but the reference interpreter did not: ${text}`, {
    cause: failure.cause,
  })
}

export function located(model: Model, error: ModelError, trace: Trace | undefined, locate: Locate): RunError {
  const action = error instanceof StepError && error.action !== undefined ? model.actions[error.action] : undefined
  const source = error instanceof StepError ? error.source : undefined
  const place = locate?.(error.cause) ?? locate?.(originOf(source))
  const step = action === undefined ? undefined : actionName(model, action)
  return {
    code: error.code,
    message: step === undefined ? error.message : `${step}: ${error.message}`,
    ...place,
    ...defined({ trace, step }),
  }
}

export function specErrorOf(error: unknown, locate: Locate): RunError {
  if (error instanceof InternalError) throw error
  const place = locate?.(error)
  if (error instanceof SpecError) return { code: error.code, message: error.message, ...place }
  return { code: 'spec-threw', message: `the model could not be built: ${thrown(error)}`, ...place }
}
