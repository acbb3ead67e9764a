/** Distinguishes composite values of a state from the author's own objects. */

/** `true` for every struct, array and collection of a state, and for values taken out of a collection. */
export const ofState = Symbol('of a state')

/** Arrays of a state without the property: it would show when an array is printed with hidden properties. */
const arrays = new WeakSet<object>()

export function isOfState(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return (value as { [ofState]?: unknown })[ofState] === true || arrays.has(value)
}

/** Marks an array that has the ordinary prototype of arrays. */
export function marked<T extends unknown[]>(array: T): T {
  arrays.add(array)
  return array
}

/** The name of a value in messages. It does not read the value, because the value's place may be gone. */
export function kindOf(value: unknown, article = 'a '): string {
  if (Array.isArray(value)) return `${article === '' ? '' : 'an '}array of the state`
  const { iterator } = Symbol
  return typeof value === 'object' && value !== null && iterator in value
    ? `${article}collection of the state`
    : `${article}struct of the state`
}
