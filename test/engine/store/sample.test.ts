import { expect, it } from 'vitest'
import { Sample } from '../../../src/engine/store/sample.ts'

it('keeps all of a few rows, and at most 128 of many, evenly spread', () => {
  for (const offered of [1, 50, 127, 128, 1000, 100_000]) {
    const sample = new Sample(2)
    for (let n = 0; n < offered; n++) sample.offer(Int32Array.of(-1, n, n + 1), 1)
    const kept = Array.from({ length: sample.count }, (_, k) => sample.rows[2 * k] as number)

    expect(kept[0]).toBe(0)
    expect(sample.count).toBeGreaterThanOrEqual(Math.min(offered, 64))
    expect(sample.count).toBeLessThan(129)
    const steps = new Set(kept.slice(1).map((n, k) => n - (kept[k] as number)))
    expect(steps.size).toBeLessThanOrEqual(1)
    expect((kept.at(-1) as number) + ([...steps][0] ?? offered)).toBeGreaterThanOrEqual(offered)
    expect([...sample.rows.subarray(0, 2 * sample.count)].filter((_, k) => k % 2 === 1)).toEqual(kept.map((n) => n + 1))
  }
})
