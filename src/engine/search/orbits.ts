/**
 * The permutations along the transitions of a search over orbits. They are not stored by the search. The first question
 * about a transition of a state expands the state again.
 */
import { InternalError } from '../../errors.ts'
import { purely } from '../../runtime/traps.ts'
import { Out } from '../compile/out.ts'
import type { Symmetry } from '../compile/program.ts'
import type { Search } from './search.ts'

/** `undefined` if the search has explored all states, or has kept no transitions. */
export function orbitsOf(exploration: Search): SearchedOrbits | undefined {
  const { symmetry } = exploration.program
  return symmetry === undefined || exploration.rows === undefined
    ? undefined
    : new SearchedOrbits(exploration, exploration.rows, symmetry)
}

/** The orbits of the states of a search, for questions about runs. */
class SearchedOrbits {
  readonly isEquivariant: boolean
  readonly isWhole: boolean
  readonly generators: readonly number[]
  readonly #exploration: Search
  readonly #rows: NonNullable<Search['rows']>
  readonly #symmetry: Symmetry
  readonly #permutations: Int32Array[] = []
  readonly #numbers = new Map<string, number>()
  readonly #composed: Map<number, number>[] = []
  readonly #inverse: number[] = []
  readonly #out: Out
  readonly #from: Int32Array
  readonly #to: Int32Array
  /** 1 plus the permutation of each transition; 0 if it is not known yet. */
  #moved: Uint16Array | Int32Array | undefined

  constructor(exploration: Search, rows: NonNullable<Search['rows']>, symmetry: Symmetry) {
    const { words } = exploration.program
    this.#exploration = exploration
    this.#rows = rows
    this.#symmetry = symmetry
    this.isEquivariant = symmetry.standing.isEquivariant
    this.isWhole = symmetry.standing.startsWhole
    this.#out = new Out(words, exploration.taken.length)
    this.#from = new Int32Array(words)
    this.#to = new Int32Array(words)
    this.#number(symmetry.identity())
    this.generators = symmetry.generators.map((moved) => this.#number(moved))
  }

  moved(state: number, edge: number): number {
    this.#moved ??= new Uint16Array(this.#rows.edges)
    const known = this.#moved[edge] as number
    if (known !== 0) return known - 1
    this.#expand(state)
    return (this.#moved[edge] as number) - 1
  }

  inverse(permutation: number): number {
    const known = this.#inverse[permutation]
    if (known !== undefined) return known
    const found = this.#number(this.#symmetry.inverse(this.#permutations[permutation] as Int32Array))
    this.#inverse[permutation] = found
    return found
  }

  composed(first: number, second: number): number {
    if (first === 0) return second
    if (second === 0) return first
    const known = this.#composed[first] ?? new Map<number, number>()
    this.#composed[first] = known
    const before = known.get(second)
    if (before !== undefined) return before
    const [one, other] = [this.#permutations[first] as Int32Array, this.#permutations[second] as Int32Array]
    const found = this.#number(this.#symmetry.composed(one, other))
    known.set(second, found)
    return found
  }

  action(action: number, permutation: number): number {
    return this.#symmetry.movedAction(action, this.#permutations[permutation] as Int32Array)
  }

  real(state: number, permutation: number): string {
    this.#exploration.store.load(state, this.#from)
    this.#symmetry.permute(this.#from, 0, this.#to, this.#permutations[permutation] as Int32Array)
    return this.#to.join()
  }

  size(state: number): number {
    this.#exploration.store.load(state, this.#from)
    return this.#symmetry.orbit(this.#from, 0)
  }

  #number(permutation: Int32Array): number {
    const key = permutation.join()
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#permutations.push(permutation) - 1
    this.#numbers.set(key, number)
    return number
  }

  #expand(state: number): void {
    const { store, program } = this.#exploration
    const { settle, moved, real } = this.#symmetry
    const out = this.#out
    const first = this.#rows.start(state)
    const edges = this.#rows.start(state + 1) - first
    out.count = 0
    store.load(state, program.register)
    purely(() => real.successors(out))
    if (out.count !== edges) throw new InternalError('the transitions of a state are not those that the search kept')
    for (let n = 0; n < edges; n++) {
      const permutation = settle(out.rows, n * out.words) ? this.#number(moved.slice()) : 0
      // 1 plus its number has 17 bits
      if (permutation === 0xffff && this.#moved instanceof Uint16Array) this.#moved = Int32Array.from(this.#moved)
      ;(this.#moved as Uint16Array)[first + n] = permutation + 1
    }
  }
}
