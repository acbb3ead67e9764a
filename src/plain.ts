/** Plain types and small functions that all layers share. */

/**
 * A value of a state as plain JSON. A set is the list of its values in ascending order; a map is a list of pairs
 * `[key, value]` in ascending order of its keys. A queue or bag is a list.
 */
export type Plain = boolean | number | string | null | readonly Plain[] | { readonly [name: string]: Plain }

/** A place in the author's source. Lines count from 1. */
export interface Location {
  readonly file: string
  readonly line: number
}

/** How far a search has come. */
export interface Progress {
  readonly states: number
  readonly transitions: number
  /** States found and not yet expanded. */
  readonly frontier: number
  readonly depth: number
  readonly seconds: number
  /** The memory of the visited set, the states and their links, if the search knows it. */
  readonly bytes?: number
  /** The last checkpoint: its size, and how long it took. */
  readonly checkpoint?: string
}

/**
 * A formula over numbered predicates of states and over the action just taken. `next` and `taken` refer to the steps
 * that a run takes. A run that ends repeats its last state forever, and takes no action.
 */
export type NumberedFormula =
  | { readonly op: 'constant'; readonly value: boolean }
  | { readonly op: 'state'; readonly atom: number }
  /** True if one of these actions led to this state; false at the start. */
  | { readonly op: 'taken'; readonly actions: readonly number[] }
  | { readonly op: 'not' | 'next' | 'always' | 'eventually'; readonly of: NumberedFormula }
  | { readonly op: 'and' | 'or'; readonly of: readonly NumberedFormula[] }
  | { readonly op: 'until' | 'weakUntil' | 'release'; readonly left: NumberedFormula; readonly right: NumberedFormula }

/**
 * Fairness of a set of actions. Weak: if one of them is enabled forever from some moment on, one is taken again and
 * again. Strong: if one of them is enabled again and again, one is taken again and again.
 */
export interface NumberedFairness {
  readonly strong: boolean
  readonly actions: readonly number[]
  /** The number of a predicate: where it is false, the actions count neither as enabled nor as taken. */
  readonly when?: number
  /**
   * In place of actions, the numbers of two predicates: if the first is true again and again, so is the second. Such a
   * constraint is strong (a Streett pair: R. S. Streett, 1982).
   */
  readonly pair?: { readonly ifOften: number; readonly thenOften: number }
}

/** The record's own value under an author's name, which may be a name that every object inherits: `constructor`. */
export function own<T>(record: { readonly [name: string]: T } | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}

/** Whether a property of this kind is tested on each transition, with the states before and after it. */
export function isOfSteps(kind: string): boolean {
  return kind === 'step' || kind === 'refinement'
}

/** The fields that are not `undefined`. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const found: { [K in keyof T]?: Exclude<T[K], undefined> } = {}
  for (const name of Object.keys(fields) as (keyof T)[]) {
    const value = fields[name]
    if (value !== undefined) found[name] = value as Exclude<T[keyof T], undefined>
  }
  return found
}
