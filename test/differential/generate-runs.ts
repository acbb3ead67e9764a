/** Random fairness, and random properties of runs over any predicates. */
import type { Tape } from './tape.ts'
import type { Binary, FairD, FormulaD, TemporalD, Unary } from './temporal.ts'

/** The names that a property may use. */
export interface Names {
  readonly processes: readonly {
    readonly name: string
    readonly instances: number
    readonly steps: readonly string[]
  }[]
  readonly actions: readonly string[]
}

export function fairness(tape: Tape): FairD {
  return tape.weighted<FairD>([
    [8, null],
    [1, false],
    [2, true],
    [2, 'weak'],
    [6, 'strong'],
  ])
}

/** At most three properties of runs, by name. */
export function temporal<P>(
  tape: Tape,
  names: Names,
  predicate: () => P,
  called: readonly string[] = ['soon', 'later', 'in the end'],
): { readonly [name: string]: TemporalD<P> } {
  const count = tape.weighted([
    [1, 0],
    [2, 1],
    [2, 2],
    [3, 3],
  ] as const)
  const making = new Making(tape, names, predicate)
  return Object.fromEntries(called.slice(0, count).map((name) => [name, making.property()]))
}

class Making<P> {
  readonly #tape: Tape
  readonly #processes: Names['processes']
  /** The names that a property may use, each with its number of instances. `null` for the environment. */
  readonly #steps: readonly (readonly [string, number | null])[]
  readonly #predicate: () => P

  constructor(tape: Tape, { processes, actions }: Names, predicate: () => P) {
    this.#tape = tape
    this.#processes = processes
    this.#steps = [
      ...processes.flatMap(({ name, instances, steps }) =>
        [name, ...steps.map((step) => `${name} ${step}`)].map((full) => [full, instances] as const),
      ),
      ...actions.map((name) => [name, null] as const),
    ]
    this.#predicate = predicate
  }

  property(): TemporalD<P> {
    const tape = this.#tape
    const t = tape.weighted([
      [2, 'eventually'],
      [4, 'canAlwaysReach'],
      [2, 'reachableInOrder'],
      [3, 'leadsTo'],
      [3, 'alwaysEventually'],
      [2, 'eventuallyAlways'],
      [2, 'within'],
      [6, 'ltl'],
    ] as const)
    switch (t) {
      case 'canAlwaysReach': {
        const using = tape.chance(1, 2) ? this.#using() : null
        return { t, p: this.#predicate(), using, when: tape.chance(1, 3) ? this.#predicate() : null }
      }
      case 'reachableInOrder':
        return { t, goals: tape.list(1, 3, this.#predicate) }
      case 'leadsTo':
        return { t, p: this.#operand(), q: this.#operand() }
      case 'within': {
        const n = tape.below(4)
        return { t, n, p: this.#operand(), when: tape.chance(1, 2) ? this.#operand() : null }
      }
      case 'ltl':
        return { t, formula: this.#operator(tape.between(1, 3)) }
      default:
        return { t, p: this.#operand() }
    }
  }

  /** Processes, steps and actions; rarely none. */
  #using(): string[] {
    const named = this.#tape.list(1, 2, () =>
      this.#processes.length > 0 && this.#tape.chance(1, 2)
        ? this.#tape.pick(this.#processes).name
        : this.#tape.pick(this.#steps)?.[0],
    )
    return this.#tape.chance(1, 8) ? [] : [...new Set(named.filter((name) => name !== undefined))]
  }

  /** Mostly a predicate alone. Often a step taken, because fairness matters most to those. */
  #operand(): FormulaD<P> {
    if (this.#tape.chance(1, 6)) return this.#formula(1)
    return this.#tape.chance(1, 3) ? this.#taken() : this.#state()
  }

  #formula(depth: number): FormulaD<P> {
    if (depth > 0 && this.#tape.chance(3, 4)) return this.#operator(depth)
    return this.#tape.chance(1, 4) ? this.#taken() : this.#state()
  }

  #operator(depth: number): FormulaD<P> {
    const f: Unary | Binary = this.#tape.weighted([
      [5, 'always'],
      [4, 'eventually'],
      [3, 'next'],
      [2, 'not'],
      [2, 'implies'],
      [1, 'and'],
      [1, 'or'],
      [2, 'until'],
      [2, 'weakUntil'],
      [2, 'release'],
    ] as const)
    const a = this.#formula(depth - 1)
    if (f === 'always' || f === 'eventually' || f === 'next' || f === 'not') return { f, a }
    return { f, a, b: this.#formula(depth - 1) }
  }

  #state(): FormulaD<P> {
    return { f: 'state', test: this.#predicate() }
  }

  #taken(): FormulaD<P> {
    if (this.#steps.length === 0) return this.#state()
    const [step, instances] = this.#tape.pick(this.#steps)
    const instance = instances !== null && instances > 0 && this.#tape.chance(1, 2) ? this.#tape.below(instances) : null
    return { f: 'taken', step, instance }
  }
}
