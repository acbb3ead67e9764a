import { describe, expect, test } from 'vitest'
import { exitCode } from '../../../src/cli/output/exit-code.ts'
import { renderSweep } from '../../../src/report/terminal/sweep.ts'
import { renderTable } from '../../../src/report/terminal/table.ts'
import { columnsOf } from '../../../src/report/words/text.ts'
import type { Result } from '../../../src/result.ts'
import { property, result } from '../fixtures.ts'

const taking = (design: string, actions: { readonly [name: string]: number }, overrides: Partial<Result> = {}) =>
  result(design, {
    properties: [property('p')],
    actions: Object.entries(actions).map(([name, taken]) => ({ name, taken })),
    ...overrides,
  })
const table = (...results: Result[]) => renderTable(results, { width: 80, color: false })
const told = (text: string) =>
  text
    .match(
      /^ *(?:These steps are never|'[^']+' is never|No step is ever|Only these steps are ever) taken.*(\n {4}.*)*/gm,
    )
    ?.map((one) => one.replace(/\s+/g, ' ').trim())

const live = { 'planner publish': 3, 'enactor pick': 2, 'operator repair': 1 }

describe('under the table, what no run of a design takes', () => {
  test('is named, and the exit code is what it was', () => {
    const frozen = taking('frozen', { ...live, 'planner publish': 0 })
    expect(told(table(taking('live', live), frozen))).toEqual(["'planner publish' is never taken in 'frozen'"])
    expect(exitCode([frozen])).toBe(0)
  })

  test('is not spoken of where everything is taken', () => {
    expect(table(taking('live', live))).not.toMatch(/ever taken/)
  })

  test('is named once for all the designs that share it', () => {
    const without = { ...live, 'enactor pick': 0 }
    const lines = told(table(taking('a', without), taking('b', live), taking('c', without)))
    expect(lines).toEqual(["'enactor pick' is never taken in 'a' and 'c'"])
    const two = { ...without, 'planner publish': 0, more: 1 }
    expect(told(table(taking('a', two)))).toEqual([
      "These steps are never taken in 'a': 'planner publish', 'enactor pick'",
    ])
  })

  test('is told by what is taken, where that is much less', () => {
    const idle = taking('idle', { 'planner publish': 0, 'enactor pick': 0, 'enactor apply': 0, 'operator repair': 4 })
    expect(told(table(idle))).toEqual(["Only these steps are ever taken in 'idle': 'operator repair'"])
    expect(told(table(taking('dead', { 'planner publish': 0 })))).toEqual(["No step is ever taken in 'dead'"])
  })

  test('is not said of a design that was not explored in full', () => {
    const cut = taking('cut', { 'planner publish': 0 }, { complete: false, limit: 'states' })
    expect(table(cut)).not.toMatch(/ever taken/)
  })

  test('fits in the columns, however many designs there are', () => {
    const without = { ...live, 'operator repair': 0 }
    const many = Array.from({ length: 35 }, (_, n) => taking(`a design with number ${n}`, without))
    const text = table(...many)
    expect(Math.max(...text.split('\n').map(columnsOf))).toBeLessThanOrEqual(80)
    expect(told(text)).toHaveLength(1)
  })

  test('is told of each size of a sweep', () => {
    const sizes = [2, 3].map((enactors) =>
      taking('as deployed', { ...live, 'operator repair': enactors - 2 }, { params: { enactors } }),
    )
    expect(renderSweep('enactors', sizes, { width: 80, color: false })).toContain(
      "'operator repair' is never taken in enactors 2",
    )
  })
})
