/**
 * A model as the engine knows it. `compile` generates the function that expands a state. For each action, that function
 * tests the label and the budget, calls the guard, and runs the body once per combination of choices. It stores each
 * successor and restores the register. So the register holds the source state before and after every action.
 * Over 300 lines, because the generated function and everything that it calls are set up together.
 */
import { InternalError, ModelError, show } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import type { AnyFunction } from '../../language/processes/named-step.ts'
import { hasProcesses } from '../../language/processes/process.ts'
import { type Property, questions } from '../../language/properties.ts'
import { mappedState } from '../../language/refinement/refinement.ts'
import { notBoolean, refuseLater } from '../../language/returned-values.ts'
import { standardForm } from '../../language/stamps/alive.ts'
import type { Plain } from '../../plain.ts'
import { withdrawBy } from '../../runtime/assume.ts'
import { replaceMinusZeroBy } from '../../runtime/minus-zero.ts'
import { purely, sprung, takeTrapped } from '../../runtime/traps.ts'
import { Access, outside } from './access.ts'
import { Choices } from './choices.ts'
import { loadText } from './codec.ts'
import { decode, encode, type Layout, layoutOf, maskOf, slotsOf } from './layout.ts'
import { Out } from './out.ts'
import { mappedStore } from './refinement/mapping.ts'
import { type Refinement, refinement } from './refinement/refinement.ts'
import { stampsOf } from './stamps/numbers.ts'
import { cellAt, successorsText, usesCellArrays } from './successors-text.ts'
import { blockedText, timersIn } from './time/passing-text.ts'
import { probesOf } from './time/probes.ts'
import { type Views, viewsOf } from './views.ts'

/** All that the search knows of a model. Write a state to `register` first, then call `successors`, then the tests. */
export interface Program {
  /** The number of 32-bit words of a packed state, and the number of bits of the last word that are in use. */
  readonly words: number
  readonly lastBits: number
  /** The current state: `words` long. */
  readonly register: Int32Array
  /** Calls `emit` for every initial state, in order, duplicates included. @throws StepFailure */
  initial(emit: () => void): void
  /** Stores every successor of the register, in order; returns how many are not by faults. @throws StepFailure */
  successors(out: Out): number
  /**
   * Visits the successors one by one, self-loops included; during `visit` the register holds the successor. It is too
   * slow for a call at every state.
   * @throws StepFailure
   */
  each(visit: (action: number, picks: readonly number[]) => void): void
  /** The units that pass at once from the state in the register, or one of `Units`. It expands the state. */
  unitsHere(): number
  /** Whether a step wrote outside an array of scalars since the last call: such a write is a model error. */
  strayed(): boolean
  /** One test per property, over the register; the test of a step property also reads `source`. @throws StepFailure */
  readonly tests: readonly (() => boolean)[]
  /** One entry for each property; `undefined` if it is no refinement. @throws StepFailure, from each test */
  readonly refinements: readonly (Refinement | undefined)[]
  /** One test for many properties of states: whether each has the asked truth value. It throws what they throw. */
  together(asked: readonly { readonly property: number; readonly truth: boolean }[]): () => boolean
  /** For step properties, the state before the step: `words` long. */
  readonly source: Int32Array
  /** One test per predicate of the properties of runs, over the register. @throws StepFailure */
  readonly atoms: readonly (() => boolean)[]
  /** Whether every process is at a label where it may wait forever, and `resting` is true. @throws StepFailure */
  mayRest(): boolean
  /** The picks of the `choose`s of `init`, as indices; valid during `emit`. */
  picks(): number[]
  /**
   * Converts between words and the plain states of the reference interpreter. `encode` makes a stored state. `exactly`
   * keeps the numbers of stamps, for a successor of a state that `decode` has made.
   */
  readonly codec: {
    decode(words: Int32Array): unknown
    encode(state: unknown, into: Int32Array): void
    exactly(state: unknown, into: Int32Array): void
  }
  /**
   * If states have stamps: gives those of the state at `rows[at]` the numbers 0, 1, … in their order. `initial` and
   * `successors` do so. `each` and the tests of steps see the numbers that the step's source has.
   */
  readonly renumber?: (rows: Int32Array, at: number) => void
  /** If alike instances are explored in one order only: how states relate to the chosen ones. */
  readonly symmetry?: Symmetry
}

