/** `allways simulate`: walks at random through designs, or searches them depth first, and reports like a check. */

import { randomInt } from 'node:crypto'
import { UsageError } from '../../errors.ts'
import { defined } from '../../plain.ts'
import { renderSimulation } from '../../report/terminal/simulation.ts'
import { grouped } from '../../report/words/numbers.ts'
import type { Result } from '../../result.ts'
import { nothing, outlineOf } from '../../run/design.ts'
import { simulateDesign } from '../../run/simulate.ts'
import type { SimulateArgs } from '../options/commands.ts'
import { defaultWalks } from '../options/options.ts'
import { oddTexts } from '../options/params.ts'
import { type ExitCode, exitCode, worst } from '../output/exit-code.ts'
import { type ProgressReport, progressReport } from '../output/progress.ts'
import { peopleOf, reportersOf, reportResults } from '../output/report-results.ts'
import { need, type Reporter } from '../output/reporters.ts'
import type { Terminal } from '../output/terminal.ts'
import { Troubles, troubleOf } from '../output/troubles.ts'
import { jobsOf, loadAll, modelFiles, propertiesOf, propertyNames } from '../project/jobs.ts'
import type { LoadedSpec } from '../project/load.ts'
import { storeCounterexamples } from '../stored/story-files.ts'

/** Walks until done or aborted, then prints and stores what is known. @throws UsageError, SpecError */
export async function simulate(args: SimulateArgs, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  if (args.shard !== undefined && args.seed === undefined) {
    throw new UsageError('--shard divides the walks of one seed; add --seed with the same number for each shard')
  }
  expectNoWalks(args)
  const files = modelFiles(args.files, terminal.cwd, args.defaultFiles)
  const jobs = jobsOf(await loadAll(files, terminal.cwd), args)
  for (const { loaded } of jobs) {
    for (const line of oddTexts(loaded.spec, args.param)) terminal.err.write(`allways: ${line}\n`)
  }
  const seed = args.seed ?? randomInt(2 ** 32)
  const progress = progressReport(terminal.err)
  const reporters = reportersOf(args)
  const people = peopleOf(reporters, terminal)
  const results: Result[] = []
  const troubles = new Troubles((line) => {
    progress.clear()
    terminal.err.write(`allways: ${line}\n`)
  })
  const one = async (loaded: LoadedSpec, design: string): Promise<Result> => {
    try {
      return await simulateOne(loaded, design, { ...args, seed }, { terminal, signal, progress, reporters, troubles })
    } catch (error) {
      const { file, digest, spec } = loaded
      const trouble = troubleOf(error)
      terminal.err.write(`allways: ${spec.name}, ${design}: ${trouble.message}\n`)
      return nothing(outlineOf(spec, design, { params: args.param, file, digest }), 0, trouble)
    }
  }
  for (const { loaded, designs } of jobs) {
    for (const design of designs) {
      if (signal.aborted) break
      const result = await one(loaded, design)
      progress.clear()
      results.push(result)
      const text = renderSimulation(result, people)
      if (text !== '') people.write(`${text}\n\n`)
    }
  }
  const part = need(reporters, 'part')
    ? (await import('../stored/own-part.ts')).partOfWalks(args, jobs, terminal.cwd)
    : undefined
  await reportResults({ results, ...defined({ part }) }, reporters, terminal, troubles)
  return worst([exitCode(results), ...troubles.codes, ...(signal.aborted ? [130] : [])])
}

/** Refuses options of walks beside `--bitstate`. */
function expectNoWalks({ bitstate, walks, bias }: SimulateArgs): void {
  if (bitstate === undefined) return
  const given = walks !== undefined ? '--walks' : bias !== 'uniform' ? '--bias' : undefined
  if (given === undefined) return
  throw new UsageError(`${given} is for walks; remove it, or remove --bitstate, which searches depth first`)
}

interface Surroundings {
  readonly terminal: Terminal
  readonly signal: AbortSignal
  readonly progress: ProgressReport
  readonly reporters: readonly Reporter[]
  readonly troubles: Troubles
}

async function simulateOne(
  { spec, again, file, digest, locate }: LoadedSpec,
  design: string,
  args: SimulateArgs & { readonly seed: number },
  { terminal: { cwd, err }, signal, progress, reporters, troubles }: Surroundings,
): Promise<Result> {
  const { seed, bias, depth, bitstate, maxSeconds, counterexamples, shard } = args
  const walks = args.walks ?? (maxSeconds === undefined ? defaultWalks : undefined)
  const properties = propertiesOf(spec, design, args)
  const result = await simulateDesign(spec, design, {
    ...{ file, digest, locate, again, signal, seed, bias },
    params: args.param,
    explain: ({ ok }) => !ok || counterexamples !== undefined,
    places: need(reporters, 'places'),
    onProgress: ({ walks, steps, states }) => {
      const done = `${grouped(walks)} ${bitstate === undefined ? 'walks' : 'search'} · ${grouped(steps)} steps · ${grouped(states)} states`
      progress.update(`${spec.name}, ${design}`, done)
    },
    ...defined({ walks, depth, bitstate, maxSeconds, maxMemoryBytes: args.maxMemory, properties, shard }),
  })
  if (counterexamples === undefined) return result
  const warn = (line: string) => {
    progress.clear()
    err.write(`allways: ${line}\n`)
  }
  const remedy = () => 'simulate keeps the stored counterexample, because a random walk rarely finds the shortest one'
  return storeCounterexamples(result, {
    folder: counterexamples,
    cwd,
    update: false,
    creates: true,
    everyProperty: false,
    ...{ names: propertyNames(spec, design, args) ?? [], warn, remedy, troubles },
  })
}
