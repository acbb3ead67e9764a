/** Random statements: assignments, methods, handles used late, loops that change what they iterate over. */
import { type Expr, isCell, odds, type Place, type Statement, type TypeD } from './description.ts'
import { callOn, isCollection, type Made, where } from './generate-calls.ts'
import { choice } from './generate-choice.ts'
import { condition, expression } from './generate-expressions.ts'
import { replacement, statementOn, vanish } from './generate-handles.ts'
import {
  draw,
  fresh,
  hasElements,
  type Reached,
  type Scope,
  sameType,
  variable,
  withVariable,
  writable,
} from './scope.ts'

type Kind =
  | (
      | 'assign'
      | 'call'
      | 'if'
      | 'choose'
      | 'handle'
      | 'merge'
      | 'each'
      | 'throw'
      | 'assume'
      | 'return'
      | 'frozen'
      | 'vanish'
    )
  | ('swap' | 'try' | 'odd' | 'minus')

/** Some statements in a row. Later ones see what earlier ones declare. */
export function statements(start: Scope, count: number, depth: number): Statement[] {
  const body: Statement[] = []
  let scope = start
  for (let i = 0; i < count; i++) {
    const made = statement(scope, depth)
    body.push(...made.body)
    scope = made.scope
  }
  return body
}

function statement(scope: Scope, depth: number): Made {
  const { tape, mistakes } = scope
  const kind: Kind = tape.weighted([
    [8, 'assign'],
    [8, 'call'],
    [depth > 0 ? 2 : 0, 'if'],
    [scope.mayChoose ? 3 : 0, 'choose'],
    [depth > 0 ? 4 : 0, 'handle'],
    [2, 'merge'],
    [depth > 0 ? 2 : 0, 'each'],
    [mistakes ? 1 : 0, 'throw'],
    [depth > 0 ? 1 : 0, 'assume'],
    [depth > 0 ? 1 : 0, 'return'],
    [mistakes ? 1 : 0, 'frozen'],
    [mistakes ? 1 : 0, 'vanish'],
    [1, 'swap'],
    [1, 'minus'],
    [mistakes && depth > 0 ? 1 : 0, 'try'],
    [mistakes && scope.tape.chance(1, 4) ? 1 : 0, 'odd'],
  ] as const)
  const made = (body: readonly Statement[], next = scope): Made => ({ body, scope: next })
  switch (kind) {
    case 'assign':
      return made(assign(scope))
    case 'call':
      return call(scope)
    case 'if':
      return made([
        {
          k: 'if',
          test: condition(scope, 2),
          yes: statements(scope, 1, depth - 1),
          no: tape.chance(1, 2) ? statements(scope, 1, depth - 1) : [],
        },
      ])
    case 'choose': {
      const { from, type, frozen } = choice(scope, 2)
      const name = fresh('c')
      const chosen: Statement = { k: 'choose', name, from }
      return made([chosen], withVariable(scope, variable(name, type, frozen)))
    }
    case 'handle':
      return made(useHandleLate(scope, depth))
    case 'merge':
      return made(merge(scope))
    case 'each':
      return made(each(scope, depth))
    case 'assume':
      return made([{ k: 'assume', test: condition(scope, 2) }])
    case 'throw':
      return made([{ k: 'if', test: condition(scope, 2), yes: [{ k: 'throw' }], no: [] }])
    case 'return':
      return made([{ k: 'if', test: condition(scope, 2), yes: [leave(scope)], no: [] }])
    case 'vanish':
      return made([{ k: 'if', test: condition(scope, 1), yes: vanish(scope), no: [] }])
    case 'swap':
      return made(swap(scope))
    case 'minus':
      return made(minus(scope))
    case 'try': {
      const body = statements(scope, tape.between(1, 2), depth - 1)
      return made([{ k: 'try', body, otherwise: tape.chance(1, 2) ? statements(scope, 1, depth - 1) : [] }])
    }
    case 'odd':
      return made([{ k: 'if', test: condition(scope, 1), yes: [{ k: 'odd', what: tape.pick(odds) }], no: [] }])
    case 'frozen':
      return made(change(scope, ({ frozen, place }) => frozen && place.p === 'field'))
  }
}

