/** A short loop through a node of a fair component. It shows every mark and violates no constraint. */
import type { Arena } from './arena.ts'
import type { Enabled, GraphPath } from './graph.ts'

/** Up to this number of pairs of node and duties done, the loop is a shortest one. Beyond, it is only short. */
const maxPairs = 2 ** 22

/** The constraints, as a search for loops reads them. */
export type Fair = Pick<Enabled, 'words' | 'masks' | 'strong' | 'pairs' | 'bits' | 'met' | 'closed'>

/** The loop, in states, from `node` back to `node`. `part` has the same number for all nodes of a component. */
export function loopThrough(arena: Arena, enabled: Fair, part: Int32Array, node: number): GraphPath {
  return walkOf(arena, node, loopEdges(arena, enabled, part, node))
}

/** The edges of the loop. */
export function loopEdges(arena: Arena, enabled: Fair, part: Int32Array, node: number): number[] {
  const duties = new Duties(arena, enabled)
  const members = membersOf(part, part[node] as number, maxPairs / 2 ** duties.bits)
  return members === undefined ? stitched(arena, enabled, part, node) : shortest(arena, duties, members, node)
}

/** Shortest loops through nodes of small components: `undefined` if the search has more than `mostPairs` pairs. */
export function shortestLoops(
  arena: Arena,
  enabled: Fair,
  part: Int32Array,
  mostPairs: number,
): (node: number) => number[] | undefined {
  const duties = new Duties(arena, enabled)
  const known = new Map<number, readonly number[] | undefined>()
  return (node) => {
    const number = part[node] as number
    if (!known.has(number)) known.set(number, membersOf(part, number, mostPairs / 2 ** duties.bits))
    const members = known.get(number)
    return members && shortest(arena, duties, members, node)
  }
}

/** The nodes of a component; `undefined` if there are more than `most`. */
function membersOf(part: Int32Array, number: number, most: number): number[] | undefined {
  const members: number[] = []
  for (let node = part.indexOf(number); node >= 0; node = part.indexOf(number, node + 1)) {
    if (members.length + 1 > most) return undefined
    members.push(node)
  }
  return members
}

/**
 * The duties of a loop, one bit each: marks shown and weak constraints met. Each strong constraint has two bits: seen
 * enabled, and taken.
 */
class Duties {
  readonly bits: number
  readonly #arena: Arena
  readonly #enabled: Fair
  readonly #weak: number[] = []
  readonly #strong: number[] = []
  readonly #markBits: number[] = []

