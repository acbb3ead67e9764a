/** The rows that are still to be explored, taken and added by several workers in turn. */
import { expect, it } from 'vitest'
import { chunkSize, Frontier, frontierOf } from '../../../src/engine/search/frontier.ts'

it.each([1, 2, 3])(
  'every row of a level is taken once in the next, by %i workers, and chunks are used again',
  (workers) => {
    const memory = frontierOf(2, 2 ** 30)
    const all = Array.from({ length: workers }, () => new Frontier(memory))
    const next = (level: number) => {
      for (const one of all) one.close()
      ;(all[level % workers] as Frontier).turn()
    }
    const sizes = [1, 700, 5000, 40_000, 40_000, 40_000, 40_000, 3000, 0]
    let bytes = 0
    for (const [level, size] of sizes.entries()) {
      const taken: number[] = []
      for (let turn = 0, idle = 0; idle < workers; turn++) {
        const one = all[turn % workers] as Frontier
        if (one.left === 0 && !one.take()) {
          idle++
          continue
        }
        idle = 0
        for (let k = 0; k < 100 && one.left > 0; k++) {
          taken.push(one.rows[one.at] as number)
          if (one.rows[one.at + 1] !== level) taken.push(-1)
          one.at += 2
          one.left--
        }
      }
      const expected = level === 0 ? 0 : (sizes[level - 1] as number)
      expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: expected }, (_, k) => k))
      for (let k = 0; k < size; k++) (all[k % workers] as Frontier).add(Int32Array.of(0, k, level + 1), 1)
      next(level)
      if (level === 4) bytes = all[0]?.bytes as number
    }
    // levels of one size need only as many chunks as the first two of them did
    expect(all[0]?.bytes).toBeLessThanOrEqual(bytes + workers * chunkSize * 8)
  },
)
