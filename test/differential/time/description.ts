/** Random models with timers, as plain data, and what their guards and statements do through given operations. */
import { Tape } from '../tape.ts'

type Fraction = readonly [number, number]

const drifts: readonly (readonly [Fraction, Fraction])[] = [
  [
    [1, 2],
    [1, 1],
  ],
  [
    [4, 5],
    [5, 4],
  ],
  [
    [1, 1],
    [2, 1],
  ],
  [
    [9, 10],
    [11, 10],
  ],
]

/** The least and the most units until a timer is due that is started with `units`: exact, with whole numbers. */
export function span({ drift }: TimerDescription, units: number): number[] {
  if (drift === undefined) return [units]
  const [[n, of], [m, per]] = drift
  const [least, most] = [Math.floor((units * per) / m), Math.ceil((units * of) / n)]
  return Array.from({ length: most - least + 1 }, (_, i) => least + i)
}

export interface TimerDescription {
  readonly max: number
  readonly urgent: boolean
  readonly units: boolean
  /** The slowest and the fastest rate, each as a fraction. */
  readonly drift?: readonly [Fraction, Fraction]
  /** Where it stands: in the state, in a struct, in an array of structs, in a map, in an optional; or each instance's. */
  readonly place: 'shared' | 'struct' | 'array' | 'map' | 'optional' | 'local'
}

export type Condition =
  | readonly ['var', number, number]
  | readonly ['due' | 'idle' | 'pending', number]
  | readonly ['left', number, number]

export type Statement =
  | readonly ['start', number, number]
  | readonly ['stop', number]
  | readonly ['copy', number, number]
  | readonly ['set', number, number]
  | readonly ['pick', number]

export interface Doing {
  readonly when: readonly Condition[]
  readonly do: readonly Statement[]
  readonly fair: 'weak' | 'strong' | undefined
  /** The least and the most units from being enabled to being taken. */
  readonly takes?: readonly [number, number]
}

export interface TimeDescription {
  readonly timers: readonly TimerDescription[]
  /** The steps of the process, one for each label; `to` is the next label. */
  readonly steps: readonly (Doing & { readonly to: number })[]
  readonly instances: number
  readonly alike: boolean
  readonly resting: readonly number[]
  readonly actions: readonly Doing[]
  readonly faults: readonly Doing[]
  /** Predicates of the whole state: `p` and `q` of the properties of runs. */
  readonly asked: readonly (readonly Condition[])[]
  /** The most units from `p` to `q` that a property allows; `undefined` without such a property. */
  readonly bound: number | undefined
}

const vars = 2
const values = 3

