/**
 * Composes modules into one model. The state has a part for each module, and a module's steps see only their own part.
 * The wiring updates the inputs after every step, in the same transition, so inputs add no states of their own. Over
 * 300 lines, so that everything that happens to a module in a composition is in one place.
 */

import { SpecError, show } from '../errors.ts'
import { defined } from '../plain.ts'
import { spring } from '../runtime/traps.ts'
import { otherFields } from '../runtime/unknown-fields.ts'
import { type ActionInfo, argumentsBefore, type ClockPath, type Joint } from './actions.ts'
import { checkPaths } from './distinct-paths.ts'
import { type IdClass, idsOfProcesses } from './ids.ts'
import type { NamedInput } from './input.ts'
import { type Model, reserved, type StepName } from './model.ts'
import { checkNames, distinct, onlyKnown } from './names.ts'
import type { Invariants, Reachables, Seen, State, StepProperties } from './processes/argument-types.ts'
import type { Fairness } from './processes/fairness.ts'
import type { AnyFunction } from './processes/named-step.ts'
import { hasProcesses, type Process } from './processes/process.ts'
import type { NotInferred, ReadonlyShared } from './processes/steps.ts'
import { noDeadlock, type Property, properties, propertyGroups, temporalOf } from './properties.ts'
import type { Formula, Temporal, Temporals } from './temporal.ts'
import { clocksOfActions } from './time/clocks.ts'
import { type Monitor, monitorsOf } from './time/monitors.ts'
import { passing, passingOfAll, timePasses } from './time/passing.ts'
import { type Fields, type RefType, type StructType, struct, type Type, type Value } from './types.ts'
import { initial, type WiredPart, wiring } from './wiring.ts'
import { allOf, guardOn, madeOf, stepOn, testOn } from './wrap.ts'

// biome-ignore lint/suspicious/noExplicitAny: a module of any names, state, processes and actions
type Modules = { readonly [name: string]: Model<any, any, any, any> }
type NamesOf<M> = M extends { readonly types?: { readonly names: infer N extends string } } ? N : never
type StateOf<M> = M extends { readonly types?: { readonly state: infer S extends Fields } } ? S : never
type ProcessesOf<M> = M extends { readonly types?: { readonly processes: infer P } } ? P : never
type ActionsOf<M> = M extends { readonly types?: { readonly actions: infer A extends string } } ? A : never
type InputsOf<S> = { [K in keyof S]: S[K] extends { readonly input: unknown } ? K : never }[keyof S]

/** The state that a wire sees: the shared state of every module, by the module's name. */
export type Parts<M> = { readonly [K in keyof M]: ReadonlyShared<StateOf<M[K]>> }
/** The state that a property of a composition sees: for every module, what the module's own properties see. */
export type Whole<M> = { readonly [K in keyof M]: State<StateOf<M[K]>, ProcessesOf<M[K]>> }

type PropertiesOf<M> = {
  [K in keyof M & string]: `${K}: ${Exclude<NamesOf<M[K]>, typeof noDeadlock>}`
}[keyof M & string]
type StepsOf<M> = {
  [K in keyof M & string]: K | `${K} ${StepName<ProcessesOf<M[K]>, ActionsOf<M[K]>>}`
}[keyof M & string]

/** The options of `compose`. Properties are as those of `model`, and see every module by its name. */
export interface CompositionOptions<
  M extends Modules,
  I extends string,
  B extends string,
  R extends string,
  T extends string,
  QI = NotInferred<I>,
  QB = NotInferred<B>,
  QR = NotInferred<R>,
