/**
 * Fairness of single instances in a graph over orbits. An instance has no fixed place in a chosen state: each edge
 * permutes the instances. A thread is where one instance is from state to state (E. A. Emerson and A. P. Sistla,
 * "Utilizing symmetry when model-checking under fairness assumptions", TOPLAS 19(4), 1997). A pair of a state and a
 * constraint leads along an edge to the pair of the next state and the permuted constraint. Within a component of
 * states, these pairs fall into components of their own. A run can serve one thread after the other. So it can be fair
 * to all instances if each of these components has what its constraint needs.
 */
import type { Arena } from './arena.ts'
import type { Constraint, Enabled, Graph, Orbits } from './graph.ts'

/** A graph and its constraints. `threads`: if it is a graph over orbits, and permutations move constraints. */
export interface Searched {
  readonly graph: Graph
  readonly enabled: Enabled
  readonly threads: Threads | undefined
  /** Maximum number of real states that a component is unfolded to. */
  readonly mostUnfolded?: number
}

/** Parts of the component of a thread: a state where it is not enabled, one where it is, an edge by which it moves. */
const idles = 1
const isOpen = 2
const moves = 4

export class Threads {
  /** The constraints that no permutation moves, as bits. */
  readonly fixed: Uint32Array
  /** The other constraints, each once. A thread has its place in this list as its number. */
  readonly list: readonly number[]
  readonly orbits: Orbits
  readonly #constraints: readonly Constraint[]
  readonly #enabled: Enabled
  readonly #places: ReadonlyMap<string, number>
  readonly #known: Uint16Array[] = []
  /** Threads that permutations take to each other. */
  readonly #families: readonly (readonly number[])[]
  #local = new Int32Array(0)
  #at = new Uint16Array(0)

  constructor(orbits: Orbits, constraints: readonly Constraint[], enabled: Enabled, moved: readonly number[]) {
    this.orbits = orbits
    this.#constraints = constraints
    this.#enabled = enabled
    this.fixed = new Uint32Array(enabled.words).fill(0xffffffff)
    const places = new Map<string, number>()
    const list: number[] = []
    for (const i of moved) {
      this.fixed[i >>> 5] = (this.fixed[i >>> 5] as number) & ~(1 << (i & 31))
      const key = keyOf(constraints[i] as Constraint)
      if (places.has(key)) continue
      places.set(key, list.length)
      list.push(i)
    }
    this.list = list
    this.#places = places
    const families: number[][] = []
    const seen = new Set<number>()
    for (const thread of list.keys()) {
      if (seen.has(thread)) continue
      const family = [thread]
      seen.add(thread)
      for (const one of family) {
        for (const generator of orbits.generators) {
          const other = this.on(generator)[one] as number
          if (seen.has(other)) continue
          seen.add(other)
          family.push(other)
        }
      }
      families.push(family)
    }
    this.#families = families
  }

  /** Where a permutation takes each thread. */
  on(permutation: number): Uint16Array {
    const known = this.#known[permutation]
    if (known !== undefined) return known
    const found = Uint16Array.from(this.list, (i) => {
      const { strong, actions } = this.#constraints[i] as Constraint
      const moved = actions.map((action) => this.orbits.action(action, permutation))
      const place = this.#places.get(keyOf({ strong, actions: moved }))
      if (place === undefined) throw new Error('a permutation takes a fairness constraint to none')
      return place
    })
    this.#known[permutation] = found
    return found
  }

