/** Faults of processes and of the environment: what may go wrong, how often, and what a crash forgets. */
import { SpecError, show } from '../../errors.ts'
import type { AnyId } from '../by-id.ts'
import { onlyKnown } from '../names.ts'
import type { Fields, Type } from '../types.ts'
import { lowest } from '../values.ts'
import { stepAfter } from '../wrap.ts'
import { type AnyFunction, type NamedStep, namedStep } from './named-step.ts'
import { pauses, whileRunning } from './pauses.ts'
import type { Body, Guard } from './steps.ts'

/**
 * The maximum number of times that a fault happens in one run, over all instances. `unlimited`: again and again, at no
 * cost of states. Even so, a fault never has to happen, and a state in which only faults are enabled is a deadlock.
 */
export type Budget = number | 'unlimited'

/** A fault of an instance, at any label or at those named. A crash is made by `crash`. */
export type ProcessFault<S extends Fields, L extends Fields, A extends string, I extends AnyId = number> =
  | OtherFault<S, L, A, I>
  | Crash<S, L, A, I>
  | Pause<S, L, A, I>

interface OtherFault<S extends Fields, L extends Fields, A extends string, I extends AnyId> {
  /** The maximum number of times that it happens in one run, over all instances, or `unlimited`. */
  readonly budget: Budget
  /** The labels at which it may happen. Defaults to all labels, terminal ones included. */
  readonly at?: readonly A[] | undefined
  readonly when?: Guard<S, L, A, I> | undefined
  readonly do: Body<S, L, A, I>
  readonly crash?: undefined
  readonly pause?: undefined
}

interface Crash<S extends Fields, L extends Fields, A extends string, I extends AnyId> extends CrashOptions<A> {
  readonly crash: true
  readonly when?: Guard<S, L, A, I> | undefined
  /** Runs after the volatile variables are set back. A label that it returns replaces `restartsAt`. */
  readonly do?: Body<S, L, A, I> | undefined
  readonly pause?: undefined
}

interface Pause<S extends Fields, L extends Fields, A extends string, I extends AnyId> extends PauseOptions<A> {
  readonly pause: true
  readonly when?: Guard<S, L, A, I> | undefined
  readonly do?: undefined
  readonly crash?: undefined
}

/** The options of `pause`. */
export interface PauseOptions<A extends string> {
  /** The maximum number of times that it happens in one run, over all instances, or `unlimited`. */
  readonly budget: Budget
  /** The labels at which it may happen. Defaults to all labels with a step. */
  readonly at?: readonly A[] | undefined
}

/** The options of `crash`. */
export interface CrashOptions<A extends string> {
  /** The maximum number of times that it happens in one run, over all instances, or `unlimited`. */
  readonly budget: Budget
  /** The labels at which it may happen. Defaults to all labels, terminal ones included. */
  readonly at?: readonly A[] | undefined
  /** The label at which the instance goes on. Defaults to the first label of its process. A terminal label ends it. */
  readonly restartsAt?: A | undefined
}

/**
 * A crash of an instance, for the `faults` of a process: its `volatile` variables are set back to the lowest values of
 * their types, its `local` variables stay, and it goes on at `restartsAt`. A crash with a guard, or one that does more:
 * `{ ...crash({ budget: 1 }), when: (s, me) => …, do: (s, me) => … }`.
 */
export function crash<const A extends string = never>(
  options: CrashOptions<A>,
): CrashOptions<A> & { readonly crash: true } {
  if (typeof options !== 'object' || options === null) {
    throw new SpecError('bad-step', `crash got ${show(options)}: expected options, as in crash({ budget: 1 })`)
  }
  onlyKnown('crash', options, ['budget', 'at', 'restartsAt'])
  return { ...options, crash: true }
}

/**
 * A pause of an instance, for the `faults` of a process, as by a garbage collector or SIGSTOP: the instance takes no
 * step, and keeps its label and its variables, until the step `… ends` of the fault's name. Everything else goes on, time
 * included. A pause lasts any time, but not forever. A crash ends it, too. A pause with a guard:
 * `{ ...pause({ budget: 1 }), when: (s, me) => … }`.
 */
export function pause<const A extends string = never>(
  options: PauseOptions<A>,
): PauseOptions<A> & { readonly pause: true } {
  if (typeof options !== 'object' || options === null) {
    throw new SpecError('bad-step', `pause got ${show(options)}: expected options, as in pause({ budget: 1 })`)
  }
  onlyKnown('pause', options, ['budget', 'at'])
  return { ...options, pause: true }
}

