import { bag, int, queue } from 'allways'
import { expect, it } from 'vitest'
import { Access } from '../../../src/engine/compile/access.ts'
import type { Layout, Slot } from '../../../src/engine/compile/layout.ts'
import { WordBag, WordQueue } from '../../../src/engine/compile/sequences.ts'

/** Cells of `bits` bits, the first of them in word 0 from `shift` on, as many to a word as there is room. */
function cellsOf(bits: number, capacity: number, shift: number): Slot[] {
  const cells: Slot[] = []
  for (let word = 0, at = shift; cells.length < capacity; word++, at = 0) {
    for (; at + bits <= 32 && cells.length < capacity; at += bits) cells.push({ word, shift: at, bits })
  }
  return cells
}

let seed = 1
const random = (n: number) => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
  return (seed >>> 8) % n
}

const shapes = [1, 2, 5, 7, 11, 16, 17, 31].flatMap((bits) =>
  [0, 3, 21].flatMap((shift) => [1, 2, 4, 7, 40].map((capacity) => ({ bits, shift, capacity }))),
)

it.each(shapes)('$capacity ranks of $bits bits from bit $shift on move as in an array', ({ bits, shift, capacity }) => {
  const hi = 2 ** bits - 1
  const cells = cellsOf(bits, capacity, shift)
  const last = (cells.at(-1)?.word ?? 0) + 1
  const layoutOf = (type: ReturnType<typeof queue> | ReturnType<typeof bag>) =>
    ({ kind: 'sequence', type, count: { word: last, shift: 26, bits: 6 }, cells }) as Layout & { kind: 'sequence' }
  const around = Int32Array.from({ length: last + 1 }, () => random(2 ** 30) * 5)
  for (const { word, shift, bits } of [...cells, { word: last, shift: 26, bits: 6 }]) {
    around[word] = (around[word] as number) & ~((bits === 32 ? -1 : 2 ** bits - 1) << shift)
  }
  const words = around.slice()
  const access = new Access(words, true)
  const q = new WordQueue(access, layoutOf(queue(int(0, hi), capacity)), 'q', undefined)
  const found: number[] = []
  const isRight = (values: unknown[]) => {
    expect(values).toEqual(found)
    expect(q.size).toBe(found.length)
  }
  for (let k = 0; k < 200; k++) {
    const value = random(hi + 1)
    const at = random(found.length + 1)
    if (random(2) === 0 && found.length < capacity) {
      q.push(value)
      found.push(value)
    } else if (random(2) === 0) expect(q.removeAt(at)).toBe(found.splice(at, 1)[0])
    else expect(q.shift()).toBe(found.shift())
    isRight(q.values())
    expect(q.at(0)).toBe(found[0])
  }
  q.clear()
  expect(words).toEqual(around)

  found.length = 0
  const g = new WordBag(access, layoutOf(bag(int(0, hi), capacity)), 'g', undefined)
  for (let k = 0; k < 200; k++) {
    const value = random(2) === 0 ? random(hi + 1) : (found[random(found.length + 1)] ?? 0)
    if (random(3) > 0 && found.length < capacity) {
      g.add(value)
      found.push(value)
      found.sort((a, b) => a - b)
    } else {
      const at = found.indexOf(value)
      expect(g.delete(value)).toBe(at >= 0)
      if (at >= 0) found.splice(at, 1)
    }
    expect(g.values()).toEqual(found)
    expect(g.count(value)).toBe(found.filter((other) => other === value).length)
  }
  g.clear()
  expect(words).toEqual(around)
})
