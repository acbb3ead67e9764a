/** Searches by several workers in turn, from their first state on. */
import { int, model } from 'allways'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../src/engine/compile/program.ts'
import { Search } from '../../../src/engine/search/search.ts'
import { Go, seedOf, sharedOf, teamState, workInTurn } from '../../../src/engine/search/teamwork.ts'
import { SearchPart } from '../../../src/engine/search/worker-part.ts'
import type { Model } from '../../../src/language/model.ts'

/** One after the other, up to `last`. */
const chain = (last: number) =>
  model({
    name: 'chain',
    state: { n: int(0, last) },
    actions: {
      more: {
        when: (s) => s.n < last,
        do: (s) => {
          s.n += 1
        },
      },
    },
    resting: (s) => s.n === last,
    invariants: { 'never three': (s) => s.n !== 3, 'never the last': (s) => s.n !== last },
  })

/** One state, then `width` of them, then a quarter as many. */
const fan = (width: number) =>
  model({
    name: 'fan',
    state: { n: int(0, 2 * width) },
    actions: {
      out: {
        when: (s) => s.n === 0,
        do: (s, choose) => {
          s.n = choose(Array.from({ length: width }, (_, k) => k + 1))
        },
      },
      on: {
        when: (s) => s.n > 0 && s.n <= width && s.n % 4 === 0,
        do: (s) => {
          s.n = width + s.n / 4
        },
      },
    },
  })

function searched(made: Model, workers: number, { stopWhenDecided = false, maxStates = 2 ** 30, maxBytes = 2 ** 24 }) {
  const program = compile(made)
  const part = {
    kinds: made.properties.map(({ kind }) => kind),
    actions: made.actions.length,
    limits: { maxStates, maxBytes },
  }
  const exploration = new Search(program, part)
  exploration.run(0, () => 0)
  exploration.settle()
  const { kinds, actions } = part
  const shared = sharedOf({ workers, actions, properties: kinds.length, maxStates, stopWhenDecided })
  const seed = seedOf(exploration, shared, part)
  workInTurn(
    Array.from({ length: workers }, (_, me) => new SearchPart(program, me, seed, part)),
    shared,
  )
  const { go, states, decided } = teamState(shared)
  return { go, states, decided }
}

describe.each([1, 2, 3])('%i workers', (workers) => {
  it('go on with what was found when somebody called at the end of a level', () => {
    // deciding `never three` calls all to a meeting; the state after it is the only one ahead
    expect(searched(chain(20), workers, { stopWhenDecided: true })).toMatchObject({ states: 21, decided: [0, 1] })
    expect(searched(chain(20), workers, {})).toMatchObject({ go: Go.complete, states: 21, decided: [0, 1] })
  })

  it('end at a limit of states as such, and before it not at all', () => {
    for (const maxStates of [751, 760, 768, 770, 2000]) {
      expect(searched(fan(600), workers, { maxStates, maxBytes: 2 ** 15 })).toMatchObject({
        go: Go.complete,
        states: 751,
      })
    }
    for (const maxStates of [1, 300, 600, 700]) {
      const { go, states } = searched(fan(600), workers, { maxStates })
      expect(go).toBe(Go.states)
      expect(states).toBeGreaterThanOrEqual(maxStates)
    }
  })
})
