/** `allways check --watch`: the specs of a project, checked again whenever a file that they are made of is saved. */
import { relative, resolve } from 'node:path'
import { SpecError, UsageError } from '../errors.ts'
import { diffOf, isChanged } from '../gate/diff.ts'
import { renderDiff } from '../report/diff.ts'
import { errorLines } from '../report/error-lines.ts'
import { counted } from '../report/numbers.ts'
import { renderUnexpected } from '../report/story.ts'
import { renderSummary } from '../report/summary.ts'
import { renderTable } from '../report/table.ts'
import { wrap } from '../report/text.ts'
import type { Result } from '../result.ts'
import { type CheckArgs, storiesOf } from './check-args.ts'
import { designOptions } from './design-options.ts'
import { digestOf } from './digest.ts'
import { type Job, jobsOf, modelFiles, refuseSharedNames } from './jobs.ts'
import { type LoadedSpec, loadSpec } from './load.ts'
import { Sweep } from './option-values.ts'
import { isOwnSize, oddTexts } from './params.ts'
import { progressReport } from './progress.ts'
import { StateGraphs } from './state-graphs.ts'
import type { Terminal } from './terminal.ts'
import { holdIfLarge } from './young-generation.ts'

/** What the states of all designs may take together, to be used again. */
const maxGraphBytes = 2 ** 30
/** Editors touch a file more than once as they save it; chokidar says nothing more of it for 50 ms. */
const settleMs = 100

/** What is of no use where nobody reads a result but on the screen, and the next one comes soon. */
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
  'types',
]

/**
 * Checks until it is aborted. Nothing is stored, and neither the lock nor results of earlier runs are looked at.
 * `given`: the options of the command line. @throws UsageError for a command line that is wrong
 */
export async function watch(
  args: CheckArgs,
  given: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<130> {
  const odd = given.find((option) => refused.includes(option))
  if (odd !== undefined) throw new UsageError(`--watch tells people, and writes nothing: leave --${odd} out`)
  if (Object.values(args.param).some((value) => value instanceof Sweep)) {
    throw new UsageError('--watch checks one size at a time: give the parameter one value')
  }
  const project = new Project(args, terminal)
  const touched = new Set<string>()
  const watched = new Set<string>()
  let running: AbortController | undefined
  let wake = () => {}
  let timer: NodeJS.Timeout | undefined
  let isReady = false
  // no other command waits for it
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
      // a folder that is added again is read again, and what is new by then is not told
      const fresh = project.paths().filter((path) => !watched.has(path))
      for (const path of fresh) watched.add(path)
      watcher.add(fresh)
      if (!isReady) {
        isReady = true
        await new Promise<void>((resolve) => watcher.once('ready', resolve))
        // what was saved since it was read
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

/** In a folder that nobody writes a spec in. */
const isAside = (path: string) => /(^|[\\/])(node_modules|\.[^\\/.][^\\/]*)([\\/]|$)/.test(path)

interface Known {
  readonly loaded?: LoadedSpec
  /** Why it could not be loaded. */
  readonly error?: string
}

/** The specs that are watched, as they were read last, and what is known of them. */
class Project {
  readonly #args: CheckArgs
  readonly #terminal: Terminal
  readonly #graphs = new StateGraphs(maxGraphBytes)
  readonly #known = new Map<string, Known>()
  /** Specs that have changed since they were checked whole. */
  readonly #due = new Set<string>()
  /** By path. */
  readonly #results = new Map<string, readonly Result[]>()
  #rounds = 0

  constructor(args: CheckArgs, terminal: Terminal) {
    this.#args = args
    this.#terminal = terminal
  }

  /** Whether what happens to a file may concern a spec. While one cannot be read, any may be what it lacks. */
  isOf(path: string): boolean {
    const all = [...this.#known.values()]
    return path.endsWith('.model.ts') || all.some(({ error, loaded }) => error !== undefined || isIn(path, loaded))
  }

  /** What is to be watched: the folders that are asked for, so that new specs are seen, and every file of a spec. */
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
    return `\nWatching ${counted(this.#files().length, 'file')}. Ctrl-C ends it.`
  }

  /** Reads what was touched, checks what is other than before, and tells, if there is anything to tell. @throws UsageError the first time only */
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
        `${renderDiff(changed, { base: 'the run before', isSaved: false, unchanged: diffs.length - changed.length }, out)}\n\n`,
      )
    }
    const unexpected = renderUnexpected(whole, out, storiesOf(this.#args))
    out.write(`${unexpected}${unexpected === '' ? '' : '\n\n'}${renderSummary(today, out)}\n`)
    return true
  }

  /** Loads again what was touched, is new, or could not be loaded; says why some cannot be. @throws UsageError */
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

  /** `undefined` where it was interrupted. */
  async #checkOne({ loaded, designs }: Job, signal: AbortSignal): Promise<Result[] | undefined> {
    const progress = progressReport(this.#terminal.err)
    const results: Result[] = []
    for (const design of designs) {
      const result = await this.#graphs.check(loaded, design, {
        ...designOptions(loaded, design, this.#args, this.#terminal.cwd),
        // so that sizes and steps can be compared
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

  /** Between two runs: when, and after which change. */
  #rule(touched: readonly string[]): string {
    const { cwd, out } = this.#terminal
    const [first = '', ...others] = touched.map((path) => relative(cwd, path))
    const more = others.length === 0 ? '' : ` and ${counted(others.length, 'other')}`
    const [line = ''] = wrap(`── ${new Date().toTimeString().slice(0, 8)} ── ${first}${more}`, out.width - 2)
    return `${line} `.padEnd(out.width, '─')
  }
}

/** An error ends the search of a design: what else is known of it would hide the error. */
const isWhole = ({ error }: Result) => error === undefined

function isIn(path: string, loaded: LoadedSpec | undefined): boolean {
  return loaded?.bundle.files.includes(path) ?? false
}
