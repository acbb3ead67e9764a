import { describe, expect, test } from 'vitest'
import { renderUnexpected } from '../../../src/report/terminal/story.ts'
import { renderTable } from '../../../src/report/terminal/table.ts'
import { accountOf, continuation, shapeOf, timeLockOf } from '../../../src/report/words/run-sentences.ts'
import type { FairNote, NoReturn, PropertyResult } from '../../../src/result.ts'
import { property, result, trace } from '../fixtures.ts'

const plain = { width: 80, color: false }
const flat = (text: string) => text.replace(/\s+/g, ' ')
const lasso = (length: number, loopAt: number, fairness: readonly FairNote[] = []) =>
  trace(length, { loopAt, fairness })
const account = (overrides: Partial<PropertyResult>) =>
  accountOf(property('it', { kind: 'ltl', ...overrides })).join(' ')

describe('the shape of a run', () => {
  test.each([
    [lasso(5, 2), 'violated by a run of 2 steps, then a loop of 3 steps'],
    [lasso(3, 0), 'violated by a loop of 3 steps that begins in the initial state'],
    [lasso(4, 4), 'violated by a run that stops after 4 steps'],
    [lasso(0, 0), 'violated by a run that stops in the initial state'],
  ])('is told in words (%#)', (run, words) => {
    expect(shapeOf({ kind: 'leadsTo' }, run)).toBe(words)
  })

  test('of one that never comes back tells where there is no way back any more', () => {
    expect(shapeOf({ kind: 'canAlwaysReach' }, trace(9))).toMatch(
      /^violated because recovery is impossible after 9 steps \(the fewest possible\)$/,
    )
    expect(shapeOf({ kind: 'canAlwaysReach' }, trace(0))).toMatch(
      /^violated because recovery is impossible from the initial state$/,
    )
  })

  test('of a time lock names the timers once', () => {
    const { timeLock, ...rest } = { ...trace(1), timeLock: ['t', 'client[0].until'] }
    expect(timeLockOf({ ...rest, timeLock }, 'It')).toMatch(
      /^It is a time lock: time cannot pass while `t` and `client\[0\]\.until` are due, and no step/,
    )
    expect(timeLockOf(rest, 'It')).toBeUndefined()
  })

  test('ends in a loop, or in nothing', () => {
    expect(continuation(lasso(2, 2))).toBe('then nothing else happens')
    expect(continuation(lasso(2, 0))).toBe('then back to the initial state, and so on forever')
    expect(continuation(trace(2))).toBeUndefined()
  })
})

