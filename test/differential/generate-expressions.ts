/** Random expressions, mostly of the wanted type. */
import { type Expr, isCell, type Json, likenesses, type Place, type TypeD } from './description.ts'
import {
  constant,
  draw,
  fresh,
  hasElements,
  type Reached,
  readOf,
  type Scope,
  sameType,
  variable,
  withVariable,
} from './scope.ts'

export const number: TypeD = { kind: 'int', lo: 0, hi: 2 }

export function expression(scope: Scope, type: TypeD, depth: number): Expr {
  const { tape } = scope
  // prefer variables that were declared, such as a chosen value
  const own = scope.roots.find((r) => r.place.p === 'var' && r.needs === undefined && sameType(r.type, type))
  if (own !== undefined && tape.chance(1, 3)) return readOf(scope, own)
  if (scope.mistakes && tape.chance(1, 24)) {
    const wrong = mistaken(scope, type)
    // mostly a mistake that shows only in some states
    if (tape.chance(1, 3)) return wrong
    return { e: 'if', test: condition(scope, 1), a: wrong, b: expression(scope, type, depth) }
  }
  if (depth <= 0) return { e: 'const', value: constant(tape, type) }
  if (tape.chance(1, 8)) {
    return {
      e: 'if',
      test: condition(scope, depth - 1),
      a: expression(scope, type, depth - 1),
      b: expression(scope, type, depth - 1),
    }
  }
  switch (type.kind) {
    case 'bool':
      return tape.chance(1, 2) ? condition(scope, depth) : read(scope, type, depth)
    case 'int':
    case 'ref':
      return numeric(scope, type.kind === 'int' ? type : { kind: 'int', lo: 0, hi: type.instances - 1 }, depth)
    case 'oneOf':
      return read(scope, type, depth)
    case 'optional':
      if (tape.chance(1, 3)) return { e: 'const', value: null }
      return tape.chance(1, 2) ? expression(scope, type.of, depth) : read(scope, type, depth)
    default:
      return composite(scope, type, depth)
  }
}

function mistaken(scope: Scope, type: TypeD): Expr {
  if (type.kind === 'struct' && scope.tape.chance(1, 2)) return { e: 'const', value: { x: 0, extra: 1 } }
  return { e: 'const', value: wrongValues[type.kind] }
}

const wrongValues: { readonly [K in TypeD['kind']]: Json } = {
  bool: 1,
  int: 9,
  ref: 7,
  oneOf: 'nowhere',
  optional: 9,
  struct: null,
  array: [],
  mapOf: null,
  setOf: [9],
  queue: [9],
  bag: null,
}

/** The value of a place with exactly this type, or a constant. */
function read(scope: Scope, type: TypeD, depth: number): Expr {
  const found = scope.tape.chance(3, 4)
    ? draw(scope, (r) => sameType(r.type, type) && (r.needs === undefined || scope.mistakes))
    : undefined
  if (found !== undefined) return guardedRead(scope, found, type, depth)
  return { e: 'const', value: constant(scope.tape, type) }
}

function guardedRead(scope: Scope, found: Reached, type: TypeD, depth: number): Expr {
  const value = readOf(scope, found)
  if (found.needs === undefined || scope.tape.chance(1, 4)) return value
  return { e: 'if', test: { e: 'present', place: found.needs }, a: value, b: expression(scope, type, depth - 2) }
}

function numeric(scope: Scope, type: TypeD & { kind: 'int' }, depth: number): Expr {
  const { tape } = scope
  const a = anyNumber(scope, depth)
  const by = tape.between(0, 2) - 1
  if (scope.mistakes && tape.chance(1, 6)) return { e: 'add', a, by }
  return { e: 'wrap', a, by, lo: type.lo, hi: type.hi }
}

