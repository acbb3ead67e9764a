/** A model explored by several workers in turn, from its initial states on, beside what one found alone. */
import assert from 'node:assert/strict'
import { compile } from '../../src/compile/program.ts'
import { Go, seedOf, sharedOf, standing, workInTurn } from '../../src/explore/crew.ts'
import { Exploration } from '../../src/explore/explore.ts'
import { Part } from '../../src/explore/part.ts'
import type { Model } from '../../src/model/model.ts'
import { isWanted, type Result } from '../../src/result.ts'

export function expectSameBySeveral(model: Model, alone: Result, workers: number): void {
  const program = compile(model)
  const part = {
    kinds: model.properties.map(({ kind }) => kind),
    actions: model.actions.length,
    limits: { maxStates: 2 ** 30, maxBytes: 2 ** 24 },
    flatWords: workers === 2 ? 4 : 1,
  }
  const exploration = new Exploration(program, part)
  // a clock that stands still: the initial states, and no more
  exploration.run(0, () => 0)
  exploration.settle()
  if (exploration.failure !== undefined || exploration.store.count === 0) return
  const shared = sharedOf({
    ...{ workers, actions: part.actions, properties: part.kinds.length },
    ...{ maxStates: 2 ** 30, stopWhenDecided: false },
  })
  const seed = seedOf(exploration, shared, part)
  const parts = Array.from({ length: workers }, (_, me) => new Part(program, me, seed, part))
  workInTurn(parts, shared)
  const { go, states, depth, taken, decided } = standing(shared)
  // what fails in a predicate of properties of runs does not fail here: those have one worker
  if (alone.error !== undefined) {
    if (model.properties.every(({ formula }) => formula === undefined)) assert.equal(go, Go.trouble)
    return
  }
  assert.equal(go, Go.complete, `the search by ${workers} workers ended otherwise`)
  const transitions = taken.reduce((sum, times) => sum + times, 0)
  const expected = alone.properties.flatMap(({ kind, verdict }, i) => {
    if (model.properties[i]?.formula !== undefined) return []
    return (verdict === 'holds') === isWanted(kind) ? [i] : []
  })
  assert.deepEqual(
    { states, depth, transitions, decided },
    { states: alone.states, depth: alone.depth, transitions: alone.transitions, decided: expected },
    `${workers} workers`,
  )
}
