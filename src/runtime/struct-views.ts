/**
 * Views of structs in the reference interpreter. To the model's code a view is an object with one accessor for each
 * field; it can be spread, compared and written to like a plain object. Defining accessors costs more than all other
 * work on most views. So a view is a proxy that uses the accessors of its shape. The accessors are defined only when
 * code asks for the properties themselves.
 */

import { getOwnPropertyDescriptor, ownKeys } from './reflection.ts'
import { type Asked, otherFields } from './unknown-fields.ts'

/** The parts that all views of one struct share. */
export interface Shape<T extends Standing = Standing> {
  readonly Behind: new (at: T) => object
  readonly handler: ProxyHandler<object>
  /** Makes the view as an object with accessors: slower to make, faster to read. For views that are read often. */
  readonly fixed: (at: T) => object
}

/** The data behind a view; its accessors use it. */
export interface Standing {
  /** Returns values that the view has in addition to its fields, by name. */
  readonly extra?: ((name: string) => unknown) | undefined
}

const standing = Symbol('standing')

/** The standing of a view, or of the target behind it. */
export function standingOf<T extends Standing = Standing>(view: unknown): T {
  return (view as { readonly [standing]: T })[standing]
}

/** `extra`: names of further values of a view. `instead`: returns advice for an unknown name. */
export function viewsOf<T extends Standing>(
  accessors: Readonly<Record<string, PropertyDescriptor>>,
  extra: readonly string[],
  asks: (view: unknown) => Asked,
  instead?: (name: string) => string,
): Shape<T> {
  class Behind {
    readonly [standing]: T
    constructor(at: T) {
      this[standing] = at
    }
  }
  const names = [...extra, ...Object.keys(accessors)]
  const end = otherFields(names, asks, instead)
  Reflect.deleteProperty(Behind.prototype, 'constructor')
  // Node's printing reads property 0 of the target, to see whether the proxy was revoked: that must not be an error
  Object.defineProperty(Behind.prototype, 0, { value: undefined })
  Object.setPrototypeOf(Behind.prototype, end)
  const given = (target: object, name: string) => standingOf(target).extra?.(name)
  const known = new Map<unknown, (target: object) => unknown>([
    ...extra.map((name) => [name, (target: object) => given(target, name)] as const),
    ...Object.entries(accessors).map(([name, { get }]) => [name, (target: object) => get?.call(target)] as const),
  ])

  const properties = (at: T): PropertyDescriptorMap => ({
    ...Object.fromEntries(extra.map((name) => [name, { value: at.extra?.(name), enumerable: true }])),
    ...accessors,
    [standing]: { value: at, enumerable: false, configurable: false, writable: false },
  })
  /** Defines the accessors on the target, so that the target has the properties that the view shows. */
  const solid = (target: object): object => {
    if (!Object.isExtensible(target)) return target
    return Object.preventExtensions(Object.defineProperties(target, properties(standingOf<T>(target))))
  }
  const what = (key: string | symbol) => `property '${String(key)}' of`
  return {
    Behind,
    fixed: (at) => Object.preventExtensions(Object.create(end, properties(at)) as object),
    handler: {
      get: (target, key, view) => {
        const read = known.get(key)
        if (read !== undefined) return read(target)
        return key === standing ? standingOf(target) : Reflect.get(end, key, view)
      },
      set: (target, key, value, view) => {
        if (!known.has(key)) return Reflect.set(end, key, value, view)
        const { set } = accessors[key as string] ?? {}
        if (set === undefined) throw new TypeError(`Cannot assign to read only ${what(key)} object '[object Object]'`)
        set.call(target, value)
        return true
      },
      has: (_, key) => known.has(key) || Reflect.has(end, key),
      deleteProperty: (_, key) => {
        if (known.has(key)) throw new TypeError(`Cannot delete ${what(key)} [object Object]`)
        return true
      },
      ownKeys: (target) => ownKeys(solid(target)),
      getOwnPropertyDescriptor: (target, key) => getOwnPropertyDescriptor(solid(target), key),
      defineProperty: (target, key, descriptor) => Reflect.defineProperty(solid(target), key, descriptor),
      setPrototypeOf: (target, prototype) => Reflect.setPrototypeOf(solid(target), prototype),
      isExtensible: (target) => Reflect.isExtensible(solid(target)),
      preventExtensions: (target) => Reflect.preventExtensions(solid(target)),
    },
  }
}

export function viewAt<T extends Standing>({ Behind, handler }: Shape<T>, at: T): object {
  return new Proxy(new Behind(at), handler)
}
