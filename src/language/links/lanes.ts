/** The processes that a model gets for its links and partitions: each has a lane of its own in stories. */
import { SpecError } from '../../errors.ts'
import { idsOf } from '../ids.ts'
import type { Budget } from '../processes/faults.ts'
import { type Process, process } from '../processes/process.ts'
import type { Choose } from '../processes/steps.ts'
import type { ArrayType, Fields, Type } from '../types.ts'

interface LaneStep {
  readonly when?: (s: unknown) => boolean
  readonly do: (s: unknown, me: unknown, choose: Choose) => void
}

/** The links of a variable: its value, or each element of an array of links. */
export interface Places {
  /** Whether one of them is `wanted`. */
  some(s: unknown, wanted: (place: unknown) => boolean): boolean
  /** One that is `wanted`; for a variable that is no array, its value. */
  pick(s: unknown, choose: Choose, wanted: (place: unknown) => boolean): unknown
}

/** The steps and faults that change a variable from outside. */
export interface Lane {
  /** The kind of variable, as messages say it. */
  readonly kind: 'link' | 'partition'
  /** The name of its process. By default that of the variable, and its kind. */
  readonly name: string | undefined
  readonly faults: (places: Places) => { readonly [name: string]: (LaneStep & { readonly budget: Budget }) | undefined }
  /** A step that may be taken again and again. Its name is the label of the process. */
  readonly step?: (places: Places) => { readonly [label: string]: LaneStep }
}

type State = { readonly [variable: string]: unknown }

const idle = () => {}

function laneOf(type: Type): Lane | undefined {
  return typeof type === 'object' && type !== null ? (type as { readonly lane?: Lane }).lane : undefined
}

const placeOf = (variable: string): Places => ({
  some: (s, wanted) => wanted((s as State)[variable]),
  pick: (s) => (s as State)[variable],
})

function placesOf(variable: string, { length, index }: ArrayType): Places {
  const all: readonly number[] = index ? (idsOf(index) as never) : Array.from({ length }, (_, i) => i)
  const at = (s: unknown, i: number) => ((s as State)[variable] as readonly unknown[])[i]
  return {
    some: (s, wanted) => all.some((i) => wanted(at(s, i))),
    pick: (s, choose, wanted) =>
      at(
        s,
        choose(
          all.filter((i) => wanted(at(s, i))),
          'in',
        ),
      ),
  }
}

/** The processes of the variables that have a lane. @throws SpecError for a name that is used already */
export function lanesOf(state: Fields, processes: { readonly [name: string]: unknown }): Record<string, Process> {
  const lanes: Record<string, Process> = {}
  // `model` refuses a state that is no object, after it has checked its name
  for (const [variable, type] of Object.entries(state ?? {})) {
    const isMany = type?.kind === 'array' && laneOf(type.of)?.kind === 'link'
    const lane = laneOf(isMany ? type.of : type)
    if (lane === undefined) {
      checkInside(type, `state.${variable}`)
      continue
    }
    const places = isMany ? placesOf(variable, type) : placeOf(variable)
    const [faults, steps] = [lane.faults(places), lane.step?.(places) ?? {}]
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

/** @throws SpecError for a link or partition in a place where nothing would lose its messages, or cut it */
export function checkInside(type: Type, where: string): void {
  if (typeof type !== 'object' || type === null) return
  const lane = laneOf(type)
  const none: Places = { some: () => false, pick: () => undefined }
  if (lane !== undefined && Object.keys({ ...lane.faults(none), ...lane.step?.(none) }).length > 0) {
    const [what, places] =
      lane.kind === 'link'
        ? ['a link that loses, duplicates or delays messages', 'a variable of the state, or an array of them']
        : ['a partition that is cut or heals by itself', 'a variable of the state']
    throw new SpecError('bad-type', `${where}: ${what} must be ${places}: declare it there`)
  }
  if (type.kind === 'struct') {
    for (const [name, field] of Object.entries(type.fields)) checkInside(field, `${where}.${name}`)
  } else if ('of' in type) checkInside(type.of, `${where}[]`)
}
