/**
 * Views as plain values, for code that prints, copies or compares them: authors debug with `console.log(s.line)`. Node
 * asks an object by a symbol how to show it. Functions that do not ask receive a plain copy instead.
 */

/** The symbol by which Node asks. */
export const shown: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** A view returns one level of plain value. Node then asks the values inside in turn. */
export interface Shown {
  [shown](): unknown
}

/** Shows struct views, arrays and `choose`; collections have a method of their own. */
export function showView(this: object): unknown {
  if (typeof this === 'function') return '[Function: choose]'
  return Array.isArray(this) ? Array.from(this) : { ...this }
}

const views = new WeakSet<object>([showView])

/** Registers a method by which a class of views shows itself. */
export function showsViews<F extends object>(method: F): F {
  views.add(method)
  return method
}

function isView(value: object): value is Shown {
  const method = (value as Partial<Shown>)[shown]
  return typeof method === 'function' && views.has(method)
}

/** Whether the value contains a view. The value may be circular; no code of it is called. */
function holdsView(value: unknown, seen = new Set<object>()): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false
  if (isView(value)) return true
  seen.add(value)
  if (value instanceof Set) return [...value].some((item) => holdsView(item, seen))
  if (value instanceof Map) return [...value].flat().some((item) => holdsView(item, seen))
  const prototype = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false
  return Object.values(Object.getOwnPropertyDescriptors(value)).some((own) => holdsView(own.value, seen))
}

/** The value itself if it contains no view; otherwise a copy with plain values in place of views, at any depth. */
export function unviewed(value: unknown): unknown {
  return holdsView(value) ? copied(value, new Map()) : value
}

function copied(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value
  const known = seen.get(value)
  if (known !== undefined) return known
  const plain = isView(value) ? (value[shown]() as object) : value
  if (Array.isArray(plain)) {
    const copy: unknown[] = []
    seen.set(value, copy)
    for (const item of plain) copy.push(copied(item, seen))
    return copy
  }
  if (plain instanceof Set) {
    const copy = new Set<unknown>()
    seen.set(value, copy)
    for (const item of plain) copy.add(copied(item, seen))
    return copy
  }
  if (plain instanceof Map) {
    const copy = new Map<unknown, unknown>()
    seen.set(value, copy)
    for (const [key, item] of plain) copy.set(copied(key, seen), copied(item, seen))
    return copy
  }
  const prototype = Object.getPrototypeOf(plain)
  if (prototype !== Object.prototype && prototype !== null) return value
  const copy = Object.create(prototype)
  seen.set(value, copy)
  for (const [name, item] of Object.entries(plain)) {
    const described = { value: copied(item, seen), writable: true, enumerable: true, configurable: true }
    Object.defineProperty(copy, name, described)
  }
  return copy
}

/** Wraps a function of the host so that it receives plain values in place of views. */
export function seesPlain<F extends (...args: never[]) => unknown>(fn: F): F {
  return new Proxy(fn, {
    apply: (own, self, args) =>
      Reflect.apply(
        own,
        self,
        args.map((one) => unviewed(one)),
      ),
  })
}