export function leave(scope: Scope): Statement {
  const { tape } = scope
  if (scope.labels.length === 0 || tape.chance(1, 5)) return { k: 'return', label: null }
  if (scope.mistakes && tape.chance(1, 8)) return { k: 'return', label: 'no such label' }
  return { k: 'return', label: tape.pick(scope.labels) }
}

function assign(scope: Scope): Statement[] {
  const composite = scope.tape.chance(1, 3)
  const ofScalars = (found: Reached) => writable(found, () => true)
  if (composite) {
    const made = change(scope, (found) => found.place.p === 'field' && !found.frozen && !isCell(found.type))
    if (made.length > 0) return made
  }
  // elements of an array of composites are frozen: an assignment to one throws
  if (scope.mistakes && scope.tape.chance(1, 20))
    return change(scope, ({ place, type }) => place.p === 'index' && !isCell(type))
  return change(scope, ofScalars)
}

/** Assigns to one of the places for which `wanted` is true. */
function change(scope: Scope, wanted: (found: Reached) => boolean): Statement[] {
  const { tape } = scope
  const found = draw(scope, (r) => !r.fixed && (r.place.p === 'field' || r.place.p === 'index') && wanted(r))
  if (found === undefined) return []
  const value = tape.chance(1, 2) ? onward(scope, found) : expression(scope, found.type, 3)
  const place = someIndex(scope, found.place)
  const passing: Statement[] =
    // within a step, an element of an array of scalars may hold any value
    place.p === 'index' && isCell(found.type) && tape.chance(1, 5)
      ? [{ k: 'assign', place, value: { e: 'const', value: 99 } }]
      : []
  return where(scope, found.needs, [...passing, { k: 'assign', place, value }])
}

/** Gives one variable its next value, or one of a few chosen values. */
export function move(scope: Scope): Statement[] {
  const { tape } = scope
  const found = draw(scope, (r) => isCell(r.type) && r.place.p !== 'key' && writable(r, () => true))
  if (found === undefined) return statements(scope, 1, 1)
  if (tape.chance(1, 2))
    return where(scope, found.needs, [{ k: 'assign', place: found.place, value: onward(scope, found) }])
  const name = fresh('c')
  const items = tape.list(2, 3, () => expression(scope, found.type, 1))
  const value: Expr = { e: 'read', place: { p: 'var', name }, safe: false }
  return where(scope, found.needs, [
    { k: 'choose', name, from: { e: 'list', items } },
    { k: 'assign', place: found.place, value },
  ])
}

/** A value that differs from the current one, so that the state changes. */
function onward(scope: Scope, { place, type }: Reached): Expr {
  const here: Expr = { e: 'read', place, safe: true }
  if (type.kind === 'bool') return { e: 'not', a: here }
  if (type.kind === 'int' && type.hi - type.lo > 8) {
    const isLowest: Expr = { e: 'eq', a: here, b: { e: 'const', value: type.lo } }
    return { e: 'if', test: isLowest, a: { e: 'const', value: type.hi }, b: { e: 'const', value: type.lo } }
  }
  if (type.kind === 'int') return { e: 'wrap', a: here, by: 1, lo: type.lo, hi: type.hi }
  if (type.kind === 'ref') return { e: 'wrap', a: here, by: 1, lo: 0, hi: type.instances - 1 }
  if (type.kind === 'oneOf') {
    const [first = '', second = first] = type.labels
    const isFirst: Expr = { e: 'eq', a: here, b: { e: 'const', value: first } }
    return { e: 'if', test: isFirst, a: { e: 'const', value: second }, b: { e: 'const', value: first } }
  }
  if (type.kind !== 'optional') return expression(scope, type, 3)
  return { e: 'if', test: { e: 'present', place }, a: { e: 'const', value: null }, b: expression(scope, type.of, 3) }
}

/** The same place, sometimes with a computed index. */
function someIndex(scope: Scope, place: Place): Place {
  if (place.p !== 'index' || !scope.tape.chance(1, 4)) return place
  const index: TypeD = { kind: 'int', lo: 0, hi: scope.mistakes && scope.tape.chance(1, 4) ? 2 : 0 }
  return { ...place, index: expression(scope, index, 2) }
}

