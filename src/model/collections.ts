/**
 * Sets, maps, queues and bags as a step sees them. Each execution of a model subclasses these with a few
 * primitives; everything derived is written once, here. Iterating, and every derived method, goes over the
 * content as it was when the iteration began, so deleting while iterating is well defined.
 */
import { type Asked, asked, otherMembers } from './other-fields.ts'
import { shown, showsViews } from './shown.ts'

/** What is no member of a collection is a model error. */
abstract class View {
  abstract get [asked](): Asked
  abstract toJSON(): unknown
  /** Queues and bags are shown as arrays. */
  [shown](): unknown {
    return this.toJSON()
  }
  static {
    Object.setPrototypeOf(View.prototype, otherMembers)
    showsViews(View.prototype[shown])
  }
}

/** What sets, queues and bags share. */
export abstract class Collection<T> extends View implements Iterable<T> {
  /** How many there are. */
  abstract get size(): number
  /** The content in its order, as a fresh array. */
  abstract values(): T[]

  [Symbol.iterator](): Iterator<T> {
    return this.values()[Symbol.iterator]()
  }
  some(test: (value: T) => boolean): boolean {
    return this.values().some((value) => test(value))
  }
  every(test: (value: T) => boolean): boolean {
    return this.values().every((value) => test(value))
  }
  find(test: (value: T) => boolean): T | undefined {
    return this.values().find((value) => test(value))
  }
  filter(test: (value: T) => boolean): T[] {
    return this.values().filter((value) => test(value))
  }
  map<U>(to: (value: T) => U): U[] {
    return this.values().map((value) => to(value))
  }
  toJSON(): unknown {
    return this.values()
  }
}

/** A set, in ascending order of its type. */
export abstract class SetView<T> extends Collection<T> {
  /** Whether `value` is in the set; a value outside the type is in no set. */
  abstract has(value: T): boolean
  /** Adds `value`. A value outside the type is a model error. */
  abstract add(value: T): this
  /** Removes `value`; whether it was there. */
  abstract delete(value: T): boolean
  abstract clear(): void
  /** Makes the set hold exactly these values. */
  abstract assign(values: Iterable<T>): void

  override [shown](): unknown {
    return new Set(this.values())
  }
  static {
    showsViews(SetView.prototype[shown])
  }
}

/** A map, in ascending order of its keys. `get` gives the place itself, so a struct in a map can be changed through it. */
export abstract class MapView<K, V> extends View implements Iterable<[K, V]> {
  abstract get size(): number
  abstract has(key: K): boolean
  abstract get(key: K): V | undefined
  abstract set(key: K, value: V): this
  abstract delete(key: K): boolean
  abstract clear(): void
  abstract keys(): K[]

  values(): V[] {
    return this.keys().map((key) => this.get(key) as V)
  }
  entries(): [K, V][] {
    return this.keys().map((key) => [key, this.get(key) as V])
  }
  [Symbol.iterator](): Iterator<[K, V]> {
    return this.entries()[Symbol.iterator]()
  }
  some(test: (value: V, key: K) => boolean): boolean {
    return this.entries().some(([key, value]) => test(value, key))
  }
  every(test: (value: V, key: K) => boolean): boolean {
    return this.entries().every(([key, value]) => test(value, key))
  }
  toJSON(): unknown {
    return this.entries()
  }
  override [shown](): unknown {
    return new Map(this.entries())
  }
  static {
    showsViews(MapView.prototype[shown])
  }
}

/** A queue: first in, first out. */
export abstract class QueueView<T> extends Collection<T> {
  abstract readonly capacity: number
  /** The value at `index` from the front, or `undefined`. */
  abstract at(index: number): T | undefined
  /** Appends; a full queue or a value outside the type is a model error. */
  abstract push(value: T): void
  /** Takes the first; `undefined` where there is none. */
  abstract shift(): T | undefined
  /** Takes the value at `index` out of the middle, for loss and reordering; `undefined` where there is none. */
  abstract removeAt(index: number): T | undefined
  abstract clear(): void
  abstract assign(values: Iterable<T>): void

  get length(): number {
    return this.size
  }
  get isFull(): boolean {
    return this.size >= this.capacity
  }
}

/** A bag: values with multiplicity, in ascending order of the type. */
export abstract class BagView<T> extends Collection<T> {
  abstract readonly capacity: number
  /** How many times `value` is in the bag. */
  abstract count(value: T): number
  /** Adds one; a full bag or a value outside the type is a model error. */
  abstract add(value: T): this
  /** Removes one occurrence; whether there was one. */
  abstract delete(value: T): boolean
  abstract clear(): void
  abstract assign(values: Iterable<T>): void

  has(value: T): boolean {
    return this.count(value) > 0
  }
  get isFull(): boolean {
    return this.size >= this.capacity
  }
}
