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
      result(design, {
        properties: [property('p', { kind: 'canAlwaysReach', value, witness: trace(value, { turn: 0 }) })],
      })
    const said = remarks([back('a', 2), back('b', 5), back('c', 3)])
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^Worst case of 'p': 5 steps, in 'b', from `\{records/)
  })
})

describe('under the table, alike instances', () => {
  const sampled = { claim: 'sampled', stored: 10 } as const

  test('whose claim was sampled are told for all designs in which a verdict rests on it', () => {
    const found = remarks([
      result('a', { symmetry: sampled, properties: [property('p')] }),
      result('b', { symmetry: sampled, properties: [property('p')] }),
      result('c', { symmetry: { ...sampled, claim: 'proved' }, properties: [property('p')] }),
    ])
    expect(found).toEqual([
      "In 'a', 'b', the claim that instances are alike was checked in samples, and each verdict `if alike` rests on it; --symmetry prove checks all.",
    ])
  })

  test('are told if they were explored in all orders, or their states could not be added up', () => {
    const found = remarks([
      result('a', { symmetry: { claim: 'not used', whole: [{ name: 'node', why: 'of a reason' }] }, properties: [] }),
      result('b', { symmetry: { claim: 'proved', stored: 4, countsUnknown: 'of another' }, properties: [] }),
    ])
    expect(found).toEqual([
      "In 'a', all orders of 'node' were explored, because of a reason.",
      "In 'b', the counts are those of the stored states, because of another.",
    ])
  })

  test('that do not say so are told where it would save most', () => {
    const looking = (design: string, share: number) =>
      result(design, { lookAlike: [{ processes: ['enactor'], instances: 3, share }], properties: [] })
    expect(remarks([looking('a', 0.35), looking('b', 0.19), looking('c', 0.5)])).toEqual([
      "In 'b', the 3 instances of 'enactor' look alike: `alike: true` would leave about a fifth of the states.",
    ])
    expect(remarks([looking('a', 1 / 4633)])[0]).toContain('about one in 4,633 of the states')
  })
})
