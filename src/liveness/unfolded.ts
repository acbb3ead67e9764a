/**
 * A component of a graph over orbits as a graph of real states. The loops in it are those of the whole state graph. A
 * node is a node of the component and a permutation; two permutations are one node if they make the same real state.
 */
import { Edges } from '../engine/store/edges.ts'
import type { Arena } from './arena.ts'
import type { Fair } from './duties.ts'
import type { Enabled, Orbits } from './graph.ts'
import { type Budget, loopEdges, ShortestLoops } from './loop.ts'
import type { Searched, Threads } from './threads.ts'

/** Maximum number of nodes. A larger component is not unfolded. */
const mostNodes = 100_000

/** A node of the component, a permutation, and the real state that the permutation makes of the node's state. */
interface Place {
  readonly node: number
  readonly permutation: number
  readonly real: string
}

export class Unfolded {
  readonly #orbits: Orbits
  readonly #of: Arena
  readonly #arena: Arena
  readonly #fair: Fair
  readonly #part: Int32Array
  readonly #places: readonly Place[]
  readonly #first = new Map<number, number>()
  readonly #short: ShortestLoops

  private constructor(
    orbits: Orbits,
    of: Arena,
    arena: Arena,
    fair: Fair,
    places: readonly Place[],
    mostPairs: number,
    budget: Budget,
  ) {
    this.#orbits = orbits
    this.#of = of
    this.#arena = arena
    this.#fair = fair
    this.#part = new Int32Array(places.length).fill(1)
    this.#places = places
    places.forEach(({ node }, at) => {
      if (!this.#first.has(node)) this.#first.set(node, at)
    })
    this.#short = new ShortestLoops(arena, fair, this.#part, mostPairs, budget)
  }

  /**
   * The edges of a loop through `node`: a short one, or with `most` a shortest one of at most `most` edges, if there is one
   * and the search is not too large. Whatever permutation a run has at `node`, it has the same real state there again
   * after these edges.
   */
  loop(node: number, most: number | undefined): number[] | undefined {
    const start = this.#first.get(node) as number
    const edges =
      most === undefined ? loopEdges(this.#arena, this.#fair, this.#part, start) : this.#short.through(start, most)
    if (edges === undefined) return undefined
    let { permutation } = this.#places[start] as Place
    let at = node
    return edges.map((edge) => {
      const action = this.#arena.action(this.#arena.rows.label(edge))
      const target = this.#places[this.#arena.rows.target(edge)] as Place
      // the permutation may differ from that of the place by one that changes nothing in the state
      for (const next of stepsFrom(this.#of, this.#orbits, at, permutation)) {
        if (next.node !== target.node || next.action !== action) continue
        if (this.#orbits.real(this.#of.state(next.node), next.permutation) !== target.real) continue
        at = next.node
        permutation = next.permutation
        return next.edge
      }
      throw new Error('a permutation of a state does not have the permuted steps')
    })
  }

  /** The component of `node`; `undefined` if it has too many real states. The budget pays for each. */
  static of(
    { enabled, threads, mostUnfolded = mostNodes }: Searched,
    orbits: Orbits,
    arena: Arena,
    part: Int32Array,
    node: number,
    mostPairs: number,
    budget: Budget,
  ): Unfolded | undefined {
    const rows = new Edges(2 ** 31 - 1)
    const origins: number[] = []
    const actions: number[] = []
    const places: Place[] = []
    const ids = new Map<string, number>()
    const idOf = (node: number, permutation: number) => {
      const real = orbits.real(arena.state(node), permutation)
      const key = `${node} ${real}`
      const known = ids.get(key)
      if (known !== undefined) return known
      ids.set(key, places.length)
      return places.push({ node, permutation, real }) - 1
    }
    idOf(node, 0)
    for (let at = 0; at < places.length; at++) {
      if (places.length > mostUnfolded) return undefined
      const from = places[at] as Place
      for (const next of stepsFrom(arena, orbits, from.node, from.permutation)) {
        if (part[next.node] !== part[node]) continue
        rows.add(idOf(next.node, next.permutation), origins.length)
        origins.push(next.edge)
        actions.push(next.action)
      }
      rows.close()
    }
    budget.pairs -= places.length
    const real: Arena = {
      rows,
      marks: arena.marks,
      state: (at) => at,
      action: (label) => actions[label] as number,
      nodeMarks: (at) => arena.nodeMarks((places[at] as Place).node),
      labelMarks: (label) => arena.labelMarks(arena.rows.label(origins[label] as number)),
    }
    return new Unfolded(orbits, arena, real, fairOf(arena, enabled, threads, places), places, mostPairs, budget)
  }
}

/** The steps of a real state: the edge, the real action, and the target as a node and a permutation. */
function* stepsFrom(arena: Arena, orbits: Orbits, node: number, permutation: number) {
  const { rows } = arena
  const state = arena.state(node)
  const under = arena.under?.(node)
  const start = rows.start(node)
  for (let edge = start, end = rows.start(node + 1); edge < end; edge++) {
    const moved = orbits.moved(state, under === undefined ? edge : (under[edge - start] as number))
    yield {
      edge,
      action: orbits.action(arena.action(rows.label(edge)), permutation),
      node: rows.target(edge),
      permutation: orbits.composed(orbits.inverse(moved), permutation),
    }
  }
}

/** The constraints with an enabled action in each real state. */
function fairOf(arena: Arena, enabled: Enabled, threads: Threads | undefined, places: readonly Place[]): Fair {
  const { words, masks, strong, pairs } = enabled
  const bits = new Uint32Array(places.length * words)
  const met = enabled.met && new Uint32Array(places.length * words)
  const closed = enabled.closed && new Uint32Array(places.length * words)
  places.forEach(({ node, permutation }, at) => {
    const state = arena.state(node)
    for (let k = 0; k < words; k++) {
      bits[at * words + k] = (enabled.bits[state * words + k] as number) & (threads?.fixed[k] ?? 0xffffffff)
      if (closed !== undefined) closed[at * words + k] = enabled.closed?.[state * words + k] as number
      if (met !== undefined) met[at * words + k] = enabled.met?.[state * words + k] as number
    }
    if (threads === undefined) return
    const to = threads.on(permutation)
    for (let thread = 0; thread < to.length; thread++) {
      if (!threads.isEnabled(thread, state)) continue
      const i = threads.list[to[thread] as number] as number
      bits[at * words + (i >>> 5)] = (bits[at * words + (i >>> 5)] as number) | (1 << (i & 31))
    }
  })
  return { words, masks, strong, pairs, bits, met, closed }
}
