/** Drivers: what each step of a model means in the code, and which part of the code's state can be seen. */
import { SpecError, show } from '../errors.ts'
import type { Spec } from '../language/spec.ts'
import type { Fields } from '../language/types.ts'
import type { Plain } from '../plain.ts'
import type { Ending, Ports } from '../ports/ports.ts'
import { checked, wrongDriver } from './checked.ts'
import type { Observation, Verdict } from './observation.ts'

/** The answer of a handler: the code took the step (also `true`, or nothing), or it refused it (also `false`). */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing has taken the step
export type Answer = 'taken' | 'refused' | boolean | undefined | void

/** The moment at which a step is driven. */
export interface Moment {
  /** The number of the instance that acts, from 0; 0 for the environment. */
  readonly instance: number
  /** The option that each `choose` of the step picks, as plain data. Empty if the code chooses. */
  readonly choices: readonly Plain[]
  /** The model's state before the step, as plain data: sets are lists, processes are lists of instances. */
  readonly state: PlainState
  /** The state after the step. Absent if the code chooses, or if the model disables the step. */
  readonly next?: PlainState | undefined
}

/** A state as plain data: its variables, and its processes as lists of their instances. */
// biome-ignore lint/suspicious/noExplicitAny: the state has the form of its model, which a driver knows
export type PlainState = { readonly [variable: string]: any }

/** Makes a step happen in the code. */
export type Handler<System> = (system: System, moment: Moment) => Answer | Promise<Answer>

/** A call that a step lets through, and what becomes of it. A name alone stands for a call that is made and answered. */
export interface Release extends Ending {
  readonly call: string
}

/**
 * Calls in their order, as in `['store.latest', 'zone.read']`. Calls in an inner list are made at once. A call may say
 * what becomes of it, as in `{ call: 'store.write', answer: 'lost' }`.
 */
export type Calls = readonly (string | Release | readonly (string | Release)[])[]

/** A step that the code takes by calls on its ports. */
export interface CallStep {
  /** The calls that the step consists of. A function may make them depend on the step's outcome. */
  readonly calls: Calls | ((moment: Moment) => Calls)
  /**
   * The calls that wait at the step's label. Defaults to the first of `calls`. Say it if the step makes no call, or if
   * `calls` is a function.
   */
  readonly waits?: readonly string[] | undefined
  readonly choices?: 'driven' | 'code' | undefined
  readonly tried?: boolean | undefined
}

/** A handler with options. */
export interface DoStep<System> {
  readonly do: Handler<System>
  /** Whether the driver makes the choices of the step, and passes them to the handler, or the code makes them. */
  readonly choices?: 'driven' | 'code' | undefined
  /**
   * Whether the step is tried where only its guard disables it. Defaults to true. Say false if the guard is a bound of
   * the model that the code does not have.
   */
  readonly tried?: boolean | undefined
}

/** A step that nobody drives. */
export interface NotDriven {
  readonly notDriven: string
  /** Whether the code may take it by itself, at any time. */
  readonly byItself?: true
}

/** One entry of a driver. A step that no driven design has may be `undefined`. */
export type Entry<System> = Handler<System> | DoStep<System> | CallStep | NotDriven | undefined

/** Declares that nobody can make a step happen in the code, so no run takes it. The report names it with the reason. */
export function notDriven(reason: string): NotDriven {
  return { notDriven: reasonOf('notDriven', reason) }
}

/**
 * Declares that the code takes a step by itself, at any time. Each comparison allows it, and nobody drives it. The
 * report names it with the reason.
 */
export function byItself(reason: string): NotDriven {
  return { notDriven: reasonOf('byItself', reason), byItself: true }
}

function reasonOf(of: string, reason: unknown): string {
  if (typeof reason === 'string' && reason.trim() !== '') return reason
  throw new SpecError('bad-driver', `${of} got ${show(reason)}; expected the reason, as a text`)
}

/** Every step as in `'enactor apply plan'`, action, fault and change of an input that the types know. */
type Names<S extends Fields, P, A extends string, F extends string> =
  | Known<A>
  | Known<F>
  | NamesIn<P, Extract<keyof P, string>>
  | { [K in keyof S & string]: S[K] extends { readonly input: unknown } ? `${K} changes` : never }[keyof S & string]
