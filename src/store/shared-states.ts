/** The states that threads have found together, in tables that they share. */
import { SharedTable, shareTable, type TableMemory } from './shared-table.ts'
import { type Limits, States } from './states.ts'

/** What threads share of them, to be sent to each as it is. */
export interface StatesMemory {
  readonly words: number
  readonly flatWords: number | undefined
  readonly limits: Limits
  /** In the order of `States.tables`. */
  readonly tables: readonly TableMemory[]
}

/** A copy of all states found so far, under the same ids. `flatWords`: that of `states`. */
export function shareStates(
  states: States,
  workers: number,
  limits: Limits,
  flatWords: number | undefined,
): StatesMemory {
  const tables = states.tables.map((table) => shareTable(table, workers, limits.maxBytes))
  return { words: states.words, flatWords, limits, tables }
}

/** From so full on, a table grows when another one has to. */
const nearlyFull = 0.9

export class SharedStates {
  /** Looks up and adds. Ids are not in the order found, and some are left out. */
  readonly states: States
  readonly #tables: readonly SharedTable[]
  readonly #limits: Limits

  /** `me`: the number of this worker. */
  constructor({ words, flatWords, limits, tables }: StatesMemory, me: number) {
    this.#limits = limits
    const made = tables.map((memory) => new SharedTable(memory, me))
    this.#tables = made
    let next = 0
    this.states = new States(words, limits, undefined, flatWords, () => made[next++] as SharedTable)
  }

  get bytes(): number {
    return this.#tables.reduce((bytes, table) => bytes + table.bytes, 0)
  }

  /** Before this worker meets the others. */
  tell(): void {
    for (const table of this.#tables) table.tell()
  }

  /** Whether somebody found no room. */
  get isFull(): boolean {
    return this.#tables.some((table) => table.isFull)
  }

  /** Makes room, while the others wait; `false` where there is none. After it all meet, `place`, meet, `placeLeft`, and meet. */
  grow(): boolean {
    const { bytes } = this
    const { maxBytes, maxStates } = this.#limits
    const last = this.#tables.length - 1
    for (const [k, table] of this.#tables.entries()) {
      const isFull = table.isFull
      if (!isFull && table.count < nearlyFull * table.full) continue
      const hasGrown = table.grow(k === last ? maxStates : 2 ** 30, maxBytes - bytes + table.bytes)
      if (isFull && !hasGrown) return false
    }
    return true
  }

  /** How many states there is room for, once `grow` is through. */
  get room(): number {
    return (this.#tables.at(-1) as SharedTable).room
  }

  place(): void {
    for (const table of this.#tables) table.place()
  }

  placeLeft(): void {
    for (const table of this.#tables) table.placeLeft()
  }
}
