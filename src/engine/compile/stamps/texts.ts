/**
 * The source text that finds the stamps of a packed state and gives them other numbers. The state begins at `Q[n]`. `A`
 * has a mask for each family: bit `k` for the stamp with number `k`. `R` has the new number of each stamp. New numbers
 * keep the order, so the ranks of values in collections keep theirs, and nothing has to be sorted.
 */
import { hasStamps } from '../../../language/stamps/alive.ts'
import type { Type } from '../../../language/types.ts'
import { loadText, storeText } from '../codec.ts'
import { getSlot, type Layout, type MapEntry, type Slot, setSlot, slotsOf } from '../layout.ts'
import { type Families, type MapRank, mapRankOf, type NoteRank, noteRankOf } from './ranks.ts'

/** Values that the text refers to. */
type Constant = (value: unknown) => string

const row = (word: number) => `Q[n+${word}]`
const load = (slot: Slot) => loadText(slot, row)
/** Writes `r`. */
const store = (slot: Slot) => storeText(slot, 'r', row)

/** Statements that add the stamps of a part of the state to `A`. */
export function aliveText(layout: Layout, families: Families, constant: Constant): string {
  const text = (of: Layout) => aliveText(of, families, constant)
  const note = (type: Type) => `${constant(noteRankOf(type, families) as NoteRank)}(r,A);`
  if (!hasStamps(layout.type)) return ''
  switch (layout.kind) {
    case 'cell': {
      const { type, slot } = layout
      if (type.kind === 'stamp') return `A[${families.get(type.family)}]|=1<<${load(slot)};`
      return `{const r=${load(slot)};${note(type)}}`
    }
    case 'struct':
      return layout.fields.map(([, field]) => text(field)).join('\n')
    case 'optional':
      return `if(${load(layout.present)}!==0){${text(layout.of)}}`
    case 'array':
      return layout.elements.map(text).join('\n')
    case 'set':
      return layout.chunks
        .map((chunk, c) => {
          const { of } = layout.type
          if (of.kind === 'stamp') return `A[${families.get(of.family)}]|=${load(chunk)};`
          return `for(let b=${load(chunk)};b!==0;b&=b-1){const r=${32 * c + 31}-Math.clz32(b&-b);${note(of)}}`
        })
        .join('\n')
    case 'map': {
      const key = hasStamps(layout.type.key) ? note(layout.type.key) : ''
      return layout.entries
        .map(({ present, of }, r) => `if(${load(present)}!==0){${key === '' ? '' : `const r=${r};${key}`}${text(of)}}`)
        .join('\n')
    }
    case 'sequence': {
      const each = layout.cells.map((cell, i) => `if(c>${i}){const r=${load(cell)};${note(layout.type.of)}}`)
      return `{const c=${load(layout.count)};${each.join('')}}`
    }
  }
}

/** Statements that replace the stamps of a part of the state as `R` says. */
export function renumberText(layout: Layout, families: Families, constant: Constant): string {
  const text = (of: Layout) => renumberText(of, families, constant)
  const map = (type: Type) => constant(mapRankOf(type, families) as MapRank)
  if (!hasStamps(layout.type)) return ''
  switch (layout.kind) {
    case 'cell': {
      const { type, slot } = layout
      if (type.kind === 'stamp') return `{const r=R[${families.get(type.family)}][${load(slot)}];${store(slot)}}`
      return `{const r=${map(type)}(${load(slot)},R);${store(slot)}}`
    }
    case 'struct':
      return layout.fields.map(([, field]) => text(field)).join('\n')
    case 'optional':
      return `if(${load(layout.present)}!==0){${text(layout.of)}}`
    case 'array':
      return layout.elements.map(text).join('\n')
    case 'set': {
      const move = constant(moveMembers(layout.chunks, mapRankOf(layout.type.of, families) as MapRank))
      return `${move}(Q,n,R);`
    }
    case 'map': {
      const inside = layout.entries.map(({ present, of }) => {
        const own = text(of)
        return own === '' ? '' : `if(${load(present)}!==0){${own}}`
      })
      const byKey = mapRankOf(layout.type.key, families)
      return `${inside.join('\n')}${byKey === undefined ? '' : `${constant(moveEntries(layout.entries, byKey))}(Q,n,R);`}`
    }
    case 'sequence': {
      const own = map(layout.type.of)
      const each = layout.cells.map((cell, i) => `if(c>${i}){const r=${own}(${load(cell)},R);${store(cell)}}`)
      return `{const c=${load(layout.count)};${each.join('')}}`
    }
  }
}

type Move = (words: Int32Array, at: number, to: readonly Int8Array[]) => void

/** New ranks are not greater and keep their order. So from the lowest on, each finds its new place free. */
function moveMembers(chunks: readonly Slot[], map: MapRank): Move {
  return (words, at, to) => {
    for (let c = 0; c < chunks.length; c++) {
      for (let left = getSlot(words, chunks[c] as Slot, at); left !== 0; left &= left - 1) {
        const bit = 31 - Math.clz32(left & -left)
        const r = map(32 * c + bit, to)
        const from = chunks[c] as Slot
        setSlot(words, from, getSlot(words, from, at) & ~(1 << bit), at)
        const target = chunks[r >>> 5] as Slot
        setSlot(words, target, getSlot(words, target, at) | (1 << (r & 31)), at)
      }
    }
  }
}

function moveEntries(entries: readonly MapEntry[], map: MapRank): Move {
  const slots = entries.map(({ present, of }) => [present, ...slotsOf(of)])
  return (words, at, to) => {
    for (let k = 0; k < entries.length; k++) {
      const from = slots[k] as Slot[]
      if (getSlot(words, from[0] as Slot, at) === 0) continue
      const r = map(k, to)
      if (r === k) continue
      const target = slots[r] as Slot[]
      for (let i = 0; i < from.length; i++) {
        setSlot(words, target[i] as Slot, getSlot(words, from[i] as Slot, at), at)
        setSlot(words, from[i] as Slot, 0, at)
      }
    }
  }
}
