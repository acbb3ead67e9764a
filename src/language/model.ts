/**
 * A model: shared state, processes, the environment's actions and faults, and what must be true of them.
 * The file is over 300 lines because its options are public, and each has its comment.
 */
import { SpecError, show } from '../errors.ts'
import { type ActionInfo, actionsOf, type JointInput } from './actions.ts'
import { checkPaths } from './distinct-paths.ts'
import { checkRefs, classesOf, type IdClass } from './ids.ts'
import { changesOf, inputsOf, type NamedInput, startingWith, unmarked } from './input.ts'
import { checkInside, lanesOf } from './links/lanes.ts'
import { checkNames, distinct, onlyKnown } from './names.ts'
import { isOfEach } from './processes/action-of-each.ts'
import type {
  Actions,
  Invariants,
  Reachables,
  Seen,
  SeenByFault,
  State,
  StepProperties,
} from './processes/argument-types.ts'
import { type Fairness, type FairPair, type FairSteps, fairness, listedFairness } from './processes/fairness.ts'
import { type Budget, namedFaults } from './processes/faults.ts'
import { type AnyFunction, labelOf, type NamedStep, namedStep, strengthOf } from './processes/named-step.ts'
import { checkInit, hasProcesses, type Process, processesOf } from './processes/process.ts'
import type { Choose, Fair, NotInferred, ReadonlyShared, Shared } from './processes/steps.ts'
import { type noDeadlock, type Property, properties, propertyGroups, temporalOf } from './properties.ts'
import type { Temporal, Temporals } from './temporal.ts'
import { clocksOf, clocksOfActions, withClock } from './time/clocks.ts'
import { type Monitor, monitorsOf } from './time/monitors.ts'
import { passing, timePasses } from './time/passing.ts'
import { array, checkFields, type Fields, int, oneOf, type StructType, struct, type Type } from './types.ts'

/** A design leaves a process out by `undefined`. Properties then see no instances of it. */
type Processes<S extends Fields> = { readonly [name: string]: Process<S, Fields, string> | AnyProcess<S> | undefined }
// biome-ignore lint/suspicious/noExplicitAny: a process of any local state and labels, over this shared state
type AnyProcess<S extends Fields> = Process<S, any, any, any, any, any>

/** A step of the environment, at most `budget` times. A state in which only faults are enabled is a deadlock. */
export interface Fault<S extends Fields> {
  /** The maximum number of times that it happens in one run. */
  readonly budget: Budget
  readonly when?: ((s: SeenByFault<S, ReadonlyShared<S>>) => boolean) | undefined
  readonly do: (s: SeenByFault<S, Shared<S>>, choose: Choose) => void
}

/** The options of `model`. Properties are named by their authors. A property or part set to `undefined` is left out. */
export interface ModelOptions<
  S extends Fields,
  P extends Processes<S>,
  I extends string,
  B extends string,
  R extends string,
  A extends string,
  T extends string,
  F extends string = string,
  Q = NotInferred<A>,
  QI = NotInferred<I>,
  QB = NotInferred<B>,
  QR = NotInferred<R>,
