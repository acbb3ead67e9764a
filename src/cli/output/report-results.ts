/** Reports the results of a run: on the screen, in files, and to the CI host. */

import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { renderFindings } from '../../report/terminal/findings.ts'
import { renderLock } from '../../report/terminal/lock.ts'
import { renderUnexpected } from '../../report/terminal/story.ts'
import type { Stories } from '../../report/terminal/story-choice.ts'
import { renderSummary } from '../../report/terminal/summary.ts'
import { wrap } from '../../report/words/text.ts'
import { sayUnchanged } from '../../report/words/unchanged.ts'
import { writeWhole } from '../stored/write-whole.ts'
import { isCi } from './exit-code.ts'
import { type Reporter, type ReporterName, reporters } from './reporters.ts'
import type { Run } from './run.ts'
import type { Screen, Terminal } from './terminal.ts'
import type { Troubles } from './troubles.ts'

export interface ReportOptions {
  readonly json: boolean
  readonly reporter: readonly Reporter[]
}

/** The requested reporters, and `github` if GitHub runs the job. */
export function reportersOf({ json, reporter }: ReportOptions): readonly Reporter[] {
  const asked: readonly Reporter[] = [...reporter, ...(json ? [{ name: 'json' as const }] : [])]
  return isHosted() && !asked.some(({ name }) => name === 'github') ? [...asked, { name: 'github' }] : asked
}

export const isHosted = () => process.env.GITHUB_ACTIONS === 'true'

/** Adds to the summary of the job, if the CI host has one. */
export function addToSummary(text: () => string): void {
  const summary = process.env.GITHUB_STEP_SUMMARY ?? ''
  if (summary !== '') appendFileSync(summary, text())
}

export const isOnScreen = (asked: readonly Reporter[], name: ReporterName) =>
  asked.some((reporter) => reporter.name === name && reporter.file === undefined)

/** The stream for people: standard output, unless a document is written there. */
export function peopleOf(asked: readonly Reporter[], { out, err }: Terminal): Screen {
  return isOnScreen(asked, 'json') ? err : out
}

/** Reports everything after the tables. Each failure to write is added to `troubles`, and stops nothing else. */
export async function reportResults(
  run: Run,
  asked: readonly Reporter[],
  terminal: Terminal,
  troubles: Troubles,
  stories: Stories = 'all',
): Promise<void> {
  const people = peopleOf(asked, terminal)
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
  await writeDocuments(asked, terminal, troubles, {
    document: async (name) => (await reporters[name].load())({ run, lock, stories }),
    async annotations() {
      const { annotations } = await import('./reports.ts')
      return annotations(results, lock, findings)
    },
  })
}

/** The texts of the reports on a run. */
export interface Documents {
  document(name: ReporterName): string | Promise<string>
  /** Workflow commands for the CI host. */
  annotations(): Promise<string>
}

/** Writes the requested documents. Each failure to write is added to `troubles`, and stops nothing else. */
export async function writeDocuments(
  asked: readonly Reporter[],
  terminal: Terminal,
  troubles: Troubles,
  render: Documents,
): Promise<void> {
  const document = async (name: ReporterName, write: (text: string) => unknown, where: string) => {
    try {
      write(await render.document(name))
    } catch (error) {
      troubles.add(`cannot write the report ${name}${where}`, error)
    }
  }
  if (isOnScreen(asked, 'json')) await document('json', (text) => terminal.out.document(text), '')
  if (isOnScreen(asked, 'github')) {
    const notes = await render.annotations()
    troubles.try('cannot write the report github', () => peopleOf(asked, terminal).document(notes))
    await document('github', (text) => addToSummary(() => text), ' to the summary of the job')
  }
  for (const { name, file } of asked) {
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
