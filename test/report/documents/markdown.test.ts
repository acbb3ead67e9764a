import { describe, expect, test } from 'vitest'
import { counterexampleMarkdown, type MarkdownInput } from '../../../src/report/documents/markdown.ts'
import { step, trace } from '../fixtures.ts'

const input = (overrides: Partial<MarkdownInput> = {}): MarkdownInput => ({
  spec: 'dynamodb-dns',
  design: 'as deployed',
  property: 'endpoint never empty',
  kind: 'invariant',
  params: { enactors: 2, fix: 'none' },
  trace: trace(1),
  ...overrides,
})

describe('a counterexample as Markdown', () => {
  test('is the whole story', () => {
    expect(counterexampleMarkdown(input())).toBe(`# endpoint never empty

In the design **as deployed**, **endpoint never empty** is violated in 1 step (the fewest possible).

- Spec: dynamodb-dns
- Design: as deployed
- Parameters: \`enactors\` = \`2\`, \`fix\` = \`"none"\`

## Initial state

\`\`\`text
records: [{active: null}]
enactor: [{at: pick}, {at: apply}]
\`\`\`

## Steps

| # | Actor | Step | Changes |
| ---: | --- | --- | --- |
| 1 | enactor 1 | apply | records\\[0\\].active: null → 2<br>enactor\\[1\\].at: apply → scan |

## Final state

The state after step 1 violates **endpoint never empty**:

\`\`\`text
records: [{active: 2}]
enactor: [{at: pick}, {at: scan}]
\`\`\`
`)
  })

  test('of an order shows beside each step what it meets', () => {
    const met = { ...trace(2), milestones: [{ name: 'the record is empty (23:48)', at: 2 }] }
    const text = counterexampleMarkdown(input({ kind: 'reachableInOrder', trace: met }))
    expect(text).toContain('| # | Actor | Step | Changes | Milestones |\n| ---: | --- | --- | --- | --- |\n')
    expect(text).toMatch(/^\| 1 \|.* \| {2}\|$/m)
    expect(text).toMatch(/^\| 2 \|.* \| \*\*the record is empty \(23:48\)\*\* \|$/m)
  })

  test('of a composition names the module that acts', () => {
    const { process: _process, instance: _instance, ...outside } = step({ name: 'leases lapse', kind: 'action' })
    const initial = { ...trace(1).initial, state: { dns: { endpoint: 'empty' }, leases: { lapsed: 'none' } } }
    const text = counterexampleMarkdown(
      input({ trace: { ...trace(1), initial, steps: [{ ...outside, module: 'leases' }] } }),
    )
    expect(text).toMatch(/^\| 1 \| leases \| lapse \|/m)
    const plain = counterexampleMarkdown(input({ trace: { ...trace(1), initial, steps: [outside] } }))
    expect(plain).toContain('leases lapse')
  })

  test('of a step property says which transition breaks it', () => {
    expect(counterexampleMarkdown(input({ kind: 'step', trace: trace(9) }))).toContain(
      'Step 9 violates **endpoint never empty**.',
    )
  })

  test('of a deadlock says that nothing is enabled', () => {
    const text = counterexampleMarkdown(input({ kind: 'deadlock', property: 'no deadlock' }))
    expect(text).toContain('the system deadlocks in 1 step')
    expect(text).toContain('Nothing is enabled, and ')
  })

  test('of a witness says that it is reached', () => {
    expect(counterexampleMarkdown(input({ kind: 'reachable' }))).toContain('is reached in 1 step')
  })

  test('without a step has one state and no table', () => {
    const text = counterexampleMarkdown(input({ trace: trace(0) }))
    expect(text).not.toContain('| # |')
    expect(text.match(/```text/g)).toHaveLength(1)
    expect(text).toContain('The initial state violates **endpoint never empty**.')
  })

  test('names cannot break out of a table or a heading', () => {
    const sly = step({ actor: 'a|b <i>', name: 'x\n# y', choices: ['`|`'], changes: [] })
    const text = counterexampleMarkdown(input({ trace: { ...trace(0), steps: [sly] } }))
    expect(text).toContain('| 1 | a\\|b &lt;i> | x \\# y (choice "\\`\\|\\`") | nothing changes |')
  })

  test('long variables are broken up, and a state of backticks stays inside its fence', () => {
    const plans = Array.from({ length: 12 }, (_, id) => ({ id, text: '```' }))
    const text = counterexampleMarkdown(
      input({ trace: trace(0, { initial: { choices: [], picks: [], state: { plans } } }) }),
    )
    expect(text).toContain('\n````text\nplans:\n  0: {id: 0, text: "```"}\n')
  })

  test('note, digest and loop are there when given', () => {
    const text = counterexampleMarkdown(
      input({ note: 'Age is not a fence.', digest: 'abc', trace: trace(2, { loopAt: 0 }) }),
    )
    expect(text).toContain('> Age is not a fence.')
    expect(text).toContain('Digest of the spec: `abc`')
    expect(text).toContain('Then back to the initial state, and so on forever.')
  })
})
