import { bool, compose, crash, int, model, optional, pause, process, spec, timer } from 'allways'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/engine/compile/program.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import { checkDesign } from '../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: models of every type
type Any = any

const check = (made: Any, options: object = {}) =>
  checkDesign(spec({ name: 'm', model: () => made, designs: { only: {} } } as Any) as Any, 'only', options as Any)
const verdicts = async (made: Any) =>
  Object.fromEntries((await check(made)).properties.map(({ name, verdict }) => [name, verdict]))

/** A client checks its lease, then writes. Pauses between the two let an old holder write. */
const leases = ({ pauses = 1, fenced = false }: { pauses?: number | 'unlimited'; fenced?: boolean }) => {
  const state = { lease: timer(2), holder: optional(int(0, 1)), token: int(0, 2), written: int(0, 2), stale: bool }
  const client = process(state, {
    instances: 2,
    local: { token: int(0, 2) },
    steps: {
      acquire: {
        when: (s) => !s.lease.running && s.token < 2,
        do: (s, me) => {
          s.holder = me.id
          s.lease.start(2)
          me.token = ++s.token
          return 'check'
        },
      },
      check: (s, me) => (s.holder === me.id && s.lease.running && !s.lease.due ? 'write' : 'acquire'),
      write: {
        takes: [0, 0],
        do: (s, me) => {
          if (!fenced || me.token >= s.written) {
            s.stale = s.written > me.token
            s.written = me.token
          }
          return 'acquire'
        },
      },
    },
    resting: ['acquire', 'check', 'write'],
    faults: { 'gc pause': pause({ budget: pauses, at: ['check', 'write'] }) },
  })
  return model({
    name: 'leases',
    state,
    processes: { client },
    actions: { 'the lease ends': { when: (s) => s.lease.due, do: (s) => s.lease.stop() } },
    invariants: { 'no older write over a newer one': (s) => !s.stale },
  })
}

