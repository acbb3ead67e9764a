/** `allways check --watch`: checks the specs of a project again whenever one of their files is saved. */
import { relative, resolve } from 'node:path'
import { SpecError, UsageError } from '../../errors.ts'
import { diffOf, isChanged } from '../../gate/diff.ts'
import { renderDiff } from '../../report/terminal/diff.ts'
import { errorLines } from '../../report/terminal/error-lines.ts'
import { renderUnexpected } from '../../report/terminal/story.ts'
import { renderSummary } from '../../report/terminal/summary.ts'
import { renderTable } from '../../report/terminal/table.ts'
import { counted } from '../../report/words/numbers.ts'
import { wrap } from '../../report/words/text.ts'
import type { Result } from '../../result.ts'
import { holdIfLarge } from '../host/young-generation.ts'
import { type CheckArgs, storiesOf } from '../options/commands.ts'
import { Sweep } from '../options/option-values.ts'
import { isOwnSize, oddTexts } from '../options/params.ts'
import { progressReport } from '../output/progress.ts'
import type { Terminal } from '../output/terminal.ts'
import { designOptions } from '../project/design-options.ts'
import { digestOf } from '../project/digest.ts'
import { type Job, jobsOf, modelFiles, refuseSharedNames } from '../project/jobs.ts'
import { type LoadedSpec, loadSpec } from '../project/load.ts'
import { StateGraphs } from '../stored/state-graphs.ts'

/** The maximum for the states of all designs together that are kept for the next check. */
const maxGraphBytes = 2 ** 30
/** Editors write a file more than once when they save it, and chokidar reports only one change within 50 ms. */
const settleMs = 100

/** Options without use here: the results appear only on the screen, and the next ones follow soon. */
const refused = [
  'json',
  'reporter',
  'update',
  'shard',
  'changed',
  'bits',
  'coverage',
  'cache',
  'lock',
  'counterexamples',
  'checkpoint',
  'every',
  'resume',
  'types',
]

/**
 * Checks until it is aborted. It stores nothing, and reads neither the lock nor the results of earlier runs.
 * `given`: the options of the command line. @throws UsageError for a wrong command line
 */
