/** A small model with every kind of place, for the tests of what the compiler accepts. */
import { array, bool, int, mapOf, model, oneOf, optional, process, queue, setOf, struct } from 'allways'
import { expectTypeOf } from 'vitest'

export const state = {
  n: int(0, 3),
  color: oneOf('red', 'green'),
  holder: optional(struct({ who: int(0, 1) })),
  flags: array(2, bool),
  seen: setOf(oneOf('a', 'b')),
  jobs: queue(int(0, 3), 2),
  pairs: array(2, struct({ x: int(0, 1) })),
  byId: mapOf(int(0, 1), struct({ up: bool })),
}

export const client = () =>
  process(state, {
    instances: 2,
    local: { mine: int(0, 3), mood: oneOf('calm', 'busy') },
    steps: {
      acquire: {
        when: (s, me) => s.holder === null && me.mine < 3 && me.at === 'acquire',
        do: (s, me, choose) => {
          expectTypeOf(choose([1, 2])).toEqualTypeOf<number>()
          s.holder = { who: me.id }
          return 'release'
        },
      },
      release: (s) => {
        s.holder = null
        return s.n === 0 ? 'end' : 'acquire'
      },
    },
    terminal: ['end'],
    resting: ['acquire'],
  })

export const lock = ({ clients = 2, fenced = false } = {}) =>
  model({
    name: 'lock',
    state,
    processes: { client: client() },
    invariants: {
      safe: (s) => {
        expectTypeOf(s.client[0]?.at).toEqualTypeOf<'acquire' | 'release' | 'end' | undefined>()
        expectTypeOf(s.color).toEqualTypeOf<'red' | 'green'>()
        return fenced || s.n < clients
      },
    },
    steps: { forward: (before, after) => after.n >= before.n },
    reachable: { there: (s) => s.client.some((c) => c.mood === 'busy') },
  })
