/**
 * Where each cell of a state lies in the packed words. No cell straddles two words. A cell of all zero bits is the
 * lowest value of its type, so the zero words are the state before `init`. Collections are kept canonical (unused
 * places are zero), so two states are equal exactly if their words are.
 */

import { SpecError } from '../../errors.ts'
import type { BagType, MapType, OptionalType, QueueType, SetType, StructType, Type } from '../../language/types.ts'
import { isCell } from '../../language/types.ts'
import { cardinality, rank, showType, unrank } from '../../language/values.ts'
import type { Plain } from '../../plain.ts'

/** `bits` bits of word `word`, from bit `shift` up. */
export interface Slot {
  readonly word: number
  readonly shift: number
  readonly bits: number
}

export type Layout =
  | { readonly kind: 'cell'; readonly type: Type; readonly slot: Slot }
  | { readonly kind: 'struct'; readonly type: StructType; readonly fields: readonly (readonly [string, Layout])[] }
  | { readonly kind: 'optional'; readonly type: OptionalType; readonly present: Slot; readonly of: Layout }
  | { readonly kind: 'array'; readonly type: Type; readonly cells: boolean; readonly elements: readonly Layout[] }
  | { readonly kind: 'set'; readonly type: SetType; readonly chunks: readonly Slot[] }
  | { readonly kind: 'map'; readonly type: MapType; readonly entries: readonly MapEntry[] }
  | {
      readonly kind: 'sequence'
      readonly type: QueueType | BagType
      readonly count: Slot
      readonly cells: readonly Slot[]
    }

export interface MapEntry {
  readonly present: Slot
  readonly of: Layout
}

/** The maximum number of values of a set's elements or of a map's keys. */
const maxDomain = 4096

/** The maximum number of slots. With more, a state takes kilobytes, and generating code takes longer than exploring. */
const maxSlots = 16_384

export interface SystemLayout {
  readonly root: Layout & { kind: 'struct' }
  /** The number of words, and the number of bits of the last word that are in use; the bits above those are zero. */
  readonly words: number
  readonly lastBits: number
}

/** Lays out a system's state. @throws SpecError for a type that the engine refuses; it names the place */
export function layoutOf(system: StructType): SystemLayout {
  const free: number[] = []
  let slots = 0
  /** First fit: a slot in the first word with room. */
  const slot = (bits: number, where: string): Slot => {
    if (++slots > maxSlots) {
      throw new SpecError(
        'unbounded-type',
        `${where}: up to here, the state has more than ${maxSlots} parts. A map has a part for each possible key: narrow the types`,
      )
    }
    let word = free.findIndex((room) => room >= bits)
    if (word < 0) word = free.push(32) - 1
    const shift = 32 - (free[word] as number)
    free[word] = (free[word] as number) - bits
    return { word, shift: shift % 32, bits }
  }
  const lay = (type: Type, where: string, conditional: boolean): Layout => {
    if (isCell(type)) return { kind: 'cell', type, slot: slot(bitsFor(cardinality(type), where), where) }
    switch (type.kind) {
      case 'timer':
        return { kind: 'cell', type, slot: slot(bitsFor(type.max + 2, where), where) }
      case 'struct': {
        const fields = Object.entries(type.fields).map(([name, field]) => {
          return [name, lay(field, where === '' ? name : `${where}.${name}`, conditional)] as const
        })
        return { kind: 'struct', type, fields }
      }
      case 'optional':
        return { kind: 'optional', type, present: slot(1, where), of: lay(type.of, where, true) }
      case 'array': {
        const cells = isCell(type.of)
        if (cells && conditional) {
          throw new SpecError(
            'bad-type',
            `${where}: ${showType(type)} cannot be inside an optional or a map: replace the array by mapOf(int(0, ${type.length - 1}), …), or by setOf(…)`,
          )
        }
        const elements = Array.from({ length: type.length }, (_, i) => lay(type.of, `${where}[${i}]`, conditional))
        return { kind: 'array', type, cells, elements }
      }
      case 'setOf': {
        let left = domain(type.of, where)
        const chunks: Slot[] = []
        for (; left > 0; left -= 32) chunks.push(slot(Math.min(32, left), where))
        return { kind: 'set', type, chunks }
      }
      case 'mapOf': {
        const entries = Array.from({ length: domain(type.key, where) }, () => {
          return { present: slot(1, where), of: lay(type.of, `${where}.get(…)`, true) }
        })
        return { kind: 'map', type, entries }
      }
      case 'queue':
      case 'bag': {
        const bits = bitsFor(cardinality(type.of), where)
        const count = slot(bitsFor(type.capacity + 1, where), where)
        return { kind: 'sequence', type, count, cells: Array.from({ length: type.capacity }, () => slot(bits, where)) }
      }
      default:
        throw new SpecError('bad-type', `${where}: the engine cannot store ${showType(type)}`)
    }
  }
  const root = lay(system, '', false) as Layout & { kind: 'struct' }
  return { root, words: Math.max(1, free.length), lastBits: 32 - (free.at(-1) ?? 32) }
}

function domain(type: Type, where: string): number {
  const n = cardinality(type)
  if (n <= maxDomain) return n
  throw new SpecError(
    'unbounded-type',
    `${where}: ${showType(type)} has ${n} values, and a set or the keys of a map can have at most ${maxDomain}: narrow the type`,
  )
}

function bitsFor(values: number, where: string): number {
  if (values <= 2 ** 31) return values <= 1 ? 0 : 32 - Math.clz32(values - 1)
  throw new SpecError(
    'unbounded-type',
    `${where}: its type has ${values} values, and the limit is 2^31: narrow the type`,
  )
}