> {
  /** The name that stories and messages use. */
  readonly name: string
  /** The models to compose, by the names that they get. */
  readonly modules: M
  /** By module and input: the input's value, computed from all modules. An input without a wire changes freely. */
  readonly wire?:
    | {
        readonly [K in keyof M]?:
          | {
              readonly [N in InputsOf<StateOf<M[K]>>]?: ((s: Parts<M>) => Value<StateOf<M[K]>[N]>) | undefined
            }
          | undefined
      }
    | undefined
  /** True in every reachable state. */
  readonly invariants?: Invariants<I, QI, Seen<M, Whole<M>>, 'Whole<typeof modules>'> | undefined
  /** True of every transition: the predicate receives the states `(before, after)`. */
  readonly steps?: StepProperties<B, QB, Seen<M, Whole<M>>, 'Whole<typeof modules>'> | undefined
  /** True in some reachable state, which the report shows as a witness. */
  readonly reachable?: Reachables<R, QR, Seen<M, Whole<M>>, 'Whole<typeof modules>'> | undefined
  /** True of every run: what happens later, or can always happen. The argument's functions make the properties. */
  readonly temporal?:
    | ((make: Temporals<Whole<M>, StepsOf<M>>) => { readonly [N in T]?: Temporal | undefined })
    | undefined
}

/**
 * Makes one model from several. Processes, steps and actions get the name of their module in front, as in `dns enactor
 * apply plan`. So do properties, as in `dns: endpoint never empty`.
 * @throws SpecError if a module, wire or property is wrong, or if a name is used twice
 */
export function compose<
  M extends Modules,
  I extends string = never,
  B extends string = never,
  R extends string = never,
  T extends string = never,
  QI = NotInferred<I>,
  QB = NotInferred<B>,
  QR = NotInferred<R>,
