/** Random calls of the methods of collections. */
import { type Expr, isCell, type Method, type Place, type Statement, type TypeD } from './description.ts'
import { expression } from './generate-expressions.ts'
import { fresh, hasElements, type Reached, type Scope, variable, withVariable } from './scope.ts'

/** Statements, and the scope of the statements that follow them. */
export interface Made {
  readonly body: readonly Statement[]
  readonly scope: Scope
}

/** Statements that run only if a place is present, unless the author forgets to test it. */
export function where(scope: Scope, needs: Place | undefined, body: readonly Statement[]): Statement[] {
  if (needs === undefined || (scope.mistakes && scope.tape.chance(1, 6))) return [...body]
  return [{ k: 'if', test: { e: 'present', place: needs }, yes: body, no: [] }]
}

export function isCollection({ type, frozen }: Reached): boolean {
  return !frozen && (hasElements(type) || type.kind === 'mapOf' || (type.kind === 'array' && isCell(type.of)))
}

export function callOn(scope: Scope, found: Reached): Made {
  const { tape } = scope
  const { type, place } = found
  const of = (type as { of: TypeD }).of
  const calls: readonly (readonly [number, Method])[] =
    type.kind === 'mapOf'
      ? [
          [6, 'set'],
          [4, 'delete'],
          [1, 'clear'],
        ]
      : type.kind === 'queue'
        ? [
            [6, 'push'],
            [4, 'shift'],
            [2, 'removeAt'],
            [1, 'clear'],
            [2, 'assign'],
          ]
        : type.kind === 'array'
          ? [[1, 'fill']]
          : [
              [6, 'add'],
              [4, 'delete'],
              [1, 'clear'],
              [2, 'assign'],
            ]
  const method = tape.weighted(calls)
  const args = argumentsOf(scope, method, type, of)
  const gives =
    method === 'shift' || method === 'removeAt' ? of : method === 'delete' ? ({ kind: 'bool' } as const) : undefined
  const into = gives !== undefined && found.needs === undefined && tape.chance(1, 2) ? fresh('r') : null
  const bounded = type.kind === 'queue' || type.kind === 'bag'
  const cautious = bounded && (method === 'push' || method === 'add') && !(scope.mistakes && tape.chance(1, 4))
  const plain: Statement = { k: 'call', place, method, args, into }
  const guarded: Statement = cautious
    ? { k: 'if', test: { e: 'ask', place, what: 'isFull' }, yes: [], no: [plain] }
    : plain
  const body = where(scope, found.needs, [guarded])
  // the result of `shift` may be `undefined`: only its fields need care, and only careless authors read them
  const result = into === null || gives === undefined ? undefined : variable(into, gives, true)
  return { body, scope: result === undefined ? scope : withVariable(scope, { ...result, needs: result.place }) }
}

function argumentsOf(scope: Scope, method: Method, type: TypeD, of: TypeD): Expr[] {
  switch (method) {
    case 'add':
    case 'push':
    case 'fill':
      return [expression(scope, of, 3)]
    case 'delete':
      return [expression(scope, type.kind === 'mapOf' ? type.key : of, 3)]
    case 'set':
      return [expression(scope, (type as { key: TypeD }).key, 2), expression(scope, of, 3)]
    case 'removeAt':
      return [{ e: 'const', value: scope.tape.between(0, 3) - 1 }]
    case 'assign':
      return [expression({ ...scope, mistakes: false }, type, 3)]
    default:
      return []
  }
}
