/** The states of a design and what can be driven between them, by the reference interpreter. */
import type { Model } from '../language/model.ts'
import type { Plain } from '../plain.ts'
import type { Interpreter, Successor } from '../reference/interpret.ts'

/**
 * One thing to drive: an action at a state, with the choices that the driver makes. If the code chooses, the edge stands
 * for all outcomes of the action.
 */
export interface Edge {
  readonly from: number
  readonly action: number
  /** The outcomes, as transitions of the model. The first one is expected when a tour is planned. */
  readonly outcomes: readonly { readonly picks: readonly number[]; readonly to: number }[]
  /** The choices that the driver makes. `undefined` if the code chooses. */
  readonly choices: readonly Plain[] | undefined
  /** The author's names of these choices, '' for one without a name. */
  readonly named?: readonly string[] | undefined
}

/** The explored part of a design. States are numbered in breadth-first order. */
export interface DrivenGraph {
  readonly states: readonly Plain[]
  /** The initial states, with the picks that lead to each. */
  readonly starts: readonly { readonly state: number; readonly start: Omit<Successor, 'action'> }[]
  readonly edges: readonly Edge[]
  /** The edges of each state; empty for a state that is not expanded. */
  readonly out: readonly (readonly number[])[]
  /** For each state but the initial ones, the edge by which the search found it; −1 for initial states. */
  readonly foundBy: readonly number[]
  /** Whether every reachable state is in the graph. */
  readonly complete: boolean
  /** The transitions of the expanded states. */
  readonly transitions: number
  /** The transitions in which an input changes together with a step. Nobody can drive them. */
  readonly together: number
}

/** How an action is driven: with the driver's choices, with the code's, or not at all. */
export type Drive = 'driven' | 'code' | 'none'

/**
 * Explores at most `maxStates` states, the nearest first, until `stop` returns true. `how` says how each action is driven. States
 * that only steps reach which nobody drives are left out.
 * @throws ModelError if the model breaks a rule of its own
 */
export function drivenGraph(
  model: Model,
  reference: Interpreter,
  how: (action: number) => Drive,
  maxStates: number,
  stop: () => boolean = () => false,
): DrivenGraph {
  const numbers = new Map<string, number>()
  const states: Plain[] = []
  const edges: Edge[] = []
  const out: number[][] = []
  const foundBy: number[] = []
  let complete = true
  let transitions = 0
  let together = 0
  const find = (state: Plain, by: number): number => {
    const text = reference.keyOf(state)
    const known = numbers.get(text)
    if (known !== undefined) return known
    const number = states.length
    numbers.set(text, number)
    states.push(state)
    out.push([])
    foundBy.push(by)
    return number
  }
  const starts = reference.initials().map((start) => ({ state: find(start.state, -1), start }))
  for (let at = 0; at < states.length; at++) {
    if (at >= maxStates || stop()) {
      complete = false
      break
    }
    const byAction = new Map<number, Successor[]>()
    for (const next of reference.successors(states[at] as Plain)) {
      transitions++
      if (next.surroundings !== undefined && model.actions[next.action]?.input === undefined) {
        together++
        continue
      }
      const same = byAction.get(next.action)
      if (same === undefined) byAction.set(next.action, [next])
      else same.push(next)
    }
    for (const [action, all] of byAction) {
      const drive = how(action)
      if (drive === 'none') continue
      const groups = drive === 'code' ? [all] : byChoices(all)
      for (const group of groups) {
        const number = edges.length
        const outcomes = group.map(({ picks, state }) => ({ picks, to: find(state, number) }))
        const { choices, named } = group[0] as Successor
        edges.push({ from: at, action, outcomes, choices: drive === 'code' ? undefined : choices, named })
        ;(out[at] as number[]).push(number)
      }
    }
  }
  return { states, starts, edges, out, foundBy, complete, transitions, together }
}

/** A driver cannot tell outcomes apart whose choices are equal. */
export function byChoices(all: readonly Successor[]): Successor[][] {
  const groups = new Map<string, Successor[]>()
  for (const one of all) {
    const text = JSON.stringify(one.choices)
    const same = groups.get(text)
    if (same === undefined) groups.set(text, [one])
    else same.push(one)
  }
  return [...groups.values()]
}

/** The edges of a shortest way from an initial state to a state of the graph. */
export function wayTo({ edges, foundBy }: DrivenGraph, state: number): number[] {
  const way: number[] = []
  for (let at = state; (foundBy[at] as number) >= 0; ) {
    const by = foundBy[at] as number
    way.push(by)
    at = (edges[by] as Edge).from
  }
  return way.reverse()
}
