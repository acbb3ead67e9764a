import { describe, expect, test } from 'vitest'
import { renderSweep } from '../../../src/report/terminal/sweep.ts'
import { columnsOf } from '../../../src/report/words/text.ts'
import { property, result, violated } from '../fixtures.ts'

const size = (enactors: number, states: number, overrides = {}) =>
  result('as deployed', { params: { enactors }, states, seconds: states / 10_000, ...overrides })
const sweep = (results: Parameters<typeof renderSweep>[1], width = 80) =>
  renderSweep('enactors', results, { width, color: false })
const flat = (text: string) => text.replace(/ +/g, ' ')

describe('a sweep', () => {
  test('puts sizes side by side, with the growth from one to the next and a forecast', () => {
    const text = flat(sweep([size(2, 1000), size(3, 10_000), size(4, 100_000)]))
    expect(text).toContain('enactors 2 3 4\nstates 1,000 10,000 100,000\ngrowth × 10.0 × 10.0\n')
    expect(text.replace(/\n/g, ' ')).toMatch(
      /At the same growth, enactors 5 would have about 1 M states and take about 100 s\./,
    )
  })

  test('shows what is true at each size, and marks what is not as expected', () => {
    const holds = property('safe')
    const breaks = violated('safe', 9, { expected: 'holds', ok: false })
    const text = flat(sweep([size(2, 10, { properties: [holds] }), size(3, 20, { properties: [breaks] })]))
    expect(text).toContain('safe holds ✗violated 9 steps')
  })

  test('forecasts nothing from one size, and nothing where a limit was hit', () => {
    expect(sweep([size(2, 1000)])).not.toContain('would have')
    const cut = size(3, 5000, { complete: false, limit: 'states' })
    const text = sweep([size(2, 1000), cut])
    expect(text).toContain('> 5,000')
    expect(text).not.toContain('would have')
    expect(text).toContain('At enactors 3, the search hit a limit, so no larger value was checked.')
  })

  test('forecasts no time from a size that was not explored just now', () => {
    const text = flat(sweep([size(2, 1000), size(3, 10_000, { reused: 'result' })]))
    expect(text).toContain('time 0.1 s cached')
    expect(text).toMatch(/At the same growth, enactors 4 would have about 100 k states\.$/)
  })

  test.each([60, 80, 120])('fits in %i columns', (width) => {
    const text = sweep(
      [2, 3, 4].map((n) => size(n, 10 ** n)),
      width,
    )
    expect(Math.max(...text.split('\n').map(columnsOf))).toBeLessThanOrEqual(width)
  })
})
