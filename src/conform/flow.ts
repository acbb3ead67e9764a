/**
 * Minimum-cost maximum flow by primal and dual steps: one search for distances, then a blocking flow along the arcs of
 * reduced cost 0 (Ford and Fulkerson; Dinic).
 */
export class Flow {
  readonly #nodes: number
  readonly #to: number[] = []
  readonly #left: number[] = []
  readonly #cost: number[] = []
  readonly #arcs: number[][]
  readonly #potential: Float64Array

  constructor(nodes: number) {
    this.#nodes = nodes
    this.#arcs = Array.from({ length: nodes }, () => [])
    this.#potential = new Float64Array(nodes)
  }

  add(from: number, to: number, capacity: number, cost: number): number {
    const arc = this.#to.length
    this.#to.push(to, from)
    this.#left.push(capacity, 0)
    this.#cost.push(cost, -cost)
    ;(this.#arcs[from] as number[]).push(arc)
    ;(this.#arcs[to] as number[]).push(arc + 1)
    return arc
  }

  /** The flow through an arc. */
  through(arc: number): number {
    return this.#left[arc + 1] as number
  }

  run(source: number, sink: number): void {
    while (this.#distances(source, sink)) while (this.#augment(source, sink)) {}
  }

  /** Adds the distances by reduced costs to the potentials. Returns whether the sink can be reached. */
  #distances(source: number, sink: number): boolean {
    const distance = new Float64Array(this.#nodes).fill(Number.POSITIVE_INFINITY)
    const heap = new Heap()
    distance[source] = 0
    heap.push(0, source)
    for (let item = heap.pop(); item !== undefined; item = heap.pop()) {
      const [far, node] = item
      if (far > (distance[node] as number)) continue
      for (const arc of this.#arcs[node] as number[]) {
        if ((this.#left[arc] as number) <= 0) continue
        const to = this.#to[arc] as number
        const next = far + Math.max(0, this.#reduced(node, arc))
        if (next + tiny >= (distance[to] as number)) continue
        distance[to] = next
        heap.push(next, to)
      }
    }
    if (distance[sink] === Number.POSITIVE_INFINITY) return false
    const most = distance[sink] as number
    for (let node = 0; node < this.#nodes; node++) {
      this.#potential[node] = (this.#potential[node] as number) + Math.min(distance[node] as number, most)
    }
    return true
  }

  #reduced(from: number, arc: number): number {
    const to = this.#to[arc] as number
    return (this.#cost[arc] as number) + (this.#potential[from] as number) - (this.#potential[to] as number)
  }

  /** Sends flow along arcs of reduced cost 0, by levels. Returns whether any was sent. */
  #augment(source: number, sink: number): boolean {
    const level = new Int32Array(this.#nodes).fill(-1)
    const queue = [source]
    level[source] = 0
    const isOpen = (node: number, arc: number) =>
      (this.#left[arc] as number) > 0 && Math.abs(this.#reduced(node, arc)) < tiny
    for (let head = 0; head < queue.length; head++) {
      const node = queue[head] as number
      for (const arc of this.#arcs[node] as number[]) {
        const to = this.#to[arc] as number
        if ((level[to] as number) >= 0 || !isOpen(node, arc)) continue
        level[to] = (level[node] as number) + 1
        queue.push(to)
      }
    }
    if ((level[sink] as number) < 0) return false
    const next = new Int32Array(this.#nodes)
    const path: number[] = []
    let node = source
    for (;;) {
      if (node === sink) {
        let most = Number.POSITIVE_INFINITY
        for (const arc of path) most = Math.min(most, this.#left[arc] as number)
        for (const arc of path) {
          this.#left[arc] = (this.#left[arc] as number) - most
          this.#left[arc ^ 1] = (this.#left[arc ^ 1] as number) + most
        }
        path.length = 0
        node = source
        continue
      }
      const arcs = this.#arcs[node] as number[]
      let arc: number | undefined
      while ((next[node] as number) < arcs.length) {
        const one = arcs[next[node] as number] as number
        if (level[this.#to[one] as number] === (level[node] as number) + 1 && isOpen(node, one)) {
          arc = one
          break
        }
        next[node] = (next[node] as number) + 1
      }
      if (arc !== undefined) {
        path.push(arc)
        node = this.#to[arc] as number
      } else {
        const back = path.pop()
        if (back === undefined) return true
        node = this.#to[back ^ 1] as number
        next[node] = (next[node] as number) + 1
      }
    }
  }
}

/** Distances differ by at least half of the cost of a reset, so this is rounding. */
const tiny = 1e-9

/** A binary heap of numbered items, the least key first. */
class Heap {
  readonly #items: [number, number][] = []

  push(key: number, value: number): void {
    const items = this.#items
    items.push([key, value])
    let at = items.length - 1
    while (at > 0) {
      const up = (at - 1) >> 1
      if ((items[up] as [number, number])[0] <= key) break
      items[at] = items[up] as [number, number]
      at = up
    }
    items[at] = [key, value]
  }

  pop(): [number, number] | undefined {
    const items = this.#items
    const first = items[0]
    const last = items.pop()
    if (first === undefined || last === undefined || items.length === 0) return first
    let at = 0
    for (;;) {
      let down = 2 * at + 1
      if (down >= items.length) break
      if (down + 1 < items.length && (items[down + 1] as [number, number])[0] < (items[down] as [number, number])[0])
        down++
      if ((items[down] as [number, number])[0] >= last[0]) break
      items[at] = items[down] as [number, number]
      at = down
    }
    items[at] = last
    return first
  }
}