/**
 * How the states of a program over orbits relate to the real ones. `initial` and `successors` hand out chosen states.
 * `each` and the tests see real ones. A permutation gives each instance of an alike process its new number.
 */
export interface Symmetry {
  /** The program over all states. */
  readonly real: Program
  /**
   * Replaces the state at `rows[at]` by the chosen state of its orbit. Returns whether that changed it; if it did,
   * `moved` is the permutation that leads there.
   */
  settle(rows: Int32Array, at: number): boolean
  readonly moved: Int32Array
  /** The number of states in the orbit of a chosen state; 1 if these numbers do not add up to that of all states. */
  orbit(rows: Int32Array, at: number): number
  /** Writes to `to` what a permutation makes of the state at `rows[at]`. */
  permute(rows: Int32Array, at: number, to: Int32Array, moved: Int32Array): void
  /** The number of the same action of the instance to which a permutation moves the action's own instance. */
  movedAction(action: number, moved: Int32Array): number
  identity(): Int32Array
  inverse(moved: Int32Array): Int32Array
  /** Permutations of which every other one is a product. */
  readonly generators: readonly Int32Array[]
  /** The permutation that does what `first` does, then what `second` does. */
  composed(first: Int32Array, second: Int32Array): Int32Array
  /**
   * Checks the claim that the instances are alike at the state in the register, whose successors were made last, if it is
   * due there. The search calls this once for each state that it expands. @throws StepFailure if they are not alike
   */
  expectAlike(): void
  /** How far the claim that the instances are alike has been checked. */
  readonly standing: SymmetryStanding & {
    /** Number of permuted states that may still be checked before only samples are. */
    readonly budget: number
    /** Goes on from the standing of an earlier run. */
    resume(saved: SymmetryStanding & { readonly budget: number }): void
  }
}

/**
 * How much of the claim that instances are alike is checked. `prove`: all permutations of every state. `auto`: all of as
 * many states as are quickly done, then as `sample`: one of some states. `each`: one of every state.
 */
export type Checking = 'auto' | 'prove' | 'sample' | 'each'

/** The classes of alike instances that are explored in one order only. */
export interface Reduction {
  readonly checking: Checking
  /** The names of the classes. */
  readonly classes: readonly string[]
  /** Why each stored state counts as one: the sizes of orbits do not add up. */
  readonly countsStored?: string
}

export interface SymmetryStanding {
  /** Whether all permutations of all states so far were checked. */
  readonly isProof: boolean
  /** Whether the sizes of orbits add up to the number of all states: as far as checked. */
  readonly isEquivariant: boolean
  readonly startsWhole: boolean
}

/** Whether the program replaces states by others that stand for them. A step may then lead from a state to itself. */
export const keepsChosen = ({ symmetry, renumber }: Program): boolean =>
  symmetry !== undefined || renumber !== undefined

/** The model failed at the current state. The reference interpreter finds out how. */
export class StepFailure extends Error {
  /** Number of the action in `model.actions`, or −1 for `init` and properties. */
  readonly action: number
  readonly picks: readonly number[]
  constructor(action: number, picks: readonly number[], cause: unknown) {
    super('a step of the model failed', { cause })
    this.action = action
    this.picks = picks
  }
}

