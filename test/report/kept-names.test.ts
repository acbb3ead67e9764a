/** Names of several words stand on one line at any width, if a line has room for them; paths always do. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderLock } from '../../src/report/terminal/lock.ts'
import { renderUnexpected } from '../../src/report/terminal/story.ts'
import { renderSweep } from '../../src/report/terminal/sweep.ts'
import { renderTable } from '../../src/report/terminal/table.ts'
import { renderTrace } from '../../src/report/terminal/trace.ts'
import { columnsOf, tied, wrap } from '../../src/report/words/text.ts'
import type { Trace, TraceStep } from '../../src/result.ts'
import { property, result, violated } from './fixtures.ts'

const word = fc.stringMatching(/^[a-z]{2,9}$/)
const name = fc.array(word, { minLength: 2, maxLength: 6 }).map((words) => words.join(' '))
const names = fc.uniqueArray(name, { minLength: 12, maxLength: 12 })
const width = fc.integer({ min: 40, max: 200 })

/** The maximum width of the text before a name: its indent, its number, a mark. */
const margin = 14

const expectKept = (text: string, kept: readonly string[], width: number) => {
  const lines = text.split('\n')
  for (const one of kept) {
    if (columnsOf(one) > width - margin) continue
    if (!lines.some((line) => line.includes(one))) expect.fail(`'${one}' is broken at ${width} columns:\n${text}`)
    // nowhere else is it broken, either
    const flat = lines
      .map((line) => line.replace(/^[ \u2502\u25cf\u25cb\u256d]*(\d+ )?[ \u2502\u25cf\u25cb]*/, '').trim())
      .join(' ')
      .replace(/ +/g, ' ')
    const times = (of: string) => of.split(one).length - 1
    expect(times(flat), `'${one}' at ${width} columns:\n${text}`).toBe(times(lines.join('\n').replace(/ +/g, ' ')))
  }
}

function story([a, b, at, on, label, other, variable, milestone]: readonly string[], actors: number): Trace {
  const step = (k: number): TraceStep => ({
    name: (k % 2 ? a : b) as string,
    kind: 'step',
    process: 'p',
    instance: k % actors,
    actor: actors === 1 ? 'p' : (['ones and all', 'twos and all', 'threes and all'][k % actors] as string),
    choices: [],
    picks: [],
    changes: [
      { path: variable as string, before: label as string, after: other as string },
      { path: `p[${k % actors}].at`, before: at as string, after: on as string },
      { path: 'list', before: [label as string], after: [other as string, label as string] },
    ],
    state: { [variable as string]: other as string, p: [] },
  })
  return {
    initial: { choices: [], picks: [], state: { [variable as string]: label as string, p: [] } },
    steps: [0, 1, 2, 3].map(step),
    milestones: [{ name: milestone as string, at: 2 }],
    maps: [],
  }
}

describe('names of several words', () => {
  it.each([1, 2, 3])('are kept in a story of %i actors', (actors) => {
    fc.assert(
      fc.property(names, width, (all, width) => {
        const text = renderTrace(story(all, actors), { width, color: false })
        expectKept(
          text,
          [0, 1, 4, 5, 6, 7].map((i) => all[i] as string),
          width,
        )
      }),
    )
  })

  it('are kept in what is said of a verdict', () => {
    fc.assert(
      fc.property(names, width, (all, width) => {
        const [design = '', said = ''] = all.slice(8)
        const trace = story(all, 2)
        const counterexample: Trace = {
          ...trace,
          why: {
            ...{ parts: [{ text: said, named: true, values: [{ path: all[6] as string, value: all[5] as string }] }] },
            ...{ slice: [], flows: [], stale: [] },
          },
        }
        const one = violated(said, 4, { expected: 'holds', ok: false, counterexample })
        const text = renderUnexpected([result(design, { properties: [one] })], { width, color: false })
        expectKept(text, [design, said, all[6] as string, all[5] as string], width)
      }),
    )
  })

  it('are kept in a table, with its legend and what is said below', () => {
    fc.assert(
      fc.property(names, width, fc.integer({ min: 1, max: 6 }), (all, width, count) => {
        const [one = '', two = '', action = '', ...properties] = all
        const found = properties.slice(0, count).map((name, i) => (i % 2 ? property(name) : violated(name, 100 * i)))
        const results = [one, two].map((design) =>
          result(design, {
            properties: found,
            actions: [
              { name: action, taken: 0 },
              { name: 'x', taken: 1 },
            ],
          }),
        )
        const text = renderTable(results, { width, color: false })
        expectKept(text, [one, two, action, ...found.map(({ name }) => name)], width)
      }),
    )
  })

  it('are kept in a sweep, which is never wider than it may be', () => {
    fc.assert(
      fc.property(names, width, fc.integer({ min: 1, max: 9 }), (all, width, sizes) => {
        const properties = all.slice(0, 3).map((name) => violated(name, 12, { kind: 'step' }))
        const results = Array.from({ length: sizes }, (_, n) => result('d', { params: { n }, properties }))
        const text = renderSweep('n', results, { width, color: false })
        expectKept(text, all.slice(0, 3), width)
        expect(Math.max(...text.split('\n').map(columnsOf))).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('are kept in what differs from a lock, paths included', () => {
    fc.assert(
      fc.property(names, width, ([design = '', name = '', file = ''], width) => {
        const weaker = [
          { spec: 's', design, kind: 'property' as const, property: name, message: 'it is gone', since: '' },
        ]
        const text = renderLock({ weaker, unlocked: [], file: `${file}.json` }, { width, color: false })
        expectKept(text, [design, name], width)
        expect(text).toContain(`not as in ${file}.json`.slice(10))
        expect(text.split('\n').some((line) => line.includes(`${file}.json`))).toBe(true)
      }),
    )
  })
})

describe('a name', () => {
  it.each<[string, string, number, string[]]>([
    ['in quotes is kept', "it is 'lease expires' here", 20, ['it is', "'lease expires' here"]],
    ['is no apostrophe', "the design's own and the model's", 20, ["the design's own and", "the model's"]],
    ['that is too long is broken as words are', "'aaaa bbbb cccc dddd eeee'", 12, ["'aaaa bbbb", 'cccc dddd', "eeee'"]],
    ['that is tied is kept', `to ${tied('give up')} or`, 8, ['to', 'give up', 'or']],
  ])('%s', (_, text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines)
  })

  it('goes below a beginning that leaves it no room', () => {
    expect(wrap(tied('give up'), 12, 'At the start: ', '  ')).toEqual(['At the start:', '  give up'])
  })
})
