/**
 * Node's modules as a spec receives them. Their functions that compare or show values receive plain values instead of
 * views. A view has a prototype of its own, so `isDeepStrictEqual` would find it equal to nothing.
 */
import { seesPlain } from '../../runtime/inspected.ts'

const names = {
  util: ['inspect', 'format', 'formatWithOptions', 'isDeepStrictEqual'],
  assert: ['deepEqual', 'deepStrictEqual', 'notDeepEqual', 'notDeepStrictEqual', 'partialDeepStrictEqual'],
}
const plainly: { readonly [id: string]: readonly string[] } = {
  ...{ util: names.util, assert: names.assert, 'assert/strict': names.assert },
}

/** `dir` ignores a value's own `inspect` function. `table` and `structuredClone` read only own properties. */
const globals = [
  { holder: globalThis, name: 'structuredClone' },
  { holder: console, name: 'table' },
  { holder: console, name: 'dir' },
]
let isDone = false

/** Does the same for the globals. A call without a view among its arguments behaves as before. */
export function showPlainly(): void {
  if (isDone) return
  isDone = true
  for (const { holder, name } of globals) {
    const own: unknown = Reflect.get(holder, name)
    if (typeof own === 'function') Reflect.set(holder, name, seesPlain(own as () => unknown))
  }
}

/** Returns the module that a spec receives from `require(id)`; `given` is the module that Node returned. */
export function hostModule(id: string, given: unknown): unknown {
  const wanted = plainly[id.replace(/^node:/, '')]
  if (wanted === undefined || given === null || !['object', 'function'].includes(typeof given)) return given
  const made = new Map<string, unknown>()
  return new Proxy(given as object, {
    get(target, name) {
      const own = Reflect.get(target, name)
      // `strict` and `default` are modules of the same kind
      if ((name === 'strict' || name === 'default') && typeof own === 'function') return hostModule(id, own)
      if (typeof name !== 'string' || typeof own !== 'function' || !wanted.includes(name)) return own
      const known = made.get(name) ?? seesPlain(own as never)
      made.set(name, known)
      return known
    },
  })
}
