/**
 * The types of ids, and of arrays that have an element for each id. At run time, an id is a number and such an array is
 * as any other. To the compiler, an id is a symbol: it can be compared for equality and used as an index, but has no
 * order and no arithmetic.
 */

declare const anId: unique symbol
declare const anotherId: unique symbol

/**
 * The id of an instance of a process that has ids, as in `instances: ref('node', 3)`. Model code may compare it for
 * equality, store it, and use it as an index. An order, arithmetic or a literal number is a type error.
 *
 * It is a union, because the compiler takes two values of one symbol for equal: `s.owner !== me.id` would rule out that
 * `s.owner` is an id. An array with a property for each symbol has an element for each id, which is never `undefined`.
 */
export type Id = typeof anId | typeof anotherId

/** The id of an instance: a number if `instances` is a number. */
export type AnyId = number | Id

/** An array with an element for each id, as guards and properties see it. Ids are its indexes. */
export interface ReadonlyById<E> extends Iterable<E> {
  readonly [anId]: E
  readonly [anotherId]: E
  /** The number of ids. */
  readonly length: number
  /** Whether `test` is true of every element. */
  every(test: (element: E, id: Id) => boolean): boolean
  /** Whether `test` is true of some element. */
  some(test: (element: E, id: Id) => boolean): boolean
  /** The first element of which `test` is true. */
  find<F extends E>(test: (element: E, id: Id) => element is F): F | undefined
  find(test: (element: E, id: Id) => boolean): E | undefined
  /** The elements of which `test` is true. */
  filter<F extends E>(test: (element: E, id: Id) => element is F): F[]
  filter(test: (element: E, id: Id) => boolean): E[]
  /** The result of `to` for each element. */
  map<U>(to: (element: E, id: Id) => U): U[] & ReadonlyById<U>
  /** The results of `to` for each element, which may be several, in one array. */
  flatMap<U>(to: (element: E, id: Id) => U | readonly U[]): U[]
  /** Calls `use` with each element. */
  forEach(use: (element: E, id: Id) => void): void
  /** Combines the elements, from the first to the last. */
  reduce<U>(combine: (before: U, element: E, id: Id) => U, start: U): U
  /** Whether some element is `element`. */
  includes(element: E): boolean
  /** The ids. */
  keys(): IterableIterator<Id>
  /** The elements. */
  values(): IterableIterator<E>
  /** Each id with its element. */
  entries(): IterableIterator<[Id, E]>
}

/** An array with an element for each id, whose elements a step assigns. */
export interface ById<E> extends ReadonlyById<E> {
  [anId]: E
  [anotherId]: E
  /** Assigns `value` to every element. */
  fill(value: E): unknown
}