/** Compiles a model. @throws SpecError for a type that the engine refuses */
export function compile(model: Model): Program {
  const { root, words, lastBits } = layoutOf(model.system)
  const register = new Int32Array(words)
  const before = new Int32Array(words)
  const step = viewsOf(model, root, new Access(register, true))
  const guard = viewsOf(model, root, new Access(register, false))
  const now = viewsOf(model, root, new Access(register, false))
  const earlier = viewsOf(model, root, new Access(before, false))
  const choices = new Choices(step.access)
  step.access.pick = (n) => choices.pick(n)
  const hasArrays = usesCellArrays(root)
  const stamps = stampsOf(model.system, root, step.access)

  const run = {
    notBoolean: (result: unknown) => notBoolean(result, 'the guard'),
    unknownLabel(result: unknown): never {
      refuseLater(result)
      throw new ModelError('unknown-label', `the step returned ${show(result)}`)
    },
    returned: refuseLater,
  }
  const resume = () => {
    replaceMinusZeroBy(step.access.replaceMinusZero)
    withdrawBy(choices.withdraw)
    stamps?.resume()
  }
  const isFailure = (error: unknown) => error instanceof StepFailure
  const renumber = (from: Int32Array) => stamps?.renumber(from, 0)
  const probes = probesOf(model, { register, compile, isFailure, renumber, resume })
  const text = successorsText(model, root, words, hasArrays, stamps !== undefined, probes)
  const make = new Function('words', 'S', 'G', 'F', 'M', 'J', 'choices', 'run', 'N', 'FROM', 'TO', 'P', text)
  const guards = model.actions.map((action) => action.when)
  const bodies = model.actions.map((action) => action.do)
  const joints = model.actions.map((action) => action.joint?.after)
  const from = model.monitors?.map((one) => tester(one.from, false))
  const to = model.monitors?.map((one) => tester(one.to, false))
  const generated: { successors(out: Out): number; failed(): number; begin(): void; clocks?(taken: number): void } =
    make(register, step, guard, guards, bodies, joints, choices, run, stamps, from, to, probes)

  function failureOf(error: unknown): unknown {
    const first = takeTrapped() ?? error
    if (error instanceof StepFailure || error instanceof InternalError) return error
    return new StepFailure(generated.failed(), choices.picks.slice(0, choices.depth), first)
  }

  /** Clears the error of a predicate, so that the next one starts without it. The caller reports the error. */
  function forget(): false {
    now.access.error = undefined
    earlier.access.error = undefined
    takeTrapped()
    return false
  }

  /** Generates a separate function for each test, so that no two tests share what the optimiser learns. */
  function tester(test: AnyFunction, ofSteps: boolean): () => boolean {
    const make = new Function(
      'T',
      'a',
      'b',
      'E',
      'X',
      'not',
      'swallowed',
      ofSteps
        ? 'return ()=>{E.epoch++;X.epoch++;const r=T(a,b);if(E.error!==undefined||X.error!==undefined)swallowed();if(r===true)return true;if(r===false)return false;return not(r)}'
        : 'return ()=>{E.epoch++;const r=T(b);if(E.error!==undefined)swallowed();if(r===true)return true;if(r===false)return false;return not(r)}',
    )
    const not = (result: unknown) => notBoolean(result, 'a property')
    /** The test caught an error of the model. It remains an error. */
    const swallowed = () => {
      throw now.access.error ?? earlier.access.error
    }
    const inner: () => boolean = make(test, earlier.system, now.system, now.access, earlier.access, not, swallowed)
    return failing(inner)
  }

  /** A test whose errors become failures of the model. */
  function failing(inner: () => boolean): () => boolean {
    return () => {
      try {
        const result = inner()
        if (sprung()) throw takeTrapped()
        return result
      } catch (error) {
        const first = takeTrapped() ?? error
        forget()
        throw new StepFailure(-1, [], first)
      }
    }
  }

  function refined({ refined, test }: Property): Refinement | undefined {
    if (refined === undefined) return undefined
    const abstract = compile(refined as Model)
    const by = test as (s: object) => unknown
    const store = mappedStore(layoutOf(refined.system).root, abstract.register)
    const mapping =
      ({ access, system }: Views) =>
      () => {
        access.epoch++
        const found = by(system)
        if (access.error === undefined && store(found) && access.error === undefined) return
        const state = mappedState(refined, found)
        if (access.error !== undefined) throw access.error
        abstract.codec.encode(state, abstract.register)
      }
    const found = refinement(abstract, (refined as Model).actions.length, before, mapping(now), mapping(earlier))
    return { ...found, starts: failing(found.starts), step: failing(found.step) }
  }
  const refinements = model.properties.map(refined)

  // a search that continues another one asks for the same test: it gets the function that is already optimised
  const asked = new Map<string, () => boolean>()
  const together: Program['together'] = (properties) => {
    const key = properties.map(({ property, truth }) => `${property} ${truth}`).join()
    const test = asked.get(key) ?? allOf(properties)
    asked.set(key, test)
    return test
  }
  const allOf: Program['together'] = (asked) => {
    const closures = asked.map(({ property }) => (model.properties[property] as Property).test)
    const lines = asked.map(({ truth }, i) => `E.epoch++;if(T${i}(b)!==${truth})return forget();`)
    const names = asked.map((_, i) => `T${i}`)
    // if a test caught an error, the answer is `false`: the single tests then show which one it was
    const end = 'if(E.error===undefined&&!sprung())return true;return forget()'
    const text = `return ()=>{try{${lines.join('')}${end}}catch(e){forget();throw e}}`
    const make = new Function('E', 'b', 'sprung', 'forget', ...names, text)
    return make(now.access, now.system, sprung, forget, ...closures)
  }

  const inits: (() => void)[] = []
  const init = model.init as ((s: object, choose: unknown) => unknown) | undefined
  if (init !== undefined) inits.push(() => refuseLater(init(step.shared, choices.choose)))
  for (const [name, process] of Object.entries(model.processes)) {
    const own = process.init as ((me: object, choose: unknown) => unknown) | undefined
    if (own === undefined) continue
    for (const me of step.instances[name] as readonly object[]) inits.push(() => refuseLater(own(me, choices.choose)))
  }

  /** The buffers of `each` and of `unitsHere`. */
  let spare: Out | undefined
  let unseen: Out | undefined
  let hasFailed = false
  // called for every state, so it allocates nothing
  const successors = (out: Out) => {
    // what a failed step left in an array must not count for the next step
    if (hasFailed) step.access.strayed()
    hasFailed = false
    replaceMinusZeroBy(step.access.replaceMinusZero)
    withdrawBy(choices.withdraw)
    generated.begin()
    stamps?.enter(register)
    try {
      const enabled = generated.successors(out)
      stamps?.close()
      // the model's own code may have caught the error
      if (sprung()) throw takeTrapped()
      choices.isInStep = false
      return enabled
    } catch (error) {
      hasFailed = true
      choices.isInStep = false
      stamps?.close()
      throw failureOf(error)
    }
  }
  return {
    ...{ words, lastBits },
    register,
    source: before,
    refinements,
    tests: model.properties.map(({ test, kind, within }, i) => {
      if (test === undefined) return () => true
      const refinement = refinements[i]
      if (refinement !== undefined) return refinement.step
      const asked = tester(test, kind === 'step')
      if (within === undefined) return asked
      const isChanged = changeOf(root, within, before, register)
      return () => !isChanged() || asked()
    }),
    together,
    atoms: questions(model).atoms.map((test) => tester(test, false)),
    initial(emit) {
      replaceMinusZeroBy(step.access.replaceMinusZero)
      withdrawBy(choices.withdraw)
      generated.begin()
      // what an earlier step left in an array, in a state expanded again, must not count for `init`
      step.access.strayed()
      try {
        choices.depth = 0
        choices.owner = 0
        do {
          register.fill(0)
          step.access.epoch++
          step.access.state++
          step.access.loadedCount = 0
          step.access.error = undefined
          // the clocks of an initial state ask guards, and must not find the error of an earlier guard
          guard.access.error = undefined
          stamps?.enter(register)
          stamps?.begin()
          choices.begin()
          try {
            for (const start of inits) start()
            // the model may have caught the throw of a `choose` without options: even so, what it wrote does not count
            if (!choices.blocked) step.access.settle()
            if (sprung()) throw takeTrapped()
          } catch (error) {
            if (!choices.blocked) throw error
          }
          step.access.renew()
          if (step.access.strayed()) step.access.fail(outside())
          if (step.access.error !== undefined) throw step.access.error
          choices.isInStep = false
          if (!choices.blocked) {
            stamps?.close()
            generated.clocks?.(-1)
            stamps?.settle(register, 0)
            emit()
          }
        } while (choices.advance())
      } catch (error) {
        throw failureOf(error)
      } finally {
        choices.isInStep = false
      }
    },
    successors,
    unitsHere() {
      unseen ??= new Out(words, model.actions.length, {})
      unseen.count = 0
      purely(() => successors(unseen as Out))
      return step.access.units
    },
    strayed: () => step.access.strayed(),
    each(visit) {
      // a nested call finds no `spare` and makes a buffer of its own
      const real = stamps !== undefined
      const out = spare ?? new Out(words, model.actions.length, { loops: true, picks: true, real })
      spare = undefined
      out.count = 0
      ;(out.picks as number[][]).length = 0
      const from = register.slice()
      const told = () => {
        for (let n = 0; n < out.count; n++) {
          register.set((out.real ?? out.rows).subarray(n * words, (n + 1) * words))
          visit(out.actions[n] as number, (out.picks as number[][])[n] as number[])
        }
        register.set(from)
        spare = out
      }
      try {
        purely(() => successors(out))
      } catch (error) {
        told()
        throw error
      }
      told()
    },
    mayRest: mayRest(model, root, register, model.resting && tester(model.resting, false)),
    picks: () => choices.picks.slice(0, choices.depth),
    codec: {
      decode: (from) => decode(from, root),
      encode: (state, into) => encode(into, root, standardForm(model.system, state as Plain)),
      exactly: (state, into) => encode(into, root, state as Plain),
    },
    ...(stamps === undefined ? {} : { renumber: (rows: Int32Array, at: number) => stamps.renumber(rows, at) }),
  }
}

