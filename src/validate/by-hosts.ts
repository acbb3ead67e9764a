/**
 * Follows a log whose events are ordered for each host only, or up to the error of their clocks. A *cut* says how many
 * events of each host have happened. A level holds all cuts with the same number of events, each with the states that
 * are possible there. The levels follow each other, so only one is in memory.
 */

import type { Belief } from './beliefs.ts'
import { Full } from './beliefs.ts'
import type { Course, Placed } from './course.ts'
import type { Event, Kind } from './events.ts'
import { type Follower, textOf } from './follower.ts'

/** The events of a host that some cut does not have yet. The first of them has the number `from`. */
interface Host {
  readonly name: string
  from: number
  readonly kinds: Kind[]
  readonly times: number[]
  readonly lines: number[]
}

interface Cut {
  /** For each host, the number of its events that have happened. */
  readonly taken: readonly number[]
  belief: Belief
}

/** Consumed events are dropped in blocks of this size, because each time moves the rest. */
const block = 1024
/** Extensions of cuts between two pauses. */
const inPiece = 4096
/** Bytes of a buffered event, and of a cut without its numbers. */
const eventBytes = 32
const cutBytes = 300

export class ByHosts implements Follower {
  readonly #course: Course
  /** Two events of different hosts may be swapped if their times differ by at most this; `undefined` for any times. */
  readonly #slack: number | undefined
  #hosts: Host[] = []
  #numbers = new Map<string, number>()
  #cuts: Cut[] = []
  /** The number of events that each cut has, and of those that were read. */
  #level = 0
  #read = 0
  #before = 0
  #latest = Number.NEGATIVE_INFINITY
  #tried = 0

  constructor(course: Course, clockError: number | undefined) {
    this.#course = course
    this.#slack = clockError === undefined ? undefined : 2 * clockError
    this.#reset()
  }

  get possible(): number {
    return this.#cuts.reduce((sum, { belief }) => sum + belief.ids.length, 0)
  }

  get done(): number {
    return this.#before + this.#level
  }

  event({ kind, host = '', time = 0 }: Event, line: number): Generator<void> | undefined {
    const number = this.#numbers.get(host) ?? this.#addHost(host)
    const { kinds, times, lines } = this.#hosts[number] as Host
    kinds.push(kind)
    times.push(time)
    lines.push(line)
    this.#read++
    this.#course.buffered += eventBytes
    this.#latest = Math.max(this.#latest, time)
    return this.#isReady() ? this.#follow(false) : undefined
  }

  *start(): Generator<void> {
    yield* this.#follow(true)
    this.#before += this.#level
    this.#reset()
  }

  end(): Generator<void> {
    return this.#follow(true)
  }