export function describeTime(tape: Tape): TimeDescription {
  const place = (): TimerDescription['place'] =>
    tape.weighted([
      [4, 'shared'],
      [1, 'struct'],
      [1, 'array'],
      [1, 'map'],
      [1, 'optional'],
    ])
  const timer = (at: TimerDescription['place']): TimerDescription => {
    return { max: tape.between(1, 5), urgent: tape.chance(1, 3), units: tape.chance(1, 8), place: at, ...drift() }
  }
  const drift = () => (tape.chance(1, 6) ? { drift: tape.pick(drifts) } : {})
  const instances = tape.weighted([
    [1, 0],
    [2, 1],
    [2, 2],
  ])
  const shared = tape.list(instances === 0 ? 1 : 0, 3, () => timer(place()))
  const timers = [...shared, ...(instances === 0 ? [] : tape.list(1, 2, () => timer('local')))]
  const usable = (isLocal: boolean) => timers.flatMap(({ place }, i) => (place === 'local' && !isLocal ? [] : [i]))
  const condition = (isLocal: boolean): Condition[] => {
    const all = usable(isLocal)
    if (all.length === 0 || tape.chance(1, 3)) return [['var', tape.below(vars), tape.below(values)]]
    const i = tape.pick(all)
    const { units, max } = timers[i] as TimerDescription
    if (units && tape.chance(1, 2)) return [['left', i, tape.below(max + 1)]]
    return [
      [
        tape.weighted([
          [3, 'due'],
          [2, 'idle'],
          [1, 'pending'],
        ]),
        i,
      ],
    ]
  }
  const statement = (isLocal: boolean): Statement => {
    const all = usable(isLocal)
    const simple: Statement = tape.chance(1, 5)
      ? ['pick', tape.below(vars)]
      : ['set', tape.below(vars), tape.below(values)]
    if (all.length === 0 || tape.chance(1, 3)) return simple
    const i = tape.pick(all)
    const { max, place } = timers[i] as TimerDescription
    const from = all.filter((j) => {
      const other = timers[j] as TimerDescription
      return (
        j !== i &&
        other.max <= max &&
        other.drift === undefined &&
        other.place === place &&
        (place === 'shared' || place === 'local')
      )
    })
    if (from.length > 0 && tape.chance(1, 4)) return ['copy', i, tape.pick(from)]
    return tape.chance(2, 3) ? ['start', i, tape.below(max + 1)] : ['stop', i]
  }
  const isBounded = tape.chance(1, 3)
  const takes = (): readonly [number, number] => {
    const least = tape.below(3)
    return [least, tape.chance(1, 3) ? Number.POSITIVE_INFINITY : least + tape.below(3)]
  }
  const doing = (isLocal: boolean): Doing => {
    const body = tape.list(1, 3, () => statement(isLocal))
    const when = tape.list(1, 2, () => condition(isLocal)).flat()
    // often only a timer that is off is started: then time jumps
    const idle = body.flatMap(([what, i]): Condition[] => (what === 'start' ? [['idle', i]] : []))
    return {
      when: tape.chance(3, 4) ? [...when, ...idle] : when,
      do: body,
      fair: tape.weighted([
        [3, undefined],
        [2, 'weak'],
        [1, 'strong'],
      ]),
      ...(isBounded && tape.chance(1, 2) ? { takes: takes() } : {}),
    }
  }
  const labels = tape.between(1, 3)
  return {
    timers,
    steps: instances === 0 ? [] : Array.from({ length: labels }, () => ({ ...doing(true), to: tape.below(labels) })),
    instances,
    alike: instances > 1 && tape.chance(1, 2),
    resting: tape.chance(1, 2) ? [tape.below(labels)] : [],
    actions: tape.list(1, 3, () => doing(false)),
    faults: tape.chance(1, 3) ? [doing(false)].map(({ takes: _, ...fault }) => fault) : [],
    asked: [0, 1].map(() => tape.list(1, 2, () => condition(false)).flat()),
    bound: tape.chance(1, 2) ? tape.below(5) : undefined,
  }
}

/** The operations on one kind of state. `me`: the instance, for its own timers. */
export interface Operations {
  get(v: number): number
  set(v: number, value: number): void
  start(timer: number, units: number, choose: (options: readonly number[]) => number): void
  stop(timer: number): void
  copy(to: number, from: number): void
  isDue(timer: number): boolean
  isRunning(timer: number): boolean
  /** `null` if it is off. */
  left(timer: number): number | null
}

export function isTrue(all: readonly Condition[], on: Operations): boolean {
  return all.every(([what, i, value]) => {
    if (what === 'var') return on.get(i) !== value
    if (what === 'due') return on.isDue(i)
    if (what === 'idle') return !on.isRunning(i)
    if (what === 'pending') return on.isRunning(i) && !on.isDue(i)
    return on.left(i) === value
  })
}

/** `choose` returns one of the options. */
export function run(all: readonly Statement[], on: Operations, choose: (options: readonly number[]) => number): void {
  for (const [what, i, value] of all) {
    if (what === 'start') on.start(i, value as number, choose)
    else if (what === 'stop') on.stop(i)
    else if (what === 'copy') on.copy(i, value as number)
    else if (what === 'set') on.set(i, value as number)
    else on.set(i, choose([0, 1]))
  }
}

/** The part of a state that a model can read, as a text. The units left count only if time goes by units. */
export function readable(timers: readonly (readonly [TimerDescription, number | null])[], rest: unknown): string {
  const seen = timers.map(([{ units }, left]) => (left === null ? 'off' : units ? left : left === 0 ? 'due' : 'on'))
  return JSON.stringify([seen, rest])
}

export const tapeOf = (seed: number): Tape => {
  let at = seed * 2654435761 + 12345
  const bytes = Array.from({ length: 400 }, () => {
    at = (Math.imul(at ^ (at >>> 15), 2246822519) + 3266489917) | 0
    return (at >>> 16) & 255
  })
  return new Tape(bytes)
}