function merge(scope: Scope): Statement[] {
  const found = draw(scope, ({ type, frozen }) => type.kind === 'struct' && !frozen)
  if (found?.type.kind !== 'struct') return []
  const chosen = Object.entries(found.type.fields).filter(() => scope.tape.chance(2, 3))
  const fields = chosen.map(([name, of]) => [name, expression(scope, of, 2)] as const)
  return where(scope, found.needs, [{ k: 'merge', place: found.place, fields }])
}

function call(scope: Scope): Made {
  const found = draw(scope, isCollection)
  return found === undefined ? { body: assign(scope), scope } : callOn(scope, found)
}

/** Swaps two places of one type. This works for scalars. A composite value is gone once it is overwritten. */
function swap(scope: Scope): Statement[] {
  const { tape } = scope
  const fits = (r: Reached) => writable(r, () => true) && r.needs === undefined && r.place.p !== 'key'
  const a = draw(scope, (r) => fits(r) && (isCell(r.type) || tape.chance(1, 2)))
  if (a === undefined) return []
  const b = draw(scope, (r) => fits(r) && sameType(r.type, a.type) && r.place !== a.place)
  return b === undefined ? [] : [{ k: 'swap', a: a.place, b: b.place }]
}

/** Turns a 0 into -0 at a place that would keep it, if the state could hold -0. */
function minus(scope: Scope): Statement[] {
  const found = draw(scope, (r) => isCell(r.type) && r.type.kind === 'int' && r.type.lo <= 0 && writable(r, () => true))
  if (found?.type.kind !== 'int' || found.needs !== undefined) return []
  const here: Expr = { e: 'read', place: found.place, safe: false }
  const { lo, hi } = found.type
  if (scope.tape.chance(1, 3)) return [{ k: 'assign', place: found.place, value: { e: 'const', value: -0 } }]
  const by = scope.tape.between(1, 3)
  const value: Expr =
    -lo === hi && scope.tape.chance(1, 2)
      ? { e: 'negated', a: here }
      : { e: 'remainder', a: { e: 'negated', a: here }, by }
  const test: Expr = { e: 'eq', a: here, b: { e: 'const', value: 0 } }
  return [{ k: 'if', test, yes: [{ k: 'assign', place: found.place, value }], no: [] }]
}

/** Keeps a handle, changes the value at its place, and uses the handle again. */
function useHandleLate(scope: Scope, depth: number): Statement[] {
  const { tape } = scope
  const found = draw(scope, ({ type, frozen }) => !frozen && !isCell(type) && type.kind !== 'optional')
  if (found === undefined) return []
  const name = fresh('h')
  const handle = variable(name, found.type, false)
  const inner = withVariable(scope, handle)
  const alone = { ...scope, roots: [handle] }
  const between = tape.chance(1, 2) ? replacement(scope, found) : statements(scope, 1, depth - 1)
  const after = tape.chance(2, 3) ? statementOn(alone, inner) : statements(inner, 1, depth - 1)
  const body: Statement[] = [
    { k: 'let', name, value: { e: 'read', place: found.place, safe: false } },
    ...between,
    ...after,
  ]
  return where(scope, found.needs, body)
}

function each(scope: Scope, depth: number): Statement[] {
  const { tape } = scope
  const found = draw(scope, (r) => isCollection(r) || (r.type.kind === 'array' && !r.frozen))
  if (found === undefined) return []
  const { type, place } = found
  const name = fresh('e')
  const of = (type as { of: TypeD }).of
  const key = type.kind === 'mapOf' ? fresh('k') : null
  let inner = withVariable({ ...scope, mayChoose: false }, variable(name, of, hasElements(type)))
  if (type.kind === 'mapOf' && key !== null) inner = withVariable(inner, variable(key, type.key, true))
  const itself = { ...found, needs: undefined }
  const body = tape.chance(1, 2) && isCollection(found) ? callOn(inner, itself).body : statements(inner, 1, depth - 1)
  return where(scope, found.needs, [{ k: 'each', name, key, place, body }])
}
