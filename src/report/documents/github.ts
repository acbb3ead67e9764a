/**
 * Reports for GitHub Actions: annotations at the lines at fault, and a summary of the job. GitHub shows at most ten
 * annotations of a kind for each step, and a summary of at most 1 MiB. The reports count what exceeds these limits.
 */

import { printable, printableLines } from '../../errors.ts'
import { own } from '../../plain.ts'
import { type Finding, isJudged, isWanted, type PropertyResult, type Result, type Unchanged } from '../../result.ts'
import { cell, whyOpen } from '../terminal/cells.ts'
import { countFindings, placeOf, saidOf } from '../terminal/findings.ts'
import { accept, errorsOf, sayUnlocked, type ToLock } from '../terminal/lock.ts'
import { openingOf, propertyStory } from '../terminal/story.ts'
import { countsStory } from '../words/counts.ts'
import { deed } from '../words/data.ts'
import { counted } from '../words/numbers.ts'
import { sayUnchanged } from '../words/unchanged.ts'
import { code, escaped } from './markdown.ts'
import { sequenceDiagram } from './mermaid.ts'

type Lock = ToLock | undefined

const maxAnnotations = 10
const maxBytes = 1_000_000

export interface Note {
  readonly level: 'error' | 'warning'
  readonly title: string
  readonly text: string
  readonly file: string
  readonly line: number
}

/** Workflow commands, one on each line. '' if all is as expected. */
export function annotations(results: readonly Result[], lock: Lock, findings: readonly Finding[] = []): string {
  const notes = results.flatMap((result) => notesOf(result))
  for (const { spec, design, property, message } of errorsOf(lock)) {
    const result = results.find((other) => other.spec === spec && other.design === design)
    const place = result?.places?.properties[property ?? '']
    notes.push({
      level: 'error',
      title: `${spec} · ${design}: differs from ${lock?.file}`,
      text: property === undefined ? message : `'${property}': ${message}`,
      file: place?.file ?? result?.file ?? lock?.file ?? '',
      line: place?.line ?? 1,
    })
  }
  for (const { file, line = 1, code, level, message } of findings) {
    notes.push({ level, title: code, text: message, file, line })
  }
  return commandsOf(notes)
}

/** Workflow commands, one on each line: the first ten of a kind, and the number of the others. */
export function commandsOf(notes: readonly Note[]): string {
  const shown = (['error', 'warning'] as const).flatMap((level) => {
    const own = notes.filter((note) => note.level === level)
    if (own.length <= maxAnnotations) return own
    const rest = own.length - maxAnnotations + 1
    const last = own[maxAnnotations - 1] as Note
    const text = `${rest} more ${level}${rest === 1 ? '' : 's'}: see the summary of this job`
    return [...own.slice(0, maxAnnotations - 1), { ...last, title: 'allways', text }]
  })
  return shown.map(command).join('')
}

function notesOf(result: Result): Note[] {
  const { spec, design, file, error, properties, places } = result
  const title = (name: string) => `${spec} · ${design}: ${name}`
  const errors: Note[] =
    error === undefined
      ? []
      : [
          {
            level: 'error',
            title: title(error.code),
            text: error.message,
            file: error.file ?? file,
            line: error.line ?? 1,
          },
        ]
  const counts: Note[] =
    result.counts === undefined
      ? []
      : [{ level: 'error', title: title('counts'), text: countsStory(result), file, line: 1 }]
  return [
    ...errors,
    ...counts,
    ...properties
      .filter(({ ok }) => !ok)
      .map((property): Note => {
        const place = own(places?.properties, property.name)
        const undecided = property.verdict === 'unknown'
        return {
          level: undecided ? 'warning' : 'error',
          title: title(property.name),
          text: undecided ? `not decided: ${whyOpen(result)}` : told(result, property),
          file: place?.file ?? file,
          line: place?.line ?? 1,
        }
      }),
  ]
}

/** The story as a short list of steps: it must fit in a box beside the line. */
function told(result: Result, property: PropertyResult): string {
  const { counterexample, witness } = property
  const steps = (counterexample ?? witness)?.steps ?? []
  return [openingOf(result, property), ...listed(steps.map(deed))].join('\n')
}

/** Steps by number, at most 20 lines. */
export function listed(steps: readonly string[]): string[] {
  const lines = steps.map((step, i) => printable(`${i + 1}. ${step}`))
  return lines.length <= 20 ? lines : [...lines.slice(0, 19), `… ${lines.length - 19} more`]
}

function command({ level, title, text, file, line }: Note): string {
  const data = (value: string) => printableLines(value).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
  const property = (value: string) => data(value).replace(/:/g, '%3A').replace(/,/g, '%2C')
  return `::${level} file=${property(file)},line=${line},title=${property(title)}::${data(text)}\n`
}

/**
 * Markdown: the counts of verdicts, then each unexpected result with its story and diagram, then the tables, then what
 * the run left out.
 */
