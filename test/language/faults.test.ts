import {
  array,
  bag,
  bool,
  crash,
  int,
  mapOf,
  model,
  oneOf,
  optional,
  process,
  queue,
  setOf,
  spec,
  struct,
} from 'allways'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/engine/compile/program.ts'
import type { Plain } from '../../src/plain.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import { checkDesign } from '../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a careless author passes
type Any = any
const state = { n: int(0, 9) }
const checked = (made: () => Any) => checkDesign(spec({ name: 'm', model: made, designs: { only: {} } }), 'only')

describe('crash', () => {
  const everything = {
    flag: bool,
    count: int(-2, 3),
    phase: oneOf('new', 'old'),
    held: optional(int(0, 2)),
    box: struct({ a: int(1, 4), inner: struct({ all: setOf(int(0, 3)) }) }),
    marks: array(3, bool),
    rows: array(2, struct({ n: int(0, 3) })),
    grid: array(2, array(2, int(0, 3))),
    known: mapOf(int(0, 2), bool),
    sent: queue(int(0, 2), 2),
    seen: bag(int(0, 2), 2),
  }
  const made = (budget: number | 'unlimited' = 1) => {
    const worker = process(state, {
      local: { kept: int(0, 3) },
      volatile: everything,
      steps: {
        boot: (_, me) => {
          me.flag = true
          me.count = 3
          me.phase = 'old'
          me.held = 1
          me.box = { a: 3, inner: { all: [1, 2] as Any } }
          me.marks.fill(true)
          for (const row of me.rows) row.n = 2
          for (const line of me.grid) line.fill(1)
          me.known.set(1, true)
          me.sent.push(2)
          me.seen.add(2)
          me.kept = 2
          return 'work'
        },
        work: (s) => {
          s.n = 1
          return 'end'
        },
      },
      terminal: ['end'],
      faults: { crash: crash({ budget, at: ['work', 'end'] }) },
    })
    return model({ name: 'm', state, processes: { worker } })
  }

  it('sets volatile variables of every type back, keeps the others, and goes to the first label, in both executions', () => {
    const program = compile(made())
    const reference = interpreter(made())
    const [start] = reference.initials()
    let at = start?.state as Plain
    for (const name of ['boot', 'crash']) {
      const slow = reference.successors(at).map(({ action, state }) => [made().actions[action]?.name, state] as const)
      program.codec.encode(at, program.register)
      const fast: [string | undefined, unknown][] = []
      program.each((action) => fast.push([made().actions[action]?.name, program.codec.decode(program.register)]))
      expect(fast).toEqual(slow)
      at = slow.find(([of]) => of === name)?.[1] as Plain
    }
    const { kept, ...after } = (at as Any).worker[0]
    const { kept: _, ...before } = (start as Any).state.worker[0]
    expect(after).toEqual(before)
    expect(kept).toBe(2)
  })

  it('may happen without a limit, at no cost of states, and is no way on', async () => {
    const found = await checked(() => made('unlimited'))
    expect(found.error).toBeUndefined()
    expect(made('unlimited').system.fields.faults).toBeUndefined()
    expect(found.states).toBe(6)
    const { states, properties } = await checked(() => {
      const worker = process(state, {
        steps: { a: { when: (s) => s.n > 0, do: () => {} } },
        faults: { crash: crash({ budget: 'unlimited' }) },
      })
      return model({ name: 'm', state, processes: { worker } })
    })
    expect(states).toBe(1)
    expect(properties).toMatchObject([{ name: 'no deadlock', verdict: 'violated' }])
  })

  it('restarts where it is said to, and does what else it is said to do', async () => {
    const { error, states, properties } = await checked(() => {
      const worker = process(state, {
        instances: 2,
        local: { lives: int(0, 2) },
        volatile: { busy: bool },
        steps: {
          boot: () => 'run',
          run: (_, me) => {
            me.busy = true
          },
        },
        terminal: ['down'],
        faults: {
          crash: {
            ...crash({ budget: 2, restartsAt: 'run' }),
            when: (s, me) => me.busy && s.n < 9,
            do: (s, me, choose) => {
              me.lives++
              s.n = choose([1, 2])
              return me.lives === 2 ? 'down' : undefined
            },
          },
        },
      })
      return model({
        ...{ name: 'm', state, processes: { worker } },
        invariants: { 'a crash forgets': (s) => s.worker.every((w) => w.at !== 'down' || !w.busy) },
        reachable: {
          'one is down': (s) => s.worker[0]?.at === 'down',
          'restarted at run': (s) => s.worker[0]?.at === 'run' && s.worker[0].lives === 1,
        },
      })
    })
    expect(error).toBeUndefined()
    expect(states).toBeGreaterThan(10)
    expect(properties.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds', 'holds'])
  })

  const steps = { a: () => {} }
  it.each<[string, Any, string]>([
    [
      'an unknown label',
      { steps, faults: { crash: crash({ budget: 1, restartsAt: 'b' } as Any) } },
      "crash 'crash' names 'b'",
    ],
    [
      'a budget that is no number',
      { steps, faults: { crash: crash({} as Any) } },
      "the budget of fault 'crash' is undefined",
    ],
    [
      'a variable that is both',
      { steps, local: { x: bool }, volatile: { x: bool } },
      "'x' is both in local and in volatile",
    ],
    ['a volatile variable with the name of another thing', { steps, volatile: { at: bool } }, "'at' hides"],
  ])('is refused with %s', (_, options, message) => {
    expect(() => process(state, options)).toThrow(message)
  })

  it('is refused with wrong options, and in the environment', () => {
    expect(() => crash({ budget: 1, restartAt: 'a' } as Any)).toThrow("crash: unknown option 'restartAt'")
    expect(() => crash(undefined as Any)).toThrow('crash got undefined')
    expect(() => model({ name: 'm', state, faults: { crash: crash({ budget: 1 }) as Any } })).toThrow(
      "fault 'crash' is a crash, but not of a process",
    )
  })
})
