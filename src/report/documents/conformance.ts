/** Reports of `allways conform` for build servers: JUnit XML, and annotations and a summary for GitHub Actions. */

import type { Conformance } from '../../conformance.ts'
import { printable, printableLines } from '../../errors.ts'
import { isWhole, openingOfDrift, renderConformance, whyPart } from '../terminal/conformance.ts'
import { deed } from '../words/data.ts'
import { counted, grouped } from '../words/numbers.ts'
import { commandsOf, fitting, listed, type Note } from './github.ts'
import { documentOf, rounded } from './junit.ts'
import { code, escaped } from './markdown.ts'

const plain = { width: 100, color: false }

/** One suite for each driver, one case for each design. A design of which only a part was driven is skipped. */
export function conformanceToJunit(results: readonly Conformance[]): Promise<string> {
  const drivers = [...new Set(results.map(({ driver }) => driver))]
  return documentOf(
    drivers.map((driver) => {
      const own = results.filter((result) => result.driver === driver)
      return {
        '@name': printable(driver),
        '@tests': own.length,
        '@failures': own.filter(({ drift }) => drift !== undefined).length,
        '@errors': own.filter(({ error }) => error !== undefined).length,
        '@skipped': own.filter(isPart).length,
        '@time': rounded(own.reduce((sum, { seconds }) => sum + seconds, 0)),
        testcase: own.map((result) => ({
          '@classname': printable(result.spec),
          '@name': printable(result.design),
          '@time': rounded(result.seconds),
          ...outcome(result),
        })),
      }
    }),
  )
}

/** Whether nothing drifted, but not all was driven. */
const isPart = (result: Conformance) => result.drift === undefined && result.error === undefined && !isWhole(result)

function outcome(result: Conformance): object {
  const { drift, error } = result
  const text = printableLines(renderConformance(result, plain))
  if (error !== undefined) {
    return { error: { '@type': printable(error.code), '@message': printableLines(error.message), '#text': text } }
  }
  if (drift !== undefined) {
    return { failure: { '@type': drift.kind, '@message': printableLines(openingOfDrift(drift)), '#text': text } }
  }
  return isWhole(result) ? {} : { skipped: printableLines(whyPart(result)) }
}

/** Workflow commands, one on each line: what drifts and the steps that lead there, at the driver. */
export function conformanceAnnotations(results: readonly Conformance[]): string {
  return commandsOf(
    results.flatMap((result): Note[] => {
      const { spec, design, drift, error, driver } = result
      const note = (level: Note['level'], title: string, text: string, file = driver, line = 1) => [
        { level, title: `${spec} · ${design}: ${title}`, text, file, line },
      ]
      if (error !== undefined) return note('error', error.code, error.message, error.file ?? result.file, error.line)
      if (drift !== undefined) {
        return note(
          'error',
          'the code drifts',
          [openingOfDrift(drift), ...listed(drift.trace.steps.map(deed))].join('\n'),
        )
      }
      return isWhole(result) ? [] : note('warning', 'driven in part', whyPart(result))
    }),
  )
}

/** Markdown: the counts, a table of the designs, and each story. */
export function conformanceSummary(results: readonly Conformance[]): string {
  const bad = results.filter(({ drift, error }) => drift !== undefined || error !== undefined)
  const parts = results.filter(isPart)
  const rows = results.map((result) => {
    const { driver, spec, design, driven, drivable, steps } = result
    const mark = bad.includes(result) ? '❌' : parts.includes(result) ? '⚠️' : '✅'
    const cells = [`${grouped(driven)} of ${grouped(drivable)}`, grouped(steps)]
    return `| ${mark} ${escaped(`${spec} · ${design}`)} | ${[code(driver), ...cells].join(' | ')} |`
  })
  return fitting([
    `## ${bad.length > 0 ? '❌' : parts.length > 0 ? '⚠️' : '✅'} allways conform`,
    `The code follows ${results.length - bad.length - parts.length} of ${counted(results.length, 'design')}.`,
    ['| design | driver | transitions | steps |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    ...[...bad, ...parts].map((result) => {
      const text = printableLines(renderConformance(result, plain))
      const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
      return `### ${escaped(`${result.spec} · ${result.design}`)}\n\n${fence}text\n${text}\n${fence}`
    }),
  ])
}
