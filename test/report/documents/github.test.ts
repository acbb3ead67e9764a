import { describe, expect, it } from 'vitest'
import { annotations, jobSummary } from '../../../src/report/documents/github.ts'
import { designs, result, violated } from '../fixtures.ts'
import { lock, unexpected } from '../unexpected.ts'

const many = [
  result('many', {
    properties: Array.from({ length: 14 }, (_, i) => violated(`property ${i}`, 1, { expected: 'holds', ok: false })),
  }),
]

describe('the annotations', () => {
  it('stand at the line that is to blame, and tell the steps', () => {
    expect(annotations(unexpected, lock)).toMatchSnapshot()
  })

  it('stand at what is not locked yet where nothing may be, and nowhere else', () => {
    const unlocked = [{ spec: 'a', design: 'new', kind: 'design' as const, message: 'the design is not locked yet' }]
    const held = { ...lock, weaker: [], unlocked }
    expect(annotations(designs, held)).toBe('')
    expect(annotations(designs, { ...held, strict: true })).toContain('::the design is not locked yet')
    const summary = jobSummary(designs, { ...held, strict: true })
    expect(summary).toContain('## ❌ allways')
    expect(summary).toContain('Missing from allways.lock.json')
  })

  it('are none where all is as expected', () => {
    expect(annotations(designs, undefined)).toBe('')
  })

  it('are at most ten of a kind, and the last says how many are left out', () => {
    const lines = annotations(many, undefined).trim().split('\n')
    expect(lines).toHaveLength(10)
    expect(lines.at(-1)).toContain('5 more errors: see the summary of this job')
  })
})

describe('the summary of a job', () => {
  it('begins with what is wrong, and ends with the tables', () => {
    expect(jobSummary(unexpected, lock)).toMatchSnapshot()
  })

  it('says in a line that all is well', () => {
    const [title, , counts] = jobSummary(designs, { ...lock, weaker: [] }).split('\n')
    expect(title).toBe('## ✅ allways')
    expect(counts).toBe('28 of 28 verdicts as expected, in 4 designs.')
  })

  it('stays within what a host takes, and says what did not fit', () => {
    const long = [result('long', { properties: [violated('x'.repeat(900_000), 1, { expected: 'holds', ok: false })] })]
    const text = jobSummary([...long, ...many], undefined)
    expect(new TextEncoder().encode(text).length).toBeLessThan(1024 * 1024)
    expect(text).toMatch(/\d parts? of this summary did not fit/)
  })
})