describe('a pause', () => {
  it('between check and write lets an old holder write, and a fencing token prevents it', async () => {
    const name = 'no older write over a newer one'
    expect((await verdicts(leases({ pauses: 0 })))[name]).toBe('holds')
    expect((await verdicts(leases({ pauses: 1 })))[name]).toBe('violated')
    expect((await verdicts(leases({ pauses: 1, fenced: true })))[name]).toBe('holds')
    expect((await verdicts(leases({ pauses: 'unlimited', fenced: true })))[name]).toBe('holds')
  })

  const twins = (budget: number, byHand: boolean): Any => {
    const state = { n: int(0, 3) }
    const local: Any = { mine: int(0, 1), ...(byHand ? { paused: bool } : {}) }
    const runs = (when: (s: Any, me: Any) => boolean) =>
      byHand ? (s: Any, me: Any) => !me.paused && when(s, me) : when
    const worker = process(state, {
      instances: 2,
      local,
      steps: {
        a: {
          when: runs((s) => s.n < 3),
          do: (s: Any, me: Any) => {
            s.n++
            me.mine = 1
            return 'b'
          },
        },
        b: { when: runs(() => true), do: () => 'done' },
      },
      terminal: ['done'],
      faults: byHand
        ? {
            stop: {
              budget,
              at: ['a', 'b'],
              when: (_s: Any, me: Any) => !me.paused,
              do: (_s: Any, me: Any) => {
                me.paused = true
              },
            },
            goes: {
              budget: 'unlimited',
              when: (_s: Any, me: Any) => me.paused,
              do: (_s: Any, me: Any) => {
                me.paused = false
              },
            },
            kill: {
              budget: 1,
              do: (_s: Any, me: Any) => {
                me.paused = false
                return 'a'
              },
            },
          }
        : { stop: pause({ budget }), kill: crash({ budget: 1 }) },
    } as Any)
    return model({ name: 'm', state, processes: { worker }, invariants: { one: (s: Any) => s.n < 4 } } as Any)
  }

  it('has the states and transitions of the same model with a variable and guards', async () => {
    for (const budget of [1, 2]) {
      const [own, other] = [await check(twins(budget, false)), await check(twins(budget, true))]
      expect([own.states, own.transitions, own.complete]).toEqual([other.states, other.transitions, true])
    }
  })

  it('is followed by both executions alike, state by state', async () => {
    const made = twins(2, false)
    const [program, reference] = [compile(made), interpreter(made)]
    const level = reference.initials().map(({ state }) => state)
    const seen = new Set(level.map((state) => JSON.stringify(state)))
    for (const from of level) {
      const fast: unknown[] = []
      program.codec.encode(from, program.register)
      program.each((action) => void fast.push([action, program.codec.decode(program.register)]))
      const slow = reference.successors(from)
      expect(fast).toEqual(slow.map(({ action, state }) => [action, state]))
      for (const { state } of slow) {
        const before = seen.size
        if (seen.add(JSON.stringify(state)).size > before) level.push(state)
      }
    }
    expect(seen.size).toBe((await check(made)).states)
  })

  const waits = (more: object, fair: Any = undefined, budget: Any = 1): Any => {
    const state = { done: bool }
    const worker = process(state, {
      steps: {
        work: (s: Any) => {
          s.done = true
          return 'rest'
        },
      },
      terminal: ['rest'],
      faults: { stop: pause({ budget }) },
      ...more,
    } as Any)
    return model({
      name: 'm',
      state,
      processes: { worker },
      ...(fair === undefined ? {} : { fair }),
      temporal: ({ eventually }: Any) => ({ done: eventually((s: Any) => s.done) }),
    } as Any)
  }

  it('ends by itself, is no deadlock, and a budget without end is no way on', async () => {
    expect(await verdicts(waits({}))).toEqual({ 'no deadlock': 'holds', done: 'violated' })
    for (const fair of [true, 'strong']) expect((await verdicts(waits({ fair }))).done).toBe('holds')
    for (const fair of [true, [{ steps: ['worker'] }]]) expect((await verdicts(waits({}, fair))).done).toBe('holds')
    // weak fairness does not help an instance that is paused again and again, strong fairness does
    expect((await verdicts(waits({ fair: true }, undefined, 'unlimited'))).done).toBe('violated')
    expect((await verdicts(waits({ fair: 'strong' }, undefined, 'unlimited'))).done).toBe('holds')
    expect((await verdicts(waits({}, [{ steps: ['worker'], strength: 'strong' }], 'unlimited'))).done).toBe('holds')
    const stuck = waits({ steps: { work: { when: () => false, do: () => {} } }, terminal: [] })
    expect((await verdicts(stuck))['no deadlock']).toBe('violated')
  })

  it('keeps its meaning in a module, and with alike instances', async () => {
    const made = compose({ name: 'all', modules: { part: waits({ fair: true }) } } as Any)
    expect((await verdicts(made))['part: done']).toBe('holds')
    const one = await check(waits({ instances: 3, alike: true, fair: true }))
    const all = await check(waits({ instances: 3, fair: true }))
    expect([one.states, one.transitions]).toEqual([all.states, all.transitions])
    expect((await verdicts(waits({ instances: 3, alike: true, fair: true }))).done).toBe('holds')
  })

  it('says what is wrong with one', () => {
    const faulty =
      (faults: object, more: object = {}) =>
      () =>
        waits({ faults, ...more })
    expect(() => pause(undefined as Any)).toThrow('pause got undefined: expected options')
    expect(() => pause({ budget: 1, restartsAt: 'a' } as Any)).toThrow(/restartsAt/)
    expect(faulty({ stop: { ...pause({ budget: 1 }), do: () => {} } })).toThrow('a pause does nothing else')
    expect(faulty({ a: pause({ budget: 1 }), b: pause({ budget: 2 }) })).toThrow(
      "the faults 'a' and 'b' are pauses of one process: keep one, with the sum of their budgets",
    )
    expect(faulty({ a: pause({ budget: 1 }) }, { local: { paused: bool } })).toThrow(
      /a local variable is called 'paused'/,
    )
    expect(faulty({ a: pause({ budget: 1 }) }, { terminal: ['rest', 'a ends'] })).toThrow(/is called 'a ends'/)
    expect(() => model({ name: 'm', state: { n: bool }, faults: { stop: pause({ budget: 1 }) } } as Any)).toThrow(
      'is a pause, but not of a process',
    )
  })
})
