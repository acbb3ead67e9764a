import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/engine/simulate/random.ts'
import { mostSeenBytes, SeenBits } from '../../../src/engine/store/seen-bits.ts'

const words = 3

/** Rows of random words, or of small numbers in order, as states have them. */
function rowsOf(count: number, kind: 'random' | 'small'): Int32Array {
  const random = new Random(1, 0)
  return Int32Array.from({ length: count * words }, (_, i) =>
    kind === 'random' ? random.fraction() * 2 ** 32 : i % words === 0 ? Math.floor(i / words) : 5,
  )
}

describe('the bits of seen states', () => {
  it.each(['random', 'small'] as const)('never forget a state (%s words)', (kind) => {
    const rows = rowsOf(5_000, kind)
    const seen = new SeenBits(words, 2 ** 12)
    for (let at = 0; at < rows.length; at += words) {
      seen.add(rows, at)
      for (const before of [at, 0, Math.floor(at / words / 2) * words]) expect(seen.add(rows, before)).toBe(false)
    }
  })

  it.each([
    ['random', 2 ** 20],
    ['random', 2 ** 14],
    ['random', 2 ** 13],
    ['small', 2 ** 20],
    ['small', 2 ** 14],
    ['small', 2 ** 13],
  ] as const)('are mistaken as often as they say (%s words, %i bytes)', (kind, bytes) => {
    const count = 20_000
    const rows = rowsOf(count, kind)
    const seen = new SeenBits(words, bytes)
    expect(seen.mistaken).toBe(0)
    let expected = 0
    for (let at = 0; at < rows.length; at += words) {
      expected += seen.mistaken
      seen.add(rows, at)
    }
    // the number of mistakes is about normal, so five standard deviations are as good as never exceeded
    const missed = count - seen.count
    expect(Math.abs(missed - expected)).toBeLessThan(5 * Math.sqrt(expected + 1))
  })

  it('take at most the bytes that arrays can have', () => {
    expect(new SeenBits(1, 10).bytes).toBe(8)
    expect(new SeenBits(1, 1).bytes).toBe(4)
    expect(mostSeenBytes).toBe(4 * 2 ** 30)
  })
})
