/** The options of a check and of a conformance run from code, and the search that they ask for. */
import { didYouMean, show, UsageError } from '../errors.ts'

/** The options that `check` and `conform` share. */
interface SharedOptions {
  /** Parameters of the model, by name. They override those of every design. */
  readonly params?: { readonly [name: string]: unknown } | undefined
  /** The maximum time for one design, in seconds; fractions are allowed. By default, there is no limit. */
  readonly maxSeconds?: number | undefined
  /** Ends early. The results then have the limit `interrupted`, and contain what was found until then. */
  readonly signal?: AbortSignal | undefined
  /** The folder where relative paths begin. Defaults to the working directory. */
  readonly cwd?: string | undefined
}

/** The options of `check`. All are optional. A verdict that a limit leaves open is `unknown`. */
export interface CheckOptions extends SharedOptions {
  /** Checks only these designs. Defaults to all designs of the file. */
  readonly designs?: readonly string[] | undefined
  /**
   * Checks only these properties. Defaults to all. With this option, the search ends when it has decided them, so the
   * counts of a result may not cover the whole state space.
   */
  readonly properties?: readonly string[] | undefined
  /** The number of threads that explore a large model, from 1 to 64. Defaults to 1. */
  readonly workers?: number | undefined
  /** The maximum number of states of one design. Defaults to 2^30. */
  readonly maxStates?: number | undefined
  /**
   * How alike processes are explored: in one order, with the claim that they are alike checked in samples of large
   * models (`on`, the default) or in every state (`prove`); or in all orders (`off`).
   */
  readonly symmetry?: 'on' | 'prove' | 'off' | undefined
  /** The maximum size of the states of one design, in bytes. Defaults to 70% of the machine's memory. */
  readonly maxMemoryBytes?: number | undefined
}

/** The options of `conform`. All are optional. */
export interface ConformOptions extends SharedOptions {
  /** Only these designs. Defaults to those of the driver. */
  readonly designs?: readonly string[] | undefined
  /** The maximum number of states of the model that are explored for one design. Defaults to 20,000. */
  readonly maxStates?: number | undefined
  /** The maximum number of steps of the code in one design. By default, there is no limit. */
  readonly maxSteps?: number | undefined
}

const isName = (value: unknown) => typeof value === 'string'
const isNames = (value: unknown) => Array.isArray(value) && value.every(isName)
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1

/** For each option, what it accepts, in words and as a test. */
const accepted = {
  designs: ["a list of names, as in ['as deployed']", isNames],
  properties: ["a list of names, as in ['no deadlock']", isNames],
  params: ['an object, as in { clients: 3 }', (value) => typeof value === 'object' && !Array.isArray(value)],
  workers: ['a whole number from 1 to 64', (value) => isCount(value) && (value as number) <= 64],
  maxStates: ['a whole number, 1 or more', isCount],
  maxMemoryBytes: ['a whole number of bytes, 1 or more', isCount],
  symmetry: ["'on', 'prove' or 'off'", (value) => ['on', 'prove', 'off'].includes(value as string)],
  maxSteps: ['a whole number, 1 or more', isCount],
  maxSeconds: ['a number of seconds above 0', (value) => typeof value === 'number' && value > 0],
  signal: ['an AbortSignal', (value) => value instanceof AbortSignal],
  cwd: ['the path of a folder', isName],
} satisfies {
  readonly [option in keyof Required<CheckOptions> | 'maxSteps']: readonly [string, (value: unknown) => boolean]
}

/** The options of `check`. */
export const ofCheck = Object.keys(accepted).filter((option) => option !== 'maxSteps')
/** The options of `conform`. */
export const ofConform = ['designs', 'params', 'maxStates', 'maxSteps', 'maxSeconds', 'signal', 'cwd']

/** `known`: the options that the function `of` takes. @throws UsageError for an unknown option or a wrong value */
export function checkOptions(of: string, options: object, known: readonly string[]): void {
  for (const [option, value] of Object.entries(options)) {
    if (!known.includes(option)) {
      throw new UsageError(
        `${of}: unknown option ${show(option)}; available: ${known.join(', ')}.${didYouMean(option, known)}`,
      )
    }
    if (value === undefined || !Object.hasOwn(accepted, option)) continue
    const [expected, accepts] = accepted[option as keyof typeof accepted]
    if (value === null || !accepts(value)) {
      throw new UsageError(`${of}: ${option} is ${show(value)}; expected ${expected}`)
    }
  }
}
