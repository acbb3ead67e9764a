/**
 * Whether the closures of a model keep something outside of its state. It is asked where something does not fit: the two
 * executions differ, or what was found is not found again. Copies of the model are made anew and asked the same in
 * different orders. Only a model whose copies are functions of the state leaves the fault with us.
 */
import { compile, type Program, trapped } from '../compile/program.ts'
import { InternalError, ModelError, SpecError, UsageError } from '../errors.ts'
import { type Interpreter, interpreter, StepError } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import { questions } from '../model/properties.ts'
import type { Plain } from '../model/values.ts'
import { notAFunction } from '../trace/cross-check.ts'
import { holds } from '../trace/lasso.ts'
import { keepingViews } from './kept-views.ts'

/** A part of a model that can be asked: an action by its number, a property or predicate of runs by its, or `init`. */
type Key = `action ${number}` | `property ${number}` | `atom ${number}` | 'init'
/** What the parts of a model say of a state, in words that are the same in both executions. */
type Answers = Map<Key, string>

/** One execution of one copy of a model. */
interface Execution {
  ask(state: Plain): Answers
  starts(): string
}

const mostStates = 24
const mostPerState = 400

/**
 * The error of a model that keeps something outside of its state; `undefined` where it does not, or where it cannot be
 * seen. `make`: a copy of the model whose closures nobody has called. `states`: some that are known to be reachable.
 */
export function hiddenState(make: () => Model, states: readonly Plain[] = []): ModelError | undefined {
  let model: Model
  try {
    model = make()
    const asked = [...spread(states), ...nearby(make())].slice(0, 2 * mostStates)
    const found = ofReference(make, asked) ?? betweenExecutions(make, asked)
    return found === undefined ? undefined : errorOf(model, found)
  } catch (error) {
    if (error instanceof ModelError && error.code === 'not-a-function') return error
    return undefined
  }
}

/** What is thrown, or the error of a model that keeps something outside of its state where that explains it. */
export function blamed(thrown: unknown, make: () => Model, states: () => readonly Plain[]): unknown {
  const isOurs = !(thrown instanceof ModelError || thrown instanceof SpecError || thrown instanceof UsageError)
  // a view that was kept fails when it is used
  const mayBeKept = thrown instanceof ModelError && thrown.code !== 'not-a-function'
  if (!isOurs && !mayBeKept) return thrown
  return hiddenState(make, orNothing(states) ?? []) ?? thrown
}

/**
 * A few states are asked again in every run, in the reference interpreter by copies of the model in different orders, and
 * by the program, which has seen all states. @throws ModelError for a model that keeps something outside of its state,
 * InternalError where the executions differ without
 */
export function expectPure(make: () => Model, program: Program, states: readonly Plain[]): void {
  const few = states.filter((_, i) => i % Math.ceil(states.length / fewStates) === 0)
  const model = make()
  const [some, other, engine] = [byReference(model), byReference(make()), byProgram(model, program)]
  const expectSame = (key: Key | undefined, state: unknown) => {
    if (key === undefined) return
    const error = hiddenState(make, states)
    if (error !== undefined) throw error
    throw new InternalError(`the executions differ in ${key} of ${JSON.stringify(state)}`)
  }
  if (few.length <= fewStates) {
    const starts = [some, some, other, engine, engine].map((execution) => execution.starts())
    if (starts.some((said) => said !== starts[0])) expectSame('init', null)
  }
  const first = few.map((state) => some.ask(state))
  for (const at of few.map((_, i) => i).reverse()) {
    const state = few[at] as Plain
    for (const execution of [other, other, engine, engine]) {
      expectSame(firstDifference(first[at] as Answers, execution.ask(state)), state)
    }
  }
}

const fewStates = 6

/** Some of many states. */
function spread(states: readonly Plain[]): readonly Plain[] {
  const stride = Math.max(1, Math.floor(states.length / mostStates))
  return states.filter((_, i) => i % stride === 0).slice(0, mostStates)
}

/** States near to the start, by the reference interpreter. */
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

/** The part that the reference interpreter shows to depend on what was asked before. */
function ofReference(make: () => Model, states: readonly Plain[]): Key | undefined {
  const order = states.map((_, i) => i)
  // there, back, and each several times in a row
  const turns = [...order, ...[...order].reverse(), ...order.flatMap((i) => [i, i, i])]
  for (const copy of [make, () => keepingViews(make())]) {
    const fresh = states.map((state) => byReference(copy()).ask(state))
    const start = byReference(copy()).starts()
    const again = byReference(copy())
    for (let k = 0; k < 3; k++) if (again.starts() !== start) return 'init'
    // the second time round begins after something was asked
    for (const at of [...turns, ...turns.slice(1)]) {
      const differing = firstDifference(fresh[at] as Answers, again.ask(states[at] as Plain))
      if (differing !== undefined) return differing
    }
    // copies may share something, as a global variable
    for (const [i, state] of states.entries()) {
      const differing = firstDifference(fresh[i] as Answers, byReference(copy()).ask(state))
      if (differing !== undefined) return differing
    }
  }
  return undefined
}

/** A part of which fresh copies say the same in both executions once it is asked alone, though not among others. */
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

/** The model with nothing but this part to be asked. */
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

/** What is told of whatever fails: how it fails is told otherwise by each execution. */
const fails = 'fails'

function byReference(model: Model): Execution {
  const reference = interpreter(model)
  const { atoms } = questions(model)
  const text = (state: Plain) => JSON.stringify(state)
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
      const nexts: Plain[] = []
      for (let action = 0; action < model.actions.length; action++) {
        const found = said(() => {
          const outcomes = reference.outcomes(state, action)
          for (const { state: next } of outcomes) nexts.push(next)
          return outcomes.map((outcome) => text(outcome.state)).join()
        })
        answers.set(`action ${action}`, found)
        // the engine goes no further
        if (found === fails) return answers
      }
      answersOf(answers, model, reference, atoms, state, nexts)
      return answers
    },
  }
}

function answersOf(
  answers: Answers,
  model: Model,
  reference: Interpreter,
  atoms: ReturnType<typeof questions>['atoms'],
  state: Plain,
  nexts: readonly Plain[],
): void {
  for (const [i, property] of model.properties.entries()) {
    if (property.test === undefined) continue
    const answer =
      property.kind === 'step'
        ? nexts.slice(0, mostPerState).map((next) => said(() => String(reference.holds(property, next, state))))
        : [said(() => String(reference.holds(property, state)))]
    answers.set(`property ${i}`, answer.join())
  }
  for (const [i, atom] of atoms.entries())
    answers.set(
      `atom ${i}`,
      said(() => String(holds(reference, atom, state))),
    )
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
  if (what === 'init') return new StepError(notAFunction(), undefined, model.init, '`init`')
  if (what === 'action') return new StepError(notAFunction(), at, model.actions[at]?.do)
  if (what === 'property') {
    const property = model.properties[at]
    return new StepError(notAFunction(), undefined, property?.test, `property '${property?.name}'`)
  }
  const { atoms } = questions(model)
  const asks = model.properties.find((property) =>
    questions({ ...model, properties: [property] }).atoms.includes(atoms[at] as never),
  )
  return new StepError(notAFunction(), undefined, atoms[at], `property '${asks?.name}'`)
}
