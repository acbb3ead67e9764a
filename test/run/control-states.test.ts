import { describe, expect, it } from 'vitest'
import { compile } from '../../src/engine/compile/program.ts'
import { Search } from '../../src/engine/search/search.ts'
import { int, model, process, spec } from '../../src/index.ts'
import { checkDesign } from '../../src/run/check.ts'
import { controlOf } from '../../src/run/control-states.ts'

const state = { n: int(0, 3) }
const walker = process(state, {
  instances: 2,
  local: {},
  steps: {
    go: {
      when: (s) => s.n < 3,
      do: (s, _, choose) => {
        s.n++
        return choose(['go', 'rest'] as const)
      },
    },
    rest: () => 'go',
  },
  terminal: ['gone'],
  faults: { leave: { budget: 1, at: ['rest'], do: () => 'gone' } },
})
const walk = model({ name: 'walk', state, processes: { walker } })
const walks = spec({
  name: 'walk',
  model: () => walk,
  designs: { 'as designed': { expect: { 'no deadlock': 'violated' } } },
})

describe('the control states of a process', () => {
  it('are led to by its steps and faults, from label to label, as often as in the transitions', async () => {
    const { control, states, transitions, actions } = await checkDesign(walks, 'as designed', { control: true })
    expect(control?.states).toBe(states)
    const [graph] = control?.processes ?? []
    expect(graph).toMatchObject({ process: 'walker', instances: 2, labels: ['go', 'rest', 'gone'] })
    const moves = graph?.moves ?? []
    expect(moves.map(({ from, step, kind, to }) => [from, step, kind, to])).toEqual([
      ['go', 'go', 'step', 'go'],
      ['go', 'go', 'step', 'rest'],
      ['rest', 'rest', 'step', 'go'],
      ['rest', 'leave', 'fault', 'gone'],
    ])
    const seen = (step: string) => moves.filter((move) => move.step === step).reduce((sum, move) => sum + move.seen, 0)
    for (const { name, taken } of actions) expect(seen(name.replace('walker ', ''))).toBe(taken)
    expect(moves.reduce((sum, move) => sum + move.seen, 0)).toBe(transitions)
  })

  it('are the same if alike instances are explored in one order only', async () => {
    const alike = {
      ...walks,
      model: () => ({ ...walk, classes: [{ name: 'walker', instances: 2, processes: ['walker'] }] }),
    }
    const [one, all] = await Promise.all(
      (['prove', 'off'] as const).map((symmetry) =>
        checkDesign(alike as typeof walks, 'as designed', { control: true, symmetry }),
      ),
    )
    expect(one?.symmetry?.stored).toBeLessThan(one?.states ?? 0)
    expect(one?.control).toEqual(all?.control)
  })

  it('are not looked for unless they are asked for', async () => {
    expect((await checkDesign(walks, 'as designed')).control).toBeUndefined()
  })

  it('say how many states they are read off, where that is not all', () => {
    const limits = { maxStates: 1000, maxBytes: 1e9 }
    const exploration = new Search(compile(walk), { kinds: [], actions: walk.actions.length, limits })
    exploration.run(1, () => 0)
    expect(exploration.complete).toBe(true)
    const { states, processes } = controlOf(walk, exploration, 1)
    expect(states).toBe(1)
    expect(processes[0]?.moves.map(({ seen }) => seen)).toEqual([2, 2])
  })
})
