import { describe, expect, it } from 'vitest'
import { Elements, orders } from '../../../src/engine/symmetry/elements.ts'
import {
  Arrangements,
  composed,
  inverse,
  shuffled,
  transpositionsOf,
} from '../../../src/engine/symmetry/permutations.ts'
import { renamings } from './plain-permutation.ts'

const classes = [
  { name: 'node', instances: 3, processes: ['node'] },
  { name: 'host', instances: 2, processes: ['host'] },
]
const elements = new Elements(classes)
const all = renamings(classes).map(({ node = [], host = [] }) => Int32Array.from([...node, ...host]))
const texts = (some: Iterable<Int32Array>) => Array.from(some, (moved) => moved.join(' '))

/** Whether a permutation leaves the word `of`, with a letter for each element, as it is. */
const fixes = (of: string) => (moved: Int32Array) => {
  const { classes: own } = elements
  return own.every(({ from, size }) =>
    Array.from({ length: size }, (_, i) => i).every((i) => of[from + i] === of[from + (moved[from + i] as number)]),
  )
}

/** The permutations that a check tries, with copies of their own. */
function arrangements(of: Elements, isFixed: (moved: Int32Array) => boolean, again = new Arrangements(of)) {
  const found: Int32Array[] = []
  again.visit(isFixed, (moved) => found.push(moved.slice()))
  return found
}

/** All products of the permutations. */
function generated(some: readonly Int32Array[]): Set<string> {
  const found = new Map([[elements.identity().join(' '), elements.identity()]])
  for (const one of found.values()) {
    for (const next of some) {
      const product = composed(elements, one, next)
      found.set(product.join(' '), product)
    }
  }
  return new Set(found.keys())
}

describe('the permutations that a check tries', () => {
  it('are all but the one that changes nothing, if no two instances are equal', () => {
    const tried = texts(arrangements(elements, fixes('abcde')))
    expect(tried.length).toBe(3 * 2 * 1 * 2 - 1)
    expect(new Set([...tried, elements.identity().join(' ')])).toEqual(new Set(texts(all)))
  })

  it('lead to every state of the orbit once, and have every permutation as a product', () => {
    const again = new Arrangements(elements)
    for (const word of ['aaabb', 'aabbc', 'abaxx', 'abbxy', 'aaaxy', 'abcxx', 'abcxy']) {
      const tried = arrangements(elements, fixes(word), again)
      const image = (moved: Int32Array) => {
        const { from: second } = elements.classes[1] as Elements['classes'][number]
        const letters: string[] = []
        moved.forEach((to, element) => {
          letters[(element < second ? 0 : second) + to] = word[element] as string
        })
        return letters.join('')
      }
      const others = tried.filter((moved) => !fixes(word)(moved)).map(image)
      expect(new Set(others).size, word).toBe(others.length)
      expect(new Set([word, ...others]), word).toEqual(new Set(all.map(image)))
      expect(generated(tried).size, word).toBe(12)
    }
  })

  it('are found among many equal instances', () => {
    const many = new Elements([{ name: 'node', instances: 64, processes: ['node'] }])
    const isFixed = (moved: Int32Array) => moved[0] === 0
    const tried = arrangements(many, isFixed)
    // 62 exchanges of equal ones, and one permutation for each other place of the one that differs
    expect(tried.length).toBe(62 + 63)
    expect(new Set(tried.slice(62).map((moved) => moved[0])).size).toBe(63)
  })
})

describe('exchanges of two instances', () => {
  it('exchange each pair of a class', () => {
    expect(texts(transpositionsOf(elements))).toEqual(['1 0 2 0 1', '2 1 0 0 1', '0 2 1 0 1', '0 1 2 1 0'])
  })

  it('lead to a permutation one after the other', () => {
    for (const of of all) {
      const swaps = Array.from(transpositionsOf(elements, of), (swap) => swap.slice())
      const product = swaps.reduce((before, swap) => composed(elements, before, swap), elements.identity())
      expect(product).toEqual(of)
      expect(swaps.length).toBeLessThan(5)
    }
  })
})

describe('permutations', () => {
  it('have an inverse', () => {
    for (const one of all) {
      expect(composed(elements, one, inverse(elements, one))).toEqual(elements.identity())
      expect(composed(elements, inverse(elements, one), one)).toEqual(elements.identity())
    }
  })

  it('are applied from left to right', () => {
    const first = Int32Array.from([1, 2, 0, 0, 1])
    const second = Int32Array.from([1, 0, 2, 1, 0])
    // instance 0 becomes 1, and 1 becomes 0
    expect(composed(elements, first, second)).toEqual(Int32Array.from([0, 2, 1, 1, 0]))
  })

  it('that are drawn depend on the seed alone, and always move something', () => {
    const drawn = Array.from({ length: 500 }, (_, seed) => shuffled(elements, seed * 7919))
    expect(drawn).toEqual(Array.from({ length: 500 }, (_, seed) => shuffled(elements, seed * 7919)))
    expect(texts(drawn)).not.toContain(elements.identity().join(' '))
    expect(new Set(texts(drawn))).toEqual(new Set(texts(all).filter((text) => text !== '0 1 2 0 1')))
  })
})

describe('the orders of things in groups of equal ones', () => {
  it('are counted', () => {
    expect(orders([])).toBe(1)
    expect(orders([3])).toBe(1)
    expect(orders([1, 1, 1])).toBe(6)
    expect(orders([2, 2])).toBe(6)
    expect(orders([1, 4, 2])).toBe(105)
    expect(orders(Array.from({ length: 18 }, () => 1))).toBe(6_402_373_705_728_000)
  })
})