> {
  /** The name that stories and messages use. */
  readonly name: string
  /** The shared variables and their types. Each starts at the lowest value of its type, unless `init` assigns it. */
  readonly state: S
  /** The processes, by name. Their order and the order of their labels are the order of reports. */
  readonly processes?: P | undefined
  /** Steps of the environment, by name. */
  readonly actions?: Actions<A, Q, S> | undefined
  /** Faults of the environment, by name. */
  readonly faults?: { readonly [N in F]?: Fault<S> | undefined } | undefined
  /** Sets the shared state before the first step. It may choose, so there may be several initial states. */
  readonly init?: ((s: Shared<S>, choose: Choose) => void) | undefined
  /** True in every reachable state. */
  readonly invariants?: Invariants<I, QI, Seen<S, State<S, P>>> | undefined
  /** True of every transition: the predicate receives the states `(before, after)`. */
  readonly steps?: StepProperties<B, QB, Seen<S, State<S, P>>> | undefined
  /** True in some reachable state, which the report shows as a witness. */
  readonly reachable?: Reachables<R, QR, Seen<S, State<S, P>>> | undefined
  /** True of every run: what happens later, or can always happen. The argument's functions make the properties. */
  readonly temporal?:
    | ((make: Temporals<State<S, P>, StepName<P, A>>) => { readonly [N in T]?: Temporal | undefined })
    | undefined
  /**
   * Promises that some step or action is taken as long as one is enabled. Faults do not count. Or a list of promises of
   * sets of steps, and of assumptions about predicates.
   */
  readonly fair?: Fair | readonly FairPart<State<S, P>, StepName<P, A>>[] | undefined
  /**
   * For a model without processes: the states in which it may stop. A state in which nothing is enabled is a deadlock
   * if this is false. Without `resting`, every such state is a deadlock. Processes name labels in their own `resting`.
   */
  readonly resting?: ((s: ReadonlyShared<S>) => boolean) | undefined
}

type FairPart<X, A extends string> = FairSteps<X, A> | FairPair<X> | undefined

/**
 * The name of a process, of one of its steps as in `'enactor apply plan'`, or of an action. The name of a label with
 * several steps means all of them.
 */
export type StepName<P, A extends string> = A | Extract<keyof P, string> | StepOfProcess<P, Extract<keyof P, string>>
type StepOfProcess<P, K extends keyof P & string> = K extends string ? `${K} ${LabelOf<P[K]>}` : never
type LabelOf<P> =
  P extends Process<infer _, infer _, infer A, infer _F, infer N> ? (string extends N ? A : A | N) : never

/**
 * A model, as `model` and `compose` return it. `N` is the union of the names of its properties. `S`, `P`, `A` and `F` are
 * its state, processes, actions and faults.
 */
export interface Model<
  N extends string = string,
  S extends Fields = Fields,
  P = unknown,
  A extends string = string,
  F extends string = string,
> {
  readonly kind: 'model'
  /** The name that its author gave it. */
  readonly name: string
  /**
   * The shared state, which steps see.
   * @internal
   */
  readonly state: StructType
  /**
   * Everything in which two states can differ: shared fields, each process as an array of structs, used budgets.
   * @internal
   */
  readonly system: StructType
  /** @internal */
  readonly processes: { readonly [name: string]: Process }
  /** The ids whose processes all say that they are alike, if there are at least two such ids. @internal */
  readonly classes: readonly IdClass[]
  /** In the fixed order in which successors are generated. @internal */
  readonly actions: readonly ActionInfo[]
  /** The timers of properties in time, if there are any. @internal */
  readonly monitors?: readonly Monitor[]
  /** @internal */
  readonly init: AnyFunction | undefined
  /**
   * Whether the model may stop in a state, apart from its processes. The predicate sees what properties see.
   * @internal
   */
  readonly resting?: AnyFunction | undefined
  /** The names of the actions that the model declares and this design leaves out. @internal */
  readonly leftOut: readonly string[]
  /**
   * `said`: the `resting` of the model or of its modules. `isSilent`: whether one without processes has none.
   * @internal
   */
  readonly rests: { readonly said: readonly AnyFunction[]; readonly isSilent: boolean }
  /** @internal */
  readonly properties: readonly Property[]
  /**
   * For a composition: the state for its own properties, with each module as the module's properties see it.
   * @internal
   */
  readonly seen?: (s: object) => object
  /** @internal */
  readonly fairness: readonly Fairness[]
  /** The variables that the surroundings decide when the model is part of a composition. @internal */
  readonly inputs: readonly NamedInput[]
  /** The paths of all inputs in the shared state, including wired inputs and those of inner modules. @internal */
  readonly inputPaths: readonly (readonly string[])[]
  /** `init` without the part that gives `inputs` their first values. @internal */
  readonly ownInit: AnyFunction | undefined
  /** Carries the types, for `spec` and `compose`. */
  readonly types?: {
    readonly names: N
    readonly state: S
    readonly processes: P
    readonly actions: A
    readonly faults: F
  }
}

