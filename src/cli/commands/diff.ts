/** `allways diff`: compares the designs here with those of a git revision, or with saved results. */

import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { ModelError, UsageError } from '../../errors.ts'
import { diffOf, isChanged } from '../../gate/diff.ts'
import { modelOf } from '../../language/spec.ts'
import { defined } from '../../plain.ts'
import { toJson } from '../../report/documents/json.ts'
import { diffMarkdown, renderDiff } from '../../report/terminal/diff.ts'
import { type DesignDiff, internalError, type Result } from '../../result.ts'
import { checkDesign } from '../../run/check.ts'
import { nothing, outlineOf } from '../../run/design.ts'
import { compareBehaviours } from '../../trace/behaviours.ts'
import { packageInfo } from '../host/package.ts'
import { threadsFor } from '../host/threads.ts'
import type { DiffArgs } from '../options/commands.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { progressReport } from '../output/progress.ts'
import { addToSummary, isHosted } from '../output/report-results.ts'
import type { Terminal } from '../output/terminal.ts'
import { troubleOf } from '../output/troubles.ts'
import { digestOf } from '../project/digest.ts'
import { defaultMemoryBytes, type Job, jobsOf, loadAll, modelFiles } from '../project/jobs.ts'
import { checkOut } from '../project/revision.ts'
import { savedResults } from '../stored/blob.ts'

/** Shows the differences. A difference is not a failure. @throws UsageError, SpecError */
export async function diff(args: DiffArgs, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { cwd } = terminal
  return /\.json$/i.test(args.base)
    ? besideSaved(args, savedResults(args.base, cwd), terminal, signal)
    : besideRevision(args, terminal, signal)
}

async function besideRevision(args: DiffArgs, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { cwd } = terminal
  const files = modelFiles(args.files, cwd, args.defaultFiles)
  const revision = checkOut(args.base, cwd)
  try {
    const there = files.map((file) => resolve(revision.cwd, relative(cwd, file))).filter((file) => existsSync(file))
    const gone = args.files.length > 0 ? [] : filesAt(revision.cwd, args).filter((file) => !there.includes(file))
    const today = jobsOf(await loadAll(files, cwd), args)
    // a design or property may exist on one side only
    const all = jobsOf(await loadAll([...there, ...gone], revision.cwd), { ...args, design: [], property: [] })
    const isWanted = (design: string) => args.design.length === 0 || args.design.includes(design)
    const before = all.map((job) => ({ ...job, designs: job.designs.filter(isWanted) }))
    const progress = progressReport(terminal.err)
    const checked = (jobs: readonly Job[], at: string, side: string, known: readonly Result[]) =>
      checkAll(jobs, at, args, signal, known, (what, now) => progress.update(`${side}: ${what}`, now))
    const ofToday = await checked(today, cwd, 'today', [])
    const ofBefore = await checked(before, revision.cwd, revision.name, ofToday)
    progress.clear()
    const diffs = diffOf(ofBefore, ofToday, (was, is) => {
      if (isSame(was, is)) return { complete: true, depth: is.depth }
      const models = [modelFor(before, was, args), modelFor(today, is, args)] as const
      return behaviours(...models, args, signal)
    })
    return tellDiff(diffs, { base: revision.name, isSaved: false }, args, terminal, signal)
  } finally {
    revision.remove()
  }
}

