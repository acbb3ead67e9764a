/** `allways check`: which designs of which specs, what is printed of them, what is stored. */
import type { Explain } from '../check/explain.ts'
import { checkDesign } from '../check.ts'
import { renderBits } from '../report/bits.ts'
import { renderSweep } from '../report/sweep.ts'
import { renderTable } from '../report/table.ts'
import type { ExitCode, Result, Unchanged } from '../result.ts'
import { type Changed, changedSince } from './changed.ts'
import type { CheckArgs } from './check-args.ts'
import { designOptions } from './design-options.ts'
import { digestOf } from './digest.ts'
import { isDue, storeCounterexamples } from './files.ts'
import { brokenDesigns, type Job, jobsOf, loadAll, modelFiles, shardOf, sizesOf } from './jobs.ts'
import type { LoadedSpec } from './load.ts'
import { lockFile, type Scope } from './lock-file.ts'
import { Range } from './option-values.ts'
import { progressReport } from './progress.ts'
import type { Reporter } from './reporter-option.ts'
import { keepResult, knownResult, resultPath } from './result-cache.ts'
import { codeOf, isCi, type Run } from './run.ts'
import { dotsOf, isOnScreen, peopleOf, reportersOf, tell } from './tell.ts'
import type { Terminal } from './terminal.ts'
import { holdIfLarge, holdYoungGeneration, letYoungGenerationGrow } from './young-generation.ts'

/** Runs until done or aborted; what is known by then is printed and stored. @throws UsageError, SpecError */
export async function check(args: CheckArgs, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  holdYoungGeneration()
  const loaded = await loadAll(modelFiles(args.files, terminal.cwd, args.defaultFiles), terminal.cwd)
  const wanted = jobsOf(loaded, args)
  const changed =
    args.changed === undefined ? undefined : await changedSince(args.changed, loaded, args.lock, terminal.cwd)
  const isChanged = ({ loaded }: Job) => changed?.specs.includes(loaded) ?? true
  const jobs = shardOf(wanted.filter(isChanged), args.shard)
  if (jobs.length > 1) letYoungGenerationGrow()
  const progress = progressReport(terminal.err)
  const reporters = reportersOf(args)
  const people = peopleOf(reporters, terminal)
  const dots = isOnScreen(reporters, 'dot')
  const print = (text: string) => {
    if (text === '') return
    progress.clear()
    people.write(`${text}\n\n`)
  }
  // before any of them is explored, which can take long
  for (const line of brokenDesigns(jobs, args)) terminal.err.write(`allways: ${line}\n`)
  const lock = scopeOf(loaded, wanted, args)
  const held = lock === undefined ? undefined : lockFile(args.lock, terminal.cwd)
  const locks = held !== undefined && (held.lock !== undefined || args.update)
  const swept = Object.keys(args.param).find((key) => args.param[key] instanceof Range)
  const results: Result[] = []
  for (const { loaded, designs } of jobs) {
    const ofSpec: Result[] = []
    for (const design of designs) {
      const sizes: Result[] = []
      for (const param of sizesOf(args.param)) {
        if (signal.aborted || sizes.at(-1)?.limit !== undefined) break
        const result = await checkOne(
          loaded,
          design,
          { ...args, param },
          { terminal, signal, progress, locks, reporters },
        )
        if (dots) people.write(dotsOf(result))
        sizes.push(result)
      }
      ofSpec.push(...sizes)
      if (swept !== undefined && !dots) print(renderSweep(swept, sizes, people))
    }
    results.push(...ofSpec)
    if (swept === undefined && !dots) print(renderTable(ofSpec, people))
    for (const result of ofSpec) print(renderBits(result, people))
  }
  progress.clear()
  if (dots) people.write('\n\n')
  if (held !== undefined && lock !== undefined && args.update && !signal.aborted) held.write(results, lock, new Date())
  const compared = held !== undefined && lock !== undefined && !args.update ? held.compare(results, lock) : undefined
  const run: Run = {
    results,
    ...(swept === undefined ? {} : { swept }),
    ...(held?.lock === undefined || compared === undefined ? {} : { lock: { ...compared, file: held.name } }),
    ...(changed === undefined ? {} : { unchanged: unchangedOf(changed, wanted) }),
  }
  await tell(run, reporters, terminal)
  return signal.aborted ? 130 : codeOf(run)
}

