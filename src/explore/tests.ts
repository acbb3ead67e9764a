/** The properties that are decided at one state or one step, until they are. */
import type { Program } from '../compile/program.ts'

const none: readonly number[] = []

export class Tests {
  /** The property under test; −1 between tests. */
  testing = -1
  /** Properties still to be tested on states and on steps, and whether ends of runs are. */
  onStates: readonly number[]
  onSteps: readonly number[]
  deadlock: number
  readonly #program: Program
  readonly #kinds: readonly string[]
  /** Whether a state decides nothing, which is so of nearly all: one test for all properties of states. */
  #nothing: () => boolean

  /** `kinds`: of the properties, in the order of the program's tests. */
  constructor(program: Program, kinds: readonly string[]) {
    this.#program = program
    this.#kinds = kinds
    this.onStates = kinds.flatMap((kind, i) => (kind === 'invariant' || kind === 'reachable' ? [i] : []))
    this.onSteps = kinds.flatMap((kind, i) => (kind === 'step' ? [i] : []))
    this.deadlock = kinds.indexOf('deadlock')
    this.#nothing = this.#together()
  }

  /** Tests these properties only, of those that are left. */
  keep(wanted: (property: number) => boolean): void {
    this.onStates = this.onStates.filter(wanted)
    this.#nothing = this.#together()
    this.onSteps = this.onSteps.filter(wanted)
    if (!wanted(this.deadlock)) this.deadlock = -1
  }

  /** What the state in the register decides. @throws StepFailure */
  ofState(): readonly number[] {
    return this.#decidesNothing() ? none : this.#decided(this.onStates)
  }

  /** What the step from the program's source to the register decides. @throws StepFailure */
  ofStep(): readonly number[] {
    return this.#decided(this.onSteps)
  }

  /** What it decides that the state in the register has no successor but by faults. */
  ofEnd(): readonly number[] {
    if (this.deadlock < 0 || this.#program.mayRest()) return none
    const found = [this.deadlock]
    this.deadlock = -1
    return found
  }

  #together(): () => boolean {
    const asked = this.onStates.map((property) => ({ property, truth: this.#kinds[property] === 'invariant' }))
    return this.#program.together(asked)
  }

  #decidesNothing(): boolean {
    try {
      return this.#nothing()
    } catch {
      // which one failed is seen when they are tested one by one
      return false
    }
  }

  #decided(properties: readonly number[]): readonly number[] {
    let found = none
    for (let k = 0; k < properties.length; k++) {
      const property = properties[k] as number
      this.testing = property
      const truth = (this.#program.tests[property] as () => boolean)()
      if (truth !== (this.#kinds[property] === 'reachable')) continue
      found = [...found, property]
    }
    this.testing = -1
    if (found.length > 0) this.keep((property) => !found.includes(property))
    return found
  }
}
