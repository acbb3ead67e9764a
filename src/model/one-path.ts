/** Places are told by their paths, so no two may have the same. */
import { SpecError } from '../errors.ts'
import type { StructType, Type } from './types.ts'

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
