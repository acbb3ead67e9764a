/** Every name that could do harm goes through every reporter; each is judged by a parser that is none of ours. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parse as parseDot } from '@ts-graphviz/ast'
import type { Ajv as AjvType } from 'ajv'
import { MultiDirectedGraph } from 'graphology'
import { parse as parseGraphml } from 'graphology-graphml'
import mermaid from 'mermaid'
import { beforeAll, describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { terminalOf } from '../../src/cli/output/terminal.ts'
import { printable, show } from '../../src/errors.ts'
import { toDot } from '../../src/graph/dot.ts'
import { toGraphml } from '../../src/graph/graphml.ts'
import type { StateGraph } from '../../src/graph/state-graph.ts'
import { annotations, jobSummary } from '../../src/report/documents/github.ts'
import { placeOfData, renderHtml } from '../../src/report/documents/html.ts'
import { toJson } from '../../src/report/documents/json.ts'
import { toJunit } from '../../src/report/documents/junit.ts'
import { counterexampleMarkdown } from '../../src/report/documents/markdown.ts'
import { sequenceDiagram } from '../../src/report/documents/mermaid.ts'
import { unpack } from '../../src/report/documents/page-data.ts'
import { toSarif } from '../../src/report/documents/sarif.ts'
import { diffMarkdown, renderDiff } from '../../src/report/terminal/diff.ts'
import { renderFindings } from '../../src/report/terminal/findings.ts'
import { renderLock } from '../../src/report/terminal/lock.ts'
import { renderStory, renderUnexpected } from '../../src/report/terminal/story.ts'
import { renderSummary } from '../../src/report/terminal/summary.ts'
import { renderSweep } from '../../src/report/terminal/sweep.ts'
import { renderTable } from '../../src/report/terminal/table.ts'
import { renderTrace } from '../../src/report/terminal/trace.ts'
import type { DesignDiff, Result, Trace } from '../../src/result.ts'
import { esc } from './fixtures.ts'
import { findingOf, nasty, resultOf } from './nasty-names.ts'

const tool = { name: 'allways', version: '1.2.3' }
const require = createRequire(import.meta.url)
const cases = nasty.map((name) => [JSON.stringify(name).slice(0, 50), name] as const)
const traceIn = ({ properties }: Result) => properties[0]?.counterexample as Trace

/** Characters that a terminal takes for more than a letter. Joiners, letters in some scripts, have their own tests. */
const unseen = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]|(?![\u200c\u200d])\p{Cf}/u

/** Where such a sign stands, as JSON. */
const hidden = (text: string) =>
  [...text.matchAll(new RegExp(unseen, 'gu'))].map(({ index }) =>
    JSON.stringify(text.slice(Math.max(0, index - 30), index + 5)),
  )

const plain = { width: 80, color: false }
const lockOf = (name: string) => {
  const of = { spec: name, design: name, property: name, kind: 'verdict' as const, message: name, since: name }
  return { file: name, weaker: [of], unlocked: [of, { ...of, kind: 'design' as const }], strict: true }
}
const diffOf = (name: string): DesignDiff => {
  const [before, today] = [resultOf(name), resultOf(name)]
  const [was, is] = [before.properties[0], today.properties[0]]
  return {
    ...{ spec: name, design: name, before, today, verdicts: [{ before: was as never, today: is as never }] },
    differences: [{ spec: name, design: name, property: name, kind: 'other', message: name }],
    behaviours: { gained: traceIn(today), complete: true, depth: 1 },
  }
}
const diffOptions = (name: string) => ({ base: name, isSaved: false, unchanged: 1 })

function texts(name: string): string[] {
  const result = resultOf(name)
  return [
    ...[20, 40, 80, 200].map((width) => renderTable([result, result], { width, color: false })),
    renderUnexpected([result], plain),
    renderStory(result, result.properties[0] as never, plain),
    ...[40, 80, 200].map((width) => renderTrace(traceIn(result), { width, color: false })),
    renderSummary([result], plain),
    renderSweep(name, [result, result], plain),
    renderLock(lockOf(name), plain),
    renderFindings([findingOf(name)], plain),
    renderDiff([diffOf(name)], diffOptions(name), plain),
    show(name),
  ]
}

