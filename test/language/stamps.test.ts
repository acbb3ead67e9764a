import {
  array,
  bag,
  bool,
  fresh,
  type Id,
  idsOf,
  input,
  int,
  mapOf,
  model,
  newer,
  newest,
  older,
  optional,
  process,
  queue,
  ref,
  SpecError,
  setOf,
  spec,
  stamp,
  struct,
} from 'allways'
import { describe, expect, it } from 'vitest'
import { layoutOf } from '../../src/engine/compile/layout.ts'
import { successorsText } from '../../src/engine/compile/successors-text.ts'
import { stateGraph } from '../../src/graph/state-graph.ts'
import type { Model } from '../../src/language/model.ts'
import type { Spec } from '../../src/language/spec.ts'
import { continuation } from '../../src/report/words/run-sentences.ts'
import type { PropertyResult, Result, Trace } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { simulateDesign } from '../../src/run/simulate.ts'
import { replay, toCounterexample } from '../../src/trace/counterexample.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a careless author passes
type Any = any

const tool = { name: 'allways', version: '0' }
const check = (made: Any, options = {}): Promise<Result> =>
  checkDesign(spec({ name: 'm', model: () => made, designs: { only: {} } } as Any) as unknown as Spec, 'only', options)
const found = ({ properties }: Result, name: string) => properties.find((one) => one.name === name) as PropertyResult

/** Two nodes that each start a new term when they have lost the leadership. Each hears of a newer term and steps down. */
const partition = ({ terms = 3 }) => {
  const Term = stamp(terms)
  const Node = ref('node', 2)
  const state = { term: array(Node, Term), leads: array(Node, bool) }
  const node = process(state, {
    instances: Node,
    steps: {
      run: {
        when: (s, me) => !s.leads[me.id],
        do: (s, me) => {
          s.term[me.id] = fresh(Term)
          s.leads[me.id] = true
        },
      },
    },
    resting: ['run'],
  })
  return model({
    name: 'partition',
    state,
    processes: { node },
    actions: {
      hears: (s, choose) => {
        const from = choose(idsOf(Node))
        const to = choose(idsOf(Node).filter((id) => newer(s.term[from], s.term[id])))
        s.term[to] = s.term[from]
        s.leads[to] = false
      },
    },
    fair: true,
    invariants: {
      'one leader a term': (s) =>
        s.term.every((t, id) =>
          idsOf(Node).every((other) => other === id || !s.leads[id] || !s.leads[other] || s.term[other] !== t),
        ),
    },
    steps: {
      'no term goes back': (before, after) => idsOf(Node).every((id) => !newer(before.term[id], after.term[id])),
    },
    temporal: ({ eventuallyAlways }) => ({
      settles: eventuallyAlways((s) => s.leads.some((leads) => leads)),
      'one leads forever': eventuallyAlways((s) => s.leads[[...idsOf(Node)][0] as Id]),
    }),
  })
}

/** The same with counters that end. */
const counted = (most: number) => {
  const Term = int(0, most)
  const state = { term: array(2, Term), leads: array(2, bool), last: Term }
  const node = process(state, {
    instances: 2,
    steps: {
      run: {
        when: (s, me) => !s.leads[me.id] && s.last < most,
        do: (s, me) => {
          s.last++
          s.term[me.id] = s.last
          s.leads[me.id] = true
        },
      },
    },
    resting: ['run'],
  })
  return model({
    name: 'counted',
    state,
    processes: { node },
    actions: {
      hears: (s, choose) => {
        const from = choose([0, 1])
        const to = 1 - from
        if ((s.term[from] as number) <= (s.term[to] as number)) return
        s.term[to] = s.term[from] as number
        s.leads[to] = false
      },
    },
    fair: true,
    temporal: ({ eventuallyAlways, or }) => ({
      'one leads forever': or(
        eventuallyAlways((s) => s.leads[0] === true),
        eventuallyAlways((s) => s.leads[0] === false),
      ),
    }),
  })
}

