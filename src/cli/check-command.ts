/** `allways check`: which designs of which specs, what is printed of them, what is stored. */
import { basename } from 'node:path'
import { nothing, outlineOf } from '../check/design.ts'
import type { Explain } from '../check/explain.ts'
import { stopwatch } from '../check/pause.ts'
import { checkDesign, type Progress } from '../check.ts'
import type { Params } from '../model/spec.ts'
import { renderBits } from '../report/bits.ts'
import { renderCoverage } from '../report/coverage.ts'
import { renderSweep } from '../report/sweep.ts'
import { renderTable } from '../report/table.ts'
import {
  type Coverage,
  type ExitCode,
  type Finding,
  type Result,
  type RunError,
  type Unchanged,
  worst,
} from '../result.ts'
import { type Alarm, GivenUp } from './alarm.ts'
import { type Changed, changedSince } from './changed.ts'
import type { CheckArgs } from './check-args.ts'
import { coverageOf } from './coverage.ts'
import { designOptions } from './design-options.ts'
import { digestOf } from './digest.ts'
import { isDue, storeCounterexamples } from './files.ts'
import {
  brokenDesigns,
  defaultMemoryBytes,
  type Job,
  jobsOf,
  jobsOfShard,
  modelFiles,
  propertyNames,
  refuseUnloaded,
  sizesOf,
} from './jobs.ts'
import { type LoadedSpec, locateAny } from './load.ts'
import { loadWithin } from './load-within.ts'
import { lockFile, type Scope } from './lock-file.ts'
import { oddComparisons } from './odd-comparisons.ts'
import { Range } from './option-values.ts'
import { partOf } from './part.ts'
import { progressReport } from './progress.ts'
import type { Reporter } from './reporter-option.ts'
import { keepResult, knownResult, resultPath } from './result-cache.ts'
import { codeOf, isCi, type Run } from './run.ts'
import { dotsOf, isOnScreen, peopleOf, reportersOf, tell } from './tell.ts'
import type { Terminal } from './terminal.ts'
import { Troubles, troubleOf } from './troubles.ts'
import { checkTypes, type TypesCheck } from './types.ts'
import { growIfDeep, holdIfLarge, holdYoungGeneration, letYoungGenerationGrow } from './young-generation.ts'

/** Runs until done or aborted; what is known by then is printed and stored. @throws UsageError, SpecError */
export async function check(args: CheckArgs, terminal: Terminal, signal: AbortSignal, alarm: Alarm): Promise<ExitCode> {
  holdYoungGeneration()
  const files = modelFiles(args.files, terminal.cwd, args.defaultFiles)
  // beside all that follows, since it is a process of its own
  const types = (args.types ?? isCi()) ? checkTypes(files, terminal.cwd) : undefined
  const stop = () => types?.stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await checkFiles(files, types, args, terminal, signal, alarm)
  } finally {
    stop()
    signal.removeEventListener('abort', stop)
  }
}

