/**
 * Both executions expand a sample of the engine's expanded states again, and their results must be identical. The
 * reference interpreter also evaluates the properties in these states.
 */

import type { Program } from '../engine/compile/program.ts'
import { InternalError, ModelError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import { questions } from '../language/properties.ts'
import { familiesOf, hasStamps, renumbered } from '../language/stamps/alive.ts'
import type { Plain } from '../plain.ts'
import { isOfSteps } from '../plain.ts'
import { type Interpreter, StepError, type Successor } from '../reference/interpret.ts'
import { purely } from '../runtime/traps.ts'
import { holds } from './lasso.ts'

/** The expanded states, or a part of them that is treated as if it were all. */
export interface Sampled {
  readonly expanded: number
  readonly store: { load(id: number, register: Int32Array): void }
  readonly program: Program
}

/** A state of the sample, and its successors in the reference interpreter. */
export interface Expanded {
  readonly source: Int32Array
  readonly state: Plain
  readonly successors: readonly Successor[]
}

/**
 * The number of words in successors after which the sample ends. Comparing a successor takes time that grows with the
 * state, and a large model often has many successors of large states. A state of few words counts as `leastWords`.
 */
const enoughWords = 2 ** 18
const leastWords = 32

/**
 * Returns the sample, for `crossCheckProperties`.
 * @throws StepError if a step is not a function of the state, InternalError if the engine is wrong
 */
export function crossCheck(
  model: Model,
  reference: Interpreter,
  { expanded, store, program }: Sampled,
  sample = 64,
): Expanded[] {
  const all: Expanded[] = []
  let compared = 0
  for (const { source, state } of statesOf({ expanded, store, program }, sample)) {
    if (compared >= enoughWords) break
    let successors: Successor[] = []
    const fast = () => {
      const found: string[] = []
      program.register.set(source)
      program.each((action) => found.push(`${action}:${program.register.join()}`))
      return found
    }
    const into = new Int32Array(program.words)
    const slow = () => {
      successors = reference.successors(state)
      return successors.map(({ action, state: next }) => {
        program.codec.exactly(next, into)
        return `${action}:${into.join()}`
      })
    }
    const [first, expected] = [fast(), slow()]
    expectOrderOnly(model, reference, state, successors)
    const differs = (a: string[], b: string[]) => a.findIndex((entry, i) => entry !== b[i])
    if (first.length === expected.length && differs(first, expected) < 0) {
      all.push({ source, state, successors })
      compared += first.length * Math.max(program.words, leastWords)
      continue
    }
    const [again, expectedAgain] = [fast(), slow()]
    const unstable = Math.max(differs(first, again), differs(expected, expectedAgain))
    if (unstable < 0)
      throw new InternalError(
        `the engine and the reference interpreter differ in the successors of the state ${JSON.stringify(state)}`,
      )
    const action = Number.parseInt((first[unstable] ?? expected[unstable]) as string, 10)
    throw new StepError(notAFunction(), action, model.actions[action]?.do)
  }
  return all
}

/**
 * Stamps are only compared, so other numbers in the same order lead to equal states.
 * @throws ModelError if a step or a predicate of a state makes more of a stamp's number
 */
function expectOrderOnly(model: Model, reference: Interpreter, state: Plain, successors: readonly Successor[]): void {
  const { system } = model
  if (!hasStamps(system)) return
  const families = familiesOf(system).map(({ family }) => family)
  // far apart, and other numbers for each family
  const others = renumbered(system, state, (family, stamp) => 3 * stamp + 5 + 100 * families.indexOf(family))
  const keys = (all: readonly Successor[]) => all.map(({ action, state: next }) => `${action} ${reference.keyOf(next)}`)
  const [here, there] = [keys(successors), keys(reference.successors(others))]
  const at = here.length === there.length ? here.findIndex((key, i) => key !== there[i]) : here.length
  if (at < 0) {
    const ask = (where: Plain) => [
      ...model.properties
        .filter(({ test, kind }) => test !== undefined && !isOfSteps(kind))
        .map((property) => reference.holds(property, where)),
      ...questions(model).atoms.map((atom) => holds(reference, atom, where)),
    ]
    const answers = ask(others)
    if (ask(state).every((answer, i) => answer === answers[i])) return
    throw usedAsNumber('a property')
  }
  const action = Number.parseInt((here[at] ?? there[here.length] ?? '0') as string, 10)
  const info = model.actions[action]
  throw new StepError(usedAsNumber(info === undefined ? 'a step' : `'${info.name}'`), action, info?.do)
}

const usedAsNumber = (what: string) =>
  new ModelError(
    'not-a-function',
    `${what} uses the number of a stamp: other numbers in the same order give another result. Compare stamps of one type, by \`newer\`, \`older\` and \`===\` only`,
  )

interface Explored extends Sampled {
  readonly complete: boolean
  readonly findings: readonly unknown[]
}

/**
 * After a complete search, an undecided property is false in no state or, if wanted, true in none. An incomplete search
 * may have left steps untested. `all`: the sample, if `crossCheck` has expanded it.
 * @throws StepError if a predicate fails, InternalError if the engine is wrong
 */
export function crossCheckProperties(
  model: Model,
  reference: Interpreter,
  explored: Explored,
  all?: readonly Expanded[],
): void {
  const { program, complete, findings } = explored
  const open = model.properties.filter(({ test }, i) => test !== undefined && findings[i] === undefined)
  const ofSteps = open.filter(({ kind }) => isOfSteps(kind))
  const ofStates = open.filter(({ kind }) => !isOfSteps(kind))
  const { atoms } = questions(model)
  const expect = (agrees: boolean, what: string, state: Plain) => {
    if (!agrees)
      throw new InternalError(
        `the engine and the reference interpreter differ in ${what} of the state ${JSON.stringify(state)}`,
      )
  }
  for (const { source, state, successors } of all ?? statesOf(explored, 64)) {
    for (const property of ofStates) {
      const isTrue = reference.holds(property, state)
      expect(!complete || isTrue === (property.kind === 'invariant'), `'${property.name}'`, state)
    }
    for (const [i, atom] of atoms.entries()) {
      const isTrue = holds(reference, atom, state)
      program.register.set(source)
      expect(isTrue === purely(() => program.atoms[i]?.()), 'a predicate', state)
    }
    if (ofSteps.length === 0) continue
    for (const next of successors ?? reference.successors(state)) {
      for (const property of ofSteps) {
        const isTrue = reference.holds(property, next.state, state)
        expect(!complete || isTrue, `'${property.name}'`, state)
      }
    }
  }
}

function* statesOf(
  { expanded, store, program }: Sampled,
  sample: number,
): Iterable<{ source: Int32Array; state: Plain; successors?: undefined }> {
  const stride = Math.max(1, Math.floor(expanded / sample))
  const last = expanded - 1 - ((expanded - 1) % stride)
  // in an order that differs from the order of exploration
  for (let id = last; id >= 0; id -= stride) {
    store.load(id, program.register)
    const source = program.register.slice()
    yield { source, state: program.codec.decode(source) as Plain }
  }
}

/** The states that are compared. */
export function someStates(sampled: Sampled, sample = 64): Plain[] {
  return [...statesOf(sampled, sample)].map(({ state }) => state)
}

/** `reason`: further knowledge of the cause. */
export function notAFunction(reason?: string): ModelError {
  const why = reason === undefined ? '' : `: ${reason}`
  return new ModelError(
    'not-a-function',
    `the function gave two results for the same state${why}. Make it depend only on the state, and keep nothing outside of the state`,
  )
}
