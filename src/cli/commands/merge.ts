/** `allways merge`: reports the results of several checks as those of one run. */

import { UsageError } from '../../errors.ts'
import { renderCoverage } from '../../report/terminal/coverage.ts'
import { renderSimulation } from '../../report/terminal/simulation.ts'
import { renderSweep } from '../../report/terminal/sweep.ts'
import { renderTable } from '../../report/terminal/table.ts'
import type { ArgsOf } from '../options/commands.ts'
import { codeOf, type ExitCode, worst } from '../output/exit-code.ts'
import { peopleOf, reportersOf, reportResults } from '../output/report-results.ts'
import { need } from '../output/reporters.ts'
import type { Terminal } from '../output/terminal.ts'
import { Troubles } from '../output/troubles.ts'
import { filesOf, shown } from '../project/paths.ts'
import { joined, readBlob } from '../stored/blob.ts'

/** @throws UsageError */
export async function merge(args: ArgsOf<'merge'>, terminal: Terminal): Promise<ExitCode> {
  const paths = filesOf(args.paths, '.blob.json', terminal.cwd).map((path) => shown(path, terminal.cwd))
  const troubles = new Troubles((line) => terminal.err.write(`allways: ${line}\n`))
  const run = joined(paths.map((path) => ({ path, run: readBlob(path, terminal.cwd) })))
  const reporters = reportersOf(args)
  const people = peopleOf(reporters, terminal)
  const { swept } = run
  for (const spec of new Set(run.results.map((result) => result.spec))) {
    const ofSpec = run.results.filter((result) => result.spec === spec)
    const designs = new Set(ofSpec.map(({ design }) => design))
    const sweeps = [...designs].map((design) => ofSpec.filter((result) => result.design === design))
    const walks = ofSpec.filter(({ simulation }) => simulation !== undefined)
    for (const one of walks) people.write(`${renderSimulation(one, people)}\n\n`)
    if (walks.length === ofSpec.length) continue
    const tables =
      swept === undefined ? [renderTable(ofSpec, people)] : sweeps.map((one) => renderSweep(swept, one, people))
    for (const table of tables) people.write(`${table}\n\n`)
  }
  for (const coverage of run.coverage ?? []) people.write(`${renderCoverage(coverage, people)}\n\n`)
  if (run.coverage === undefined && need(reporters, 'coverage')) {
    throw new UsageError(
      'these results have no coverage; save them with `npx allways check --coverage --reporter blob=FILE`, then merge again',
    )
  }
  await reportResults(run, reporters, terminal, troubles, args.stories ?? 'one')
  return worst([codeOf(run), ...troubles.codes])
}
