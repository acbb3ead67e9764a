/**
 * What one model can do and another cannot: both walked side by side, in step, until one takes a step that the other
 * cannot take. Steps are the same by who acts, what it is called, and what was chosen; states are not compared, so a
 * model whose variables were renamed behaves as before. Breadth first, so what is found is shortest.
 *
 * On the reference interpreter, which is slow and is what is meant; so it is bounded, and says where it was cut short.
 */
import { type Interpreter, interpreter, type Successor } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { Plain } from '../model/values.ts'
import type { Trace } from '../result.ts'
import { placesOf } from './maps.ts'
import { startOf, stepOf } from './trace.ts'

export interface BehaviourOptions {
  /** So many pairs of states are looked at. */
  readonly maxPairs: number
  /** Asked now and then; ends the walk. */
  readonly stop?: () => boolean
}

export interface Behaviours {
  /** The shortest run that only the model of today has, and that of the model before; its last step is the difference. */
  readonly gained?: Trace
  readonly lost?: Trace
  readonly pairs: number
  /** Every pair was looked at, or both differences were found; else there may be others further on. */
  readonly complete: boolean
  /** How deep all pairs were looked at, in steps. */
  readonly depth: number
}

interface Pair {
  readonly before: Plain
  readonly today: Plain
  readonly depth: number
  readonly from: Pair | undefined
  /** How each side came here; of an initial state, what it chose. */
  readonly steps: readonly [Move, Move]
}

type Move = Omit<Successor, 'action'> & { readonly action?: number }

interface Side {
  readonly model: Model
  readonly reference: Interpreter
}

/** Walks both models in step. @throws StepError where one of them fails */
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
        const key = JSON.stringify([move.state, other.state])
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
    // by process and instance: a lone process is called otherwise as soon as it has a second instance
    const who = info?.process === undefined ? '' : `${info.process} ${info.instance}`
    return JSON.stringify([info?.kind, who, info?.name, choices, ...surroundings])
  })
}

/** By label; those that share one, as where two options are equal, are numbered in their order. */
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
  const steps = rest.map((move) => {
    const step = stepOf(model, state, move as Successor)
    state = move.state
    return step
  })
  return { initial: startOf(start), steps, ...placesOf(model) }
}
