/** The duties of a loop: the marks that it shows, and the fairness constraints that it meets. */
import type { Arena } from './arena.ts'
import type { Enabled } from './graph.ts'

/** The constraints, as a search for loops reads them. */
export type Fair = Pick<Enabled, 'words' | 'masks' | 'strong' | 'pairs' | 'bits' | 'met' | 'closed'>

/**
 * The duties of a loop, one bit each: marks shown and weak constraints met. Each strong constraint has two bits: seen
 * enabled, and taken.
 */
export class Duties {
  readonly bits: number
  readonly #arena: Arena
  readonly #enabled: Fair
  readonly #weak: number[] = []
  readonly #strong: number[] = []
  readonly #markBits: number[] = []

  constructor(arena: Arena, enabled: Fair) {
    this.#arena = arena
    this.#enabled = enabled
    for (let i = 0; i < 31; i++) if ((arena.marks & (1 << i)) !== 0) this.#markBits.push(1 << i)
    for (const i of used(enabled)) (isStrong(enabled, i) ? this.#strong : this.#weak).push(i)
    this.bits = this.#markBits.length + this.#weak.length + 2 * this.#strong.length
  }

  at(node: number): number {
    const marks = this.#arena.nodeMarks(node)
    const state = this.#arena.state(node)
    return this.#pack(
      marks,
      (i) => !isEnabled(this.#enabled, state, i),
      (i) => isEnabled(this.#enabled, state, i),
      (i) => isMet(this.#enabled, state, i),
    )
  }

  /** The duties done by an edge of a node. */
  by(from: number, label: number): number {
    const marks = this.#arena.labelMarks(label)
    const action = this.#arena.action(label)
    const state = this.#arena.state(from)
    const taken = (i: number) => takes(this.#enabled, state, action, i)
    return this.#pack(marks, taken, () => false, taken)
  }

  done(bits: number): boolean {
    let at = 0
    for (let k = this.#markBits.length + this.#weak.length; k > 0; k--) if ((bits & (1 << at++)) === 0) return false
    for (let k = this.#strong.length; k > 0; k--, at += 2) if (((bits >> at) & 3) === 1) return false
    return true
  }

  #pack(
    marks: number,
    weak: (i: number) => boolean,
    seen: (i: number) => boolean,
    taken: (i: number) => boolean,
  ): number {
    let bits = 0
    let at = 0
    for (const bit of this.#markBits) bits |= ((marks & bit) === 0 ? 0 : 1) << at++
    for (const i of this.#weak) bits |= (weak(i) ? 1 : 0) << at++
    for (const i of this.#strong) {
      bits |= (seen(i) ? 1 : 0) << at++
      bits |= (taken(i) ? 1 : 0) << at++
    }
    return bits
  }
}

/** The constraints that have at least one action, and the pairs of predicates. */
export function used({ masks, words, pairs }: Fair): number[] {
  const found = new Set<number>()
  for (let i = 0; i < words * 32; i++) if (has(pairs, 0, words, i)) found.add(i)
  masks.forEach((mask, at) => {
    for (let bit = 0; bit < 32; bit++) if ((mask & (1 << bit)) !== 0) found.add((at % words) * 32 + bit)
  })
  return [...found].sort((a, b) => a - b)
}

const has = (words: Fair['bits'], row: number, width: number, i: number) =>
  ((words[row * width + (i >>> 5)] as number) & (1 << (i & 31))) !== 0
export const isEnabled = ({ bits, words }: Fair, state: number, i: number) => has(bits, state, words, i)
/** Whether the second predicate of a pair is true. */
const isMet = ({ met, words }: Fair, state: number, i: number) => met !== undefined && has(met, state, words, i)
/** Whether a visit of a state is all that a constraint asks. */
export const isServed = (fair: Fair, state: number, i: number) =>
  isStrong(fair, i) ? isMet(fair, state, i) : !isEnabled(fair, state, i)
export const takes = ({ masks, words, closed }: Fair, state: number, action: number, i: number) =>
  has(masks, action, words, i) && !(closed !== undefined && has(closed, state, words, i))
export const isStrong = ({ strong, words }: Fair, i: number) => has(strong, 0, words, i)
