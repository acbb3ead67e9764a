import {
  array,
  bool,
  int,
  type MapView,
  type Model,
  mapOf,
  model,
  optional,
  process,
  type QueueView,
  queue,
  setOf,
  spec,
  struct,
} from 'allways'
import { describe, expect, it } from 'vitest'
import type { Result } from '../../src/result.ts'
import { type CheckDesignOptions, checkDesign } from '../../src/run/check.ts'

const check = (make: () => Model, options?: CheckDesignOptions): Promise<Result> =>
  checkDesign(spec({ name: 'test', model: make, designs: { only: {} } }), 'only', options)

const counter =
  (top: number, invariant: (n: number) => boolean = () => true) =>
  () =>
    model({
      name: 'counter',
      state: { n: int(0, top) },
      actions: { up: { when: (s) => s.n < top, do: (s) => void s.n++ } },
      resting: (s) => s.n === top,
      invariants: { bounded: (s) => invariant(s.n) },
    })

const failing = (act: (s: { n: number; flags: boolean[] }) => unknown, when?: (s: { n: number }) => unknown) => () => {
  const state = { n: int(0, 3), flags: array(2, bool) }
  return model({
    name: 'failing',
    state,
    actions: {
      up: { when: (s) => s.n < 2, do: (s) => void s.n++ },
      act: { when: (s) => (when === undefined ? s.n === 2 : (when(s) as boolean)), do: (s) => void act(s as never) },
    },
  })
}

