/** Two workers, beside two runs of one worker each: what the machine's two cores can do is not always twice one. */
import { allways } from './peers/allways.ts'
import { type Measured, measure } from './peers/measure.ts'
import { median, type WorkersRow } from './report.ts'
import { root, type Workload } from './workloads.ts'

const start = async (workload: Workload, workers: number): Promise<Measured> => {
  const { command, args, cwd, counts } = allways(root, 'allways', ['--workers', `${workers}`]).prepare(workload, '')
  const measured = await measure(command, args, cwd)
  if (measured.code === 0) {
    const { states, transitions } = counts(measured.output)
    if (states !== workload.counts.states || transitions !== workload.counts.transitions) {
      throw new Error(`${workload.name} has ${states} states, ${transitions} transitions with ${workers} workers`)
    }
  }
  return measured
}

/** Whether this allways takes more than one worker. */
export async function hasWorkers(workload: Workload): Promise<boolean> {
  const { command, args, cwd } = allways(root, 'allways', ['--workers', '2']).prepare(
    { ...workload, design: 'small' },
    '',
  )
  return (await measure(command, args, cwd)).code === 0
}

export async function twoWorkers(
  workloads: readonly Workload[],
  runs: number,
  say: (line: string) => void,
): Promise<WorkersRow[]> {
  const rows: WorkersRow[] = []
  for (const workload of workloads) {
    const [one, two, sideBySide]: [number[], number[], number[]] = [[], [], []]
    for (let i = 0; i < runs; i++) {
      one.push((await start(workload, 1)).wallSeconds)
      two.push((await start(workload, 2)).wallSeconds)
      const pair = await Promise.all([start(workload, 1), start(workload, 1)])
      sideBySide.push(Math.max(...pair.map(({ wallSeconds }) => wallSeconds)))
      say(`${workload.name}, workers, run ${i + 1} of ${runs}`)
    }
    const [oneSeconds, twoSeconds, sideBySideSeconds] = [median(one), median(two), median(sideBySide)]
    rows.push({ name: workload.name, oneSeconds, twoSeconds, sideBySideSeconds })
  }
  return rows
}
