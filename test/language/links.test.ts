import {
  array,
  assume,
  bool,
  compose,
  idsOf,
  int,
  link,
  mapOf,
  model,
  partition,
  process,
  ref,
  SpecError,
  setOf,
  spec,
  struct,
} from 'allways'
import { describe, expect, it } from 'vitest'
import type { Spec } from '../../src/language/spec.ts'
import { renderUnexpected } from '../../src/report/terminal/story.ts'
import { whyDeadlock } from '../../src/report/words/run-sentences.ts'
import type { Result, Trace } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: models of every type
type Any = any

const check = (made: Any): Promise<Result> =>
  checkDesign(spec({ name: 'm', model: () => made, designs: { only: {} } } as Any) as unknown as Spec, 'only', {
    exhaustive: true,
  })

interface Options {
  readonly order: 'fifo' | 'any'
  readonly capacity: number
  readonly loses: number | 'unlimited'
  readonly duplicates: number
  readonly delays: number
  readonly full: 'error' | 'blocks' | 'drops'
}

/** Someone sends any message at any time, and someone receives. */
const anything = (options: Options) => {
  const Wire = link({ message: int(0, 1), ...options } as Any) as Any
  const state = { wire: Wire, last: int(0, 1) } as Any
  return model({
    name: 'm',
    state,
    actions: {
      send: (s: Any, choose: Any) => Wire.send(s.wire, choose([0, 1])),
      receive: (s: Any, choose: Any) => {
        s.last = Wire.take(s.wire, choose)
      },
    },
  } as Any)
}

/** The states and transitions of `anything`, by a search that knows nothing of allways. */
function naively({ order, capacity, loses, duplicates, delays, full }: Options): {
  states: number
  transitions: number
} {
  interface Plain {
    readonly wire: readonly number[]
    readonly last: number
    readonly lost: number
    readonly doubled: number
    readonly delayed: number
  }
  const sorted = (wire: readonly number[]) => (order === 'any' ? [...wire].sort() : wire)
  const start: Plain = { wire: [], last: 0, lost: 0, doubled: 0, delayed: 0 }
  const seen = new Map([[JSON.stringify(start), start]])
  let transitions = 0
  for (const s of seen.values()) {
    const go = (next: Plain) => {
      transitions++
      const to = { ...next, wire: sorted(next.wire) }
      if (!seen.has(JSON.stringify(to))) seen.set(JSON.stringify(to), to)
    }
    for (const m of [0, 1]) {
      if (s.wire.length < capacity) go({ ...s, wire: [...s.wire, m] })
      else if (full === 'drops') go(s)
    }
    // equal messages of a bag are taken, lost and doubled once
    const places = s.wire.map((_, i) => i).filter((i) => order === 'fifo' || s.wire.indexOf(s.wire[i] as number) === i)
    const without = (i: number) => s.wire.filter((_, k) => k !== i)
    for (const i of order === 'fifo' ? places.slice(0, 1) : places)
      go({ ...s, wire: without(i), last: s.wire[i] as number })
    for (const i of places) {
      const m = s.wire[i] as number
      if (loses === 'unlimited') go({ ...s, wire: without(i) })
      else if (s.lost < loses) go({ ...s, wire: without(i), lost: s.lost + 1 })
      if (s.doubled < duplicates && s.wire.length < capacity)
        go({ ...s, wire: [...s.wire.slice(0, i), m, ...s.wire.slice(i)], doubled: s.doubled + 1 })
      if (order === 'fifo' && s.delayed < delays && i < s.wire.length - 1)
        go({ ...s, wire: [...without(i), m], delayed: s.delayed + 1 })
    }
  }
  return { states: seen.size, transitions }
}

