/**
 * Modules put together to one model. The state has a part for each module; a module's steps see their own part alone.
 * Its inputs are kept up by the wiring after every step, in the same transition, so they add no states of their own.
 */
import { SpecError, show } from '../errors.ts'
import { type ActionInfo, actionsOf } from './actions.ts'
import type { Fairness } from './fairness.ts'
import { type NamedInput, startingWith } from './input.ts'
import type { Model, Named, OfState, OfStep, Seen, State, StepName } from './model.ts'
import { onlyKnown } from './options.ts'
import type { AnyFunction, Choose, Process, ReadonlyShared } from './process.ts'
import { noDeadlock, type Property, properties, propertyGroups } from './properties.ts'
import type { Formula, Temporal, Temporals } from './temporal.ts'
import { type Fields, type StructType, struct, type Type, type Value } from './types.ts'
import { guardOn, stepOn, testOn } from './wrap.ts'

// biome-ignore lint/suspicious/noExplicitAny: a module of any names, state, processes and actions
type Modules = { readonly [name: string]: Model<any, any, any, any> }
type NamesOf<M> = M extends { readonly types?: { readonly names: infer N extends string } } ? N : never
type StateOf<M> = M extends { readonly types?: { readonly state: infer S extends Fields } } ? S : never
type ProcessesOf<M> = M extends { readonly types?: { readonly processes: infer P } } ? P : never
type ActionsOf<M> = M extends { readonly types?: { readonly actions: infer A extends string } } ? A : never
type InputsOf<S> = { [K in keyof S]: S[K] extends { readonly input: unknown } ? K : never }[keyof S]

/** What a wire sees: the shared state of every module, by its name. */
export type Parts<M> = { readonly [K in keyof M]: ReadonlyShared<StateOf<M[K]>> }
/** What a property of a composition sees: of every module what its own properties see. */
export type Whole<M> = { readonly [K in keyof M]: State<StateOf<M[K]>, ProcessesOf<M[K]>> }

type PropertiesOf<M> = {
  [K in keyof M & string]: `${K}: ${Exclude<NamesOf<M[K]>, typeof noDeadlock>}`
}[keyof M & string]
type StepsOf<M> = {
  [K in keyof M & string]: K | `${K} ${StepName<ProcessesOf<M[K]>, ActionsOf<M[K]>>}`
}[keyof M & string]

export interface CompositionOptions<
  M extends Modules,
  I extends string,
  B extends string,
  R extends string,
  T extends string,
> {
  readonly name: string
  readonly modules: M
  /** For each module, each of its inputs as an expression over all modules. An input without one changes freely. */
  readonly wire?: {
    readonly [K in keyof M]?: {
      readonly [N in InputsOf<StateOf<M[K]>>]?: (s: Parts<M>) => Value<StateOf<M[K]>[N]>
    }
  }
  readonly invariants?: { readonly [N in I]?: OfState<Seen<M, Whole<M>>> | Named<OfState<Seen<M, Whole<M>>>> }
  readonly steps?: { readonly [N in B]?: OfStep<Seen<M, Whole<M>>> | Named<OfStep<Seen<M, Whole<M>>>> }
  readonly reachable?: { readonly [N in R]?: OfState<Seen<M, Whole<M>>> }
  readonly temporal?: (make: Temporals<Whole<M>, StepsOf<M>>) => { readonly [N in T]?: Temporal | undefined }
}

/**
 * One model of several. Processes, steps and actions are called after their module, as in `dns enactor apply plan`, and
 * so are its properties, as in `dns: endpoint never empty`. @throws SpecError
 */
export function compose<
  M extends Modules,
  I extends string = never,
  B extends string = never,
  R extends string = never,
  T extends string = never,
