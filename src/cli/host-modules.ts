/**
 * Modules of Node as a spec gets them: what compares or shows values sees plain ones in the place of views. A view has a
 * prototype of its own, so that to `isDeepStrictEqual` it would equal nothing.
 */
import { seesPlain } from '../model/shown.ts'

const names = {
  util: ['inspect', 'format', 'formatWithOptions', 'isDeepStrictEqual'],
  assert: ['deepEqual', 'deepStrictEqual', 'notDeepEqual', 'notDeepStrictEqual', 'partialDeepStrictEqual'],
}
const plainly: { readonly [id: string]: readonly string[] } = {
  ...{ util: names.util, assert: names.assert, 'assert/strict': names.assert },
}

/** `dir` does not ask how a value is to be shown, and `table` and `structuredClone` look at what is its own. */
const globals = [
  { holder: globalThis, name: 'structuredClone' },
  { holder: console, name: 'table' },
  { holder: console, name: 'dir' },
]
let isDone = false

/** The same for what is global. Where no view is among the arguments, nothing is changed. */
export function showPlainly(): void {
  if (isDone) return
  isDone = true
  for (const { holder, name } of globals) {
    const own: unknown = Reflect.get(holder, name)
    if (typeof own === 'function') Reflect.set(holder, name, seesPlain(own as () => unknown))
  }
}

/** What `require(id)` gives a spec, of what it gave us. */
export function hostModule(id: string, given: unknown): unknown {
  const wanted = plainly[id.replace(/^node:/, '')]
  if (wanted === undefined || given === null || !['object', 'function'].includes(typeof given)) return given
  const made = new Map<string, unknown>()
  return new Proxy(given as object, {
    get(target, name) {
      const own = Reflect.get(target, name)
      // `strict` and `default` are such modules again
      if ((name === 'strict' || name === 'default') && typeof own === 'function') return hostModule(id, own)
      if (typeof name !== 'string' || typeof own !== 'function' || !wanted.includes(name)) return own
      const known = made.get(name) ?? seesPlain(own as never)
      made.set(name, known)
      return known
    },
  })
}