>(options: CompositionOptions<M, I, B, R, T, QI, QB, QR>): Model<PropertiesOf<M> | I | B | R | T | typeof noDeadlock> {
  if (typeof options !== 'object' || options === null) {
    throw new SpecError('bad-model', `compose got ${show(options)}: expected compose({ name, modules: { … } })`)
  }
  const { name, modules, wire = {} } = options
  const { monitors: timers, fields: monitored } = monitorsOf(temporalOf(options.temporal))
  if (typeof name !== 'string' || name === '') {
    throw new SpecError(
      'bad-name',
      `compose: \`name\` is ${show(name)}: expected a non-empty string, as in name: 'us-east-1'`,
    )
  }
  onlyKnown(`compose '${name}'`, options, ['name', 'modules', 'wire', ...propertyGroups])
  if (typeof modules !== 'object' || modules === null) {
    throw new SpecError('bad-model', `compose '${name}': \`modules\` is ${show(modules)}: expected { dns: dns(), … }`)
  }
  checkNames('modules', modules)
  checkNames('wire', wire)
  for (const part of Object.keys(wire)) {
    if (Object.hasOwn(modules, part)) continue
    const known = Object.keys(modules).join(', ')
    throw new SpecError('unknown-module', `wire: unknown module '${part}'; available: ${known}`)
  }
  const said = new Map(Object.entries(wire as Wiring))
  const parts = Object.entries(modules).map(([part, model]) => new Part(part, model, said.get(part) ?? {}))
  const wired = parts.map(wiredOf)
  const after = madeOf(wiring(wired) as AnyFunction, ['wiring', wired])
  const state: Record<string, Type> = {}
  const system: Record<string, Type> = {}
  const counters: Record<string, Type> = {}
  const clocks: Record<string, Type> = {}
  const processes: Record<string, Process> = {}
  const classes: IdClass[] = []
  const actions: ActionInfo[] = []
  const fair: Fairness[] = []
  const ofModules: Property[] = []
  const variables = new Names()
  const ids = new Names()
  const doings = new Names()
  const sayings = new Names()
  for (const part of parts) {
    if (part.name === 'faults') throw reserved()
    variables.add(part.name, `module '${part.name}'`)
  }
  const timeAt = parts.flatMap((part) => part.model.actions.filter((one) => !one.isTime && part.happens(one))).length
  const timed: ActionInfo[] = []
  for (const part of parts) {
    const inModule = `of module '${part.name}'`
    state[part.name] = system[part.name] = part.state
    const budgets = new Map<string, string>()
    for (const [key, type] of Object.entries(part.model.system.fields)) {
      if (key === 'faults') {
        for (const [counter, budget] of Object.entries((type as StructType).fields)) {
          if (!part.has(counter)) continue
          const called = distinct(part.called(counter), (other) => Object.hasOwn(counters, other), inModule)
          budgets.set(counter, called)
          counters[called] = budget
        }
      } else if (key === clocksOfActions && !Object.hasOwn(part.model.state.fields, key)) {
        for (const [name, clock] of Object.entries((type as StructType).fields))
          clocks[part.called(name)] = part.typed(clock)
      } else if (Object.hasOwn(part.model.processes, key)) system[part.called(key)] = part.typed(type)
    }
    for (const [key, process] of Object.entries(part.model.processes)) {
      variables.add(part.called(key), `process '${key}' ${inModule}`)
      processes[part.called(key)] = part.process(process)
    }
    for (const name of idsOfProcesses(part.model.processes)) ids.add(part.called(name), `ids '${name}' ${inModule}`)
    classes.push(...part.classes())
    const numbers = new Map<number, number>()
    const counting = (counter: string) => budgets.get(counter) as string
    part.model.actions.forEach((action, i) => {
      if (action.isTime) {
        numbers.set(i, timeAt)
        timed.push(part.action(action, after, counting))
      }
      if (action.isTime || !part.happens(action)) return
      numbers.set(i, actions.length)
      const { name, kind, input, process } = action
      // an input's change may have the name of a fault: their kinds differ
      const family = kind === 'fault' ? 'fault' : input === undefined ? 'action' : 'input'
      const what = family === 'input' ? 'the change of an input' : `${family} '${name}'`
      if (process === undefined) doings.add(part.called(name), `${what} ${inModule}`, family)
      actions.push(part.action(action, after, counting))
    })
    for (const one of part.model.fairness) {
      if (one.actions.length > 0 && one.actions.every((i) => part.model.actions[i]?.isTime)) continue
      const own = one.actions.flatMap((i) => numbers.get(i) ?? [])
      if (own.length > 0 || one.pair !== undefined) fair.push({ ...part.fairness(one), actions: own })
    }
    for (const property of part.properties(numbers)) {
      sayings.add(property.name, `property '${property.name.slice(part.name.length + 2)}' ${inModule}`)
      ofModules.push(property)
    }
  }
  for (const [key, type] of Object.entries(monitored)) {
    variables.add(key, 'the timer of a property')
    state[key] = system[key] = type
  }
  if (Object.keys(clocks).length > 0) {
    variables.add(clocksOfActions, 'the clocks of actions')
    system[clocksOfActions] = struct(clocks)
  }
  if (timed.length > 0 || timers.length > 0) {
    doings.add(timePasses, 'the passage of time')
    actions.push(...(timed.length === 0 ? passing(struct(system), after) : [passingOfAll(timed)]))
    fair.push({ strong: false, process: undefined, instance: 0, step: timePasses, actions: [timeAt] })
  }
  if (Object.keys(counters).length > 0) system.faults = struct(counters)
  checkPaths(struct(system))
  const ofAll = viewOf(
    'the state',
    parts.map(({ name }) => name),
  )
  const seen = cached((s) => wholeOf(parts, ofAll, s))
  const monitors = [
    ...parts.flatMap((part) => part.monitors()),
    ...timers.map((one) => ({ ...one, from: testOn(seen, one.from, false), to: testOn(seen, one.to, false) })),
  ]
  const leftOut = parts.flatMap((part) => part.model.leftOut.map((name) => part.called(name)))
  const declared = { all: actions, processes, modules: parts.map(({ name }) => name), leftOut }
  const own = properties(options, declared).map((property) => (property.isTimed ? property : onView(property, seen)))
  for (const property of own) sayings.add(property.name, `property '${property.name}' of the composition`)
  const rests = restsOf(parts)
  const init = madeOf(initial(wired, after as never), ['init', wired])
  return {
    kind: 'model',
    name,
    state: struct(state),
    system: struct(system),
    processes,
    classes,
    actions,
    init,
    resting:
      (rests.isSilent && !hasProcesses(processes)) || rests.said.length === 0 ? undefined : allOf(rests.said, false),
    leftOut,
    rests,
    inputs: [],
    inputPaths: parts.flatMap((part) => part.model.inputPaths.map((path) => [part.name, ...path])),
    ownInit: init,
    ...(monitors.length === 0 ? {} : { monitors }),
    properties: [...ofModules, ...own],
    seen,
    fairness: fair,
  }
}