describe('a link', () => {
  const all: Options[] = []
  for (const order of ['fifo', 'any'] as const)
    for (const capacity of [1, 2, 3])
      for (const loses of [0, 1, 'unlimited'] as const)
        for (const duplicates of [0, 2])
          for (const delays of order === 'fifo' ? [0, 1] : [0])
            for (const full of ['blocks', 'drops'] as const)
              all.push({ order, capacity, loses, duplicates, delays, full })

  it(`has the states and transitions of a plain search (${all.length} kinds)`, async () => {
    for (const options of all) {
      const { states, transitions, error } = await check(anything(options))
      expect({ options, error, states, transitions }).toEqual({ options, error: undefined, ...naively(options) })
    }
  })

  it('is a model error if it is full, unless something else is said', async () => {
    const options: Options = { order: 'any', capacity: 2, loses: 0, duplicates: 0, delays: 0, full: 'error' }
    const { error } = await check(anything(options))
    expect(error).toMatchObject({
      code: 'queue-full',
      message: expect.stringContaining('wire is full: it holds at most 2'),
    })
    const { error: unsaid } = await check(anything({ ...options, full: undefined as Any }))
    expect(unsaid?.code).toBe('queue-full')
  })

  it('takes by pattern, and the step cannot be taken if nothing fits', async () => {
    const Message = struct({ ack: bool, n: int(0, 1) })
    for (const order of ['fifo', 'any'] as const) {
      const Wire = link({ message: Message, capacity: 2, order })
      const state = { wire: Wire, got: bool }
      const made = model({
        name: 'm',
        state,
        init: (s: Any) => {
          Wire.send(s.wire, { ack: false, n: 0 })
          Wire.send(s.wire, { ack: true, n: 1 })
        },
        actions: {
          hear: (s: Any, choose: Any) => {
            const { n } = Wire.take(s.wire, choose, (m) => m.ack)
            s.got = n === 1
          },
        },
        resting: () => true,
        reachable: { got: (s: Any) => s.got },
        invariants: {
          'ready as it takes': (s: Any) => s.got || Wire.isReady(s.wire, (m) => m.ack) === (order === 'any'),
        },
      } as Any)
      const result = await check(made)
      const verdict = (name: string) => result.properties.find((one) => one.name === name)?.verdict
      // in order, the first message has to be taken before
      expect(verdict('got')).toBe(order === 'any' ? 'holds' : 'violated')
      expect(verdict('ready as it takes')).toBe('holds')
    }
  })

  it('has a lane of its own in stories, and its capacity is named where it blocks', async () => {
    const Wire = link({ from: 'client', to: 'server', message: bool, capacity: 1, full: 'blocks', loses: 1 })
    const state = { wire: Wire, sent: int(0, 3) }
    const client = process(state, {
      steps: {
        send: (s) => {
          Wire.send(s.wire, true)
          s.sent = Math.min(3, s.sent + 1)
        },
      },
    })
    const made = model({ name: 'm', state, processes: { client }, reachable: { thrice: (s) => s.sent === 3 } })
    const result = await check(made)
    const deadlock = result.properties.find(({ name }) => name === 'no deadlock')
    expect(deadlock).toMatchObject({ verdict: 'violated' })
    expect(deadlock?.notes?.join(' ')).toContain('wire has reached its capacity of 1')
    expect(result.properties.find(({ name }) => name === 'thrice')).toMatchObject({ verdict: 'violated' })
    const twice = await check(
      model({ name: 'm', state, processes: { client }, reachable: { twice: (s) => s.sent === 2 } }),
    )
    expect(twice.properties[0]?.witness?.steps.map(({ actor, name }) => `${actor}: ${name}`)).toEqual([
      'client: send',
      'client to server: loses',
      'client: send',
    ])
  })

  it('does not count as a process of a model that has only actions', async () => {
    const Wire = link({ message: bool, capacity: 1, loses: 1 })
    const state = { wire: Wire, sent: bool }
    const made = (more: object) =>
      model({
        name: 'm',
        state,
        actions: {
          send: {
            when: (s) => !s.sent,
            do: (s) => {
              Wire.send(s.wire, true)
              s.sent = true
            },
          },
        },
        ...more,
      })
    for (const [more, verdict] of [
      [{}, 'violated'],
      [{ resting: () => true }, 'holds'],
      [{ resting: (s: Any) => s.wire.size === 0 }, 'violated'],
      [{ resting: (s: Any) => s.wire.size === 1 || s.sent }, 'holds'],
    ] as const) {
      const alone = made(more)
      const composed = compose({ name: 'c', modules: { m: alone } })
      for (const one of [alone, composed]) {
        const { properties, error } = await check(one)
        expect(error).toBeUndefined()
        expect(properties.find(({ name }) => name === 'no deadlock')?.verdict).toBe(verdict)
      }
    }
    const result = await check(made({}))
    const story = renderUnexpected([result], { width: 200, color: false })
    expect(story).toContain('is a deadlock: no step or action is enabled. If the model may stop here, declare it')
    const [trace] = result.properties.flatMap(({ counterexample }) => counterexample ?? [])
    expect(whyDeadlock(trace as Trace)).toBe('the model does not declare this state as resting')
  })

  it.each(['fifo', 'any'] as const)('may be one of an array, of which each loses, in order %s', async (order) => {
    const Node = ref('node', 2)
    const Wire = link({
      message: int(0, 1),
      capacity: 2,
      order,
      loses: 1,
      duplicates: 1,
      delays: order === 'fifo' ? 1 : 0,
    })
    const state = { inbox: array(Node, Wire) }
    const node = process(state, {
      instances: Node,
      alike: true,
      steps: {
        send: (s, me, choose) => {
          const to = choose(idsOf(Node).filter((id) => id !== me.id))
          Wire.send(s.inbox[to], choose([0, 1]))
          return 'wait'
        },
        wait: () => {},
      },
      resting: ['wait'],
    })
    const lost = (s: Any) =>
      [...s.inbox].every((one: Any) => one.size === 0) && s.node.every((one: Any) => one.at === 'wait')
    const made = model({
      name: 'm',
      state,
      processes: { node },
      reachable: {
        'one lost, one left': (s) =>
          s.node.every(({ at }) => at === 'wait') && [...s.inbox].some((one) => one.size === 0),
        'both lost': lost,
        'one is there twice': (s) => [...s.inbox].some((one) => one.size === 2),
      },
    })
    const designs = spec({ name: 'm', model: () => made, designs: { only: {} } } as Any) as unknown as Spec
    const result = await checkDesign(designs, 'only', { exhaustive: true, symmetry: 'prove' })
    expect(result.error).toBeUndefined()
    // with one loss at most, one message stays
    expect(result.properties.map(({ verdict }) => verdict)).toEqual(['holds', 'violated', 'holds', 'holds'])
    expect(result.properties[0]?.witness?.steps.at(-1)).toMatchObject({ actor: 'inbox link', name: 'loses' })
    expect((await check(made)).states).toBe(result.states)
  })

  it('is refused inside other types, if nothing there could lose its messages', () => {
    const Wire = link({ message: bool, capacity: 1, loses: 1 })
    const Net = partition(ref('zone', 2), { cuts: 1 })
    const inside = (state: Any) => () => model({ name: 'm', state })
    expect(inside({ a: struct({ wire: Wire }) })).toThrow(
      'state.a.wire: a link that loses, duplicates or delays messages must be a variable of the state, or an array of them: declare it there',
    )
    expect(inside({ a: mapOf(bool, struct({ wires: array(2, Wire) })) })).toThrow('state.a[].wires[]: a link that')
    expect(inside({ a: array(2, Net) })).toThrow(
      'state.a[]: a partition that is cut or heals by itself must be a variable of the state: declare it there',
    )
    const own = { n: bool }
    const worker = process(own, { local: { wire: Wire }, steps: { a: () => {} } })
    expect(() => model({ name: 'm', state: own, processes: { worker } })).toThrow(
      "'wire' of process 'worker': a link that",
    )
    expect(inside({ a: struct({ wire: link({ message: bool, capacity: 1 }) }) })).not.toThrow()
  })

  it('is refused with a wrong option', () => {
    const given = { message: bool, capacity: 2 }
    const wrong: Any[] = [
      undefined,
      { capacity: 2 },
      { ...given, capacity: 0 },
      { ...given, order: 'lifo' },
      { ...given, full: 'waits' },
      { ...given, from: 'a' },
      { ...given, delays: 1 },
      { ...given, looses: 1 },
    ]
    for (const options of wrong) expect(() => link(options), JSON.stringify(options)).toThrow(SpecError)
    const Wire = link({ ...given, from: 'a', to: 'b', loses: 1 })
    expect(() => model({ name: 'm', state: { one: Wire, other: Wire }, actions: { go: () => {} } })).toThrow(
      'is called',
    )
    expect(() => check(model({ name: 'm', state: { w: link({ ...given, loses: 'often' as Any }) } }))).toThrow('budget')
  })
})