export function jobSummary(
  results: readonly Result[],
  lock: Lock,
  findings: readonly Finding[] = [],
  unchanged?: Unchanged,
): string {
  const wrong = results.flatMap((result) =>
    result.properties
      .filter(({ ok, verdict }) => !ok && verdict !== 'unknown')
      .map((property) => ({ result, property })),
  )
  const undecided = results.flatMap(({ properties }) =>
    properties.filter(({ verdict }) => verdict === 'unknown'),
  ).length
  const all = results.reduce((sum, { properties }) => sum + properties.length, 0)
  const shown = results.reduce(
    (sum, { properties }) => sum + properties.filter((one) => !isJudged(one) && one.verdict !== 'unknown').length,
    0,
  )
  const counts = [
    `${all - wrong.length - undecided - shown} of ${counted(all, 'verdict')} as expected`,
    ...(shown > 0 ? [`${shown} at other sizes`] : []),
    ...(wrong.length > 0 ? [`**${wrong.length} not as expected**`] : []),
    ...(undecided > 0 ? [`${undecided} not decided`] : []),
  ]
  const others = results.filter((result) => result.counts !== undefined)
  const parts = [
    `## ${wrong.length > 0 || others.length > 0 || errorsOf(lock).length + countFindings(findings, 'error') > 0 ? '❌' : undecided > 0 ? '⚠️' : '✅'} allways`,
    `${counts.join(', ')}, in ${counted(results.length, 'design')}.`,
    ...(lock === undefined ? [] : lockPart(lock)),
    ...(findings.length === 0 ? [] : [findingsPart(findings)]),
    ...results.filter(({ error }) => error !== undefined).map(errorPart),
    ...others.map((result) => `${escaped(`${result.spec} · ${result.design}`)}: ${escaped(countsStory(result))}`),
    ...wrong.map(({ result, property }) => storyPart(result, property)),
    ...[...new Set(results.map(({ spec }) => spec))].map((spec) =>
      tablePart(results.filter((one) => one.spec === spec)),
    ),
  ]
  const summary = fitting(parts)
  return unchanged === undefined ? summary : `${summary.trimEnd()}\n\n${escaped(sayUnchanged(unchanged))}\n`
}

function findingsPart(findings: readonly Finding[]): string {
  const lines = findings.map((one) => `- ${escaped(`${placeOf(one)}: ${saidOf(one, one.message)}`)}`)
  return ['### In the source of the specs', lines.join('\n')].join('\n\n')
}

function lockPart(lock: NonNullable<Lock>): string[] {
  const { weaker, unlocked, file, strict } = lock
  if (errorsOf(lock).length === 0) return []
  const lines = weaker.map(({ spec, design, property, message, since }) => {
    const of = property === undefined ? '' : `**${escaped(property)}**: `
    return `- ${escaped(`${spec} · ${design}`)}: ${of}${escaped(message)}${since ? ` (locked on ${escaped(since)})` : ''}`
  })
  return [
    `### Differences from ${code(file)}`,
    ...(lines.length === 0 ? [] : [lines.join('\n')]),
    ...(strict && unlocked.length > 0
      ? [`${escaped(sayUnlocked(unlocked, file))} In CI, anything that is missing from the lock is an error.`]
      : []),
    `If this is intended, accept it: ${code(accept(lock))}`,
  ]
}

function errorPart({ spec, design, error, file }: Result): string {
  const place = `${error?.file ?? file}${error?.line === undefined ? '' : `:${error.line}`}`
  return `### ${escaped(`${spec} · ${design}`)}: ${escaped(error?.code ?? '')}\n\n${escaped(error?.message ?? '')} (${escaped(place)})`
}

function storyPart(result: Result, property: PropertyResult): string {
  const trace = property.counterexample ?? property.witness
  const diagram = trace && sequenceDiagram(trace, isWanted(property.kind) ? undefined : property.name)
  const heading = `### ${escaped(`${result.spec} · ${result.design}`)}: ${escaped(property.name)}`
  if (trace === undefined) return `${heading}\n\n${escaped(openingOf(result, property))}`
  const text = propertyStory(result, property, { width: 100, color: false })
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
  return [
    heading,
    escaped(openingOf(result, property)),
    ...(diagram === undefined ? [] : [`\`\`\`mermaid\n${diagram.text}\n\`\`\``]),
    `<details><summary>Step by step</summary>\n\n${fence}text\n${text}\n${fence}\n\n</details>`,
  ].join('\n\n')
}

function tablePart(results: readonly Result[]): string {
  const names = [...new Set(results.flatMap(({ properties }) => properties.map(({ name }) => name)))]
  const rows = results.map((result) => {
    const cells = names.map((name) => {
      const { lines, mark } = cell(
        result.properties.find((property) => property.name === name),
        result,
        'line',
      )
      return `${mark === '' ? '' : `${mark} `}${lines.join(' ')}`
    })
    return `| ${[result.design, ...cells].map(escaped).join(' | ')} |`
  })
  return [
    `<details><summary>${escaped(results[0]?.spec ?? '')}: ${counted(results.length, 'design')}</summary>\n`,
    [`| design | ${names.map(escaped).join(' | ')} |`, `| --- |${' --- |'.repeat(names.length)}`, ...rows].join('\n'),
    '\n</details>',
  ].join('\n')
}

/** The parts of a summary that fit into `maxBytes`, and the number of parts that do not. */
export function fitting(parts: readonly string[]): string {
  const size = (text: string) => new TextEncoder().encode(text).length
  let used = 0
  const shown: string[] = []
  for (const part of parts) {
    const own = size(part) + 2
    if (used + own > maxBytes) continue
    used += own
    shown.push(part)
  }
  const left = parts.length - shown.length
  if (left > 0) shown.push(`${counted(left, 'part')} of this summary did not fit.`)
  return `${shown.join('\n\n')}\n`
}