/** Returns a test of whether one of these places differs between `before` and `register`. */
function changeOf(
  root: Layout & { kind: 'struct' },
  places: readonly (readonly string[])[],
  before: Int32Array,
  register: Int32Array,
): () => boolean {
  const masks = new Map<number, number>()
  for (const path of places) {
    const layout = path.reduce<Layout | undefined>(
      (at, name) => (at?.kind === 'struct' ? at.fields.find(([other]) => other === name)?.[1] : undefined),
      root,
    )
    // a process without instances has no place
    for (const slot of layout === undefined ? [] : slotsOf(layout)) {
      masks.set(slot.word, (masks.get(slot.word) ?? 0) | maskOf(slot))
    }
  }
  const differs = [...masks].map(([word, mask]) => `(B[${word}]^W[${word}])&${mask}`)
  return new Function('B', 'W', `return ()=>((${differs.join(')|(') || '0'}))!==0`)(before, register)
}

/** Runs model code in the engine with the clock and randomness trapped. @throws StepFailure if a trap was sprung */
export function trapped<T>(body: () => T): T {
  takeTrapped()
  const result = purely(body)
  const error = takeTrapped()
  if (error !== undefined) throw new StepFailure(-1, [], error)
  return result
}

function mayRest(
  model: Model,
  root: Layout & { kind: 'struct' },
  register: Int32Array,
  resting: (() => boolean) | undefined,
): () => boolean {
  const conditions = Object.entries(model.processes).flatMap(([name, process]) =>
    Array.from({ length: process.instances }, (_, id) => {
      const { slot } = cellAt(root, name, id, 'at')
      const resting = process.mayRest.map((label) => `${loadText(slot)}===${process.labels.indexOf(label)}`)
      return `(${resting.join('||') || 'false'})`
    }),
  )
  if (resting !== undefined) conditions.push('R()')
  else if (!hasProcesses(model.processes)) conditions.push('false')
  const rests = conditions.join('&&') || 'true'
  // a state in which an urgent timer stops time is not at rest
  const blocked = blockedText(timersIn(root))
  return new Function('W', 'R', `return ()=>${blocked === 'false' ? rests : `!${blocked}&&(${rests})`}`)(
    register,
    resting,
  )
}
