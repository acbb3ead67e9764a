/** Random options to choose from: constants, elements of collections in the state, and now and then nothing. */
import type { Expr, TypeD } from './description.ts'
import { condition, elementwise, expression, number } from './generate-expressions.ts'
import { constant, draw, hasElements, type Scope } from './scope.ts'

const truth: TypeD = { kind: 'bool' }

/** The options, and the type of the chosen value. */
export function choice(scope: Scope, depth: number): { from: Expr; type: TypeD; frozen: boolean } {
  const { tape } = scope
  const found = draw(
    scope,
    ({ type, needs, frozen }) =>
      !frozen && needs === undefined && (hasElements(type) || type.kind === 'mapOf' || type.kind === 'array'),
  )
  if (found !== undefined && tape.chance(1, 2)) {
    const { type, place } = found
    if (type.kind === 'mapOf') {
      const keys = tape.chance(1, 2)
      return {
        from: { e: 'ask', place, what: keys ? 'keys' : 'values' },
        type: keys ? type.key : type.of,
        frozen: keys,
      }
    }
    const { of } = type as { of: TypeD }
    const frozen = type.kind !== 'array'
    if (tape.chance(1, 3)) return { from: elementwise(scope, found, 'filter', depth), type: of, frozen }
    return { from: { e: 'read', place, safe: false }, type: of, frozen }
  }
  const type: TypeD = tape.pick([truth, number, number])
  const options = tape.list(1, 2, () => ({ e: 'const', value: constant(tape, type) }) as Expr)
  const odd: Expr = {
    e: 'list',
    items: [...options, ...(tape.chance(1, 3) ? [expression(scope, type, depth - 1)] : [])],
  }
  // now and then, in some states, a choice from nothing
  if (tape.chance(1, 4))
    return { from: { e: 'if', test: condition(scope, 1), a: odd, b: { e: 'list', items: [] } }, type, frozen: true }
  return { from: odd, type, frozen: true }
}
