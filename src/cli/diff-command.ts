/** `allways diff`: the designs here beside those of a git revision. */
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { checkDesign } from '../check.ts'
import { ModelError } from '../errors.ts'
import { diffOf, isChanged } from '../gate/diff.ts'
import { modelOf } from '../model/spec.ts'
import { diffMarkdown, renderDiff } from '../report/diff.ts'
import { toJson } from '../report/json.ts'
import type { DesignDiff, ExitCode, Result } from '../result.ts'
import { compareBehaviours } from '../trace/behaviours.ts'
import { digestOf } from './closures.ts'
import type { DiffArgs } from './diff-args.ts'
import { defaultMemoryBytes, type Job, jobsOf, loadAll, modelFiles } from './jobs.ts'
import { progressReport } from './progress.ts'
import { checkOut } from './revision.ts'
import type { Terminal } from './terminal.ts'
import { tool } from './tool.ts'

/** Says what differs; that something does is no failure. @throws UsageError, SpecError */
export async function diff(args: DiffArgs, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { cwd, out } = terminal
  const files = modelFiles(args.files, cwd)
  const revision = checkOut(args.base, cwd)
  try {
    const there = files.map((file) => resolve(revision.cwd, relative(cwd, file))).filter((file) => existsSync(file))
    const gone = args.files.length > 0 ? [] : filesAt(revision.cwd).filter((file) => !there.includes(file))
    const [today, before] = [
      jobsOf(await loadAll(files, cwd), args),
      jobsOf(await loadAll([...there, ...gone], revision.cwd), { ...args, design: [], property: [] }),
    ]
    const progress = progressReport(terminal.err)
    const all = (jobs: readonly Job[], side: string, known: readonly Result[]) =>
      checkAll(jobs, args, signal, known, (what, now) => progress.update(`${side}: ${what}`, now))
    const ofToday = await all(today, 'today', [])
    const results = { before: await all(before, revision.name, ofToday), today: ofToday }
    progress.clear()
    const wanted = ({ design }: Result) => args.design.length === 0 || args.design.includes(design)
    const diffs = diffOf(results.before.filter(wanted), results.today, (was, is) => {
      if (isSame(was, is)) return { complete: true, depth: is.depth }
      const models = [modelFor(before, was, args), modelFor(today, is, args)] as const
      return behaviours(...models, args, signal)
    })
    const changed = diffs.filter(isChanged)
    const of = { base: revision.name, unchanged: diffs.length - changed.length }
    if (args.json) out.write(`${JSON.stringify(documentOf(diffs, revision.name), null, 2)}\n`)
    else out.write(args.markdown ? diffMarkdown(changed, of) : `${renderDiff(changed, of, out)}\n`)
    if (signal.aborted) return 130
    const either = [...results.before, ...results.today]
    return either.some(({ error }) => error !== undefined) ? 2 : either.some(({ complete }) => !complete) ? 3 : 0
  } finally {
    revision.remove()
  }
}

function filesAt(cwd: string): string[] {
  return existsSync(resolve(cwd, 'specs')) ? modelFiles([], cwd) : []
}

async function checkAll(
  jobs: readonly Job[],
  args: DiffArgs,
  signal: AbortSignal,
  known: readonly Result[],
  onProgress: (what: string, now: Parameters<ReturnType<typeof progressReport>['update']>[1]) => void,
): Promise<Result[]> {
  const results: Result[] = []
  for (const { loaded, designs } of jobs) {
    const { spec, file, digest, locate } = loaded
    for (const design of designs) {
      const params = { ...spec.designs[design]?.params, ...args.param }
      const same = known.find((result) => isSame(result, { spec: spec.name, design, digest, params }))
      if (same !== undefined) {
        results.push(same)
        continue
      }
      const names = modelOf(spec, design, args.param).model.properties.map(({ name }) => name)
      const properties = args.property.length === 0 ? undefined : names.filter((name) => args.property.includes(name))
      results.push(
        await checkDesign(spec, design, {
          ...{ file, digest, locate, digestOf, signal, params: args.param, exhaustive: true },
          maxMemoryBytes: args.maxMemory ?? defaultMemoryBytes(),
          onProgress: (now) => onProgress(`${spec.name}, ${design}`, now),
          ...(properties === undefined ? {} : { properties }),
          ...(args.maxStates === undefined ? {} : { maxStates: args.maxStates }),
          ...(args.maxSeconds === undefined ? {} : { maxSeconds: args.maxSeconds }),
        }),
      )
    }
  }
  return results
}

/** Two specs of one digest are one. */
function isSame(one: Identity, other: Identity): boolean {
  const told = ({ spec, design, digest, params }: Identity) => JSON.stringify([spec, design, digest, params])
  return told(one) === told(other)
}

type Identity = Pick<Result, 'spec' | 'design' | 'digest' | 'params'>

function modelFor(jobs: readonly Job[], { spec, design }: Result, { param }: DiffArgs) {
  const job = jobs.find(({ loaded }) => loaded.spec.name === spec)
  return job === undefined ? undefined : modelOf(job.loaded.spec, design, param).model
}

/** `undefined` where a model fails on the way: its own error says why. */
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
    result && (toJson([result], tool) as { readonly results: readonly object[] }).results[0]
  return {
    ...{ version: 1, tool, base },
    designs: diffs.map(({ spec, design, before, today, differences, behaviours }) => ({
      ...{ spec, design, before: one(before), today: one(today) },
      differences: differences.map(({ message, property }) => ({ message, property })),
      behaviours,
    })),
  }
}
