/** `allways check`: which designs of which specs, what is printed of them, what is stored. */
import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { checkDesign } from '../check.ts'
import { toJson } from '../report/json.ts'
import { renderLock } from '../report/lock.ts'
import { renderUnexpected } from '../report/story.ts'
import { renderSummary } from '../report/summary.ts'
import { renderSweep } from '../report/sweep.ts'
import { renderTable } from '../report/table.ts'
import { type Compared, type ExitCode, exitCode, type Result } from '../result.ts'
import type { CheckArgs } from './check-args.ts'
import { digestOf } from './closures.ts'
import { isDue, storeCounterexamples, writeWhole } from './files.ts'
import { defaultMemoryBytes, type Job, jobsOf, loadAll, modelFiles, propertiesOf, sizesOf } from './jobs.ts'
import type { LoadedSpec } from './load.ts'
import { lockFile, type Scope } from './lock-file.ts'
import { Range } from './option-values.ts'
import { pageOf } from './page.ts'
import { progressReport } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { threadsFor } from './threads.ts'
import { tool } from './tool.ts'

/** Runs until done or aborted; what is known by then is printed and stored. @throws UsageError, SpecError */
export async function check(args: CheckArgs, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const loaded = await loadAll(modelFiles(args.files, terminal.cwd), terminal.cwd)
  const jobs = jobsOf(loaded, args)
  const progress = progressReport(terminal.err)
  const json = args.json || args.reporter.some(({ name, file }) => name === 'json' && file === undefined)
  const people = json ? terminal.err : terminal.out
  const print = (text: string) => {
    if (text === '') return
    progress.clear()
    people.write(`${text}\n\n`)
  }
  const lock = scopeOf(loaded, jobs, args)
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
        sizes.push(await checkOne(loaded, design, { ...args, param }, terminal, signal, progress, locks))
      }
      ofSpec.push(...sizes)
      if (swept !== undefined) print(renderSweep(swept, sizes, people))
    }
    results.push(...ofSpec)
    if (swept === undefined) print(renderTable(ofSpec, people))
  }
  print(renderUnexpected(results, people))
  const compared = locks && lock !== undefined && !args.update ? held.compare(results, lock) : undefined
  if (compared !== undefined) print(renderLock(compared, held?.name ?? '', people))
  if (locks && lock !== undefined && args.update && !signal.aborted) held.write(results, lock, new Date())
  progress.clear()
  people.write(`${renderSummary(results, people)}\n`)
  const document = `${JSON.stringify(toJson(results, tool, compared && { ...compared, file: held?.name ?? '' }), null, 2)}\n`
  if (json) terminal.out.write(document)
  for (const { name, file } of args.reporter) {
    if (file === undefined) continue
    const path = resolve(terminal.cwd, file)
    mkdirSync(dirname(path), { recursive: true })
    writeWhole(path, name === 'json' ? document : name === 'html' ? pageOf(results) : textOf(jobs, results, swept))
  }
  const code = exitCode(results)
  if (signal.aborted) return 130
  return compared !== undefined && isWeaker(compared) && (code === 0 || code === 3) ? 1 : code
}

/** Where others look, nothing may come without being locked. */
const isWeaker = ({ weaker, unlocked }: Compared) =>
  weaker.length > 0 || (unlocked.length > 0 && ![undefined, '', 'false', '0'].includes(process.env.CI))

/** What the lock must hold of this run; `undefined` where it is not of the designs as they stand. */
function scopeOf(loaded: readonly LoadedSpec[], jobs: readonly Job[], args: CheckArgs): Scope | undefined {
  if (Object.keys(args.param).length > 0 || args.property.length > 0) return undefined
  return {
    specs: args.files.length === 0 ? 'all' : loaded.map(({ spec }) => spec.name),
    allDesigns: args.design.length === 0,
    designs: jobs.flatMap(({ loaded: { spec }, designs }) => designs.map((design) => ({ spec: spec.name, design }))),
  }
}

/** What people are shown, as it stands in a file: 80 columns, no colour. */
function textOf(jobs: readonly Job[], results: readonly Result[], swept: string | undefined): string {
  const plain = { width: 80, color: false }
  const tables = jobs.flatMap(({ loaded, designs }) => {
    const ofSpec = results.filter(({ spec }) => spec === loaded.spec.name)
    if (swept === undefined) return [renderTable(ofSpec, plain)]
    return designs.map((name) =>
      renderSweep(
        swept,
        ofSpec.filter(({ design }) => design === name),
        plain,
      ),
    )
  })
  const parts = [...tables, renderUnexpected(results, plain), renderSummary(results, plain)]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

async function checkOne(
  { spec, file, digest, locate }: LoadedSpec,
  design: string,
  args: CheckArgs,
  terminal: Terminal,
  signal: AbortSignal,
  progress: ReturnType<typeof progressReport>,
  locks: boolean,
): Promise<Result> {
  const { cwd, err } = terminal
  const properties = propertiesOf(spec, design, args)
  const warn = (line: string) => {
    progress.clear()
    err.write(`allways: ${line}\n`)
  }
  const store = { folder: args.counterexamples, cwd, update: args.update, warn }
  // A story under other parameters is not the design's own.
  const stores = args.write && Object.keys(args.param).length === 0
  const tells = args.reporter.some(({ name }) => name === 'html')
  const result = await checkDesign(spec, design, {
    explain: ({ ok, name }) => !ok || tells || (stores && isDue(spec.name, design, name, store)),
    ...(locks ? { digestOf } : {}),
    ...{ file, digest, locate, signal },
    params: args.param,
    control: tells,
    maxMemoryBytes: args.maxMemory ?? defaultMemoryBytes(),
    onProgress: (now) => progress.update(`${spec.name}, ${design}`, now),
    ...(properties === undefined ? {} : { properties }),
    ...(args.maxStates === undefined ? {} : { maxStates: args.maxStates }),
    ...(args.workers === 1
      ? {}
      : {
          threads: threadsFor(
            { path: resolve(cwd, file), cwd, digest, design, params: args.param, properties },
            args.workers,
          ),
        }),
    ...(args.maxSeconds === undefined ? {} : { maxSeconds: args.maxSeconds }),
  })
  return stores ? storeCounterexamples(result, store) : result
}
