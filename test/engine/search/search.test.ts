import { int, model, process } from 'allways'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../src/engine/compile/program.ts'
import { Search } from '../../../src/engine/search/search.ts'

const roomy = { maxStates: 2 ** 30, maxBytes: 2 ** 30 }

/** Walks on a small square, from two corners; `who` moves. */
function walk(size: number) {
  const state = { x: int(0, size), y: int(0, size) }
  const walker = process(state, {
    steps: {
      walk: (s, _me, choose) => {
        const axis = choose(['x', 'y'] as const)
        s[axis] = Math.min(size, s[axis] + 1)
      },
    },
  })
  return model({
    name: 'walk',
    state,
    processes: { walker },
    init: (s, choose) => {
      s.x = s.y = choose([0, 1])
    },
    reachable: { 'far corner': (s) => s.x === size && s.y === size },
  })
}

function explored(size: number, sliceMs: number) {
  const built = walk(size)
  const kinds = built.properties.map((property) => property.kind)
  const exploration = new Search(compile(built), { kinds, actions: built.actions.length, limits: roomy })
  let time = 0
  // a clock that jumps, so that a slice ends after one look at it
  while (!exploration.done) exploration.run(sliceMs, () => time++)
  return exploration
}

describe('Exploration', () => {
  it('finds the same states in the same order however it is sliced', () => {
    const [whole, sliced] = [explored(40, Number.POSITIVE_INFINITY), explored(40, 1.5)]
    expect(sliced.store.count).toBe(41 * 41)
    for (const part of ['transitions', 'depth', 'complete'] as const) expect(sliced[part]).toBe(whole[part])
    expect(sliced.findings).toEqual(whole.findings)
  })

  it('counts depth from the nearest initial state, and transitions with duplicates and self-loops', () => {
    const { depth, transitions, store } = explored(5, Number.POSITIVE_INFINITY)
    // the far corner is 8 from (1, 1), and 10 from (0, 0)
    expect(depth).toBe(8)
    expect(transitions).toBe(store.count * 2)
  })

  it('rebuilds the way to a state as the first actions and picks, in order, that lead there', () => {
    const exploration = explored(3, Number.POSITIVE_INFINITY)
    const [{ state }] = exploration.findings as [{ state: number }]
    const path = exploration.path(state)
    expect(path.start).toEqual([1])
    expect(path.steps.map(({ picks }) => picks[0])).toEqual([0, 0, 1, 1])
  })
})
