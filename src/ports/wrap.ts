/** A port as the code sees it: its methods are called through a gate, everything else is as it was. */

/** Makes a call. `body` is the method itself. */
export type Gate = (name: string, args: readonly unknown[], body: (args: readonly unknown[]) => unknown) => unknown

/**
 * Stands for an object. Methods run with the object itself as `this`, so private fields work, and a method that calls
 * another one passes no second gate.
 */
export function wrapped(port: string, target: object, gate: Gate): object {
  /** By the method and its name, so that `port.read === port.read`. */
  const methods = new Map<PropertyKey, { readonly member: object; readonly method: object }>()
  const shown = (key: PropertyKey, member: unknown): unknown => {
    if (typeof member !== 'function' || key === 'constructor' || member === Reflect.get(Object.prototype, key)) {
      return member
    }
    const known = methods.get(key)
    if (known?.member === member) return known.method
    const method = new Proxy(member, {
      apply: (_, self: unknown, args: unknown[]) =>
        typeof key === 'symbol'
          ? Reflect.apply(member, self === stand ? target : self, args)
          : gate(`${port}.${String(key)}`, args, (args) => Reflect.apply(member, target, args)),
    })
    methods.set(key, { member, method })
    return method
  }
  // a proxy of the object itself could not replace the methods of a frozen object
  const stand: object = new Proxy(Object.create(null) as object, {
    get: (_, key) => shown(key, Reflect.get(target, key, target)),
    set: (_, key, value) => Reflect.set(target, key, value, target),
    has: (_, key) => Reflect.has(target, key),
    deleteProperty: (_, key) => Reflect.deleteProperty(target, key),
    getPrototypeOf: () => Reflect.getPrototypeOf(target),
    ownKeys: () => Reflect.ownKeys(target),
    getOwnPropertyDescriptor: (_, key) => {
      const found = Reflect.getOwnPropertyDescriptor(target, key)
      if (found === undefined) return undefined
      return 'value' in found
        ? { ...found, configurable: true, value: shown(key, found.value) }
        : { ...found, configurable: true }
    },
    defineProperty: (_, key, given) => Reflect.defineProperty(target, key, { ...given, configurable: true }),
    preventExtensions: () => false,
  })
  return stand
}
