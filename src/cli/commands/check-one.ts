/**
 * Checks one design: takes a cached result or explores the design, then stores its stories. Exploring may happen in
 * another process (`in-child.ts`). Everything that this process reads or writes for the user stays in this process.
 */

import type { Params } from '../../language/spec.ts'
import type { Result } from '../../result.ts'
import { nothing, outlineOf } from '../../run/design.ts'
import { stopwatch } from '../../run/limits.ts'
import type { Explain } from '../../run/story/explain.ts'
import { checkpointsOf, type DesignCheckpoints } from '../checkpoint/checkpoints-of.ts'
import { type Alarm, GivenUp } from '../host/alarm.ts'
import { growIfDeep, holdIfLarge } from '../host/young-generation.ts'
import type { CheckArgs } from '../options/commands.ts'
import { updateCommand } from '../output/commands-to-run.ts'
import { isCi } from '../output/exit-code.ts'
import type { ProgressReport } from '../output/progress.ts'
import { need, type Reporter } from '../output/reporters.ts'
import type { Terminal } from '../output/terminal.ts'
import { type Troubles, troubleOf } from '../output/troubles.ts'
import { designOptions } from '../project/design-options.ts'
import { digestOf } from '../project/digest.ts'
import { propertyNames } from '../project/jobs.ts'
import { type LoadedSpec, locateAny } from '../project/load.ts'
import { keepResult, knownResult, resultPath } from '../stored/result-cache.ts'
import { isDue, storeCounterexamples } from '../stored/story-files.ts'

export interface Surroundings {
  readonly terminal: Pick<Terminal, 'cwd'>
  readonly signal: AbortSignal
  readonly progress: Pick<ProgressReport, 'update'>
  /** Whether results are compared with the lock or written to it. */
  readonly locks: boolean
  readonly isLocked: (spec: string, design: string) => boolean
  readonly reporters: readonly Reporter[]
  readonly warn: (line: string) => void
  readonly troubles: Troubles
  readonly alarm: Alarm
}

/**
 * `own`: the size of the design itself. `other`: a single different size, given by parameters. `shown`: a different
 * size that is part of a sweep; the run only shows it and expects nothing of it.
 */
export type Size = 'own' | 'other' | 'shown'

/** The phases of the check of one design. */
export interface OneCheck {
  /** The cached result, if it can be used. */
  known(): Promise<Result | undefined>
  /** Takes a cached result or explores. Returns a result in every case: a failure is part of the result. */
  explore(): Promise<Result>
  /** Stores the stories of the result, and returns it as it is reported. */
  store(result: Result): Promise<Result>
}

