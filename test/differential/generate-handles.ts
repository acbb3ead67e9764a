/** Random uses of a handle after its place was changed or removed. */
import type { Expr, Place, Statement } from './description.ts'
import { callOn, isCollection, where } from './generate-calls.ts'
import { expression } from './generate-expressions.ts'
import { draw, fresh, type Reached, type Scope, variable, withVariable, writable } from './scope.ts'

/** Fills a place that may be empty, keeps a handle to it, removes it, and still uses the handle. */
export function vanish(scope: Scope): Statement[] {
  const found = draw(scope, ({ type, place, needs, frozen }) => {
    return !frozen && type.kind === 'struct' && needs === place && (place.p === 'field' || place.p === 'key')
  })
  if (found === undefined) return []
  const { place, type } = found
  const outer = place.p === 'field' || place.p === 'key' ? place.of : place
  const handle = variable(fresh('h'), type, false)
  const value = expression({ ...scope, mistakes: false }, type, 2)
  const [fill, empty]: Statement[] =
    place.p === 'key'
      ? [
          { k: 'call', place: outer, method: 'set', args: [place.key, value], into: null },
          { k: 'call', place: outer, method: 'delete', args: [place.key], into: null },
        ]
      : [
          { k: 'assign', place, value },
          { k: 'assign', place, value: { e: 'const', value: null } },
        ]
  const name = handle.place.p === 'var' ? handle.place.name : ''
  const keep: Statement = { k: 'let', name, value: { e: 'read', place, safe: false } }
  const use = statementOn({ ...scope, roots: [handle] }, withVariable(scope, handle))
  const body = fill === undefined || empty === undefined ? [] : [fill, keep, empty, ...use]
  return [{ k: 'if', test: { e: 'present', place: outer }, yes: body, no: [] }]
}

/** Statements that replace the value of the place, or remove it. */
export function replacement(scope: Scope, { place, type }: Reached): Statement[] {
  if (place.p === 'key') {
    const args = [place.key]
    if (scope.tape.chance(1, 2)) return [{ k: 'call', place: place.of, method: 'delete', args, into: null }]
    return [{ k: 'call', place: place.of, method: 'set', args: [...args, expression(scope, type, 3)], into: null }]
  }
  if (place.p !== 'field') return []
  const value: Expr = scope.tape.chance(1, 3) ? { e: 'const', value: null } : expression(scope, type, 3)
  const gone = value.e === 'const' && value.value === null
  // only an optional place can be emptied: for other places it is a mistake, and only careless authors make it
  return gone && !scope.mistakes ? [] : [{ k: 'assign', place, value }]
}

/** A change through the handle only, with values from anywhere. */
export function statementOn(alone: Scope, inner: Scope): Statement[] {
  const found = draw(alone, (r) => writable(r, () => true) || isCollection(r))
  if (found === undefined) return []
  if (isCollection(found) && found.place.p !== 'field') return [...callOn(inner, found).body]
  return where(
    inner,
    found.needs,
    [{ k: 'assign', place: found.place, value: expression(inner, found.type, 2) }].filter(assignable),
  )
}

function assignable(st: { place: Place }): st is Statement & { k: 'assign' } {
  return st.place.p === 'field' || st.place.p === 'index'
}
