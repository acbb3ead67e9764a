import { describe, expect, test } from 'vitest'
import { toJson } from '../../../src/report/documents/json.ts'
import { renderSweep } from '../../../src/report/terminal/sweep.ts'
import { renderTable } from '../../../src/report/terminal/table.ts'
import { columnsOf } from '../../../src/report/words/text.ts'
import type { Result, Unseen } from '../../../src/result.ts'
import { property, result } from '../fixtures.ts'

const none: Unseen = { constant: [], values: [], members: [], labels: [] }
const having = (design: string, unseen: Partial<Unseen>, overrides: Partial<Result> = {}) =>
  result(design, { properties: [property('p')], unseen: { ...none, ...unseen }, ...overrides })
const told = (...results: Result[]) => {
  const text = renderTable(results, { width: 80, color: false })
  expect(Math.max(...text.split('\n').map(columnsOf))).toBeLessThanOrEqual(80)
  return text.match(/^ *Never (changes|occurs).*(\n {4}.*)*/gm)?.map((one) => one.replace(/\s+/g, ' ').trim()) ?? []
}

const late = { values: [{ path: 'mode', values: ['late'] }] }

describe('under the table, what no state has', () => {
  test('is named by its kind, with the value where there is one', () => {
    const one = having('only', {
      constant: [
        { path: 'on', value: false },
        { path: 'slots', value: [{ a: 'a long value' }, { a: 'and another' }] },
      ],
      values: [{ path: 'holder', values: [null] }, ...late.values],
      members: [
        { path: 'set', values: ['b'] },
        { path: 'queue', values: [0, 1, 4, 5, 6] },
      ],
      labels: [{ process: 'worker', labels: ['gone'] }],
    })
    expect(told(one)).toEqual([
      "Never changes in 'only': `on = false`, `slots`",
      "Never occurs in 'only': worker at 'gone', `holder = null`, `mode = late`, `b` in `set`, 0, 1, 4..6 in `queue`",
    ])
  })

  test('shows maps by their keys, where the types are known', () => {
    const constant = [
      { path: 'limits', value: [['a', 1]] },
      { path: 'hosts[].by', value: { name: [['b', [['c', 2]]]], pairs: [['x', 1]] } },
    ]
    const maps = ['limits', 'hosts[].by.name', 'hosts[].by.name[]']
    const one = having('only', { constant, maps })
    expect(told(one)).toEqual(["Never changes in 'only': `limits = {a: 1}`, `hosts[].by`"])
    expect(told(having('only', { constant: constant.slice(0, 1) }))).toEqual([
      "Never changes in 'only': `limits = [[a, 1]]`",
    ])
    const { results } = toJson([one], { name: 'allways', version: '0' }) as { results: { unseen: object }[] }
    expect(results[0]?.unseen).toEqual({ ...none, constant })
  })

  test('is not spoken of where there is nothing, or not all is known', () => {
    expect(told(having('only', {}))).toEqual([])
    expect(told(result('only', { properties: [property('p')] }))).toEqual([])
  })

  test('is said once for all the designs that share it', () => {
    const shared = having('a', late)
    expect(told(shared, having('b', late))).toEqual(['Never occurs in any design: `mode = late`'])
    expect(told(shared, having('b', {}), having('c', late))).toEqual(["Never occurs in 'a', 'c': `mode = late`"])
    const many = Array.from({ length: 9 }, (_, n) => having(`design ${n}`, late))
    expect(told(...many, having('other', {}))).toEqual(["Never occurs in any design except 'other': `mode = late`"])
    const others = Array.from({ length: 9 }, (_, n) => having(`other ${n}`, {}))
    expect(told(...many, ...others)).toEqual([
      "Never occurs in 'design 0', 'design 1', 'design 2', 'design 3' and 5 more: `mode = late`",
    ])
  })

  test('leaves out numbers that another design has, and labels whose step is named as never taken', () => {
    const numbers = { members: [{ path: 'set', values: [3] }] }
    expect(told(having('a', numbers), having('b', {}))).toEqual([])
    const labels = { labels: [{ process: 'worker', labels: ['repair', 'gone'] }] }
    const actions = [
      { name: 'worker repair', taken: 0 },
      { name: 'worker work', taken: 3 },
    ]
    expect(told(having('a', labels, { actions }))).toEqual(["Never occurs in 'a': worker at 'gone'"])
  })

  test('leaves out single places of an array that change in another design', () => {
    const places = {
      constant: [
        { path: 'slots[1]', value: 0 },
        { path: 'jobs[].age', value: 0 },
      ],
    }
    expect(told(having('a', places), having('b', {}))).toEqual(["Never changes in 'a': `jobs[].age = 0`"])
    expect(told(having('a', places), having('b', places))).toEqual([
      'Never changes in any design: `slots[1] = 0`, `jobs[].age = 0`',
    ])
    expect(told(having('a', places))).toEqual(["Never changes in 'a': `slots[1] = 0`, `jobs[].age = 0`"])
  })

  test('is cut where it is long, and JSON has all of it', () => {
    const values = Array.from({ length: 20 }, (_, n) => `v${n}`)
    const one = having('only', { values: [{ path: 'mode', values }] })
    expect(told(one)[0]).toMatch(/`mode = v7`, and 12 more \(--json lists all\)$/)
    const { results } = toJson([one], { name: 'allways', version: '0' }) as { results: { unseen: Unseen }[] }
    expect(results[0]?.unseen.values[0]?.values).toHaveLength(20)
  })

  test('is told of each size of a sweep', () => {
    const sizes = [2, 3].map((n) => having('as deployed', n === 2 ? late : {}, { params: { n } }))
    expect(renderSweep('n', sizes, { width: 80, color: false })).toContain('Never occurs in n 2: `mode = late`')
  })
})
