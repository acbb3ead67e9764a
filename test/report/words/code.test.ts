import { describe, expect, test } from 'vitest'
import { prose } from '../../../src/report/documents/markdown.ts'
import { code, coded, stretchesOf } from '../../../src/report/words/code.ts'
import { changesOf, variables, withoutIdleFaults } from '../../../src/report/words/data.ts'
import { startOf, stepFactsOf } from '../../../src/report/words/step-facts.ts'
import { wrap } from '../../../src/report/words/text.ts'
import { step, trace } from '../fixtures.ts'

describe('code in a sentence', () => {
  test('stands in backticks, and so do values that could be taken for words', () => {
    expect([1, true, null, 'late', [1], { a: 'b' }].map(coded)).toEqual([
      '1',
      'true',
      'null',
      '`late`',
      '`[1]`',
      '`{a: b}`',
    ])
    expect(code('a`b`')).toBe('`` a`b` ``')
  })

  test.each([['x > 1'], ['`a` and `b`'], ['a`'], ['`'], ['``'], ['```'], ['a `` b']])('is found again: %s', (text) => {
    const sentence = `Then ${code(text)} is false: ${code('x = 1')}.`
    expect(stretchesOf(sentence)).toEqual([
      { text: 'Then ', isCode: false },
      { text, isCode: true },
      { text: ' is false: ', isCode: false },
      { text: 'x = 1', isCode: true },
      { text: '.', isCode: false },
    ])
  })

  test('a backtick without a partner is a letter', () => {
    expect(stretchesOf('one ` only')).toEqual([{ text: 'one ` only', isCode: false }])
    expect(stretchesOf('')).toEqual([])
  })

  test('is inline code in Markdown, where the words around it are escaped', () => {
    expect(prose("'a_b' of `s[0]._x < 1` is *so*.")).toBe("'a\\_b' of `s[0]._x < 1` is \\*so\\*.")
    expect(prose(`Then ${code('a`b')} is one ' too.`)).toBe("Then a\\`b is one ' too.")
    expect(prose('a ` b')).toBe('a \\` b')
  })

  test('stays on one line of a terminal if the line has room for it', () => {
    expect(wrap('the place `one two three` is', 24)).toEqual(['the place', '`one two three` is'])
    expect(wrap('the `one two three` is', 10)).toEqual(['the `one', 'two three`', 'is'])
  })
})

describe('the counters of faults', () => {
  const changes = [
    { path: 'up', before: true, after: false },
    { path: 'faults.up changes', before: 0, after: 1 },
  ]
  const state = { up: true, faults: { 'up changes': 0, crash: 0 } }

  test('are left out of a state while they are 0', () => {
    expect(variables(state)).toEqual(['up: true'])
    expect(variables({ ...state, faults: { 'up changes': 0, crash: 1 } })).toEqual(['up: true', 'faults: {crash: 1}'])
    expect(withoutIdleFaults({ faults: 0 })).toEqual({ faults: 0 })
    expect(withoutIdleFaults([0])).toEqual([0])
    expect(startOf({ ...trace(0), initial: { choices: [], picks: [], state } })).toEqual(['up: true'])
  })

  test('are no news of a step that changes something else', () => {
    const [all, alone] = [step({ changes }), step({ changes: changes.slice(1) })]
    const of = { ...trace(0), steps: [all, alone] }
    expect(changesOf(all, of)).toEqual(['up: true → false'])
    expect(changesOf(alone, of)).toEqual(['faults.up changes: 0 → 1'])
    expect([1, 2].map((number) => stepFactsOf(of, number).map(({ text }) => text))).toEqual([
      ['up: true → false'],
      ['faults.up changes: 0 → 1'],
    ])
  })
})
