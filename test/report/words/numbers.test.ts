import { describe, expect, test } from 'vitest'
import { progressLine } from '../../../src/report/terminal/progress.ts'
import { renderSummary } from '../../../src/report/terminal/summary.ts'
import { counted, duration, grouped, rough } from '../../../src/report/words/numbers.ts'
import { designs, property, result, violated } from '../fixtures.ts'

describe('numbers', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1 k'],
    [12_345, '12.3 k'],
    [123_456, '123 k'],
    [999_960, '1 M'],
    [2_100_000, '2.1 M'],
    [3e9, '3 G'],
  ])('%d is roughly %s', (value, text) => expect(rough(value)).toBe(text))

  test('are grouped in thousands', () => {
    expect([grouped(7), grouped(1234), grouped(1_234_567), grouped(1234.5)]).toEqual([
      '7',
      '1,234',
      '1,234,567',
      '1,234.5',
    ])
    expect([counted(1, 'step'), counted(0, 'step')]).toEqual(['1 step', '0 steps'])
  })

  test('of seconds are as exact as is useful', () => {
    expect([0.004, 0.42, 9.96, 75.2, 200].map(duration)).toEqual(['0.00 s', '0.4 s', '10 s', '75 s', '3 min 20 s'])
  })
})

describe('the progress line', () => {
  const progress = { states: 1_234_567, transitions: 4_200_000, frontier: 12_345, depth: 34, seconds: 2 }

  test('has states, rate, frontier and depth', () => {
    expect(progressLine(progress, 80)).toBe('1,234,567 states · 2.1 M transitions/s · frontier 12,345 · depth 34')
  })

  test('never is wider than it may be', () => {
    for (let width = 0; width < 80; width++) expect(progressLine(progress, width).length).toBeLessThanOrEqual(width)
    expect(progressLine({ ...progress, seconds: 0 }, 30)).toBe('1,234,567 states')
  })
})

describe('the summary', () => {
  const summary = (...args: Parameters<typeof result>[]) =>
    renderSummary(
      args.map((arg) => result(...arg)),
      { width: 80, color: false },
    )

  test('says that all is as expected, and what it took', () => {
    expect(renderSummary(designs.slice(0, 1), { width: 80, color: false })).toBe(
      '1 design, 7 verdicts: all as expected\n12,345 states · 45,678 transitions · 0.4 s',
    )
  })

  test('counts what is not expected, what is unknown, and errors', () => {
    const wrong = violated('p', 3, { ok: false })
    const open = property('q', { verdict: 'unknown', ok: false })
    const error = { code: 'step-threw', message: 'boom' }
    expect(summary(['a', { properties: [wrong, open, property('r')] }], ['b', { error }])).toContain(
      '2 designs, 3 verdicts: 1 as expected, 1 not as expected, 1 unknown, 1 error\n',
    )
  })
})