async function checkFiles(
  files: readonly string[],
  types: TypesCheck | undefined,
  args: CheckArgs,
  terminal: Terminal,
  signal: AbortSignal,
  alarm: Alarm,
): Promise<ExitCode> {
  const progress = progressReport(terminal.err)
  const warn = (line: string) => {
    progress.clear()
    terminal.err.write(`${line.replace(/^/gm, 'allways: ')}\n`)
  }
  const troubles = new Troubles(warn)
  const { loaded, unloaded } = await loadWithin(files, terminal.cwd, args, alarm)
  // where nothing can be checked, what is wrong is all that there is to say
  if (loaded.length === 0) refuseUnloaded(unloaded)
  for (const { error } of unloaded) warn(troubleOf(error).message)
  const wanted = await alarm.watch(() => jobsOf(loaded, args))
  const changed =
    args.changed === undefined
      ? undefined
      : await alarm.watch(() => changedSince(args.changed as string, loaded, args.lock, terminal.cwd, args.cache))
  const isChanged = ({ loaded }: Job) => changed?.specs.includes(loaded) ?? true
  const whole = wanted.filter(isChanged)
  const jobs = jobsOfShard(whole, args.shard)
  if (jobs.length > 1) letYoungGenerationGrow()
  const reporters = reportersOf(args)
  const people = peopleOf(reporters, terminal)
  const dots = isOnScreen(reporters, 'dot')
  const print = (render: () => string) => {
    const text = troubles.try('a table cannot be shown', render) ?? ''
    if (text === '') return
    progress.clear()
    people.write(`${text}\n\n`)
  }
  // before any of them is explored, which can take long
  for (const line of await alarm.watch(() => brokenDesigns(jobs, args))) warn(line)
  const lock = scopeOf(loaded, wanted, args)
  const held = lock === undefined ? undefined : lockFile(args.lock, terminal.cwd)
  const locks = held !== undefined && (held.lock !== undefined || args.update)
  const swept = Object.keys(args.param).find((key) => args.param[key] instanceof Range)
  const results: Result[] = unloaded.map(({ file, error }) => unloadedResult(file, troubleOf(error)))
  const surroundings = { terminal, signal, progress, locks, reporters, warn, troubles, alarm }
  const covers = coversSource(args)
  const coverage: Coverage[] = []
  for (const { loaded, designs } of jobs) {
    const ofSpec: Result[] = []
    for (const design of designs) {
      const sizes: Result[] = []
      for (const param of sizesOf(args.param)) {
        if (signal.aborted || sizes.at(-1)?.limit !== undefined) break
        const result = await checkOne(loaded, design, { ...args, param }, surroundings)
        if (dots) people.write(dotsOf(result))
        sizes.push(result)
      }
      ofSpec.push(...sizes)
      if (swept !== undefined && !dots) print(() => renderSweep(swept, sizes, people))
    }
    results.push(...ofSpec)
    if (swept === undefined && !dots) print(() => renderTable(ofSpec, people))
    for (const result of ofSpec) print(() => renderBits(result, people))
    if (covers && !signal.aborted) {
      const { maxStates, maxMemory, maxSeconds } = args
      const options = {
        runs: designs.flatMap((design) => sizesOf(args.param).map((params) => ({ design, params }))),
        ...{ maxMemoryBytes: maxMemory ?? defaultMemoryBytes(), signal },
        ...(maxStates === undefined ? {} : { maxStates }),
        ...(maxSeconds === undefined ? {} : { maxSeconds }),
        onProgress: (now: Progress) => progress.update(`${loaded.spec.name}, what states execute`, now),
      }
      try {
        const covered = await alarm.watch(() => coverageOf(loaded, terminal.cwd, options))
        coverage.push(covered)
        if (!dots) print(() => renderCoverage(covered, people))
      } catch (error) {
        if (!(error instanceof GivenUp)) troubles.add(`the coverage of ${loaded.spec.name} cannot be found`, error)
      }
    }
  }
  progress.clear()
  if (dots) people.write('\n\n')
  if (held !== undefined && lock !== undefined && args.update && !signal.aborted) {
    try {
      await held.write(results, lock, new Date(), signal)
    } catch (error) {
      troubles.add(`the lock ${held.name} cannot be written`, error)
    }
  }
  const compared = held !== undefined && lock !== undefined && !args.update ? held.compare(results, lock) : undefined
  const findings = findingsOf((await types?.findings) ?? [], jobs, args)
  const run: Run = {
    results,
    ...(swept === undefined ? {} : { swept }),
    ...(held?.lock === undefined || compared === undefined ? {} : { lock: { ...compared, file: held.name } }),
    ...(changed === undefined ? {} : { unchanged: unchangedOf(changed, wanted) }),
    ...(covers ? { coverage } : {}),
    ...(reporters.some(({ name }) => name === 'blob')
      ? { part: partOf(args, whole, sizesOf(args.param).length, held?.lock, changed?.since, terminal.cwd) }
      : {}),
    ...(findings.length === 0 ? {} : { findings }),
  }
  await tell(run, reporters, terminal, troubles)
  return worst([codeOf(run), ...troubles.codes, ...(signal.aborted ? [130] : [])])
}

const coversSource = ({ coverage, reporter }: CheckArgs) => coverage || reporter.some(({ name }) => name === 'lcov')

/** The compiler's errors, and beside them what it has not said already. */
function findingsOf(errors: readonly Finding[], jobs: readonly Job[], { param }: CheckArgs): Finding[] {
  // parameters given here may make other labels than those of the designs
  const odd =
    Object.keys(param).length > 0 ? [] : jobs.flatMap(({ loaded, designs }) => oddComparisons(loaded, designs))
  return [...errors, ...odd.filter(({ file, line }) => !errors.some((one) => one.file === file && one.line === line))]
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
  readonly warn: (line: string) => void
  readonly troubles: Troubles
  readonly alarm: Alarm
}