describe('on a terminal', () => {
  it.each(cases)('%s is text and nothing else', (_, name) => {
    for (const text of texts(name)) expect(hidden(text)).toEqual([])
  })

  it('colours are our own alone', () => {
    for (const name of nasty) {
      const text = renderUnexpected([resultOf(name)], { width: 80, color: true })
      const own = new RegExp(`${esc}\\[\\d+(;\\d+)*m`, 'g')
      const bare = renderUnexpected([resultOf('plain')], { width: 80, color: true })
      expect(hidden(text.replace(own, ''))).toEqual([])
      const codes = (of: string) => [...new Set(of.match(own))].sort()
      expect(codes(bare)).toEqual(expect.arrayContaining(codes(text)))
    }
  })

  it('the screen itself lets nothing through, nor anything that the host of a job obeys', () => {
    for (const env of [{}, { GITHUB_ACTIONS: 'true' }]) {
      let text = ''
      const stream = {
        write: (more: string) => {
          text += more
          return true
        },
      }
      const { out } = terminalOf({ stdout: stream, stderr: stream, env, cwd: () => '' } as never)
      for (const name of nasty) out.write(`allways: ${name}\n${name}\n`)
      expect(hidden(text.replaceAll('\t', ''))).toEqual([])
      if (env.GITHUB_ACTIONS) expect(text).not.toMatch(/^\s*::|##\[/m)
      text = ''
      Object.assign(stream, { isTTY: true })
      const { out: tty } = terminalOf({ stdout: stream, stderr: stream, env, cwd: () => '' } as never)
      tty.write('\r12 states\u001b[K')
      tty.write('\u001b[1mbold\u001b[22m')
      expect(text).toBe('\r12 states\u001b[K\u001b[1mbold\u001b[22m')
      out.document('::error file=a::b\n')
      expect(text).toMatch(/\n?::error file=a::b\n$/)
    }
  })

  it('what spells a word stays as it is', () => {
    for (const word of ['می‌خواهم', '👩‍🚀', 'क्‍ष', 'é ⇒ 漢字 🙂', 'naïve', 'e\u0301']) expect(printable(word)).toBe(word)
    expect(printable('a\u200db\u202e\n\u{e0041}\ud800')).toBe('a\\u200db\\u202e\\n\\udb40\\udc41\\ud800')
    expect(printable('\u200d')).toBe('\\u200d')
  })
})

describe('for the host of a job', () => {
  it.each(cases)('%s gives no command of its own', (_, name) => {
    const lines = annotations([resultOf(name)], lockOf(name), [findingOf(name)])
      .split('\n')
      .slice(0, -1)
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines) {
      expect(line).toMatch(/^::(error|warning) file=[^:,]*,line=\d+,title=[^:,]*::/)
      expect(hidden(line)).toEqual([])
    }
  })

  it.each(cases)('%s is no markup in a summary, a diff or a story', (_, name) => {
    const result = resultOf(name)
    const trace = traceIn(result)
    const pages = [
      jobSummary([result], lockOf(name), [findingOf(name)]),
      diffMarkdown([diffOf(name)], diffOptions(name)),
      counterexampleMarkdown({ ...result, property: name, kind: 'invariant', trace, notes: [name] }),
    ]
    for (const page of pages) {
      expect(hidden(page)).toEqual([])
      // outside of fences no angle bracket but those of our own few tags, and no link
      const open = withoutFences(page).replace(/(?<!\\)`[^`\n]*`/g, 'code')
      expect(open.replace(/<\/?(details|summary)>|<br>/g, '')).not.toContain('<')
      expect(open).not.toMatch(/(^|[^\\])\]\(/)
      // a table has as many cells in each row
      for (const table of open.split(/\n\n+/).filter((part) => /^\| --- |\n\| -+:? \|/m.test(part))) {
        const cells = table
          .split('\n')
          .filter((line) => line.startsWith('|'))
          .map((row) => row.replace(/\\./g, '').split('|').length)
        expect(new Set(cells).size).toBe(1)
      }
    }
  })
})

/** As CommonMark ends a fence: by a line of at least as many backticks. */
function withoutFences(page: string): string {
  let fence = ''
  return page
    .split('\n')
    .filter((line) => {
      const [ticks = ''] = /^`{3,}/.exec(line) ?? []
      if (fence === '' && ticks !== '') {
        fence = ticks
        return false
      }
      if (fence !== '' && line.trim() === ticks && ticks.length >= fence.length) {
        fence = ''
        return false
      }
      return fence === ''
    })
    .join('\n')
}

describe('in a document', () => {
  // it learns then which diagrams there are
  beforeAll(() => mermaid.parse('sequenceDiagram\n  a->>b: c'))

  const junitSchema = readFileSync(fileURLToPath(new URL('junit.xsd', import.meta.url)), 'utf8')
  const sarifSchema = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')
  const Ajv = require('ajv-draft-04') as typeof AjvType
  const options = { strict: false, validateFormats: false, unicodeRegExp: false }
  const validate = new Ajv(options).compile(JSON.parse(readFileSync(sarifSchema, 'utf8')))

  it('JUnit stays XML of its schema', async () => {
    const findings = nasty.map((name) => ({ ...findingOf(name), level: 'error' as const }))
    const xml = await toJunit(
      nasty.map(resultOf),
      { since: '1', designs: nasty.map((design) => ({ spec: design, design })) },
      findings,
    )
    const { errors } = await validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [junitSchema] })
    expect(errors).toEqual([])
    expect(hidden(xml.replace(/\t/g, ''))).toEqual([])
  })

  it.each(cases)('SARIF and JSON stay what they are: %s', (_, name) => {
    const log = JSON.parse(JSON.stringify(toSarif([resultOf(name)], tool, lockOf(name), [findingOf(name)])))
    validate(log)
    expect(validate.errors).toBe(null)
    for (const { message } of log.runs[0].results) expect(hidden(message.text)).toEqual([])
    // a program gets names as they are
    const text = JSON.stringify(toJson([resultOf(name)], tool, lockOf(name), undefined, undefined, [findingOf(name)]))
    expect(text).not.toMatch(/\p{Cs}/u)
    expect(JSON.parse(text).results[0].properties[0].name).toBe(name)
  })

  it.each(cases)('a page ends no script, and shows what cannot be seen: %s', (_, name) => {
    const template = `<html><script type="application/json">${placeOfData}</script><script>own()</script></html>`
    const html = renderHtml(template, [resultOf(name)], tool)
    expect(html.match(/<\/?script/g)).toHaveLength(4)
    expect(html.match(/<!--/)).toBeNull()
    const data = /json">(.*)<\/script><script>/s.exec(html)?.[1] as string
    const [result] = unpack(JSON.parse(data))
    expect(hidden(JSON.stringify(result))).toEqual([])
    const texts = (value: unknown): string[] =>
      typeof value === 'string'
        ? [value]
        : typeof value === 'object' && value !== null
          ? Object.entries(value).flatMap(([key, of]) => [key, ...texts(of)])
          : []
    for (const text of texts(result)) expect(hidden(text)).toEqual([])
    expect(traceIn(result as Result).steps[1]?.changes).toHaveLength(1)
  })

  it.each(cases)('a diagram of Mermaid stays one: %s', async (_, name) => {
    const drawn = sequenceDiagram(traceIn(resultOf(name)), name)
    expect(hidden(drawn?.text.replaceAll('\n', '') ?? '')).toEqual([])
    const { db } = (await mermaid.mermaidAPI.getDiagramFromText(drawn?.text as string)) as unknown as {
      readonly db: { getActors(): Map<string, unknown> }
    }
    expect(db.getActors().size).toBe(3)
  })

  it.each(cases)('a graph stays one of two states: %s', (_, name) => {
    const graph: StateGraph = new MultiDirectedGraph()
    const node = { label: `x: ${name}`, depth: 0, initial: true, expanded: true, state: JSON.stringify({ x: name }) }
    graph.addNode('0', node)
    graph.addNode('1', { ...node, initial: false })
    graph.addDirectedEdge('0', '1', { label: name })
    graph.replaceAttributes({ spec: name, design: name, complete: true, note: name })
    const dot = toDot(graph)
    expect(hidden(dot)).toEqual([])
    const [parsed] = parseDot(dot).children.filter(({ type }) => type === 'Graph') as { children: { type: string }[] }[]
    const count = (type: string) => parsed?.children.filter((child) => child.type === type).length
    expect([count('Node'), count('Edge')]).toEqual([2, 1])
    const xml = toGraphml(graph)
    expect(hidden(xml)).toEqual([])
    const again = parseGraphml(MultiDirectedGraph as never, xml)
    expect([again.order, again.size]).toEqual([2, 1])
    expect(JSON.parse(again.getNodeAttribute('0', 'state') as string).x).toBeTypeOf('string')
  })
})
