/**
 * Values that no state of a list has. This counts over plain values, and reads no packed word, slot or rank. It has
 * the same meaning as `src/run/unseen.ts`, and shares no code with it.
 */

import type { Model } from '../../src/language/model.ts'
import type { Type } from '../../src/language/types.ts'
import type { Plain } from '../../src/plain.ts'
import type { Unseen } from '../../src/result.ts'

type Path = readonly (string | number | null)[]
type Any = unknown

/** A variable, or a part of a variable, in all its places. */
interface Column {
  readonly path: Path
  readonly type: Type
  /** Whether it is an element of a set, queue or bag, or a key. */
  readonly isMember: boolean
  /** Whether it may be reported as constant. */
  readonly mayBeConstant: boolean
  /** Whether the column looks only for `null`. Its other values have their own columns. */
  readonly isAbsence: boolean
  readonly seen: Set<string>
}

const isScalar = ({ kind }: Type) => kind === 'bool' || kind === 'int' || kind === 'oneOf' || kind === 'ref'
const isCell = (type: Type): boolean => isScalar(type) || (type.kind === 'optional' && isScalar(type.of))
const hasParts = (type: Type): boolean =>
  type.kind === 'struct' || type.kind === 'array' || (type.kind === 'optional' && hasParts(type.of))

/** All values of a scalar type, or of an optional one. */
function everyValue(type: Type): Plain[] {
  switch (type.kind) {
    case 'bool':
      return [false, true]
    case 'int':
      return Array.from({ length: type.hi - type.lo + 1 }, (_, i) => type.lo + i)
    case 'ref':
      return Array.from({ length: type.instances }, (_, i) => i)
    case 'oneOf':
      return [...type.labels]
    case 'optional':
      return [null, ...everyValue(type.of)]
    default:
      throw new Error(`${type.kind} is taken by its parts`)
  }
}

const countOf = (type: Type): number =>
  type.kind === 'int'
    ? type.hi - type.lo + 1
    : type.kind === 'optional'
      ? 1 + countOf(type.of)
      : everyValue(type).length

export function unseenNaively(model: Model, states: readonly Any[]): Unseen {
  const processes = Object.keys(model.processes)
  const roots = Object.entries(model.system.fields).filter(
    ([name]) => name !== 'faults' || 'faults' in model.state.fields,
  )
  const steady: { path: Path; value?: Plain }[] = roots.flatMap(([name, type]) => {
    const values = states.map((state) => (state as { [name: string]: Any })[name])
    if (!processes.includes(name)) return steadyOf(type, [values], [name])
    const { of, length } = type as Type & { kind: 'array' }
    return Object.entries((of as Type & { kind: 'struct' }).fields)
      .filter(([local]) => local !== 'at')
      .flatMap(([local, type]) => {
        const columns = Array.from({ length }, (_, i) =>
          values.map((all) => (all as Any[])[i] as { [name: string]: Any }),
        )
        return steadyOf(
          type,
          columns.map((column) => column.map((me) => me[local])),
          [name, null, local],
        )
      })
  })
  const columns = new Map<string, Column>()
  const column = (path: Path, type: Type, isMember: boolean, mayBeConstant: boolean, isAbsence = false): Column => {
    const key = JSON.stringify([path, isMember, isAbsence])
    const known = columns.get(key) ?? { path, type, isMember, mayBeConstant, isAbsence, seen: new Set() }
    columns.set(key, known)
    return known
  }
  /** `inside`: the value may be absent. `listed`: it is part of an element of a set, or of a key. */
  const visit = (type: Type, value: Any, path: Path, inside: boolean, listed = false): void => {
    if (isCell(type)) {
      column(path, type, false, inside && !listed).seen.add(JSON.stringify(value))
      return
    }
    switch (type.kind) {
      case 'optional':
        column(path, type, false, false, true).seen.add(value === null ? 'null' : 'there')
        if (value !== null) visit(type.of, value, path, true, listed)
        return
      case 'struct':
        for (const [name, field] of Object.entries(type.fields)) {
          visit(field, (value as { [name: string]: Any })[name], [...path, name], inside, listed)
        }
        return
      case 'array':
        for (const element of value as Any[]) visit(type.of, element, [...path, null], inside, listed)
        return
      case 'setOf':
      case 'queue':
      case 'bag':
        for (const element of value as Any[]) member(type.of, element, path, type.kind === 'setOf')
        return
      case 'mapOf':
        for (const [key, item] of value as [Any, Any][]) {
          member(type.key, key, path, true, [...path, 'keys', null])
          visit(type.of, item, [...path, null], true)
        }
    }
  }
  const member = (type: Type, value: Any, path: Path, listed: boolean, inside: Path = [...path, null]) => {
    if (hasParts(type)) visit(type, value, inside, true, listed)
    else column(path, type, true, false).seen.add(JSON.stringify(value))
  }
  for (const state of states) {
    for (const [name, type] of roots) visit(type, (state as { [name: string]: Any })[name], [name], false)
  }

  const found = { values: [] as Any[], members: [] as Any[], labels: [] as Any[] }
  for (const { path, type, isMember, mayBeConstant, isAbsence, seen } of columns.values()) {
    if (isSteady(path, steady)) continue
    if (isAbsence) {
      if (!seen.has('null')) found.values.push({ path: shown(path), values: [null] })
      continue
    }
    if (countOf(type) === 1) continue
    if (mayBeConstant && seen.size === 1) {
      steady.push({ path, value: JSON.parse([...seen][0] as string) as Plain })
      continue
    }
    const of = type.kind === 'optional' ? type.of : type
    const isListed = (isMember && countOf(type) <= 4096) || of.kind === 'bool' || of.kind === 'oneOf'
    const wanted = isListed ? everyValue(type) : type.kind === 'optional' ? [null] : []
    const never = wanted.filter((value) => !seen.has(JSON.stringify(value)))
    if (never.length === 0) continue
    const [process, element, local] = path
    if (path.length === 3 && processes.includes(process as string) && element === null && local === 'at') {
      found.labels.push({ process, labels: never })
    } else {
      found[isMember ? 'members' : 'values'].push({ path: shown(path), values: never })
    }
  }
  return {
    ...found,
    constant: steady.map(({ path, ...rest }) => ({ path: shown(path), ...rest })),
  } as unknown as Unseen
}

