/**
 * Names that authors give: any string but `__proto__`. Keys are built from names by structure, never by joining. The
 * names of options are checked, because an unknown option would otherwise be ignored silently.
 */
import { didYouMean, SpecError } from '../errors.ts'

/**
 * Rejects `__proto__` as a name: JavaScript reads it as the prototype of the object, or as a setter.
 * @throws SpecError
 */
export function checkNames(where: string, given: unknown): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return
  for (const name of Object.keys(given)) checkName(where, name)
  const prototype = Object.getPrototypeOf(given)
  // `{ __proto__: x }` creates an object without that key and with another prototype
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw notAName(where)
}

/** @throws SpecError */
export function checkName(where: string, name: unknown): void {
  if (name === '__proto__') throw notAName(where)
}

function notAName(where: string): SpecError {
  return new SpecError(
    'bad-name',
    `${where}: '__proto__' cannot be a name: JavaScript takes it for the prototype of the object. Rename it`,
  )
}

/** A name that is not yet in use: the wanted name, with `word` in parentheses behind it if it is taken. */
export function distinct(wanted: string, isTaken: (name: string) => boolean, word: string): string {
  let name = wanted
  while (isTaken(name)) name = `${name} (${word})`
  return name
}

/** Names for the things of a list, all different: `plain`, or `exact` for things that share their plain name. */
export function distinctNames(things: readonly { readonly plain: string; readonly exact: string }[]): string[] {
  const times = new Map<string, number>()
  for (const { plain } of things) times.set(plain, (times.get(plain) ?? 0) + 1)
  const used = new Set(things.flatMap(({ plain }) => (times.get(plain) === 1 ? [plain] : [])))
  return things.map(({ plain, exact }) => {
    if (times.get(plain) === 1) return plain
    const name = distinct(exact, (other) => used.has(other), 'another')
    used.add(name)
    return name
  })
}

/** `where` names the thing that has the options, as in `model 'us-east-1'`. @throws SpecError for an unknown option */
export function onlyKnown<O>(where: string, options: O, known: readonly (keyof O & string)[]): void {
  for (const option of Object.keys(options ?? {})) {
    if ((known as readonly string[]).includes(option)) continue
    const hint = didYouMean(option, known)
    throw new SpecError(
      'unknown-option',
      `${where}: unknown option '${option}'; available: ${known.join(', ')}.${hint}`,
    )
  }
}
