/** Properties whose predicates must be met one after another: how far the walk has met each. */
import type { Program } from '../compile/program.ts'

const none: readonly number[] = []

export class Orders {
  /** The atom that is being tested; −1 between tests. */
  testing = -1
  readonly #atoms: Program['atoms']
  /** The orders that no walk has met completely. `#met`: the number of goals of each that this walk has met. */
  #open: readonly { readonly property: number; readonly goals: readonly number[] }[]
  readonly #met: Int32Array

  /** `orders`: for each property that is an order, the program's atoms in sequence. */
  constructor(program: Program, orders: readonly (readonly number[] | undefined)[]) {
    this.#atoms = program.atoms
    this.#open = orders.flatMap((goals, property) => (goals === undefined ? [] : [{ property, goals }]))
    this.#met = new Int32Array(orders.length)
  }

  get done(): boolean {
    return this.#open.length === 0
  }

  /** Called at the beginning of each walk. */
  begin(): void {
    this.#met.fill(0)
  }

  /** Returns the properties that the walk has met completely with the state in the register. @throws StepFailure */
  meet(): readonly number[] {
    let found = none
    for (let k = 0; k < this.#open.length; k++) {
      const { property, goals } = this.#open[k] as { property: number; goals: readonly number[] }
      let met = this.#met[property] as number
      while (met < goals.length && this.#isTrue(goals[met] as number)) met++
      this.#met[property] = met
      if (met === goals.length) found = [...found, property]
    }
    if (found.length > 0) this.#open = this.#open.filter(({ property }) => !found.includes(property))
    return found
  }

  #isTrue(atom: number): boolean {
    this.testing = atom
    const truth = (this.#atoms[atom] as () => boolean)()
    this.testing = -1
    return truth
  }
}
