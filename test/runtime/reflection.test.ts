import { describe, expect, it } from 'vitest'
import { array, bag, bool, int, mapOf, optional, queue, setOf, struct } from '../../src/index.ts'
import { inBoth } from '../language/both-executions.ts'

// biome-ignore lint/suspicious/noExplicitAny: views of every type
type Any = any

const state = {
  n: int(0, 999_999),
  cells: array(2, bool),
  structs: array(2, struct({ k: bool })),
  maybes: array(2, optional(bool)),
  one: struct({ x: int(0, 2) }),
  there: optional(struct({ y: bool })),
  line: queue(struct({ z: bool }), 2),
  bagged: bag(bool, 2),
  set: setOf(int(0, 2)),
  map: mapOf(int(0, 1), bool),
}

/** The questions that are asked of each value. The answers of both executions must be the same. */
const asks: { readonly [name: string]: (value: Any) => unknown } = {
  'Object.getOwnPropertyNames': (value) => Object.getOwnPropertyNames(value),
  'Object.getOwnPropertySymbols': (value) => Object.getOwnPropertySymbols(value).length,
  'Reflect.ownKeys': (value) => Reflect.ownKeys(value).map(String),
  'Object.getOwnPropertyDescriptors': (value) =>
    Object.entries(Object.getOwnPropertyDescriptors(value)).map(([name, found]: Any) => [
      name,
      Object.keys(found),
      found.enumerable,
    ]),
  'Object.getOwnPropertyDescriptor': (value) =>
    ['x', 'k', 'length', '0', '$node0', '$where0'].map(
      (name) => Object.getOwnPropertyDescriptor(value, name) !== undefined,
    ),
  'Reflect.getOwnPropertyDescriptor': (value) => Reflect.getOwnPropertyDescriptor(value, 'x')?.writable === false,
}

const hash = (text: string) => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000, 7)

describe('what a model finds if it reflects on a value', () => {
  it.each(Object.entries(asks))('%s: is the same in both executions', (_, ask) => {
    const texts = new Set<string>()
    const found = inBoth(state, {
      go: (s) => {
        s.there = { y: true }
        if (!s.line.isFull) s.line.push({ z: true })
        const values = [
          s,
          s.cells,
          s.structs,
          s.structs[0],
          s.maybes,
          s.one,
          s.there,
          ...s.line,
          s.line,
          s.bagged,
          s.set,
          s.map,
        ]
        const text = values.map((value) => JSON.stringify(ask(value))).join('\n')
        texts.add(text)
        s.n = hash(text)
      },
    })
    expect(typeof found.go).not.toBe('string')
    for (const text of texts) expect(text).not.toMatch(/\$|Symbol/)
  })

  it('are the fields, elements and length', () => {
    const seen: unknown[] = []
    inBoth(
      state,
      { go: (s) => void seen.push(Reflect.ownKeys(s.one), Reflect.ownKeys(s.cells), Reflect.ownKeys(s.set)) },
      { depth: 1 },
    )
    for (let i = 0; i < seen.length; i += 3) {
      expect(seen.slice(i, i + 3)).toEqual([['x'], ['0', '1', 'length'], []])
    }
  })

  it('of its own objects is what the host says', () => {
    const own = { a: 1, [Symbol('b')]: 2 }
    const seen: unknown[] = []
    inBoth(state, { go: () => void seen.push(Reflect.ownKeys(own).length, Object.getOwnPropertySymbols(own).length) })
    expect(seen.slice(0, 2)).toEqual([2, 1])
  })
})
