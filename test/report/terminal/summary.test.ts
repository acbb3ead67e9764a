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
    expect(summary(true, false)).toContain(
      '\nThe results of 1 of 2 designs are cached, and every story was replayed;\n--no-cache',
    )
    expect(summary(true, true, false)).toContain(
      '\nThe results of 2 of 3 designs are cached, and every story was replayed;',
    )
    expect(summary(true)).toContain(
      '\nThe results of the design are cached, and every story was replayed; --no-cache\nexplores again.',
    )
  })

  test('say on how many stored states nothing but properties was checked', () => {
    const [a, b] = [result('a', { reused: 'graph', states: 30_000 }), result('b', { reused: 'graph', states: 3000 })]
    const plain = { width: 80, color: false }
    expect(renderSummary([a, b], plain)).toContain(
      '\nAn earlier check had already explored all 2 designs (33,000 states), so only\nproperties were checked.',
    )
    expect(renderSummary([a, result('c')], plain)).toContain(
      '\nAn earlier check had already explored 1 of 2 designs (30,000 states), so only\nproperties were checked.',
    )
  })
})
