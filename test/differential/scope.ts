/** The places that a random step can reach, with their types, and functions to draw one of them. */
import type { Expr, Json, Place, TypeD } from './description.ts'
import { isCell, isScalar } from './description.ts'
import type { Tape } from './tape.ts'

export interface Reached {
  readonly place: Place
  readonly type: TypeD
  /** The place that must be present for this one to be present. */
  readonly needs: Place | undefined
  /** Whether it is a value from a collection, which cannot be changed. */
  readonly frozen: boolean
  /** Whether it is an input, which only the surroundings can change. */
  readonly fixed?: boolean
}

export interface Scope {
  readonly tape: Tape
  readonly roots: readonly Reached[]
  /** Whether the author makes mistakes: values out of range, full queues, places that are absent. */
  readonly mistakes: boolean
  readonly instances: number
  readonly labels: readonly string[]
  readonly mayChoose: boolean
  /** The variables that are inputs. */
  readonly inputs?: ReadonlySet<string>
}

export function root(p: 's' | 'me' | 'before', fields: { readonly [name: string]: TypeD }): Reached {
  return { place: { p }, type: { kind: 'struct', fields }, needs: undefined, frozen: false }
}

export function variable(name: string, type: TypeD, frozen: boolean): Reached {
  return { place: { p: 'var', name }, type, needs: undefined, frozen }
}

/** `scope` with one more variable. */
export function withVariable(scope: Scope, found: Reached): Scope {
  return { ...scope, roots: [...scope.roots, found] }
}

let names = 0
/** A name for a variable that no enclosing scope uses. */
export function fresh(prefix: string): string {
  names = (names + 1) % 100_000
  return `${prefix}${names}`
}
/** Restarts the names for each model, so that equal tapes give equal models. */
export function resetNames(): void {
  names = 0
}

export function reachable(scope: Scope): Reached[] {
  const found: Reached[] = []
  for (const start of scope.roots) visit(scope, start, found)
  return found
}

function visit(scope: Scope, here: Reached, found: Reached[]): void {
  const { place, type, needs, frozen } = here
  if (place.p !== 's' && place.p !== 'me' && place.p !== 'before') found.push(here)
  const deeper = (next: Place, to: TypeD, nextNeeds: Place | undefined) => {
    const fixed = place.p === 's' && next.p === 'field' && scope.inputs?.has(next.field) === true
    visit(scope, { place: next, type: to, needs: nextNeeds, frozen, ...(fixed ? { fixed } : {}) }, found)
  }
  let inner = type
  let innerNeeds = needs
  if (inner.kind === 'optional' && !isScalar(inner.of)) {
    inner = inner.of
    innerNeeds = place
    found.push({ place, type: inner, needs: innerNeeds, frozen })
  }
  if (inner.kind === 'struct') {
    for (const [field, to] of Object.entries(inner.fields)) deeper({ p: 'field', of: place, field }, to, innerNeeds)
  } else if (inner.kind === 'array') {
    for (let i = 0; i < inner.length; i++) {
      deeper({ p: 'index', of: place, index: { e: 'const', value: i } }, inner.of, innerNeeds)
    }
  } else if (inner.kind === 'mapOf') {
    const place2: Place = { p: 'key', of: place, key: { e: 'const', value: constant(scope.tape, inner.key) } }
    deeper(place2, inner.of, place2)
  }
}

/** A random place for which `wanted` is true. `undefined` if there is none. */
export function draw(scope: Scope, wanted: (found: Reached) => boolean): Reached | undefined {
  const found = reachable(scope).filter(wanted)
  return found.length === 0 ? undefined : scope.tape.pick(found)
}

export function sameType(a: TypeD, b: TypeD): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Whether the type is a set, queue or bag. */
export function hasElements(type: TypeD): type is TypeD & { kind: 'setOf' | 'queue' | 'bag'; of: TypeD } {
  return type.kind === 'setOf' || type.kind === 'queue' || type.kind === 'bag'
}

export function writable({ place, type, frozen, fixed }: Reached, ofArray: (place: Place) => boolean): boolean {
  if (frozen || fixed) return false
  return place.p === 'field' || (place.p === 'index' && isCell(type) && ofArray(place))
}

/** A read of the place. It is safe if the place may be absent, unless the author is careless. */
export function readOf(scope: Scope, { place, needs }: Reached): Expr {
  const careless = scope.mistakes && scope.tape.chance(1, 6)
  return { e: 'read', place, safe: needs !== undefined && !careless }
}

/** A constant of the type, as plain JSON. */
export function constant(tape: Tape, type: TypeD): Json {
  switch (type.kind) {
    case 'bool':
      return tape.chance(1, 2)
    case 'int':
      // of many values, those at the ends: there a missing bit shows
      if (type.hi - type.lo > 8) return tape.pick([type.lo, type.hi, type.lo + 1, type.hi - 1])
      return tape.between(type.lo, type.hi)
    case 'oneOf':
      return tape.pick(type.labels)
    case 'ref':
      return tape.below(type.instances)
    case 'optional':
      return tape.chance(2, 3) ? constant(tape, type.of) : null
    case 'struct':
      return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, constant(tape, field)]))
    case 'array':
      return Array.from({ length: type.length }, () => constant(tape, type.of))
    case 'mapOf':
      return tape.list(0, 1, () => [constant(tape, type.key), constant(tape, type.of)])
    case 'setOf':
      return tape.list(0, 2, () => constant(tape, type.of))
    default:
      return tape.list(0, type.capacity, () => constant(tape, type.of))
  }
}
