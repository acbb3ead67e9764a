import { describe, expect, test } from 'vitest'
import { renderTable } from '../../../src/report/terminal/table.ts'
import { columnsOf } from '../../../src/report/words/text.ts'
import type { Result } from '../../../src/result.ts'
import {
  designs,
  esc,
  failing,
  property,
  propertyNames,
  reached,
  result,
  sound,
  tooLong,
  violated,
} from '../fixtures.ts'

const plain = (results: readonly Result[], width = 80) => renderTable(results, { width, color: false })
const widest = (text: string) => Math.max(...text.split('\n').map(columnsOf))

describe('the table of a spec', () => {
  test('seven properties with full words fit in 80 columns', () => {
    const text = plain(designs)
    expect(widest(text)).toBeLessThanOrEqual(80)
    expect(text).toContain('violated')
    expect(text).toContain('10 steps')
    expect(text).toContain('reached')
    for (const name of propertyNames) expect(text).toContain(name)
  })

  test('stays one table for seven properties, even when every verdict is unexpected', () => {
    const wrong = failing.map((property) => ({ ...property, ok: false }))
    const text = plain(designs.map((design) => ({ ...design, properties: wrong })))
    expect(text.match(/^design/gm)).toHaveLength(1)
    expect(widest(text)).toBeLessThanOrEqual(80)
  })

  test.each([40, 60, 80, 81, 100, 120, 200])(
    'no line is longer than %i columns, unless one word is, and no word is cut',
    (width) => {
      const long = result(`a design with ${'a very long name '.repeat(8)}and-one-unbroken-word-of-${'x'.repeat(90)}`, {
        properties: [...failing, violated(`an eighth property with ${'a long name '.repeat(12)}`, 12_345)],
        note: `${'y'.repeat(200)} ${'word '.repeat(50)}`,
        states: 1_234_567_890,
        file: `specs/${'deep/'.repeat(30)}x.model.ts`,
      })
      const many = result('many', { properties: Array.from({ length: 23 }, (_, n) => violated(`property ${n}`, n)) })
      const limited = result('limited', {
        limit: 'interrupted',
        properties: sound.map((property) => ({ ...property, verdict: 'unknown', ok: false })),
      })
      const broken = result('broken', { error: { code: 'value-out-of-range', message: 'm' } })
      const wide = result('設計 '.repeat(20), { properties: failing })
      for (const set of [[...designs, long], [long], [...designs, many], [limited, broken, long], [wide], [broken]]) {
        const text = plain(set, width)
        expect(tooLong(text, width)).toEqual([])
        for (const { design, note = '' } of set) {
          for (const word of `${design} ${set[0]?.file} ${note}`.split(/\s+/)) expect(text).toContain(word)
        }
      }
    },
  )

  test('a cached result is said to be one, however narrow the table', () => {
    for (const width of [12, 20, 40, 60, 80, 120]) {
      expect(
        plain(
          designs.map((design) => ({ ...design, reused: 'result' as const })),
          width,
        ),
      ).toContain('cached')
      expect(plain(designs, width)).not.toContain('cached')
    }
  })

  test('one or two properties have their verdict in one line', () => {
    const text = plain([result('as deployed', { properties: [violated('p', 10), reached('q', 1)] })])
    expect(text).toContain('violated in 10 steps  reached in 1 step')
  })

  test('an unexpected verdict is marked without colour, and the mark explained', () => {
    const text = plain([result('fixed', { properties: [property('p', { ok: false, expected: 'violated' })] })])
    expect(text).toContain('✗ holds')
    expect(text).toContain('✗ not as expected')
    expect(plain(designs)).not.toContain('✗')
  })

  test('an unexpected verdict is red where there is colour', () => {
    const text = renderTable([result('d', { properties: [violated('p', 3, { ok: false })] })], {
      width: 80,
      color: true,
    })
    expect(text).toContain(`${esc}[31m  ✗ violated`)
  })

  test('without colour there is no escape code, not even one from a name', () => {
    const text = plain([...designs, result(`sly ${esc}[31mname`, { properties: failing })])
    expect(text).not.toContain(esc)
  })

  test('colour changes no letter and no column', () => {
    const colored = renderTable(designs, { width: 80, color: true })
    expect(colored).toContain(esc)
    expect(colored.replaceAll(new RegExp(`${esc}\\[\\d+m`, 'g'), '').replace(/ +$/gm, '')).toBe(plain(designs))
  })

  test('an unknown verdict names its limit', () => {
    const unknown = property('p', { verdict: 'unknown', ok: false })
    expect(plain([result('d', { limit: 'states', properties: [unknown] })])).toContain('? unknown: state limit')
    expect(plain([result('d', { limit: 'seconds', properties: [unknown] })])).toContain('? unknown: time limit')
  })

  test('a witness is named as one, and never reaching it is said so', () => {
    const text = plain([result('d', { properties: sound.slice(4, 5) })])
    expect(text).toContain('never reached')
    expect(text).toContain('a stale plan is written (asks for an example)')
  })

  test('a design with an error shows it instead of what is not known', () => {
    const error = { code: 'queue-full', message: 'the queue is full' }
    const open = property('p', { verdict: 'unknown', ok: false })
    const known = violated('q', 2)
    expect(plain([result('d', { error, properties: [open] })])).toMatch(/^d .* ✗ error: queue-full$/m)
    const both = plain([result('d', { error, properties: [open, known] })])
    expect(both).toContain('violated in 2 steps')
    expect(both).toContain('✗ error: queue-full')
  })

  test('a design without a property that others have leaves its cell empty', () => {
    const text = plain([result('a', { properties: [property('p')] }), result('b', { properties: [property('q')] })])
    expect(text).toMatch(/^a .* {2}holds {2}-$/m)
    expect(text).toMatch(/^b .* {2}- {6}holds$/m)
  })

  test('notes of the designs follow the table', () => {
    expect(plain(designs)).toMatch(/\n {2}as deployed: Every enactor may be slow,/)
  })

  test('no results make no table', () => {
    expect(plain([])).toBe('')
  })
})

describe('the table of a spec with alike instances', () => {
  const properties = [
    property('p'),
    reached('q', 3),
    violated('r', 4),
    property('s', { kind: 'canAlwaysReach', value: 7 }),
  ]
  const alike = (claim: 'proved' | 'sampled') =>
    plain([result('d', { symmetry: { claim, stored: 99 }, properties })], 120)

  test('shows the states that were stored beside those for which they stand', () => {
    expect(alike('proved')).toContain('12,345 states (99 stored)')
  })

  test('says which verdicts rest on a claim that was only sampled, and that a story needs no claim', () => {
    // two verdicts, and the line below the table that says what that means
    expect(alike('sampled').match(/if alike/g)).toHaveLength(3)
    expect(alike('sampled')).toContain('holds back in 7, if alike (sampled)')
    expect(alike('proved')).not.toContain('if alike')
  })
})
