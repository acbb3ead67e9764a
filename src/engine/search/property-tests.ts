/** Tests the properties that one state or one step can decide. A decided property is no longer tested. */

import { isOfSteps } from '../../plain.ts'
import type { Program } from '../compile/program.ts'

const none: readonly number[] = []

export class PropertyTests {
  /** The property under test; −1 between tests. */
  testing = -1
  /** Properties still to be tested: on states, on steps, and at deadlocks (−1: none). */
  onStates: readonly number[]
  onSteps: readonly number[]
  deadlock: number
  readonly #program: Program
  readonly #kinds: readonly string[]
  /** One test for all properties of states: whether the state decides none of them, as nearly all states do. */
  #nothing: () => boolean

  /** `kinds`: the kinds of the properties, in the order of the program's tests. */
  constructor(program: Program, kinds: readonly string[]) {
    this.#program = program
    this.#kinds = kinds
    this.onStates = kinds.flatMap((kind, i) => (kind === 'invariant' || kind === 'reachable' ? [i] : []))
    this.onSteps = kinds.flatMap((kind, i) => (isOfSteps(kind) ? [i] : []))
    this.deadlock = kinds.indexOf('deadlock')
    this.#nothing = this.#together()
  }

  /** From now on, tests only the `wanted` ones of the properties that are left. */
  keep(wanted: (property: number) => boolean): void {
    this.onStates = this.onStates.filter(wanted)
    this.#nothing = this.#together()
    this.onSteps = this.onSteps.filter(wanted)
    if (!wanted(this.deadlock)) this.deadlock = -1
  }

  /** The properties that the state in the register decides. @throws StepFailure */
  ofState(): readonly number[] {
    return this.#decidesNothing() ? none : this.#decided(this.onStates)
  }

  /** The properties that are decided because a run starts in the state in the register. @throws StepFailure */
  ofStart(): readonly number[] {
    let found = none
    for (const property of this.onSteps) {
      const refinement = this.#program.refinements[property]
      if (refinement === undefined) continue
      this.testing = property
      if (!refinement.starts()) found = [...found, property]
    }
    this.testing = -1
    if (found.length > 0) this.keep((property) => !found.includes(property))
    return found
  }

  /** The properties that the step from the program's source to the register decides. @throws StepFailure */
  ofStep(): readonly number[] {
    return this.#decided(this.onSteps)
  }

  /** The properties that are decided because the state in the register has no successors except by faults. */
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
      // testing the properties one by one then shows which one failed
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