const nothing = () => {}

export interface NamedFault extends NamedStep {
  readonly budget: Budget
  readonly at: readonly string[] | undefined
}

export interface SaidFault {
  readonly budget: Budget
  readonly at?: readonly string[] | undefined
  readonly when?: unknown
  readonly do?: unknown
  readonly crash?: unknown
  readonly pause?: unknown
  readonly restartsAt?: string | undefined
}

/**
 * The faults of a model, or of a process with these volatile variables and this first label.
 * @throws SpecError for a fault that is wrong
 */
export function namedFaults(
  faults: { readonly [name: string]: SaidFault | undefined },
  known: readonly (keyof SaidFault & string)[],
  volatile: Fields = {},
  first?: string,
): NamedFault[] {
  const all = Object.entries(faults).flatMap(([name, fault]) => {
    // a design may leave a fault out
    if (fault === undefined) return []
    if (typeof fault !== 'object' || fault === null) {
      throw new SpecError('bad-step', `fault '${name}' is ${show(fault)}: expected { budget, when?, do }`)
    }
    checkBudget(name, fault.budget)
    if ('fair' in fault) {
      throw new SpecError(
        'bad-fairness',
        `fault '${name}' is fair, but a fault never has to happen: remove \`fair\`, or make it an action`,
      )
    }
    const isCrash = fault.crash === true
    if (isCrash && first === undefined) {
      throw new SpecError('bad-step', `fault '${name}' is a crash, but not of a process: declare it in a process`)
    }
    const isPause = fault.pause === true
    if (isPause && first === undefined) {
      throw new SpecError('bad-step', `fault '${name}' is a pause, but not of a process: declare it in a process`)
    }
    if (isPause && fault.do !== undefined) {
      throw new SpecError('bad-step', `fault '${name}' is a pause, and a pause does nothing else: remove \`do\``)
    }
    const options = isCrash ? ['crash' as const, 'restartsAt' as const] : isPause ? ['pause' as const] : []
    onlyKnown(`fault '${name}'`, fault, [...known, ...options])
    const { when, do: body = isCrash ? nothing : isPause ? pauses : undefined } = fault
    const said = namedStep(name, { when, do: body })
    const named = isPause ? whileRunning(said) : said
    const made = isCrash ? crashBody(named.do, volatile, fault.restartsAt ?? (first as string)) : named.do
    return { ...named, do: made, budget: fault.budget, at: fault.at }
  })
  // a fault that can never happen is not part of the model, so a design without crashes does not mention them
  return all.filter(({ budget }) => budget === 'unlimited' || budget > 0)
}

function checkBudget(name: string, budget: unknown): void {
  if (budget === 'unlimited') return
  if (Number.isInteger(budget) && (budget as number) >= 0 && (budget as number) <= 1000) return
  throw new SpecError(
    'unbounded-type',
    `the budget of fault '${name}' is ${show(budget)}: expected a whole number from 0 to 1000, or 'unlimited'`,
  )
}

/** The body of a crash: it sets each volatile variable back in the way that its type needs. */
function crashBody(also: AnyFunction, volatile: Fields, restartsAt: string): AnyFunction {
  const lines = Object.entries(volatile).map(([name, type]) => setBack(`me[${JSON.stringify(name)}]`, type, 0))
  return stepAfter(lines.join(''), also, restartsAt)
}

/** Sets a place back to the lowest value of its type. */
function setBack(place: string, type: Type, depth: number): string {
  switch (type.kind) {
    case 'bool':
    case 'int':
    case 'ref':
    case 'oneOf':
    case 'optional':
      return `${place}=${JSON.stringify(lowest(type))};`
    case 'stamp':
      throw new SpecError(
        'bad-type',
        `volatile ${place.replace(/^me\["(.*?)"\]/, "'$1'")} is a stamp: the stamp that it began with may not exist any longer; use optional(stamp(${type.most})), which a crash sets back to null`,
      )
    case 'struct':
      return Object.entries(type.fields)
        .map(([name, field]) => setBack(`${place}[${JSON.stringify(name)}]`, field, depth))
        .join('')
    case 'array': {
      const i = `i${depth}`
      return `for(let ${i}=0;${i}<${type.length};${i}++){${setBack(`${place}[${i}]`, type.of, depth + 1)}}`
    }
    case 'setOf':
    case 'mapOf':
    case 'queue':
    case 'bag':
      return `${place}.clear();`
    case 'timer':
      return `${place}.stop();`
  }
}
