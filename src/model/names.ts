/** Names that authors give: any string but `__proto__`. Keys are made of them by structure, and never by joining. */
import { SpecError } from '../errors.ts'
import type { StructType, Type } from './types.ts'

/**
 * Refuses `__proto__` as a name: JavaScript takes it for the prototype of the object, or for a setter.
 * @throws SpecError
 */
export function checkNames(where: string, given: unknown): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return
  for (const name of Object.keys(given)) checkName(where, name)
  const prototype = Object.getPrototypeOf(given)
  // `{ __proto__: x }` is an object without that key, and with another prototype
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

/**
 * Refuses two places of a state that are told by one path, as the variable `'a.b'` and the field `b` of `a`.
 * @throws SpecError
 */
export function checkPaths(system: StructType): void {
  if (!hasOddNames(system)) return
  const known = new Set<string>()
  const visit = (given: Type, path: string): void => {
    const type = given.kind === 'optional' ? given.of : given
    if (known.has(path)) {
      throw new SpecError('ambiguous-name', `two places of the state are called ${path}: rename a variable or field`)
    }
    if (path !== '') known.add(path)
    if (type.kind === 'struct') {
      for (const [name, field] of Object.entries(type.fields)) visit(field, path === '' ? name : `${path}.${name}`)
    } else if (type.kind === 'array') {
      for (let i = 0; i < type.length; i++) visit(type.of, `${path}[${i}]`)
    }
  }
  visit(system, '')
}

/** Whether some name reads like a path; few do. */
function hasOddNames(type: Type): boolean {
  if (type.kind === 'struct')
    return Object.entries(type.fields).some(([name, field]) => /[.[]/.test(name) || hasOddNames(field))
  return 'of' in type && hasOddNames(type.of)
}

/** A name that is none of those in use: the wanted one, or with a word behind it that says what it is of. */
export function distinct(wanted: string, isTaken: (name: string) => boolean, word: string): string {
  let name = wanted
  while (isTaken(name)) name = `${name} (${word})`
  return name
}

/**
 * What to call things in a list, so that no two are called the same: by `plain`, or where several things have that name
 * by `exact`.
 */
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
