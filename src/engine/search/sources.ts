/** Finds the state from which a state was found. States store no parent: sources near a mark are expanded again. */

import { InternalError } from '../../errors.ts'
import { purely } from '../../runtime/traps.ts'
import { Out } from '../compile/out.ts'
import { type Program, StepFailure } from '../compile/program.ts'
import type { States } from '../store/states.ts'

/** Number of sources between marks. */
const markEvery = 1024

export class Sources {
  readonly #program: Program
  readonly #store: States
  readonly #actions: number
  /** Every state with at least this `id` was found from a source with at least id `source`. */
  readonly #marks: { readonly id: number; readonly source: number }[] = []
  /** The sources of the states from `#from` on: those of the last `#read`. */
  #from = 0
  #sources = new Int32Array(0)

  /** `actions`: the number of actions of the model. */
  constructor(program: Program, store: States, actions: number) {
    this.#program = program
    this.#store = store
    this.#actions = actions
  }

  /** Each entry: from this id on, states were found from this source or a later one. */
  get marks(): readonly { readonly id: number; readonly source: number }[] {
    return this.#marks
  }

  /** Takes over a mark of an earlier run. */
  mark(id: number, source: number): void {
    this.#marks.push({ id, source })
  }

  /** Notes that the next new state will be found from `source` or a later one. Call it from time to time. */
  note(source: number): void {
    const last = this.#marks.at(-1)
    if (last === undefined || source - last.source >= markEvery) this.#marks.push({ id: this.#store.count, source })
  }

  /**
   * The state from which `id` was found first. Sources are expanded in order, so it is the first that leads to `id`.
   * `end`: the caller asks for no state from this one on, so fewer sources are expanded.
   * @throws InternalError if no source leads to `id` now
   */
  sourceOf(id: number, end?: number): number {
    if (id < this.#from || id >= this.#from + this.#sources.length) this.#read(id, end)
    const source = this.#sources[id - this.#from] as number
    if (source < 0) throw new InternalError('the search cannot repeat the step that first led to a state')
    return source
  }

  /** Finds the sources of all states between the same two marks, because a path leads through many of them. */
  #read(id: number, end: number | undefined): void {
    purely(() => this.#expandTo(id, end ?? this.#store.count))
  }

  #expandTo(id: number, end: number): void {
    const program = this.#program
    const store = this.#store
    let mark = this.#marks.length - 1
    while ((this.#marks[mark]?.id ?? 0) > id) mark--
    const from = this.#marks[mark]?.id ?? 0
    const to = Math.min(end, this.#marks[mark + 1]?.id ?? store.count)
    const sources = new Int32Array(to - from).fill(-1)
    const out = new Out(program.words, this.#actions)
    // a state is found from an earlier one; initial states and states that a limit kept out have no source
    let wanted = to - from
    for (let source = this.#marks[mark]?.source ?? 0; source < to && wanted > 0; source++) {
      store.load(source, program.register)
      out.count = 0
      try {
        program.successors(out)
      } catch (error) {
        // the successors made before the failure were stored
        if (!(error instanceof StepFailure)) throw error
      }
      // all of them are stored already, so this adds nothing, unless a step is not a function of the state
      const known = store.insertAll(out)
      for (let n = 0; n < known; n++) {
        const at = (out.ids[n] as number) - from
        if (at < 0 || at >= sources.length || sources[at] !== -1 || source >= from + at) continue
        sources[at] = source
        wanted--
      }
    }
    this.#from = from
    this.#sources = sources
  }
}