/** What the lock must hold of this run; `undefined` where it is not of the designs as they stand. */
function scopeOf(loaded: readonly LoadedSpec[], jobs: readonly Job[], args: CheckArgs): Scope | undefined {
  if (Object.keys(args.param).length > 0 || args.property.length > 0) return undefined
  return {
    specs: args.files.length === 0 ? 'all' : loaded.map(({ spec }) => spec.name),
    allDesigns: args.design.length === 0 && args.shard === undefined,
    designs: jobs.flatMap(({ loaded: { spec }, designs }) => designs.map((design) => ({ spec: spec.name, design }))),
  }
}

function unchangedOf({ since, all, specs }: Changed, wanted: readonly Job[]): Unchanged {
  const designs = wanted
    .filter(({ loaded }) => !specs.includes(loaded))
    .flatMap(({ loaded: { spec }, designs }) => designs.map((design) => ({ spec: spec.name, design })))
  return { since, designs, ...(all === undefined ? {} : { all }) }
}

interface Surroundings {
  readonly terminal: Terminal
  readonly signal: AbortSignal
  readonly progress: ReturnType<typeof progressReport>
  /** Whether results are to be compared with the lock, or locked. */
  readonly locks: boolean
  readonly reporters: readonly Reporter[]
}

async function checkOne(
  loaded: LoadedSpec,
  design: string,
  args: CheckArgs,
  { terminal, signal, progress, locks, reporters }: Surroundings,
): Promise<Result> {
  const { spec } = loaded
  const { cwd, err } = terminal
  const wants = (...names: readonly Reporter['name'][]) => reporters.some(({ name }) => names.includes(name))
  const warn = (line: string) => {
    progress.clear()
    err.write(`allways: ${line}\n`)
  }
  const options = designOptions(loaded, design, args, cwd)
  const { properties } = options
  const store = {
    folder: args.counterexamples,
    cwd,
    update: args.update,
    everyProperty: properties === undefined,
    warn,
  }
  // A story under other parameters is not the design's own.
  const stores = args.write && Object.keys(args.param).length === 0
  const explain: Explain = ({ ok, name }) =>
    !ok || wants('html', 'blob') || (stores && isDue(spec.name, design, name, store))
  const told = { control: wants('html', 'blob'), places: wants('sarif', 'github', 'blob'), bits: args.bits }
  // what is saved can be compared later
  const digests = locks || wants('blob')
  const caches = args.cache ?? !isCi()
  const { param, maxStates, maxMemory, maxSeconds } = args
  const asked = [design, param, properties, maxStates, maxMemory, maxSeconds, told, digests]
  const path = caches ? resultPath(loaded, cwd, asked) : undefined
  const known = path === undefined || args.update ? undefined : knownResult(path, spec, design, options, explain)
  if (known !== undefined) return stores ? storeCounterexamples(known, store) : known
  const result = await checkDesign(spec, design, {
    ...{ ...options, ...told, explain, signal },
    ...(digests ? { digestOf } : {}),
    onProgress: (now) => {
      holdIfLarge(now.states)
      progress.update(`${spec.name}, ${design}`, now)
    },
  })
  const isWhole = result.complete && result.limit === undefined && result.error === undefined && !signal.aborted
  // what comes after the search may have been cut short by the time as well
  const hadTime = maxSeconds === undefined || result.seconds < maxSeconds
  if (path !== undefined && isWhole && hadTime) keepResult(path, result)
  return stores ? storeCounterexamples(result, store) : result
}
