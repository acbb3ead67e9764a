/** Choices inside a step: the step runs once for each combination of picks. */
import { ModelError } from '../../errors.ts'
import { Collection } from '../../runtime/collections.ts'
import { asChoose } from '../../runtime/unknown-fields.ts'

/** `choose` throws this if it has no options: the step is then disabled. */
export const disabled = new Error('a choice from an empty list disables the step')

/** An odometer over the choices of one step: it enumerates the combinations of what the `choose`s pick. */
export class Choices {
  readonly picks: number[] = []
  readonly #arities: number[] = []
  /** The number of picks that are set. A choice beyond them picks option 0 and adds that pick. */
  depth = 0
  #at = 0
  blocked = false
  /** How many of the picks the model makes; its surroundings make the picks after those. */
  #own = Number.POSITIVE_INFINITY

  begin(): void {
    this.#at = 0
    this.blocked = false
    this.#own = Number.POSITIVE_INFINITY
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
    const list = Array.isArray(options) ? options : options instanceof Collection ? options.values() : [...options]
    if (list.length === 0) this.blocked = true
    if (this.blocked) throw disabled
    if (this.#at === this.depth) this.picks[this.depth++] = 0
    const pick = this.picks[this.#at] as number
    if (pick >= list.length)
      throw new ModelError('not-a-function', 'the function offered fewer options when it ran again on the same state')
    this.#arities[this.#at++] = list.length
    return list[pick]
  })
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