/**
 * Makes a model, and checks that its parts fit together. A state has a value for each variable, and a label and local
 * variables for each instance. In a state, every enabled step, action and fault makes one transition for each
 * combination of its choices. Besides its own properties, a model has the property `no deadlock`.
 * @throws SpecError if a part is missing, unknown or of the wrong type, or if a name is used twice
 */
export function model<
  S extends Fields,
  // biome-ignore lint/complexity/noBannedTypes: a model without processes has no names to add
  P extends Processes<S> = {},
  I extends string = never,
  B extends string = never,
  R extends string = never,
  A extends string = never,
  T extends string = never,
  F extends string = string,
  Q = NotInferred<A>,
  QI = NotInferred<I>,
  QB = NotInferred<B>,
  QR = NotInferred<R>,
>(options: ModelOptions<S, P, I, B, R, A, T, F, Q, QI, QB, QR>): Model<I | B | R | T | typeof noDeadlock, S, P, A, F> {
  if (typeof options !== 'object' || options === null) {
    throw new SpecError('bad-model', `model got ${show(options)}: expected model({ name, state, … })`)
  }
  const { name, state, actions = {}, faults = {} } = options
  const authored = processesOf(options.processes ?? {}, state)
  const processes = { ...authored, ...lanesOf(state, authored) }
  if (typeof name !== 'string' || name === '') {
    throw new SpecError(
      'bad-name',
      `model: \`name\` is ${show(name)}: expected a non-empty string, as in name: 'lease-lock'`,
    )
  }
  const own = ['name', 'state', 'processes', 'actions', 'faults', 'init', 'fair', 'resting'] as const
  onlyKnown(`model '${name}'`, options, [...own, ...propertyGroups])
  checkFields(state, 'state', 'inputs')
  if (Object.hasOwn(state, 'faults')) throw reserved()
  checkNames('processes', options.processes)
  checkNames('actions', actions)
  checkNames('faults', faults)
  named('processes', options.processes, '{ worker }')
  named('faults', options.faults, '{ crash: { budget: 1, do: (s) => { … } } }')
  named('actions', options.actions, "{ 'lease expires': (s) => { … } }")
  checkInit(options.init, `model '${name}'`, '(s, choose) => { s.owner = 1 }')
  const resting = restingOf(options.resting, Object.keys(authored), `model '${name}'`)
  const counters: Record<string, Type> = {}
  const all: ActionInfo[] = []
  const leftOut: string[] = []
  const clocks = new Map<string, Fields>()
  const clocksHere: Record<string, Type> = {}
  // two budgets with the same name get two counters
  const count = (name: string, budget: Budget, of: string) => {
    if (budget === 'unlimited') return undefined
    const key = distinct(name, (other) => Object.hasOwn(counters, other), of)
    counters[key] = int(0, budget)
    return key
  }
  for (const [process, p] of Object.entries(processes)) {
    checkProcess(process, p, state)
    const faultKeys = p.faults.map(({ name, budget }) => count(`${process}: ${name}`, budget, `of ${process}`))
    const { names, fields } = clocksOf(p)
    if (Object.keys(fields).length > 0) clocks.set(process, fields)
    for (let instance = 0; instance < p.instances; instance++) {
      for (const step of p.steps) {
        const name = names.get(step)
        const clock = name === undefined ? {} : { clock: [process, instance, name] as const }
        all.push({ ...step, ...clock, kind: 'step', process, instance, at: [labelOf(step)], counter: undefined })
      }
      if (p.resumes !== undefined) {
        all.push({ ...p.resumes, kind: 'step', process, instance, at: undefined, counter: undefined })
      }
      p.faults.forEach((fault, i) => {
        all.push({ ...pick(fault), kind: 'fault', process, instance, at: fault.at, counter: faultKeys[i] })
      })
    }
  }
  const environment = { process: undefined, instance: 0, at: undefined }
  for (const [key, action] of Object.entries(actions)) {
    if (action === undefined) {
      leftOut.push(key)
      continue
    }
    const own = actionsFor(key, action)
    // without instances, it is like an action that the design leaves out: properties may name it
    if (own.length === 0) leftOut.push(key)
    for (const one of own) {
      if (one.each !== undefined && Object.hasOwn(actions, one.name)) {
        throw duplicate(`the action '${key}' has an instance '${one.name}', and another action has that name`)
      }
      all.push(withClock({ kind: 'action', ...environment, ...one, counter: undefined }, clocksHere))
    }
  }
  const inputs = inputsOf(state)
  const joint: JointInput[] = []
  for (const one of inputs) {
    const { name, type, rhythm } = one
    if (rhythm.changes === 0) {
      leftOut.push(`${name} changes`)
      continue
    }
    if (Object.hasOwn(actions, `${name} changes`)) {
      throw duplicate(`an action and the change of an input are both called '${name} changes'`)
    }
    const counter = rhythm.changes === undefined ? undefined : count(`${name} changes`, rhythm.changes, 'of an input')
    all.push(changesOf(one, counter))
    joint.push({ path: [name], type, counter })
  }
  for (const fault of namedFaults(faults, ['budget', 'when', 'do'])) {
    if (Object.hasOwn(actions, fault.name)) throw duplicate(`an action and a fault are both called '${fault.name}'`)
    const counter = count(fault.name, fault.budget, 'of the environment')
    all.push({ ...pick(fault), kind: 'fault', ...environment, counter })
  }
  const { monitors, fields: monitored } = monitorsOf(temporalOf(options.temporal))
  for (const name of Object.keys(monitored)) {
    if (Object.hasOwn(state, name)) throw duplicate(`a variable and the timer of a property are both called '${name}'`)
  }
  const shared = { ...unmarked(state), ...monitored }
  const system: Record<string, Type> = { ...shared }
  for (const [key, p] of Object.entries(processes)) {
    if (p.instances > 0)
      system[key] = array(p.instances, struct({ at: oneOf(...p.labels), ...p.local, ...clocks.get(key) }))
  }
  if (Object.keys(counters).length > 0) system.faults = struct(counters)
  if (Object.keys(clocksHere).length > 0) {
    if (Object.hasOwn(system, clocksOfActions))
      throw duplicate(`the state has '${clocksOfActions}', which is the name of the clocks of actions`)
    system[clocksOfActions] = struct(clocksHere)
  }
  const classes = classesOf(processes)
  const others = new Map<string, number>()
  checkRefs(struct(system), processes, others, 'state')
  for (const { each } of all)
    if (each?.ids !== undefined) checkRefs(each.ids, processes, others, `action '${each.name}'`)
  checkPaths(struct(system))
  const time = passing(struct(system))
  if (time.length > 0 && (Object.hasOwn(actions, timePasses) || Object.hasOwn(faults, timePasses))) {
    throw duplicate(`an action or fault is called '${timePasses}', as is the passage of time`)
  }
  all.push(...time)
  const declared = { all, processes, modules: [], leftOut }
  const { fair } = options
  const inFair = (step: string) =>
    actionsOf(declared, step, undefined, `the fairness of model '${name}'`).filter((i) => !all[i]?.isResume)
  return {
    kind: 'model',
    name,
    state: struct(shared),
    system: struct(system),
    processes,
    classes,
    actions: all.map((action) => withJoint(action, besides(action, joint))),
    init: startingWith(inputs, options.init as AnyFunction | undefined),
    resting,
    rests: {
      said: resting === undefined ? [] : [resting],
      isSilent: resting === undefined && !hasProcesses(processes),
    },
    inputs,
    inputPaths: inputs.map(({ name }) => [name]),
    ownInit: options.init as AnyFunction | undefined,
    leftOut,
    ...(monitors.length === 0 ? {} : { monitors }),
    properties: properties(options, declared),
    fairness: Array.isArray(fair)
      ? [...fairness(all, processes, undefined), ...listedFairness(fair, `the fairness of model '${name}'`, inFair)]
      : fairness(all, processes, strengthOf(fair, `model '${name}'`)),
  }
}

