/** Finds where a state and a permutation of it are told apart: by a step, a property or a predicate. */
import { ModelError } from '../../errors.ts'
import { type ActionInfo, familyOf } from '../../language/actions.ts'
import type { Model } from '../../language/model.ts'
import type { AnyFunction } from '../../language/processes/named-step.ts'
import { type Property, questions } from '../../language/properties.ts'
import type { Plain } from '../../plain.ts'
import { isOfSteps } from '../../plain.ts'
import type { Out } from '../compile/out.ts'
import { type Program, StepFailure } from '../compile/program.ts'
import type { Canonical } from './canonical.ts'
import type { Elements } from './elements.ts'
import { inverse } from './permutations.ts'

/** A model, and what permutations do to it. */
export interface AlikeParts {
  readonly model: Model
  readonly program: Program
  readonly elements: Elements
  readonly canonical: Canonical
  readonly movedAction: (action: number, moved: Int32Array) => number
}

/** A state and what the program does in it. */
export interface Expanded {
  readonly state: Int32Array
  /** All successors, those that change nothing included. */
  readonly out: Out
  enabled: number
  failed: StepFailure | undefined
}

export class Telling {
  readonly #parts: AlikeParts
  /** Room for one state. */
  readonly #row: Int32Array
  /** For each action, 1 plus its first successor in the image; valid for those that occur there. */
  readonly #first: Int32Array
  /** For each successor of the base, the successor of the image that is its image; and which of those are taken. */
  #matched = new Int32Array(64)
  #used = new Uint8Array(64)
  /** The properties of states and of steps that have a test. */
  readonly #ofStates: readonly number[]
  readonly #ofSteps: readonly number[]

  constructor(parts: AlikeParts) {
    const { model, program } = parts
    this.#parts = parts
    this.#row = new Int32Array(program.words)
    this.#first = new Int32Array(model.actions.length)
    const numbers = (wanted: (kind: string) => boolean) =>
      model.properties.flatMap(({ kind, test }, i) => (test !== undefined && wanted(kind) ? [i] : []))
    this.#ofStates = numbers((kind) => !isOfSteps(kind))
    this.#ofSteps = numbers(isOfSteps)
  }

  /**
   * `image` is `base` under the permutation `moved`. The failure names what tells two instances apart. `not equivariant`:
   * nothing does, but the steps lead to other states of the same orbits.
   */
  difference(base: Expanded, image: Expanded, moved: Int32Array): StepFailure | 'not equivariant' | undefined {
    const failed = image.failed ?? base.failed
    if (failed !== undefined) {
      const action = image.failed === undefined ? failed.action : this.#back(failed.action, moved)
      return this.#notAlike(moved, action, `${this.#nameOf(action)} fails for one and not for the other`)
    }
    const isMatching = this.#match(base, image, moved)
    const state = this.#inStates(base, image, moved)
    if (state !== undefined) return state
    if (isMatching) return this.#inSteps(base, image, moved)
    const action = this.#inOrbits(base, image, moved)
    if (action === undefined) return 'not equivariant'
    return this.#notAlike(moved, action, this.#where(base, image, moved, action))
  }

