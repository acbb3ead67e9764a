/**
 * Checks the claim that instances are alike, while the search runs. In a state and in a permutation of it, the steps
 * must lead to the same orbits, and every property must give the same answer. If that is checked for all permutations
 * of every chosen state, the claim is proven: each reachable state is a permutation of a chosen one, by induction over
 * its distance. Beyond a budget, one permutation of some of the states is checked. Which states these are depends on
 * the states only, so that every search of a model checks the same ones.
 *
 * Steps that also lead to the permuted states themselves are `equivariant`. The sizes of orbits add up to the number of
 * all states only then. A step that takes the first free instance may lead to the same orbits and not be equivariant.
 */
import { Out } from '../compile/out.ts'
import { type Checking, StepFailure, type SymmetryStanding } from '../compile/program.ts'
import { type AlikeParts, type Expanded, Telling } from './difference.ts'
import { Arrangements, shuffled, transpositionsOf } from './permutations.ts'

/** Number of permuted states that are checked before `auto` samples. */
const autoBudget = 2 ** 16
/** Of the states beyond the budget, one in this many is checked. */
const sampleEvery = 16

export class AlikeCheck {
  /** Whether all permutations of all states so far were checked. */
  isProof = true
  /** Whether every step leads to the permuted states, so far as checked. */
  isEquivariant = true
  /** Whether each permutation of an initial state is an initial state. */
  startsWhole = true
  readonly #parts: AlikeParts
  readonly #telling: Telling
  #budget: number
  readonly #every: number
  readonly #base: Expanded
  readonly #image: Expanded
  readonly #next: Int32Array
  readonly #arrangements: Arrangements
  #initial = new Map<string, Set<string>>()

  constructor(parts: AlikeParts, checking: Checking) {
    const { words } = parts.program
    this.#parts = parts
    this.#budget = checking === 'auto' ? autoBudget : checking === 'prove' ? Number.POSITIVE_INFINITY : 0
    this.#every = checking === 'each' ? 1 : sampleEvery
    this.#base = this.#expanded()
    this.#image = this.#expanded()
    this.#next = new Int32Array(words)
    this.#telling = new Telling(parts)
    this.#arrangements = new Arrangements(parts.elements)
  }

  #expanded(): Expanded {
    const { program, model } = this.#parts
    return {
      state: new Int32Array(program.words),
      out: new Out(program.words, model.actions.length, { loops: true, real: program.renumber !== undefined }),
      enabled: 0,
      failed: undefined,
    }
  }

  /** Number of permuted states that may still be checked before it samples. */
  get budget(): number {
    return this.#budget
  }

  /** Goes on from the standing of an earlier run. */
  resume({ isProof, isEquivariant, startsWhole, budget }: SymmetryStanding & { readonly budget: number }): void {
    this.isProof = isProof
    this.isEquivariant = isEquivariant
    this.startsWhole = startsWhole
    this.#budget = budget
  }

  /** Whether to check the state in the register, whose orbit has `size` states. */
  samples(size: number): boolean {
    if (size <= this.#budget) return true
    this.isProof = false
    return hashOf(this.#parts.program.register) % this.#every === 0
  }

  /** Checks the state in the register, and leaves it there. @throws StepFailure if its instances are not alike */
  expectAlike(size: number): void {
    const { program, elements } = this.#parts
    const { register } = program
    const base = this.#base
    base.state.set(register)
    this.#expand(base)
    if (size <= this.#budget) {
      this.#budget -= size
      this.#arrangements.visit(this.#isFixed, this.#expectSame)
    } else this.#expectSame(shuffled(elements, hashOf(base.state)))
    register.set(base.state)
  }

  /** Whether a permutation leaves the base as it is. */
  readonly #isFixed = (moved: Int32Array): boolean => {
    const next = this.#next
    const { state } = this.#base
    this.#parts.canonical.permute(state, 0, next, moved)
    for (let k = 0; k < state.length; k++) if (state[k] !== next[k]) return false
    return true
  }

  beginInitial(): void {
    this.#initial = new Map()
  }

  /** Notes the initial state in the register. */
  noteInitial(): void {
    const { program, canonical } = this.#parts
    const { register } = program
    const chosen = register.slice()
    canonical.settle(chosen, 0)
    const key = chosen.join()
    const all = this.#initial.get(key) ?? new Set()
    all.add(register.join())
    this.#initial.set(key, all)
  }

  endInitial(): void {
    const { canonical } = this.#parts
    const isWhole = ([key, all]: readonly [string, ReadonlySet<string>]) =>
      all.size === canonical.orbit(Int32Array.from(key.split(','), Number), 0)
    this.startsWhole = [...this.#initial].every(isWhole)
    this.#initial = new Map()
  }

  /** Expands `of.state`. */
  #expand(of: Expanded): void {
    const { program } = this.#parts
    of.out.count = 0
    of.failed = undefined
    program.register.set(of.state)
    try {
      of.enabled = program.successors(of.out)
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error
      of.failed = error
    }
  }

  /** Compares the base with its image under a permutation. */
  readonly #expectSame = (moved: Int32Array): void => {
    const found = this.#compare(this.#base, moved)
    if (found === undefined) return
    if (found === 'not equivariant') {
      this.isEquivariant = false
      return
    }
    // two instances tell more than a permutation: some exchange of two fails here, or on the way to the image
    const { elements, canonical } = this.#parts
    for (const swap of transpositionsOf(elements)) this.#expectAgain(this.#base, swap)
    const on = this.#expanded()
    on.state.set(this.#base.state)
    for (const swap of transpositionsOf(elements, moved)) {
      this.#expand(on)
      this.#expectAgain(on, swap)
      canonical.permute(on.state, 0, this.#next, swap)
      on.state.set(this.#next)
    }
    throw found
  }

  #expectAgain(base: Expanded, swap: Int32Array): void {
    const found = this.#compare(base, swap)
    if (found !== undefined && found !== 'not equivariant') throw found
  }

  #compare(base: Expanded, moved: Int32Array): StepFailure | 'not equivariant' | undefined {
    this.#parts.canonical.permute(base.state, 0, this.#image.state, moved)
    this.#expand(this.#image)
    return this.#telling.difference(base, this.#image, moved)
  }
}

function hashOf(words: Int32Array): number {
  let hash = 0x811c9dc5
  for (let k = 0; k < words.length; k++) {
    hash = Math.imul(hash ^ (words[k] as number), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash >>> 0
}