/** All slots of a layout. */
export function slotsOf(layout: Layout): Slot[] {
  switch (layout.kind) {
    case 'cell':
      return [layout.slot]
    case 'struct':
      return layout.fields.flatMap(([, field]) => slotsOf(field))
    case 'optional':
      return [layout.present, ...slotsOf(layout.of)]
    case 'array':
      return layout.elements.flatMap(slotsOf)
    case 'set':
      return [...layout.chunks]
    case 'map':
      return layout.entries.flatMap(({ present, of }) => [present, ...slotsOf(of)])
    case 'sequence':
      return [layout.count, ...layout.cells]
  }
}

/** The bits of a slot, at their position in the word. */
export function maskOf({ shift, bits }: Slot): number {
  return (bits === 32 ? -1 : (1 << bits) - 1) << shift
}

/** `at`: where the state begins in `words`. */
export function getSlot(words: Int32Array, slot: Slot, at = 0): number {
  return ((words[at + slot.word] as number) & maskOf(slot)) >>> slot.shift
}

export function setSlot(words: Int32Array, slot: Slot, raw: number, at = 0): void {
  words[at + slot.word] = ((words[at + slot.word] as number) & ~maskOf(slot)) | (raw << slot.shift)
}

/** The plain value that lies in the words. */
export function decode(words: Int32Array, layout: Layout): Plain {
  switch (layout.kind) {
    case 'cell':
      return unrank(layout.type, getSlot(words, layout.slot))
    case 'struct':
      return Object.fromEntries(layout.fields.map(([name, field]) => [name, decode(words, field)]))
    case 'optional':
      return getSlot(words, layout.present) === 0 ? null : decode(words, layout.of)
    case 'array':
      return layout.elements.map((element) => decode(words, element))
    case 'set':
      return layout.chunks.flatMap((chunk, c) => {
        const raw = getSlot(words, chunk)
        const members: Plain[] = []
        for (let i = 0; i < chunk.bits; i++) if ((raw >>> i) & 1) members.push(unrank(layout.type.of, c * 32 + i))
        return members
      })
    case 'map':
      return layout.entries.flatMap(({ present, of }, r) =>
        getSlot(words, present) === 0 ? [] : [[unrank(layout.type.key, r), decode(words, of)]],
      )
    case 'sequence':
      return layout.cells
        .slice(0, getSlot(words, layout.count))
        .map((cell) => unrank(layout.type.of, getSlot(words, cell)))
  }
}

/** Overwrites the slots of the layout with a plain value, in the form that `toPlain` returns. */
export function encode(words: Int32Array, layout: Layout, value: Plain): void {
  // biome-ignore lint/suspicious/noExplicitAny: the layout says what the value is
  const plain = value as any
  switch (layout.kind) {
    case 'cell':
      setSlot(words, layout.slot, rank(layout.type, plain))
      return
    case 'struct':
      for (const [name, field] of layout.fields) encode(words, field, plain[name])
      return
    case 'optional':
      setSlot(words, layout.present, plain === null ? 0 : 1)
      if (plain === null) clear(words, layout.of)
      else encode(words, layout.of, plain)
      return
    case 'array':
      layout.elements.forEach((element, i) => {
        encode(words, element, plain[i])
      })
      return
    case 'set':
      clear(words, layout)
      for (const member of plain) {
        const r = rank(layout.type.of, member)
        const chunk = layout.chunks[r >>> 5] as Slot
        setSlot(words, chunk, getSlot(words, chunk) | (1 << (r & 31)))
      }
      return
    case 'map':
      clear(words, layout)
      for (const [key, item] of plain) {
        const entry = layout.entries[rank(layout.type.key, key)] as MapEntry
        setSlot(words, entry.present, 1)
        encode(words, entry.of, item)
      }
      return
    case 'sequence':
      clear(words, layout)
      setSlot(words, layout.count, plain.length)
      plain.forEach((element: Plain, i: number) => {
        setSlot(words, layout.cells[i] as Slot, rank(layout.type.of, element))
      })
  }
}

/** The words of a layout and, for each, the bits of the layout in it: word and bits in turn. */
export function masksOf(layout: Layout): Int32Array {
  const masks = new Map<number, number>()
  for (const slot of slotsOf(layout)) masks.set(slot.word, (masks.get(slot.word) ?? 0) | maskOf(slot))
  return Int32Array.from([...masks].flat())
}

/** Sets the bits of these masks to 0. */
export function clearMasks(words: Int32Array, masks: Int32Array): void {
  for (let i = 0; i < masks.length; i += 2) {
    const word = masks[i] as number
    words[word] = (words[word] as number) & ~(masks[i + 1] as number)
  }
}

/** Sets everything of this layout to its lowest value. */
export function clear(words: Int32Array, layout: Layout): void {
  switch (layout.kind) {
    case 'cell':
      setSlot(words, layout.slot, 0)
      return
    case 'struct':
      for (const [, field] of layout.fields) clear(words, field)
      return
    case 'optional':
      setSlot(words, layout.present, 0)
      clear(words, layout.of)
      return
    case 'array':
      for (const element of layout.elements) clear(words, element)
      return
    case 'set':
      for (const chunk of layout.chunks) setSlot(words, chunk, 0)
      return
    case 'map':
      for (const entry of layout.entries) {
        setSlot(words, entry.present, 0)
        clear(words, entry.of)
      }
      return
    case 'sequence':
      setSlot(words, layout.count, 0)
      for (const cell of layout.cells) setSlot(words, cell, 0)
  }
}
