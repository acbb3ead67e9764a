/**
 * How a loaded bundle calls `choose`, if computing the options changes nothing (`cli/source/lazy-choices.ts`). The
 * engine takes the options as a function. Any other `choose` gets their value.
 */

/** The key at which the `choose` of the engine has the function that takes the options lazily. */
export const lazy: unique symbol = Symbol('lazy')

/** The result of a lazy choice without options, for a step that can return by itself. */
export const none: unique symbol = Symbol('none')

/**
 * `isFresh`: the options are a new array, which nothing else changes. `isPure`: computing them calls no function of the
 * author, so it certainly changes nothing. `owner`: the number of the step's function if it returns when the result is
 * `none`, or 0.
 */
export type Lazily = (options: () => Iterable<unknown>, isFresh: boolean, isPure: boolean, owner: number) => unknown

export function lazily(
  choose: unknown,
  options: () => unknown,
  isFresh: boolean,
  isPure: boolean,
  owner: number,
  name?: unknown,
): unknown {
  const own = (choose as { readonly [lazy]?: Lazily } | undefined | null)?.[lazy]
  if (own !== undefined) return own(options as () => Iterable<unknown>, isFresh, isPure, owner)
  const other = choose as (options: unknown, name?: unknown) => unknown
  return name === undefined ? other(options()) : other(options(), name)
}
