/** Every value of a scalar type, and also `null` for an optional one. */
import type { Json, TypeD } from './description.ts'

export function everyValue(type: TypeD): Json[] {
  switch (type.kind) {
    case 'bool':
      return [false, true]
    case 'int':
      return Array.from({ length: type.hi - type.lo + 1 }, (_, i) => type.lo + i)
    case 'oneOf':
      return [...type.labels]
    case 'ref':
      return Array.from({ length: type.instances }, (_, i) => i)
    case 'optional':
      return [null, ...everyValue(type.of)]
    default:
      throw new Error(`an input is a scalar, and no ${type.kind}`)
  }
}
