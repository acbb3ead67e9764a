/** Which designs of which specs a command is about, and how much of the machine it may take. */
import { existsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { resolve } from 'node:path'
import { specErrorOf } from '../check/failures.ts'
import { layoutOf } from '../compile/layout.ts'
import { SpecError, UsageError } from '../errors.ts'
import { questions } from '../model/properties.ts'
import type { SelectArgs } from './explore-options.ts'
import { type LoadedSpec, type LoadOptions, loadSpec } from './load.ts'
import { modelToRead } from './models-to-read.ts'
import { unknownName } from './names.ts'
import { type Shard, Sweep } from './option-values.ts'
import { checkParams } from './params.ts'
import { below, filesOf, shown } from './paths.ts'

export interface Job {
  readonly loaded: LoadedSpec
  readonly designs: readonly string[]
}

/** The parameters of each run: those given, and each value of the one that is swept. */
export function sizesOf(param: SelectArgs['param']): SelectArgs['param'][] {
  const [key, sweep] = Object.entries(param).find(([, value]) => value instanceof Sweep) ?? []
  if (key === undefined || !(sweep instanceof Sweep)) return [param]
  return sweep.values.map((value) => ({ ...param, [key]: value }))
}

/** The files of specs that are meant by `paths`, or by `otherwise` where there are none. @throws UsageError */
export function modelFiles(paths: readonly string[], cwd: string, otherwise: readonly string[] = []): string[] {
  if (paths.length > 0) return filesOf(paths, '.model.ts', cwd)
  if (otherwise.length > 0) return filesOf(otherwise, '.model.ts', cwd)
  if (existsSync(resolve(cwd, 'specs'))) return filesOf(['specs'], '.model.ts', cwd)
  const [other] = below(cwd, '.model.ts')
  const found = other === undefined ? '' : `; ${shown(other, cwd)} is there`
  throw new UsageError(
    `there is no folder specs here: name a spec file, as in npx allways check lock.model.ts, or begin with npx allways init${found}`,
  )
}

/** A file that could not be loaded. */
export interface Unloaded {
  /** As messages call it. */
  readonly file: string
  readonly error: unknown
}

/** Every file that can be loaded, and what is wrong with the others. @throws SpecError where two specs have one name */
export async function loadEach(
  files: readonly string[],
  cwd: string,
  options: LoadOptions = {},
): Promise<{ readonly loaded: readonly LoadedSpec[]; readonly unloaded: readonly Unloaded[] }> {
  const settled = await Promise.allSettled(files.map((file) => loadSpec(file, cwd, options)))
  const loaded = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const unloaded = settled.flatMap((result, i) =>
    result.status === 'rejected' ? [{ file: shown(files[i] as string, cwd), error: result.reason as unknown }] : [],
  )
  refuseSharedNames(loaded)
  return { loaded, unloaded }
}

/** @throws SpecError that names what is wrong with every file that cannot be loaded, not only with the first */
export async function loadAll(files: readonly string[], cwd: string, caches?: boolean): Promise<LoadedSpec[]> {
  const { loaded, unloaded } = await loadEach(files, cwd, { caches })
  refuseUnloaded(unloaded)
  return [...loaded]
}

export function refuseUnloaded(unloaded: readonly Unloaded[]): void {
  const errors = unloaded.map(({ error }) => error)
  const bug = errors.find((error) => !(error instanceof SpecError))
  if (bug !== undefined) throw bug
  const [first] = errors as SpecError[]
  if (first === undefined) return
  throw new SpecError(first.code, (errors as SpecError[]).map((error) => error.message).join('\n'))
}

/** @throws SpecError where two specs have one name */
export function refuseSharedNames(loaded: readonly LoadedSpec[]): void {
  for (const { spec, file } of loaded) {
    const other = loaded.find((other) => other.spec.name === spec.name && other.file !== file)
    if (other === undefined) continue
    const files = `${file} and ${other.file}`
    throw new SpecError('duplicate-name', `${files} are both called '${spec.name}': rename one of these specs`)
  }
}

/** What is to be checked: a design or property need not be in every spec, but must be in one of them. */
export function jobsOf(loaded: readonly LoadedSpec[], args: SelectArgs): Job[] {
  const designs = loaded.flatMap(({ spec }) => Object.keys(spec.designs))
  for (const name of args.design)
    if (!designs.includes(name)) throw new UsageError(unknownName('design', name, designs))
  const wanted = loaded
    .map((one) => ({
      loaded: one,
      designs: Object.keys(one.spec.designs).filter((name) => args.design.length === 0 || args.design.includes(name)),
    }))
    .filter((job) => job.designs.length > 0)
  for (const { loaded } of wanted) checkParams(loaded.spec, args.param)
  if (args.property.length === 0) return wanted

  const all = wanted.flatMap((job) => job.designs.map((design) => propertyNames(job.loaded.spec, design, args)))
  const names = all.flatMap((found) => found ?? [])
  // A model that cannot be made has no names: its own error is the one to report.
  if (!all.includes(undefined)) {
    for (const name of args.property)
      if (!names.includes(name)) throw new UsageError(unknownName('property', name, names))
  }
  return wanted
    .map((job) => ({
      ...job,
      designs: job.designs.filter((design) => propertiesOf(job.loaded.spec, design, args)?.length !== 0),
    }))
    .filter((job) => job.designs.length > 0)
}

/**
 * A line for each of several designs whose model cannot be built. Their errors are part of the results, too, but those
 * come when all else is explored.
 */
export function brokenDesigns(jobs: readonly Job[], { param }: SelectArgs): string[] {
  if (jobs.reduce((sum, { designs }) => sum + designs.length, 0) < 2) return []
  return jobs.flatMap(({ loaded: { spec, file, locate }, designs }) =>
    designs.flatMap((design) => {
      try {
        const model = modelToRead(spec, design, sizesOf(param)[0])
        layoutOf(model.system)
        questions(model)
        return []
      } catch (error) {
        const { message, line, file: at = file } = specErrorOf(error, locate)
        const place = `${at}${line === undefined ? '' : `:${line}`}`
        return [message.startsWith(at) ? message : `${place}: design '${design}' cannot be checked: ${message}`]
      }
    }),
  )
}

/** What falls to one of several commands: every n-th, so that large designs are spread. */
export function shardOf<T>(all: readonly T[], shard: Shard | undefined): readonly T[] {
  return shard === undefined ? all : all.filter((_, i) => i % shard.of === shard.index - 1)
}

/** The jobs that fall to one of several commands. */
export function jobsOfShard(jobs: readonly Job[], shard: Shard | undefined): readonly Job[] {
  const all = jobs.flatMap(({ loaded, designs }) => designs.map((design) => ({ loaded, design })))
  const own = shardOf(all, shard)
  return jobs
    .map(({ loaded }) => ({ loaded, designs: own.filter((one) => one.loaded === loaded).map(({ design }) => design) }))
    .filter(({ designs }) => designs.length > 0)
}

/** Of the properties asked for, those of this design; `undefined` for all. */
export function propertiesOf(spec: LoadedSpec['spec'], design: string, args: SelectArgs): string[] | undefined {
  if (args.property.length === 0) return undefined
  return propertyNames(spec, design, args)?.filter((name) => args.property.includes(name))
}

/** `undefined` where the model of the design cannot be made. */
export function propertyNames(spec: LoadedSpec['spec'], design: string, { param }: SelectArgs): string[] | undefined {
  try {
    return modelToRead(spec, design, sizesOf(param)[0]).properties.map((property) => property.name)
  } catch {
    return undefined
  }
}

/** Most of what there is, in a container of what the container may take. */
export function defaultMemoryBytes(): number {
  const constrained = process.constrainedMemory()
  return Math.floor(0.7 * (constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()))
}
