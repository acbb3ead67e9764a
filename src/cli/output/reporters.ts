/** The reporters of `--reporter NAME[=FILE]`: one row each. */

import { InvalidArgumentError } from 'commander'
import { show } from '../../errors.ts'
import { defined } from '../../plain.ts'
import type { ToLock } from '../../report/terminal/lock.ts'
import type { Stories } from '../../report/terminal/story-choice.ts'
import { packageInfo } from '../host/package.ts'
import type { Initial } from '../options/option-values.ts'
import type { Run } from './run.ts'

export interface Report {
  readonly run: Run
  /** The lock of the run. It is strict in CI. */
  readonly lock: ToLock | undefined
  readonly stories: Stories
}

/**
 * The things that a run finds out only for a report: stories of expected verdicts, the graph of control states, lines
 * of properties, digests for a later comparison, the shard, and the code that states execute.
 */
type Need = 'stories' | 'control' | 'places' | 'digests' | 'part' | 'coverage'

export interface Row {
  /** The content of the report, for the documents. */
  readonly writes: string
  /** A file for it, as examples call it. */
  readonly file: string
  /** Whether it goes to a file only, not to the screen. */
  readonly onlyToFile?: boolean
  /** Whether it can report random walks. */
  readonly ofWalks?: boolean
  /** Whether it can report how code conforms. */
  readonly ofCode?: boolean
  readonly needs: readonly Need[]
  /** Loads the code of this report, which no other run needs. */
  readonly load: () => Promise<(report: Report) => string | Promise<string>>
}

const reports = () => import('./reports.ts')

export const reporters = {
  default: {
    ...{ writes: 'tables and stories, as in the terminal', file: 'results.txt', ofWalks: true },
    needs: [],
    async load() {
      const { toText } = await reports()
      return ({ run, lock, stories }) => toText(run, lock, stories)
    },
  },
  dot: {
    ...{ writes: 'one sign per property', file: 'results.txt' },
    needs: [],
    async load() {
      const { dotsOf } = await reports()
      return ({ run }) => `${run.results.map(dotsOf).join('')}\n`
    },
  },
  json: {
    ...{ writes: 'one document, for other programs', file: 'results.json', ofWalks: true, ofCode: true },
    needs: [],
    async load() {
      const { toJson } = await reports()
      return ({ run: { results, unchanged, coverage, findings }, lock }) =>
        pretty(toJson(results, packageInfo, lock, unchanged, coverage, findings))
    },
  },
  junit: {
    writes: 'one test case per property; an undecided one is skipped, with the reason',
    ...{ file: 'junit.xml', onlyToFile: true, ofWalks: true, ofCode: true },
    needs: [],
    async load() {
      const { toJunit } = await reports()
      return ({ run: { results, unchanged, findings } }) => toJunit(results, unchanged, findings)
    },
  },
  sarif: {
    writes: 'a finding for each unexpected verdict, at the line of its property, with the steps of its story',
    ...{ file: 'allways.sarif', onlyToFile: true, ofWalks: true },
    needs: ['places'],
    async load() {
      const { toSarif } = await reports()
      return ({ run: { results, findings }, lock }) => pretty(toSarif(results, packageInfo, lock, findings))
    },
  },
  github: {
    writes: 'annotations, and the summary of the job; on by default if GitHub runs the job',
    ...{ file: 'summary.md', ofWalks: true, ofCode: true },
    needs: ['places'],
    async load() {
      const { jobSummary } = await reports()
      return ({ run: { results, unchanged, findings }, lock }) => jobSummary(results, lock, findings, unchanged)
    },
  },
  html: {
    writes: 'a page with all verdicts and their stories',
    ...{ file: 'verdicts.html', onlyToFile: true, ofCode: true },
    needs: ['stories', 'control'],
    async load() {
      const { pageOf } = await reports()
      return ({ run: { results, unchanged, coverage } }) => pageOf(results, unchanged, coverage)
    },
  },
  blob: {
    writes: 'all results of the check, for `allways merge` and `allways diff`',
    ...{ file: '1.blob.json', onlyToFile: true, ofWalks: true },
    needs: ['stories', 'control', 'places', 'digests', 'part'],
    async load() {
      const { toBlob } = await reports()
      return ({ run }) => toBlob(run)
    },
  },
  lcov: {
    writes: 'the lines and branches that states execute, for `genhtml` and editors; implies `--coverage`',
    ...{ file: 'lcov.info', onlyToFile: true },
    needs: ['coverage'],
    async load() {
      const { toLcov } = await reports()
      return ({ run: { coverage } }) => toLcov(coverage ?? [])
    },
  },
} satisfies { readonly [name: string]: Row }

export type ReporterName = keyof typeof reporters

export interface Reporter {
  readonly name: ReporterName
  readonly file?: string
}

const rows: { readonly [name in ReporterName]: Row } = reporters
export const reporterNames = Object.keys(reporters) as readonly ReporterName[]
export const walkReporters = reporterNames.filter((name) => rows[name].ofWalks)
export const codeReporters = reporterNames.filter((name) => rows[name].ofCode)

/** Whether one of these reporters needs this of the run. */
export const need = (asked: readonly Reporter[], what: Need) =>
  asked.some(({ name }) => rows[name].needs.includes(what))

/** How a name is written: with a file, if it needs one. */
export const spelling = (name: ReporterName, file: string) => (rows[name].onlyToFile ? `${name}=${file}` : name)

/** The values of `--reporter`, for a command that supports these names. */
export const reporterValues = (names: readonly ReporterName[]): Initial<readonly Reporter[]> => ({
  ...{ placeholder: '<name[=file]>', initial: [], inConfig: 'readonly string[]' },
  offers: names.map((name) => spelling(name, '')),
  read(text, known) {
    const [, word, file] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? []
    const name = names.find((reporter) => reporter === word)
    if (name === undefined) {
      throw new InvalidArgumentError(
        `Expected ${names.slice(0, -1).join(', ')} or ${names.at(-1)}, found ${show(word)}.`,
      )
    }
    if (file === '' || (file === undefined && rows[name].onlyToFile)) {
      throw new InvalidArgumentError(`Name a file, as in ${name}=${rows[name].file}.`)
    }
    return [...known, { name, ...defined({ file }) }]
  },
})

const pretty = (document: object) => `${JSON.stringify(document, null, 2)}\n`
