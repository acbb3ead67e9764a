/**
 * How a loaded bundle calls `choose`, if computing the options changes nothing (`cli/source/lazy-choices.ts`). The
 * engine takes the options as a function, and only in the first run of a step. Any other `choose` gets their value.
 */

/** The key at which the `choose` of the engine has its choices. */
export const lazy: unique symbol = Symbol('lazy')

/** The result of a lazy choice without options, for a step that can return by itself. */
export const none: unique symbol = Symbol('none')

/** The choices of the engine, as a loaded bundle makes them. */
export interface LazyChoices {
  /** Whether the next choice already has its options, from an earlier run of the same step. */
  isReady(): boolean
  /** Makes a choice that is ready. */
  again(): unknown
  /**
   * Makes a choice that is not ready. `isFresh`: the options are a new array, which nothing else changes. `isPure`:
   * computing them calls no function of the author, so it certainly changes nothing. `owner`: the number of the step's
   * function if it returns when the result is `none`, or 0.
   */
  first(options: () => Iterable<unknown>, isFresh: boolean, isPure: boolean, owner: number): unknown
}

/** A choice by any `choose` but the engine's. */
export function eagerly(choose: unknown, options: unknown, name?: unknown): unknown {
  const pick = choose as (options: unknown, name?: unknown) => unknown
  const all = (options as () => unknown)()
  return name === undefined ? pick(all) : pick(all, name)
}

/** The choices of the engine if `choose` makes them. */
export function choicesOf(choose: unknown): LazyChoices | undefined {
  return (choose as { readonly [lazy]?: LazyChoices } | undefined | null)?.[lazy]
}
