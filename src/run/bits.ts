/** The bits of each variable in a packed state, and how many of them no explored state needs. */
import { getSlot, type Layout, layoutOf, type Slot } from '../engine/compile/layout.ts'
import type { Search } from '../engine/search/search.ts'
import type { Model } from '../language/model.ts'
import type { IntType } from '../language/types.ts'
import type { BitField, Bits } from '../result.ts'
import { textOf } from './model-parts.ts'

/** One field in all elements of the arrays around it, and the range of values seen in it. */
interface Field {
  readonly bounds: string
  /** The range of the numbers it may hold; for a queue or bag, the range of its lengths. */
  readonly int: IntType | undefined
  /** Bits of an element if `int` counts elements, otherwise 0. */
  readonly each: number
  readonly slots: Slot[]
  bits: number
  low: number
  high: number
}

export function bitsOf(model: Model, { store, program }: Search): Bits {
  const { root, words } = layoutOf(model.system)
  const fields = new Map<string, Field>()
  collect(root, '', fields)
  const seen = [...fields.values()].filter(({ int }) => int !== undefined)
  const state = new Int32Array(program.words)
  for (let id = 0; id < store.count; id++) {
    store.load(id, state)
    for (let f = 0; f < seen.length; f++) {
      const field = seen[f] as Field
      for (let k = 0; k < field.slots.length; k++) {
        const raw = getSlot(state, field.slots[k] as Slot)
        if (raw < field.low) field.low = raw
        if (raw > field.high) field.high = raw
      }
    }
  }
  const told = [...fields].map(([path, field]) => fieldOf(path, field)).sort((a, b) => b.bits - a.bits)
  return { words, bits: told.reduce((sum, { bits }) => sum + bits, 0), states: store.count, fields: told }
}

function fieldOf(path: string, { bounds, bits, int, each, slots, low, high }: Field): BitField {
  const plain = { path, bits, bounds }
  if (int === undefined || high < low) return plain
  const range = { from: int.lo + low, to: int.lo + high }
  if (each > 0) {
    const saves = (int.hi - high) * each * slots.length
    return { ...plain, ...range, saves: saves + (widthOf(int.hi + 1) - widthOf(high + 1)) * slots.length }
  }
  return { ...plain, ...range, saves: (widthOf(int.hi - int.lo + 1) - widthOf(high - low + 1)) * slots.length }
}

const widthOf = (values: number) => (values <= 1 ? 0 : 32 - Math.clz32(values - 1))

function collect(layout: Layout, path: string, fields: Map<string, Field>): void {
  const add = (at: string, bounds: string, bits: number, int?: IntType, slot?: Slot, each = 0) => {
    const field = fields.get(at) ?? { bounds, int, each, slots: [], bits: 0, low: 2 ** 31, high: -1 }
    fields.set(at, field)
    field.bits += bits
    if (slot !== undefined) field.slots.push(slot)
  }
  switch (layout.kind) {
    case 'cell': {
      const { type, slot } = layout
      // a fault counter is a budget, not a choice of bounds
      const int = type.kind === 'int' && !path.startsWith('faults.') ? type : undefined
      add(path, textOf(type), slot.bits, int, int && slot)
      return
    }
    case 'struct':
      for (const [name, field] of layout.fields) collect(field, path === '' ? name : `${path}.${name}`, fields)
      return
    case 'array':
      for (const element of layout.elements) collect(element, `${path}[]`, fields)
      return
    case 'optional':
      add(path, textOf(layout.type), layout.present.bits)
      // an absent value is all zeros, so what is stored says nothing about the bounds in use
      add(path, textOf(layout.type), sizeOf(layout.of))
      return
    case 'set':
    case 'map':
      add(path, textOf(layout.type), sizeOf(layout))
      return
    case 'sequence': {
      const { count, cells, type } = layout
      const lengths: IntType = { kind: 'int', lo: 0, hi: type.capacity }
      add(path, textOf(type), sizeOf(layout), lengths, count, cells[0]?.bits ?? 0)
    }
  }
}

function sizeOf(layout: Layout): number {
  switch (layout.kind) {
    case 'cell':
      return layout.slot.bits
    case 'struct':
      return layout.fields.reduce((sum, [, field]) => sum + sizeOf(field), 0)
    case 'array':
      return layout.elements.reduce((sum, element) => sum + sizeOf(element), 0)
    case 'optional':
      return layout.present.bits + sizeOf(layout.of)
    case 'set':
      return layout.chunks.reduce((sum, { bits }) => sum + bits, 0)
    case 'map':
      return layout.entries.reduce((sum, { present, of }) => sum + present.bits + sizeOf(of), 0)
    case 'sequence':
      return layout.cells.reduce((sum, { bits }) => sum + bits, layout.count.bits)
  }
}
