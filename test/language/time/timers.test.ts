import { describe, expect, it } from 'vitest'
import { compile } from '../../../src/engine/compile/program.ts'
import { compose } from '../../../src/language/compose.ts'
import { input } from '../../../src/language/input.ts'
import { link } from '../../../src/language/links/link.ts'
import { type Model, model } from '../../../src/language/model.ts'
import { action } from '../../../src/language/processes/action-of-each.ts'
import { process } from '../../../src/language/processes/process.ts'
import { spec } from '../../../src/language/spec.ts'
import { bool, int, queue, struct, timer, upTo } from '../../../src/language/types.ts'
import type { Plain } from '../../../src/plain.ts'
import { interpreter } from '../../../src/reference/interpret.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { assume } from '../../../src/runtime/assume.ts'
import { same } from '../../../src/runtime/same.ts'

const checked = (one: Model) => checkDesign(spec({ name: 'timed', model: () => one, designs: { one: {} } }), 'one')

/** The names of the transitions that both executions find, with the states that they lead to. */
function explored(one: Model): string[] {
  const program = compile(one)
  const reference = interpreter(one)
  const states: Plain[] = reference.initials().map(({ state }) => state)
  const seen = new Set(states.map((state) => JSON.stringify(state)))
  const found: string[] = []
  for (const state of states) {
    const slow = reference.successors(state)
    const fast: unknown[] = []
    program.codec.encode(state, program.register)
    program.each((action, picks) => fast.push([action, picks, program.codec.decode(program.register)]))
    expect(fast).toEqual(slow.map(({ action, picks, state }) => [action, picks, state]))
    for (const { action, state: next } of slow) {
      const text = JSON.stringify(next)
      found.push(`${one.actions[action]?.name} ${text}`)
      if (!seen.has(text)) states.push(next)
      seen.add(text)
    }
  }
  return found
}

describe('a timer', () => {
  it('hides how much is left unless time goes by units', async () => {
    const read = (units: boolean) =>
      model({
        name: 'm',
        state: { t: timer(3, { units: units as false }), n: int(0, 3) },
        actions: {
          start: { when: (s) => !s.t.running, do: (s) => s.t.start(3) },
          read: (s) => {
            s.n = (s.t as unknown as { left: number | null }).left ?? 0
          },
        },
      })
    const { error } = await checked(read(false))
    expect(error?.code).toBe('unknown-field')
    expect(error?.message).toContain('timer(max, { units: true })')
    const { error: none, states } = await checked(read(true))
    expect(none).toBe(undefined)
    expect(states).toBe(14)
  })

  it('cannot be compared by `same`, or be in a queue', async () => {
    const one = model({
      name: 'm',
      state: { a: struct({ t: timer(1) }), n: bool },
      actions: {
        compare: (s) => {
          s.n = same(s.a, s.a)
        },
      },
    })
    expect((await checked(one)).error?.code).toBe('composite-comparison')
    const queued = model({ name: 'm', state: { q: queue(struct({ t: timer(1) }), 2) }, actions: { idle: () => {} } })
    expect(() => compile(queued)).toThrow('a timer cannot be inside')
  })

  it('cannot be started with more than its maximum', async () => {
    const one = model({ name: 'm', state: { t: timer(3) }, actions: { start: (s) => s.t.start(4) } })
    const { error } = await checked(one)
    expect(error).toMatchObject({ code: 'value-out-of-range' })
    expect(error?.message).toContain('t was given 4, which is not in timer(3)')
  })

  it('stops time while it is due and urgent, which is a time lock if nothing else can happen', async () => {
    const one = model({
      name: 'm',
      state: { t: timer(3, { urgent: true }) },
      actions: { start: { when: (s) => !s.t.running, do: (s) => s.t.start(3) } },
      resting: () => true,
    })
    const { properties } = await checked(one)
    expect(properties[0]).toMatchObject({ verdict: 'violated', counterexample: { timeLock: ['t'] } })
    expect(properties[0]?.counterexample?.steps.map(({ name, time }) => [name, time])).toEqual([
      ['start', 0],
      ['time passes', 3],
    ])
  })
})

describe('a property in time', () => {
  it('says how long the run waits, and since when, also in a module', async () => {
    const part = () =>
      model({
        name: 'm',
        state: { asked: bool, t: timer(5) },
        actions: {
          ask: {
            when: (s) => !s.asked,
            do: (s) => {
              s.asked = true
              s.t.start(5)
            },
          },
        },
        resting: () => true,
        temporal: ({ leadsTo }) => ({
          answers: leadsTo(
            (s) => s.asked,
            (s) => s.t.due,
            { units: 2 },
          ),
        }),
      })
    for (const one of [part(), compose({ name: 'c', modules: { m: part() } })]) {
      const designs = spec({ name: 'timed', model: () => one as Model, designs: { one: {} } })
      const { properties } = await checkDesign(designs, 'one', { explain: () => true })
      const found = properties.find(({ kind }) => kind === 'invariant')
      expect(found).toMatchObject({ verdict: 'violated', notes: ['More than 2 units of time pass after step 1.'] })
      expect(found?.counterexample?.why?.parts).toEqual([])
    }
  })
})