  constructor(arena: Arena, enabled: Fair) {
    this.#arena = arena
    this.#enabled = enabled
    for (let i = 0; i < 31; i++) if ((arena.marks & (1 << i)) !== 0) this.#markBits.push(1 << i)
    for (const i of used(enabled)) (isStrong(enabled, i) ? this.#strong : this.#weak).push(i)
    this.bits = this.#markBits.length + this.#weak.length + 2 * this.#strong.length
  }

  at(node: number): number {
    const marks = this.#arena.nodeMarks(node)
    const state = this.#arena.state(node)
    return this.#pack(
      marks,
      (i) => !isEnabled(this.#enabled, state, i),
      (i) => isEnabled(this.#enabled, state, i),
      (i) => isMet(this.#enabled, state, i),
    )
  }

  /** The duties done by an edge of a node. */
  by(from: number, label: number): number {
    const marks = this.#arena.labelMarks(label)
    const action = this.#arena.action(label)
    const state = this.#arena.state(from)
    const taken = (i: number) => takes(this.#enabled, state, action, i)
    return this.#pack(marks, taken, () => false, taken)
  }

  done(bits: number): boolean {
    let at = 0
    for (let k = this.#markBits.length + this.#weak.length; k > 0; k--) if ((bits & (1 << at++)) === 0) return false
    for (let k = this.#strong.length; k > 0; k--, at += 2) if (((bits >> at) & 3) === 1) return false
    return true
  }

  #pack(
    marks: number,
    weak: (i: number) => boolean,
    seen: (i: number) => boolean,
    taken: (i: number) => boolean,
  ): number {
    let bits = 0
    let at = 0
    for (const bit of this.#markBits) bits |= ((marks & bit) === 0 ? 0 : 1) << at++
    for (const i of this.#weak) bits |= (weak(i) ? 1 : 0) << at++
    for (const i of this.#strong) {
      bits |= (seen(i) ? 1 : 0) << at++
      bits |= (taken(i) ? 1 : 0) << at++
    }
    return bits
  }
}

/** Searches breadth first over the pairs of a node and the duties done on the path to it. */
function shortest(arena: Arena, duties: Duties, members: readonly number[], node: number): number[] {
  const { rows } = arena
  const local = new Map(members.map((member, i) => [member, i]))
  const width = 2 ** duties.bits
  const came = new Int32Array(members.length * width).fill(-1)
  const via = new Int32Array(members.length * width)
  const start = (local.get(node) as number) * width + duties.at(node)
  const queue = [start]
  for (let head = 0; head < queue.length; head++) {
    const pair = queue[head] as number
    const from = members[Math.floor(pair / width)] as number
    for (let e = rows.start(from), end = rows.start(from + 1); e < end; e++) {
      const target = rows.target(e)
      const to = local.get(target)
      if (to === undefined) continue
      const bits = (pair % width) | duties.by(from, rows.label(e)) | duties.at(target)
      if (target === node && duties.done(bits)) {
        const edges = [e]
        for (let at = pair; at !== start; at = came[at] as number) edges.push(via[at] as number)
        return edges.reverse()
      }
      const next = to * width + bits
      if (came[next] !== -1 || next === start) continue
      came[next] = pair
      via[next] = e
      queue.push(next)
    }
  }
  throw new Error('found no fair loop in a component that must have one')
}

/** Goes from each duty to the nearest place where another one is done, and finally back to `node`. */
function stitched(arena: Arena, enabled: Fair, part: Int32Array, node: number): number[] {
  const { rows, marks } = arena
  const inside = part[node]
  let owed = marks
  const all = used(enabled)
  const everEnabled = new Set<number>()
  for (let other = 0; other < part.length; other++) {
    if (part[other] !== inside) continue
    for (const i of all) if (isEnabled(enabled, arena.state(other), i)) everEnabled.add(i)
  }
  const open = new Set(all.filter((i) => everEnabled.has(i)))
  const edges: number[] = []
  const visit = (at: number) => {
    owed &= ~arena.nodeMarks(at)
    for (const i of open) if (isServed(enabled, arena.state(at), i)) open.delete(i)
  }
  /** 1 plus the edge by which a node was found; 0 between searches. A map has no room for large components. */
  const came = new Int32Array(part.length)
  const queue = new Int32Array(part.length + 1)
  const nearest = (from: number, wanted: (e: number, source: number) => boolean): number => {
    let tail = 0
    queue[tail++] = from
    for (let head = 0; head < tail; head++) {
      const at = queue[head] as number
      for (let e = rows.start(at), end = rows.start(at + 1); e < end; e++) {
        const target = rows.target(e)
        if (part[target] !== inside) continue
        if (wanted(e, at)) {
          const way = [e]
          for (let back = at; back !== from; ) {
            const into = (came[back] as number) - 1
            way.push(into)
            back = sourceOf(rows, into)
          }
          let source = from
          for (const edge of way.reverse()) {
            const label = rows.label(edge)
            owed &= ~arena.labelMarks(label)
            for (const i of open) if (takes(enabled, arena.state(source), arena.action(label), i)) open.delete(i)
            source = rows.target(edge)
            visit(source)
            edges.push(edge)
          }
          for (let k = 0; k < tail; k++) came[queue[k] as number] = 0
          return target
        }
        if (came[target] !== 0 || target === from) continue
        came[target] = e + 1
        queue[tail++] = target
      }
    }
    throw new Error('found no fair loop in a component that must have one')
  }
  visit(node)
  let at = node
  while (owed !== 0 || open.size > 0) {
    at = nearest(at, (e, source) => {
      const [label, target] = [rows.label(e), rows.target(e)]
      if (((arena.labelMarks(label) | arena.nodeMarks(target)) & owed) !== 0) return true
      for (const i of open) {
        if (takes(enabled, arena.state(source), arena.action(label), i)) return true
        if (isServed(enabled, arena.state(target), i)) return true
      }
      return false
    })
  }
  if (at !== node || edges.length === 0) nearest(at, (e) => rows.target(e) === node)
  return edges
}

/** The source of an edge, found by bisection. */
function sourceOf(rows: Arena['rows'], edge: number): number {
  let [low, high] = [0, rows.nodes - 1]
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (rows.start(middle) <= edge) low = middle
    else high = middle - 1
  }
  return low
}

/** The walk along these edges of an arena. */
export function walkOf(arena: Arena, node: number, edges: readonly number[]): GraphPath {
  const { rows } = arena
  return {
    states: [arena.state(node), ...edges.map((e) => arena.state(rows.target(e)))],
    actions: edges.map((e) => arena.action(rows.label(e))),
  }
}

/** The constraints that have at least one action, and the pairs of predicates. */
export function used({ masks, words, pairs }: Fair): number[] {
  const found = new Set<number>()
  for (let i = 0; i < words * 32; i++) if (has(pairs, 0, words, i)) found.add(i)
  masks.forEach((mask, at) => {
    for (let bit = 0; bit < 32; bit++) if ((mask & (1 << bit)) !== 0) found.add((at % words) * 32 + bit)
  })
  return [...found].sort((a, b) => a - b)
}

const has = (words: Fair['bits'], row: number, width: number, i: number) =>
  ((words[row * width + (i >>> 5)] as number) & (1 << (i & 31))) !== 0
export const isEnabled = ({ bits, words }: Fair, state: number, i: number) => has(bits, state, words, i)
/** Whether the second predicate of a pair is true. */
const isMet = ({ met, words }: Fair, state: number, i: number) => met !== undefined && has(met, state, words, i)
/** Whether a visit of a state is all that a constraint asks. */
export const isServed = (fair: Fair, state: number, i: number) =>
  isStrong(fair, i) ? isMet(fair, state, i) : !isEnabled(fair, state, i)
export const takes = ({ masks, words, closed }: Fair, state: number, action: number, i: number) =>
  has(masks, action, words, i) && !(closed !== undefined && has(closed, state, words, i))
export const isStrong = ({ strong, words }: Fair, i: number) => has(strong, 0, words, i)
