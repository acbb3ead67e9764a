/**
 * Sets, maps, queues and bags as a step sees them. Each execution of a model subclasses these classes and adds a few
 * primitives. Every derived method is written once, here. Iteration and every derived method use the content at the
 * moment when they begin, so a loop may delete elements.
 */

import { shown, showsViews } from './inspected.ts'
import { type Asked, asked, otherMembers } from './unknown-fields.ts'

/** Reading a name that is not a member of the collection is a model error. */
export abstract class CollectionView {
  /** @internal */
  abstract get [asked](): Asked
  /** The content as plain JSON. */
  abstract toJSON(): unknown
  /**
   * Queues and bags are shown as arrays.
   * @internal
   */
  [shown](): unknown {
    return this.toJSON()
  }
  static {
    Object.setPrototypeOf(CollectionView.prototype, otherMembers)
    showsViews(CollectionView.prototype[shown])
  }
}

/** The key of a collection's content. */
export const content: unique symbol = Symbol('content')

/** The keys at which a collection of the engine takes the fields of a struct without the struct. */
export const entering: unique symbol = Symbol('entering')
export const enter: unique symbol = Symbol('enter')

/** Returns the function from the values of these fields, in this order, to the rank of the struct; −1 if there is none. */
export type RankOfFields = (names: readonly string[]) => (...values: unknown[]) => number

/** The members that sets, queues and bags share. */
export abstract class Collection<T> extends CollectionView implements Iterable<T> {
  /** The number of values. */
  abstract get size(): number
  /** The content in the order of the collection, as a fresh array. */
  abstract values(): T[]

  /**
   * The content at this moment, in the order of the collection. Nobody changes the array: it may be shared.
   * @internal
   */
  [content](): readonly T[] {
    return this.values()
  }
  /**
   * Set if the collection takes ranks.
   * @internal
   */
  get [entering](): RankOfFields | undefined {
    return undefined
  }
  /**
   * Puts the value with this rank into the collection; `false` if there is no room.
   * @internal
   */
  [enter](_rank: number): boolean {
    return false
  }
  [Symbol.iterator](): Iterator<T> {
    return this[content]()[Symbol.iterator]()
  }
  /** Whether `test` is true of some value. */
  some(test: (value: T, index: number) => boolean): boolean {
    const all = this[content]()
    for (let i = 0; i < all.length; i++) if (test(all[i] as T, i)) return true
    return false
  }
  /** Whether `test` is true of every value. */
  every(test: (value: T, index: number) => boolean): boolean {
    const all = this[content]()
    for (let i = 0; i < all.length; i++) if (!test(all[i] as T, i)) return false
    return true
  }
  /** The first value of which `test` is true, in the order of the collection. */
  find(test: (value: T, index: number) => boolean): T | undefined {
    const all = this[content]()
    for (let i = 0; i < all.length; i++) if (test(all[i] as T, i)) return all[i]
    return undefined
  }
  /** The values of which `test` is true, as a fresh array. */
  filter(test: (value: T, index: number) => boolean): T[] {
    const found: T[] = []
    const all = this[content]()
    for (let i = 0; i < all.length; i++) if (test(all[i] as T, i)) found.push(all[i] as T)
    return found
  }
  /** The result of `to` for each value, as a fresh array. */
  map<U>(to: (value: T, index: number) => U): U[] {
    const made: U[] = []
    const all = this[content]()
    for (let i = 0; i < all.length; i++) made.push(to(all[i] as T, i))
    return made
  }
  toJSON(): unknown {
    return this.values()
  }
}

/** A set. It iterates in ascending order of its type. */
export abstract class SetView<T> extends Collection<T> {
  /** Whether `value` is in the set; `false` for a value outside the type. */
  abstract has(value: T): boolean
  /** Adds `value`. A value outside the type is a model error. */
  abstract add(value: T): this
  /** Removes `value`; returns whether the set contained it. */
  abstract delete(value: T): boolean
  /** Removes all values. */
  abstract clear(): void
  /** Makes the set hold exactly these values. */
  abstract assign(values: Iterable<T>): void