export function oneCheck(
  loaded: LoadedSpec,
  design: string,
  args: CheckArgs & { readonly param: Params },
  size: Size,
  { terminal: { cwd }, signal, progress, locks, isLocked, reporters, warn, troubles, alarm }: Surroundings,
): OneCheck {
  const { spec, file, digest } = loaded
  const clock = stopwatch()
  let names: readonly string[] | undefined
  const store = {
    folder: args.counterexamples,
    cwd,
    update: args.update,
    // an author is still writing a model that is not locked
    creates: args.stores === true || isLocked(spec.name, design),
    remedy: (what: 'replace' | 'remove') => `run \`${updateCommand(args)}\` to ${what} it`,
    everyProperty: args.property.length === 0,
    ...{ warn, troubles },
    get names() {
      names ??= propertyNames(spec, design, args) ?? []
      return names
    },
  }
  // A story that was found with other parameters is not a story of this design.
  const stores = args.write && Object.keys(args.param).length === 0
  const explain: Explain = ({ ok, name }) =>
    (!ok && size !== 'shown') ||
    need(reporters, 'stories') ||
    (stores && isDue({ spec: spec.name, design, digest }, name, store))
  let known: () => Result = () => {
    const error = { code: 'does-not-return', message: 'the check ended before the model was built', file }
    return nothing(outlineOf(spec, design, { params: args.param, file, digest }), clock.seconds(), error)
  }
  const prepare = () => {
    const options = designOptions(loaded, design, args, cwd)
    const { properties } = options
    const told = { control: need(reporters, 'control'), places: need(reporters, 'places'), bits: args.bits }
    // a later run may compare its results with a blob
    const digests = locks || need(reporters, 'digests')
    const { param, maxStates, maxMemory, maxSeconds, symmetry } = args
    const asked = [design, param, properties, maxStates, maxMemory, maxSeconds, symmetry, told, digests]
    const path = caches(args) ? resultPath(loaded, cwd, asked) : undefined
    const before = path === undefined || args.update ? undefined : knownResult(path, spec, design, options, explain)
    // the cache knows the result of a finished design, so its checkpoints are not needed
    const checkpoints =
      before === undefined
        ? checkpointsOf(
            loaded,
            design,
            args,
            { options, explain, isShown: size === 'shown', asked: [told, digests] },
            { cwd, warn },
          )
        : undefined
    return { options, told, digests, path, checkpoints, before: before ?? checkpoints?.before }
  }
  const search = async (
    { options, told, digests, path, checkpoints }: ReturnType<typeof prepare>,
    checkDesign: typeof import('../../run/check.ts').checkDesign,
  ): Promise<Result> => {
    const result = await checkDesign(spec, design, {
      ...{ ...options, ...told, explain, signal, checkpoints: checkpoints?.folder },
      ...(digests ? { digestOf } : {}),
      onProgress: (now) => {
        growIfDeep(now.depth)
        holdIfLarge(now.states)
        const { last } = checkpoints?.folder ?? {}
        progress.update(`${spec.name}, ${design}`, last === undefined ? now : { ...now, checkpoint: last })
      },
      onKnown: (result) => {
        known = result
      },
    })
    // lets the event loop deliver a signal that came in the meantime
    await new Promise((resume) => setImmediate(resume))
    const isWhole = result.complete && result.limit === undefined && result.error === undefined && !signal.aborted
    // the time limit may also have cut short the work after the search
    const hadTime = args.maxSeconds === undefined || result.seconds < args.maxSeconds
    if (path !== undefined && isWhole && hadTime) keepResult(path, result)
    if (checkpoints !== undefined) await end(checkpoints, result)
    return result
  }
  /** Keeps the result, or says where a later run goes on. */
  const end = async (checkpoints: DesignCheckpoints, result: Result) => {
    const { folder } = checkpoints
    const hadTime = args.maxSeconds === undefined || result.seconds < args.maxSeconds
    const isFinished = result.limit === undefined && result.error === undefined && !signal.aborted && hadTime
    if (isFinished) await checkpoints.finish(result)
    await folder.close()
    if (!isFinished && folder.last !== undefined) {
      warn(`${spec.name}, ${design}: ${folder.last}; --resume goes on from there`)
    }
  }
  let prepared: ReturnType<typeof prepare> | undefined
  return {
    async known() {
      try {
        prepared = await alarm.watch(prepare, args.maxSeconds)
        return prepared.before
      } catch {
        // exploring fails in the same way, and reports it
        return undefined
      }
    },
    async explore() {
      try {
        const all = prepared ?? (await alarm.watch(prepare, args.maxSeconds))
        if (all.before !== undefined) return all.before
        // a known result needs neither the engine nor the search; a load that the alarm cuts off could not be repeated
        const { checkDesign } = await import('../../run/check.ts')
        return await alarm.watch(() => search(all, checkDesign), args.maxSeconds, all.checkpoints && savingMs)
      } catch (error) {
        const result = known()
        if (error instanceof GivenUp) {
          if (error.isStuck) warn(endedWhere(error, design, file))
          return { ...result, limit: error.bySignal ? 'interrupted' : 'seconds' }
        }
        const { code, message } = troubleOf(error)
        warn(`${spec.name}, ${design}: ${message}`)
        return { ...result, error: { code, message } }
      }
    },
    async store(result) {
      if (!stores) return ofSize(result, size)
      try {
        return await alarm.watch(() => storeCounterexamples(result, store))
      } catch (error) {
        if (!(error instanceof GivenUp)) {
          troubles.add(`cannot store the counterexamples of ${spec.name}, ${design}`, error)
        }
        return result
      }
    },
  }
}

/** Milliseconds for the last checkpoint and the report, after a signal or the time limit. */
const savingMs = 9000

/** Whether the results of earlier runs are used. */
export const caches = (args: CheckArgs) => (args.cache ?? !isCi()) && !coversSource(args)

/** Marks results of other sizes, and removes expectations from sizes that are only shown. */
function ofSize(result: Result, size: Size): Result {
  if (size === 'own') return result
  if (size === 'other') return { ...result, otherSize: true }
  const properties = result.properties.map(({ expected: _, ...one }) => ({ ...one, ok: one.verdict !== 'unknown' }))
  return { ...result, otherSize: true, properties }
}

export const coversSource = ({ coverage, reporter }: CheckArgs) => coverage || need(reporter, 'coverage')

/** Says at which place a design was ended. In allways' own code it names no place: that code only takes long. */
function endedWhere(error: GivenUp, design: string, file: string): string {
  const at = locateAny(error)
  if (at === undefined) return `${file}: the check of design '${design}' did not return, so allways stopped it`
  return `${at.file}:${at.line}: this code did not return, so allways stopped the check of design '${design}'`
}
