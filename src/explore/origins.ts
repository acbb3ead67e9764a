/** From a state back to the one that it was found from, which nothing remembers: sources near a mark are expanded again. */
import { Out } from '../compile/out.ts'
import { type Program, StepFailure } from '../compile/program.ts'
import { InternalError } from '../errors.ts'
import type { States } from '../store/states.ts'

/** How many sources there are between marks. */
const markEvery = 1024

export class Origins {
  readonly #program: Program
  readonly #store: States
  readonly #actions: number
  /** All states from `id` on were found from sources from `source` on. */
  readonly #marks: { readonly id: number; readonly source: number }[] = []

  /** `actions`: how many actions the model has. */
  constructor(program: Program, store: States, actions: number) {
    this.#program = program
    this.#store = store
    this.#actions = actions
  }

  /** Says, now and then, that the next new state will be found from `source` or a later one. */
  note(source: number): void {
    const last = this.#marks.at(-1)
    if (last === undefined || source - last.source >= markEvery) this.#marks.push({ id: this.#store.count, source })
  }

  /** The state that one was first found from: sources are expanded in order, so it is the first that leads there. */
  sourceOf(id: number): number {
    const program = this.#program
    const words = new Int32Array(program.words)
    this.#store.load(id, words)
    const out = new Out(program.words, this.#actions)
    let mark = this.#marks.length - 1
    while ((this.#marks[mark]?.id ?? 0) > id) mark--
    for (let source = this.#marks[mark]?.source ?? 0; source < id; source++) {
      this.#store.load(source, program.register)
      out.count = 0
      try {
        program.successors(out)
      } catch (error) {
        // what it found before it failed is among the states
        if (!(error instanceof StepFailure)) throw error
      }
      for (let n = 0; n < out.count; n++) {
        if (words.every((word, k) => out.rows[n * program.words + k] === word)) return source
      }
    }
    throw new InternalError('the source of a state was not found again')
  }
}