describe('a partition', () => {
  const Node = ref('node', 3)
  const Net = partition(Node, { cuts: 2 })

  it('starts whole, is cut both ways, and heals', async () => {
    const state = { net: Net }
    const node = process(state, { instances: Node, steps: { run: () => {} }, resting: ['run'] })
    const made = model({
      name: 'm',
      state,
      processes: { node },
      invariants: {
        'both ways': (s) =>
          idsOf(Node).every((a) => idsOf(Node).every((b) => Net.connects(s.net, a, b) === Net.connects(s.net, b, a))),
        'a node hears itself': (s) => idsOf(Node).every((a) => Net.connects(s.net, a, a)),
      },
      reachable: {
        'partial: two cannot hear each other, and both hear the third': (s) =>
          idsOf(Node).some((a) =>
            idsOf(Node).some((b) =>
              idsOf(Node).some(
                (c) => !Net.connects(s.net, a, b) && Net.connects(s.net, a, c) && Net.connects(s.net, b, c),
              ),
            ),
          ),
      },
      temporal: ({ canAlwaysReach }) => ({ heals: canAlwaysReach((s) => s.net.size === 0) }),
    })
    const result = await check(made)
    expect(result.error).toBeUndefined()
    // with no cut used: 1; with one: whole again, or one of 3 pairs; with both: whole, one of 3 pairs, or two of them
    expect(result.states).toBe(1 + (1 + 3) + (1 + 3 + 3))
    expect(result.properties.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds', 'holds', 'holds'])
  })

  it('is cut and healed by steps of the model', async () => {
    const Plain = partition(Node)
    const state = { net: Plain, heard: array(Node, bool) }
    const node = process(state, {
      instances: Node,
      alike: true,
      steps: {
        say: (s, me, choose) => {
          const to = choose(idsOf(Node).filter((id) => id !== me.id))
          assume(Plain.connects(s.net, me.id, to))
          s.heard[to] = true
        },
      },
      resting: ['say'],
    })
    const made = model({
      name: 'm',
      state,
      processes: { node },
      actions: {
        cut: (s, choose) => Plain.cut(s.net, choose(idsOf(Node)), choose(idsOf(Node))),
        heal: (s, choose) => Plain.heal(s.net, choose(idsOf(Node)), choose(idsOf(Node))),
      },
      temporal: ({ canAlwaysReach }) => ({ 'all hear': canAlwaysReach((s) => s.heard.every((heard) => heard)) }),
    })
    const result = await check(made)
    expect(result.error).toBeUndefined()
    expect(result.states).toBe(8 * 8)
    expect(result.properties[0]?.verdict).toBe('holds')
  })

  it('is refused for what is no set of ids', () => {
    for (const wrong of [3, setOf(bool), undefined] as Any[]) expect(() => partition(wrong)).toThrow(SpecError)
    expect(() => partition(Node, { heals: 1 } as Any)).toThrow('expected true or false')
  })
})
