import { describe, expect, test } from 'vitest'
import { renderSummary } from '../../../src/report/terminal/summary.ts'
import { result } from '../fixtures.ts'

const summary = (...reused: boolean[]) =>
  renderSummary(
    reused.map((is, n) => result(`design ${n}`, is ? { reused: 'result' } : {})),
    { width: 80, color: false },
  )

describe('the last lines of a run', () => {
  test('say how many designs are cached, and how to explore them again', () => {
    expect(summary(false, false)).not.toContain('cached')
    expect(summary(true, false)).toContain('\n1 of 2 designs is cached, with every story replayed; --no-cache')
    expect(summary(true, true, false)).toContain('\n2 of 3 designs are cached, with every story replayed;')
    expect(summary(true)).toContain('\nAll of it is cached, with every story replayed; --no-cache explores again.')
  })

  test('say on how many stored states nothing but properties was checked', () => {
    const [a, b] = [result('a', { reused: 'graph', states: 30_000 }), result('b', { reused: 'graph', states: 3000 })]
    const plain = { width: 80, color: false }
    expect(renderSummary([a, b], plain)).toContain(
      '\nAll of it is on the stored graph of 33,000 states: only properties were checked.',
    )
    expect(renderSummary([a, result('c')], plain)).toContain(
      '\n1 of 2 designs is on the stored graph of 30,000 states: only properties were\nchecked.',
    )
  })
})
