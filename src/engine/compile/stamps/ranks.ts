/** The stamps in values of collections, which are stored as ranks. */
import { hasStamps } from '../../../language/stamps/alive.ts'
import type { Type } from '../../../language/types.ts'
import { cardinality } from '../../../language/values.ts'

/** The number of each family. */
export type Families = ReadonlyMap<object, number>

/** Adds the bit of each stamp in the value with this rank to the mask of its family. */
export type NoteRank = (rank: number, masks: Int32Array) => void

/** The rank of the value with other stamps. `to[family][stamp]` is the new number of a stamp. */
export type MapRank = (rank: number, to: readonly Int8Array[]) => number

interface Part {
  readonly n: number
  readonly type: Type
}

/** The parts of a struct or an array from the last to the first: the lowest digit of the rank is the last part. */
function partsOf(type: Type): Part[] {
  const all =
    type.kind === 'struct'
      ? Object.values(type.fields)
      : type.kind === 'array'
        ? Array.from({ length: type.length }, () => type.of)
        : []
  return all.map((part) => ({ n: cardinality(part), type: part })).reverse()
}

/** `undefined` if values of the type hold no stamps. */
export function noteRankOf(type: Type, families: Families): NoteRank | undefined {
  if (!hasStamps(type)) return undefined
  if (type.kind === 'stamp') {
    const family = families.get(type.family) as number
    return (rank, masks) => {
      masks[family] = (masks[family] as number) | (1 << rank)
    }
  }
  if (type.kind === 'optional') {
    const of = noteRankOf(type.of, families) as NoteRank
    return (rank, masks) => {
      if (rank > 0) of(rank - 1, masks)
    }
  }
  const parts = partsOf(type).map(({ n, type }) => ({ n, note: noteRankOf(type, families) }))
  return (rank, masks) => {
    let left = rank
    for (let k = 0; k < parts.length; k++) {
      const { n, note } = parts[k] as (typeof parts)[number]
      const digit = left % n
      left = (left - digit) / n
      if (note !== undefined) note(digit, masks)
    }
  }
}

/** `undefined` if values of the type hold no stamps. */
export function mapRankOf(type: Type, families: Families): MapRank | undefined {
  if (!hasStamps(type)) return undefined
  if (type.kind === 'stamp') {
    const family = families.get(type.family) as number
    return (rank, to) => (to[family] as Int8Array)[rank] as number
  }
  if (type.kind === 'optional') {
    const of = mapRankOf(type.of, families) as MapRank
    return (rank, to) => (rank === 0 ? 0 : 1 + of(rank - 1, to))
  }
  const parts = partsOf(type).map(({ n, type }) => ({ n, map: mapRankOf(type, families) }))
  return (rank, to) => {
    let left = rank
    let place = 1
    let mapped = 0
    for (let k = 0; k < parts.length; k++) {
      const { n, map } = parts[k] as (typeof parts)[number]
      const digit = left % n
      left = (left - digit) / n
      mapped += (map === undefined ? digit : map(digit, to)) * place
      place *= n
    }
    return mapped
  }
}
