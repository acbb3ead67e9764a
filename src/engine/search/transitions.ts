/** The transitions out of stored states, in the fixed order, for one block of sources at a time. */

import { purely } from '../../runtime/traps.ts'
import { Out } from '../compile/out.ts'
import { keepsChosen, StepFailure } from '../compile/program.ts'
import type { Search } from './search.ts'

/** Transitions in a block, about: enough to hide a cache miss behind the other lookups, as in the search. */
const blockSize = 128
const maxSources = 256

export class Transitions {
  /** The end of each source's transitions in the current block: in `out` after `load`, in `all` after `expand`. */
  readonly ends = new Int32Array(maxSources)
  /** Transitions that change something, with their actions and target ids; an id is negative if it is not stored. */
  readonly out: Out
  /** All transitions, with their actions and packed targets. */
  readonly all: Out
  readonly #exploration: Search

  constructor(exploration: Search) {
    const { words, symmetry } = exploration.program
    const actions = exploration.taken.length
    const isQuotient = symmetry !== undefined
    const real = keepsChosen(exploration.program)
    this.#exploration = exploration
    this.out = new Out(words, actions, { moves: isQuotient })
    this.all = new Out(words, actions, { loops: true, real, moves: isQuotient })
  }

  /** Fills `out` with the transitions of as many of the states `from` … `to` − 1 as fill a block; returns how many. */
  load(from: number, to: number): number {
    const { out } = this
    const { rows, store, program } = this.#exploration
    // the kept transitions do not say how instances move
    if (rows !== undefined && program.symmetry === undefined) return this.#copy(from, to)
    const sources = purely(() => this.#expand(from, to, out))
    // the sources were expanded before, so this adds nothing, unless a step is not a function of the state
    const known = store.insertAll(out)
    out.ids.fill(-1, known, out.count)
    return sources
  }

  /** Fills `all` with the transitions of as many of the states `from` … `to` − 1 as fill a block; returns how many. */
  expand(from: number, to: number): number {
    return purely(() => this.#expand(from, to, this.all))
  }

  /** Whether a state is a deadlock. */
  isDeadlock(id: number): boolean {
    const { store, program } = this.#exploration
    this.out.count = 0
    store.load(id, program.register)
    if (purely(() => this.#successors(this.out)) !== 0) return false
    store.load(id, program.register)
    return !purely(() => program.mayRest())
  }

  /** `load` if the transitions were kept. */
  #copy(from: number, to: number): number {
    const { ends, out } = this
    const rows = this.#exploration.rows as NonNullable<Search['rows']>
    const first = rows.start(from)
    let sources = 0
    out.count = 0
    while (from + sources < to && sources < maxSources && out.count < blockSize) {
      out.count = rows.start(from + sources + 1) - first
      ends[sources++] = out.count
    }
    while (out.room < out.count) out.grow()
    const { ids, actions, count } = out
    for (let n = 0; n < count; n++) {
      ids[n] = rows.target(first + n)
      actions[n] = rows.label(first + n)
    }
    return sources
  }

  #expand(from: number, to: number, out: Out): number {
    const { store, program } = this.#exploration
    let sources = 0
    out.count = 0
    while (from + sources < to && sources < maxSources && out.count < blockSize) {
      store.load(from + sources, program.register)
      this.#successors(out)
      this.ends[sources++] = out.count
    }
    return sources
  }

  /** Returns the number of successors that are not by faults; −1 if the program failed. */
  #successors(out: Out): number {
    try {
      return this.#exploration.program.successors(out)
    } catch (error) {
      // the successors made before the failure are in `out`
      if (!(error instanceof StepFailure)) throw error
      return -1
    }
  }
}
