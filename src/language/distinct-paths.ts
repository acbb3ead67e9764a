/** Paths identify the places of a state, so no two places may have the same path. */
import { SpecError } from '../errors.ts'
import type { StructType, Type } from './types.ts'

/**
 * Rejects two places of a state with the same path, such as the variable `'a.b'` and the field `b` of `a`.
 * @throws SpecError
 */
export function checkPaths(system: StructType): void {
  if (!hasOddNames(system)) return
  const known = new Set<string>()
  const visit = (given: Type, path: string): void => {
    const type = given.kind === 'optional' ? given.of : given
    if (known.has(path)) {
      throw new SpecError('ambiguous-name', `two places of the state are called '${path}': rename a variable or field`)
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

/** Whether some name looks like a path. Few models have such names, so most skip the check. */
function hasOddNames(type: Type): boolean {
  if (type.kind === 'struct')
    return Object.entries(type.fields).some(([name, field]) => /[.[]/.test(name) || hasOddNames(field))
  return 'of' in type && hasOddNames(type.of)
}
