import { bool, int, model, process, SpecError, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a careless author passes
type Any = any

const idle = () => {}

const state = { free: bool, n: int(0, 3) }

/** A client that is granted a lock, or gives up. */
const clients = ({ mayGiveUp = true, fair = true as boolean | 'strong' } = {}) => {
  const client = process(state, {
    instances: 2,
    fair: true,
    steps: {
      wait: [
        {
          name: 'granted',
          when: (s) => s.free,
          fair,
          do: (s) => {
            s.free = false
            return 'hold'
          },
        },
        mayGiveUp ? { name: 'gives up', when: (s) => !s.free, do: () => 'away' } : undefined,
      ],
      hold: (s) => {
        s.free = true
        return 'wait'
      },
      away: () => 'wait',
    },
  })
  return model({
    name: 'clients',
    state,
    processes: { client },
    init: (s) => {
      s.free = true
    },
    temporal: ({ alwaysEventually, eventually, not, taken }) => ({
      'granted again and again': alwaysEventually(taken('client granted')),
      'something at wait': alwaysEventually(taken('client wait')),
      'first is granted': alwaysEventually(taken('client granted', 0)),
      'nobody gives up': not(eventually(taken('client gives up'))),
    }),
  })
}
const checked = (params: Any = {}) =>
  checkDesign(spec({ name: 'clients', model: clients, designs: { only: { params } } }), 'only')

describe('several steps at one label', () => {
  it('are steps of their own, in the order of the list', () => {
    const { actions, processes } = clients()
    expect(actions.filter(({ instance }) => instance === 0).map(({ name, at }) => [name, at])).toEqual([
      ['granted', ['wait']],
      ['gives up', ['wait']],
      ['hold', ['hold']],
      ['away', ['away']],
    ])
    expect(processes.client?.labels).toEqual(['wait', 'hold', 'away'])
  })

  it('are explored, counted and named one by one', async () => {
    const { error, actions, states } = await checked()
    expect(error).toBeUndefined()
    // free: both at wait, or one away; held by one of two: the other at wait or away
    expect(states).toBe(3 + 4)
    const taken = Object.fromEntries(actions.map(({ name, taken }) => [name, taken]))
    expect(taken).toEqual({ 'client granted': 4, 'client gives up': 2, 'client hold': 4, 'client away': 4 })
  })

  it('are promised one by one, and their label names all of them', async () => {
    const verdicts = async (params: Any) => {
      const { properties } = await checked(params)
      return Object.fromEntries(properties.map(({ name, verdict }) => [name, verdict]))
    }
    expect(await verdicts({})).toMatchObject({
      'granted again and again': 'holds',
      'something at wait': 'holds',
      'first is granted': 'violated',
      'nobody gives up': 'violated',
    })
    expect(await verdicts({ mayGiveUp: false, fair: 'strong' })).toMatchObject({
      'first is granted': 'holds',
      'nobody gives up': 'holds',
    })
  })

  it('may have no guard: then either one happens', async () => {
    const worker = process(state, {
      steps: {
        go: [
          {
            name: 'up',
            do: (s) => {
              s.n = 1
            },
          },
          {
            name: 'down',
            do: (s) => {
              s.n = 2
            },
          },
        ],
      },
    })
    const made = () => model({ name: 'm', state, processes: { worker } })
    const { states } = await checkDesign(spec({ name: 'm', model: made, designs: { only: {} } }), 'only')
    expect(states).toBe(3)
  })

  it.each<[string, Any, string]>([
    ['without a name', [{ do: idle }], "alternative 1 of step 'a' is {}: expected a name"],
    ['that is a function', [idle], "alternative 1 of step 'a'"],
    ['with the name of a label', [{ name: 'b', do: idle }], "called 'b', which is a label"],
    [
      'with the name of another',
      [
        { name: 'x', do: idle },
        { name: 'x', do: idle },
      ],
      "called 'x', both at 'a'",
    ],
    ['of which there is none', [], "step 'a' has no alternatives"],
    ['with an unknown option', [{ name: 'x', do: idle, if: idle }], "step 'x': unknown option 'if'"],
    ['without a body', [{ name: 'x', when: idle }], "step 'x'"],
  ])('are refused: one %s', (_, alternatives, message) => {
    const made = () => process(state, { steps: { a: alternatives, b: idle } } as Any)
    expect(made).toThrow(SpecError)
    expect(made).toThrow(message)
  })

  it('are refused if two labels have one of the same name', () => {
    const steps = { a: [{ name: 'x', do: idle }], b: [{ name: 'x', do: idle }] }
    expect(() => process(state, { steps } as Any)).toThrow("two alternatives are called 'x', one at 'a' and one at 'b'")
  })
})