  /** @internal */
  override [shown](): unknown {
    return new Set(this.values())
  }
  static {
    showsViews(SetView.prototype[shown])
  }
}

/** A map. It iterates in ascending order of its keys. A step may change a struct that `get` returns. */
export abstract class MapView<K, V> extends CollectionView implements Iterable<[K, V]> {
  /**
   * Only sets, queues and bags have a content.
   * @internal
   */
  get [content](): undefined {
    return undefined
  }
  /** The number of entries. */
  abstract get size(): number
  /** Whether the map has an entry for `key`; `false` for a key outside its type. */
  abstract has(key: K): boolean
  /** The value of `key`, or `undefined` if there is no entry. */
  abstract get(key: K): V | undefined
  /** Adds or replaces the entry of `key`. A key or value outside its type is a model error. */
  abstract set(key: K, value: V): this
  /** Removes the entry of `key`; returns whether there was one. */
  abstract delete(key: K): boolean
  /** Removes all entries. */
  abstract clear(): void
  /** The keys in ascending order, as a fresh array. */
  abstract keys(): K[]

  /** The values in ascending order of their keys, as a fresh array. */
  values(): V[] {
    return this.keys().map((key) => this.get(key) as V)
  }
  /** The entries in ascending order of their keys, as a fresh array. */
  entries(): [K, V][] {
    return this.keys().map((key) => [key, this.get(key) as V])
  }
  [Symbol.iterator](): Iterator<[K, V]> {
    return this.entries()[Symbol.iterator]()
  }
  /** Whether `test` is true of some entry. */
  some(test: (value: V, key: K) => boolean): boolean {
    return this.entries().some(([key, value]) => test(value, key))
  }
  /** Whether `test` is true of every entry. */
  every(test: (value: V, key: K) => boolean): boolean {
    return this.entries().every(([key, value]) => test(value, key))
  }
  toJSON(): unknown {
    return this.entries()
  }
  /** @internal */
  override [shown](): unknown {
    return new Map(this.entries())
  }
  static {
    showsViews(MapView.prototype[shown])
  }
}

/** A queue: first in, first out. */
export abstract class QueueView<T> extends Collection<T> {
  /** The maximum number of values. */
  abstract readonly capacity: number
  /** The value at `index` from the front, or `undefined`. */
  abstract at(index: number): T | undefined
  /** Appends `value`. A full queue or a value outside the type is a model error. */
  abstract push(value: T): void
  /** Removes and returns the first value; `undefined` if the queue is empty. */
  abstract shift(): T | undefined
  /** Removes and returns the value at `index`, to model loss and reordering; `undefined` if there is none. */
  abstract removeAt(index: number): T | undefined
  /** Removes all values. */
  abstract clear(): void
  /** Makes the queue hold exactly these values, the first one at the front. */
  abstract assign(values: Iterable<T>): void

  /** The number of values, as `size`. */
  get length(): number {
    return this.size
  }
  /** Whether the queue holds `capacity` values. */
  get isFull(): boolean {
    return this.size >= this.capacity
  }
}

/** A bag: values with multiplicity. It iterates in ascending order of the type. */
export abstract class BagView<T> extends Collection<T> {
  /** The maximum number of values, repetitions included. */
  abstract readonly capacity: number
  /** How many times `value` is in the bag. */
  abstract count(value: T): number
  /** Adds `value` once. A full bag or a value outside the type is a model error. */
  abstract add(value: T): this
  /** Removes `value` once; returns whether the bag contained it. */
  abstract delete(value: T): boolean
  /** Removes all values. */
  abstract clear(): void
  /** Makes the bag hold exactly these values. */
  abstract assign(values: Iterable<T>): void

  /** Whether `value` is in the bag at least once. */
  has(value: T): boolean {
    return this.count(value) > 0
  }
  /** Whether the bag holds `capacity` values. */
  get isFull(): boolean {
    return this.size >= this.capacity
  }
}
