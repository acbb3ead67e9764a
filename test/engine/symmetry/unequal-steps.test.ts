/** Steps that lead to the same orbits from permuted states, but not to permuted states. */
import { bool, mapOf, model, optional, process, ref, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { idsOf } from '../../../src/language/ids.ts'
import type { Model } from '../../../src/language/model.ts'
import { checkDesign } from '../../../src/run/check.ts'

const checked = (build: () => Model, symmetry: 'prove' | 'off') => {
  const made = spec({ name: 'm', model: build as never, designs: { only: {} } })
  return checkDesign(made, 'only', { symmetry })
}

describe('a property of steps', () => {
  // from each state, a step leads to each of the two first; only from those two does one change nothing
  const rewriting = () => {
    const Node = ref('node', 3)
    const state = { last: optional(Node) }
    const node = process(state, {
      instances: Node,
      alike: true,
      steps: {
        act: (s, _, choose) => {
          s.last = choose([...idsOf(Node)].slice(0, 2))
          return 'act'
        },
      },
    })
    const steps = {
      'each step changes it': (before: { last: unknown }, after: { last: unknown }) => before.last !== after.last,
    }
    return model({ name: 'm', state, processes: { node }, steps: steps as never })
  }

  it('that only a step that changes nothing violates is not proven', async () => {
    const on = await checked(rewriting, 'prove')
    const off = await checked(rewriting, 'off')
    expect(off.properties[0]).toMatchObject({ verdict: 'violated' })
    expect(on.error?.code).toBe('not-alike')
    expect(on.properties[0]?.verdict).not.toBe('holds')
  })

  // of three instances, each marks its neighbour: the orbits are the same, and the steps are not permuted ones
  const shifting = () => {
    const Node = ref('node', 3)
    const state = { seen: mapOf(Node, bool) }
    const ids = [...idsOf(Node)]
    const next = (id: (typeof ids)[0]) => ids[(ids.indexOf(id) + 1) % 3] as typeof id
    const node = process(state, {
      instances: Node,
      alike: true,
      steps: {
        act: (s, me) => {
          s.seen.set(next(me.id), true)
          if (s.seen.has(me.id)) s.seen.clear()
          return 'act'
        },
        rest: (s) => {
          s.seen.clear()
          return 'act'
        },
      },
    })
    return model({
      name: 'm',
      state,
      processes: { node },
      steps: { 'nobody acts after somebody': (before) => before.seen.size === 0 },
    })
  }

  it('has a story of real steps', async () => {
    const [on, off] = [await checked(shifting, 'prove'), await checked(shifting, 'off')]
    expect(on.error).toBeUndefined()
    expect(on.symmetry).toMatchObject({ claim: 'proved', countsUnknown: expect.stringContaining('prefer one') })
    const told = ({ properties: [first] }: typeof on) => [first?.verdict, first?.counterexample?.steps.length]
    expect(told(on)).toEqual(told(off))
    expect(told(off)).toEqual(['violated', 2])
  })
})
