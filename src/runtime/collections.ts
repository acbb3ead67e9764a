/**
 * Sets, maps, queues and bags as a step sees them. Each execution of a model subclasses these classes and adds a few
 * primitives. Every derived method is written once, here. Iteration and every derived method use the content at the
 * moment when they begin, so a loop may delete elements.
 */

import { shown, showsViews } from './inspected.ts'
import { type Asked, asked, otherMembers } from './other-fields.ts'

/** Reading a name that is not a member of the collection is a model error. */
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

/** The members that sets, queues and bags share. */
export abstract class Collection<T> extends View implements Iterable<T> {
  abstract get size(): number
  /** The content in the order of the collection, as a fresh array. */
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

/** A set. It iterates in ascending order of its type. */
export abstract class SetView<T> extends Collection<T> {
  /** Whether `value` is in the set; `false` for a value outside the type. */
  abstract has(value: T): boolean
  /** Adds `value`. A value outside the type is a model error. */
  abstract add(value: T): this
  /** Removes `value`; returns whether the set contained it. */
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

/** A map. It iterates in ascending order of its keys. A step may change a struct that `get` returns. */
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
  /** Appends `value`. A full queue or a value outside the type is a model error. */
  abstract push(value: T): void
  /** Removes and returns the first value; `undefined` if the queue is empty. */
  abstract shift(): T | undefined
  /** Removes and returns the value at `index`, to model loss and reordering; `undefined` if there is none. */
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

/** A bag: values with multiplicity. It iterates in ascending order of the type. */
export abstract class BagView<T> extends Collection<T> {
  abstract readonly capacity: number
  /** How many times `value` is in the bag. */
  abstract count(value: T): number
  /** Adds `value` once. A full bag or a value outside the type is a model error. */
  abstract add(value: T): this
  /** Removes `value` once; returns whether the bag contained it. */
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
