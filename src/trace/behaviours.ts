/**
 * Finds what one model can do and another cannot. It walks both in step until one takes a step that the other cannot
 * take. Steps are equal if the actor, the name and the choices are equal. States are not compared, so a model with
 * renamed variables behaves as before. The search is breadth-first, so its results are shortest.
 *
 * It uses the reference interpreter, which is slow but defines the meaning. So the search has a bound, and its result
 * says whether it stopped there.
 */

import type { Model } from '../language/model.ts'
import type { Plain } from '../plain.ts'
import { type Interpreter, interpreter, type Successor } from '../reference/interpret.ts'
import type { Trace, TraceStep } from '../result.ts'
import { placesOf } from './maps.ts'
import { startOf, stepOf, timeOf } from './trace.ts'

export interface BehaviourOptions {
  /** The maximum number of pairs of states to examine. */
  readonly maxPairs: number
  /** Called now and then; `true` ends the walk. */
  readonly stop?: () => boolean
}

export interface Behaviours {
  /** `gained`: the shortest run that only today's model has; `lost`: the other's. The last step is the difference. */
  readonly gained?: Trace
  readonly lost?: Trace
  readonly pairs: number
  /** Every pair was examined, or both differences were found. Otherwise, longer runs may have more differences. */
  readonly complete: boolean
  /** All pairs up to this depth, in steps, were examined. */
  readonly depth: number
}

interface Pair {
  readonly before: Plain
  readonly today: Plain
  readonly depth: number
  readonly from: Pair | undefined
  /** The last step of each side; for an initial state, what it chose. */
  readonly steps: readonly [Move, Move]
}

type Move = Omit<Successor, 'action'> & { readonly action?: number }

interface Side {
  readonly model: Model
  readonly reference: Interpreter
}

/** Walks both models in step. @throws StepError if one of them fails */
export function compareBehaviours(before: Model, today: Model, { maxPairs, stop }: BehaviourOptions): Behaviours {
  const sides = [before, today].map((model) => ({ model, reference: interpreter(model) })) as [Side, Side]
  const seen = new Set<string>()
  const queue: Pair[] = []
  const found: { gained?: Trace; lost?: Trace } = {}
  const meet = (from: Pair | undefined, moves: readonly [Map<string, Move>, Map<string, Move>]) => {
    for (const [label, move] of moves[0]) {
      const other = moves[1].get(label)
      if (other === undefined) found.lost ??= traceTo(sides[0], 0, from, move)
      else {
        const key = JSON.stringify([sides[0].reference.keyOf(move.state), sides[1].reference.keyOf(other.state)])
        if (seen.has(key)) continue
        seen.add(key)
        const depth = from === undefined ? 0 : from.depth + 1
        queue.push({ before: move.state, today: other.state, depth, from, steps: [move, other] })
      }
    }
    for (const [label, move] of moves[1]) {
      if (!moves[0].has(label)) found.gained ??= traceTo(sides[1], 1, from, move)
    }
  }
  const isDone = () => found.gained !== undefined && found.lost !== undefined
  meet(undefined, sides.map(({ reference }) => startsOf(reference)) as [Map<string, Move>, Map<string, Move>])
  let looked = 0
  for (const pair of queue) {
    if (isDone() || looked >= maxPairs || stop?.()) break
    looked++
    meet(pair, [movesOf(sides[0], pair.before), movesOf(sides[1], pair.today)])
  }
  const complete = isDone() || looked === queue.length
  const depth = complete ? (queue.at(-1)?.depth ?? 0) : (queue[looked]?.depth ?? 0)
  return { ...found, pairs: looked, complete, depth }
}

function startsOf(reference: Interpreter): Map<string, Move> {
  return labelled(reference.initials(), ({ choices }) => JSON.stringify(choices))
}

function movesOf({ model, reference }: Side, state: Plain): Map<string, Move> {
  return labelled(reference.successors(state), ({ action, choices, surroundings = [] }) => {
    const info = model.actions[action]
    // by process and instance, because a single process changes its name when it gets a second instance
    const who = info?.process === undefined ? '' : `${info.process} ${info.instance}`
    return JSON.stringify([info?.kind, who, info?.name, choices, ...surroundings])
  })
}

/** By label. Moves with the same label, for example because two options are equal, are numbered in their order. */
function labelled<M extends Move>(moves: readonly M[], labelOf: (move: M) => string): Map<string, Move> {
  const found = new Map<string, Move>()
  for (const move of moves) {
    let label = labelOf(move)
    for (let k = 2; found.has(label); k++) label = `${labelOf(move)} ${k}`
    found.set(label, move)
  }
  return found
}

function traceTo({ model }: Side, side: 0 | 1, from: Pair | undefined, last: Move): Trace {
  const moves: Move[] = [last]
  for (let at = from; at !== undefined; at = at.from) moves.push(at.steps[side])
  moves.reverse()
  const [start, ...rest] = moves as [Move, ...Move[]]
  let { state } = start
  const steps: TraceStep[] = []
  for (const move of rest) {
    steps.push(stepOf(model, state, move as Successor, timeOf(steps)))
    state = move.state
  }
  return { initial: startOf(start), steps, ...placesOf(model) }
}