/** The result of a design, whatever becomes of it, and its stories, stored. */
async function checkOne(
  loaded: LoadedSpec,
  design: string,
  args: CheckArgs & { readonly param: Params },
  { terminal: { cwd }, signal, progress, locks, reporters, warn, troubles, alarm }: Surroundings,
): Promise<Result> {
  const { spec, file, digest } = loaded
  const clock = stopwatch()
  const store = {
    folder: args.counterexamples,
    cwd,
    update: args.update,
    everyProperty: args.property.length === 0,
    ...{ names: propertyNames(spec, design, args) ?? [], warn, troubles },
  }
  // A story under other parameters is not the design's own.
  const stores = args.write && Object.keys(args.param).length === 0
  const wants = (...names: readonly Reporter['name'][]) => reporters.some(({ name }) => names.includes(name))
  const explain: Explain = ({ ok, name }) =>
    !ok || wants('html', 'blob') || (stores && isDue(spec.name, design, name, store))
  let known: () => Result = () => {
    const error = { code: 'does-not-return', message: 'the model was not made in the time that there was', file }
    return nothing(outlineOf(spec, design, { params: args.param, file, digest }), clock.seconds(), error)
  }
  const run = async (): Promise<Result> => {
    const options = designOptions(loaded, design, args, cwd)
    const { properties } = options
    const told = { control: wants('html', 'blob'), places: wants('sarif', 'github', 'blob'), bits: args.bits }
    // what is saved can be compared later
    const digests = locks || wants('blob')
    const caches = (args.cache ?? !isCi()) && !coversSource(args)
    const { param, maxStates, maxMemory, maxSeconds } = args
    const asked = [design, param, properties, maxStates, maxMemory, maxSeconds, told, digests]
    const path = caches ? resultPath(loaded, cwd, asked) : undefined
    const before = path === undefined || args.update ? undefined : knownResult(path, spec, design, options, explain)
    if (before !== undefined) return before
    const result = await checkDesign(spec, design, {
      ...{ ...options, ...told, explain, signal },
      ...(digests ? { digestOf } : {}),
      onProgress: (now) => {
        growIfDeep(now.depth)
        holdIfLarge(now.states)
        progress.update(`${spec.name}, ${design}`, now)
      },
      onKnown: (result) => {
        known = result
      },
    })
    const isWhole = result.complete && result.limit === undefined && result.error === undefined && !signal.aborted
    // what comes after the search may have been cut short by the time as well
    const hadTime = maxSeconds === undefined || result.seconds < maxSeconds
    if (path !== undefined && isWhole && hadTime) keepResult(path, result)
    return result
  }
  let result: Result
  try {
    result = await alarm.watch(run, args.maxSeconds)
  } catch (error) {
    result = known()
    if (error instanceof GivenUp) {
      if (error.isStuck) warn(endedWhere(error, design, file))
      result = { ...result, limit: error.bySignal ? 'interrupted' : 'seconds' }
    } else {
      const { code, message } = troubleOf(error)
      warn(`${spec.name}, ${design}: ${message}`)
      result = { ...result, error: { code, message } }
    }
  }
  if (!stores) return result
  try {
    return await alarm.watch(() => storeCounterexamples(result, store))
  } catch (error) {
    if (!(error instanceof GivenUp)) troubles.add(`the stories of ${spec.name}, ${design} cannot be stored`, error)
    return result
  }
}

/** What is terminated in our own code only takes long. */
function endedWhere(error: GivenUp, design: string, file: string): string {
  const at = locateAny(error)
  if (at === undefined) return `${file}: '${design}' was ended before it was done`
  return `${at.file}:${at.line}: '${design}' had not returned from here, and was ended`
}

/** What a file that cannot be loaded comes to: nothing of it is known, and it is not as expected. */
function unloadedResult(file: string, error: RunError): Result {
  const spec = basename(file).replace(/\.model\.ts$/, '')
  return nothing({ spec, file, design: 'cannot be loaded', params: {}, digest: '' }, 0, { file, ...error })
}
