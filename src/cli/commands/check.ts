/** `allways check`: selects the designs, checks them, prints the results, and stores counterexamples and the lock. */

import { basename } from 'node:path'
import { defined, own, type Progress } from '../../plain.ts'
import { dotsOf } from '../../report/documents/plain.ts'
import { renderBits } from '../../report/terminal/bits.ts'
import { renderSweep } from '../../report/terminal/sweep.ts'
import { renderTable } from '../../report/terminal/table.ts'
import type { Coverage, Finding, Result, RunError, Unchanged } from '../../result.ts'
import { nothing } from '../../run/design.ts'
import { refuseWithCheckpoints } from '../checkpoint/checkpoints-of.ts'
import { type Alarm, GivenUp } from '../host/alarm.ts'
import { optimiseLate } from '../host/optimiser.ts'
import { holdYoungGeneration, letYoungGenerationGrow } from '../host/young-generation.ts'
import { type CheckArgs, storiesOf } from '../options/commands.ts'
import { Sweep } from '../options/option-values.ts'
import { oddTexts } from '../options/params.ts'
import { updateCommand } from '../output/commands-to-run.ts'
import { codeOf, type ExitCode, isCi, worst } from '../output/exit-code.ts'
import { progressReport } from '../output/progress.ts'
import { isOnScreen, peopleOf, reportersOf, reportResults } from '../output/report-results.ts'
import { need } from '../output/reporters.ts'
import type { Run } from '../output/run.ts'
import type { Terminal } from '../output/terminal.ts'
import { Troubles, troubleOf } from '../output/troubles.ts'
import { jobsFor, SideBySide } from '../processes/side-by-side.ts'
import type { Changed } from '../project/changed.ts'
import {
  brokenDesigns,
  defaultMemoryBytes,
  type Job,
  jobsOf,
  modelFiles,
  refuseUnloaded,
  sizesOf,
} from '../project/jobs.ts'
import type { LoadedSpec } from '../project/load.ts'
import { loadWithin } from '../project/load-within.ts'
import type { TypesCheck } from '../project/type-check.ts'
import { jobsIn, unitsOf, unitsOfShard } from '../project/units.ts'
import { oddComparisons } from '../source/odd-comparisons.ts'
import { nameGone, removeGone } from '../stored/gone-stories.ts'
import { lockFile, type Scope } from '../stored/lock-file.ts'
import { coversSource, oneCheck } from './check-one.ts'

/** Few runs of `check` use this, so it loads when it is used. */
const seldom = () => import('./check-seldom.ts')