export async function watch(
  args: CheckArgs,
  given: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<130> {
  const odd = given.find((option) => refused.includes(option))
  if (odd !== undefined)
    throw new UsageError(`--watch only prints to the terminal; remove --${isNegated(args, odd) ? 'no-' : ''}${odd}`)
  if (Object.values(args.param).some((value) => value instanceof Sweep)) {
    throw new UsageError('--watch takes no ranges or lists of values; give each parameter one value')
  }
  const project = new Project(args, terminal)
  const touched = new Set<string>()
  const watched = new Set<string>()
  let running: AbortController | undefined
  let wake = () => {}
  let timer: NodeJS.Timeout | undefined
  let isReady = false
  // imported here, so that no other command waits for it
  const { watch: watchFiles } = await import('chokidar')
  const watcher = watchFiles([], {
    ignoreInitial: true,
    ignored: (path) => isAside(relative(terminal.cwd, path)),
  })
  watcher.on('all', (_event, path) => {
    if (!project.isOf(path)) return
    touched.add(path)
    running?.abort()
    clearTimeout(timer)
    timer = setTimeout(() => wake(), settleMs)
  })
  signal.addEventListener('abort', () => wake(), { once: true })
  try {
    for (;;) {
      running = new AbortController()
      const paths = [...touched]
      touched.clear()
      const hasTold = await project.check(paths, AbortSignal.any([signal, running.signal]))
      if (signal.aborted) return 130
      // adds only new paths: chokidar would read a folder again, and not report files that are new by then
      const fresh = project.paths().filter((path) => !watched.has(path))
      for (const path of fresh) watched.add(path)
      watcher.add(fresh)
      if (!isReady) {
        isReady = true
        await new Promise<void>((resolve) => watcher.once('ready', resolve))
        // catches files that were saved after they were read
        await project.check(project.paths(), signal)
      }
      if (touched.size === 0) {
        if (hasTold) terminal.out.write(`${project.standing()}\n`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (signal.aborted) return 130
    }
  } finally {
    clearTimeout(timer)
    await watcher.close()
  }
}

/** Whether a path lies in a folder that contains no specs: `node_modules`, or a hidden one. */
const isNegated = (args: CheckArgs, option: string) => args[option as keyof CheckArgs] === false

const isAside = (path: string) => /(^|[\\/])(node_modules|\.[^\\/.][^\\/]*)([\\/]|$)/.test(path)

interface Known {
  readonly loaded?: LoadedSpec
  /** Why the spec could not be loaded. */
  readonly error?: string
}

/** The watched specs, as they were last read, and their results. */
class Project {
  readonly #args: CheckArgs
  readonly #terminal: Terminal
  readonly #graphs = new StateGraphs(maxGraphBytes)
  readonly #known = new Map<string, Known>()
  /** The paths of specs that changed after their last complete check. */
  readonly #due = new Set<string>()
  /** The last results of each spec, by its path. */
  readonly #results = new Map<string, readonly Result[]>()
  #rounds = 0

  constructor(args: CheckArgs, terminal: Terminal) {
    this.#args = args
    this.#terminal = terminal
  }

  /** Whether a change of this file may concern a spec. If a spec cannot be loaded, any file may be what it lacks. */
  isOf(path: string): boolean {
    const all = [...this.#known.values()]
    return path.endsWith('.model.ts') || all.some(({ error, loaded }) => error !== undefined || isIn(path, loaded))
  }

  /** The paths to watch: the requested folders, so that new specs are noticed, and every file of a spec. */
  paths(): string[] {
    const { files, defaultFiles = [] } = this.#args
    const asked = files.length > 0 ? files : defaultFiles.length > 0 ? defaultFiles : ['specs']
    const roots = asked.map((path) => resolve(this.#terminal.cwd, path))
    return [...new Set([...roots, ...this.#files()])]
  }

  #files(): string[] {
    return [...new Set([...this.#known].flatMap(([path, { loaded }]) => loaded?.bundle.files ?? [path]))]
  }

  standing(): string {
    return `\nWatching ${counted(this.#files().length, 'file')}. Press Ctrl-C to stop.`
  }

  /**
   * Reads the touched files, and checks and reports what changed. Returns `false` if there was nothing to report, or if
   * `signal` interrupted the check. @throws UsageError the first time only
   */
  async check(touched: readonly string[], signal: AbortSignal): Promise<boolean> {
    const isFirst = this.#rounds++ === 0
    const { cwd, out } = this.#terminal
    let jobs: readonly Job[] = []
    let trouble: string[] = []
    try {
      trouble = await this.#read(touched)
      const loaded = [...this.#known.values()].flatMap(({ loaded }) => loaded ?? [])
      refuseSharedNames(loaded)
      jobs = jobsOf(loaded, this.#args).filter(({ loaded: { file } }) => this.#due.has(resolve(cwd, file)))
    } catch (error) {
      if (isFirst || !(error instanceof UsageError || error instanceof SpecError)) throw error
      trouble = [error.message]
    }
    if (jobs.length === 0 && trouble.length === 0) return false
    if (!isFirst) out.write(`\n${this.#rule(touched)}\n\n`)
    if (isFirst) trouble.push(...jobs.flatMap(({ loaded: { spec } }) => oddTexts(spec, this.#args.param)))
    for (const message of trouble) out.write(`${message.replace(/^/gm, 'allways: ')}\n\n`)

    const [before, today]: [Result[], Result[]] = [[], []]
    for (const job of jobs) {
      const path = resolve(cwd, job.loaded.file)
      const results = await this.#checkOne(job, signal)
      if (results === undefined) return false
      before.push(...(this.#results.get(path) ?? []))
      today.push(...results)
      this.#results.set(path, results)
      this.#due.delete(path)
      if (isFirst && this.#args.quiet !== true && results.some(isWhole)) out.write(`${renderTable(results, out)}\n\n`)
    }
    if (today.length === 0) return true
    const errors = errorLines(today, out)
    if (errors !== '') out.write(`${errors}\n`)
    const whole = today.filter(isWhole)
    if (whole.length === 0) return true
    if (errors !== '') out.write('\n')
    if (!isFirst) {
      const isNamed = ({ spec, design }: Result) =>
        today.every((one) => isWhole(one) || one.spec !== spec || one.design !== design)
      const diffs = diffOf(before.filter(isNamed), whole, (_, { depth }) => ({ complete: true, depth }))
      const changed = diffs.filter(isChanged)
      out.write(
        `${renderDiff(changed, { base: 'the previous check', isSaved: false, unchanged: diffs.length - changed.length }, out)}\n\n`,
      )
    }
    const unexpected = renderUnexpected(whole, out, storiesOf(this.#args))
    out.write(`${unexpected}${unexpected === '' ? '' : '\n\n'}${renderSummary(today, out)}\n`)
    return true
  }

  /** Loads specs that were touched, are new or failed before; returns their errors. @throws UsageError */
  async #read(touched: readonly string[]): Promise<string[]> {
    const { cwd } = this.#terminal
    const files = modelFiles(this.#args.files, cwd, this.#args.defaultFiles)
    for (const path of this.#known.keys()) {
      if (files.includes(path)) continue
      for (const all of [this.#known, this.#results]) all.delete(path)
      this.#due.delete(path)
    }
    const trouble: string[] = []
    for (const path of files) {
      const known = this.#known.get(path)
      if (known?.loaded !== undefined && !touched.some((other) => isIn(other, known.loaded))) continue
      try {
        const loaded = await loadSpec(path, cwd, { caches: this.#args.cache })
        this.#known.set(path, { loaded })
        const { code, map } = known?.loaded?.bundle ?? {}
        if (code !== loaded.bundle.code || map !== loaded.bundle.map) this.#due.add(path)
      } catch (error) {
        if (!(error instanceof SpecError)) throw error
        this.#known.set(path, { error: error.message })
        this.#due.delete(path)
        trouble.push(error.message)
      }
    }
    return trouble
  }

  /** Returns `undefined` if the check was interrupted. */
  async #checkOne({ loaded, designs }: Job, signal: AbortSignal): Promise<Result[] | undefined> {
    const progress = progressReport(this.#terminal.err)
    const results: Result[] = []
    for (const design of designs) {
      const result = await this.#graphs.check(loaded, design, {
        ...designOptions(loaded, design, this.#args, this.#terminal.cwd),
        // needed to compare sizes and steps with the run before
        digestOf,
        signal,
        onProgress: (now) => {
          holdIfLarge(now.states)
          progress.update(`${loaded.spec.name}, ${design}`, now)
        },
      })
      progress.clear()
      if (signal.aborted) return undefined
      results.push(isOwnSize(loaded.spec, design, this.#args.param) ? result : { ...result, otherSize: true })
    }
    return results
  }

  /** The line between two runs: the time, and the changed files. */
  #rule(touched: readonly string[]): string {
    const { cwd, out } = this.#terminal
    const [first = '', ...others] = touched.map((path) => relative(cwd, path))
    const more = others.length === 0 ? '' : ` and ${counted(others.length, 'other')}`
    const [line = ''] = wrap(`── ${new Date().toTimeString().slice(0, 8)} ── ${first}${more}`, out.width - 2)
    return `${line} `.padEnd(out.width, '─')
  }
}

/** Whether the search of a design had no error. If it had one, its other results would hide the error. */
const isWhole = ({ error }: Result) => error === undefined

function isIn(path: string, loaded: LoadedSpec | undefined): boolean {
  return loaded?.bundle.files.includes(path) ?? false
}