  /** Finds for each successor of the base the one of the image that is its image; `false` if some has none. */
  #match(base: Expanded, image: Expanded, moved: Int32Array): boolean {
    const { program, canonical, movedAction } = this.#parts
    const { words } = program
    const { count } = base.out
    if (count !== image.out.count || base.enabled !== image.enabled) return false
    const { actions, rows } = image.out
    const first = this.#first
    if (this.#used.length < count) {
      this.#used = new Uint8Array(2 * count)
      this.#matched = new Int32Array(2 * count)
    }
    const used = this.#used
    for (let n = count - 1; n >= 0; n--) {
      first[actions[n] as number] = n + 1
      used[n] = 0
    }
    const row = this.#row
    for (let n = 0; n < count; n++) {
      const action = movedAction(base.out.actions[n] as number, moved)
      canonical.permute(base.out.rows, n * words, row, moved)
      // what an action left of an earlier state is no successor of this one
      let m = (first[action] as number) - 1
      while (m >= 0 && m < count && actions[m] === action && (used[m] === 1 || !isRow(rows, m * words, row))) m++
      if (m < 0 || m >= count || actions[m] !== action) return false
      used[m] = 1
      this.#matched[n] = m
    }
    return true
  }

  /** Compares the answers of properties and predicates of states. */
  #inStates(base: Expanded, image: Expanded, moved: Int32Array): StepFailure | undefined {
    const { model, program } = this.#parts
    const { tests, atoms } = program
    for (const i of this.#ofStates) {
      const test = tests[i] as () => boolean
      const [here, there] = [this.#inState(base, test), this.#inState(image, test)]
      if (here !== there) return this.#tellsApart(moved, model.properties[i] as Property)
    }
    for (const [i, atom] of atoms.entries()) {
      if (this.#inState(base, atom) === this.#inState(image, atom)) continue
      const predicate = questions(model).atoms[i] as AnyFunction
      const asks = (one: Property) => questions({ properties: [one] }).atoms.includes(predicate)
      return this.#tellsApart(moved, model.properties.find(asks) as Property)
    }
    if (this.#inState(base, program.mayRest) === this.#inState(image, program.mayRest)) return undefined
    return this.#notAlike(moved, -1, 'one may rest, and the other may not')
  }

  #inState({ state }: Expanded, test: () => boolean): number {
    this.#parts.program.register.set(state)
    return answerOf(test)
  }

  /** Compares the answers of step properties on the steps to the successors that match. */
  #inSteps(base: Expanded, image: Expanded, moved: Int32Array): StepFailure | undefined {
    const { model } = this.#parts
    const { count } = base.out
    for (const i of this.#ofSteps) {
      for (let n = 0; n < count; n++) {
        const here = this.#onStep(i, base, n)
        const there = this.#onStep(i, image, this.#matched[n] as number)
        if (here === there) continue
        return this.#tellsApart(moved, model.properties[i] as Property)
      }
    }
    return undefined
  }

  #onStep(property: number, { state, out }: Expanded, n: number): number {
    const { words, register, source, tests } = this.#parts.program
    const rows = out.real ?? out.rows
    source.set(state)
    for (let k = 0, at = n * words; k < words; k++, at++) register[k] = rows[at] as number
    return answerOf(tests[property] as () => boolean)
  }

  /** The action by which one state leads to an orbit to which the other does not; `undefined` if there is none. */
  #inOrbits(base: Expanded, image: Expanded, moved: Int32Array): number | undefined {
    const [some, others] = [this.#orbitsOf(base), this.#orbitsOf(image)]
    for (const [key, action] of some) if (!others.has(key)) return action
    for (const [key, action] of others) if (!some.has(key)) return this.#back(action, moved)
    if ((base.enabled === 0) === (image.enabled === 0)) return undefined
    const [first] = base.enabled === 0 ? image.out.actions : base.out.actions
    return base.enabled === 0 ? this.#back(first as number, moved) : first
  }

  /**
   * The orbits to which a state leads: each with the kind of action and the answers of step properties. A step that
   * changes nothing counts only if a step property is not true of it.
   */
  #orbitsOf(expanded: Expanded): Map<string, number> {
    const { model, program, canonical } = this.#parts
    const { words } = program
    const { out, state } = expanded
    const found = new Map<string, number>()
    for (let n = 0; n < out.count; n++) {
      const action = out.actions[n] as number
      const family = familyOf(model.actions[action] as ActionInfo)
      const told = this.#ofSteps.map((i) => this.#onStep(i, expanded, n))
      const isLoop = isRow(out.rows, n * words, state)
      if (isLoop && told.every((answer) => answer === 1)) continue
      const row = out.rows.slice(n * words, (n + 1) * words)
      canonical.settle(row, 0)
      found.set(JSON.stringify([family, told, isLoop, row.join()]), action)
    }
    return found
  }

  /** The action of the base whose image is an action. */
  #back(action: number, moved: Int32Array): number {
    return action < 0 ? action : this.#parts.movedAction(action, inverse(this.#parts.elements, moved))
  }

  /** Says at which variable a step of the image departs from the image of the step. */
  #where(base: Expanded, image: Expanded, moved: Int32Array, action: number): string {
    const { program, canonical, movedAction } = this.#parts
    const { words, codec } = program
    const rowsOf = ({ out }: Expanded, by: number) =>
      Array.from({ length: out.count }, (_, n) => n).filter((n) => out.actions[n] === by)
    const found = rowsOf(image, movedAction(action, moved)).map((n) => {
      return codec.decode(image.out.rows.slice(n * words, (n + 1) * words)) as Plain
    })
    const expected = rowsOf(base, action).map((n) => {
      canonical.permute(base.out.rows, n * words, this.#row, moved)
      return codec.decode(this.#row.slice()) as Plain
    })
    const name = this.#nameOf(action)
    const isIn = (states: readonly Plain[], state: Plain) => {
      const text = JSON.stringify(state)
      return states.some((other) => JSON.stringify(other) === text)
    }
    const missing = expected.find((state) => !isIn(found, state))
    const extra = found.find((state) => !isIn(expected, state))
    if (missing === undefined || extra === undefined) return `${name} has other choices for one than for the other`
    const at = firstDifference(missing, extra, '')
    return `${name} ends with ${at.path} = ${at.found} where ${at.expected} was expected`
  }

  #nameOf(action: number): string {
    const found = this.#parts.model.actions[action]
    if (found === undefined) return 'a step'
    return found.process === undefined ? `'${found.name}'` : `'${found.process} ${found.name}'`
  }

  /** A property answers differently. The steps may be alike nevertheless. */
  #tellsApart(moved: Int32Array, { name }: Property): StepFailure {
    const { who, classes } = this.#exchanged(moved)
    return new StepFailure(-1, [], new TellsApart(`property '${name}' tells ${who} apart`, classes))
  }

  /** The instances that `moved` exchanges, if it is a pair, or else the processes whose order it changes. */
  #exchanged(moved: Int32Array): { readonly who: string; readonly isPair: boolean; readonly classes: string[] } {
    const changed = this.#parts.elements.classes.flatMap(({ name, from, size, processes }) => {
      const some = Array.from({ length: size }, (_, i) => i).filter((i) => moved[from + i] !== i)
      return some.length === 0 ? [] : [{ name, process: processes[0] ?? name, some }]
    })
    const [one] = changed
    const isPair = changed.length === 1 && one?.some.length === 2
    const who = isPair
      ? `${one?.process} ${one?.some[0]} and ${one?.some[1]}`
      : `the instances of ${changed.map(({ process }) => process).join(' and ')}`
    return { who, isPair, classes: changed.map(({ name }) => name) }
  }

  /** The failure to report. It names the two instances that `moved` exchanges, or the classes whose order it changes. */
  #notAlike(moved: Int32Array, action: number, what: string): StepFailure {
    const { who, isPair } = this.#exchanged(moved)
    const text = `${who} are not alike: if ${isPair ? 'the two' : 'they'} are exchanged, ${what}`
    const advice =
      'Compare the ids of alike processes only for equality, use them only as an index, and give each variable that holds one the type of the id; or remove `alike: true`'
    return new StepFailure(action, [], new ModelError('not-alike', `${text}. ${advice}`))
  }
}