/** Compares with saved results only: there is no earlier model to run, so behaviours are not compared. */
async function besideSaved(
  args: DiffArgs,
  saved: readonly Result[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { cwd } = terminal
  const loaded = await loadAll(filesBeside(saved, args, cwd), cwd)
  const jobs = jobsOf(loaded, args)
  const isWanted = ({ spec, file, design }: Result) =>
    (args.files.length === 0 || loaded.some((one) => one.spec.name === spec || one.file === file)) &&
    (args.design.length === 0 || args.design.includes(design))
  const before = saved.filter(isWanted).map((result) => withProperties(result, args.property))
  const progress = progressReport(terminal.err)
  // a new check of the same spec would only repeat these results, because they are complete
  const known = before.filter(({ complete, error, makeup }) => complete && error === undefined && makeup !== undefined)
  const today = await checkAll(jobs, cwd, args, signal, known, (what, now) => progress.update(what, now))
  progress.clear()
  const diffs = diffOf(before, today, (was, is) => (isSame(was, is) ? { complete: true, depth: is.depth } : undefined))
  return tellDiff(diffs, { base: args.base, isSaved: true }, args, terminal, signal)
}

/**
 * The spec files to compare: those that the command line names. Without any: the files of the saved results that still
 * exist, and the files that a check would take by default.
 */
function filesBeside(saved: readonly Result[], { base, files, defaultFiles }: DiffArgs, cwd: string): string[] {
  if (files.length > 0) return modelFiles(files, cwd)
  const then = saved.map(({ file }) => resolve(cwd, file)).filter((file) => existsSync(file))
  const now =
    (defaultFiles?.length ?? 0) > 0 || existsSync(resolve(cwd, 'specs')) ? modelFiles([], cwd, defaultFiles) : []
  if (then.length + now.length > 0) return [...new Set([...then, ...now])].sort()
  throw new UsageError(
    `${base}: none of the spec files of these results is in ${cwd}; run this command in the folder where the results were saved`,
  )
}

function withProperties(result: Result, names: readonly string[]): Result {
  if (names.length === 0) return result
  return { ...result, properties: result.properties.filter(({ name }) => names.includes(name)) }
}

function tellDiff(
  diffs: readonly DesignDiff[],
  { base, isSaved }: { readonly base: string; readonly isSaved: boolean },
  args: DiffArgs,
  { out }: Terminal,
  signal: AbortSignal,
): ExitCode {
  const changed = diffs.filter(isChanged)
  const of = { base, isSaved, unchanged: diffs.length - changed.length }
  if (args.json) out.document(`${JSON.stringify(documentOf(diffs, base), null, 2)}\n`)
  else out.write(args.markdown ? diffMarkdown(changed, of) : `${renderDiff(changed, of, out)}\n`)
  // with `--markdown`, the user decides where the Markdown goes
  if (!args.markdown && isHosted()) addToSummary(() => diffMarkdown(changed, of))
  if (signal.aborted) return 130
  const either = diffs.flatMap(({ before, today }) => [before, today].filter((side) => side !== undefined))
  if (either.some(({ error }) => error?.code === internalError)) return 70
  return either.some(({ error }) => error !== undefined) ? 2 : either.some(({ complete }) => !complete) ? 3 : 0
}

function filesAt(cwd: string, { defaultFiles = [] }: DiffArgs): string[] {
  const paths = defaultFiles.length > 0 ? defaultFiles : ['specs']
  const there = paths.filter((path) => existsSync(resolve(cwd, path)))
  return there.length > 0 ? modelFiles(there, cwd) : []
}

async function checkAll(
  jobs: readonly Job[],
  cwd: string,
  args: DiffArgs,
  signal: AbortSignal,
  known: readonly Result[],
  onProgress: (what: string, now: Parameters<ReturnType<typeof progressReport>['update']>[1]) => void,
): Promise<Result[]> {
  const results: Result[] = []
  for (const { loaded, designs } of jobs) {
    const { spec, again, file, digest, caches, locate } = loaded
    for (const design of designs) {
      const params = { ...spec.designs[design]?.params, ...args.param }
      const same = known.find((result) => isSame(result, { spec: spec.name, design, digest, params }))
      if (same !== undefined) {
        results.push(same)
        continue
      }
      const names = modelOf(spec, design, args.param).model.properties.map(({ name }) => name)
      const properties = args.property.length === 0 ? undefined : names.filter((name) => args.property.includes(name))
      const outline = outlineOf(spec, design, { params: args.param, file, digest })
      results.push(
        await checkDesign(spec, design, {
          ...{ file, digest, locate, again, digestOf, signal, params: args.param, exhaustive: true },
          maxMemoryBytes: args.maxMemory ?? defaultMemoryBytes(),
          onProgress: (now) => onProgress(`${spec.name}, ${design}`, now),
          ...defined({ properties, maxStates: args.maxStates, maxSeconds: args.maxSeconds }),
          ...(args.workers === 1
            ? {}
            : {
                threads: threadsFor(
                  { path: resolve(cwd, file), cwd, digest, caches, design, params: args.param, properties },
                  args.workers,
                ),
              }),
        }).catch((error: unknown) => {
          const trouble = troubleOf(error)
          return nothing(outline, 0, trouble)
        }),
      )
    }
  }
  return results
}

/** Whether both are the same design with the same parameters, of specs with the same digest. */
function isSame(one: Identity, other: Identity): boolean {
  const told = ({ spec, design, digest, params }: Identity) => JSON.stringify([spec, design, digest, params])
  return told(one) === told(other)
}

type Identity = Pick<Result, 'spec' | 'design' | 'digest' | 'params'>

function modelFor(jobs: readonly Job[], { spec, design }: Result, { param }: DiffArgs) {
  const job = jobs.find(({ loaded }) => loaded.spec.name === spec)
  return job === undefined ? undefined : modelOf(job.loaded.spec, design, param).model
}

/** `undefined` if a model is missing or fails during the comparison. The result of a failing model has its error. */
function behaviours(
  before: ReturnType<typeof modelFor>,
  today: ReturnType<typeof modelFor>,
  { maxPairs }: DiffArgs,
  signal: AbortSignal,
): DesignDiff['behaviours'] {
  if (before === undefined || today === undefined) return undefined
  try {
    return compareBehaviours(before, today, { maxPairs, stop: () => signal.aborted })
  } catch (error) {
    if (error instanceof ModelError) return undefined
    throw error
  }
}

function documentOf(diffs: readonly DesignDiff[], base: string): object {
  const one = (result: Result | undefined) =>
    result && (toJson([result], packageInfo) as { readonly results: readonly object[] }).results[0]
  return {
    ...{ version: 1, tool: packageInfo, base },
    designs: diffs.map(({ spec, design, before, today, differences, behaviours }) => ({
      ...{ spec, design, before: one(before), today: one(today) },
      differences: differences.map(({ message, property }) => ({ message, property })),
      behaviours,
    })),
  }
}
