/** Compares two workers with two runs of one worker each, because two cores do not always do twice the work of one. */
import { allways } from './peers/allways.ts'
import { type Measured, measure } from './peers/measure.ts'
import { median, type WorkersRow } from './report.ts'
import { optionsOf, root, type Workload } from './workloads.ts'

const start = async (workload: Workload, workers: number, maxStates?: number): Promise<Measured> => {
  const bounds = maxStates === undefined ? [] : ['--max-states', `${maxStates}`, ...optionsOf(workload)]
  const run = allways(root, 'allways', ['--workers', `${workers}`, ...bounds]).prepare(workload, '')
  const measured = await measure(run.command, run.args, run.cwd)
  const { code, output } = measured
  const not = (found: string) => new Error(`${workload.name}, with ${workers} workers, ${found}`)
  if (maxStates !== undefined) {
    // 3: the search stopped at the number of states; several workers may exceed it by the room reserved for them
    const { states } = JSON.parse(output).results[0] as { states: number }
    if (code !== 3 || states < maxStates || states > maxStates + 256 * workers)
      throw not(`stopped at ${states}: ${code}`)
  } else if (code === 0) {
    const { states, transitions } = run.counts(output)
    if (states !== workload.counts.states || transitions !== workload.counts.transitions) {
      throw not(`has ${states} states, ${transitions} transitions`)
    }
  }
  return measured
}

/** Whether this allways supports more than one worker. */
export async function hasWorkers(workload: Workload): Promise<boolean> {
  const { command, args, cwd } = allways(root, 'allways', ['--workers', '2']).prepare(
    { ...workload, design: 'small' },
    '',
  )
  return (await measure(command, args, cwd)).code === 0
}

/** `maxStates`: each run stops at this number of states, and explores the size that the parameters give. */
export async function twoWorkers(
  workloads: readonly Workload[],
  runs: number,
  say: (line: string) => void,
  maxStates?: number,
): Promise<WorkersRow[]> {
  const rows: WorkersRow[] = []
  for (const workload of workloads) {
    const [one, two, sideBySide]: [number[], number[], number[]] = [[], [], []]
    for (let i = 0; i < runs; i++) {
      one.push((await start(workload, 1, maxStates)).wallSeconds)
      two.push((await start(workload, 2, maxStates)).wallSeconds)
      const pair = await Promise.all([start(workload, 1, maxStates), start(workload, 1, maxStates)])
      sideBySide.push(Math.max(...pair.map(({ wallSeconds }) => wallSeconds)))
      say(`${workload.name}, workers, run ${i + 1} of ${runs}`)
    }
    const [oneSeconds, twoSeconds, sideBySideSeconds] = [median(one), median(two), median(sideBySide)]
    rows.push({ name: workload.name, oneSeconds, twoSeconds, sideBySideSeconds })
  }
  return rows
}
