/**
 * A hash for each instance of a state: all parts that name it, with the colours of the other instances in them.
 * The hashes of a permuted state are the permuted hashes.
 */
import { getSlot, type Layout, type MapEntry, type Slot } from '../compile/layout.ts'
import type { Elements } from './elements.ts'
import { hasIndex, mix, splitOf } from './split.ts'

/** The hash of each element. The result is used again for the next state. */
export type Paint = (words: Int32Array, colours: Uint32Array) => Uint32Array

export function painter(elements: Elements, root: Layout & { kind: 'struct' }): Paint {
  const { count } = elements
  const seen = new Uint32Array(count)
  const none = new Int32Array(count)
  let colours = new Uint32Array(count)
  /** The elements on the way to the current place, then those in its value. */
  const path: number[] = []

  /** A part with the value `value`, at a place that `shape` numbers, of the elements in `path`. */
  const part = (shape: number, value: number) => {
    const { length } = path
    if (length === 0) return
    let whole = mix(shape, value)
    for (let k = 0; k < length; k++) {
      const element = path[k] as number
      whole = mix(whole, colours[element] as number)
      // which of the elements are the same one
      whole = mix(whole, path.indexOf(element))
    }
    for (let k = 0; k < length; k++) {
      const element = path[k] as number
      seen[element] = ((seen[element] as number) + mix(whole, k + 1)) >>> 0
    }
  }
  let shapes = 0
  type Visit = (words: Int32Array) => void
  const visitor = (type: Layout['type']) => (hasIndex(elements, type) ? inPieces(type) : asOne(type))
  const asOne = (type: Layout['type']) => {
    const visit = elements.visitorOf(type)
    const map = elements.mapOf(type)
    return (rank: number, then: (value: number) => void) => {
      const depth = path.length
      visit?.(rank, (element) => path.push(element))
      then(map === undefined ? rank : map(rank, none))
      path.length = depth
    }
  }
  /** Calls `then` for each piece of the value. The sum of all pieces keeps them together. */
  const inPieces = (type: Layout['type']) => {
    const split = splitOf(elements, type)
    return (rank: number, then: (value: number) => void) => {
      const depth = path.length
      let whole = 0
      split(rank, (named, value) => {
        whole = (whole + named.reduce((hash, element) => mix(hash, colours[element] as number), value)) >>> 0
      })
      split(rank, (named, value) => {
        path.push(...named)
        then(mix(value, whole))
        path.length = depth
      })
    }
  }
  const visitOf = (layout: Layout, shape: number): Visit => {
    switch (layout.kind) {
      case 'cell': {
        const { slot } = layout
        const named = visitor(layout.type)
        return (words) => {
          const rank = getSlot(words, slot)
          named(rank, (value) => part(shape, value))
        }
      }
      case 'struct': {
        const fields = layout.fields.map(([, field], k) => visitOf(field, mix(shape, k + 1)))
        return (words) => {
          for (const visit of fields) visit(words)
        }
      }
      case 'optional': {
        const of = visitOf(layout.of, mix(shape, 1))
        return (words) => {
          const isThere = getSlot(words, layout.present)
          part(shape, isThere)
          if (isThere === 1) of(words)
        }
      }
      case 'array': {
        const index = elements.classOf((layout.type as { index?: { process: string } }).index)
        return elementsOf(layout.elements, index, shape)
      }
      case 'set': {
        const named = visitor(layout.type.of)
        return (words) => {
          layout.chunks.forEach((chunk, c) => {
            for (let raw = getSlot(words, chunk); raw !== 0; raw &= raw - 1) {
              named(c * 32 + (31 - Math.clz32(raw & -raw)), (value) => part(shape, value))
            }
          })
        }
      }
      case 'map': {
        const named = visitor(layout.type.key)
        const touched = elements.idsIn(layout.type.key) > 0
        const entries = layout.entries.map(({ of }, rank) => {
          return visitOf(of, mix(shape, 1 + (touched ? strippedOf(layout.type.key, rank) : rank)))
        })
        return (words) => {
          layout.entries.forEach(({ present }: MapEntry, rank) => {
            if (getSlot(words, present) === 0) return
            named(rank, (value) => {
              part(shape, value)
              entries[rank]?.(words)
            })
          })
        }
      }
      case 'sequence': {
        const named = visitor(layout.type.of)
        const isBag = layout.type.kind === 'bag'
        return (words) => {
          const used = getSlot(words, layout.count)
          for (let k = 0; k < used; k++) {
            const at = isBag ? shape : mix(shape, k + 1)
            named(getSlot(words, layout.cells[k] as Slot), (value) => part(at, value))
          }
        }
      }
    }
  }
  const strippedOf = (type: Layout['type'], rank: number) => elements.mapOf(type)?.(rank, none) ?? rank
  const elementsOf = (all: readonly Layout[], index: number, shape: number): Visit => {
    const from = index < 0 ? 0 : (elements.classes[index] as Elements['classes'][number]).from
    const visits = all.map((element, i) => visitOf(element, index < 0 ? mix(shape, i + 1) : mix(shape, 0)))
    return (words) => {
      visits.forEach((visit, i) => {
        if (index >= 0) path.push(from + i)
        visit(words)
        if (index >= 0) path.pop()
      })
    }
  }
  const fields = root.fields.map(([name, layout]): Visit => {
    const index = elements.classOfField(name)
    shapes = mix(shapes, 7)
    return index < 0
      ? visitOf(layout, shapes)
      : elementsOf((layout as Layout & { kind: 'array' }).elements, index, shapes)
  })
  return (words, given) => {
    colours = given as Uint32Array<ArrayBuffer>
    seen.fill(0)
    for (const visit of fields) visit(words)
    return seen
  }
}