/** Runs until done or aborted, then prints and stores what is known. @throws UsageError, SpecError */
export async function check(args: CheckArgs, terminal: Terminal, signal: AbortSignal, alarm: Alarm): Promise<ExitCode> {
  refuseWithCheckpoints(args)
  holdYoungGeneration()
  optimiseLate()
  const files = modelFiles(args.files, terminal.cwd, args.defaultFiles)
  // the type check runs in its own process, in parallel with everything below
  const types = (args.types ?? isCi()) ? (await seldom()).checkTypes(files, terminal.cwd) : undefined
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
  // if no spec can be loaded, the errors are the only output
  if (loaded.length === 0) refuseUnloaded(unloaded)
  for (const { error } of unloaded) warn(troubleOf(error).message)
  const wanted = await alarm.watch(() => jobsOf(loaded, args))
  const { changedSince } = args.changed === undefined ? {} : await seldom()
  const changed =
    changedSince &&
    (await alarm.watch(() => changedSince(args.changed as string, loaded, args.lock, terminal.cwd, args.cache)))
  const isChanged = ({ loaded }: Job) => changed?.specs.includes(loaded) ?? true
  const whole = wanted.filter(isChanged)
  const update = updateCommand(args)
  const lock = scopeOf(loaded, wanted, args)
  const held = lock && lockFile(args.lock, terminal.cwd, update)
  // the shards of an update may run one after the other, and each would find another lock
  const weighs = args.shard === undefined || !args.update
  const weighed = weighs ? (held ?? quietly(() => lockFile(args.lock, terminal.cwd, update)))?.lock : undefined
  const all = unitsOf(whole, args, weighed)
  const units = unitsOfShard(all, args.shard)
  const jobs = jobsIn(units)
  if (jobs.length > 1) letYoungGenerationGrow()
  const reporters = reportersOf(args)
  const people = peopleOf(reporters, terminal)
  const dots = isOnScreen(reporters, 'dot')
  const tables = !dots && args.quiet !== true
  const print = (render: () => string) => {
    const text = troubles.try('cannot print a table', render) ?? ''
    if (text === '') return
    progress.clear()
    people.write(`${text}\n\n`)
  }
  // these warnings come before the search, because it can take long
  for (const line of await alarm.watch(() => brokenDesigns(jobs, args))) warn(line)
  for (const { loaded } of jobs) for (const line of oddTexts(loaded.spec, args.param)) warn(line)
  const locks = held !== undefined && (held.lock !== undefined || args.update)
  const known = args.write ? (held ?? quietly(() => lockFile(args.lock, terminal.cwd, update)))?.lock : undefined
  const isLocked = (spec: string, design: string) => own(own(known?.specs, spec), design) !== undefined
  const swept = Object.keys(args.param).find((key) => args.param[key] instanceof Sweep)
  const results: Result[] = unloaded.map(({ file, error }) => unloadedResult(file, troubleOf(error)))
  const surroundings = { terminal, signal, progress, locks, isLocked, reporters, warn, troubles, alarm }
  const covers = coversSource(args)
  const coverage: Coverage[] = []
  const atOnce = covers || args.checkpoint !== undefined ? 1 : jobsFor(units, args)
  let ended: Promise<void> | undefined
  const together = atOnce > 1 ? new SideBySide(units, atOnce, args, surroundings) : undefined
  try {
    for (const { loaded, designs } of jobs) {
      const ofSpec: Result[] = []
      for (const design of designs) {
        const sizes: Result[] = []
        for (const unit of units.filter((unit) => unit.loaded === loaded && unit.design === design)) {
          const { param, size, isGrowing } = unit
          const one = oneCheck(loaded, design, { ...args, param }, size, surroundings)
          // every size after one that hit a limit is even larger
          const isLast = signal.aborted || (isGrowing && sizes.at(-1)?.limit !== undefined)
          const explored = together ? await together.resultOf(unit) : isLast ? undefined : await one.explore()
          if (explored === undefined) break
          const result = await one.store(explored)
          if (dots) people.write(dotsOf(result))
          sizes.push(result)
        }
        ofSpec.push(...sizes)
        if (swept !== undefined && tables) print(() => renderSweep(swept, sizes, people))
      }
      results.push(...ofSpec)
      if (swept === undefined && tables) print(() => renderTable(ofSpec, people))
      if (args.quiet !== true) for (const result of ofSpec) print(() => renderBits(result, people))
      if (covers && !signal.aborted) {
        const { maxStates, maxMemory, maxSeconds } = args
        const options = {
          runs: units.flatMap(({ loaded: of, design, param }) => (of === loaded ? { design, params: param } : [])),
          ...{ maxMemoryBytes: maxMemory ?? defaultMemoryBytes(), signal },
          ...defined({ maxStates, maxSeconds }),
          onProgress: (now: Progress) => progress.update(`${loaded.spec.name}, coverage`, now),
        }
        try {
          const { coverageOf, renderCoverage } = await seldom()
          const covered = await alarm.watch(() => coverageOf(loaded, terminal.cwd, options))
          coverage.push(covered)
          if (tables) print(() => renderCoverage(covered, people))
        } catch (error) {
          if (!(error instanceof GivenUp)) troubles.add(`cannot measure the coverage of ${loaded.spec.name}`, error)
        }
      }
    }
  } finally {
    ended = together?.close()
  }
  progress.clear()
  if (dots) people.write('\n\n')
  if (held !== undefined && lock !== undefined && args.update && !signal.aborted) {
    try {
      await held.write(results, lock, new Date(), signal)
    } catch (error) {
      troubles.add(`cannot write the lock ${held.name}`, error)
    }
  }
  if (args.write && lock?.allDesigns && !signal.aborted) {
    const isWhole = lock.specs === 'all' && unloaded.length === 0
    const project = { loaded, isWhole, folder: args.counterexamples, cwd: terminal.cwd }
    troubles.try(`cannot ${args.update ? 'remove' : 'find'} obsolete counterexamples in ${args.counterexamples}`, () =>
      args.update ? removeGone(project) : nameGone(project, update, warn),
    )
  }
  const compared = held !== undefined && lock !== undefined && !args.update ? held.compare(results, lock) : undefined
  const findings = findingsOf((await types?.findings) ?? [], jobs, args)
  const run: Run = {
    results,
    ...defined({ swept }),
    ...(held?.lock === undefined || compared === undefined
      ? {}
      : {
          lock: {
            ...compared,
            file: held.name,
            ...defined({ again: args.again }),
            designs: args.design,
          },
        }),
    ...(changed === undefined ? {} : { unchanged: unchangedOf(changed, wanted) }),
    ...(covers ? { coverage } : {}),
    ...(need(reporters, 'part')
      ? {
          part: (await seldom()).partOf(
            args,
            whole,
            sizesOf(args.param).length,
            all.map(({ weight }) => weight),
            held?.lock,
            changed?.since,
            terminal.cwd,
          ),
        }
      : {}),
    ...(findings.length === 0 ? {} : { findings }),
  }
  await reportResults(run, reporters, terminal, troubles, storiesOf(args))
  await ended
  return worst([codeOf(run), ...troubles.codes, ...(signal.aborted ? [130] : [])])
}

/** The result of `body`; `undefined` if it throws. A caller that needs the error has called `body` itself before. */
function quietly<T>(body: () => T): T | undefined {
  try {
    return body()
  } catch {
    return undefined
  }
}

/** The compiler's errors, and the odd comparisons on lines for which the compiler reports no error. */
function findingsOf(errors: readonly Finding[], jobs: readonly Job[], { param }: CheckArgs): Finding[] {
  // parameters of the command line may change the labels, so that a comparison is not odd
  const odd =
    Object.keys(param).length > 0 ? [] : jobs.flatMap(({ loaded, designs }) => oddComparisons(loaded, designs))
  return [...errors, ...odd.filter(({ file, line }) => !errors.some((one) => one.file === file && one.line === line))]
}

/** The part of the lock that this run covers; `undefined` if `--param` or `--property` is given. */
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
  return { since, designs, ...defined({ all }) }
}

/** The result for a file that cannot be loaded: an error, with no verdicts. */
function unloadedResult(file: string, error: RunError): Result {
  const spec = basename(file).replace(/\.model\.ts$/, '')
  return nothing({ spec, file, design: 'cannot be loaded', params: {}, digest: '' }, 0, { file, ...error })
}
