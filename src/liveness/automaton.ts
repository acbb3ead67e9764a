/**
 * Translates a formula to an automaton that accepts the runs that satisfy it. The method is a tableau with promises on
 * transitions (Couvreur, "On-the-fly verification of linear temporal logic", FM 1999). A state is the set of formulas
 * still owed. A transition lists the literals that the next letter must have, the formulas owed after it, and the
 * `until`s that it does not put off. The automaton accepts a run if the run puts no `until` off forever.
 */
import { SpecError } from '../errors.ts'
import type { Normal } from './formula.ts'

export interface Move {
  /** Bits of the letter that must be set, and bits that must be clear. */
  readonly set: number
  readonly clear: number
  readonly to: number
  /** One bit for each `until` that this transition does not put off. */
  readonly marks: number
}

export interface Automaton {
  /** Moves by state. In state 0 the automaton has read nothing. */
  readonly moves: readonly (readonly Move[])[]
  /** All bits of `marks`. */
  readonly marks: number
  /** The state that owes nothing, so that it accepts whatever follows; −1 if there is none. */
  readonly settled: number
}

/** Maximum number of states. A formula that needs more is a mistake: the product grows by this factor. */
const maxStates = 2000

interface Branch {
  readonly set: number
  readonly clear: number
  readonly owed: readonly number[]
  readonly putOff: number
}

/** @throws SpecError if the formula needs too many states or transitions, or has more than 31 `until`s */
export function automatonOf(formula: Normal): Automaton {
  const parts = new Parts()
  const start = parts.number(formula)
  const untils = parts.untils
  const states = new Map<string, number>()
  const sets: number[][] = []
  const stateOf = (owed: readonly number[]) => {
    const sorted = [...new Set(owed)].sort((a, b) => a - b)
    const key = sorted.join()
    const known = states.get(key)
    if (known !== undefined) return known
    if (states.size >= maxStates) throw tooLarge(`it needs more than ${maxStates} states`)
    states.set(key, states.size)
    sets.push(sorted)
    return states.size - 1
  }
  stateOf([start])
  const moves: Move[][] = []
  if (untils.length > 31)
    throw tooLarge(`it has ${untils.length} parts that must eventually be true, and the limit is 31`)
  const marks = untils.length === 31 ? 0x7fffffff : (1 << untils.length) - 1
  for (let state = 0; state < sets.length; state++) {
    const branches = parts.branches(sets[state] as number[])
    const found = branches.map((branch) => ({
      set: branch.set,
      clear: branch.clear,
      to: stateOf(branch.owed),
      marks: marks & ~branch.putOff,
    }))
    moves.push(found.filter((move, i) => !found.some((other, j) => i !== j && covers(other, move, j < i))))
  }
  return { moves, marks, settled: states.get('') ?? -1 }
}

/** Whether `a` allows and marks all that `b` does, so that `b` can go. Of two equal moves, the first is kept. */
function covers(a: Move, b: Move, before: boolean): boolean {
  const same = a.set === b.set && a.clear === b.clear && a.marks === b.marks
  return (
    a.to === b.to &&
    (a.set & b.set) === a.set &&
    (a.clear & b.clear) === a.clear &&
    (a.marks & b.marks) === b.marks &&
    (!same || before)
  )
}

function tooLarge(why: string): SpecError {
  return new SpecError('formula-too-large', `the formula is too large: ${why}. Split it into several properties`)
}

/** The subformulas of a formula. Equal subformulas have the same number. */
class Parts {
  readonly untils: number[] = []
  readonly #formulas: Normal[] = []
  readonly #numbers = new Map<string, number>()
  readonly #children: number[][] = []

  number(formula: Normal): number {
    const children = childrenOf(formula).map((child) => this.number(child))
    const { op } = formula
    const leaf = op === 'constant' ? formula.value : op === 'literal' ? `${formula.bit}${formula.positive}` : ''
    const key = `${op} ${leaf} ${children.join()}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const id = this.#formulas.length
    this.#numbers.set(key, id)
    this.#formulas.push(formula)
    this.#children.push(children)
    if (op === 'until') this.untils.push(id)
    return id
  }

  /** All ways to satisfy `owed` at one letter, each with the formulas that it still owes after the letter. */
  branches(owed: readonly number[]): Branch[] {
    const found = new Map<string, Branch>()
    this.#expand([...owed], new Set(), { set: 0, clear: 0, owed: [], putOff: 0 }, found)
    return [...found.values()]
  }

  #expand(todo: readonly number[], done: ReadonlySet<number>, branch: Branch, found: Map<string, Branch>): void {
    const id = todo[0]
    if (id === undefined) {
      const key = `${branch.set} ${branch.clear} ${branch.putOff} ${[...new Set(branch.owed)].sort().join()}`
      found.set(key, branch)
      if (found.size > maxStates) throw tooLarge(`one of its states has more than ${maxStates} transitions`)
      return
    }
    const rest = todo.slice(1)
    if (done.has(id)) {
      this.#expand(rest, done, branch, found)
      return
    }
    const now = new Set(done).add(id)
    const on = (more: readonly number[], changed: Partial<Branch> = {}) =>
      this.#expand([...more, ...rest], now, { ...branch, ...changed }, found)
    const formula = this.#formulas[id] as Normal
    const [left, right] = this.#children[id] as [number, number]
    const later = [...branch.owed, id]
    switch (formula.op) {
      case 'constant':
        if (formula.value) on([])
        return
      case 'literal': {
        const bit = 1 << formula.bit
        if (((formula.positive ? branch.clear : branch.set) & bit) !== 0) return
        on([], formula.positive ? { set: branch.set | bit } : { clear: branch.clear | bit })
        return
      }
      case 'and':
        on(this.#children[id] as number[])
        return
      case 'or':
        for (const child of this.#children[id] as number[]) on([child])
        return
      case 'next':
        on([], { owed: [...branch.owed, left] })
        return
      case 'until':
        on([right])
        on([left], { owed: later, putOff: branch.putOff | (1 << this.untils.indexOf(id)) })
        return
      case 'release':
        on([left, right])
        on([right], { owed: later })
    }
  }
}

function childrenOf(formula: Normal): readonly Normal[] {
  switch (formula.op) {
    case 'constant':
    case 'literal':
      return []
    case 'next':
      return [formula.of]
    case 'and':
    case 'or':
      return formula.of
    default:
      return [formula.left, formula.right]
  }
}
