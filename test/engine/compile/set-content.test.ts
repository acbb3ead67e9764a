import { bool, int, setOf, struct } from 'allways'
import { expect, it } from 'vitest'
import { Access } from '../../../src/engine/compile/access.ts'
import { type Layout, layoutOf } from '../../../src/engine/compile/layout.ts'
import { WordSet } from '../../../src/engine/compile/sets.ts'
import { content } from '../../../src/runtime/collections.ts'

it.each([33, 64, 100, 2100])('a set of %i values has the content that its bits say, in each of its views', (n) => {
  const system = struct({ before: int(0, 5), all: setOf(struct({ n: int(0, n - 1) })), after: bool })
  const { root, words: length } = layoutOf(system)
  const layout = root.fields[1]?.[1] as Layout & { kind: 'set' }
  const words = new Int32Array(length)
  const step = new Access(words, true)
  const guard = new Access(words, false)
  const written = new WordSet(step, layout, 'all', undefined)
  const read = new WordSet(guard, layout, 'all', undefined)
  const members = new Set<number>()
  let at = 7
  for (let k = 0; k < 300; k++) {
    at = (at * 31 + k) % n
    if (k % 3 === 2) {
      const some = [...members][at % members.size] ?? 0
      written.delete({ n: some })
      members.delete(some)
    } else {
      written.add({ n: at })
      members.add(at)
    }
    if (k % 97 === 96) {
      written.clear()
      members.clear()
    }
    const expected = [...members].sort((a, b) => a - b)
    // a view that only reads looks again when the words have changed from outside
    guard.epoch++
    const views = k % 2 === 0 ? [written, read] : [read, written]
    for (const view of views) expect(view.values()).toEqual(expected.map((n) => ({ n })))
    expect(read[content]()).toBe(written[content]())
    expect(read[content]()).toBe(read[content]())
  }
})
