/**
 * A scan of all states looks for values of variables, members of collections and labels of processes, because some may
 * never occur. A watch says how to see these in packed words. The elements of an array share their watches, and so do
 * the instances of a process.
 */

import { hasStamps } from '../../language/stamps/alive.ts'
import type { StructType, Type } from '../../language/types.ts'
import { cardinality, unrank } from '../../language/values.ts'
import type { Plain } from '../../plain.ts'
import type { Layout, Slot } from './layout.ts'

/** Names of fields; for an element of a collection its number, or `null` for all elements together. */
export type WatchedPath = readonly (string | number | null)[]

/** For example `enactor[].plan`. */
export function pathText(path: WatchedPath): string {
  return path.map((part, i) => (typeof part !== 'string' ? `[${part ?? ''}]` : i === 0 ? part : `.${part}`)).join('')
}

/** Where a value lies: its raw bits, as JavaScript over `w0`, `w1` …, and when it exists ('' if it always does). */
export interface Spot {
  readonly when: string
  readonly raw: string
  /** The words that `when` and `raw` read. */
  readonly words: readonly number[]
}

/** The values of one path that the scan looks for. */
export interface Watch {
  readonly path: WatchedPath
  readonly kind: 'value' | 'member'
  readonly spots: Spot[]
  /** The number of classes of values, and the class of a raw value, as JavaScript over `x`. */
  readonly classes: number
  readonly classOf: string
  /** The classes that should occur, each with the value for which it stands. */
  readonly wanted: ReadonlyMap<number, Plain>
  /** Whether the watch must notice a single value. It need not if the bits of the variable already show that. */
  readonly ranged: boolean
  /** The value for which raw bits stand. */
  valueOf(raw: number): Plain
}

/** The bits of the values that may be members of a set or keys of a map. */
export interface Members {
  readonly path: WatchedPath
  /** The path of a single such value, for the watches of its parts. */
  readonly inside: WatchedPath
  readonly type: Type
  /** For each rank, the bits that say that the value is there. */
  readonly bits: { readonly slot: Slot; readonly mask: number }[][]
}

export interface Watched {
  readonly watches: readonly Watch[]
  readonly members: readonly Members[]
}

/** If a set or the keys of a map have more possible values than this, their members are not listed. */
export const maxListed = 4096

export function watchesOf(
  root: Layout & { kind: 'struct' },
  isLeftOut: (field: string) => boolean,
  isNaming: (type: Type) => boolean,
): Watched {
  const found = new Finding(isNaming)
  for (const [name, field] of root.fields) if (!isLeftOut(name)) found.layout(field, [name], '')
  return { watches: [...found.watches.values()], members: [...found.members.values()] }
}

export const rawText = ({ word, shift, bits }: Slot): string =>
  bits === 0 ? '0' : bits === 32 ? `w${word}>>>0` : `w${word}>>>${shift}&${bits === 31 ? 0x7fffffff : (1 << bits) - 1}`

class Finding {
  readonly watches = new Map<string, Watch>()
  readonly members = new Map<string, Members>()
  /** Whether values of a type name instances of which only one order was explored. */
  readonly #isNaming: (type: Type) => boolean

  constructor(isNaming: (type: Type) => boolean = () => false) {
    this.#isNaming = isNaming
  }

