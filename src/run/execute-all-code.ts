/**
 * Runs all code of a design that its states can reach, once more: every step of every state, and every property at
 * every state and step, decided or not. The caller observes which code has run.
 */
import { compile, type Program, StepFailure } from '../engine/compile/program.ts'
import { Search } from '../engine/search/search.ts'
import type { Model } from '../language/model.ts'
import type { Spec } from '../language/spec.ts'
import { isOfSteps } from '../plain.ts'
import { type DesignOptions, modelFor } from './design.ts'
import { type SearchOptions, stopwatch } from './limits.ts'
import { search } from './search-design.ts'

export interface ExerciseOptions
  extends Pick<DesignOptions, 'params'>,
    Pick<SearchOptions, 'maxSeconds' | 'signal' | 'onProgress'> {
  readonly maxStates?: number
  readonly maxMemoryBytes: number
  /** Called when the model is built, before any code runs on a state. */
  readonly onBuilt: () => void
}

/** The number of states, and whether these are all. A model that cannot be built has no states. */
export async function exercise(
  spec: Spec,
  design: string,
  { params, maxStates = 2 ** 30, maxMemoryBytes: maxBytes, onBuilt, ...options }: ExerciseOptions,
): Promise<{ readonly states: number; readonly complete: boolean }> {
  let model: Model
  let program: Program
  try {
    model = modelFor(spec, design, params === undefined ? {} : { params })
    program = tireless(model, compile(model))
  } catch {
    // the run itself has reported why
    return { states: 0, complete: false }
  } finally {
    onBuilt()
  }
  const part = { kinds, actions: model.actions.length, limits: { maxStates, maxBytes } }
  const { states, complete } = await search(model, new Search(program, part), part, stopwatch(), options)
  return { states, complete }
}

/** Kinds of the tests in `tireless`: each test evaluates all properties of its kind, and decides nothing. */
const kinds = ['step', 'invariant', 'deadlock'] as const

function tireless(model: Model, program: Program): Program {
  const ofSteps = model.properties.flatMap(({ kind }, i) =>
    isOfSteps(kind) ? [program.tests[i] as () => boolean] : [],
  )
  const ofStates = model.properties.flatMap(({ kind, test }, i) =>
    isOfSteps(kind) || test === undefined ? [] : [program.tests[i] as () => boolean],
  )
  const all = (tests: readonly (() => boolean)[]) => () => {
    for (let i = 0; i < tests.length; i++) attempt(tests[i] as () => boolean)
    return true
  }
  const atState = all([...ofStates, ...program.atoms])
  return {
    ...program,
    tests: [all(ofSteps), () => true, () => true],
    refinements: [],
    together: () => atState,
    mayRest: () => {
      attempt(program.mayRest)
      return true
    },
  }
}

/** Runs a test. A property that fails must not keep the others from running. */
function attempt(test: () => boolean): void {
  try {
    test()
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error
  }
}
