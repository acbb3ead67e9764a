/**
 * Finds out whether the closures of a model keep something outside of its state. It runs if something does not fit: the
 * two executions differ, or what was found is not found again. It makes new copies of the model and asks them the same
 * questions in different orders. Only if all copies are functions of the state is the error in the engine.
 */
import { compile, type Program, trapped } from '../../engine/compile/program.ts'
import { InternalError, ModelError, SpecError, UsageError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import type { AnyFunction } from '../../language/process.ts'
import { type Property, questions } from '../../language/properties.ts'
import type { Spec } from '../../language/spec.ts'
import type { Plain } from '../../language/values.ts'
import { originOf } from '../../language/wrap.ts'
import { interpreter, StepError } from '../../reference/interpret.ts'
import { notAFunction } from '../../trace/cross-check.ts'
import { holds } from '../../trace/lasso.ts'
import { actionName } from '../../trace/trace.ts'
import { type DesignOptions, modelFor } from '../design.ts'
import type { Changed } from './found-again.ts'
import { keepingViews } from './kept-views.ts'
import { outsideWrites } from './outside-writes.ts'

/** A part of a model that can be asked: an action, a property or a predicate of runs, by its number, or `init`. */
type Key = `action ${number}` | `property ${number}` | `atom ${number}` | 'init'
/** The answers of the parts of a model for a state, as text that is the same in both executions. */
type Answers = Map<Key, string>

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

/** One execution of one copy of a model. */
interface Execution {
  ask(state: Plain): Answers
  starts(): string
}

const mostStates = 24
const mostPerState = 400

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
    throw new InternalError(`the executions differ in ${key} of ${JSON.stringify(state)}`)
  }
  const starts: string[] = []
  const hasFew = startsOf(program) <= mostStarts
  const expectStarts = (executions: readonly Execution[]) => {
    if (!hasFew) return
    starts.push(...executions.map((execution) => execution.starts()))
    if (starts.some((said) => said !== starts[0])) expectSame('init', null)
  }
  expectStarts([some, some, engine, engine])
  const first = few.map((state) => some.ask(state))
  for (const at of few.map((_, i) => i).reverse()) {
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

/** @throws ModelError if the part fails in the reference interpreter */
function askAlone(model: Model, key: Key, state: Plain): void {
  const reference = interpreter(model)
  const [what, number] = key.split(' ')
  const at = Number(number)
  const property = model.properties[at]
  if (what === 'init') reference.initials()
  else if (what === 'action') reference.outcomes(state, at)
  else if (what === 'atom') holds(reference, questions(model).atoms[at] as AnyFunction, state)
  else if (property !== undefined && property.kind !== 'step') reference.holds(property, state)
  else if (property !== undefined) {
    for (const { state: next } of reference.successors(state)) reference.holds(property, next, state)
  }
}

/** Maximum number of initial states that are made again. */
const mostStarts = 100
const fewStates = 6

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

/** The model with this part only. */
function alone(model: Model, key: Key): Model {
  const [what, number] = key.split(' ')
  const at = Number(number)
  return {
    ...model,
    fairness: [],
    actions: what === 'action' ? model.actions.slice(at, at + 1) : what === 'property' ? model.actions : [],
    properties: what === 'property' ? model.properties.slice(at, at + 1) : what === 'atom' ? model.properties : [],
  }
}

function firstDifference(some: Answers, others: Answers): Key | undefined {
  for (const [key, answer] of some) {
    const other = others.get(key)
    if (other !== undefined && other !== answer) return key
  }
  return undefined
}

/** The answer for every failure, because the two executions describe failures differently. */
const fails = 'fails'

/** `reversed`: asks the properties of states first, then the actions from the last to the first. */
function byReference(model: Model, reversed = false): Execution {
  const reference = interpreter(model)
  const { atoms } = questions(model)
  const text = (state: Plain) => JSON.stringify(state)
  const ofStates = (answers: Answers, state: Plain) => {
    for (const [i, property] of model.properties.entries()) {
      if (property.test === undefined || property.kind === 'step') continue
      answers.set(
        `property ${i}`,
        said(() => String(reference.holds(property, state))),
      )
    }
    for (const [i, atom] of atoms.entries())
      answers.set(
        `atom ${i}`,
        said(() => String(holds(reference, atom, state))),
      )
  }
  const ofSteps = (answers: Answers, state: Plain, nexts: readonly Plain[]) => {
    for (const [i, property] of model.properties.entries()) {
      if (property.kind !== 'step') continue
      const asked = nexts.slice(0, mostPerState)
      answers.set(
        `property ${i}`,
        asked.map((next) => said(() => String(reference.holds(property, next, state)))).join(),
      )
    }
  }
  return {
    starts: () =>
      said(() =>
        reference
          .initials()
          .map(({ state }) => text(state))
          .join(),
      ),
    ask(state) {
      const answers: Answers = new Map()
      const nexts: Plain[][] = []
      if (reversed) ofStates(answers, state)
      for (let k = 0; k < model.actions.length; k++) {
        const action = reversed ? model.actions.length - 1 - k : k
        const found = said(() => {
          const outcomes = reference.outcomes(state, action)
          nexts[action] = outcomes.map((outcome) => outcome.state)
          return outcomes.map((outcome) => text(outcome.state)).join()
        })
        answers.set(`action ${action}`, found)
        // the engine stops here too
        if (found === fails) return answers
      }
      if (!reversed) ofStates(answers, state)
      ofSteps(answers, state, nexts.flat())
      return answers
    },
  }
}

const byEngine = (model: Model) => byProgram(model, compile(model))

function byProgram(model: Model, program: Program): Execution {
  const { register, source, codec } = program
  const text = () => JSON.stringify(codec.decode(register))
  return {
    starts: () =>
      said(() => {
        const found: string[] = []
        program.initial(() => found.push(text()))
        return found.join()
      }),
    ask(state) {
      const answers: Answers = new Map()
      const nexts: Int32Array[] = []
      const found: string[][] = model.actions.map(() => [])
      codec.encode(state, source)
      register.set(source)
      const isWhole = said(() => {
        program.each((action) => {
          nexts.push(register.slice())
          found[action]?.push(text())
        })
        return ''
      })
      if (isWhole === fails) return answers
      for (const [action, states] of found.entries()) answers.set(`action ${action}`, states.join())
      for (const [i, property] of model.properties.entries()) {
        if (property.test === undefined) continue
        const rows = property.kind === 'step' ? nexts.slice(0, mostPerState) : [source]
        const ask = (row: Int32Array) => {
          register.set(row)
          return said(() => String((program.tests[i] as () => boolean)()))
        }
        answers.set(`property ${i}`, rows.map(ask).join())
      }
      for (const [i, atom] of program.atoms.entries()) {
        register.set(source)
        answers.set(
          `atom ${i}`,
          said(() => String(atom())),
        )
      }
      return answers
    },
  }
}

function said(body: () => string): string {
  try {
    return trapped(body)
  } catch {
    return fails
  }
}

function orNothing<T>(body: () => T): T | undefined {
  try {
    return body()
  } catch {
    return undefined
  }
}

function errorOf(model: Model, key: Key): ModelError {
  const [what, number] = key.split(' ')
  const at = Number(number)
  const of = (source: AnyFunction | undefined, others: readonly (AnyFunction | undefined)[], name?: string) => {
    const error = notAFunction(writersOf(model, [source, ...others]))
    return new StepError(error, what === 'action' ? at : undefined, source, name)
  }
  if (what === 'init') {
    const all = [model.init, ...Object.values(model.processes).map(({ init }) => init)]
    const [source] = all.filter((init) => init !== undefined)
    return of(source, all, '`init`')
  }
  if (what === 'action') return of(model.actions[at]?.do, [model.actions[at]?.when])
  if (what === 'property') {
    const { name, test, parts = [] } = model.properties[at] as Property
    const tests = parts.map((part) => part.test)
    return of(test, tests, `property '${name}'`)
  }
  const atom = questions(model).atoms[at] as AnyFunction
  const asks = model.properties.find((one) => questions({ ...model, properties: [one] }).atoms.includes(atom))
  return of(atom, [], `property '${asks?.name}'`)
}

/** The error that an action gave two results on one state. `action`: −1 if the action is not known. */
export function twoResults(model: Model, action: number): ModelError {
  return action < 0 ? notAFunction() : errorOf(model, `action ${action}`)
}

/** The error that the answer of a part has changed since the search asked. */
export function changedAnswer(model: Model, changed: Changed): ModelError {
  if (changed === 'a step') return suspect(model) ?? notAFunction()
  return errorOf(model, 'atom' in changed ? `atom ${changed.atom}` : `property ${changed.property}`)
}

/** The error of the first part whose source text changes a variable outside of the state. */
function suspect(model: Model): ModelError | undefined {
  const isOne = (...all: (AnyFunction | undefined)[]) =>
    all.some((fn) => fn !== undefined && outsideWrites(Function.prototype.toString.call(originOf(fn))).length > 0)
  const keys = [
    ...model.actions.map((action, i) => isOne(action.do, action.when) && (`action ${i}` as const)),
    ...model.properties.map(({ test }, i) => isOne(test) && (`property ${i}` as const)),
    ...questions(model).atoms.map((test, i) => isOne(test) && (`atom ${i}` as const)),
    isOne(model.init, ...Object.values(model.processes).map(({ init }) => init)) && ('init' as const),
  ]
  const key = keys.find((one) => one !== false)
  return key && errorOf(model, key)
}

/**
 * Says which function changes a variable outside of the state: one of `first`, or else any of the model. `undefined` if
 * no source text shows it.
 */
function writersOf(model: Model, first: readonly (AnyFunction | undefined)[]): string | undefined {
  const said = (fn: AnyFunction | undefined, who: string) => {
    const [name] = fn === undefined ? [] : outsideWrites(Function.prototype.toString.call(originOf(fn)))
    return name === undefined ? undefined : `${who} changes '${name}', which is outside of the state`
  }
  const all = [
    ...first.map((fn) => () => said(fn, 'it')),
    ...model.actions.flatMap((action) => {
      const who = actionName(model, action)
      return [() => said(action.do, `'${who}'`), () => said(action.when, `the guard of '${who}'`)]
    }),
    ...model.properties.map(
      ({ name, test }) =>
        () =>
          said(test, `property '${name}'`),
    ),
    ...questions(model).atoms.map((test) => () => said(test, 'a predicate of its properties')),
    () => said(model.init, '`init`'),
    ...Object.entries(model.processes).map(
      ([name, { init }]) =>
        () =>
          said(init, `\`init\` of '${name}'`),
    ),
  ]
  for (const one of all) {
    const found = one()
    if (found !== undefined) return found
  }
  return undefined
}
