/** Random logs of random models: a walk, of which some steps, names and parts of the states are left out. */
import type { Move } from '../differential/naive-moves.ts'
import type { NaiveEvent, NaiveLog, NaiveModel, Seen } from './naive-log.ts'

export type Random = (below: number) => number

/** A small generator of numbers, so that a seed gives the same log everywhere. */
export function randomOf(seed: number): Random {
  let a = seed >>> 0
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** A log of a real run. `undefined` if nothing can happen in the model. */
export function logOfRun(model: NaiveModel, random: Random): NaiveLog | undefined {
  const pick = <T>(all: readonly T[]): T => all[random(all.length)] as T
  const unlogged = new Set(model.moves.flatMap((move) => (random(4) === 0 ? namesakes(model, move) : [])))
  const most = 1 + random(2)
  const hosts = 1 + random(3)
  const slack = random(2) === 0 ? undefined : 2 * random(4)
  let state = pick(model.initial)
  const events: NaiveEvent[] = []
  const last = new Map<number, number>()
  for (let [n, silent] = [0, 0]; n < 8; n++) {
    const ways = model.moves.flatMap((_, move) => model.after(state, move).map((to) => ({ move, to })))
    if (ways.length === 0) break
    const { move, to } = pick(ways)
    state = to
    const host = random(hosts)
    if (unlogged.has(move) && silent < most && random(4) > 0) silent++
    else {
      silent = 0
      // the true time is 2n; a clock is wrong by at most half of the slack, and does not go back
      const wrong = slack === undefined ? 0 : random(slack + 1) - slack / 2
      const time = Math.max(2 * n + wrong, last.get(host) ?? Number.NEGATIVE_INFINITY)
      last.set(host, time)
      const seen = seenIn(state, random)
      const own = named(model.moves[move] as Move, random)
      const isVague = own.process !== undefined && seen.length > 0 && random(6) === 0
      events.push({ ...own, ...(isVague ? { step: undefined } : {}), seen, host, time })
      const again = seenIn(state, random)
      const none = { step: undefined, process: undefined, instance: undefined }
      if (again.length > 0 && random(6) === 0) events.push({ ...none, seen: again, host, time })
    }
  }
  if (events.length === 0) return undefined
  const lines = slack === undefined ? events : [...events].sort((a, b) => a.time - b.time)
  return { events: lines, unlogged, most, slack }
}

/** All moves that one unlogged name stands for. */
const namesakes = ({ moves }: NaiveModel, { process, name }: Move) =>
  moves.flatMap((move, i) => (move.process === process && move.name === name ? [i] : []))

/** Leaves out the instance or the process of a step at random. */
function named({ name, process, instance }: Move, random: Random): Pick<NaiveEvent, 'step' | 'process' | 'instance'> {
  const isVague = process !== null && random(4) === 0
  return {
    step: name,
    process: process === null || isVague ? undefined : process,
    instance: process === null || random(3) === 0 ? undefined : instance,
  }
}

/** Some places of a state: whole variables, or parts of structs and arrays. */
function seenIn(state: string, random: Random): Seen[] {
  const { tree } = JSON.parse(state)
  const found: Seen[] = []
  for (const [name, value] of Object.entries(tree)) if (random(3) === 0) found.push(...within([name], value, random))
  return found
}

function within(path: readonly (string | number)[], value: unknown, random: Random): Seen[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path, value }]
  return Object.entries(value).flatMap(([name, field]) =>
    random(2) === 0 ? within([...path, name], field, random) : [],
  )
}

/** The same log, with one event changed: a name, a value of another event, or its place. */
export function mutated(log: NaiveLog, model: NaiveModel, random: Random): NaiveLog {
  const events = [...log.events]
  const at = random(events.length)
  const event = events[at] as NaiveEvent
  const other = events[random(events.length)] as NaiveEvent
  switch (random(4)) {
    case 0: {
      const move = model.moves[random(model.moves.length)] as Move
      events[at] = { ...event, ...named(move, () => 1) }
      break
    }
    case 1:
      if (event.step !== undefined || other.seen.length > 0) events[at] = { ...event, seen: other.seen }
      break
    case 2: {
      const values = other.seen.filter(({ path }) => event.seen.some((own) => own.path.join() === path.join()))
      const rest = event.seen.filter(({ path }) => !values.some((own) => own.path.join() === path.join()))
      events[at] = { ...event, seen: [...rest, ...values] }
      break
    }
    default:
      events.splice(at, 1)
  }
  return { ...log, events }
}