describe('checkDesign', () => {
  it('explores everything and says holds only then', async () => {
    const result = await check(counter(1000))
    expect(result).toMatchObject({ states: 1001, transitions: 1000, depth: 1000, complete: true })
    expect(result.properties.map((p) => [p.name, p.verdict])).toEqual([
      ['bounded', 'holds'],
      ['no deadlock', 'holds'],
    ])
  })

  it('finds the shortest counterexample, and the same one every time', async () => {
    const [first, second] = [await check(counter(1000, (n) => n < 7)), await check(counter(1000, (n) => n < 7))]
    expect(first.properties[0]?.counterexample?.steps).toHaveLength(7)
    expect(first.properties).toEqual(second.properties)
    expect(first.properties[0]?.counterexample?.steps[6]?.changes).toEqual([{ path: 'n', before: 6, after: 7 }])
  })

  it.each<[string, CheckDesignOptions, string]>([
    ['states', { maxStates: 500 }, 'states'],
    ['memory', { maxMemoryBytes: 20_000 }, 'memory'],
    ['seconds', { maxSeconds: 0 }, 'seconds'],
    ['an interruption', { signal: AbortSignal.abort() }, 'interrupted'],
  ])('ends in unknown at a limit of %s', async (_, options, limit) => {
    const result = await check(counter(100_000), options)
    expect(result).toMatchObject({ complete: false, limit })
    expect(result.properties.every((p) => p.verdict === 'unknown' && !p.ok)).toBe(true)
    expect(result.states).toBeLessThanOrEqual(options.maxStates ?? 100_001)
  })

  it('keeps a violation that was found before the limit', async () => {
    const result = await check(
      counter(100_000, (n) => n < 7),
      { maxStates: 500 },
    )
    expect(result.properties.map((p) => p.verdict)).toEqual(['violated', 'unknown'])
  })

  let outside = 0
  it.each<[string, string, () => Model]>([
    [
      'a value out of range',
      'value-out-of-range',
      failing((s) => {
        s.n = 9
      }),
    ],
    [
      'a wrong element of an array',
      'value-out-of-range',
      failing((s) => {
        s.flags[1] = 3 as never
      }),
    ],
    [
      'an index before an array',
      'value-out-of-range',
      failing((s) => {
        s.flags[-1] = true
      }),
    ],
    [
      'an index between two elements',
      'value-out-of-range',
      failing((s) => {
        s.flags[0.5] = true
      }),
    ],
    [
      'an index behind an array',
      'value-out-of-range',
      failing((s) => {
        s.flags[2] = true
      }),
    ],
    [
      'an error that the step catches',
      'value-out-of-range',
      failing((s) => {
        try {
          s.n = 9
        } catch {}
      }),
    ],
    [
      'a step that throws',
      'step-threw',
      failing(() => {
        throw new Error('no')
      }),
    ],
    [
      'a guard that throws',
      'step-threw',
      failing(
        () => 0,
        (s) => {
          if (s.n === 2) throw new Error('no')
          return false
        },
      ),
    ],
    [
      'a guard that says neither yes nor no',
      'step-threw',
      failing(
        () => 0,
        (s) => s.n,
      ),
    ],
    [
      'the clock',
      'not-a-function',
      failing((s) => {
        s.n = Date.now() % 2
      }),
    ],
    [
      'a clock that the step catches',
      'not-a-function',
      failing(() => {
        try {
          new Date()
        } catch {}
      }),
    ],
    [
      'chance',
      'not-a-function',
      failing((s) => {
        s.n = Math.random() < 0.5 ? 0 : 1
      }),
    ],
    [
      'a variable outside the state',
      'not-a-function',
      failing((s) => {
        s.n = outside++ % 3
      }),
    ],
    ['a promise', 'not-a-function', failing(async () => {})],
  ])('reports %s as a model error, with the way there', async (name, code, make) => {
    const result = await check(name === 'a promise' ? asynchronous : make)
    expect(result.error?.code).toBe(code)
    expect(result.complete).toBe(false)
    expect(result.properties.every((p) => p.verdict === 'unknown')).toBe(true)
  })

  const asynchronous = () =>
    model({ name: 'async', state: { n: int(0, 1) }, actions: { later: { do: (async () => {}) as () => void } } })

  it('shows the trace that leads to a model error, and names the step', async () => {
    const { error } = await check(
      failing((s) => {
        s.n = 9
      }),
    )
    expect(error?.step).toBe('act')
    expect(error?.trace?.steps.map((step) => step.name)).toEqual(['up', 'up'])
    expect(error?.message).toContain('n was given 9, which is not in int(0, 3)')
  })

  it('reports an unknown label, a model without initial state, and a type that is refused', async () => {
    const state = { n: int(0, 1) }
    const lost = process(state, { steps: { go: () => 'nowhere' as 'go' } })
    expect((await check(() => model({ name: 'm', state, processes: { lost } }))).error?.code).toBe('unknown-label')
    const none = () =>
      model({
        name: 'm',
        state,
        init: (s, choose) => {
          s.n = choose([])
        },
      })
    expect((await check(none)).error?.code).toBe('no-initial-state')
    const refused = () => model({ name: 'm', state: { o: optional(struct({ a: array(2, bool) })) } })
    expect((await check(refused)).error).toMatchObject({ code: 'bad-type', message: expect.stringContaining('o.a') })
  })

  it('says first that a place is gone, whatever is read there or written to it', async () => {
    const state = { b: optional(struct({ inner: struct({ x: bool }) })) }
    const act = (s: { b: { inner: { x: boolean } } | null }) => {
      s.b = { inner: { x: false } }
      const handle = s.b
      s.b = null
      handle.inner.x = undefined as never
    }
    const { error } = await check(() => model({ name: 'm', state, actions: { act } }))
    expect(error).toMatchObject({
      code: 'gone-place',
      message: expect.stringContaining('used b.inner through an old handle'),
    })
  })

  it.each<[string, (handle: { q: QueueView<boolean>; m: MapView<number, boolean> }) => void]>([
    ['pushed', (handle) => handle.q.push(3 as never)],
    ['set in a map', (handle) => void handle.m.set(7, 3 as never)],
  ])('says first that a place is gone, whatever is %s there', async (_, act) => {
    const state = { b: optional(struct({ q: queue(bool, 1), m: mapOf(int(0, 1), bool) })) }
    const make = () =>
      model({
        name: 'm',
        state,
        actions: {
          act: (s) => {
            s.b = { q: [], m: [] } as never
            const { q, m } = s.b as unknown as Parameters<typeof act>[0]
            s.b = null
            act({ q, m })
          },
        },
      })
    expect((await check(make)).error?.code).toBe('gone-place')
  })

  it('fails a step that writes outside of an array, even if it then has nothing to choose', async () => {
    const make = () =>
      model({
        name: 'm',
        state: { flags: array(1, bool) },
        actions: {
          act: (s, choose) => {
            s.flags[1] = true
            choose([])
          },
        },
      })
    const { error } = await check(make)
    expect(error).toMatchObject({
      code: 'value-out-of-range',
      message: expect.stringContaining('cannot assign flags[1]'),
    })
  })

  it.each<[string, (flags: boolean[]) => unknown]>([
    ['before its first element', (flags) => (flags[-1] = true)],
    ['after its last element', (flags) => (flags[1] = true)],
    ['between its elements', (flags) => (flags[0.5] = true)],
    ['one element more', (flags) => flags.push(false)],
    ['another length', (flags) => (flags.length = 0)],
  ])('fails a step that writes to an array %s, deep in the state space too', async (_, write) => {
    const make = () =>
      model({
        name: 'm',
        state: { n: int(0, 300), flags: array(1, bool) },
        actions: {
          count: { when: (s) => s.n < 300, do: (s) => void s.n++ },
          act: { when: (s) => s.n === 200, do: (s) => void write(s.flags as unknown as boolean[]) },
        },
      })
    const { error } = await check(make)
    expect(error).toMatchObject({ code: 'value-out-of-range', step: 'act' })
    expect(error?.trace?.steps).toHaveLength(200)
  })

  it('gives one handle to one place, so that handles can be compared', async () => {
    const twice = (get: () => unknown) => {
      const first = get()
      return first === get()
    }
    const state = {
      nodes: array(2, struct({ up: bool })),
      grid: array(2, array(2, bool)),
      one: optional(struct({ up: bool })),
      by: mapOf(int(0, 1), struct({ up: bool })),
      tags: setOf(bool),
      same: int(0, 7),
    }
    const make = () =>
      model({
        name: 'm',
        state,
        actions: {
          compare: (s) => {
            s.one = { up: true }
            s.by.set(0, { up: true })
            const same = [
              s.nodes.indexOf(s.nodes[1] as (typeof s.nodes)[0]) === 1,
              s.nodes[0] !== s.nodes[1],
              twice(() => s.grid) && twice(() => s.grid[0]),
              twice(() => s.one),
              twice(() => s.by.get(0)),
              twice(() => s.tags),
              twice(() => s.nodes),
            ]
            s.same = same.filter((yes) => yes).length
          },
        },
        reachable: { all: (s) => s.same === 7 && s.nodes.indexOf(s.nodes[1] as (typeof s.nodes)[0]) === 1 },
      })
    expect((await check(make)).properties[0]).toMatchObject({ verdict: 'holds' })
  })

  it('keeps what a step writes to an array after another step could choose nothing', async () => {
    const make = () =>
      model({
        name: 'm',
        state: { flags: array(2, bool) },
        actions: {
          blocked: (s, choose) => {
            s.flags.fill(true)
            choose([])
          },
          raise: (s) => {
            s.flags[0] = true
          },
        },
        reachable: { raised: (s) => s.flags[0] === true },
      })
    expect(await check(make)).toMatchObject({ states: 2, transitions: 2, properties: [{ verdict: 'holds' }, {}] })
  })

  it('refuses a state of very many parts at once, naming the place', async () => {
    const nested = mapOf(int(0, 39), mapOf(int(0, 39), mapOf(int(0, 39), struct({ x: bool }))))
    const result = await check(() => model({ name: 'm', state: { deep: nested } }))
    expect(result.error).toMatchObject({ code: 'unbounded-type', message: expect.stringContaining('deep.get(…)') })
  })

  it('finds nothing in a queue at an index that is no place of it', async () => {
    const act = (s: { q: QueueView<boolean>; found: number }) => {
      s.q.push(true)
      const asked = [s.q.at(0.5), s.q.removeAt(0.5), s.q.at(-1), s.q.removeAt(1), s.q.at(0)]
      s.found = asked.filter((value) => value !== undefined).length
      s.q.clear()
    }
    const make = () =>
      model({
        name: 'm',
        state: { q: queue(bool, 2), found: int(0, 5) },
        actions: { act },
        reachable: { one: (s) => s.found === 1 },
      })
    expect(await check(make)).toMatchObject({ states: 2, properties: [{ verdict: 'holds' }, {}] })
  })

  it('takes an array of optional structs as places: a kept handle sees what comes and goes', async () => {
    const make = () =>
      model({
        name: 'm',
        state: { slots: array(2, optional(struct({ up: bool }))), seen: int(0, 3) },
        actions: {
          act: (s) => {
            const slots = s.slots
            s.slots[0] = null
            s.slots[1] = { up: true }
            s.seen = slots[1]?.up === true && slots[0] === null ? 1 : 0
            slots[0] = { up: false }
            slots[1] = null
            if (s.seen === 1 && s.slots[0] !== null && s.slots[1] === null) s.seen = 2
          },
        },
        reachable: { seen: (s) => s.seen === 2 && s.slots[0]?.up === false },
      })
    expect(await check(make)).toMatchObject({ states: 2, properties: [{ verdict: 'holds' }, {}] })
  })

  it('calls a state a deadlock only where somebody must not wait', async () => {
    const state = { n: int(0, 1) }
    const waiting = (resting: boolean) => () => {
      const p = process(state, {
        steps: { wait: { when: (s) => s.n === 1, do: () => {} } },
        resting: resting ? ['wait'] : [],
      })
      return model({ name: 'm', state, processes: { p }, faults: { boom: { budget: 1, do: () => {} } } })
    }
    expect((await check(waiting(false))).properties[0]).toMatchObject({ verdict: 'violated' })
    expect((await check(waiting(true))).properties[0]).toMatchObject({ verdict: 'holds' })
  })

  it('counts a witness as found at once, and as missing only after everything', async () => {
    const make = (n: number) => () =>
      model({
        name: 'm',
        state: { n: int(0, 5) },
        actions: { up: { when: (s) => s.n < 3, do: (s) => void s.n++ } },
        reachable: { there: (s) => s.n === n },
      })
    expect((await check(make(2))).properties[0]).toMatchObject({ verdict: 'holds', witness: { steps: { length: 2 } } })
    expect((await check(make(4))).properties[0]).toMatchObject({ verdict: 'violated' })
    expect((await check(make(4), { maxStates: 2 })).properties[0]).toMatchObject({ verdict: 'unknown' })
  })
})
