/** Loads the specs of a check within its time limit. A file or model function that never returns has its own error. */
import { SpecError } from '../../errors.ts'
import { type Alarm, GivenUp } from '../host/alarm.ts'
import type { CheckArgs } from '../options/commands.ts'
import { loadEach, sizesOf, type Unloaded } from './jobs.ts'
import { givenUpFile, type LoadedSpec, locateAny } from './load.ts'
import { shown } from './paths.ts'
import { modelToRead } from './uncalled-models.ts'

interface Loading {
  readonly loaded: readonly LoadedSpec[]
  readonly unloaded: readonly Unloaded[]
}

/** As `loadEach`; the limit applies to each file's code and to each model function. @throws GivenUp at a signal */
export async function loadWithin(
  files: readonly string[],
  cwd: string,
  args: CheckArgs,
  alarm: Alarm,
): Promise<Loading> {
  const { loaded, unloaded } = await filesWithin(files, cwd, args, alarm)
  const makeable: LoadedSpec[] = []
  for (const one of loaded) makeable.push(await modelsWithin(one, args, alarm))
  return { loaded: makeable, unloaded }
}

async function filesWithin(files: readonly string[], cwd: string, args: CheckArgs, alarm: Alarm): Promise<Loading> {
  try {
    const within = <T>(body: () => T) => alarm.within(body, args.maxSeconds)
    return await alarm.watch(() => loadEach(files, cwd, { caches: args.cache, within }))
  } catch (error) {
    const file = givenUpFile()
    if (!(error instanceof GivenUp) || error.bySignal || file === undefined) throw error
    const stuck = doesNotReturn(error, file, 'loading the spec')
    const rest = files.filter((other) => shown(other, cwd) !== file)
    const { loaded, unloaded } = await filesWithin(rest, cwd, args, alarm)
    return { loaded, unloaded: [...unloaded, { file, error: stuck }] }
  }
}

/** Refuses a design whose model is not made in time, in the same way as one with wrong parameters. */
async function modelsWithin(loaded: LoadedSpec, args: CheckArgs, alarm: Alarm): Promise<LoadedSpec> {
  const { spec } = loaded
  const refused: { [design: string]: SpecError } = { ...spec.refused }
  for (const design of Object.keys(spec.designs)) {
    if (args.design.length > 0 && !args.design.includes(design)) continue
    try {
      await alarm.watch(() => tryModel(loaded, design, args), args.maxSeconds)
    } catch (error) {
      if (!(error instanceof GivenUp) || error.bySignal) throw error
      refused[design] = doesNotReturn(error, loaded.file, `building the model of design '${design}'`)
    }
  }
  return Object.keys(refused).length === 0 ? loaded : { ...loaded, spec: { ...spec, refused } }
}

function tryModel({ spec }: LoadedSpec, design: string, { param }: CheckArgs): void {
  try {
    modelToRead(spec, design, sizesOf(param)[0])
  } catch {
    // the check of the design reports this error
  }
}

function doesNotReturn(error: GivenUp, file: string, what: string): SpecError {
  const at = locateAny(error)
  const place = at === undefined ? file : `${at.file}:${at.line}`
  return new SpecError('does-not-return', `${place}: ${what} took longer than the time limit`)
}
