/** The parts of a state that depend on the ids of alike instances. */
import { array, bag, bool, int, mapOf, oneOf, optional, queue, ref, setOf, struct } from 'allways'
import { describe, expect, it } from 'vitest'
import { type Layout, layoutOf, type Slot } from '../../../src/engine/compile/layout.ts'
import { Elements } from '../../../src/engine/symmetry/elements.ts'
import { namedBy, partsOf } from '../../../src/engine/symmetry/parts.ts'
import type { Fields } from '../../../src/language/types.ts'

const Node = ref('node', 3)
const Host = ref('host', 2)
const elements = new Elements([
  { name: 'node', instances: 3, processes: ['node'] },
  { name: 'host', instances: 2, processes: ['host'] },
])

function partsIn(fields: Fields) {
  const { root } = layoutOf(struct(fields))
  const place = (name: string) => new Map(root.fields).get(name) as Layout
  return { ...partsOf(elements, root), place }
}

/** The number of bits that belong to each instance of a class. */
const bitsOf = ({ columns }: ReturnType<typeof partsIn>, index: number) =>
  columns.filter((one) => one.index === index).reduce((sum, { slots }) => sum + (slots[0]?.bits ?? 0), 0)

/** The bits of all instances, each once. */
const places = (slots: readonly Slot[]) =>
  slots.flatMap(({ word, shift, bits }) => Array.from({ length: bits }, (_, k) => word * 32 + shift + k))

describe('the bits that belong to an instance', () => {
  it('are its own places, its elements of arrays, its members of sets and its entries of maps', () => {
    const parts = partsIn({
      node: array(3, struct({ at: oneOf('a', 'b', 'c'), tries: int(0, 5) })),
      flags: array(Node, bool),
      members: setOf(Node),
      byNode: mapOf(Node, int(0, 2)),
    })
    expect(parts.isPaired).toBe(false)
    expect([bitsOf(parts, 0), bitsOf(parts, 1)]).toEqual([2 + 3 + 1 + 1 + (1 + 2), 0])
  })

  it('are disjoint, and as many for each instance', () => {
    const { columns } = partsIn({
      host: array(2, struct({ at: oneOf('a', 'b'), wide: int(0, 2 ** 20) })),
      node: array(3, struct({ at: oneOf('a', 'b') })),
      up: setOf(Host),
    })
    const all = columns.flatMap(({ slots }) => places(slots))
    expect(new Set(all).size).toBe(all.length)
    for (const { index, slots } of columns) {
      expect(slots).toHaveLength(index === 0 ? 3 : 2)
      expect(new Set(slots.map(({ bits }) => bits)).size).toBe(1)
    }
  })

  it('are not those of places without ids', () => {
    const parts = partsIn({ on: bool, count: array(3, int(0, 7)), names: setOf(int(0, 3)) })
    expect(parts).toMatchObject({ columns: [], cells: [], lists: [], isPaired: false })
  })
})

describe('the cells that name an instance', () => {
  it('know the rank of the first instance, and the bits that say whether they are there', () => {
    const parts = partsIn({ owner: optional(Node), next: Host, maybe: optional(struct({ of: Node, on: bool })) })
    expect(parts.cells.map(({ index, offset, present }) => [index, offset, present.length])).toEqual([
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ])
    expect(parts.cells[2]?.present).toEqual([(parts.place('maybe') as Layout & { kind: 'optional' }).present])
  })
})

describe('queues and bags', () => {
  it('are lists if their values name one instance', () => {
    const { lists, isPaired } = partsIn({
      line: queue(Node, 2),
      sent: bag(struct({ what: bool, to: optional(Host) }), 2),
    })
    expect([lists.map(({ index }) => index), isPaired]).toEqual([[0, 1], false])
  })

  it('name the instance by the rank of the value', () => {
    const { index, named } = namedBy(elements, optional(Host))
    expect([index, named(0), named(1), named(2)]).toEqual([1, -1, 3, 4])
  })
})

describe('a part that depends on two ids', () => {
  it.each<[string, Fields]>([
    ['an id inside an instance', { node: array(3, struct({ before: optional(Node) })) }],
    ['an id in an array with an index', { owners: array(Node, optional(Host)) }],
    ['a pair of ids in one value', { sent: bag(struct({ from: Node, to: Node }), 2) }],
    ['a set of pairs', { pairs: setOf(struct({ a: Node, b: Host })) }],
    ['a map from ids to ids', { of: mapOf(Node, optional(Node)) }],
    ['a value with an array that ids are the index of', { marks: setOf(array(Node, bool)) }],
  ])('is noticed: %s', (_, fields) => {
    expect(partsIn(fields).isPaired).toBe(true)
  })
})