/** An action, or one for each of its `instances`, which says its instance in its name. @throws SpecError */
function actionsFor(name: string, given: unknown): Omit<ActionInfo, 'kind' | 'process' | 'at' | 'counter'>[] {
  if (!isOfEach(given)) return [{ ...namedStep(name, given), instance: 0 }]
  const { instances, ids, step: body } = given
  const step = namedStep(name, body)
  return Array.from({ length: instances }, (_, instance) => ({
    ...step,
    name: `${name} (${ids === undefined ? '' : `${ids.process} `}${instance})`,
    instance,
    each: { name, ids },
  }))
}

/** The inputs that may change together with an action: with the change of an input, those declared after it. */
function besides({ input }: ActionInfo, inputs: readonly JointInput[]): readonly JointInput[] {
  return input === undefined ? inputs : inputs.slice(inputs.findIndex(({ path }) => path[0] === input) + 1)
}

function withJoint(action: ActionInfo, inputs: readonly JointInput[]): ActionInfo {
  return inputs.length === 0 ? action : { ...action, joint: { inputs, after: undefined } }
}

/** @throws SpecError for a value that is not a predicate, or if processes exist, which have their own `resting` */
function restingOf(given: unknown, processes: readonly string[], where: string): AnyFunction | undefined {
  if (given === undefined) return undefined
  if (processes.length > 0) {
    throw new SpecError(
      'bad-resting',
      `${where}: \`resting\` is only for models without processes: list the labels in \`resting\` of '${processes.join("', '")}'`,
    )
  }
  if (typeof given === 'function') return given as AnyFunction
  throw new SpecError(
    'bad-resting',
    `${where}: \`resting\` is ${show(given)}: expected a function, as in (s) => s.done`,
  )
}

