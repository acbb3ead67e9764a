import {
  array,
  type ById,
  bag,
  bool,
  type Id,
  idsOf,
  int,
  type MeOf,
  mapOf,
  model,
  optional,
  process,
  queue,
  type ReadonlyById,
  ref,
  type SharedOf,
  setOf,
  struct,
  type Value,
} from 'allways'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { compile } from '../../src/engine/compile/program.ts'
import type { Plain } from '../../src/plain.ts'
import { interpreter } from '../../src/reference/interpret.ts'

const Node = ref('node', 3)
const ids = idsOf(Node)
const Message = struct({ to: Node, marks: array(Node, bool) })
const state = {
  owner: optional(Node),
  turn: Node,
  marks: array(Node, bool),
  rows: array(Node, struct({ busy: bool, to: Node })),
  table: array(Node, array(Node, int(0, 3))),
  seen: setOf(Node),
  sent: bag(Message, 2),
  count: mapOf(Node, int(0, 3)),
  wire: queue(Node, 3),
  n: int(0, 3),
}
const local = { votes: setOf(Node), peers: array(Node, bool) }

/** Uses ids in every way that the types allow. */
const everything = () => {
  const help = (s: SharedOf<typeof state>, me: MeOf<typeof local, string, Id>) => {
    s.owner = me.id
  }
  const node = process(state, {
    local,
    init: (me) => {
      me.votes.add(me.id)
    },
    steps: {
      ask: {
        when: (s, me) => s.owner !== me.id && !s.marks[me.id],
        do: (s, me, choose) => {
          help(s, me)
          if (s.owner !== null && s.owner !== me.id) s.marks[s.owner] = false
          const mine = me.id
          let later = s.turn
          if (Math.abs(s.n) > 2) later = me.id
          s.marks[mine] = !s.marks[later]
          s.table[mine][later] = 2
          const other = choose(
            ids.filter((id) => id !== me.id),
            'node',
          )
          const message = { to: other, marks: ids.map((id) => id === other) } as const
          s.sent.assign([message])
          s.rows[other].busy = true
          s.rows[other].to = mine
          s.wire.assign([other, mine])
          s.seen.assign([...s.wire].filter((id) => id !== other))
          s.turn = choose([mine, other])
          s.count.set(me.id, 2)
          me.peers[other] = ids.every((id) => s.seen.has(id) || !s.marks[id])
          return 'answer'
        },
      },
      answer: (s, me, choose) => {
        for (const [id, { busy }] of s.rows.entries()) if (busy) s.marks[id] = true
        for (const row of s.rows) row.to = me.id
        s.rows.forEach((row, id) => {
          row.busy = id === s.owner
        })
        const message = s.sent.find(({ to }) => to !== me.id)
        if (message !== undefined) s.marks = message.marks.map((mark) => !mark)
        s.owner = choose([null, choose(s.rows.keys())])
        s.n = Math.max(...s.table.map((row, id) => row[id]))
        s.turn = ids.find((id) => !s.marks[id]) ?? s.wire.shift() ?? me.id
        return 'ask'
      },
    },
    faults: {
      crash: {
        budget: 1,
        when: (s, me) => s.owner === me.id,
        do: (s, me) => {
          s.marks.fill(false)
          me.votes.clear()
          return 'ask'
        },
      },
    },
    resting: ['ask'],
    instances: Node,
  })
  return model({
    name: 'everything',
    state,
    processes: { node },
    invariants: {
      'an id is the index of its instance': (s) => s.node.every((node, id) => node.id === id),
      'the owner is an instance': (s) => s.owner === null || s.node[s.owner].id === s.owner,
    },
    temporal: ({ and, always, implies, taken }) => ({
      'votes stay': and(...ids.map((id) => always(implies(taken('node ask', id), (s) => s.node[id].at === 'answer')))),
    }),
  })
}

describe('ids', () => {
  it('may be compared, stored and used as indexes, and both executions agree', () => {
    const made = everything()
    const program = compile(made)
    const reference = interpreter(made)
    const states = reference.initials().map(({ state }) => state)
    const invariants = made.properties.filter(({ kind }) => kind === 'invariant')
    const known = new Set(states.map((state) => JSON.stringify(state)))
    for (const state of states) {
      const slow = reference.successors(state).map(({ state }) => state)
      const fast: Plain[] = []
      expect(invariants.map((property) => reference.holds(property, state))).toEqual([true, true])
      program.codec.encode(state, program.register)
      program.each(() => fast.push(program.codec.decode(program.register) as Plain))
      expect(fast).toEqual(slow)
      for (const next of slow) {
        const text = JSON.stringify(next)
        if (known.has(text) || states.length === 300) continue
        known.add(text)
        states.push(next)
      }
    }
    expect(states.length).toBe(300)
    expect(states.some((state) => (state as { readonly turn: unknown }).turn === 2)).toBe(true)
  })

  it('are symbols to the compiler, and elements by id are never undefined', () => {
    type Shared = SharedOf<typeof state>
    expectTypeOf<Shared['turn']>().toEqualTypeOf<Id>()
    expectTypeOf<Shared['owner']>().toEqualTypeOf<Id | null>()
    expectTypeOf<Shared['marks']>().toEqualTypeOf<ById<boolean>>()
    expectTypeOf<Shared['rows']>().toEqualTypeOf<ReadonlyById<{ busy: boolean; to: Id }>>()
    expectTypeOf<Shared['marks'][Id]>().toEqualTypeOf<boolean>()
    expectTypeOf<Value<typeof Message>>().toEqualTypeOf<{ readonly to: Id; readonly marks: ReadonlyById<boolean> }>()
    expectTypeOf<MeOf<typeof local>['id']>().toEqualTypeOf<number>()
    const plain = process(state, { instances: 3, steps: { a: () => {} } })
    const none = process(state, { instances: Math.PI > 4 ? 0 : Node, steps: { a: () => {} } })
    const zero = process(state, { instances: 0, steps: { a: () => {} } })
    expectTypeOf<MeOf<typeof plain>['id']>().toEqualTypeOf<number>()
    expectTypeOf<MeOf<typeof none>['id']>().toEqualTypeOf<Id>()
    expectTypeOf<MeOf<typeof zero>['id']>().toEqualTypeOf<number>()
    expect(none.instances).toBe(3)
  })
})
