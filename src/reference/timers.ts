/** Timers over plain values: `null` is off, otherwise the number of units left. And the passage of time over all of them. */
import { isRounded, type StructType, spanOf, type TimerType, type Type } from '../language/types.ts'
import { outOfRange, rank } from '../language/values.ts'
import type { Plain } from '../plain.ts'
import { hidden, remaining, TimerView } from '../runtime/timer-view.ts'
import { type Asked, asked } from '../runtime/unknown-fields.ts'
import type { Recorder } from './recorder.ts'

// biome-ignore lint/suspicious/noExplicitAny: drafts are as free as the JSON they stand for
type Draft = any

/** The part of a place that the view of a timer needs. */
export interface TimerPlace {
  readonly asked: Asked
  get(): number | null
  choose(options: readonly number[]): number
  set(left: () => number | null): void
  /** Hears that no exact clock can take the time with which the timer was started. */
  rounded(): void
}

export class PlainTimer extends TimerView {
  readonly #type: TimerType
  readonly #place: TimerPlace
  constructor(type: TimerType, place: TimerPlace) {
    super()
    this.#type = type
    this.#place = place
  }
  get [asked](): Asked {
    return this.#place.asked
  }
  get running(): boolean {
    return this.#place.get() !== null
  }
  get due(): boolean {
    return this.#place.get() === 0
  }
  get left(): number | null {
    if (!this.#type.units) throw this.#place.asked.fail(hidden(this.#place.asked.what))
    return this.#place.get()
  }
  get [remaining](): number | null {
    return this.#place.get()
  }
  start(units: number): void {
    this.#place.set(() => {
      const { drift } = this.#type
      if (units === null || rank(this.#type, units) < 0 || (drift !== undefined && units > drift.most))
        throw outOfRange(this.#type, units, this.#place.asked.what)
      const [least, most] = spanOf(this.#type, units)
      const left =
        least === most ? least + 0 : this.#place.choose(Array.from({ length: most - least + 1 }, (_, i) => least + i))
      if (isRounded(this.#type, units, left)) this.#place.rounded()
      return left
    })
  }
  stop(): void {
    this.#place.set(() => null)
  }
}

interface Found {
  readonly type: TimerType
  readonly left: number | null
  readonly where: string
  set(left: number): void
}

/** Every timer of a state, in the order of its type. */
function timersIn(type: Type, value: Draft, where: string, set: (left: number) => void): Found[] {
  switch (type.kind) {
    case 'timer':
      return [{ type, left: value, where, set }]
    case 'struct':
      return Object.entries(type.fields).flatMap(([name, field]) =>
        timersIn(field, value[name], where === '' ? name : `${where}.${name}`, (left) => {
          value[name] = left
        }),
      )
    case 'optional':
      return value === null ? [] : timersIn(type.of, value, where, set)
    case 'array':
      return Array.from({ length: type.length }, (_, i) =>
        timersIn(type.of, value[i], `${where}[${i}]`, (left) => {
          value[i] = left
        }),
      ).flat()
    case 'mapOf':
      return (value as [Plain, Plain][]).flatMap((entry) =>
        timersIn(type.of, entry[1], `${where}.get(${JSON.stringify(entry[0])})`, (left) => {
          entry[1] = left
        }),
      )
    default:
      return []
  }
}

/** The urgent timers that are due, so that time cannot pass. */
export function blockers(system: StructType, state: Plain): string[] {
  return timersIn(system, state, '', () => {}).flatMap(({ type, left, where }) =>
    type.urgent && left === 0 ? [where] : [],
  )
}

/** The time until the timer is due, or until the clock of a step opens. */
function untilNext({ opens = 0 }: TimerType, left: number): number {
  return left > opens ? left - opens : left
}

/**
 * The time until the next moment at which a timer is due, or one unit if time goes by units; 0 if time cannot pass. An
 * action that starts a timer could also do so at each unit in between: then the caller takes one unit.
 */
export function timeToNext(system: StructType, state: Plain, recorder?: Recorder): number {
  const all = timersIn(system, state, '', () => {})
  // a timer that is off matters only if it could have stopped time
  for (const { type, left, where } of all) if (left !== null || type.urgent) recorder?.read(where)
  if (all.some(({ type, left }) => type.urgent && left === 0)) return 0
  const moving = all.flatMap(({ type, left }) =>
    left === null || left === 0 ? [] : [type.units ? 1 : untilNext(type, left)],
  )
  return moving.length === 0 ? 0 : Math.min(...moving)
}

/** Takes a number of units from all running timers that are not due. */
export function pass(system: StructType, draft: Draft, units: number, recorder?: Recorder): void {
  for (const { left, where, set } of timersIn(system, draft, '', () => {})) {
    if (left === null || left === 0) continue
    recorder?.write(where)
    set(left - units)
  }
}
