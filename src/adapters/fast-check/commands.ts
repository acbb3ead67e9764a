/** The steps of a model as commands of fast-check. */
import { type Arbitrary, type AsyncCommand, nat } from 'fast-check'
import type { PlainState } from '../../conform/driver.ts'
import { Drifted, type LiveRun } from '../../conform/live-run.ts'
import { type Move, movesAt, tryDisabled } from '../../conform/moves.ts'
import { nameOfAction, type Plan } from '../../conform/plan.ts'
import type { Drift } from '../../conformance.ts'
import { textOfMove } from './runs.ts'

/** Where the code is in the model: the `model` of commands. */
export class Position {
  readonly #live: LiveRun

  /** @internal */
  constructor(live: LiveRun) {
    this.#live = live
  }

  /** The states of the model that agree with everything that was seen of the code, as plain data. */
  get states(): readonly PlainState[] {
    return this.#live.possible.map(({ state }) => state as PlainState)
  }
}

/** A running system: the `real` of commands. */
export class Code {
  /** @internal */
  readonly live: LiveRun
  readonly #plan: Plan
  readonly #storyOf: (drift: Omit<Drift, 'shortest'>) => Error

  /** @internal */
  constructor(live: LiveRun, plan: Plan, storyOf: (drift: Omit<Drift, 'shortest'>) => Error) {
    this.live = live
    this.#plan = plan
    this.#storyOf = storyOf
  }

  /** The system that the driver's `start` returned. */
  get system(): unknown {
    return this.live.system
  }

  /** @internal */
  async drive({ action, choices }: Move): Promise<void> {
    try {
      if (await this.live.drive(action, choices)) await tryDisabled(this.#plan, this.live)
    } catch (error) {
      throw error instanceof Drifted ? this.#storyOf(error.drift) : error
    }
  }

  /** Ends the run, and disposes of the system. @throws AssertionError for what went wrong outside of a step */
  async end(): Promise<void> {
    const [trouble] = await this.live.end()
    if (trouble !== undefined) throw this.#storyOf(this.live.trouble(trouble))
  }
}

/** One arbitrary for each action that can be driven. A number decides which choices the action makes. */
export function commandsOf(plan: Plan): Arbitrary<AsyncCommand<Position, Code>>[] {
  const driven = [...plan.model.actions.keys()].filter((action) => plan.drives[action] !== 'none')
  return driven.map((action) => nat().map((number) => new Step(plan, action, number)))
}

class Step implements AsyncCommand<Position, Code> {
  readonly #plan: Plan
  readonly #action: number
  readonly #number: number
  /** The move of the last run. */
  #move: Move | undefined

  constructor(plan: Plan, action: number, number: number) {
    this.#plan = plan
    this.#action = action
    this.#number = number
  }

  check(model: Readonly<Position>): boolean {
    return this.#movesAt(model).length > 0
  }

  async run(model: Position, real: Code): Promise<void> {
    const moves = this.#movesAt(model)
    const move = moves[this.#number % moves.length] as Move
    this.#move = move
    await real.drive(move)
  }

  toString(): string {
    const move = this.#move
    if (move === undefined) return nameOfAction(this.#plan, this.#action)
    const named = move.choices === undefined ? undefined : move.outcomes[0]?.named
    return textOfMove(this.#plan, this.#action, { choices: move.choices, named })
  }

  #movesAt({ states }: Readonly<Position>): Move[] {
    return states.flatMap((state) => movesAt(this.#plan, state as never, this.#action).flat())
  }
}
