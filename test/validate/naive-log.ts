/**
 * An oracle for logs: tries every order of events and every way through the naive model, one state at a time. It shares
 * no code with the checker that it judges.
 */

import type { Description } from '../differential/description.ts'
import { allMoves, type Move, outcomes, starts } from '../differential/naive-moves.ts'
import { type Plant, plantOf } from '../differential/naive-plant.ts'

/** A place of the tree of a state, and the value that was seen there. */
export interface Seen {
  readonly path: readonly (string | number)[]
  readonly value: unknown
}

export interface NaiveEvent {
  readonly step: string | undefined
  readonly process: string | undefined
  readonly instance: number | undefined
  readonly seen: readonly Seen[]
  readonly host: number
  readonly time: number
}

export interface NaiveLog {
  readonly events: readonly NaiveEvent[]
  /** Indices of moves that nobody logs, and the maximum number of them in a row. */
  readonly unlogged: ReadonlySet<number>
  readonly most: number
  /** The greatest difference of the times of two events that can be swapped; `undefined`: all are in order. */
  readonly slack: number | undefined
}

/** The longest explained prefix, and the states at its end if it is all. */
export interface Judged {
  readonly explained: number
  readonly possible: number
}

export class NaiveModel {
  readonly plant: Plant
  readonly moves: readonly Move[]
  readonly initial: readonly string[]
  readonly #next = new Map<string, string[]>()

  constructor(d: Description) {
    this.plant = plantOf(d)
    this.moves = allMoves(this.plant)
    const initial = new Set<string>()
    starts(this.plant, false, { blocked: 0 }, (state) => initial.add(state))
    this.initial = [...initial]
  }

  after(state: string, move: number): readonly string[] {
    const key = `${move} ${state}`
    const known = this.#next.get(key)
    if (known !== undefined) return known
    const found = new Set<string>()
    outcomes(this.plant, this.moves[move] as Move, JSON.parse(state), { blocked: 0 }, (to) => found.add(to), false)
    this.#next.set(key, [...found])
    return [...found]
  }
}

/** Tries everything. */
export function judge(model: NaiveModel, { events, unlogged, most, slack }: NaiveLog): Judged {
  let explained = 0
  const ends = new Set<string>()
  const visited = new Set<string>()
  const visit = (taken: readonly boolean[], state: string, silent: number): void => {
    const key = `${taken.map(Number).join('')} ${silent} ${state}`
    if (visited.has(key)) return
    visited.add(key)
    const count = taken.filter(Boolean).length
    explained = Math.max(explained, count)
    // the states right after the last event
    if (count === events.length && silent === 0) ends.add(state)
    if (silent < most) {
      for (const move of unlogged) for (const to of model.after(state, move)) visit(taken, to, silent + 1)
    }
    events.forEach((event, i) => {
      if (taken[i] || events.some((other, j) => !taken[j] && i !== j && isBefore(other, event, j, i, slack))) return
      const more = taken.map((was, j) => was || j === i)
      for (const to of possible(model, event, state)) if (agrees(event.seen, to)) visit(more, to, 0)
    })
  }
  const none = events.map(() => false)
  for (const state of model.initial) visit(none, state, 0)
  return { explained, possible: ends.size }
}

function isBefore(a: NaiveEvent, b: NaiveEvent, i: number, j: number, slack: number | undefined): boolean {
  if (slack === undefined || a.host === b.host) return i < j
  return b.time - a.time > slack
}

function possible(model: NaiveModel, { step, process, instance }: NaiveEvent, state: string): readonly string[] {
  if (step === undefined && process === undefined && instance === undefined) return [state]
  return model.moves.flatMap((move, i) => {
    const isMeant =
      (step === undefined || move.name === step || move.also === step) &&
      (process === undefined || move.process === process) &&
      (instance === undefined || (move.process !== null && move.instance === instance))
    return isMeant ? model.after(state, i) : []
  })
}

function agrees(seen: readonly Seen[], state: string): boolean {
  const { tree } = JSON.parse(state)
  return seen.every(({ path, value }) => {
    let at = tree
    for (const key of path) at = at?.[key]
    return JSON.stringify(at) === JSON.stringify(value)
  })
}
