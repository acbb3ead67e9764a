/** A short loop through a node of a fair component. It shows every mark and violates no constraint. */
import type { Arena } from './arena.ts'
import { Duties, type Fair, isEnabled, isServed, takes, used } from './duties.ts'
import type { GraphPath } from './graph.ts'

/** Up to this number of pairs of node and duties done, the loop is a shortest one. Beyond, it is only short. */
const maxPairs = 2 ** 22

/** The loop, in states, from `node` back to `node`. `part` has the same number for all nodes of a component. */
export function loopThrough(arena: Arena, enabled: Fair, part: Int32Array, node: number): GraphPath {
  return walkOf(arena, node, loopEdges(arena, enabled, part, node))
}

/** The edges of the loop. */
export function loopEdges(arena: Arena, enabled: Fair, part: Int32Array, node: number): number[] {
  const duties = new Duties(arena, enabled)
  const members = membersOf(part, part[node] as number, maxPairs / 2 ** duties.bits)
  if (members === undefined) return stitched(arena, enabled, part, node)
  const all = Number.POSITIVE_INFINITY
  const component = new Component(arena, duties, part, members, new Scratch(part.length))
  return component.shortest(node, all, { pairs: all }) as number[]
}

/** The nodes of a component, ascending; `undefined` if there are more than `most`. */
function membersOf(part: Int32Array, number: number, most: number): Int32Array | undefined {
  const members: number[] = []
  for (let node = part.indexOf(number); node >= 0; node = part.indexOf(number, node + 1)) {
    if (members.length + 1 > most) return undefined
    members.push(node)
  }
  return Int32Array.from(members)
}

/** The number of pairs of node and duties that searches may still visit; they share it. */
export interface Budget {
  pairs: number
}

/**
 * Searches for shortest loops through the nodes of components, as long as the budget lasts. Beyond `mostPairs` pairs of
 * node and duties, it does not search a component.
 */
export class ShortestLoops {
  readonly #arena: Arena
  readonly #duties: Duties
  readonly #part: Int32Array
  readonly #mostPairs: number
  readonly #budget: Budget
  readonly #components = new Map<number, Component>()
  readonly #scratch: Scratch
  /** The nodes by component, and for each number of a component the end of its nodes; from the first search on. */
  #nodes: Int32Array | undefined
  #ends = new Int32Array(0)

  constructor(arena: Arena, enabled: Fair, part: Int32Array, mostPairs: number, budget: Budget) {
    this.#arena = arena
    this.#duties = new Duties(arena, enabled)
    this.#part = part
    this.#mostPairs = mostPairs
    this.#budget = budget
    this.#scratch = new Scratch(part.length)
  }

  /** The edges of a loop with at most `most` edges; `undefined` if there is none, or if the search would be too large. */
  through(node: number, most: number): number[] | undefined {
    const number = this.#part[node] as number
    const members = this.#membersOf(number)
    if (members.length * 2 ** this.#duties.bits > this.#mostPairs) return undefined
    let component = this.#components.get(number)
    if (component === undefined) {
      component = new Component(this.#arena, this.#duties, this.#part, members, this.#scratch)
      this.#components.set(number, component)
    }
    return component.shortest(node, most, this.#budget)
  }

  #membersOf(number: number): Int32Array {
    this.#nodes ??= this.#sorted()
    return this.#nodes.subarray(this.#ends[number - 1], this.#ends[number])
  }

  /** Sorts by counting. Nodes outside of all components, whose numbers are not positive, come first. */
  #sorted(): Int32Array {
    const part = this.#part
    let last = 0
    for (const number of part) if (number > last) last = number
    const next = new Int32Array(last + 2)
    for (const number of part) next[Math.max(0, number) + 1] = (next[Math.max(0, number) + 1] as number) + 1
    for (let number = 1; number < next.length; number++) {
      next[number] = (next[number] as number) + (next[number - 1] as number)
    }
    const nodes = new Int32Array(part.length)
    for (let node = 0; node < part.length; node++) {
      const number = Math.max(0, part[node] as number)
      const at = next[number] as number
      nodes[at] = node
      next[number] = at + 1
    }
    this.#ends = next
    return nodes
  }
}

/** Arrays that the searches of all components use in turn. */
class Scratch {
  /** The place of each node in its component. */
  readonly places: Int32Array
  /** The pair before each pair, and the edge from there; −1 if the pair was not found. */
  came = new Int32Array(0)
  via = new Int32Array(0)
  readonly queue: number[] = []

  constructor(nodes: number) {
    this.places = new Int32Array(nodes)
  }

  /** Makes room for this number of pairs. */
  reserve(pairs: number): void {
    if (pairs <= this.came.length) return
    this.came = new Int32Array(pairs).fill(-1)
    this.via = new Int32Array(pairs)
  }
}

/** A component whose pairs of a node and the duties done on the path to it can be searched again and again. */
class Component {
  readonly #arena: Arena
  readonly #duties: Duties
  readonly #part: Int32Array
  readonly #members: Int32Array
  readonly #scratch: Scratch

  constructor(arena: Arena, duties: Duties, part: Int32Array, members: Int32Array, scratch: Scratch) {
    this.#arena = arena
    this.#duties = duties
    this.#members = members
    this.#part = part
    this.#scratch = scratch
    members.forEach((member, i) => {
      scratch.places[member] = i
    })
    scratch.reserve(members.length * 2 ** duties.bits)
  }

  /** The edges of a shortest loop through a node; `undefined` if it has more than `most`, or the budget is spent. */
  shortest(node: number, most: number, budget: Budget): number[] | undefined {
    const found = this.#search(node, most, budget)
    const { queue, came } = this.#scratch
    for (const pair of queue) came[pair] = -1
    return found
  }

  /** Breadth first. */
  #search(node: number, most: number, budget: Budget): number[] | undefined {
    const { rows } = this.#arena
    const duties = this.#duties
    const part = this.#part
    const { places, came, via, queue } = this.#scratch
    const width = 2 ** duties.bits
    const inside = part[node]
    const start = (places[node] as number) * width + duties.at(node)
    queue.length = 1
    queue[0] = start
    for (let head = 0, depth = 0, end = 1; head < queue.length; head++) {
      if (head === end) {
        depth++
        end = queue.length
      }
      if (depth === most || budget.pairs-- <= 0) return undefined
      const pair = queue[head] as number
      const from = this.#members[Math.floor(pair / width)] as number
      for (let e = rows.start(from), last = rows.start(from + 1); e < last; e++) {
        const target = rows.target(e)
        if (part[target] !== inside) continue
        const bits = (pair % width) | duties.by(from, rows.label(e)) | duties.at(target)
        if (target === node && duties.done(bits)) {
          const edges = [e]
          for (let at = pair; at !== start; at = came[at] as number) edges.push(via[at] as number)
          return edges.reverse()
        }
        const next = (places[target] as number) * width + bits
        if (came[next] !== -1 || next === start) continue
        came[next] = pair
        via[next] = e
        queue.push(next)
      }
    }
    throw new Error('found no fair loop in a component that must have one')
  }
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
