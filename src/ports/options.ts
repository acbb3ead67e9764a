import { didYouMean, show, UsageError } from '../errors.ts'

/** The options of `ports`. */
export interface PortsOptions {
  /** Calls that never wait, as in `clock.now`: those of methods that return no promise. */
  readonly open?: readonly string[]
  /**
   * Names for calls of one method that mean different things: by method, a function from the arguments to a word. The
   * call is then named as in `zone.change (delete)`.
   */
  readonly names?: { readonly [method: string]: (...args: never[]) => string }
  /** Whether calls wait. Defaults to true. If false, calls are only recorded. */
  readonly gated?: boolean
  /** The time for the tasks to come to rest after a call, in milliseconds. Defaults to 2000. */
  readonly limitMs?: number
}

/** A longer time-out would end at once. */
export const longestMs = 2 ** 31 - 1

/** @throws UsageError for an unknown option, or one of a wrong type */
export function checked(options: PortsOptions): Required<PortsOptions> {
  const { open = [], names = {}, gated = true, limitMs = 2000, ...rest } = options
  const known = ['open', 'names', 'gated', 'limitMs']
  for (const name of Object.keys(rest)) {
    const text = `ports: unknown option '${name}'; available: ${known.join(', ')}.${didYouMean(name, known)}`
    throw new UsageError(text)
  }
  if (!Array.isArray(open)) throw new UsageError(`ports: open is ${show(open)}; expected a list, as in ['clock.now']`)
  if (typeof names !== 'object' || Object.values(names).some((word) => typeof word !== 'function')) {
    const example = "{ 'zone.change': ({ kind }) => kind }"
    throw new UsageError(`ports: names is ${show(names)}; expected a function for each method, as in ${example}`)
  }
  if (typeof gated !== 'boolean') throw new UsageError(`ports: gated is ${show(gated)}; expected true or false`)
  if (typeof limitMs !== 'number' || !(limitMs > 0 && limitMs <= longestMs)) {
    throw new UsageError(`ports: limitMs is ${show(limitMs)}; expected milliseconds above 0, at most ${longestMs}`)
  }
  return { open, names, gated, limitMs }
}
