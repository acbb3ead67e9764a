import { describe, expect, test } from 'vitest'
import { renderStory, renderUnexpected } from '../../../src/report/terminal/story.ts'
import { gistOf } from '../../../src/report/words/gist.ts'
import type { Trace, Why } from '../../../src/result.ts'
import { property, result, step, trace } from '../fixtures.ts'

const why = (more: Partial<Why> = {}): Why => ({ parts: [], slice: [1, 2, 3], flows: [], stale: [], ...more })
const told = (kind: 'invariant' | 'deadlock' | 'canAlwaysReach' | 'eventually', trace: Trace, more = {}) =>
  gistOf({ name: 'never empty', kind, ...more }, trace)

const stale = { path: 'records[0].active', value: 1, read: 1, overwritten: 2, used: 3 }
const part = {
  text: 'resolves(r)',
  values: [{ path: 'records[0].active', value: 2 }],
  known: [{ text: 'max', value: 3 }],
}

describe('a story in brief', () => {
  test('is nothing without reasons', () => {
    expect(told('invariant', trace(3))).toEqual([])
  })

  test('names the last step, its changes, and the part that they make false', () => {
    expect(told('invariant', trace(3, { why: why({ parts: [part] }) }))).toEqual([
      "In step 3, 'apply' of enactor 1 changes `records[0].active` from null to 2. Then `resolves(r)` is false: `records[0].active = 2`, `max = 3`.",
    ])
  })

  test('begins with the stale read, and ends with what would have saved it', () => {
    const saving = [{ process: 'enactor', first: 'pick', second: 'apply', at: [1, 3] as const, states: 110 }]
    expect(told('invariant', trace(3, { why: why({ stale: [stale], saving, turningPoint: 1 }) }))).toEqual([
      'In step 3, enactor 1 still acts on `records[0].active = 1`, which it read in step 1, although enactor 1 changed it in step 2.',
      "In step 3, 'apply' of enactor 1 changes `records[0].active` from null to 2.",
      "'never empty' would hold if 'pick' and 'apply' of enactor were one atomic step (all 110 states of that variant were explored).",
    ])
  })

  test('shows of several changes those that the property reads', () => {
    const changes = [
      { path: 'a', before: 0, after: 1 },
      { path: 'b', before: 1, after: 2 },
    ]
    const two = { ...trace(0), steps: [step({ changes })] }
    const read = (paths: string[]) => why({ flows: paths.map((path) => ({ path, from: 1, to: 2 })) })
    expect(told('invariant', { ...two, why: read(['b']) })).toEqual([
      "In step 1, 'apply' of enactor 1 changes `b` from 1 to 2.",
    ])
    expect(told('invariant', { ...two, why: read([]) })).toEqual([
      "In step 1, 'apply' of enactor 1 changes `a` from 0 to 1 and `b` from 1 to 2.",
    ])
  })

  test('counts the elements of what is too long', () => {
    const elements = Array.from({ length: 30 }, (_, i) => i)
    const changes = [{ path: 'queue', before: elements.slice(1), after: elements }]
    expect(told('invariant', { ...trace(0), steps: [step({ changes })], why: why() })).toEqual([
      "In step 1, 'apply' of enactor 1 changes `queue` from 29 to 30 elements.",
    ])
  })

  test.each<[string, Parameters<typeof told>, string[]]>([
    [
      'of a deadlock',
      ['deadlock', trace(2, { why: why({ turningPoint: 1 }) })],
      [
        "In step 2, 'apply' of enactor 1 changes `records[0].active` from null to 2. Then nothing is enabled.",
        'After step 1, the violation is unavoidable.',
      ],
    ],
    [
      'of a region of no return',
      [
        'canAlwaysReach',
        trace(2, { why: why() }),
        { noReturn: { using: ['worker'], states: 2, enabled: [], exits: ['operator'], otherwiseHolds: true } },
      ],
      [
        "In step 2, 'apply' of enactor 1 changes `records[0].active` from null to 2. Then recovery by 'worker' alone is impossible.",
        "'never empty' would hold if recovery could use 'operator'.",
      ],
    ],
    [
      'of a region of no return that another change than those of the property closed',
      [
        'canAlwaysReach',
        {
          ...trace(0),
          steps: [
            step({
              changes: [
                { path: 'left', before: 1, after: 0 },
                { path: 'up', before: false, after: true },
              ],
              surroundings: [{ path: 'up', value: true }],
            }),
          ],
          why: why({
            flows: [{ path: 'up', from: 1, to: 2 }],
            undone: [
              { path: 'left', value: 1, steps: 5 },
              { path: 'up', value: false, steps: 1 },
            ],
          }),
        },
        { noReturn: { using: ['worker'], states: 2, enabled: [], exits: [], otherwiseHolds: false } },
      ],
      [
        "In step 1, 'apply' of enactor 1 changes `left` from 1 to 0. In the same transition, the input `up` changes from false to true by itself, from outside. Then recovery by 'worker' alone is impossible.",
        'If `left` were still 1, recovery would take 5 steps.',
      ],
    ],
    [
      'of a loop',
      [
        'eventually',
        trace(3, { loopAt: 1, why: why() }),
        { notes: ['Fair.', "It would hold if 'a' were fair (fair: true)."] },
      ],
      ['Steps 2 to 3 (enactor 1) repeat forever.', "'never empty' would hold if 'a' were fair (fair: true)."],
    ],
    [
      'of a run that stops',
      ['eventually', trace(3, { loopAt: 3, why: why({ flows: [{ path: 'records[0].active', from: 1, to: 4 }] }) })],
      ['The run stops after step 3. The property then reads `records[0].active = 2` (from step 1).'],
    ],
    [
      'of what is broken from the start',
      ['invariant', trace(0, { why: why({ parts: [part] }) })],
      ['In the initial state, `resolves(r)` is false: `records[0].active = 2`, `max = 3`.'],
    ],
    [
      'of a fault',
      ['invariant', { ...trace(0), steps: [step({ kind: 'fault', changes: [] })], why: why() }],
      ["In step 1, the fault 'apply' of enactor 1 happens."],
    ],
    [
      'of a fault that happened before, without its counter',
      [
        'invariant',
        {
          ...trace(0),
          steps: [step({ kind: 'fault', changes: [{ path: 'faults.enactor: apply', before: 1, after: 2 }] })],
          why: why(),
        },
      ],
      ["In step 1, the fault 'apply' of enactor 1 happens (this fault has now happened 2 times)."],
    ],
    [
      'of words as values, in backticks',
      [
        'invariant',
        {
          ...trace(0),
          steps: [step({ changes: [{ path: 'mode', before: 'late', after: ['a'] }] })],
          why: why({
            parts: [
              { text: '`x` === y', of: 'enactor 1, hosts[0]', values: [{ path: 'mode', value: 'on', before: 'off' }] },
            ],
          }),
        },
      ],
      [
        "In step 1, 'apply' of enactor 1 changes `mode` from `late` to `[a]`. Then `` `x` === y `` is false for enactor 1, `hosts[0]`: `mode` was `off` and is `on`.",
      ],
    ],
    [
      'of an action, which has no actor',
      [
        'invariant',
        {
          ...trace(0),
          steps: [{ ...step({ kind: 'action', name: 'tick', actor: 'environment' }), process: undefined } as never],
          why: why(),
        },
      ],
      ["In step 1, 'tick' changes `records[0].active` from null to 2."],
    ],
  ])('%s', (_, args, sentences) => {
    expect(told(...args)).toEqual(sentences)
  })
})

describe('on top of a story', () => {
  const found = property('never empty', { verdict: 'violated', ok: false, counterexample: trace(1, { why: why() }) })
  const plain = { width: 80, color: false }

  test('stands it in brief, whether expected or not', () => {
    const sentence = "In step 1, 'apply' of enactor 1 changes `records[0].active` from null to 2."
    const shown = [
      renderUnexpected([result('d', { properties: [found] })], plain),
      renderStory(result('d'), found, plain),
    ]
    for (const text of shown) {
      expect(text.indexOf(sentence)).toBeGreaterThan(0)
      expect(text.indexOf(sentence)).toBeLessThan(text.indexOf('enactor 1: apply'))
    }
  })

  test('stands the note on the property, and not that on the design', () => {
    const said = { note: 'of the design', notes: { 'never empty': 'of this property', other: 'of another' } }
    const text = renderStory(result('d', said), found, plain)
    expect(text).toContain('  of this property\n')
    expect(text).not.toMatch(/of the design|of another/)
    expect(renderStory(result('d', { notes: { constructor: 'x' } }), found, plain)).not.toContain('x\n')
  })
})
