/** What a model can go on to do from a state by some of its actions alone, whether that state can be reached or not. */
import { type Program, StepFailure } from '../compile/program.ts'
import type { Plain } from '../model/values.ts'
import { Rows } from '../store/rows.ts'

/** How a state was first found: from which other, and by what. */
interface Came {
  readonly from: number
  readonly action: number
  readonly picks: readonly number[]
}

export interface Onward {
  /** All states, by number; 0 is the one it began with. */
  readonly states: readonly Int32Array[]
  readonly came: readonly Came[]
  /** Transitions that change something, labelled with their actions. */
  readonly rows: Rows
  /** Whether every state was looked at, and the search was not stopped. */
  readonly complete: boolean
  /** The state at which `stop` said so. */
  readonly stopped?: number
}

/**
 * Breadth first, for at most `most` states; `actions`: how many the model has. `stop` is asked of each state that is found, with the register on it.
 * `undefined` where the model fails: it need not be defined in a state that nobody can reach.
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

/** The numbers of the states on the way by which one was found, that of the start first. */
export function wayTo({ came }: Onward, state: number): number[] {
  const way = [state]
  for (let at = (came[state] as Came).from; at >= 0; at = (came[at] as Came).from) way.push(at)
  return way.reverse()
}