describe('stamps', () => {
  it('start equal, and a fresh one is newer than all', async () => {
    const Term = stamp(3)
    const made = model({
      name: 'm',
      state: { a: Term, b: Term, c: optional(Term) },
      actions: {
        go: (s) => {
          s.a = fresh(Term)
          s.b = fresh(Term)
          s.c = newest(s.a, s.b)
        },
      },
      resting: () => true,
      reachable: {
        'equal at first': (s) => s.a === s.b && s.c === null && !newer(s.a, s.b) && !older(s.a, s.b),
        'b is newer': (s) => newer(s.b, s.a) && older(s.a, s.b) && s.c === s.b,
      },
      steps: { 'the new ones are newer': (before, after) => newer(after.a, before.b) && newer(after.b, after.a) },
    })
    const result = await check(made, { exhaustive: true })
    expect(result.error).toBeUndefined()
    expect(result.properties.map(({ verdict }) => verdict)).not.toContain('violated')
    // renewed forever, and two states: before the first renewal, and after it
    expect(result).toMatchObject({ complete: true, states: 2, transitions: 2 })
  })

  it('stand in every kind of place', async () => {
    const Term = stamp(4)
    const Message = struct({ term: Term, ok: bool })
    const state = {
      ...{ term: Term, sent: queue(Message, 2), lost: bag(Message, 2), seen: setOf(Term), by: mapOf(Term, bool) },
      ...{
        votes: mapOf(bool, Term),
        last: optional(Message),
        rows: array(2, struct({ t: Term })),
        pairs: setOf(Message),
      },
    }
    const made = model({
      name: 'm',
      state,
      actions: {
        go: (s, choose) => {
          const t = fresh(Term)
          s.sent.clear()
          s.lost.clear()
          s.seen.add(s.term)
          if (s.seen.size > 2) s.seen.delete([...s.seen][0] as Any)
          s.by.set(t, true)
          for (const k of [...s.by.keys()]) if (older(k, s.term)) s.by.delete(k)
          s.votes.set(choose([false, true]), s.term)
          if (s.votes.size === 2) s.votes.delete(false)
          s.sent.push({ term: t, ok: true })
          s.lost.add({ term: s.term, ok: false })
          s.last = { term: s.term, ok: true }
          ;(s.rows[0] as Any).t = t
          ;(s.rows[1] as Any).t = s.term
          s.pairs.assign([{ term: t, ok: true }])
          s.term = t
        },
      },
      invariants: {
        'what was sent is the newest': (s) =>
          s.sent.every((m) => m.term === s.term && s.seen.every((t) => newer(m.term, t))),
        'the keys are in order': (s) => [...s.by.keys()].every((k, i, all) => i === 0 || newer(k, all[i - 1] as Any)),
        'the set is in order': (s) => [...s.seen].every((t, i, all) => i === 0 || newer(t, all[i - 1] as Any)),
      },
    })
    const result = await check(made, { exhaustive: true })
    expect(result.error).toBeUndefined()
    expect(result.complete).toBe(true)
    expect(result.states).toBeLessThan(40)
    expect(result.properties.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds', 'holds'])
    const asTrees = await check(made, { exhaustive: true, flatWords: 1 })
    expect(asTrees).toMatchObject({ states: result.states, transitions: result.transitions, depth: result.depth })
  })

  it('can be made by `init`', async () => {
    const Term = stamp(3)
    const made = model({
      name: 'm',
      state: { a: Term, b: Term },
      init: (s, choose) => {
        if (choose([false, true])) s.b = fresh(Term)
      },
      actions: { stay: () => {} },
      reachable: { equal: (s) => s.a === s.b, newer: (s) => newer(s.b, s.a) },
    })
    expect(await check(made)).toMatchObject({ states: 2, properties: [{ verdict: 'holds' }, { verdict: 'holds' }, {}] })
  })

  it('of two types have two orders', async () => {
    const [Term, Version] = [stamp(2), stamp(2)]
    const made = model({
      name: 'm',
      state: { t: Term, u: Term, v: Version, w: Version },
      actions: {
        term: (s) => {
          s.t = fresh(Term)
        },
        version: (s) => {
          s.v = fresh(Version)
        },
      },
    })
    expect(await check(made)).toMatchObject({ states: 4, transitions: 8 })
  })
})

describe('a run that needs new stamps forever', () => {
  it('has few states: the leader that flips forever is a loop of four steps', async () => {
    const flips = partition({})
    const result = await check(flips)
    expect(result.error).toBeUndefined()
    const { verdict, counterexample: lasso } = found(result, 'one leads forever')
    expect(verdict).toBe('violated')
    expect((lasso as Trace).steps.length - ((lasso as Trace).loopAt as number)).toBe(4)
    expect(found(result, 'one leader a term').verdict).toBe('holds')
    expect(found(result, 'no term goes back').verdict).toBe('holds')
  })

  it('settles with every counter that ends', async () => {
    for (const most of [2, 4, 7]) {
      expect(found(await check(counted(most)), 'one leads forever'), `${most}`).toMatchObject({ verdict: 'holds' })
    }
  })

  it('is shown with the numbers of the run, and the report says that they differ', async () => {
    const result = await check(partition({}))
    const lasso = found(result, 'one leads forever').counterexample as Trace
    const terms = [lasso.initial, ...lasso.steps].map(({ state }) => Math.max(...((state as Any).term as number[])))
    // the highest term grows along the run
    expect(terms).toEqual([...terms].sort((a, b) => a - b))
    expect(terms.at(-1)).toBeGreaterThan(terms[lasso.loopAt as number] as number)
    expect(continuation(lasso)).toMatch(/^then back to the state after step \d+, with newer stamps in the same order, /)
  })

  it('is stored and replayed as it was, except for the numbers at the end of its loop', async () => {
    const flips = spec({ name: 'm', model: partition, designs: { only: {} } }) as unknown as Spec
    const result = await checkDesign(flips, 'only')
    const stored = JSON.parse(JSON.stringify(toCounterexample(result, found(result, 'one leads forever'), tool)))
    expect(replay(flips, stored)).toMatchObject({ ok: true })
    stored.loopAt++
    expect(replay(flips, stored)).toMatchObject({ ok: false, message: expect.stringContaining('does not lead back') })
  })

  it('counts as one that changes something, although it leads from a state to an equal one', async () => {
    const Term = stamp(1)
    const renewing = (strong: boolean) =>
      model({
        name: 'm',
        state: { term: Term, done: bool },
        actions: {
          renew: {
            do: (s: Any) => {
              s.term = fresh(Term)
            },
            fair: 'strong',
          },
          end: {
            do: (s: Any) => {
              s.done = true
            },
            ...(strong ? { fair: 'weak' as const } : {}),
          },
        },
        temporal: ({ eventually, taken, always }: Any) => ({
          ends: eventually((s: Any) => s.done),
          renews: always(eventually(taken('renew'))),
        }),
      } as Any)
    const free = await check(renewing(false))
    expect(free).toMatchObject({ states: 2, transitions: 4 })
    expect(found(free, 'ends')).toMatchObject({ verdict: 'violated' })
    expect(found(free, 'ends').counterexample).toMatchObject({ loopAt: 0, steps: [{ name: 'renew' }] })
    expect(found(free, 'renews').verdict).toBe('holds')
    expect(found(await check(renewing(true)), 'ends').verdict).toBe('holds')
  })

  it('has a graph, and random walks go on', async () => {
    const graph = await stateGraph('m', 'only', partition({}) as unknown as Model, 1000)
    expect(graph.getAttribute('complete')).toBe(true)
    expect(graph.order).toBe((await check(partition({}))).states)
    const walks = await simulateDesign(
      spec({ name: 'm', model: partition, designs: { only: {} } }) as unknown as Spec,
      'only',
      { walks: 20, depth: 50, seed: 1 } as Any,
    )
    expect((walks as Any).error).toBeUndefined()
  })
})

describe('errors about stamps', () => {
  const Term = stamp(2)
  const state = { a: Term, b: Term, c: optional(Term) }
  const failing = async (body: (s: Any, choose: Any) => unknown, more: Any = {}) =>
    (await check(model({ name: 'm', state, actions: { go: body }, ...more } as Any))).error

  it('too many in a state: the trace leads there', async () => {
    const error = await failing((s) => {
      s.c = s.b
      s.b = s.a
      s.a = fresh(Term)
    })
    expect(error?.code).toBe('too-many-stamps')
    expect(error?.message).toContain('a state with more than 2 different stamps of the stamp(2) in `a`, `b`, …')
    expect(error?.trace?.steps).toHaveLength(1)
  })

  it('too many in one step', async () => {
    const error = await failing((s) => {
      for (let k = 0; k < 3; k++) s.a = fresh(Term)
    })
    expect(error).toMatchObject({
      code: 'too-many-stamps',
      message: expect.stringContaining('made more than 2 stamps'),
    })
  })

  it.each([
    ['in a guard', { actions: { go: { when: () => newer(fresh(Term), fresh(Term)), do: () => {} } } }],
    ['in a property', { invariants: { p: () => newer(fresh(Term), fresh(Term)) } }],
  ])('`fresh` %s', async (_, more) => {
    const error = await failing((s) => {
      s.a = fresh(Term)
    }, more)
    expect(error?.message).toContain('`fresh` was called outside of a step')
  })

  it('`fresh` of a stamp that the state does not have, and of no stamp', async () => {
    const Other = stamp(2)
    const other = await failing(() => {
      fresh(Other)
    })
    expect(other?.message).toContain('a stamp that no part of the state has')
    const none = await failing(() => {
      fresh(bool as Any)
    })
    expect(none?.message).toContain('expected the type of a stamp')
  })

  it('a comparison with null', async () => {
    const error = await failing((s) => {
      if (newer(s.a, s.c)) s.a = s.b
    })
    expect(error?.message).toContain('null was compared with a stamp')
  })

  it.each([
    [
      'a number that is no stamp',
      (s: Any) => {
        s.a = 7
      },
      'value-out-of-range',
    ],
    [
      'a sum that happens to be a stamp',
      (s: Any) => {
        if (s.b === s.a) s.b = fresh(Term)
        else s.a = s.a + 1
      },
      'value-out-of-range|not-a-function',
    ],
    [
      'a remainder',
      (s: Any) => {
        if (s.a % 2 === 1) s.b = s.a
        else s.a = fresh(Term)
      },
      'not-a-function',
    ],
  ])('%s', async (_, body, code) => {
    expect((await failing(body))?.code).toMatch(new RegExp(`^(${code})$`))
  })

  it('a property that uses a number', async () => {
    const error = await failing(
      (s) => {
        s.a = fresh(Term)
      },
      { invariants: { p: (s: Any) => s.a < 5 } },
    )
    expect(error?.message).toContain('a property uses the number of a stamp')
  })

  it('a wrong number of stamps, and a stamp as an input', () => {
    for (const wrong of [0, 17, 1.5, undefined as Any]) expect(() => stamp(wrong), `${wrong}`).toThrow(SpecError)
    expect(() => input(stamp(2))).toThrow('input got a stamp')
    expect(() => input(optional(stamp(2)))).toThrow('input got a stamp')
  })
})

describe('a model without stamps', () => {
  it('has the code that it had before there were any', () => {
    const made = model({
      name: 'm',
      state: { n: int(0, 3) },
      actions: {
        go: (s) => {
          s.n = 1
        },
      },
    }) as unknown as Model
    const { root, words } = layoutOf(made.system)
    expect(successorsText(made, root, words, false, false, [])).not.toMatch(/\bN\b/)
  })
})
