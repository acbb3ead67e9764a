/** Looks for steps that are no function of the state: a sample of states is expanded twice. */
import { Out } from '../compile/out.ts'
import type { Program } from '../compile/program.ts'

const first = 64
const every = 1024

export class Twice {
  readonly #program: Program
  readonly #actions: number
  readonly #out: Out

  /** `actions`: how many actions the model has. */
  constructor(program: Program, actions: number) {
    this.#program = program
    this.#actions = actions
    this.#out = new Out(program.words, actions, { loops: true })
  }

  /** The first states are in the sample, and then one in so many. */
  samples(nth: number): boolean {
    return nth < first || nth % every === 0
  }

  /** The first action that gave two results on the state in the register, which stays there; −1 where there is none. @throws StepFailure */
  unstable(): number {
    const { register, words } = this.#program
    const out = this.#out
    const source = register.slice()
    const found = [0, 1].map(() => {
      out.count = 0
      register.set(source)
      this.#program.successors(out)
      const rows: string[][] = Array.from({ length: this.#actions }, () => [])
      for (let n = 0; n < out.count; n++) {
        rows[out.actions[n] as number]?.push(out.rows.subarray(n * words, (n + 1) * words).join())
      }
      return rows.map((row) => row.join(' '))
    })
    return found[0]?.findIndex((rows, action) => rows !== found[1]?.[action]) ?? -1
  }
}
