import { action, array, bool, compose, int, model, process, ref, setOf, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a careless author passes
type Any = any

const Client = ref('client', 3)
const state = { asked: setOf(Client), served: array(Client, int(0, 2)), n: int(0, 3) }

/** Clients ask again and again; a server serves one of them. */
const clients = ({ alike = true, fair = true as boolean } = {}) => {
  const client = process(state, {
    instances: Client,
    alike,
    steps: { rest: { when: () => false, do: () => {} } },
    resting: ['rest'],
  })
  return model({
    name: 'clients',
    state,
    processes: { client },
    actions: {
      asks: action(state, {
        instances: Client,
        when: (s, id) => !s.asked.has(id) && s.served[id] < 2,
        do: (s, id) => s.asked.add(id),
      }),
      serves: action(state, {
        instances: Client,
        fair,
        when: (s, id) => s.asked.has(id),
        do: (s, id, choose) => {
          s.asked.delete(id)
          if (choose([true, false])) s.served[id]++
        },
      }),
    },
    temporal: ({ leadsTo, taken, eventually, not, or }) => ({
      'who asks is served': leadsTo(
        (s) => s.asked.size > 0,
        or(taken('serves'), (s) => s.asked.size === 0),
      ),
      'the second is never served': not(eventually(taken('serves', 1))),
    }),
  })
}
const checked = (made: (params: Any) => Any, symmetry: 'on' | 'off' | 'prove' = 'on') =>
  checkDesign(spec({ name: 'm', model: made, designs: { only: {} } }), 'only', { symmetry } as Any)

describe('an action of each instance', () => {
  it('is explored for each, and counted and named as one', async () => {
    const whole = await checked(() => clients(), 'off')
    expect(whole.error).toBeUndefined()
    // each client: asked or not, served 0 to 2, but not asked when it has been served twice
    expect(whole.states).toBe(5 ** 3)
    expect(whole.actions.map(({ name }) => name)).toEqual(['client rest', 'asks', 'serves'])
    const { counterexample } = whole.properties.find(({ name }) => name === 'the second is never served') ?? {}
    expect(counterexample?.steps.map(({ name }) => name)).toEqual(['asks (client 1)', 'serves (client 1)'])
  })

  it('goes together with alike instances', async () => {
    const property = 'the second is never served'
    const without = (params: Any) => {
      const { properties, ...made } = clients(params)
      return { ...made, properties: properties.filter(({ name }) => name !== property) }
    }
    const fair = await checked(without, 'prove')
    expect(fair.symmetry).toMatchObject({ claim: 'not used' })
    expect(JSON.stringify(fair.symmetry)).toContain("'serves' is fair for each of them")
    const proved = await checked(() => without({ fair: false }), 'prove')
    expect(proved.error).toBeUndefined()
    expect(proved.symmetry).toMatchObject({ claim: 'proved' })
    expect(proved.symmetry?.stored).toBeLessThan(60)
    expect(proved.states).toBe(5 ** 3)
    const named = await checked(() => clients({ fair: false }), 'prove')
    expect(JSON.stringify(named.symmetry)).toContain("names instance 1 of 'serves'")
  })

  it('may have plain numbers, in a module too', async () => {
    const own = { done: array(2, bool) }
    const inner = () =>
      model({
        ...{ name: 'inner', state: own, resting: () => true },
        actions: {
          acts: action(own, {
            instances: 2,
            when: (s, id) => s.done[id] === false,
            do: (s, id) => {
              s.done[id] = true
            },
          }),
        },
        temporal: ({ eventually, taken }) => ({ 'the last acts': eventually(taken('acts', 1)) }),
      })
    const found = await checked(() => compose({ name: 'whole', modules: { a: inner(), b: inner() } }))
    expect(found.states).toBe(16)
    expect(found.actions.map(({ name }) => name)).toEqual(['a acts', 'b acts'])
  })

  it('may have no instances in a design, and properties still name it', async () => {
    const own = { n: int(0, 1) }
    const none = action(own, { instances: 0, do: () => {} })
    const { error, properties } = await checked(() =>
      model({
        ...{ name: 'm', state: own, actions: { none }, resting: () => true },
        temporal: ({ eventually, not, taken }) => ({ never: not(eventually(taken('none'))) }),
      }),
    )
    expect(error).toBeUndefined()
    expect(properties.map(({ verdict }) => verdict)).toEqual(['holds', 'holds'])
  })

  it.each<[string, () => unknown, string]>([
    [
      'an action that has the name of an instance',
      () => {
        const each = action({}, { instances: 2, do: () => {} })
        return model({ name: 'm', state: {}, actions: { x: each, 'x (1)': () => {} } })
      },
      "has an instance 'x (1)', and another action has that name",
    ],
    ['no instances', () => action(state, { do: () => {} } as Any), 'an action without `instances`'],
    ['an odd number of them', () => action(state, { instances: -1, do: () => {} } as Any), '`instances` is -1'],
    ['an unknown option', () => action(state, { instances: 1, at: [], do: () => {} } as Any), "unknown option 'at'"],
    ['no state', () => action({ instances: 1, do: () => {} } as Any, undefined as Any), 'the state comes first'],
    ['no body', () => model({ name: 'm', state, actions: { x: action(state, { instances: 1 } as Any) } }), "step 'x'"],
    [
      'another number of ids than the state has',
      () => {
        const other = { gone: ref('gone', 3) }
        const each = action(other, { instances: ref('gone', 2), do: () => {} })
        return model({ name: 'm', state: other, actions: { x: each } })
      },
      "ref('gone', 2) does not fit",
    ],
  ])('is refused with %s', (_, made, message) => {
    expect(made).toThrow(message)
  })
})
