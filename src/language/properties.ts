/** The properties of a model, by name and kind, and the questions that properties of runs ask the checker. */

import { didYouMean, SpecError, show } from '../errors.ts'
import type { NumberedFairness, NumberedFormula } from '../plain.ts'
import { actionsOf, type Declared } from './actions.ts'
import { checkNames } from './names.ts'
import type { Fairness } from './processes/fairness.ts'
import type { AnyFunction } from './processes/named-step.ts'
import type { Refinement } from './refinement/refinement.ts'
import { type Formula, numbered, resolved, type Temporal, type TemporalKind, temporals } from './temporal.ts'
import { inSpan, inTime } from './time/monitors.ts'
import type { Span } from './time/spans.ts'
import { allOf } from './wrap.ts'

export type PropertyKind = 'invariant' | 'step' | 'reachable' | 'deadlock' | TemporalKind

export interface Property {
  readonly name: string
  readonly kind: PropertyKind
  /** The predicate, or the map of a refinement; `no deadlock` has none. */
  readonly test: AnyFunction | undefined
  /** The parts of the predicate, if the author named them. The predicate is true if all parts are. */
  readonly parts?: readonly NamedPart[]
  /**
   * For a step property of a module: the paths of the state that the module sees. The property applies only to
   * transitions that change something there, because other transitions are not the module's.
   */
  readonly within?: readonly (readonly string[])[]
  /** Whether it is about a timer of its own, which is a variable of the state. */
  readonly isTimed?: true
  /** For `shortestTime` and `longestTime`, whose formula says that a span has begun and has not ended. */
  readonly span?: Pick<Span, 'isLongest' | 'bound'>
  /** Only for a property of runs. */
  readonly formula?: Formula
  readonly when?: Formula | undefined
  /** For `canAlwaysReach`: the numbers of the actions that a path to the goal may use; `undefined` for any action. */
  readonly using?: readonly number[] | undefined
  /** For `reachableInOrder`: the names of the predicates. */
  readonly milestones?: readonly string[] | undefined
  /** Only for a refinement. Its map is `test`. */
  readonly refined?: Refinement['of']
  /** The names of `using`, as the author gave them. */
  readonly ways?: readonly string[] | undefined
}

/** Whether a property is about whole runs, so that the transitions between states are needed to decide it. */
export function asksRuns({ formula, refined }: Property): boolean {
  return formula !== undefined || (refined !== undefined && refined.fairness.length > 0)
}

export interface NamedPart {
  readonly name: string
  readonly test: AnyFunction
}

export const noDeadlock = 'no deadlock'

/** The options that hold properties. */
export const propertyGroups = ['invariants', 'steps', 'reachable', 'temporal'] as const

/** The properties of a model's options, `no deadlock` last. @throws SpecError */
export function properties(
  options: {
    readonly invariants?: object | undefined
    readonly steps?: object | undefined
    readonly reachable?: object | undefined
    readonly temporal?: unknown
  },
  declared: Declared,
): Property[] {
  const found: Property[] = []
  const push = (property: Property) => {
    const { name } = property
    if (name === noDeadlock) {
      throw new SpecError('duplicate-name', `property '${name}' is built in: choose another name`)
    }
    if (found.some((other) => other.name === name)) {
      throw new SpecError('duplicate-name', `two properties are called '${name}': rename one of them`)
    }
    found.push(property)
  }
  const add = (kind: PropertyKind, of: 'invariants' | 'steps' | 'reachable') => {
    const group = options[of]
    if (Array.isArray(group) || typeof group === 'function') {
      const found = Array.isArray(group) ? 'a list' : 'a function'
      throw new SpecError(
        'bad-property',
        `\`${of}\` is ${found}: expected an object with a name for each property, as in ${of}: { 'never two': (s) => … }`,
      )
    }
    checkNames(of, group)
    for (const [name, test] of Object.entries(group ?? {})) {
      // a design may leave a property out
      if (test === undefined) continue
      const parts = kind === 'reachable' ? undefined : partsOf(test)
      if (parts !== undefined) {
        const all = allOf(
          parts.map((part) => part.test),
          kind === 'step',
        )
        push({ name, kind, test: all, parts })
        continue
      }
      if (typeof test !== 'function') {
        throw new SpecError(
          'bad-property',
          `property '${name}' is ${show(test)}: expected a function that returns a boolean`,
        )
      }
      push({ name, kind, test: test as AnyFunction })
    }
  }
  add('invariant', 'invariants')
  add('step', 'steps')
  add('reachable', 'reachable')
  const runs = temporalOf(options.temporal)
  checkNames('temporal', runs)
  for (const [name, given] of Object.entries(runs)) {
    if (given === undefined) continue
    const { timed, span } = (given ?? {}) as Partial<Temporal>
    if (timed !== undefined) {
      push({ name, kind: 'invariant', test: inTime(name, timed), isTimed: true })
      continue
    }
    if (span !== undefined) {
      const { isLongest, bound } = span
      const formula: Formula = { op: 'state', test: inSpan(name, span) }
      const kind = isLongest ? 'longestTime' : 'shortestTime'
      push({ name, kind, test: undefined, formula, span: { isLongest, bound }, isTimed: true })
      continue
    }
    const { kind, formula, when, using, milestones, refined } = (given ?? {}) as Partial<Temporal>
    if (kind === undefined || formula === undefined) {
      throw new SpecError(
        'bad-property',
        `property '${name}' is ${show(given)}: expected the result of one of the functions that \`temporal\` gets, as in leadsTo(p, q)`,
      )
    }
    if (refined !== undefined) {
      push({ name, kind, test: refined.by, refined: refined.of })
      continue
    }
    // time passes whatever else may be used
    const time = declared.all.flatMap(({ isTime }, i) => (isTime ? [i] : []))
    const numbers = using?.flatMap((step) => actionsOf(declared, step, undefined, `property '${name}'`)).concat(time)
    const on = (of: Formula) =>
      resolved(of, (step, instance) => actionsOf(declared, step, instance, `property '${name}'`))
    const asked = { formula: on(formula), when: when && on(when) }
    push({ name, kind, test: undefined, ...asked, using: numbers, ways: using, milestones })
  }
  found.push({ name: noDeadlock, kind: 'deadlock', test: undefined })
  return found
}

