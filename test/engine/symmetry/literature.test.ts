/** Published numbers of states and of orbits. */
import { array, bool, int, model, oneOf, optional, process, ref, setOf, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { idsOf } from '../../../src/language/ids.ts'
import { checkDesign } from '../../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: the steps of these models do not need types
type Any = any

/** The whole numbers of states and transitions, the number of orbits, and how far both rest on proof. */
async function countsOf(build: () => Any) {
  const design = spec({ name: 'counts', model: build, designs: { only: {} } } as Any)
  const { states, transitions, symmetry, error } = await checkDesign(design, 'only', {
    symmetry: 'prove',
    properties: [],
    exhaustive: true,
  })
  expect(error).toBeUndefined()
  return { whole: states, transitions, orbits: symmetry?.stored, claim: symmetry?.claim }
}

/** Two-phase commit of Gray and Lamport. Its resource managers only send; the transaction manager collects. */
function twoPhaseCommit(n: number) {
  const Manager = ref('manager', n)
  const state: Any = {
    decided: oneOf('init', 'committed', 'aborted'),
    prepared: setOf(Manager),
    sent: setOf(Manager),
    commit: bool,
    abort: bool,
  }
  const manager = process(state, {
    instances: Manager,
    alike: true,
    steps: {
      working: {
        do: (s: Any, me: Any, choose: Any) => {
          const how = choose(['prepare', 'abort', ...(s.commit ? ['commit'] : []), ...(s.abort ? ['obey'] : [])])
          if (how === 'prepare') {
            s.sent.add(me.id)
            return 'prepared'
          }
          return how === 'commit' ? 'committed' : 'aborted'
        },
      },
      prepared: {
        when: (s: Any) => s.commit || s.abort,
        do: (s: Any) => (s.commit ? 'committed' : 'aborted'),
      },
    },
    terminal: ['committed', 'aborted'],
  } as Any)
  const actions: Any = {
    receive: {
      do: (s: Any, choose: Any) => {
        const from = choose([...s.sent].filter((id) => !s.prepared.has(id)))
        s.prepared.add(from)
      },
      when: (s: Any) => s.decided === 'init',
    },
    commit: {
      when: (s: Any) => s.decided === 'init' && s.prepared.size === n,
      do: (s: Any) => {
        s.decided = 'committed'
        s.commit = true
      },
    },
    abort: {
      when: (s: Any) => s.decided === 'init',
      do: (s: Any) => {
        s.decided = 'aborted'
        s.abort = true
      },
    },
  }
  return model({ name: 'two-phase commit', state, processes: { manager }, actions } as Any)
}

/** Threads that read a counter, then write it plus one. */
function increments(n: number) {
  const state: Any = { counter: int(0, n) }
  const thread = process(state, {
    instances: ref('thread', n),
    alike: true,
    local: { seen: int(0, n) },
    steps: {
      read: (s: Any, me: Any) => {
        me.seen = s.counter
        return 'write'
      },
      write: (s: Any, me: Any) => {
        s.counter = me.seen + 1
        return 'done'
      },
    },
    terminal: ['done'],
  } as Any)
  return model({ name: 'increments', state, processes: { thread } } as Any)
}

/** The allocator of Merz: clients ask for a set of resources, get some at a time, and return some at a time. */
function allocator(n: number) {
  const Client = ref('client', n)
  const Resource = int(0, 1)
  const state: Any = { wanted: array(Client, setOf(Resource)), held: array(Client, setOf(Resource)) }
  const subsets = (of: Iterable<number>) => {
    const all = [...of]
    return [[0], [1], [0, 1]].filter((some) => some.every((one) => all.includes(one)))
  }
  const client = process(state, {
    instances: Client,
    alike: true,
    steps: {
      act: (s: Any, me: Any, choose: Any) => {
        const [wanted, held] = [s.wanted[me.id], s.held[me.id]]
        const free = [...wanted].filter((one) => idsOf(Client).every((id) => !s.held[id].has(one)))
        const ways = [
          ...(wanted.size === 0 && held.size === 0 ? subsets([0, 1]).map((some) => ['ask', some] as const) : []),
          ...subsets(free).map((some) => ['get', some] as const),
          ...subsets(held).map((some) => ['return', some] as const),
        ]
        const way = choose(ways.map((_, k) => k))
        const [how, some] = ways[way] as (typeof ways)[number]
        for (const one of some) {
          if (how === 'ask') wanted.add(one)
          if (how === 'get') wanted.delete(one)
          if (how === 'get') held.add(one)
          if (how === 'return') held.delete(one)
        }
        return 'act'
      },
    },
  } as Any)
  return model({ name: 'allocator', state, processes: { client } } as Any)
}

/**
 * The queue lock of Mellor-Crummey and Scott with the ten steps of `mcslock1.m`, an example of the Murphi distribution
 * (Stanford, 1992; in GitHub's ammubhave/6.823-lab under lab3handout/Murphi/ex/mux). Its comments have the counts. A test
 * that fails is a step that changes nothing there, and here.
 */
function queueLock(n: number) {
  const Thread = ref('thread', n)
  const state: Any = { lock: optional(Thread), next: array(Thread, optional(Thread)), locked: array(Thread, bool) }
  const thread = process(state, {
    instances: Thread,
    alike: true,
    local: { before: optional(Thread) },
    steps: {
      idle: (s: Any, me: Any) => {
        s.next[me.id] = null
        return 'swap'
      },
      swap: (s: Any, me: Any) => {
        me.before = s.lock
        s.lock = me.id
        return 'first'
      },
      first: (_: Any, me: Any) => (me.before === null ? 'inside' : 'shut'),
      shut: (s: Any, me: Any) => {
        s.locked[me.id] = true
        return 'link'
      },
      link: (s: Any, me: Any) => {
        s.next[me.before] = me.id
        return 'wait'
      },
      wait: (s: Any, me: Any) => (s.locked[me.id] ? 'wait' : 'inside'),
      inside: (s: Any, me: Any) => (s.next[me.id] === null ? 'last' : 'pass'),
      last: (s: Any, me: Any) => {
        if (s.lock !== me.id) return 'linked'
        s.lock = null
        return 'idle'
      },
      linked: (s: Any, me: Any) => (s.next[me.id] === null ? 'linked' : 'pass'),
      pass: (s: Any, me: Any) => {
        s.locked[s.next[me.id]] = false
        return 'idle'
      },
    },
  } as Any)
  const alone = (s: Any) => s.thread.filter(({ at }: Any) => at === 'inside').length <= 1
  return model({ name: 'queue lock', state, processes: { thread }, invariants: { alone } } as Any)
}

/** Peterson's lock for n processes, as in `n_peterson.m` beside it. One step looks at all others. */
function peterson(n: number) {
  const Proc = ref('proc', n)
  const state: Any = { level: array(Proc, int(0, n)), turn: array(n + 1, optional(Proc)) }
  const proc = process(state, {
    instances: Proc,
    alike: true,
    local: { j: int(0, n) },
    steps: {
      idle: (_: Any, me: Any) => {
        me.j = 1
        return 'ask'
      },
      ask: (s: Any, me: Any) => {
        s.level[me.id] = me.j
        return 'yield'
      },
      yield: (s: Any, me: Any) => {
        s.turn[me.j] = me.id
        return 'wait'
      },
      wait: (s: Any, me: Any) => {
        const isFirst = idsOf(Proc).every((id) => id === me.id || s.level[id] < me.j)
        if (!isFirst && s.turn[me.j] === me.id) return 'wait'
        me.j++
        return me.j < n ? 'ask' : 'inside'
      },
      inside: (s: Any, me: Any) => {
        s.level[me.id] = 1
        return 'idle'
      },
    },
  } as Any)
  const alone = (s: Any) => s.proc.filter(({ at }: Any) => at === 'inside').length <= 1
  return model({ name: 'peterson', state, processes: { proc }, invariants: { alone } } as Any)
}

describe('the orbits of published models', () => {
  it('are those of two-phase commit, where Stateright reports 665 for five managers', async () => {
    expect(await countsOf(() => twoPhaseCommit(3))).toMatchObject({ whole: 288, orbits: 80, claim: 'proved' })
    expect(await countsOf(() => twoPhaseCommit(5))).toMatchObject({ whole: 8832, orbits: 314, claim: 'proved' })
  })

  it.each([
    [2, 8],
    [3, 22],
    [4, 63],
  ])('are those of increments by %i threads', async (n, orbits) => {
    expect(await countsOf(() => increments(n))).toMatchObject({ orbits, claim: 'proved' })
  })

  it('are those of the simple allocator with three clients and two resources', async () => {
    expect(await countsOf(() => allocator(3))).toMatchObject({ whole: 400, orbits: 86, claim: 'proved' })
  })

  // in each state, each thread has one step
  it.each([
    [2, 159, 81],
    [3, 7597, 1285],
    [4, 554_221, 23_636],
  ])('are those of Murphi for a queue lock of %i threads', { timeout: 300_000 }, async (n, whole, orbits) => {
    const transitions = n * whole
    expect(await countsOf(() => queueLock(n))).toEqual({ whole, transitions, orbits, claim: 'proved' })
  })

  it.each([
    [3, 882, 172],
    [5, 628_868, 6770],
  ])(
    'are those of Murphi for the lock of Peterson for %i processes',
    { timeout: 300_000 },
    async (n, whole, orbits) => {
      const transitions = n * whole
      expect(await countsOf(() => peterson(n))).toEqual({ whole, transitions, orbits, claim: 'proved' })
    },
  )
})

/** The one-bit mutex of the tests of TLC, where symmetry gives wrong verdicts. It starves even two processes. */
function oneBitMutex() {
  const Proc = ref('proc', 2)
  const state: Any = { x: array(Proc, bool) }
  const step = (body: Any) => ({ fair: true, do: body })
  const proc = process(state, {
    instances: Proc,
    alike: true,
    local: { unchecked: setOf(Proc), other: Proc },
    init: (me: Any, choose: Any) => {
      me.other = choose(idsOf(Proc))
    },
    steps: {
      ncs: () => 'e1',
      e1: step((s: Any, me: Any) => {
        s.x[me.id] = true
        me.unchecked.assign(idsOf(Proc).filter((id) => id !== me.id))
        return 'e2'
      }),
      e2: step((_: Any, me: Any, choose: Any) => {
        if (me.unchecked.size === 0) return 'cs'
        me.other = choose([...me.unchecked])
        me.unchecked.delete(me.other)
        return 'e3'
      }),
      e3: step((s: Any, me: Any) => (s.x[me.other] ? 'e4' : 'e2')),
      e4: step((s: Any, me: Any) => {
        s.x[me.id] = false
        return 'e5'
      }),
      e5: { fair: true, when: (s: Any, me: Any) => !s.x[me.other], do: () => 'e1' },
      cs: step(() => 'f'),
      f: step((s: Any, me: Any) => {
        s.x[me.id] = false
        return 'ncs'
      }),
    },
    resting: ['ncs'],
  } as Any)
  const isInside = (s: Any) => s.proc.some(({ at }: Any) => at === 'cs')
  const wantsIn = (s: Any) => s.proc.some(({ at }: Any) => at === 'e2')
  return model({
    name: 'one-bit mutex',
    state,
    processes: { proc },
    temporal: ({ leadsTo }: Any) => ({
      // only one is inside at a time, so this says that each one leaves
      CriticalSectionExits: leadsTo(isInside, (s: Any) => !isInside(s)),
      // if nobody gets in, then all who want to starve
      StarvationFreedom: leadsTo(wantsIn, isInside),
    }),
  } as Any)
}

describe('the one-bit mutex', () => {
  it.each(['prove', 'off'] as const)(
    'has 127 states, and its critical section is left (symmetry: %s)',
    async (symmetry) => {
      const design = spec({ name: 'mutex', model: oneBitMutex, designs: { only: {} } } as Any)
      const { states, properties, error } = await checkDesign(design, 'only', { symmetry })
      expect(error).toBeUndefined()
      expect(states).toBe(127)
      expect(Object.fromEntries(properties.map(({ name, verdict }) => [name, verdict]))).toEqual({
        CriticalSectionExits: 'holds',
        StarvationFreedom: 'violated',
        'no deadlock': 'holds',
      })
    },
  )
})
