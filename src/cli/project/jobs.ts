/** Selects the specs and designs that a command works on, and the memory that it may use. */
import { existsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { resolve } from 'node:path'
import { layoutOf } from '../../engine/compile/layout.ts'
import { SpecError, UsageError } from '../../errors.ts'
import { questions } from '../../language/properties.ts'
import { quoted } from '../../report/terminal/lock.ts'
import { specErrorOf } from '../../run/failures.ts'
import { Sweep } from '../options/option-values.ts'
import type { SelectArgs } from '../options/options.ts'
import { checkParams } from '../options/params.ts'
import { unknownName } from '../output/unknown-name.ts'
import { type LoadedSpec, type LoadOptions, loadSpec } from './load.ts'
import { below, filesOf, shown } from './paths.ts'
import { modelToRead } from './uncalled-models.ts'

export interface Job {
  readonly loaded: LoadedSpec
  readonly designs: readonly string[]
}

/** The parameters of each run: the given ones. If one is swept, there is one run for each of its values. */
export function sizesOf(param: SelectArgs['param']): SelectArgs['param'][] {
  const [key, sweep] = Object.entries(param).find(([, value]) => value instanceof Sweep) ?? []
  if (key === undefined || !(sweep instanceof Sweep)) return [param]
  return sweep.values.map((value) => ({ ...param, [key]: value }))
}

/** The spec files of `paths`; if that is empty, those of `otherwise` or of the folder `specs`. @throws UsageError */
export function modelFiles(paths: readonly string[], cwd: string, otherwise: readonly string[] = []): string[] {
  if (paths.length > 0) return filesOf(paths, '.model.ts', cwd)
  if (otherwise.length > 0) return filesOf(otherwise, '.model.ts', cwd)
  if (existsSync(resolve(cwd, 'specs'))) return filesOf(['specs'], '.model.ts', cwd)
  const [other] = below(cwd, '.model.ts')
  const example = quoted(other === undefined ? 'lock.model.ts' : shown(other, cwd))
  throw new UsageError(
    `there is no folder 'specs' here; name a spec file, as in \`npx allways check ${example}\`, or begin with \`npx allways init\``,
  )
}

export interface Unloaded {
  /** As messages call it. */
  readonly file: string
  readonly error: unknown
}

/** Loads all files that it can, and returns the errors of the others. @throws SpecError if two specs have one name */
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

/** @throws SpecError that lists the errors of all files that cannot be loaded, not only of the first */
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

/** @throws SpecError if two specs have one name */
export function refuseSharedNames(loaded: readonly LoadedSpec[]): void {
  for (const { spec, file } of loaded) {
    const other = loaded.find((other) => other.spec.name === spec.name && other.file !== file)
    if (other === undefined) continue
    const files = `${file} and ${other.file}`
    throw new SpecError('duplicate-name', `${files} are both called '${spec.name}'; rename one of these specs`)
  }
}

/** The designs to check. A named design or property need not exist in every spec, but must exist in one of them. */
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
  // A model that cannot be made has no names. Its own error is the one to report.
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
 * If there are several designs: one line for each whose model cannot be built. The results show these errors too, but
 * only after all other designs are explored.
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
        return [message.startsWith(at) ? message : `${place}: cannot check design '${design}': ${message}`]
      }
    }),
  )
}

/** The requested properties that this design has; `undefined` if all are requested, or the model cannot be made. */
export function propertiesOf(spec: LoadedSpec['spec'], design: string, args: SelectArgs): string[] | undefined {
  if (args.property.length === 0) return undefined
  return propertyNames(spec, design, args)?.filter((name) => args.property.includes(name))
}

/** Returns `undefined` if the model of the design cannot be made. */
export function propertyNames(spec: LoadedSpec['spec'], design: string, { param }: SelectArgs): string[] | undefined {
  try {
    return modelToRead(spec, design, sizesOf(param)[0]).properties.map((property) => property.name)
  } catch {
    return undefined
  }
}

/** 70% of the machine's memory, or of the container's limit if that is lower. */
export function defaultMemoryBytes(): number {
  const constrained = process.constrainedMemory()
  return Math.floor(0.7 * (constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()))
}