  isStrong(thread: number): boolean {
    return (this.#constraints[this.list[thread] as number] as Constraint).strong
  }

  isEnabled(thread: number, state: number): boolean {
    const i = this.list[thread] as number
    const { words, bits } = this.#enabled
    return ((bits[state * words + (i >>> 5)] as number) & (1 << (i & 31))) !== 0
  }

  moves(thread: number, action: number): boolean {
    const i = this.list[thread] as number
    const { words, masks } = this.#enabled
    return ((masks[action * words + (i >>> 5)] as number) & (1 << (i & 31))) !== 0
  }

  /**
   * One byte for each member of a component: 1 if no fair run that stays in the component may visit it again and again.
   * `undefined` if that is so of none.
   */
  cut(arena: Arena, part: Int32Array, members: Int32Array, from: number, to: number): Uint8Array | undefined {
    const asked = this.#families.flatMap((family) => (this.#isServed(arena, family, members, from, to) ? [] : family))
    if (asked.length === 0) return undefined
    const { rows } = arena
    const width = asked.length
    const size = to - from
    if (this.#local.length < rows.nodes) this.#local = new Int32Array(rows.nodes)
    if (this.#at.length < size * width) this.#at = new Uint16Array(size * width)
    const local = this.#local
    // breadth first from one member: `at` says where the threads that begin there are in each other one
    const at = this.#at
    at.set(asked)
    const queue = new Int32Array(size)
    queue[0] = members[from] as number
    local[queue[0]] = 1
    const number = part[queue[0]]
    const same = new Same(width)
    const has = new Uint8Array(width)
    const slots = new Uint16Array(this.list.length)
    for (let tail = 1, head = 0; head < tail; head++) {
      const node = queue[head] as number
      const state = arena.state(node)
      const own = head * width
      for (let t = 0; t < width; t++) {
        has[t] = (has[t] as number) | (this.isEnabled(at[own + t] as number, state) ? isOpen : idles)
      }
      const under = arena.under?.(node)
      const start = rows.start(node)
      for (let e = start, end = rows.start(node + 1); e < end; e++) {
        const target = rows.target(e)
        if (part[target] !== number) continue
        const action = arena.action(rows.label(e))
        for (let t = 0; t < width; t++) {
          if (this.moves(at[own + t] as number, action)) has[t] = (has[t] as number) | moves
        }
        const taken = this.on(this.orbits.moved(state, under === undefined ? e : (under[e - start] as number)))
        if (local[target] === 0) {
          const other = tail * width
          for (let t = 0; t < width; t++) at[other + t] = taken[at[own + t] as number] as number
          queue[tail++] = target
          local[target] = tail
          continue
        }
        const other = ((local[target] as number) - 1) * width
        let isSame = true
        for (let t = 0; t < width && isSame; t++) isSame = at[other + t] === taken[at[own + t] as number]
        if (isSame) continue
        for (let t = 0; t < width; t++) slots[at[other + t] as number] = t
        for (let t = 0; t < width; t++) same.join(t, slots[taken[at[own + t] as number] as number] as number)
      }
    }
    for (let t = 0; t < width; t++) has[same.of(t)] = (has[same.of(t)] as number) | (has[t] as number)
    const found = new Uint8Array(size)
    let isCut = false
    const stuck: number[] = []
    for (let t = 0; t < width; t++) {
      const all = has[same.of(t)] as number
      if ((all & moves) !== 0) continue
      if (!this.isStrong(asked[t] as number)) {
        if ((all & idles) === 0) isCut = true
      } else if ((all & isOpen) !== 0) stuck.push(t)
    }
    if (isCut) found.fill(1)
    for (let m = from; m < to; m++) {
      const node = members[m] as number
      const own = ((local[node] as number) - 1) * width
      local[node] = 0
      for (const t of stuck) {
        if (!this.isEnabled(at[own + t] as number, arena.state(node))) continue
        found[m - from] = 1
        isCut = true
      }
    }
    return isCut ? found : undefined
  }

  /** Whether each thread of a family has what it needs wherever it is: a state where none is enabled, or no other. */
  #isServed(arena: Arena, family: readonly number[], members: Int32Array, from: number, to: number): boolean {
    const isStrong = this.isStrong(family[0] as number)
    for (let m = from; m < to; m++) {
      const state = arena.state(members[m] as number)
      let isOpen = false
      for (let k = 0; k < family.length && !isOpen; k++) isOpen = this.isEnabled(family[k] as number, state)
      if (isOpen === isStrong) return !isStrong
    }
    return isStrong
  }
}

/** `undefined` if no permutation moves a constraint. */
export function threadsOf(
  orbits: Orbits | undefined,
  constraints: readonly Constraint[],
  enabled: Enabled,
): Threads | undefined {
  if (orbits === undefined) return undefined
  const isMoved = ({ actions }: Constraint) => {
    const own = new Set(actions)
    return orbits.generators.some((generator) => actions.some((action) => !own.has(orbits.action(action, generator))))
  }
  const moved = constraints.flatMap((constraint, i) => (isMoved(constraint) ? [i] : []))
  return moved.length === 0 ? undefined : new Threads(orbits, constraints, enabled, moved)
}

function keyOf({ strong, actions }: Constraint): string {
  return `${strong} ${[...actions].sort((a, b) => a - b).join()}`
}

/** Which of some numbers are known to be in one class. */
class Same {
  readonly #first: Uint16Array

  constructor(count: number) {
    this.#first = Uint16Array.from({ length: count }, (_, i) => i)
  }

  of(one: number): number {
    let at = one
    while (this.#first[at] !== at) at = this.#first[at] as number
    return at
  }

  join(one: number, other: number): void {
    this.#first[this.of(one)] = this.of(other)
  }
}