/**
 * A composition may stop in a state if each of its modules may stop there, at any level of nesting. A module without
 * processes and without `resting` may stop anywhere if other modules have processes. If no module has processes, it may
 * stop nowhere.
 */
function restsOf(parts: readonly Part[]): Model['rests'] {
  return {
    said: parts.flatMap(({ model: { rests }, view }) => rests.said.map((test) => testOn(view, test, false))),
    isSilent: parts.some(({ model: { rests } }) => rests.isSilent),
  }
}

type Wiring = { readonly [part: string]: { readonly [input: string]: AnyFunction } }

/** Detects duplicate names. Each name maps to descriptions of the things that have it. */
class Names {
  readonly #known = new Map<string, { readonly what: string; readonly family: string }[]>()

  /** An input's change and a fault may have the same name. Any other duplicate is an error. @throws SpecError */
  add(name: string, what: string, family = ''): void {
    const others = this.#known.get(name) ?? []
    const other = others.find((one) => one.family === family || (one.family !== 'input' && family !== 'input'))
    const twice = other ?? others.find((one) => one.family === 'action' || family === 'action')
    if (twice !== undefined) {
      throw new SpecError('duplicate-name', `${twice.what} and ${what} are both called '${name}': rename one of them`)
    }
    this.#known.set(name, [...others, { what, family }])
  }
}

/** Plain data, so that a digest of the captured values identifies what the model does. */
function wiredOf({ name, variables, inputs, wires, init }: Part): WiredPart {
  return { name, variables, inputs, wires, init }
}

/** A module inside a composition: maps the module's names, state and functions to those of the composition. */
class Part implements WiredPart {
  readonly name: string
  readonly model: Model
  readonly wires: ReadonlyMap<string, AnyFunction>
  readonly variables: readonly string[]
  readonly inputs: readonly NamedInput[]
  readonly init: AnyFunction | undefined
  readonly state: StructType
  /** The whole state as the module's own properties see it. A nested composition looks like one module. */
  readonly view: (s: object) => object
  /** The module's view as the composition's properties see it. */
  readonly seen: (s: object) => object
  readonly #prototype: object