>(options: CompositionOptions<M, I, B, R, T>): Model<PropertiesOf<M> | I | B | R | T | typeof noDeadlock> {
  if (typeof options !== 'object' || options === null) {
    throw new SpecError('bad-model', `compose got ${show(options)}: expected compose({ name, modules: { … } })`)
  }
  const { name, modules, wire = {} } = options
  if (typeof name !== 'string' || name === '') {
    throw new SpecError('bad-name', `compose: name is ${show(name)}: expected a string, as in name: 'us-east-1'`)
  }
  onlyKnown(`compose '${name}'`, options, ['name', 'modules', 'wire', ...propertyGroups])
  if (typeof modules !== 'object' || modules === null) {
    throw new SpecError('bad-model', `compose '${name}': modules is ${show(modules)}: expected { dns: dns(), … }`)
  }
  const parts = Object.entries(modules).map(([part, model]) => new Part(part, model, (wire as Wiring)[part] ?? {}))
  for (const part of Object.keys(wire)) {
    if (!(part in modules)) throw new SpecError('unknown-module', `wire: there is no module '${part}'`)
  }
  const after = wiring(parts)
  const state: Record<string, Type> = {}
  const system: Record<string, Type> = {}
  const counters: Record<string, Type> = {}
  const processes: Record<string, Process> = {}
  const actions: ActionInfo[] = []
  const fair: Fairness[] = []
  for (const part of parts) {
    state[part.name] = system[part.name] = part.state
    for (const [key, type] of Object.entries(part.model.system.fields)) {
      if (key === 'faults') {
        for (const [counter, budget] of Object.entries((type as StructType).fields)) {
          if (part.has(counter)) counters[part.called(counter)] = budget
        }
      } else if (key in part.model.processes) system[part.called(key)] = part.typed(type)
    }
    for (const [key, process] of Object.entries(part.model.processes)) {
      processes[part.called(key)] = { ...process, local: part.typedFields(process.local) }
    }
    const numbers = new Map<number, number>()
    part.model.actions.forEach((action, i) => {
      if (!part.happens(action)) return
      numbers.set(i, actions.length)
      actions.push(part.action(action, after))
    })
    for (const one of part.model.fairness) {
      const own = one.actions.flatMap((i) => numbers.get(i) ?? [])
      fair.push({ ...one, ...part.fairNames(one), actions: own })
    }
  }
  if (Object.keys(counters).length > 0) system.faults = struct(counters)
  const whole = (s: object) => wholeOf(parts, s)
  const own = properties(options, actions, processes).map((property) => onView(property, cached(whole)))
  return {
    kind: 'model',
    name,
    state: struct(state),
    system: struct(system),
    processes,
    actions,
    init: initial(parts, after),
    inputs: [],
    ownInit: undefined,
    properties: [...parts.flatMap((part) => part.properties(actions, processes)), ...own],
    fairness: fair,
  }
}

type Wiring = { readonly [part: string]: { readonly [input: string]: AnyFunction } }

/** A module in its place: everything of it under its name. */
class Part {
  readonly name: string
  readonly model: Model
  readonly wires: { readonly [input: string]: AnyFunction }
  readonly state: StructType
  readonly view: (s: object) => object

