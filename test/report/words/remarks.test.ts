import { describe, expect, test } from 'vitest'
import { remarks } from '../../../src/report/words/remarks.ts'
import { property, result, trace } from '../fixtures.ts'

const ends = (steps: number) =>
  `Every run of this model ends after at most ${steps} steps, so this verdict says nothing about endless runs.`
const having = (design: string, notes: Record<string, string>) =>
  result(design, { properties: Object.entries(notes).map(([name, note]) => property(name, { notes: [note] })) })

describe('under the table, what a verdict leaves open', () => {
  test('is said once for all properties and designs that share it', () => {
    expect(
      remarks([having('a', { p: 'Vacuous.', q: 'Vacuous.' }), having('b', { p: 'Vacuous.', q: 'Vacuous.' })]),
    ).toEqual(["'p', 'q' in 'a', 'b': Vacuous."])
  })

  test('is said apart for designs in which other properties leave it open', () => {
    expect(remarks([having('a', { p: 'Vacuous.', q: 'Vacuous.' }), having('b', { p: 'Vacuous.' })])).toEqual([
      "'p', 'q' in 'a': Vacuous.",
      "'p' in 'b': Vacuous.",
    ])
  })

  test('names the greatest bound, where designs differ in it alone', () => {
    const results = [7, 1200, 15].map((steps, n) => having(`design ${n}`, { p: ends(steps).replace('1200', '1,200') }))
    expect(remarks(results)).toEqual([
      `'p' in 'design 0', 'design 1', 'design 2': ${ends(1200).replace('1200', '1,200')}`,
    ])
  })

  test('is not said of a property that is not as expected: its story says it', () => {
    expect(remarks([result('a', { properties: [property('p', { ok: false, notes: ['Vacuous.'] })] })])).toEqual([])
  })
})

describe('under the table, verdicts of a module alone', () => {
  test('are named once', () => {
    const alone = (design: string) =>
      result(design, { properties: [property('p'), property('no deadlock', { alone: true })] })
    expect(remarks([alone('a'), alone('b')])).toEqual([
      "These verdicts are about a module alone, with inputs that change freely: 'no deadlock'. They do not carry over to a composition.",
    ])
  })

  test('are not spoken of where there are none', () => {
    expect(remarks([result('a', { properties: [property('p')] })])).toEqual([])
  })
})

describe('under the table, the worst way back', () => {
  test('is that of all designs', () => {
    const back = (design: string, value: number) =>
      result(design, { properties: [property('p', { value, witness: trace(value, { turn: 0 }) })] })
    const said = remarks([back('a', 2), back('b', 5), back('c', 3)])
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^Worst case of 'p': 5 steps, in 'b', from `\{records/)
  })
})
