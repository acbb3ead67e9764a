/** Compares a search that keeps whole states with two that do not: several workers in turn, and one "in passing". */
import assert from 'node:assert/strict'
import { compile } from '../../src/engine/compile/program.ts'
import { Search } from '../../src/engine/search/search.ts'
import { Go, seedOf, sharedOf, teamState, workInTurn } from '../../src/engine/search/teamwork.ts'
import { SearchPart } from '../../src/engine/search/worker-part.ts'
import type { AllStates } from '../../src/engine/store/all-states.ts'
import type { Model } from '../../src/language/model.ts'
import { isWanted, type Result } from '../../src/result.ts'

export function expectSameBySeveral(model: Model, alone: Result, workers: number): void {
  const begun = beginningOf(model, workers === 2 ? 4 : 1)
  if (begun === undefined) return
  const { exploration, part } = begun
  const shared = sharedOf({
    ...{ workers, actions: part.actions, properties: part.kinds.length },
    ...{ maxStates: 2 ** 30, stopWhenDecided: false },
  })
  const seed = seedOf(exploration, shared, part)
  const parts = Array.from({ length: workers }, (_, me) => new SearchPart(exploration.program, me, seed, part))
  workInTurn(parts, shared)
  const { go, states, depth, taken, decided } = teamState(shared)
  expectSame(
    model,
    alone,
    { failed: go === Go.trouble, complete: go === Go.complete, states, depth, taken, decided },
    `${workers} workers`,
  )
}

/** Explores by one worker in passing, with states as rows and as trees. */
export function expectSameInPassing(model: Model, alone: Result): void {
  for (const flatWords of [4, 1]) {
    const begun = beginningOf(model, flatWords)
    if (begun === undefined) return
    const { exploration, part } = begun
    const further = new Search(exploration.program, { ...part, begun: exploration })
    further.run(Number.POSITIVE_INFINITY, () => 0)
    const { count: states, depth, taken, decided, complete, failure } = further
    const failed = failure !== undefined
    expectSame(model, alone, { failed, complete, states, depth, taken, decided }, 'one worker in passing')
  }
}

/** All states of a model that does not fail, as one worker in passing and two workers store them: as rows, as trees. */
export function* statesElsewhere(model: Model): Generator<[by: string, AllStates]> {
  for (const flatWords of [4, 1]) {
    const passing = beginningOf(model, flatWords)
    if (passing === undefined) return
    const further = new Search(passing.exploration.program, { ...passing.part, begun: passing.exploration })
    further.run(Number.POSITIVE_INFINITY, () => 0)
    yield ['in passing', further.all]
    const { exploration, part } = beginningOf(model, flatWords) as typeof passing
    const shared = sharedOf({
      ...{ workers: 2, actions: part.actions, properties: part.kinds.length },
      ...{ maxStates: 2 ** 30, stopWhenDecided: false },
    })
    const seed = seedOf(exploration, shared, part)
    const parts = [0, 1].map((me) => new SearchPart(exploration.program, me, seed, part))
    workInTurn(parts, shared)
    yield ['of two workers', (parts[0] as SearchPart).all]
  }
}

/** An exploration of the initial states alone. `undefined` if there are none, or if they fail. */
function beginningOf(model: Model, flatWords: number) {
  const part = {
    kinds: model.properties.map(({ kind }) => kind),
    actions: model.actions.length,
    limits: { maxStates: 2 ** 30, maxBytes: 2 ** 24 },
    flatWords,
  }
  const exploration = new Search(compile(model), part)
  // a clock that stands still
  exploration.run(0, () => 0)
  exploration.settle()
  return exploration.failure !== undefined || exploration.count === 0 ? undefined : { exploration, part }
}

interface Seen {
  readonly failed: boolean
  readonly complete: boolean
  readonly states: number
  readonly depth: number
  readonly taken: Float64Array
  readonly decided: readonly number[]
}

function expectSame(model: Model, alone: Result, seen: Seen, by: string): void {
  const { states, depth, taken, decided } = seen
  // a predicate of properties of runs does not fail here, because such properties need a search that keeps its states
  if (alone.error !== undefined) {
    if (model.properties.every(({ formula }) => formula === undefined)) assert.ok(seen.failed, by)
    return
  }
  assert.ok(seen.complete, `the search by ${by} ended otherwise`)
  const transitions = taken.reduce((sum, times) => sum + times, 0)
  const expected = alone.properties.flatMap(({ kind, verdict }, i) => {
    if (model.properties[i]?.formula !== undefined) return []
    return (verdict === 'holds') === isWanted(kind) ? [i] : []
  })
  assert.deepEqual(
    { states, depth, transitions, decided },
    { states: alone.states, depth: alone.depth, transitions: alone.transitions, decided: expected },
    by,
  )
}