const isSteady = (path: Path, steady: readonly { path: Path }[]) =>
  steady.some((one) => one.path.every((part, i) => path[i] === part))

const shown = (path: Path) =>
  path.reduce<string>(
    (text, part) => `${text}${typeof part === 'string' ? `${text && '.'}${part}` : `[${part ?? ''}]`}`,
    '',
  )

const isOneValue = (type: Type): boolean =>
  type.kind === 'struct'
    ? Object.values(type.fields).every(isOneValue)
    : type.kind === 'array'
      ? isOneValue(type.of)
      : isScalar(type) && countOf(type) === 1

/** The constant parts. `columns` has the values in all states, for each place. */
function steadyOf(type: Type, columns: readonly (readonly Any[])[], path: Path): { path: Path; value?: Plain }[] {
  const texts = columns.map((column) => new Set(column.map((value) => JSON.stringify(value))))
  if (texts.every((seen) => seen.size === 1)) {
    if (isOneValue(type)) return []
    const values = new Set(texts.flatMap((seen) => [...seen]))
    return [{ path, ...(values.size === 1 ? { value: JSON.parse([...values][0] as string) as Plain } : {}) }]
  }
  if (type.kind === 'struct') {
    return Object.entries(type.fields).flatMap(([name, field]) =>
      steadyOf(
        field,
        columns.map((column) => column.map((value) => (value as { [name: string]: Any })[name])),
        [...path, name],
      ),
    )
  }
  if (type.kind !== 'array') return []
  const places = columns.flatMap((column) =>
    Array.from({ length: type.length }, (_, i) => column.map((value) => (value as Any[])[i])),
  )
  const ofAll = steadyOf(type.of, places, [...path, null])
  if (columns.length > 1) return ofAll
  const alone = places.flatMap((place, i) => {
    const isConstant = new Set(place.map((value) => JSON.stringify(value))).size === 1
    return isConstant ? steadyOf(type.of, [place], [...path, i]) : []
  })
  return [...ofAll, ...alone]
}

/** The same facts, sorted. */
export function sorted(unseen: Unseen): { [part: string]: string[] } {
  return Object.fromEntries(
    Object.entries(unseen).map(([part, facts]) => [part, facts.map((fact: object) => JSON.stringify(fact)).sort()]),
  )
}
