/** The chosen state of an orbit of many instances, and of instances that nothing but their order tells apart. */
import { array, bag, bool, int, mapOf, oneOf, optional, queue, ref, setOf, struct } from 'allways'
import { describe, expect, it } from 'vitest'
import { decode, encode, layoutOf } from '../../../src/engine/compile/layout.ts'
import { Elements } from '../../../src/engine/symmetry/elements.ts'
import { partsOf } from '../../../src/engine/symmetry/parts.ts'
import { shuffled } from '../../../src/engine/symmetry/permutations.ts'
import { refined } from '../../../src/engine/symmetry/refined.ts'
import { sorted } from '../../../src/engine/symmetry/sorted.ts'
import type { Fields } from '../../../src/language/types.ts'
import type { Plain } from '../../../src/plain.ts'
import { Tape } from '../../differential/tape.ts'
import { permuted } from './plain-permutation.ts'
import { randomValue } from './random-states.ts'

function having(instances: number, fields: Fields) {
  const classes = [{ name: 'node', instances, processes: ['node'] }]
  const type = struct(fields)
  const { root, words } = layoutOf(type)
  const elements = new Elements(classes)
  const parts = partsOf(elements, root)
  const canonical = parts.isPaired ? refined(elements, root, words) : sorted(elements, parts, words)
  const row = (state: Plain) => {
    const packed = new Int32Array(words)
    encode(packed, root, state)
    return packed
  }
  const text = (packed: Int32Array, moved: readonly number[] = []) =>
    JSON.stringify(permuted(fields, decode(packed, root), classes, { node: moved }))
  return { ...{ type, root, words, elements, parts, canonical, row, text } }
}

const bytes = (seed: number, length: number) => {
  let state = seed
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state >>> 24
  })
}

describe.each([5, 16, 64])('%i instances', (n) => {
  const Node = ref('node', n)
  const shapes: { [name: string]: Fields } = {
    'with their own places alone': { node: array(n, struct({ at: oneOf('a', 'b', 'c'), tries: int(0, 5) })) },
    'in sets, cells and arrays': {
      flags: array(Node, bool),
      node: array(n, struct({ at: oneOf('a', 'b') })),
      ...{ owner: optional(Node), next: Node, members: setOf(Node), owners: array(3, Node) },
      maybe: optional(struct({ of: Node, on: bool })),
    },
    'in queues, bags and maps': {
      line: queue(Node, 6),
      sent: bag(struct({ what: int(0, 2), to: optional(Node) }), 6),
      node: array(n, struct({ at: oneOf('a', 'b') })),
      byNode: mapOf(Node, int(0, 2)),
      byName: mapOf(bool, Node),
    },
    'with much of their own': {
      node: array(n, struct({ at: oneOf('a', 'b'), wide: int(0, 2 ** 31 - 1), other: setOf(int(0, 63)) })),
    },
  }

  it.each(Object.entries(shapes))('%s have one chosen state for all permutations', (_, fields) => {
    const { type, words, elements, parts, canonical, row, text } = having(n, fields)
    expect(parts.isPaired).toBe(false)
    for (let seed = 1; seed <= 6; seed++) {
      const state = row(randomValue(new Tape(bytes(seed, 4000)), type))
      const chosen = state.slice()
      if (canonical.settle(chosen, 0)) expect(text(chosen)).toBe(text(state, [...canonical.moved]))
      for (let k = 0; k < 5; k++) {
        const other = new Int32Array(words)
        canonical.permute(state, 0, other, shuffled(elements, seed * 31 + k))
        canonical.settle(other, 0)
        expect(other).toEqual(chosen)
      }
      expect(canonical.settle(chosen, 0)).toBe(false)
    }
  })

  it('have as many states in an orbit as there are orders', () => {
    const { canonical, row } = having(n, { node: array(n, struct({ at: oneOf('a', 'b') })) })
    const one = row({ node: Array.from({ length: n }, (_, i) => ({ at: i === 2 ? 'b' : 'a' })) })
    canonical.settle(one, 0)
    expect(canonical.orbit(one, 0)).toBe(n)
    const two = row({ node: Array.from({ length: n }, (_, i) => ({ at: i === 2 || i === 4 ? 'b' : 'a' })) })
    canonical.settle(two, 0)
    expect(canonical.orbit(two, 0)).toBe((n * (n - 1)) / 2)
  })
})

describe('instances that only their order tells apart', () => {
  const ring = (n: number) => {
    const made = having(n, { node: array(n, struct({ at: oneOf('a', 'b'), next: ref('node', n) })) })
    const step = (k: number, at: string) => ({ at, next: (k + 1) % n })
    const same = made.row({ node: Array.from({ length: n }, (_, k) => step(k, 'a')) })
    const marked = made.row({ node: Array.from({ length: n }, (_, k) => step(k, k === 3 ? 'b' : 'a')) })
    return { ...made, same, marked }
  }

  it('are tried in all orders, up to 5040', () => {
    const { canonical, same } = ring(7)
    canonical.settle(same, 0)
    // 7 rotations of a ring change nothing
    expect(canonical.orbit(same, 0)).toBe(720)
  })

  it('are refused if there are more orders, with a remedy', () => {
    const { canonical, same, marked } = ring(8)
    expect(() => canonical.settle(same, 0)).toThrow(
      '40320 orders of instances cannot be told apart in one state, and the limit is 5040: explore with --symmetry off, or with fewer instances',
    )
    canonical.settle(marked, 0)
    expect(canonical.orbit(marked, 0)).toBe(40_320)
  })
})