  #reset(): void {
    this.#hosts = []
    this.#numbers = new Map()
    this.#cuts = [{ taken: [], belief: this.#course.start() }]
    this.#level = this.#read = 0
    this.#course.buffered = 0
    this.#latest = Number.NEGATIVE_INFINITY
  }

  #addHost(name: string): number {
    const number = this.#hosts.length
    this.#hosts.push({ name, from: 0, kinds: [], times: [], lines: [] })
    this.#numbers.set(name, number)
    for (const cut of this.#cuts) (cut.taken as number[]).push(0)
    return number
  }

  /** Whether all events that can come next have been read. A line is at most `slack` older than the latest one. */
  #isReady(): boolean {
    if (this.#slack === undefined || this.#level >= this.#read) return false
    const first = this.#cuts.reduce(
      (most, { taken }) => Math.max(most, this.#firstTime(taken)),
      Number.NEGATIVE_INFINITY,
    )
    return this.#latest > first + 2 * this.#slack
  }

  /** The earliest time of an event that the cut does not have; infinite if it has all. */
  #firstTime(taken: readonly number[]): number {
    let first = Number.POSITIVE_INFINITY
    for (let h = 0; h < taken.length; h++) {
      const { from, times } = this.#hosts[h] as Host
      const time = times[(taken[h] as number) - from]
      if (time !== undefined && time < first) first = time
    }
    return first
  }

  /** `isWhole`: no further events come. */
  *#follow(isWhole: boolean): Generator<void> {
    while (isWhole ? this.#level < this.#read : this.#isReady()) {
      const next = yield* this.#nextLevel()
      if (next.length > 0) this.#cuts = next
      else yield* this.#fail()
      this.#level++
      if (this.#level % block === 0) {
        this.#drop()
        yield
      }
    }
  }

  /** All cuts with one more event. */
  *#nextLevel(): Generator<void, Cut[]> {
    const course = this.#course
    if (course.isHigh) this.#sweep()
    try {
      return yield* this.#extended()
    } catch (error) {
      if (!(error instanceof Full)) throw error
      this.#sweep()
      return yield* this.#extended()
    }
  }

  *#extended(): Generator<void, Cut[]> {
    const { beliefs } = this.#course
    const found = new Map<string, Cut>()
    for (const { taken, belief } of this.#cuts) {
      const latest = this.#slack === undefined ? undefined : this.#firstTime(taken) + this.#slack
      for (let h = 0; h < taken.length; h++) {
        const { from, kinds, times } = this.#hosts[h] as Host
        const at = (taken[h] as number) - from
        const kind = kinds[at]
        if (kind === undefined || (latest !== undefined && (times[at] as number) > latest)) continue
        if (++this.#tried % inPiece === 0) yield
        const next = belief.next.get(kind) ?? (yield* beliefs.after(belief, kind))
        if (next.ids.length === 0) continue
        const more = taken.slice()
        more[h] = (more[h] as number) + 1
        const text = more.join()
        const known = found.get(text)
        if (known === undefined) {
          found.set(text, { taken: more, belief: next })
          if (found.size % block === 0) this.#expectRoom(found.size, taken.length)
        } else if (known.belief !== next) known.belief = beliefs.of([...known.belief.ids, ...next.ids])
      }
    }
    return [...found.values()]
  }

  /** @throws Full */
  #expectRoom(cuts: number, hosts: number): void {
    const bytes = cuts * (cutBytes + 16 * hosts)
    this.#course.buffered += bytes
    const { isTooHigh } = this.#course
    this.#course.buffered -= bytes
    if (isTooHigh) throw new Full()
  }

  #sweep(): void {
    const kept = this.#course.sweep(this.#cuts.map(({ belief }) => belief))
    this.#cuts = this.#cuts.map(({ taken }, i) => ({ taken, belief: kept[i] as Belief }))
  }

  /** Nothing explains any event that can come next: skips the first of them, by their lines. */
  *#fail(): Generator<void> {
    const placed = this.#cuts.flatMap(({ taken, belief }) => this.#nextEvents(taken, belief))
    const first = placed.reduce((least, one) => (one.line < least.line ? one : least))
    const others = new Set(placed.map(({ line }) => line)).size - 1
    const belief = yield* this.#course.fail(first.belief, { ...first, others }, this.done)
    const taken = first.taken.slice()
    taken[first.host] = (taken[first.host] as number) + 1
    this.#cuts = [{ taken, belief }]
  }

  #nextEvents(taken: readonly number[], belief: Belief) {
    const latest = this.#slack === undefined ? Number.POSITIVE_INFINITY : this.#firstTime(taken) + this.#slack
    return taken.flatMap((number, h): (Placed & { taken: readonly number[]; belief: Belief; host: number })[] => {
      const { name, from, kinds, times, lines } = this.#hosts[h] as Host
      const [kind, time, line] = [kinds[number - from], times[number - from], lines[number - from]]
      if (kind === undefined || time === undefined || line === undefined || time > latest) return []
      const text = textOf({ kind, host: name, time: this.#slack === undefined ? undefined : time })
      return [{ kind, line, text, taken, belief, host: h }]
    })
  }

  /** Drops the events that every cut has. */
  #drop(): void {
    for (const [h, host] of this.#hosts.entries()) {
      const least = this.#cuts.reduce(
        (least, { taken }) => Math.min(least, taken[h] as number),
        host.from + host.kinds.length,
      )
      const gone = least - host.from
      if (gone < block / 8) continue
      for (const list of [host.kinds, host.times, host.lines]) list.splice(0, gone)
      host.from = least
      this.#course.buffered -= gone * eventBytes
    }
  }
}
