/** How composite values of a state are known from the author's own objects. */

/** Is `true` of every struct, array and collection of a state, and of what was taken out of a collection. */
export const ofState = Symbol('of a state')

export function isOfState(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as { [ofState]?: unknown })[ofState] === true
}

/** Marks a value whose prototype does not. */
export function marked<T extends object>(value: T): T {
  return Object.defineProperty(value, ofState, { value: true })
}

/** What to call it in a message, without reading it: its place may be gone. */
export function kindOf(value: unknown, article = 'a '): string {
  if (Array.isArray(value)) return `${article === '' ? '' : 'an '}array of the state`
  const { iterator } = Symbol
  return typeof value === 'object' && value !== null && iterator in value
    ? `${article}collection of the state`
    : `${article}struct of the state`
}
