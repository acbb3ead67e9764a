/** Explores a model from any state, reachable or not, by some of its actions only. */

import { type Program, StepFailure } from '../../engine/compile/program.ts'
import { Edges } from '../../engine/store/edges.ts'
import { InternalError } from '../../errors.ts'
import { defined, type Plain } from '../../plain.ts'
import type { Interpreter, Successor } from '../../reference/interpret.ts'
import { isSame } from '../../why/values-at-paths.ts'

/** How a state was found first: from which state, by which action. */
interface Came {
  readonly from: number
  readonly action: number
}

export interface Onward {
  /** All states, by number. State 0 is the first one. */
  readonly states: readonly Int32Array[]
  readonly came: readonly Came[]
  /** Transitions that change something, labelled with their actions. */
  readonly rows: Edges
  /** Whether every state was expanded, and the search was not stopped. */
  readonly complete: boolean
  /** The state at which `stop` returned `true`. */
  readonly stopped?: number
}

/**
 * Searches breadth first until about `most` states are found. `actions`: the number of actions of the model. `stop` is
 * called for each new state, which is in the register. `undefined` if the model fails: it need not be defined in an
 * unreachable state.
 */
export function onward(
  program: Program,
  actions: number,
  from: Plain,
  using: readonly number[] | undefined,
  most: number,
  stop: () => boolean = () => false,
): Onward | undefined {
  const { register, codec } = program
  const states: Int32Array[] = []
  const came: Came[] = []
  const numbers = new Map<string, number>()
  const rows = new Edges(actions)
  let stopped: number | undefined
  const numberOf = (source: number, action: number): number => {
    const key = register.join()
    const known = numbers.get(key)
    if (known !== undefined) return known
    const number = states.length
    numbers.set(key, number)
    states.push(register.slice())
    came.push({ from: source, action })
    if (stopped === undefined && stop()) stopped = number
    return number
  }
  try {
    codec.encode(from, register)
    numberOf(-1, -1)
    for (let at = 0; at < states.length && states.length < most && stopped === undefined; at++) {
      const source = states[at] as Int32Array
      register.set(source)
      program.each((action) => {
        if (stopped !== undefined || (using !== undefined && !using.includes(action))) return
        const changes = source.some((word, k) => word !== register[k])
        program.renumber?.(register, 0)
        const to = numberOf(at, action)
        if (changes) rows.add(to, action)
      })
      rows.close()
    }
  } catch (error) {
    if (error instanceof StepFailure) return undefined
    throw error
  }
  const complete = stopped === undefined && rows.nodes === states.length
  return { states, came, rows, complete, ...defined({ stopped }) }
}

/** A step by an action to the state with a number. */
export interface Move {
  readonly action: number
  readonly to: number
}

/** The moves by which `state` was found. */
export function wayTo({ came }: Onward, state: number): Move[] {
  const way: Move[] = []
  for (let to = state; to > 0; to = (came[to] as Came).from) way.push({ action: (came[to] as Came).action, to })
  return way.reverse()
}

/** The moves as the reference interpreter takes them, from `from` on. */
export function replayed(
  reference: Interpreter,
  { codec }: Program,
  { states }: Onward,
  from: Plain,
  moves: readonly Move[],
): Successor[] {
  let state = from
  return moves.map(({ action, to }) => {
    const leads = codec.decode(states[to] as Int32Array) as Plain
    const key = reference.keyOf(leads)
    const own = state
    const outcomes = reference.outcomes(state, action)
    const next = outcomes.find((one) => !isSame(one.state, own) && reference.keyOf(one.state) === key)
    if (next === undefined) throw new InternalError('the reference interpreter lacks a step that the engine took')
    state = next.state
    return next
  })
}
