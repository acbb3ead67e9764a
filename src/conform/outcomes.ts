/** The choices that the code was seen to make, and the transitions that it can come to with them. */
import type { Conformance } from '../conformance.ts'
import type { DrivenGraph, Edge } from './graph.ts'
import { tourOf } from './tour.ts'

export class Outcomes {
  /** The edges that were driven. */
  readonly driven = new Set<number>()
  readonly #graph: DrivenGraph
  /** The outcomes of code's choices that were seen, by edge. */
  readonly #seen = new Map<number, Set<number>>()

  constructor(graph: DrivenGraph) {
    this.#graph = graph
  }

  /** The fewest steps in which runs can take every transition that this code can come to. */
  fewest(leastSteps: number | undefined): number | undefined {
    if (leastSteps === undefined) return undefined
    const found = this.drivable()
    const graph = this.#graph
    if (found.size === graph.edges.length && this.#seen.size === 0) return leastSteps
    const numbers = new Map([...found].map((i, k) => [i, k]))
    const edges: Edge[] = []
    for (const i of found) {
      const edge = graph.edges[i] as Edge
      const seen = edge.choices === undefined ? [...(this.#seen.get(i) ?? [])] : undefined
      // a choice that goes different ways, or was never made, leaves the number open
      if (seen !== undefined && seen.length !== 1) return undefined
      edges.push(seen === undefined ? edge : { ...edge, outcomes: [{ picks: [], to: seen[0] as number }] })
    }
    const out = graph.out.map((own) => own.flatMap((i) => numbers.get(i) ?? []))
    return tourOf({ ...graph, edges, out }).leastSteps
  }

  choices(): Conformance['choices'] {
    const byCode = this.#graph.edges.flatMap((edge, i) =>
      edge.choices === undefined && this.driven.has(i) ? [{ edge, i }] : [],
    )
    if (byCode.length === 0) return undefined
    const all = byCode.reduce((sum, { edge }) => sum + new Set(edge.outcomes.map(({ to }) => to)).size, 0)
    let seen = 0
    for (const { i } of byCode) seen += this.#seen.get(i)?.size ?? 0
    return { seen, all }
  }

  /**
   * The edges that the code can come to, with the choices that it was seen to make. The others lie behind choices that
   * it never made.
   */
  drivable(): ReadonlySet<number> {
    return this.#reached(() => [])
  }

  /** The number of transitions that lie behind choices that the code had to make and never made. */
  unchosen(): number {
    const { edges } = this.#graph
    return edges.length - this.#reached((i) => (edges[i] as Edge).outcomes.map(({ to }) => to)).size
  }

  /** `open`: the states to which a choice leads that the code has not had to make. */
  #reached(open: (edge: number) => readonly number[]): ReadonlySet<number> {
    const { starts, edges, out } = this.#graph
    const known = new Set(starts.map(({ state }) => state))
    const found = new Set<number>()
    for (const state of known) {
      for (const i of out[state] as readonly number[]) {
        found.add(i)
        const { choices, outcomes } = edges[i] as Edge
        const to = choices === undefined ? (this.#seen.get(i) ?? open(i)) : outcomes.map(({ to }) => to)
        for (const one of to) known.add(one)
      }
    }
    return found
  }

  /** The state to which an edge leads. The code is expected to choose again as it has chosen. */
  readonly expected = (edge: number): number => {
    const [first] = this.#seen.get(edge) ?? []
    return first ?? ((this.#graph.edges[edge] as Edge).outcomes[0] as Edge['outcomes'][number]).to
  }

  /** Notes the state to which a choice of the code has led. */
  see(edge: number, state: number): void {
    const known = this.#seen.get(edge)
    if (known === undefined) this.#seen.set(edge, new Set([state]))
    else known.add(state)
  }
}
