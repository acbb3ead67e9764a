import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import type { Conformance, Drift } from '../../../src/conformance.ts'
import {
  conformanceAnnotations,
  conformanceSummary,
  conformanceToJunit,
} from '../../../src/report/documents/conformance.ts'
import { conformanceToHtml } from '../../../src/report/documents/conformance-html.ts'
import { esc } from '../fixtures.ts'

const schema = readFileSync(fileURLToPath(new URL('../junit.xsd', import.meta.url)), 'utf8')
const errorsOf = async (xml: string) => {
  const { errors } = await validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [schema] })
  return errors.map(({ message }) => message)
}

const drift: Drift = {
  kind: 'differs',
  message: "after 'client 0 write', written is 1 in the code, and 2 in the model",
  trace: {
    initial: { choices: [], picks: [], state: { written: 0 } },
    steps: [
      {
        ...{ name: 'write', kind: 'step', process: 'client', instance: 0, actor: 'client 0', choices: [], picks: [] },
        ...{ changes: [{ path: 'written', before: 0, after: 2 }], state: { written: 2 } },
      },
    ],
  } as unknown as Drift['trace'],
  expected: [{ path: 'written', model: 2, code: 1 }],
  seen: [{ written: 0 }, { written: 1 }],
  shortest: true,
}

function result(design: string, parts: Partial<Conformance> = {}): Conformance {
  return {
    ...{ spec: 'lease-lock', file: 'lock.model.ts', driver: 'lock.driver.ts', design, params: {}, digest: '' },
    ...{ states: 2, transitions: 4, complete: true, drivable: 4, driven: 4, missed: 0, unchosen: 0 },
    ...{ runs: 1, steps: 4, tried: 1, undriven: [], untried: [], together: 0, seconds: 1.5 },
    ...parts,
  }
}

const results = [
  result('good'),
  result('drifts', { driven: 1, drift }),
  result('in part', { driven: 3, limit: 'steps' }),
  result('fails', { error: { code: 'step-threw', message: 'it threw 7', file: 'lock.model.ts', line: 3 } }),
  result('elsewhere', { driver: 'other.driver.ts' }),
]

describe('the JUnit report of conformance', () => {
  it('has a suite for each driver, and a case for each design', async () => {
    const xml = await conformanceToJunit(results)
    expect(await errorsOf(xml)).toEqual([])
    expect(xml).toContain('<testsuites name="allways" tests="5" failures="1" errors="1" time="7.5">')
    expect(xml).toContain('<testsuite name="lock.driver.ts" tests="4" failures="1" errors="1" skipped="1" time="6">')
    expect(xml).toContain('<testcase classname="lease-lock" name="good" time="1.5"/>')
    expect(xml).toMatch(
      /<failure type="differs" message="In step 1: after &apos;client 0 write&apos;, written is 1 in the code/,
    )
    expect(xml).toContain('written  2      1')
    expect(xml).toContain('<error type="step-threw" message="it threw 7">')
    expect(xml).toMatch(/<skipped>The code took 3 of 4 transitions.* The limit on steps was reached/)
  })

  it('satisfies the schema for names that XML has no place for', async () => {
    const odd = `a ${esc} ]]> & <b> \ud83d\ude00 \ud800 "\u0000\ufffe`
    const all = [result(odd, { driver: odd, spec: odd, drift: { ...drift, message: odd } }), result(odd, { driven: 1 })]
    expect(await errorsOf(await conformanceToJunit(all))).toEqual([])
    expect(await errorsOf(await conformanceToJunit([]))).toEqual([])
  })
})

describe('the report of conformance for GitHub', () => {
  it('has an annotation at the driver for each design that is not followed', () => {
    const lines = conformanceAnnotations(results).trimEnd().split('\n')
    expect(lines).toEqual([
      "::error file=lock.driver.ts,line=1,title=lease-lock · drifts%3A the code drifts::In step 1: after 'client 0 write', written is 1 in the code, and 2 in the model.%0A1. client 0: write",
      '::error file=lock.model.ts,line=3,title=lease-lock · fails%3A step-threw::it threw 7',
      expect.stringMatching(
        /^::warning file=lock\.driver\.ts,line=1,title=lease-lock · in part%3A driven in part::The code took 3 of 4 transitions/,
      ),
    ])
    expect(conformanceAnnotations([result('good')])).toBe('')
  })

  it('has a summary with the stories', () => {
    const summary = conformanceSummary(results)
    expect(summary).toMatch(/^## ❌ allways conform\n\nThe code follows 2 of 5 designs\.\n/)
    expect(summary).toContain('| ✅ lease-lock · good | `lock.driver.ts` | 4 of 4 | 4 |')
    expect(summary).toContain('| ❌ lease-lock · drifts | `lock.driver.ts` | 1 of 4 | 4 |')
    expect(summary).toContain('### lease-lock · drifts\n\n```text\n')
    expect(summary).not.toContain('### lease-lock · good')
    expect(conformanceSummary([result('good')])).toMatch(/^## ✅ allways conform/)
  })
})

describe('the page of conformance', () => {
  const page = conformanceToHtml(results)

  it('shows the story, and marks what differs on both sides', () => {
    expect(page).toContain('<h2>lease-lock · good: follows</h2>')
    expect(page).toContain('<h2>lease-lock · drifts: drifts</h2>')
    expect(page).toContain('<h2>lease-lock · in part: in part</h2>')
    expect(page).toContain('<td>write</td>')
    const marked = [...page.matchAll(/<mark><code>([^<]*)<\/code><\/mark>/g)].map(([, text]) => text)
    expect(marked).toEqual(['written: 2', 'written: 1'])
  })

  it('shows only the parts that were seen, and says so if a step was not seen', () => {
    const seen = [{ client: [{ at: 'a' }, { at: 'b' }], log: [1, 2] }]
    const state = {
      client: [
        { at: 'a', mine: 1 },
        { at: 'b', mine: 2 },
      ],
      log: [1, 2],
      hidden: 9,
    }
    const [step] = drift.trace.steps
    const refused: Drift = {
      ...{ kind: 'refused', message: "the code refuses 'x'", expected: [], seen, shortest: true },
      trace: { ...drift.trace, initial: { ...drift.trace.initial, state }, steps: [{ ...step, state }] } as never,
    }
    const html = conformanceToHtml([result('odd', { drift: refused })])
    expect(html).toContain('client[1].at: b')
    expect(html).toContain('log: [1, 2]')
    expect(html).not.toContain('hidden')
    expect(html).toContain('<td>the code refuses &#39;x&#39;</td>')
  })

  it('lets no name end its markup', () => {
    const name = '<script>alert(1)</script>"'
    const html = conformanceToHtml([result(name, { drift: { ...drift, message: name }, driver: name })])
    expect(html).not.toContain('<script')
  })
})