describe('bounds in time', () => {
  it.each(['link', 'assume', 'choice'] as const)('begin when a step can be taken, as its %s says', async (how) => {
    const Wire = link({ message: bool, capacity: 1, order: 'fifo' })
    const state = { wire: Wire, until: timer(5), served: upTo(1) }
    const server = process(state, {
      steps: {
        serve: {
          takes: [1, 2],
          do: (s, _me, choose) => {
            if (how === 'assume') assume(s.wire.size > 0)
            if (how === 'choice') choose([...s.wire])
            Wire.take(s.wire, choose)
            s.served++
          },
        },
      },
      resting: ['serve'],
    })
    const made = model({
      name: 'm',
      state,
      processes: { server },
      init: (s) => s.until.start(5),
      actions: {
        asks: {
          when: (s) => s.until.due,
          do: (s) => {
            Wire.send(s.wire, true)
            s.until.stop()
          },
        },
      },
      reachable: { served: (s) => s.served === 1 },
    })
    expect(explored(made).length).toBeGreaterThan(4)
    const { properties, error } = await checked(made)
    expect(error).toBeUndefined()
    expect(properties.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(['served holds', 'no deadlock holds'])
    expect(properties[0]?.witness?.steps.map(({ name, time }) => [name, time])).toEqual([
      ['time passes', 5],
      ['asks', 5],
      ['time passes', 6],
      ['serve', 6],
    ])
  })

  it('leave the error of another guard as it is, with the steps that lead to it', async () => {
    const state = { n: int(0, 3) }
    const made = model({
      name: 'm',
      state,
      actions: {
        add: {
          takes: [1, 2],
          do: (s) => {
            s.n++
          },
        },
        look: {
          when: (s) => {
            return s.n === 1 && (s as { readonly gone?: boolean }).gone === true
          },
          do: () => {},
        },
      },
    })
    const { error } = await checked(made)
    expect(error?.message).toContain("'gone'")
    expect(error?.step).toBe('look')
    expect(error?.trace?.steps.map(({ name }) => name)).toEqual(['time passes', 'add'])
  })

  it('belong to each instance of an action', () => {
    const state = { n: int(0, 2) }
    const one = model({
      name: 'm',
      state,
      actions: {
        add: action(state, {
          instances: 2,
          takes: [1, 2],
          when: (s) => s.n < 2,
          do: (s) => {
            s.n++
          },
        }),
      },
    })
    const found = explored(one)
    expect(found).toContain('time passes {"n":0,"left for":{"add":[1,1]}}')
    expect(found.filter((text) => text.startsWith('add (1)')).length).toBeGreaterThan(2)
  })
})

describe('a composition', () => {
  const lease = () =>
    model({
      name: 'lease',
      state: { t: timer(4), up: input(bool, { changes: 0 }) },
      actions: {
        renew: { when: (s) => s.up, takes: [1, 1], do: (s) => s.t.start(4) },
      },
    })
  const clock = () => {
    const state = { t: timer(3, { urgent: true }), on: bool }
    const ticker = process(state, {
      local: { own: timer(2) },
      steps: {
        a: {
          takes: [0, 0],
          do: (s, me) => {
            s.t.start(3)
            me.own.start(2)
            return 'b'
          },
        },
        b: {
          when: (s) => s.t.due,
          do: (s) => {
            s.t.stop()
            s.on = !s.on
            return 'a'
          },
        },
      },
    })
    return model({
      name: 'clock',
      state,
      processes: { ticker },
      temporal: ({ leadsTo }) => ({
        'on within 3': leadsTo(
          (s) => !s.on,
          (s) => s.on,
          { units: 3 },
        ),
        'on within 2': leadsTo(
          (s) => !s.on,
          (s) => s.on,
          { units: 2 },
        ),
      }),
    })
  }

  it('moves the timers of all its modules by one action, and updates wired inputs', async () => {
    const one = compose({
      name: 'both',
      modules: { lease: lease(), clock: clock() },
      wire: { lease: { up: (s) => s.clock.t.due } },
      temporal: ({ leadsTo }) => ({
        'off within 3': leadsTo(
          (s) => s.clock.on,
          (s) => !s.clock.on,
          { units: 3 },
        ),
        'off within 2': leadsTo(
          (s) => s.clock.on,
          (s) => !s.clock.on,
          { units: 2 },
        ),
      }),
    }) as Model
    expect(one.actions.filter(({ isTime }) => isTime).length).toBe(1)
    expect(one.actions.at(-1)?.isTime).toBe(true)
    const passed = explored(one).filter((text) => text.startsWith('time passes'))
    expect(passed.length).toBeGreaterThan(2)
    for (const text of passed) {
      const { clock, lease } = JSON.parse(text.slice('time passes '.length))
      expect(lease.up).toBe(clock.t === 0)
    }
    const { properties } = await checked(one)
    const verdicts = Object.fromEntries(properties.map(({ name, verdict }) => [name, verdict]))
    expect(verdicts).toMatchObject({
      'clock: on within 3': 'holds',
      'clock: on within 2': 'violated',
      'off within 3': 'holds',
      'off within 2': 'violated',
    })
  })
})
