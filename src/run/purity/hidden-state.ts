/**
 * Finds out whether the closures of a model keep something outside of its state. It runs if something does not fit: the
 * two executions differ, or what was found is not found again. It makes new copies of the model and asks them the same
 * questions in different orders. Only if all copies are functions of the state is the error in the engine.
 */

import type { Program } from '../../engine/compile/program.ts'
import { InternalError, ModelError, SpecError, UsageError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import type { Spec } from '../../language/spec.ts'
import type { Plain } from '../../plain.ts'
import { interpreter, StepError } from '../../reference/interpret.ts'
import { notAFunction } from '../../trace/cross-check.ts'
import { type DesignOptions, modelFor } from '../design.ts'
import {
  type Answers,
  alone,
  askAlone,
  byEngine,
  byProgram,
  byReference,
  type Execution,
  firstDifference,
  type Key,
  orNothing,
} from './answers.ts'
import { errorOf, suspect, twoResults } from './errors-of-parts.ts'
import { keepingViews } from './kept-views.ts'

/** Makes copies of a model whose closures have not been called. */
export interface Copies {
  /** Calls the model's function again. Such copies share the variables in the scope of a module. */
  make(): Model
  /** Makes the copy from a spec that is loaded again, if that is possible. */
  remake(): Model
}

export function copiesOf(
  spec: Spec,
  design: string,
  options: DesignOptions & { readonly again?: (() => Spec) | undefined },
): Copies {
  return {
    make: () => modelFor(spec, design, options),
    remake: () => modelFor(options.again?.() ?? spec, design, options),
  }
}

const mostStates = 24

/**
 * The error of a model that keeps something outside of its state; `undefined` if it does not, or if it does not show.
 * `make`: makes a copy of the model whose closures have not been called. `states`: some known reachable states.
 * `isOfBoth`: asks the engine too.
 */
export function hiddenState(make: () => Model, states: readonly Plain[] = [], isOfBoth = true): ModelError | undefined {
  let model: Model
  try {
    model = make()
    const asked = [...spread(states), ...nearby(make())].slice(0, 2 * mostStates)
    const found = ofReference(make, asked) ?? (isOfBoth ? betweenExecutions(make, asked) : undefined)
    return found === undefined ? undefined : errorOf(model, found)
  } catch (error) {
    if (error instanceof ModelError && error.code === 'not-a-function') return error
    return undefined
  }
}

/** The error of a model that keeps something outside of its state, if that explains `thrown`; otherwise `thrown`. */
export function blamed(thrown: unknown, { make, remake }: Copies, states: () => readonly Plain[]): unknown {
  if (thrown instanceof StepError && thrown.code === 'not-a-function' && thrown.action !== undefined) {
    const { action } = thrown
    return thrown.message === notAFunction().message ? (orNothing(() => twoResults(make(), action)) ?? thrown) : thrown
  }
  const isOurs = !(thrown instanceof ModelError || thrown instanceof SpecError || thrown instanceof UsageError)
  // a view that a closure kept fails when it is used later
  const mayBeKept = thrown instanceof ModelError && thrown.code !== 'not-a-function'
  if (!isOurs && !mayBeKept) return thrown
  const found = hiddenState(remake, orNothing(states) ?? [], isOurs)
  // copies may share a variable that no longer changes: then only the text of the closures can show it
  return found ?? (thrown instanceof InternalError ? orNothing(() => suspect(make())) : undefined) ?? thrown
}

/**
 * Asks about a few states again in every run: in the reference interpreter, with copies of the model and in different
 * orders, and in the program, which has seen all states. @throws ModelError if the model keeps something outside of its
 * state, InternalError if the executions differ although it does not
 */
export function expectPure({ make, remake }: Copies, program: Program, states?: readonly Plain[]): void {
  const known = states ?? nearby(make())
  // an odd stride, because states often come in pairs
  const stride = Math.ceil(known.length / fewStates) | 1
  const few = known.filter((_, i) => i % stride === 0)
  const model = make()
  const [some, other, engine] = [byReference(model), byReference(make(), true), byProgram(model, program)]
  const expectSame = (key: Key | undefined, state: Plain) => {
    if (key === undefined) return
    const error = hiddenState(remake, known)
    if (error !== undefined) throw error
    // if the reference interpreter refuses this part, it throws its own error
    askAlone(make(), key, state)
    throw new InternalError(`two executions of the model differ in ${key} of the state ${JSON.stringify(state)}`)
  }
  const starts: string[] = []
  const hasFew = startsOf(program) <= mostStarts
  const expectStarts = (executions: readonly Execution[]) => {
    if (!hasFew) return
    starts.push(...executions.map((execution) => execution.starts()))
    if (starts.some((said) => said !== starts[0])) expectSame('init', null)
  }
  expectStarts([some, some, engine, engine])
  const first: Answers[] = []
  let said = 0
  for (const state of few) {
    if (said > enoughText) break
    const answers = some.ask(state)
    for (const answer of answers.values()) said += answer.length
    first.push(answers)
  }
  for (const at of first.map((_, i) => i).reverse()) {
    const state = few[at] as Plain
    // the state asked last is asked once more in a row: this shows an answer that alternates from call to call
    for (const execution of at === 0 ? [other, other, engine, engine] : [other, engine, engine]) {
      expectSame(firstDifference(first[at] as Answers, execution.ask(state)), state)
    }
  }
  // `other` is asked for its initial states only now, after other questions
  expectStarts([other])
}

/** Number of initial states that the program makes. */
function startsOf(program: Program): number {
  let count = 0
  orNothing(() => program.initial(() => count++))
  return count
}

/** Maximum number of initial states that are made again. */
const mostStarts = 100
const fewStates = 6
/** After answers of this length, no further state is asked: each answer is compared six times. */
const enoughText = 2 ** 19

/** A sample of `states`, evenly spread. */
function spread(states: readonly Plain[]): readonly Plain[] {
  const stride = Math.max(1, Math.floor(states.length / mostStates))
  return states.filter((_, i) => i % stride === 0).slice(0, mostStates)
}

/** States near the initial ones, found by the reference interpreter. */
function nearby(model: Model): Plain[] {
  const reference = interpreter(model)
  const found: Plain[] = []
  const known = new Set<string>()
  const add = (state: Plain) => {
    const key = JSON.stringify(state)
    if (known.size >= mostStates || known.has(key)) return
    known.add(key)
    found.push(state)
  }
  for (const { state } of reference.initials()) add(state)
  for (let at = 0; at < found.length && found.length < mostStates; at++) {
    for (let action = 0; action < model.actions.length; action++) {
      for (const { state } of orNothing(() => reference.outcomes(found[at] as Plain, action)) ?? []) add(state)
    }
  }
  return found
}

/** A part whose answers in the reference interpreter depend on what was asked before. */
function ofReference(make: () => Model, states: readonly Plain[]): Key | undefined {
  const order = states.map((_, i) => i)
  // forwards, backwards, and each state three times in a row
  const turns = [...order, ...[...order].reverse(), ...order.flatMap((i) => [i, i, i])]
  for (const copy of [make, () => keepingViews(make())]) {
    const fresh = states.map((state) => byReference(copy()).ask(state))
    const start = byReference(copy()).starts()
    for (const again of [byReference(copy()), byReference(copy(), true)]) {
      for (let k = 0; k < 3; k++) if (again.starts() !== start) return 'init'
      // the second round begins after other questions
      for (const at of [...turns, ...turns.slice(1)]) {
        const differing = firstDifference(fresh[at] as Answers, again.ask(states[at] as Plain))
        if (differing !== undefined) return differing
      }
    }
    // copies may share something, such as a global variable
    for (const [i, state] of states.entries()) {
      const differing = firstDifference(fresh[i] as Answers, byReference(copy()).ask(state))
      if (differing !== undefined) return differing
    }
  }
  return undefined
}

/** A part whose answers differ between the executions if asked among others, but agree if it is asked alone. */
function betweenExecutions(make: () => Model, states: readonly Plain[]): Key | undefined {
  for (const state of states) {
    const [slow, fast] = [byReference(make()), byEngine(make())]
    const differing = firstDifference(slow.ask(state), fast.ask(state))
    if (differing === undefined) continue
    const [slowAlone, fastAlone] = [byReference(alone(make(), differing)), byEngine(alone(make(), differing))]
    return firstDifference(slowAlone.ask(state), fastAlone.ask(state)) === undefined ? differing : undefined
  }
  return undefined
}
