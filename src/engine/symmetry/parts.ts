/**
 * The parts of a packed state that depend on the ids of alike instances. If every part depends on one id only, then two
 * instances with equal parts are interchangeable, and sorting the instances by their parts gives one state of each
 * orbit. A part that depends on two ids (an id inside an instance, a pair of ids in one value) makes the model `paired`.
 */
import { cardinality } from '../../language/values.ts'
import { type Layout, type Slot, slotsOf } from '../compile/layout.ts'
import type { Elements } from './elements.ts'

/** Bits that belong to an instance: at `slots[i]` those of instance `i`. */
export interface Column {
  readonly index: number
  readonly slots: readonly Slot[]
}

/** A cell that names at most one instance. It counts only if all of `present` are 1. */
export interface NamingCell {
  readonly index: number
  readonly slot: Slot
  /** The rank of instance 0: 1 if the cell may be `null`, else 0. */
  readonly offset: number
  readonly present: readonly Slot[]
}

/** A queue or bag whose values name at most one instance each. */
export interface NamingList {
  readonly index: number
  readonly layout: Layout & { readonly kind: 'sequence' }
}

export interface Parts {
  readonly columns: readonly Column[]
  readonly cells: readonly NamingCell[]
  readonly lists: readonly NamingList[]
  /** Whether some part depends on two ids. The lists above are then incomplete. */
  readonly isPaired: boolean
}

export function partsOf(elements: Elements, root: Layout & { kind: 'struct' }): Parts {
  const columns: Column[] = []
  const cells: NamingCell[] = []
  const lists: NamingList[] = []
  let isPaired = false

  /** Places of which the instance with the same number in class `index` has one each. */
  const own = (index: number, places: readonly Layout[]) => {
    if (places.some((place) => elements.isTouched(place.type))) {
      isPaired = true
      return
    }
    const slots = places.map(slotsOf)
    slots[0]?.forEach((_, k) => {
      columns.push({ index, slots: slots.map((all) => all[k] as Slot) })
    })
  }
  /** `all[rank]`: the slots of the value with this rank; the value names at most one instance. */
  const ownByName = (index: number, named: (rank: number) => number, all: readonly (readonly Slot[])[]) => {
    const { from, size } = elements.classes[index] as Elements['classes'][number]
    const slots: Slot[][] = Array.from({ length: size }, () => [])
    all.forEach((some, rank) => {
      const element = named(rank)
      if (element >= 0) slots[element - from]?.push(...some)
    })
    slots[0]?.forEach((_, k) => {
      columns.push({ index, slots: slots.map((some) => some[k] as Slot) })
    })
  }
  const walk = (layout: Layout, present: readonly Slot[]): void => {
    if (!elements.isTouched(layout.type)) return
    switch (layout.kind) {
      case 'cell': {
        const { type, slot } = layout
        const inner = type.kind === 'optional' ? type.of : type
        const index = inner.kind === 'ref' ? elements.classOf(inner) : -1
        if (index >= 0) cells.push({ index, slot, offset: type.kind === 'optional' ? 1 : 0, present })
        return
      }
      case 'struct':
        for (const [, field] of layout.fields) walk(field, present)
        return
      case 'optional':
        walk(layout.of, [...present, layout.present])
        return
      case 'array': {
        const index = elements.classOf((layout.type as { index?: { process: string } }).index)
        if (index >= 0) own(index, layout.elements)
        else for (const element of layout.elements) walk(element, present)
        return
      }
      case 'set': {
        const ids = elements.idsIn(layout.type.of)
        if (ids > 1) isPaired = true
        else {
          const bit = (rank: number): Slot => {
            const { word, shift } = layout.chunks[rank >>> 5] as Slot
            return { word, shift: shift + (rank & 31), bits: 1 }
          }
          const { index, named } = namedBy(elements, layout.type.of)
          const all = Array.from({ length: cardinality(layout.type.of) }, (_, rank) => [bit(rank)])
          ownByName(index, named, all)
        }
        return
      }
      case 'map': {
        const { key, of } = layout.type
        const ids = elements.idsIn(key)
        if (ids === 0) for (const entry of layout.entries) walk(entry.of, [...present, entry.present])
        else if (ids > 1 || elements.isTouched(of)) isPaired = true
        else {
          const { index, named } = namedBy(elements, key)
          const all = layout.entries.map((entry) => [entry.present, ...slotsOf(entry.of)])
          ownByName(index, named, all)
          // entries whose key names nobody hold no ids, because the values hold none
        }
        return
      }
      case 'sequence':
        if (elements.idsIn(layout.type.of) > 1) isPaired = true
        else lists.push({ index: namedBy(elements, layout.type.of).index, layout })
    }
  }
  for (const [name, layout] of root.fields) {
    const index = elements.classOfField(name)
    if (index >= 0) own(index, (layout as Layout & { kind: 'array' }).elements)
    else walk(layout, [])
  }
  return { columns: merged(columns), cells, lists, isPaired }
}

/** For a type whose values name at most one instance: its class, and the element that a value names, or −1. */
export function namedBy(elements: Elements, type: Layout['type']) {
  const visitor = elements.visitorOf(type)
  let found = -1
  const named = (rank: number) => {
    found = -1
    visitor?.(rank, (element) => {
      found = element
    })
    return found
  }
  let index = -1
  const last = cardinality(type) - 1
  // the highest value names an instance, because `null` is the lowest value of a type
  const element = named(last)
  elements.classes.forEach(({ from, size }, c) => {
    if (element >= from && element < from + size) index = c
  })
  return { index, named }
}

/** Joins columns that lie side by side in the same word for every instance. */
function merged(columns: readonly Column[]): Column[] {
  const joined: Column[] = []
  for (const column of columns) {
    if (column.slots[0]?.bits === 0) continue
    const last = joined.at(-1)
    const fits =
      last?.index === column.index &&
      last.slots.every(({ word, shift, bits }, i) => {
        const next = column.slots[i] as Slot
        return word === next.word && shift + bits === next.shift && bits + next.bits < 32
      })
    if (last === undefined || !fits) joined.push(column)
    else {
      const slots = last.slots.map((slot, i) => ({ ...slot, bits: slot.bits + (column.slots[i] as Slot).bits }))
      joined[joined.length - 1] = { index: column.index, slots }
    }
  }
  return joined
}