  constructor(name: string, model: Model, wires: { readonly [input: string]: AnyFunction }) {
    if (model?.kind !== 'model') {
      throw new SpecError('bad-module', `module '${name}' is ${show(model)}: expected model({ … })`)
    }
    for (const [input, wire] of Object.entries(wires)) {
      if (!model.inputs.some((other) => other.name === input)) {
        throw new SpecError('unknown-input', `wire: module '${name}' has no input '${input}'`)
      }
      if (typeof wire !== 'function') {
        throw new SpecError('bad-wire', `wire: '${name}.${input}' is ${show(wire)}: expected a function of the parts`)
      }
    }
    this.name = name
    this.model = model
    this.wires = wires
    this.state = struct(this.typedFields(model.state.fields))
    this.view = cached((s) => this.#viewOf(s))
  }

  called(name: string): string {
    return `${this.name} ${name}`
  }

  /** Inputs that nothing is wired to: they are as free as they are alone. */
  get free(): readonly NamedInput[] {
    return this.model.inputs.filter(({ name }) => this.wires[name] === undefined)
  }

  /** Whether an action of the module is there: those of wired inputs are not. */
  happens({ name, kind, process }: ActionInfo): boolean {
    if (kind !== 'action' || process !== undefined) return true
    return !Object.keys(this.wires).some((input) => name === `${input} changes`)
  }

  /** Whether a counter is there. */
  has(counter: string): boolean {
    return !Object.keys(this.wires).some((input) => counter === `${input} changes`)
  }

  action(action: ActionInfo, after: AnyFunction): ActionInfo {
    const { name, when, do: body, process, counter } = action
    return {
      ...action,
      module: this.name,
      name: process === undefined ? this.called(name) : name,
      process: process === undefined ? undefined : this.called(process),
      when: when && guardOn(this.name, when, process !== undefined),
      do: stepOn(this.name, body, process !== undefined, after),
      counter: counter === undefined ? undefined : this.called(counter),
    }
  }

  fairNames({ process, step }: Fairness): Pick<Fairness, 'process' | 'step'> {
    if (process !== undefined) return { process: this.called(process), step }
    return { process, step: step === undefined ? `any step of ${this.name}` : this.called(step) }
  }

  properties(actions: readonly ActionInfo[], processes: { readonly [name: string]: Process }): Property[] {
    return this.model.properties.flatMap((property) => {
      const { name, ways } = property
      if (name === noDeadlock) return []
      const named = onView({ ...property, name: `${this.name}: ${name}` }, this.view, (step) => this.called(step))
      if (ways === undefined) return [named]
      const using = ways.flatMap((way) => actionsOf(actions, processes, this.called(way), undefined, named.name))
      return [{ ...named, using, ways: ways.map((way) => this.called(way)) }]
    })
  }

  typedFields(fields: Fields): Fields {
    return Object.fromEntries(Object.entries(fields).map(([key, type]) => [key, this.typed(type)]))
  }

  /** References name the processes as they are called here. */
  typed(type: Type): Type {
    if (type.kind === 'ref') return { ...type, process: this.called(type.process) }
    if (type.kind === 'struct') return { ...type, fields: this.typedFields(type.fields) }
    if (type.kind === 'mapOf') return { ...type, key: this.typed(type.key), of: this.typed(type.of) }
    return 'of' in type ? ({ ...type, of: this.typed(type.of) } as Type) : type
  }

  /** What the module's own properties see of the whole state. */
  #viewOf(s: object): object {
    const view = {}
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

/** One view a state, however often it is asked for. */
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

function wholeOf(parts: readonly Part[], s: object): object {
  return Object.freeze(Object.fromEntries(parts.map((part) => [part.name, part.view(s)])))
}

/** Gives every wired input its value, module by module in their order: a wire may read inputs of modules before. */
function wiring(parts: readonly Part[]): AnyFunction {
  const wires = parts.flatMap((part) => Object.entries(part.wires).map(([input, wire]) => ({ part, input, wire })))
  const names = wires.map((_, i) => `w${i}`)
  const lines = wires.map(({ part, input }, i) => `s[${JSON.stringify(part.name)}][${JSON.stringify(input)}]=w${i}(s);`)
  return new Function(...names, `return (s)=>{${lines.join('')}}`)(...wires.map(({ wire }) => wire)) as AnyFunction
}

function initial(parts: readonly Part[], after: AnyFunction): AnyFunction {
  const starts = parts.map((part) => ({ name: part.name, start: startingWith(part.free, part.model.ownInit) }))
  const init = (s: { readonly [part: string]: object }, choose: Choose) => {
    for (const { name, start } of starts) {
      ;(start as ((s: object, choose: Choose) => void) | undefined)?.(s[name] as object, choose)
    }
    ;(after as (s: object) => void)(s)
  }
  return init as AnyFunction
}

/** A property whose predicates see the state through `view`, and whose steps are called otherwise. */
function onView(
  property: Property,
  view: (s: object) => object,
  called: (step: string) => string = (step) => step,
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
        return { ...formula, step: called(formula.step) }
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
