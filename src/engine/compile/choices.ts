/** Choices inside a step: the step runs once for each combination of picks. */
import { ModelError } from '../../errors.ts'
import { withdrawNothing } from '../../runtime/assume.ts'
import { type LazyChoices, lazy, none } from '../../runtime/choosing.ts'
import { Collection, content } from '../../runtime/collections.ts'
import { mark } from '../../runtime/source-text.ts'
import { isOfState } from '../../runtime/state-values.ts'
import { asChoose } from '../../runtime/unknown-fields.ts'
import type { Access } from './access.ts'

/** `choose` throws this if it has no options, and `assume` if it is false: the step is then disabled. */
export const disabled = new Error('a choice from an empty list, or a false assumption, disables the step')

/** More picks than a step makes. */
const all = 2 ** 30

/** An odometer over the choices of one step: it enumerates the combinations of what the `choose`s pick. */
export class Choices implements LazyChoices {
  readonly picks: number[] = []
  readonly #arities: number[] = []
  /** The number of picks that are set. A choice beyond them picks option 0 and adds that pick. */
  depth = 0
  #at = 0
  blocked = false
  /** Whether the body of a step runs, or may: not a guard, and nothing between two states. */
  isInStep = false
  /** How many of the picks the model makes; its surroundings make the picks after those. */
  #own = all
  /** The number of the step's function, if it returns by itself when a lazy choice has no options. */
  owner = 0
  readonly #access: Access
  /** The words before the options of a lazy choice were computed. */
  readonly #before: Int32Array
  /** For each choice, the options of the runs after the first one, if they need not be computed again. */
  readonly #kept: (readonly unknown[] | undefined)[] = []
  /** Whether each of these lists has been tested for elements that a step could change. */
  readonly #isTested: boolean[] = []

  constructor(access: Access) {
    this.#access = access
    this.#before = new Int32Array(access.words.length)
    Object.defineProperty(this.choose, lazy, { value: this })
  }

  begin(): void {
    this.#at = 0
    this.blocked = false
    this.isInStep = true
    this.#own = all
  }
  /** Ends the running step for `assume`. */
  readonly withdraw = (): never => {
    if (!this.isInStep) return withdrawNothing()
    this.blocked = true
    throw disabled
  }
  /** The model has made its choices; from here on its surroundings choose. */
  ended(): void {
    this.#own = this.#at
  }
  /** Picks one of `n` options, by its number. */
  pick(n: number): number {
    if (this.#at === this.depth) this.picks[this.depth++] = 0
    this.#arities[this.#at] = n
    return this.picks[this.#at++] as number
  }
  /** The picks of this run, without those at the end by which the surroundings leave an input unchanged (0). */
  told(): number[] {
    let n = this.depth
    while (n > this.#own && this.picks[n - 1] === 0) n--
    return this.picks.slice(0, n)
  }
  readonly choose = asChoose((options: Iterable<unknown>): unknown => {
    const list = listOf(options)
    if (list.length === 0) this.blocked = true
    if (this.blocked) throw disabled
    if (this.#at === this.depth) this.#enter(undefined)
    return this.#picked(list)
  })
  isReady(): boolean {
    const at = this.#at
    if (at >= this.depth || this.blocked) return false
    const kept = this.#kept[at]
    return kept !== undefined && (this.#isTested[at] === true || this.#isConstant(at, kept))
  }
  again(): unknown {
    const at = this.#at++
    return (this.#kept[at] as readonly unknown[])[this.picks[at] as number]
  }
  first(options: () => Iterable<unknown>, isFresh: boolean, isPure: boolean, owner: number): unknown {
    const at = this.#at
    const access = this.#access
    const { words } = access
    const before = this.#before
    if (!isPure) for (let k = 0; k < before.length; k++) before[k] = words[k] as number
    const given = options()
    const list = listOf(given)
    if (list.length === 0) this.blocked = true
    if (this.blocked) {
      if (owner !== 0 && owner === this.owner) return none
      throw disabled
    }
    if (at === this.depth) {
      let isSame = access.replaced === 0
      if (isSame && !isPure) {
        isSame = access.isUntouched()
        for (let k = 0; isSame && k < before.length; k++) isSame = before[k] === words[k]
      }
      this.#enter(isSame ? (isFresh || list !== given ? list : list.slice()) : undefined)
    }
    return this.#picked(list)
  }
  /** Begins a choice with its first option. */
  #enter(kept: readonly unknown[] | undefined): void {
    this.#kept[this.depth] = kept
    this.#isTested[this.depth] = false
    this.picks[this.depth++] = 0
  }
  #picked(list: readonly unknown[]): unknown {
    const pick = this.picks[this.#at] as number
    if (pick >= list.length)
      throw new ModelError('not-a-function', 'the function offered fewer options when it ran again on the same state')
    this.#arities[this.#at++] = list.length
    return list[pick]
  }
  /** Whether no step can change what the options are: they are scalars, values of collections, or structs of the state. */
  #isConstant(at: number, kept: readonly unknown[]): boolean {
    for (let i = 0; i < kept.length; i++) {
      const value = kept[i]
      if (typeof value === 'function' || (typeof value === 'object' && value !== null && !isConstant(value))) {
        this.#kept[at] = undefined
        return false
      }
    }
    this.#isTested[at] = true
    return true
  }
  /** Moves to the next combination; returns `false` if all have been run. */
  advance(): boolean {
    this.depth = this.#at
    while (this.depth > 0 && (this.picks[this.depth - 1] as number) + 1 >= (this.#arities[this.depth - 1] as number)) {
      this.depth--
    }
    if (this.depth === 0) return false
    this.picks[this.depth - 1] = (this.picks[this.depth - 1] as number) + 1
    return true
  }
}

function listOf(options: Iterable<unknown>): readonly unknown[] {
  return Array.isArray(options) ? options : options instanceof Collection ? options[content]() : [...options]
}

const isConstant = (value: object) => !Array.isArray(value) && isOfState(value)

const owners = new RegExp(`${mark}(\\d+)v\\d+===`)

/** The number of a step's function if it returns by itself when a choice has no options; 0 otherwise. */
export function ownerOf(step: unknown): number {
  return Number(owners.exec(Function.prototype.toString.call(step))?.[1] ?? 0)
}
