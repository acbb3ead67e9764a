import { describe, expect, test } from 'vitest'
import { renderUnexpected } from '../../../src/report/terminal/story.ts'
import { renderTrace } from '../../../src/report/terminal/trace.ts'
import type { Result } from '../../../src/result.ts'
import { designs, esc, property, reached, result, step, tooLong, trace, violated } from '../fixtures.ts'

const plain = { width: 80, color: false }
const told = (...results: Result[]) => renderUnexpected(results, plain)
const flat = (text: string) => text.replace(/\s+/g, ' ')

describe('a trace', () => {
  test('is told a step a line, from the initial state on', () => {
    expect(renderTrace(trace(1), plain).split('\n')).toEqual([
      '  0  initial state     records: [{active: null}], enactor: [{at: pick}, {at:',
      '                       apply}]',
      '  1  enactor 1: apply  records[0].active: null → 2, enactor[1].at: apply → scan',
    ])
  })

  test('tells choices, faults, and steps that change nothing', () => {
    const crash = step({ kind: 'fault', name: 'crash', choices: [2, 'a b'], picks: [1, 0], changes: [] })
    expect(renderTrace({ ...trace(0), steps: [crash] }, plain)).toMatch(
      /1 {2}enactor 1: crash \(fault\) \(choices 2, a b\)\n +nothing changes/,
    )
  })

  test('tells choices by the names that they have', () => {
    const told = (named: string[]) =>
      renderTrace({ ...trace(0), steps: [step({ name: 'pick', choices: [2, 'a b'], named, changes: [] })] }, plain)
    expect(told(['plan', 'host'])).toContain('enactor 1: pick (plan 2, host a b)')
    expect(told(['', 'host'])).toContain('enactor 1: pick (choice 2, host a b)')
  })

  test('of a lasso says where it returns to', () => {
    expect(renderTrace(trace(2, { loopAt: 1 }), plain)).toContain('then back to the state after step 1')
    expect(renderTrace(trace(2, { loopAt: 0 }), plain)).toContain('then back to the initial state')
  })

  test.each([40, 80, 120])('fits in %i columns but for words that are longer, in colour and without', (width) => {
    const long = step({
      name: 'a step with quite a long name for one that is atomic',
      changes: [{ path: `deep.${'path.'.repeat(40)}x`, before: 'before '.repeat(30), after: [1, [2, { a: null }]] }],
    })
    const story = { ...trace(12), steps: [...trace(12).steps, long] }
    const text = renderTrace(story, { width, color: false })
    expect(tooLong(text, width)).toEqual([])
    expect(text).toContain(`deep.${'path.'.repeat(40)}x:`)
    const colored = renderTrace(story, { width, color: true })
    expect(colored.replaceAll(new RegExp(`${esc}\\[\\d+m`, 'g'), '')).toBe(text)
  })
})