function anyNumber(scope: Scope, depth: number): Expr {
  const { tape } = scope
  const kind = tape.weighted([
    [2, 'const'],
    [6, 'read'],
    [scope.instances > 0 ? 1 : 0, 'id'],
    [2, 'size'],
    [1, 'count'],
    [1, 'nth'],
    [1, 'get'],
    [1, 'find'],
  ] as const)
  if (kind === 'id') return { e: 'id' }
  if (kind === 'read') {
    const found = draw(scope, ({ type, needs }) => (type.kind === 'int' || type.kind === 'ref') && needs === undefined)
    if (found !== undefined) return readOf(scope, found)
  }
  if (kind === 'size') {
    const found = draw(
      scope,
      ({ type, needs, frozen }) => !frozen && needs === undefined && (hasElements(type) || type.kind === 'mapOf'),
    )
    if (found !== undefined)
      return { e: 'ask', place: found.place, what: found.type.kind === 'queue' ? 'length' : 'size' }
  }
  if (kind === 'count') {
    const found = draw(scope, ({ type, needs }) => type.kind === 'bag' && needs === undefined)
    if (found?.type.kind === 'bag')
      return { e: 'count', place: found.place, of: expression(scope, found.type.of, depth - 1) }
  }
  if (kind === 'nth') {
    const found = draw(
      scope,
      ({ type, needs }) => type.kind === 'queue' && type.of.kind === 'int' && needs === undefined,
    )
    if (found !== undefined)
      return orNumber({ e: 'nth', place: found.place, of: { e: 'const', value: tape.between(0, 2) - 1 } })
  }
  if (kind === 'get') {
    const found = draw(
      scope,
      ({ type, needs }) => type.kind === 'mapOf' && type.of.kind === 'int' && needs === undefined,
    )
    if (found?.type.kind === 'mapOf')
      return orNumber({ e: 'get', place: found.place, of: expression(scope, found.type.key, depth - 1) })
  }
  if (kind === 'find') {
    const found = draw(scope, ({ type, needs }) => hasElements(type) && type.of.kind === 'int' && needs === undefined)
    if (found !== undefined)
      return orNumber(
        tape.chance(1, 2) ? { e: 'ask', place: found.place, what: 'first' } : elementwise(scope, found, 'find', depth),
      )
  }
  return { e: 'const', value: constant(tape, number) }
}

/** An expression that may be `undefined`, replaced by 0 in that case. */
function orNumber(e: Expr): Expr {
  return {
    e: 'if',
    test: { e: 'eq', a: { e: 'lt', a: e, b: { e: 'const', value: 99 } }, b: { e: 'const', value: true } },
    a: e,
    b: { e: 'const', value: 0 },
  }
}

/** A condition whose value is always `true` or `false`. */
export function condition(scope: Scope, depth: number): Expr {
  const { tape } = scope
  if (depth <= 0) return comparison(scope, 0)
  const kind = tape.weighted([
    [6, 'compare'],
    [2, 'not'],
    [1, 'and'],
    [1, 'or'],
    [2, 'has'],
    [2, 'some'],
    [1, 'every'],
    [1, 'isFull'],
    [2, 'present'],
    [scope.labels.length > 0 ? 1 : 0, 'here'],
    [1, 'same'],
    [1, 'minusZero'],
    [scope.mistakes && tape.chance(1, 2) ? 1 : 0, 'alike'],
    [scope.mistakes && tape.chance(1, 4) ? 1 : 0, 'try'],
    [scope.mistakes && tape.chance(1, 8) ? 1 : 0, 'unknown'],
  ] as const)
  const sub = () => condition(scope, depth - 1)
  switch (kind) {
    case 'not':
      return { e: 'not', a: sub() }
    case 'and':
    case 'or':
      return { e: kind, a: sub(), b: sub() }
    case 'here':
      return { e: 'eq', a: { e: 'here' }, b: { e: 'const', value: tape.pick(scope.labels) } }
    case 'same':
    case 'alike': {
      const pair = twoComposites(scope)
      if (pair === undefined) break
      return kind === 'same' ? { e: kind, ...pair } : { e: kind, how: tape.pick(likenesses), ...pair }
    }
    case 'minusZero': {
      const found = draw(
        scope,
        ({ type, needs, place }) => type.kind === 'int' && needs === undefined && isStored(place),
      )
      if (found === undefined) break
      return { e: 'isMinusZero', how: tape.pick(['is', 'division']), a: readOf(scope, found) }
    }
    case 'try':
      return { e: 'try', a: sub(), b: { e: 'const', value: tape.chance(1, 2) } }
    case 'unknown': {
      const found = draw(scope, ({ type, needs, frozen }) => type.kind === 'struct' && needs === undefined && !frozen)
      if (found === undefined) break
      return { e: 'unknown', place: found.place, field: 'nowhere' }
    }
    case 'has': {
      const found = draw(
        scope,
        ({ type, needs, frozen }) =>
          !frozen && needs === undefined && (type.kind === 'setOf' || type.kind === 'bag' || type.kind === 'mapOf'),
      )
      if (found === undefined) break
      const of = found.type.kind === 'mapOf' ? found.type.key : (found.type as { of: TypeD }).of
      // it is no mistake to ask for a value that the type does not have
      const asked: Expr = tape.chance(1, 8)
        ? { e: 'const', value: tape.pick([7, 'nowhere', null, true]) }
        : expression({ ...scope, mistakes: false }, of, depth - 1)
      return { e: 'has', place: found.place, of: asked }
    }
    case 'some':
    case 'every': {
      const found = draw(
        scope,
        ({ type, needs, frozen }) =>
          !frozen && needs === undefined && (hasElements(type) || type.kind === 'mapOf' || type.kind === 'array'),
      )
      if (found !== undefined) return elementwise(scope, found, kind, depth)
      break
    }
    case 'isFull': {
      const found = draw(
        scope,
        ({ type, needs }) => (type.kind === 'queue' || type.kind === 'bag') && needs === undefined,
      )
      if (found !== undefined) return { e: 'ask', place: found.place, what: 'isFull' }
      break
    }
    case 'present': {
      const found = draw(scope, ({ type, needs }) => needs !== undefined || type.kind === 'optional')
      if (found !== undefined) return { e: 'present', place: found.place }
    }
  }
  return comparison(scope, depth)
}

