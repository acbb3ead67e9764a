/**
 * Views of structs in the reference interpreter: each is, for the model's code, an object with one accessor a field,
 * which can be spread, compared and written to like a plain one. To define accessors costs more than all else that is
 * done with most views, so a view is a proxy that asks those of its shape, and they are defined when it is asked for
 * its properties themselves.
 */
import { type Asked, otherFields } from './other-fields.ts'
import { getOwnPropertyDescriptor, ownKeys } from './reflection.ts'

/** What the views of one struct have in common. */
export interface Shape<T extends Standing = Standing> {
  readonly Behind: new (at: T) => object
  readonly handler: ProxyHandler<object>
  /** The view itself as an object with accessors: slower to make, and quicker to read where it is read often. */
  readonly fixed: (at: T) => object
}

/** What a view is of: for its accessors. */
export interface Standing {
  /** What it has besides, by name. */
  readonly extra?: ((name: string) => unknown) | undefined
}

const standing = Symbol('standing')

/** Of a view, or of what stands behind it. */
export function standingOf<T extends Standing = Standing>(view: unknown): T {
  return (view as { readonly [standing]: T })[standing]
}

/** `extra`: names of what a view has besides; `instead`: what to do about a name that is none. */
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
  // what shows a view asks what is behind it for this, to see whether the proxy was revoked
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
  /** What is behind the view becomes what the view is taken for. */
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