  constructor(name: string, model: Model, wires: { readonly [input: string]: AnyFunction }) {
    if (model?.kind !== 'model') {
      throw new SpecError('bad-module', `module '${name}' is ${show(model)}: expected model({ … })`)
    }
    checkNames(`wire: '${name}'`, wires)
    // a design may leave an input without a wire
    const said = Object.entries(wires ?? {}).filter(([, wire]) => wire !== undefined)
    for (const [input, wire] of said) {
      if (!model.inputs.some((other) => other.name === input)) {
        const known = model.inputs.map((other) => other.name).join(', ') || 'no inputs'
        throw new SpecError('unknown-input', `wire: module '${name}' has no input '${input}'; available: ${known}`)
      }
      if (typeof wire !== 'function') {
        throw new SpecError('bad-wire', `wire: '${name}.${input}' is ${show(wire)}: expected a function of the modules`)
      }
    }
    this.name = name
    this.model = model
    this.wires = new Map(said)
    this.variables = Object.keys(model.state.fields)
    this.inputs = model.inputs
    this.init = model.ownInit
    this.state = struct(this.typedFields(model.state.fields))
    this.view = cached((s) => this.#viewOf(s))
    const { seen } = model
    this.seen = seen === undefined ? this.view : (s) => seen(this.view(s))
    this.#prototype = viewOf(name, [...this.variables, ...Object.keys(model.processes)])
  }

  called(name: string): string {
    return `${this.name} ${name}`
  }

  /** Whether an action of the module exists in the composition. The changes of wired inputs do not. */
  happens({ input }: ActionInfo): boolean {
    return input === undefined || !this.wires.has(input)
  }

  /** Whether an action that exists in the composition uses this counter. */
  has(counter: string): boolean {
    return this.model.actions.some((action) => action.counter === counter && this.happens(action))
  }

  process(process: Process): Process {
    const { ids } = process
    const called = ids === undefined ? {} : { ids: this.typed(ids) as RefType }
    return { ...process, ...called, local: this.typedFields(process.local) }
  }

  monitors(): Monitor[] {
    return (this.model.monitors ?? []).map((one) => ({
      ...one,
      path: [this.name, ...one.path],
      from: testOn(this.view, one.from, false),
      to: testOn(this.view, one.to, false),
    }))
  }

  classes(): IdClass[] {
    return this.model.classes.map(({ name, instances, processes }) => {
      return { name: this.called(name), instances, processes: processes.map((process) => this.called(process)) }
    })
  }

  /** `counting` maps the module's counter names to those of the composition. */
  action(action: ActionInfo, after: AnyFunction, counting: (counter: string) => string): ActionInfo {
    const { name, when, do: body, process, counter, joint, clock, each, ...rest } = action
    const hasInstance = argumentsBefore(action) === 2
    const besides = joint && this.#joint(joint, after, counting)
    return {
      ...rest,
      module: this.name,
      name: process === undefined ? this.called(name) : name,
      process: process === undefined ? undefined : this.called(process),
      when: when && guardOn(this.name, when, hasInstance),
      do: stepOn(this.name, body, hasInstance, after),
      counter: counter === undefined ? undefined : counting(counter),
      ...defined({ joint: besides, clock: clock && this.#clock(clock) }),
      ...(each === undefined
        ? {}
        : { each: { name: this.called(each.name), ids: each.ids && (this.typed(each.ids) as RefType) } }),
    }
  }

  #clock(clock: ClockPath): ClockPath {
    const [first, second, third] = clock
    if (typeof second === 'number') return [this.called(first), second, third as string]
    return third === undefined ? [first, this.called(second)] : [first, this.called(second), third as number]
  }

  /** Only its wire changes a wired input, so only free inputs remain. */
  #joint(
    { inputs, after: inner }: Joint,
    after: AnyFunction,
    counting: (counter: string) => string,
  ): Joint | undefined {
    const free = inputs.filter(({ path }) => path.length > 1 || !this.wires.has(path[0] as string))
    if (free.length === 0) return undefined
    return {
      inputs: free.map(({ path, type, counter }) => ({
        path: [this.name, ...path],
        type: this.typed(type),
        counter: counter === undefined ? undefined : counting(counter),
      })),
      after: stepOn(this.name, inner ?? (() => {}), false, after),
    }
  }

  /** A promise of the module under the names of the composition, with predicates on the module's view. */
  fairness(one: Fairness): Fairness {
    const { process, step, when, pair } = one
    const names =
      process === undefined
        ? { process, step: step === undefined ? `any step of ${this.name}` : this.called(step) }
        : { process: this.called(process), step }
    const on = (test: AnyFunction) => testOn(this.view, test, false)
    return {
      ...{ ...one, ...names },
      ...(when === undefined ? {} : { when: on(when) }),
      ...(pair === undefined ? {} : { pair: { ifOften: on(pair.ifOften), thenOften: on(pair.thenOften) } }),
    }
  }

  /** `numbers` maps the module's action numbers to those of the composition. */
  properties(numbers: ReadonlyMap<number, number>): Property[] {
    return this.model.properties.flatMap((property) => {
      const { name, ways, using } = property
      if (name === noDeadlock) return []
      const here = (own: readonly number[], step: string) => {
        const found = own.flatMap((i) => numbers.get(i) ?? [])
        if (found.length > 0 || own.length === 0) return found
        throw new SpecError(
          'unknown-step',
          `property '${name}' of module '${this.name}' uses '${step}', which is the change of an input; in this composition, a wire sets this input, so remove it from the property`,
        )
      }
      const called = (step: string) => this.called(step)
      const placed = { ...property, name: `${this.name}: ${name}`, ...this.#within(property) }
      const named = onView(placed, this.view, called, here)
      if (ways === undefined || using === undefined) return [named]
      return [{ ...named, using: here(using, ways.join(', ')), ways: ways.map(called) }]
    })
  }

  #within({ kind, within }: Property): Pick<Property, 'within'> {
    if (kind !== 'step') return {}
    const { processes } = this.model
    const all = [[], ...Object.keys(processes).map((process) => [process])]
    const called = ([first, ...rest]: readonly string[]) =>
      first !== undefined && Object.hasOwn(processes, first)
        ? [this.called(first)]
        : [this.name, ...(first === undefined ? [] : [first]), ...rest]
    return { within: (within ?? all).map(called) }
  }

  typedFields(fields: Fields): Fields {
    return Object.fromEntries(Object.entries(fields).map(([key, type]) => [key, this.typed(type)]))
  }

  /** Renames the processes and ids in references to their names in the composition. */
  typed(type: Type): Type {
    if (type.kind === 'array') {
      const index = type.index && (this.typed(type.index) as RefType)
      return { ...type, of: this.typed(type.of), ...defined({ index }) }
    }
    if (type.kind === 'ref') return { ...type, process: this.called(type.process) }
    if (type.kind === 'struct') return { ...type, fields: this.typedFields(type.fields) }
    if (type.kind === 'mapOf') return { ...type, key: this.typed(type.key), of: this.typed(type.of) }
    return 'of' in type ? ({ ...type, of: this.typed(type.of) } as Type) : type
  }

  /** The module's view of the whole state, for its own properties. */
  #viewOf(s: object): object {
    const view = Object.create(this.#prototype) as object
    const whole = s as { readonly [key: string]: { readonly [field: string]: unknown } }
    for (const field of Object.keys(this.state.fields)) {
      Object.defineProperty(view, field, { get: () => whole[this.name]?.[field], enumerable: true })
    }
    for (const process of Object.keys(this.model.processes)) {
      Object.defineProperty(view, process, { get: () => whole[this.called(process)], enumerable: true })
    }
    return view
  }
}

/** Makes one view for each state and reuses it. */
function cached(make: (s: object) => object): (s: object) => object {
  const known = new WeakMap<object, object>()
  return (s) => {
    let view = known.get(s)
    if (view === undefined) {
      view = make(s)
      known.set(s, view)
    }
    return view
  }
}

/** The prototype of views that show no struct. Reading an unknown name is a model error, as in a struct. */
function viewOf(what: string, names: readonly string[]): object {
  return otherFields(names, () => ({ what, fail: (error) => spring(error) }))
}

function wholeOf(parts: readonly Part[], prototype: object, s: object): object {
  const views = parts.map((part) => [part.name, { value: part.seen(s), enumerable: true }] as const)
  return Object.freeze(Object.create(prototype, Object.fromEntries(views)))
}

/** A copy of the property with predicates on `view`. `called` and `here` rename and renumber its steps. */
function onView(
  property: Property,
  view: (s: object) => object,
  called: (step: string) => string = (step) => step,
  here: (actions: readonly number[], step: string) => readonly number[] = (actions) => actions,
): Property {
  const made = new Map<AnyFunction, AnyFunction>()
  const on = (test: AnyFunction, ofSteps: boolean) => {
    const known = made.get(test) ?? testOn(view, test, ofSteps)
    made.set(test, known)
    return known
  }
  const within = (formula: Formula): Formula => {
    switch (formula.op) {
      case 'constant':
        return formula
      case 'state':
        return { op: 'state', test: on(formula.test, false) }
      case 'taken':
        return { ...formula, step: called(formula.step), actions: here(formula.actions ?? [], formula.step) }
      case 'not':
      case 'next':
      case 'always':
      case 'eventually':
        return { op: formula.op, of: within(formula.of) }
      case 'and':
      case 'or':
        return { op: formula.op, of: formula.of.map(within) }
      default:
        return { op: formula.op, left: within(formula.left), right: within(formula.right) }
    }
  }
  const { test, parts, formula, when, kind } = property
  return {
    ...property,
    test: test && on(test, kind === 'step'),
    ...(parts && { parts: parts.map((part) => ({ ...part, test: on(part.test, kind === 'step') })) }),
    ...(formula === undefined ? {} : { formula: within(formula) }),
    ...(when === undefined ? {} : { when: within(when) }),
  }
}
