/**
 * Rejects a step, action, fault or `init` that returns code that has not run yet: a function, a generator, an iterator
 * or a promise. Such a step did nothing, or only part of its work, when it was taken.
 */
import { ModelError, show } from '../errors.ts'

/** @throws ModelError for code that has not run. Any other result is fine, such as that of `s => s.tags.add(1)`. */
export function refuseLater(result: unknown): void {
  // the usual results: nothing, or the value of an assignment
  if (result === undefined || result === null) return
  if (typeof result !== 'object' && typeof result !== 'function') return
  const found = laterOf(result)
  if (found === undefined) return
  hush(result)
  throw new ModelError(
    'not-a-function',
    `the function returned ${found}, but its work must be done when it returns: ${remedies[found] ?? remedy}`,
  )
}

/** Rejects the result of a predicate that is neither true nor false. @throws ModelError */
export function notBoolean(result: unknown, what: string): never {
  hush(result)
  throw new ModelError('step-threw', `${what} returned ${show(result)}: expected true or false`)
}

/** Ignores the rejection of a promise that is refused here, because nothing else handles it. */
function hush(result: unknown): void {
  for (const one of Array.isArray(result) ? result : [result]) {
    if (one instanceof Promise) Promise.prototype.then.call(one, undefined, () => {})
  }
}

const remedy = 'make it a plain function that assigns to the state'
const remedies: { readonly [found: string]: string | undefined } = {
  'a Promise': 'make it a plain function, without async',
  'a thenable': 'make it a plain function, without async',
  'a function': 'call the function, or write its body here',
  'a generator': 'make it a plain function, without the *',
  'an async generator': 'make it a plain function, without async and the *',
}

function laterOf(result: object): string | undefined {
  if (typeof result === 'function') return 'a function'
  if (result instanceof Promise) return 'a Promise'
  // for example the result of `s => s.jobs.map(async (job) => …)`
  if (Array.isArray(result) && Object.getPrototypeOf(result) === Array.prototype) {
    const within = result.find((one) => isCode(one))
    return within === undefined ? undefined : `a list with ${laterOf(within)} in it`
  }
  if (methodOf(result, 'then')) return 'a thenable'
  if (!methodOf(result, 'next')) return undefined
  if (Symbol.asyncIterator in result) return 'an async generator'
  return Object.prototype.toString.call(result) === '[object Generator]' ? 'a generator' : 'an iterator'
}

const isCode = (value: unknown) =>
  (typeof value === 'object' || typeof value === 'function') &&
  value !== null &&
  !Array.isArray(value) &&
  laterOf(value) !== undefined

/** Whether an object has this method. The name is not read, because an unknown field of a view is an error. */
function methodOf(object: object, name: string): boolean {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, name)
    if (found !== undefined) return typeof found.value === 'function'
  }
  return false
}
