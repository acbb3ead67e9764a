/**
 * A loop in a fair component of a graph over orbits that serves every thread once. The permutations of its edges may
 * leave the real state changed: a run repeats it until the real state comes back.
 */
import type { Arena } from './arena.ts'
import { isEnabled, isServed, takes, used } from './duties.ts'
import type { Enabled } from './graph.ts'
import type { Threads } from './threads.ts'

/** The edges of the loop, from `node` back to `node`. It goes from each duty to the nearest place of the next one. */
export function loopOfThreads(
  arena: Arena,
  enabled: Enabled,
  threads: Threads,
  part: Int32Array,
  node: number,
): number[] {
  const { rows } = arena
  const { orbits, list } = threads
  const inside = part[node]
  const edges: number[] = []
  let owed = arena.marks
  let at = node
  /** Where each thread is that began at its own number. */
  let places: readonly number[] = [...list.keys()]
  const left = new Set<number>(places)
  const isFixed = (i: number) => ((threads.fixed[i >>> 5] as number) & (1 << (i & 31))) !== 0
  const everEnabled = new Set<number>()
  const fixed = used(enabled).filter(isFixed)
  for (let other = 0; other < part.length; other++) {
    if (part[other] !== inside) continue
    for (const i of fixed) if (isEnabled(enabled, arena.state(other), i)) everEnabled.add(i)
  }
  const open = new Set(fixed.filter((i) => everEnabled.has(i)))

  const movedBy = (from: number, e: number) => {
    const under = arena.under?.(from)
    const edge = under === undefined ? e : (under[e - rows.start(from)] as number)
    return threads.on(orbits.moved(arena.state(from), edge))
  }
  const visit = () => {
    owed &= ~arena.nodeMarks(at)
    const state = arena.state(at)
    for (const i of open) if (isServed(enabled, state, i)) open.delete(i)
    for (const thread of left) {
      const place = places[thread] as number
      if (!threads.isStrong(place) && !threads.isEnabled(place, state)) left.delete(thread)
    }
  }
  const go = (way: readonly number[]) => {
    for (const e of way) {
      const label = rows.label(e)
      const action = arena.action(label)
      owed &= ~arena.labelMarks(label)
      for (const i of open) if (takes(enabled, arena.state(at), action, i)) open.delete(i)
      for (const thread of left) if (threads.moves(places[thread] as number, action)) left.delete(thread)
      const moved = movedBy(at, e)
      places = places.map((place) => moved[place] as number)
      at = rows.target(e)
      edges.push(e)
      visit()
    }
  }
  /**
   * The way to the nearest `wanted` edge, breadth first over pairs of a node and the place of one thread. Without a
   * thread, the place stays 0. `undefined` if there is none.
   */
  const nearest = (
    thread: number | undefined,
    wanted: (e: number, place: number, next: number, source: number) => boolean,
  ): number[] | undefined => {
    const width = thread === undefined ? 1 : list.length
    const first = at * width + (thread === undefined ? 0 : (places[thread] as number))
    const came = new Map([[first, [-1, -1] as readonly [before: number, edge: number]]])
    for (const [pair] of came) {
      const from = Math.floor(pair / width)
      const place = pair % width
      for (let e = rows.start(from), end = rows.start(from + 1); e < end; e++) {
        const target = rows.target(e)
        if (part[target] !== inside) continue
        const next = thread === undefined ? 0 : (movedBy(from, e)[place] as number)
        if (wanted(e, place, next, from)) {
          const way = [e]
          for (let [back, by] = came.get(pair) as readonly [number, number]; back >= 0; ) {
            way.push(by)
            ;[back, by] = came.get(back) as readonly [number, number]
          }
          return way.reverse()
        }
        const other = target * width + next
        if (!came.has(other)) came.set(other, [pair, e])
      }
    }
    return undefined
  }
  const must = (way: number[] | undefined) => {
    if (way === undefined) throw new Error('found no fair loop in a component that must have one')
    go(way)
  }

  visit()
  while (owed !== 0 || open.size > 0) {
    must(
      nearest(undefined, (e, _place, _next, source) => {
        const [label, target] = [rows.label(e), rows.target(e)]
        if (((arena.labelMarks(label) | arena.nodeMarks(target)) & owed) !== 0) return true
        for (const i of open) {
          if (takes(enabled, arena.state(source), arena.action(label), i)) return true
          if (isServed(enabled, arena.state(target), i)) return true
        }
        return false
      }),
    )
  }
  for (const thread of left) {
    let isEver = false
    const way = nearest(thread, (e, place, next) => {
      if (threads.moves(place, arena.action(rows.label(e)))) return true
      const isOpen = threads.isEnabled(next, arena.state(rows.target(e)))
      isEver ||= isOpen
      return !isOpen && !threads.isStrong(next)
    })
    // a thread that is strongly fair and never enabled is served
    if (way === undefined && !isEver && threads.isStrong(places[thread] as number)) left.delete(thread)
    else must(way)
  }
  if (at !== node || edges.length === 0) must(nearest(undefined, (e) => rows.target(e) === node))
  return edges
}