/** A property that tells alike instances apart; `classes` are the names of their ids. */
export class TellsApart extends ModelError {
  readonly classes: readonly string[]
  constructor(message: string, classes: readonly string[]) {
    super('not-alike', message)
    this.classes = classes
  }
}

function isRow(rows: Int32Array, at: number, row: Int32Array): boolean {
  for (let k = 0; k < row.length; k++) if (rows[at + k] !== row[k]) return false
  return true
}

/** 0: false, 1: true, 2: the test fails. */
function answerOf(test: () => boolean): number {
  try {
    return test() ? 1 : 0
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error
    return 2
  }
}

function firstDifference(
  expected: Plain,
  found: Plain,
  path: string,
): { readonly path: string; readonly expected: string; readonly found: string } {
  if (typeof expected === 'object' && typeof found === 'object' && expected !== null && found !== null) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])]
    for (const name of names) {
      const [a, b] = [(expected as Record<string, Plain>)[name], (found as Record<string, Plain>)[name]]
      if (JSON.stringify(a) === JSON.stringify(b)) continue
      if (a === undefined || b === undefined) break
      const inner = Array.isArray(expected) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`
      return firstDifference(a, b, inner)
    }
  }
  return { path, expected: JSON.stringify(expected), found: JSON.stringify(found) }
}
