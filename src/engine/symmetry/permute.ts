/** Applies a permutation of alike instances to a packed state: moves what belongs to them and renames their ids. */
import { getSlot, type Layout, type MapEntry, type Slot, setSlot } from '../compile/layout.ts'
import type { Elements, MapRank } from './elements.ts'

export type Move = (from: Int32Array, to: Int32Array, moved: Int32Array) => void

/**
 * `to` receives the state in which instance `i` of a class is instance `moved[i]`. It must be another array. It is
 * written for any layout, and does not need to be fast: the sorted form moves states with code of its own.
 */
export function permuter(elements: Elements, root: Layout & { kind: 'struct' }): Move {
  const fields = root.fields.map(([name, layout]) => {
    const index = elements.classOfField(name)
    return index < 0 ? moveOf(elements, layout, layout) : moveElements(elements, layout, index)
  })
  return (from, to, moved) => {
    to.fill(0)
    for (const move of fields) move(from, to, moved)
  }
}

function moveOf(elements: Elements, source: Layout, target: Layout): Move {
  switch (source.kind) {
    case 'cell': {
      const map = elements.mapOf(source.type)
      const { slot } = target as typeof source
      return (from, to, moved) => {
        const rank = getSlot(from, source.slot)
        setSlot(to, slot, map === undefined ? rank : map(rank, moved))
      }
    }
    case 'struct': {
      const others = (target as typeof source).fields
      const fields = source.fields.map(([, field], k) => moveOf(elements, field, (others[k] as (typeof others)[0])[1]))
      return (from, to, moved) => {
        for (const move of fields) move(from, to, moved)
      }
    }
    case 'optional': {
      const { present, of } = target as typeof source
      const inner = moveOf(elements, source.of, of)
      return (from, to, moved) => {
        if (getSlot(from, source.present) === 0) return
        setSlot(to, present, 1)
        inner(from, to, moved)
      }
    }
    case 'array': {
      const index = elements.classOf((source.type as { index?: { process: string } }).index)
      if (index >= 0) return moveElements(elements, source, index, target)
      const others = (target as typeof source).elements
      const moves = source.elements.map((element, i) => moveOf(elements, element, others[i] as Layout))
      return (from, to, moved) => {
        for (const move of moves) move(from, to, moved)
      }
    }
    case 'set':
      return moveSet(source, target as typeof source, elements.mapOf(source.type.of))
    case 'map':
      return moveMap(elements, source, target as typeof source)
    case 'sequence':
      return moveSequence(source, target as typeof source, elements.mapOf(source.type.of))
  }
}

/** Moves the elements of an array that has an alike process as its index, or of the process itself. */
function moveElements(elements: Elements, source: Layout, index: number, target: Layout = source): Move {
  const all = (source as Layout & { kind: 'array' }).elements
  const others = (target as Layout & { kind: 'array' }).elements
  const { from: first } = elements.classes[index] as Elements['classes'][number]
  const moves = pairwise((i, j) => moveOf(elements, all[i] as Layout, others[j] as Layout))
  return (from, to, moved) => {
    for (let i = 0; i < all.length; i++) moves(i, moved[first + i] as number)(from, to, moved)
  }
}

/** Makes the move from each place to each other one when it is needed. */
function pairwise(make: (i: number, j: number) => Move): (i: number, j: number) => Move {
  const made = new Map<number, Move>()
  return (i, j) => {
    const key = i * 4096 + j
    const move = made.get(key) ?? make(i, j)
    made.set(key, move)
    return move
  }
}

function moveSet(source: Layout & { kind: 'set' }, target: typeof source, map: MapRank | undefined): Move {
  return (from, to, moved) => {
    source.chunks.forEach((chunk, c) => {
      for (let raw = getSlot(from, chunk); raw !== 0; raw &= raw - 1) {
        const rank = c * 32 + (31 - Math.clz32(raw & -raw))
        const at = map === undefined ? rank : map(rank, moved)
        const other = target.chunks[at >>> 5] as Slot
        setSlot(to, other, getSlot(to, other) | (1 << (at & 31)))
      }
    })
  }
}

function moveMap(elements: Elements, source: Layout & { kind: 'map' }, target: typeof source): Move {
  const map = elements.mapOf(source.type.key)
  const moves = pairwise((i, j) =>
    moveOf(elements, (source.entries[i] as MapEntry).of, (target.entries[j] as MapEntry).of),
  )
  return (from, to, moved) => {
    source.entries.forEach(({ present }, rank) => {
      if (getSlot(from, present) === 0) return
      const at = map === undefined ? rank : map(rank, moved)
      setSlot(to, (target.entries[at] as MapEntry).present, 1)
      moves(rank, at)(from, to, moved)
    })
  }
}

function moveSequence(source: Layout & { kind: 'sequence' }, target: typeof source, map: MapRank | undefined): Move {
  const isBag = source.type.kind === 'bag'
  return (from, to, moved) => {
    const count = getSlot(from, source.count)
    setSlot(to, target.count, count)
    const ranks = source.cells.slice(0, count).map((cell) => {
      const rank = getSlot(from, cell)
      return map === undefined ? rank : map(rank, moved)
    })
    if (isBag) ranks.sort((a, b) => a - b)
    ranks.forEach((rank, k) => {
      setSlot(to, target.cells[k] as Slot, rank)
    })
  }
}