function pick({ name, when, do: body, fair }: NamedStep): NamedStep {
  return { name, when, do: body, fair }
}

/** @throws SpecError for a list, because its elements would have the names 0, 1 and so on */
function named(option: string, given: unknown, example: string): void {
  if (given === undefined || (typeof given === 'object' && given !== null && !Array.isArray(given))) return
  throw new SpecError(
    'bad-model',
    `\`${option}\` is ${Array.isArray(given) ? 'a list' : show(given)}: expected an object with a name for each part, as in ${option}: ${example}`,
  )
}

function duplicate(what: string): SpecError {
  return new SpecError('duplicate-name', `${what}: rename one of them`)
}

/** The error of a variable, process or module called `faults`. */
export function reserved(): SpecError {
  return new SpecError('duplicate-name', `'faults' is reserved for the budgets of faults: choose another name`)
}

function checkProcess(name: string, p: Process, state: Fields): void {
  for (const [variable, type] of Object.entries(p?.local ?? {})) checkInside(type, `'${variable}' of process '${name}'`)
  if (p?.kind !== 'process') {
    throw new SpecError('bad-process', `process '${name}' is ${show(p)}: expected process(state, { … })`)
  }
  if (Object.hasOwn(state, name)) throw duplicate(`a process and a variable of the state are both called '${name}'`)
  if (name === 'faults') throw reserved()
  if (p.state !== state) {
    throw new SpecError(
      'bad-process',
      `process '${name}' has a different state object than the model: use the same object for both`,
    )
  }
}
