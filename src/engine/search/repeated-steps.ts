/** Detects steps that are not a function of the state: expands a sample of states two more times. */
import { Out } from '../compile/out.ts'
import type { Program } from '../compile/program.ts'

const first = 64
const every = 1024

export class RepeatedSteps {
  readonly #program: Program
  readonly #actions: number
  readonly #out: Out

  /** `actions`: the number of actions of the model. */
  constructor(program: Program, actions: number) {
    this.#program = program
    this.#actions = actions
    this.#out = new Out(program.words, actions, { loops: true })
  }

  /** Whether the sample contains the `nth` state: the first `first` states, then one of each `every`. */
  samples(nth: number): boolean {
    return nth < first || nth % every === 0
  }

  /**
   * The first action that gave two results on the state in the register; −1 if there is none. The state stays there.
   * `made`: the successors that the search has made, from number `from` on. @throws StepFailure
   */
  unstable(made?: Out, from = 0): number {
    const out = this.#out
    const source = this.#program.register.slice()
    const own = source.join()
    const isOther = (row: string) => row !== own
    const isAny = () => true
    const before = made && this.#rows(made, from, isOther)
    for (let k = 0, last: string[] | undefined; k < 2; k++) {
      out.count = 0
      this.#program.register.set(source)
      this.#program.successors(out)
      const rows = this.#rows(out, 0, isAny)
      const differing = Math.max(differenceOf(last, rows), differenceOf(before, this.#rows(out, 0, isOther)))
      if (differing >= 0) return differing
      last = rows
    }
    return -1
  }

  /** The wanted successors by action, as text. */
  #rows(out: Out, from: number, isWanted: (row: string) => boolean): string[] {
    const { words } = this.#program
    const rows: string[][] = Array.from({ length: this.#actions }, () => [])
    for (let n = from; n < out.count; n++) {
      const row = out.rows.subarray(n * words, (n + 1) * words).join()
      if (isWanted(row)) rows[out.actions[n] as number]?.push(row)
    }
    return rows.map((row) => row.join(' '))
  }
}

function differenceOf(some: readonly string[] | undefined, others: readonly string[]): number {
  return some?.findIndex((rows, action) => rows !== others[action]) ?? -1
}
