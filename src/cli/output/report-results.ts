/** Reports the results of a run: on the screen, in files, and to the CI host. */
import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { annotations, jobSummary } from '../../report/documents/github.ts'
import { toJson } from '../../report/documents/json.ts'
import { toJunit } from '../../report/documents/junit.ts'
import { escaped } from '../../report/documents/markdown.ts'
import { toSarif } from '../../report/documents/sarif.ts'
import { renderCoverage, toLcov } from '../../report/terminal/coverage.ts'
import { renderFindings } from '../../report/terminal/findings.ts'
import { renderLock } from '../../report/terminal/lock.ts'
import { renderSimulation } from '../../report/terminal/simulation.ts'
import { renderUnexpected } from '../../report/terminal/story.ts'
import type { Stories } from '../../report/terminal/story-choice.ts'
import { renderSummary } from '../../report/terminal/summary.ts'
import { renderSweep } from '../../report/terminal/sweep.ts'
import { renderTable } from '../../report/terminal/table.ts'
import { wrap } from '../../report/words/text.ts'
import { sayUnchanged } from '../../report/words/unchanged.ts'
import { isJudged, type Result } from '../../result.ts'
import { tool } from '../host/package.ts'
import type { Reporter } from '../options/reporter-option.ts'
import { toBlob } from '../stored/blob.ts'
import { writeWhole } from '../stored/write-whole.ts'
import { isCi, type Run } from './exit-code.ts'
import { pageOf } from './page.ts'
import type { Screen, Terminal } from './terminal.ts'
import type { Troubles } from './troubles.ts'

export interface TellOptions {
  readonly json: boolean
  readonly reporter: readonly Reporter[]
}

/** The requested reporters, and `github` if GitHub runs the job. */
export function reportersOf({ json, reporter }: TellOptions): readonly Reporter[] {
  const asked: readonly Reporter[] = [...reporter, ...(json ? [{ name: 'json' as const }] : [])]
  return isHosted() && !asked.some(({ name }) => name === 'github') ? [...asked, { name: 'github' }] : asked
}

export const isHosted = () => process.env.GITHUB_ACTIONS === 'true'

/** Adds to the summary of the job, if the CI host has one. */
export function addToSummary(text: () => string): void {
  const summary = process.env.GITHUB_STEP_SUMMARY ?? ''
  if (summary !== '') appendFileSync(summary, text())
}

export const isOnScreen = (reporters: readonly Reporter[], name: Reporter['name']) =>
  reporters.some((reporter) => reporter.name === name && reporter.file === undefined)

/** The stream for people: standard output, unless a document is written there. */
export function peopleOf(reporters: readonly Reporter[], { out, err }: Terminal): Screen {
  return isOnScreen(reporters, 'json') ? err : out
}

/** Reports everything after the tables. Each failure to write is added to `troubles`, and stops nothing else. */
export async function tell(
  run: Run,
  reporters: readonly Reporter[],
  terminal: Terminal,
  troubles: Troubles,
  stories: Stories = 'all',
): Promise<void> {
  const people = peopleOf(reporters, terminal)
  const { results, unchanged, findings = [] } = run
  const lock = strictly(run.lock)
  const parts = [
    () => renderUnexpected(results, people, stories),
    () => renderFindings(findings, people),
    ...(lock === undefined ? [] : [() => renderLock(lock, people)]),
    ...(unchanged === undefined ? [] : [() => wrap(sayUnchanged(unchanged), people.width).join('\n')]),
  ]
  for (const part of parts) {
    const text = troubles.try('cannot print a part of the results', part) ?? ''
    if (text !== '') people.write(`${text}\n\n`)
  }
  people.write(`${renderSummary(results, people, lock, findings)}\n`)
  const document = async (name: Reporter['name'], write: (text: string) => unknown, where: string) => {
    try {
      write(await documentOf(name, run, stories))
    } catch (error) {
      troubles.add(`cannot write the report ${name}${where}`, error)
    }
  }
  if (isOnScreen(reporters, 'json')) await document('json', (text) => terminal.out.document(text), '')
  if (isOnScreen(reporters, 'github')) {
    troubles.try('cannot write the report github', () => people.document(annotations(results, lock, findings)))
    troubles.try('cannot write the job summary', () => addToSummary(() => summaryOf(run)))
  }
  for (const { name, file } of reporters) {
    if (file === undefined) continue
    const path = resolve(terminal.cwd, file)
    await document(
      name,
      (text) => {
        mkdirSync(dirname(path), { recursive: true })
        writeWhole(path, text)
      },
      `=${file}`,
    )
  }
}

/** In CI, what the lock does not hold yet is an error. */
const strictly = (lock: Run['lock']) => lock && { ...lock, strict: isCi() }

/** The summary of a job, for the CI host. */
function summaryOf({ results, lock: held, unchanged, findings }: Run): string {
  const lock = strictly(held)
  const summary = jobSummary(results, lock, findings)
  return unchanged === undefined ? summary : `${summary.trimEnd()}\n\n${escaped(sayUnchanged(unchanged))}\n`
}

async function documentOf(name: Reporter['name'], run: Run, stories: Stories): Promise<string> {
  const { results, unchanged, coverage, findings } = run
  const lock = strictly(run.lock)
  switch (name) {
    case 'json':
      return pretty(toJson(results, tool, lock, unchanged, coverage, findings))
    case 'junit':
      return toJunit(results, unchanged, findings)
    case 'sarif':
      return pretty(toSarif(results, tool, lock, findings))
    case 'github':
      return summaryOf(run)
    case 'html':
      return pageOf(results, unchanged, coverage)
    case 'blob':
      return toBlob(run)
    case 'lcov':
      return toLcov(coverage ?? [])
    case 'dot':
      return `${results.map(dotsOf).join('')}\n`
    case 'default':
      return textOf(run, stories)
  }
}

/** One sign for each property: `.` as expected, `✗` not, `?` unknown, `-` nothing expected; then `✗` for an error. */
export function dotsOf({ properties, error }: Result): string {
  const signs = properties.map((one) => (one.verdict === 'unknown' ? '?' : !isJudged(one) ? '-' : one.ok ? '.' : '✗'))
  return `${signs.join('')}${error === undefined ? '' : '✗'}`
}

/** The report for people, as a text for a file: 80 columns, no colour. */
function textOf(run: Run, stories: Stories): string {
  const { results, swept, lock: held, unchanged, coverage = [], findings = [] } = run
  const lock = strictly(held)
  const plain = { width: 80, color: false }
  const specs = [...new Set(results.map(({ spec }) => spec))]
  const tables = specs.flatMap((name) => {
    const ofSpec = results.filter(({ spec }) => spec === name)
    if (ofSpec.some(({ simulation }) => simulation !== undefined))
      return ofSpec.map((one) => renderSimulation(one, plain))
    if (swept === undefined) return [renderTable(ofSpec, plain)]
    const designs = [...new Set(ofSpec.map(({ design }) => design))]
    return designs.map((design) =>
      renderSweep(
        swept,
        ofSpec.filter((result) => result.design === design),
        plain,
      ),
    )
  })
  const parts = [
    ...tables,
    ...coverage.map((one) => renderCoverage(one, plain)),
    renderUnexpected(results, plain, stories),
    renderFindings(findings, plain),
    ...(lock === undefined ? [] : [renderLock(lock, plain)]),
    ...(unchanged === undefined ? [] : [wrap(sayUnchanged(unchanged), plain.width).join('\n')]),
    renderSummary(results, plain, lock, findings),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

const pretty = (document: object) => `${JSON.stringify(document, null, 2)}\n`