/** Two composite values, often of one type. Mostly both are present. */
function twoComposites(scope: Scope): { a: Expr; b: Expr } | undefined {
  const { tape } = scope
  const fits = ({ type, needs }: Reached) => !isCell(type) && needs === undefined && !hasIdentity(type)
  const a = draw(scope, (r) => fits(r) || (r.needs === r.place && !isCell(r.type)))
  if (a === undefined) return undefined
  const b = draw(scope, (r) => fits(r) && sameType(r.type, a.type)) ?? a
  const read = ({ place, needs }: Reached): Expr => ({ e: 'read', place, safe: needs !== undefined })
  return tape.chance(1, 2) ? { a: read(a), b: read(b) } : { a: read(b), b: read(a) }
}

/** Whether the type is an instance of a process, or all of them. Instances differ by their ids. */
const hasIdentity = (type: TypeD): boolean =>
  type.kind === 'array' ? hasIdentity(type.of) : type.kind === 'struct' && Object.keys(type.fields)[0] === 'at'

/** Whether the place is in the state. A value computed in the same step may be -0. */
function isStored(place: Place): boolean {
  return place.p === 'before' || (place.p === 's' ? true : 'of' in place && isStored(place.of))
}

function comparison(scope: Scope, depth: number): Expr {
  const { tape } = scope
  const found = draw(scope, ({ type }) => isCell(type))
  if (found === undefined) return { e: 'eq', a: anyNumber(scope, depth - 1), b: { e: 'const', value: tape.below(3) } }
  const a: Expr = { e: 'read', place: found.place, safe: found.needs !== undefined }
  const numeric = found.type.kind === 'int' && tape.chance(1, 2)
  const b =
    tape.chance(2, 3) || depth <= 0
      ? ({ e: 'const', value: constant(tape, found.type) } as Expr)
      : expression({ ...scope, mistakes: false }, found.type, depth - 1)
  return { e: numeric ? 'lt' : 'eq', a, b }
}

export function elementwise(
  scope: Scope,
  found: Reached,
  e: 'some' | 'every' | 'find' | 'filter',
  depth: number,
): Expr {
  const name = fresh('x')
  const of = (found.type as { of: TypeD }).of
  const inner = withVariable(scope, { ...variable(name, of, hasElements(found.type)), needs: undefined })
  // mostly test the variable only: that shows most
  const only = { ...inner, roots: scope.tape.chance(1, 4) ? inner.roots : inner.roots.slice(-1) }
  return { e, place: found.place, name, test: condition(only, Math.min(depth - 1, 1)) }
}

function composite(scope: Scope, type: TypeD, depth: number): Expr {
  const { tape } = scope
  const kind = tape.weighted([
    [3, 'read'],
    [isStruct(type) ? 3 : 0, 'spread'],
    [4, 'literal'],
    [hasElements(type) ? 2 : 0, 'filter'],
  ] as const)
  if (kind === 'read') return read(scope, type, depth)
  if (type.kind === 'struct') {
    const spread = kind === 'spread' ? draw(scope, (r) => sameType(r.type, type) && r.needs === undefined) : undefined
    const fields = Object.entries(type.fields)
      .filter(() => spread === undefined || tape.chance(1, 2))
      .map(([name, of]) => [name, expression(scope, of, depth - 1)] as const)
    return { e: 'struct', spread: spread?.place ?? null, fields }
  }
  if (type.kind === 'array')
    return { e: 'list', items: Array.from({ length: type.length }, () => expression(scope, type.of, depth - 1)) }
  if (kind === 'filter' && hasElements(type)) {
    const found = draw(scope, (r) => sameType(r.type, type) && r.needs === undefined && !r.frozen)
    if (found !== undefined) return elementwise(scope, found, 'filter', depth)
  }
  if (type.kind === 'mapOf') {
    const { key, of } = type
    return {
      e: 'list',
      items: tape.list(0, 2, () => ({
        e: 'list',
        items: [expression(scope, key, depth - 1), expression(scope, of, depth - 1)],
      })),
    }
  }
  const { of } = type as { of: TypeD }
  const most = 'capacity' in type && !scope.mistakes ? type.capacity : 3
  return { e: 'list', items: tape.list(0, Math.min(most, 3), () => expression(scope, of, depth - 1)) }
}

function isStruct(type: TypeD): boolean {
  return type.kind === 'struct'
}
