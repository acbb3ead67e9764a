/** How composite values of a state are known from the author's own objects. */

/** Is `true` of every struct, array and collection of a state, and of what was taken out of a collection. */
export const ofState = Symbol('of a state')

/** Arrays that hold no sign of it: whoever prints one with all that is hidden sees its elements alone. */
const arrays = new WeakSet<object>()

export function isOfState(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return (value as { [ofState]?: unknown })[ofState] === true || arrays.has(value)
}

/** Marks an array that is the host's own. */
export function marked<T extends unknown[]>(array: T): T {
  arrays.add(array)
  return array
}

/** What to call it in a message, without reading it: its place may be gone. */
export function kindOf(value: unknown, article = 'a '): string {
  if (Array.isArray(value)) return `${article === '' ? '' : 'an '}array of the state`
  const { iterator } = Symbol
  return typeof value === 'object' && value !== null && iterator in value
    ? `${article}collection of the state`
    : `${article}struct of the state`
}
