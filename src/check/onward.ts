/** Explores a model from any state, reachable or not, by some of its actions only. */
import { type Program, StepFailure } from '../compile/program.ts'
import type { Plain } from '../model/values.ts'
import { Rows } from '../store/rows.ts'

/** How a state was found first: from which state, by which action and choices. */
interface Came {
  readonly from: number
  readonly action: number
  readonly picks: readonly number[]
}

export interface Onward {
  /** All states, by number. State 0 is the first one. */
  readonly states: readonly Int32Array[]
  readonly came: readonly Came[]
  /** Transitions that change something, labelled with their actions. */
  readonly rows: Rows
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
  const rows = new Rows(actions)
  let stopped: number | undefined
  const numberOf = (source: number, action: number, picks: readonly number[]): number => {
    const key = register.join()
    const known = numbers.get(key)
    if (known !== undefined) return known
    const number = states.length
    numbers.set(key, number)
    states.push(register.slice())
    came.push({ from: source, action, picks: [...picks] })
    if (stopped === undefined && stop()) stopped = number
    return number
  }
  try {
    codec.encode(from, register)
    numberOf(-1, -1, [])
    for (let at = 0; at < states.length && states.length < most && stopped === undefined; at++) {
      register.set(states[at] as Int32Array)
      program.each((action, picks) => {
        if (stopped !== undefined || (using !== undefined && !using.includes(action))) return
        const to = numberOf(at, action, picks)
        if (to !== at) rows.add(to, action)
      })
      rows.close()
    }
  } catch (error) {
    if (error instanceof StepFailure) return undefined
    throw error
  }
  const complete = stopped === undefined && rows.nodes === states.length
  return { states, came, rows, complete, ...(stopped === undefined ? {} : { stopped }) }
}

/** The numbers of the states on the path by which `state` was found, the start first. */
export function wayTo({ came }: Onward, state: number): number[] {
  const way = [state]
  for (let at = (came[state] as Came).from; at >= 0; at = (came[at] as Came).from) way.push(at)
  return way.reverse()
}