  /** `when`: JavaScript that says whether the value exists, '' if it always does. */
  layout(layout: Layout, path: WatchedPath, when: string, whenWords: readonly number[] = []): void {
    if (layout.kind !== 'struct' && layout.kind !== 'array' && this.#isNaming(layout.type)) return
    switch (layout.kind) {
      case 'cell': {
        const { slot } = layout
        if (layout.type.kind === 'timer') return
        this.spot(layout.type, path, { when, raw: rawText(slot), words: [...whenWords, slot.word] }, when !== '')
        return
      }
      case 'struct':
        for (const [name, field] of layout.fields) this.layout(field, [...path, name], when, whenWords)
        return
      case 'array':
        for (const element of layout.elements) this.layout(element, [...path, null], when, whenWords)
        return
      case 'optional': {
        const { present } = layout
        this.absence(path, { when, raw: rawText(present), words: [...whenWords, present.word] })
        this.layout(layout.of, path, `(${rawText(present)})!==0`, [present.word])
        return
      }
      case 'set':
        this.bits(layout.type.of, path, [...path, null], (r) => {
          const chunk = layout.chunks[r >>> 5] as Slot
          return { slot: chunk, mask: 1 << (chunk.shift + (r & 31)) }
        })
        return
      case 'map':
        this.bits(layout.type.key, path, [...path, 'keys', null], (r) => {
          const { present } = layout.entries[r] as (typeof layout.entries)[number]
          return { slot: present, mask: 1 << present.shift }
        })
        for (const { present, of } of layout.entries) {
          this.layout(of, [...path, null], `(${rawText(present)})!==0`, [present.word])
        }
        return
      case 'sequence': {
        const { count, cells, type } = layout
        cells.forEach((cell, i) => {
          const words = [count.word, cell.word]
          this.element(type.of, path, { when: `(${rawText(count)})>${i}`, raw: rawText(cell), words })
        })
      }
    }
  }

  /** Watches a value of a collection, each of its parts separately. */
  element(type: Type, path: WatchedPath, spot: Spot): void {
    if (!hasParts(type)) {
      this.spot(type, path, spot, true, 'member')
      return
    }
    this.parts(type, [...path, null], spot)
  }

  /** Watches the parts of a value in a collection, which are computed from the rank of the value. */
  parts(type: Type, path: WatchedPath, { when, raw, words }: Spot): void {
    if (type.kind === 'optional' && hasParts(type)) {
      this.absence(path, { when, raw: `(${raw})===0?0:1`, words })
      const there = `(${raw})!==0`
      this.parts(type.of, path, { when: when === '' ? there : `${when}&&${there}`, raw: `(${raw})-1`, words })
      return
    }
    if (type.kind !== 'struct' && type.kind !== 'array') {
      this.spot(type, path, { when, raw, words }, true)
      return
    }
    const inside =
      type.kind === 'struct' ? fieldsOf(type) : Array.from({ length: type.length }, () => [null, type.of] as const)
    let below = cardinality(type)
    for (const [name, part] of inside) {
      const n = cardinality(part)
      below /= n
      const own = `Math.floor((${raw})/${below})%${n}`
      this.parts(part, name === null ? [...path, null] : [...path, name], { when, raw: own, words })
    }
  }

  /** `ranged`: it is worth reporting that there is only one value. */
  spot(type: Type, path: WatchedPath, spot: Spot, ranged: boolean, kind: Watch['kind'] = 'value'): void {
    // stamps have numbers, but no values of which one could miss any
    if (hasStamps(type)) return
    const { classes, classOf, wanted } = classesOf(type, kind)
    if (cardinality(type) === 1 || (!ranged && (wanted.size === 0 || type.kind === 'bool'))) return
    this.add({ path, kind, spots: [spot], classes, classOf, wanted, ranged, valueOf: (raw) => unrank(type, raw) })
  }

  /** Watches whether a place that may be absent ever is absent. */
  absence(path: WatchedPath, spot: Spot): void {
    const wanted = new Map([[0, null]])
    this.add(
      { path, kind: 'value', spots: [spot], classes: 2, classOf: 'x', wanted, ranged: false, valueOf: () => null },
      'absent',
    )
  }

  add(watch: Watch, what = watch.kind as string): void {
    const key = JSON.stringify([watch.path, what])
    const known = this.watches.get(key)
    if (known === undefined) this.watches.set(key, watch)
    else known.spots.push(...watch.spots)
  }

  bits(
    type: Type,
    path: WatchedPath,
    inside: WatchedPath,
    bitOf: (rank: number) => Members['bits'][number][number],
  ): void {
    const n = cardinality(type)
    if (n > maxListed || hasStamps(type)) return
    const key = JSON.stringify(path)
    const known = this.members.get(key) ?? { path, inside, type, bits: Array.from({ length: n }, () => []) }
    this.members.set(key, known)
    known.bits.forEach((bits, r) => {
      bits.push(bitOf(r))
    })
  }
}

const fieldsOf = (type: StructType): (readonly [string, Type])[] => Object.entries(type.fields)

const hasParts = (type: Type): boolean =>
  type.kind === 'struct' || type.kind === 'array' || (type.kind === 'optional' && hasParts(type.of))

/** The classes of a scalar or an optional scalar. Single numbers have classes only if they are members. */
function classesOf(type: Type, kind: Watch['kind']): Pick<Watch, 'classes' | 'classOf' | 'wanted'> {
  const of = type.kind === 'optional' ? type.of : type
  const isListed = of.kind === 'bool' || of.kind === 'oneOf' || (kind === 'member' && cardinality(type) <= maxListed)
  if (isListed) {
    const n = cardinality(type)
    const wanted = new Map(Array.from({ length: n }, (_, r) => [r, unrank(type, r)]))
    return { classes: n, classOf: 'x', wanted }
  }
  if (type.kind === 'optional') return { classes: 2, classOf: '(x===0?0:1)', wanted: new Map([[0, null]]) }
  return { classes: 0, classOf: '0', wanted: new Map() }
}

/**
 * The watches of the parts of values in a set or of keys of a map, each with the classes that occur among `ranks`.
 * `undefined` for values without parts.
 */
export function unseenParts(
  type: Type,
  inside: WatchedPath,
  ranks: readonly number[],
): { readonly watch: Watch; readonly seen: ReadonlySet<number> }[] | undefined {
  if (!hasParts(type)) return undefined
  const found = new Finding()
  found.parts(type, inside, { when: '', raw: 'r', words: [] })
  return [...found.watches.values()].map((watch) => {
    const lines = watch.spots.map(({ when, raw }) => `if(${when || 'true'}){const x=${raw};seen.add(${watch.classOf})}`)
    const look = new Function('r', 'seen', lines.join('')) as (r: number, seen: Set<number>) => void
    const seen = new Set<number>()
    for (const r of ranks) look(r, seen)
    return { watch, seen }
  })
}
