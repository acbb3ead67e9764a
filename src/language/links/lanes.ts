/** The processes that a model gets for its links and partitions: each has a lane of its own in stories. */
import { SpecError } from '../../errors.ts'
import type { Budget } from '../processes/faults.ts'
import { type Process, process } from '../processes/process.ts'
import type { Choose } from '../processes/steps.ts'
import type { Fields, Type } from '../types.ts'

interface LaneStep {
  readonly when?: (s: unknown) => boolean
  readonly do: (s: unknown, me: unknown, choose: Choose) => void
}

/** The steps and faults that change a variable from outside. The functions get the name of the variable. */
export interface Lane {
  /** The name of its process. By default that of the variable, and `link`. */
  readonly name: string | undefined
  readonly faults: (variable: string) => {
    readonly [name: string]: (LaneStep & { readonly budget: Budget }) | undefined
  }
  /** A step that may be taken again and again. Its name is the label of the process. */
  readonly step?: (variable: string) => { readonly [label: string]: LaneStep }
}

const idle = () => {}

const laneOf = (type: Type): Lane | undefined => (type as { readonly lane?: Lane }).lane

/** The processes of the variables that have a lane. @throws SpecError for a name that is used already */
export function lanesOf(state: Fields, processes: { readonly [name: string]: unknown }): Record<string, Process> {
  const lanes: Record<string, Process> = {}
  // `model` refuses a state that is no object, after it has checked its name
  for (const [variable, type] of Object.entries(state ?? {})) {
    const lane = typeof type === 'object' && type !== null ? laneOf(type) : undefined
    if (lane === undefined) continue
    const [faults, steps] = [lane.faults(variable), lane.step?.(variable) ?? {}]
    if (Object.keys(faults).length === 0 && Object.keys(steps).length === 0) continue
    const name = lane.name ?? `${variable} link`
    if ([processes, lanes, state].some((names) => Object.hasOwn(names, name))) {
      throw new SpecError(
        'duplicate-name',
        `the link '${variable}' is called '${name}' in stories, and something else has that name already: rename its ends, or leave out \`from\` and \`to\``,
      )
    }
    const labels = Object.keys(steps)
    const isIdle = labels.length === 0
    const options = isIdle ? { steps: { up: idle }, resting: ['up'] } : { steps, resting: labels }
    const made = process(state, { ...options, faults } as never) as unknown as Process
    // a process that an author writes has a step, and this one has none that could happen
    lanes[name] = { ...made, ...(isIdle ? { steps: [] } : {}), isLane: true }
  }
  return lanes
}