describe('the account of a run', () => {
  test('gives for each promise of fairness why the loop keeps it', () => {
    const fairness: FairNote[] = [
      { what: 'enactor 0', strong: true, how: 'taken', at: 4 },
      { what: 'planner', strong: false, how: 'not enabled', at: 3 },
      { what: 'lease expires', strong: false, how: 'never enabled', at: 2 },
      { what: 'reaper', strong: false, how: 'never enabled', at: 2 },
      { what: 'monitor', strong: false, how: 'changes nothing', at: 3 },
      { what: 'clock', strong: true, how: 'never changes', at: 2 },
    ]
    expect(account({ counterexample: lasso(5, 2, fairness) })).toBe(
      "The loop is fair: 'enactor 0' (strongly fair) is taken in step 4; 'planner' is disabled " +
        "after step 3; 'monitor' would change nothing after step 3; 'lease expires' and 'reaper' are disabled " +
        "throughout the loop; 'clock' (strongly fair) would change nothing anywhere in the loop.",
    )
  })

  test('of a run that stops is that of its notes, and nothing of a loop', () => {
    const fairness: FairNote[] = [{ what: 'planner', strong: false, how: 'never enabled', at: 5 }]
    expect(account({ notes: ['It is stuck.'], counterexample: lasso(5, 5, fairness) })).toBe('It is stuck.')
    const idle: FairNote[] = [...fairness, { what: 'clock', strong: false, how: 'never changes', at: 5 }]
    expect(account({ counterexample: lasso(5, 5, idle) })).toBe("'clock' would change nothing.")
  })

  const noReturn = { states: 22, enabled: ['enactor 0 pick plan'], exits: ['operator'], otherwiseHolds: true }

  test('of a region of no return gives its size, what happens in it, and what alone leads out', () => {
    expect(account({ noReturn: { ...noReturn, using: ['planner', 'enactor'] } })).toBe(
      "Recovery by 'planner' and 'enactor' alone is impossible from this and 21 other states. " +
        "'enactor 0 pick plan' can still happen in some of these states; only 'operator' leads out.",
    )
  })

  test('does not say "only" where other ways would not help from everywhere', () => {
    expect(account({ noReturn: { ...noReturn, otherwiseHolds: false } })).toMatch(
      /'operator' leads out of some of these states, but not out of all/,
    )
  })

  test.each<[string, Partial<NoReturn>, string]>([
    ['it gets stuck', { stuck: 3, longest: 7 }, 'From these states, every run gets stuck after at most 7 steps.'],
    ['it goes round', { stuck: 0 }, 'From these states, every run goes on forever and never recovers.'],
    [
      'both',
      { stuck: 3 },
      'From these states, a run goes on forever, or gets stuck: 3 of these 22 states are dead ends.',
    ],
    [
      'by some ways alone',
      { stuck: 1, longest: 1, using: ['a', 'b'] },
      "If only 'a' and 'b' act in these states, every run gets stuck after at most 1 step.",
    ],
    [
      'by nothing',
      { stuck: 22, longest: 0, using: [] },
      'No step that recovery may use changes anything in these states.',
    ],
  ])('says how it ends: %s', (_, more, sentence) => {
    expect(account({ noReturn: { ...noReturn, ...more } })).toContain(sentence)
  })

  test('says of steps that can still happen that they do not lead out', () => {
    const region = { ...noReturn, exits: [], otherwiseHolds: false }
    expect(account({ noReturn: region })).toMatch(
      / 'enactor 0 pick plan' can still happen in some of these states, but does not lead out\.$/,
    )
    expect(account({ noReturn: { ...region, enabled: ['a', 'b'], states: 1 } })).toMatch(
      / 'a' and 'b' can still happen there, but none of them leads out\.$/,
    )
  })

  test('says that nothing can happen where nothing can', () => {
    expect(account({ noReturn: { states: 1, enabled: [], exits: [], otherwiseHolds: false } })).toBe(
      'Recovery is impossible from this state. Nothing can happen there.',
    )
  })
})

test('a story of a lasso shows the loop, and why it is fair', () => {
  const fairness: FairNote[] = [{ what: 'planner', strong: false, how: 'taken', at: 2 }]
  const found = property('converges', {
    kind: 'eventuallyAlways',
    verdict: 'violated',
    ok: false,
    counterexample: lasso(3, 1, fairness),
  })
  const text = flat(renderUnexpected([result('as deployed', { properties: [found] })], plain))
  expect(text).toContain('Expected to hold, but violated by a run of 1 step, then a loop of 2 steps:')
  expect(text).toContain('then back to the state after step 1, and so on forever')
  expect(text).toContain("'planner' is taken in step 2")
})

describe('the table', () => {
  const holds = (value: number, extra: Partial<PropertyResult> = {}) =>
    property('recovers', { kind: 'canAlwaysReach', value, witness: trace(7, { turn: 3 }), ...extra })

  test('gives stem and loop of a lasso, and the worst way back', () => {
    const found = property('converges', { verdict: 'violated', kind: 'ltl', ok: false, counterexample: lasso(9, 3) })
    const text = renderTable([result('a', { properties: [found, holds(4)] })], plain)
    expect(text).toContain('violated in 3 + 6 steps')
    expect(text).toContain('holds back in 4')
  })

  test('names the design and the state with the worst way back', () => {
    const text = flat(
      renderTable([result('a', { properties: [holds(4)] }), result('b', { properties: [holds(6)] })], plain),
    )
    expect(text).toContain("Worst case of 'recovers': 6 steps, in 'b', from `{")
  })

  test('says of a verdict that it holds vacuously', () => {
    const vacuous = property('answers', { kind: 'leadsTo', notes: ['It holds vacuously: p is never true.'] })
    expect(flat(renderTable([result('a', { properties: [vacuous] })], plain))).toContain(
      "'answers' in 'a': It holds vacuously: p is never true.",
    )
  })
})