type NamesIn<P, K extends keyof P & string> = K extends string
  ? NonNullable<P[K]> extends {
      readonly types?: { readonly faults: infer F extends string; readonly steps: infer L extends string }
    }
    ? `${K} ${L | Known<F>}`
    : never
  : never
/** The entries of a driver. The names of a composition are not known to the compiler. */
type Entries<System, S extends Fields, P, A extends string, F extends string> = unknown extends P
  ? { readonly [name: string]: Entry<System> }
  : { readonly [N in Names<S, P, A, F>]: Entry<System> }
/** The names, or none if they may be any. */
type Known<N extends string> = string extends N ? never : N

/** The argument of `start`. */
export interface Beginning {
  readonly design: string
  /** The parameters of the design. A parameter that it does not name has the default of the model. */
  readonly params: { readonly [name: string]: unknown }
  /** The initial state of the model that the system must start in. */
  readonly state: PlainState
}

/**
 * The options of `driver`. `System` is whatever `start` returns: the running system under test. `R` is what `observe`
 * returns.
 */
export interface DriverOptions<System, S extends Fields, P, A extends string, F extends string, R = Observation<S, P>> {
  /** The designs that the code implements. Defaults to all. */
  readonly designs?: readonly string[] | undefined
  /** Starts a fresh system for a run. It is disposed of after the run, if it has `Symbol.asyncDispose` or `dispose`. */
  readonly start: (beginning: Beginning) => System | Promise<System>
  /** The ports of a system, if its steps are calls. */
  readonly ports?: ((system: System) => Ports) | undefined
  /** Calls that are part of no step, such as those that wait for time to pass. They are let through at once. */
  readonly free?: readonly string[] | undefined
  /** How each step, action and fault happens. */
  readonly steps: Entries<System, S, P, A, F>
  /** Shows the part of the state that can be seen. It is compared after each step. */
  readonly observe: (system: System) => R | Promise<R>
  /** The number of systems that may run at the same time. Defaults to 1. */
  readonly parallel?: number | undefined
  /** The time that a step may take, in milliseconds. Defaults to 5000. */
  readonly limitMs?: number | undefined
}

/** A driver, as `driver` returns it: the default export of a driver file. */
export interface Driver {
  readonly kind: 'driver'
  readonly spec: Spec
  readonly designs: readonly string[]
  readonly start: (beginning: Beginning) => unknown
  readonly ports: ((system: never) => Ports) | undefined
  readonly free: readonly string[]
  readonly steps: { readonly [name: string]: Entry<never> }
  readonly observe: (system: never) => unknown
  readonly parallel: number
  readonly limitMs: number
}

/**
 * Connects a spec with code. The result takes the rest of the driver. The compiler checks the names of steps, actions
 * and faults, and the type of what is observed. There are two calls, because the compiler must know the spec before it
 * reads the functions.
 *
 * ```ts
 * export default driver(spec)({ start: …, steps: …, observe: … })
 * ```
 * @throws SpecError if an option is missing, unknown or of the wrong type
 */
export function driver<S extends Fields, P, A extends string, F extends string>(
  spec: Spec<S, P, A, F>,
  // The default is for errors: if an entry is missing or misspelt, the compiler gives up before it knows the system.
  // biome-ignore lint/suspicious/noExplicitAny: with `unknown`, it would report every function that uses the system
): <System = any, R extends Observation<S, P> | object = Observation<S, P>>(
  options: DriverOptions<System, S, P, A, F, R> & Verdict<R, Observation<S, P>>,
) => Driver {
  if ((spec as { readonly kind?: unknown } | undefined)?.kind !== 'spec') {
    throw wrongDriver(`it got ${show(spec)}; expected the spec, the default export of its file`)
  }
  return (options) => checked(spec as Spec, options as never) as Driver
}

export const isCallStep = (entry: Entry<never>): entry is CallStep =>
  typeof entry === 'object' && entry !== null && 'calls' in entry
