/** Reports as plain text for a file: 80 columns, no colour. */
import { type Coverage, type Finding, isJudged, type Result, type Unchanged } from '../../result.ts'
import { renderCoverage } from '../terminal/coverage.ts'
import { renderFindings } from '../terminal/findings.ts'
import { renderLock, type ToLock } from '../terminal/lock.ts'
import { renderSimulation } from '../terminal/simulation.ts'
import { renderUnexpected } from '../terminal/story.ts'
import type { Stories } from '../terminal/story-choice.ts'
import { renderSummary } from '../terminal/summary.ts'
import { renderSweep } from '../terminal/sweep.ts'
import { renderTable } from '../terminal/table.ts'
import { wrap } from '../words/text.ts'
import { sayUnchanged } from '../words/unchanged.ts'

/** One sign for each property: `.` as expected, `✗` not, `?` unknown, `-` nothing expected; then `✗` for an error. */
export function dotsOf({ properties, error }: Result): string {
  const signs = properties.map((one) => (one.verdict === 'unknown' ? '?' : !isJudged(one) ? '-' : one.ok ? '.' : '✗'))
  return `${signs.join('')}${error === undefined ? '' : '✗'}`
}

interface Found {
  readonly results: readonly Result[]
  /** The name of the swept parameter. */
  readonly swept?: string
  readonly unchanged?: Unchanged
  readonly coverage?: readonly Coverage[]
  readonly findings?: readonly Finding[]
}

/** The report for people: what a terminal shows of the run. */
export function toText(
  { results, swept, unchanged, coverage = [], findings = [] }: Found,
  lock: ToLock | undefined,
  stories: Stories,
): string {
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