/** Returns the parts of an object of named predicates; a design may leave some of them out. */
function partsOf(given: unknown): NamedPart[] | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  checkNames('the parts of a property', given)
  const parts = Object.entries(given).filter(([, test]) => test !== undefined)
  if (parts.length === 0 || parts.some(([, test]) => typeof test !== 'function')) return undefined
  return parts.map(([name, test]) => ({ name, test: test as AnyFunction }))
}

const known = new WeakMap<object, object>()

/** The properties of runs that an author's function makes. It is called once. @throws SpecError */
export function temporalOf(temporal: unknown): object {
  if (typeof temporal !== 'function') return made(temporal)
  const all = known.get(temporal) ?? made(temporal)
  known.set(temporal, all)
  return all
}

function made(temporal: unknown): object {
  if (temporal === undefined) return {}
  if (typeof temporal !== 'function') {
    throw new SpecError(
      'bad-property',
      `\`temporal\` is ${show(temporal)}: expected a function, as in ({ leadsTo }) => ({ 'it answers': leadsTo(p, q) })`,
    )
  }
  const given = (temporal as (make: typeof temporals) => unknown)(makers)
  if (typeof given === 'object' && given !== null) return given
  throw new SpecError(
    'bad-property',
    `temporal returned ${show(given)}: expected an object, as in ({ leadsTo }) => ({ 'it answers': leadsTo(p, q) })`,
  )
}

/** The functions that `temporal` receives. Reading an unknown name is an error, not `undefined`. */
const makers = new Proxy(temporals, {
  get(target, name) {
    if (typeof name === 'symbol' || Object.hasOwn(target, name)) return Reflect.get(target, name)
    const known = Object.keys(target)
    const hint = didYouMean(name, known)
    throw new SpecError(
      'unknown-option',
      `temporal: unknown function '${name}'; available: ${known.join(', ')}.${hint}`,
    )
  },
})

/** The questions that the properties of runs ask, over numbered predicates and actions. */
export interface Questions {
  /** Each predicate once. */
  readonly atoms: readonly AnyFunction[]
  /** The fairness of the model, with the numbers of its predicates. */
  readonly fairness: readonly NumberedFairness[]
  /** One entry for each property; `undefined` if it is not a property of runs, or if it measures time. */
  readonly asked: readonly (Question | undefined)[]
  /** One entry for each property; `undefined` if it does not measure time. */
  readonly times: readonly (TimeQuestion | undefined)[]
}

/** The parts of a model that ask something of runs. */
export interface Asking {
  readonly properties: readonly Property[]
  readonly fairness?: readonly Fairness[]
}

/** The longest or shortest time in states that satisfy `inSpan`, within a bound if there is one. */
export interface TimeQuestion {
  readonly inSpan: NumberedFormula
  readonly isLongest: boolean
  readonly bound: number | undefined
}

export type Question =
  | { readonly kind: 'formula'; readonly formula: NumberedFormula }
  | { readonly kind: 'order'; readonly goals: readonly NumberedFormula[] }
  | {
      readonly kind: 'canAlwaysReach'
      readonly goal: NumberedFormula
      readonly when: NumberedFormula | undefined
      readonly using: readonly number[] | undefined
    }

export function questions({ properties, fairness = [] }: Asking): Questions {
  const atoms: AnyFunction[] = []
  const atomOf = (test: AnyFunction) => {
    if (!atoms.includes(test)) atoms.push(test)
    return atoms.indexOf(test)
  }
  const asked = properties.map(({ kind, formula, when, using, span }): Question | undefined => {
    if (formula === undefined) return undefined
    const on = (of: Formula) => numbered(of, atomOf)
    if (kind === 'reachableInOrder') return { kind: 'order', goals: formula.op === 'and' ? formula.of.map(on) : [] }
    if (span !== undefined) return undefined
    if (kind !== 'canAlwaysReach') return { kind: 'formula', formula: on(formula) }
    return { kind, goal: on(formula), when: when && on(when), using }
  })
  const fair = fairness.map(({ strong, actions, when, pair }): NumberedFairness => {
    if (pair !== undefined) {
      return { strong, actions, pair: { ifOften: atomOf(pair.ifOften), thenOften: atomOf(pair.thenOften) } }
    }
    return { strong, actions, ...(when === undefined ? {} : { when: atomOf(when) }) }
  })
  const times = properties.map(({ formula, span }) => {
    if (formula === undefined || span === undefined) return undefined
    return { inSpan: numbered(formula, atomOf), ...span }
  })
  return { atoms, fairness: fair, asked, times }
}