describe('what was not expected', () => {
  test('is nothing where everything is as expected', () => {
    expect(told(...designs)).toBe('')
  })

  test('an unexpected violation says where, what was expected, and its story', () => {
    const text = told(result('fenced', { properties: [violated('never empty', 3, { expected: 'holds', ok: false })] }))
    expect(text).toContain('✗ dynamodb-dns · fenced · never empty')
    expect(text).toContain('Expected to hold, but violated in 3 steps')
    expect(text).toContain('3  enactor 1: apply')
    expect(text).toContain("The state after step 3 violates 'never empty'.")
    expect(text).not.toContain(esc)
  })

  test.each([
    ['step', 2, "Step 2 violates 'p'."],
    ['deadlock', 2, 'The state after step 2 is a deadlock'],
    ['invariant', 0, "The initial state violates 'p'."],
  ] as const)('a violated %s after %i steps says what breaks', (kind, length, sentence) => {
    expect(flat(told(result('d', { properties: [violated('p', length, { kind, ok: false })] })))).toContain(sentence)
  })

  test('a witness that is missing has no trace: the whole space was explored', () => {
    const missing = property('p', { kind: 'reachable', verdict: 'violated', ok: false })
    expect(flat(told(result('d', { properties: [missing] })))).toContain(
      'Expected to be reachable, but it is not: all 12,345 states were explored.',
    )
  })

  test('a state that should never be reached comes with the way there', () => {
    const text = told(result('d', { properties: [reached('p', 2, { expected: 'violated', ok: false })] }))
    expect(text).toContain('Expected to be unreachable, but reached in 2 steps:')
    expect(text).toContain('2  enactor 1: apply')
  })

  test('an expected violation that is gone says what to do', () => {
    const text = flat(told(result('d', { properties: [property('p', { expected: 'violated', ok: false })] })))
    expect(text).toContain('the violation is gone')
    expect(text).toContain("remove 'violated' from what 'd' expects in specs/dynamodb-dns.model.ts")
  })

  test('an error says its code, message, place, the way there and the step that failed', () => {
    const text = told(
      result('d', {
        error: {
          code: 'value-out-of-range',
          message: 'epoch is 4: expected int(0, 3)',
          file: 'specs/lease/lease.ts',
          line: 17,
          trace: trace(2),
          step: 'client 0 acquire',
        },
        properties: [property('p', { verdict: 'unknown', ok: false })],
      }),
    )
    expect(text).toContain('error: value-out-of-range')
    expect(text).toContain('  epoch is 4: expected int(0, 3)\n  at specs/lease/lease.ts:17\n')
    expect(text).toContain('The step that failed after these steps: client 0 acquire')
    expect(text).toContain("The error ended the search after 12,345 states, at depth 31. Not decided: 'p'.")
  })

  test('the same error in several designs is told of the first, and another by itself', () => {
    const wrong = (design: string, line: number, decided = false) =>
      result(design, {
        error: { code: 'unknown-field', message: "'nxt' is not a field of the state", file: 'a.ts', line },
        properties: [property('p', decided ? {} : { verdict: 'unknown', ok: false })],
      })
    const text = flat(renderUnexpected([wrong('a', 3), wrong('b', 3), wrong('c', 4), wrong('d', 3, true)], plain))
    expect(text).toContain("The same error occurs in 'b'.")
    expect(text.match(/is not a field/g)).toHaveLength(3)
    expect(text).not.toContain('· b ·')
  })

  test('a deadlock says where each process stands', () => {
    const stuck = {
      ...trace(1),
      steps: trace(1).steps.map((step) => ({ ...step, state: { n: 1, worker: [{ at: 'look' }, { at: 'run' }] } })),
    }
    const text = flat(
      told(
        result('d', {
          properties: [
            property('no deadlock', { kind: 'deadlock', verdict: 'violated', ok: false, counterexample: stuck }),
          ],
        }),
      ),
    )
    expect(text).toContain("Worker 0 is at 'look', worker 1 is at 'run'.")
    expect(text).toContain('add the label to `resting`')
  })

  test('what a limit left open is said once a design, with the remedy', () => {
    const open = ['p', 'q'].map((name) => property(name, { verdict: 'unknown', ok: false }))
    const text = flat(told(result('d', { limit: 'states', properties: open })))
    expect(text).toContain("The search hit the state limit after 12,345 states, at depth 31. Not decided: 'p', 'q'.")
    expect(text).toContain('Raise --max-states')
  })

  test('fits in 80 columns, and cuts no word', () => {
    const name = 'a property with a name '.repeat(8)
    const text = told(
      result('design '.repeat(20), {
        properties: [violated(name, 4, { ok: false, file: `counterexamples/${'x'.repeat(120)}.json` })],
        error: { code: 'step-threw', message: `line one\n${'z'.repeat(170)}`, file: 'f'.repeat(100), line: 3 },
      }),
    )
    expect(tooLong(text, 80)).toEqual([])
    for (const word of [`counterexamples/${'x'.repeat(120)}.json`, 'z'.repeat(170), `${'f'.repeat(100)}:3`]) {
      expect(text).toContain(word)
    }
  })
})
