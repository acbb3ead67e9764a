import { describe, expect, it } from 'vitest'
import {
  bool,
  compose,
  fresh,
  input,
  int,
  type Model,
  model,
  newer,
  oneOf,
  optional,
  process,
  ref,
  spec,
  stamp,
  timer,
} from '../../src/index.ts'
import { checkDesign } from '../../src/run/check.ts'
import { meaningOf } from '../../src/run/model-parts.ts'
import { simulateDesign } from '../../src/run/simulate.ts'
import { replay, toCounterexample } from '../../src/trace/counterexample.ts'

const specOf = (made: Model) => spec({ name: 'it', model: () => made, designs: { it: {} } })
const check = (made: Model) => checkDesign(specOf(made), 'it')
const verdictOf = async (made: Model, name = 'refines') => {
  const { properties, error } = await check(made)
  expect(error).toBeUndefined()
  return properties.find((property) => property.name === name)?.verdict
}

/** Counts up to `top`, and starts again if `wraps`. */
const counter = ({ top = 3, wraps = true, fair = true } = {}) =>
  model({
    name: 'counter',
    state: { n: int(0, top) },
    actions: {
      up: {
        when: (s) => wraps || s.n < top,
        do: (s) => {
          s.n = s.n === top ? 0 : s.n + 1
        },
        fair,
      },
    },
    resting: () => true,
  })

type Counter = Model<string, { n: ReturnType<typeof int> }, object, string>

/** Two bits that count. `by`: the map to the counter. */
const bits = (by: (s: { high: boolean; low: boolean }) => { n: number }, of: Counter = counter(), fair = true) =>
  model({
    name: 'bits',
    state: { high: bool, low: bool },
    actions: {
      count: {
        do: (s) => {
          if (s.low) s.high = !s.high
          s.low = !s.low
        },
        fair,
      },
    },
    temporal: ({ refines }) => ({ refines: refines({ of, by }) }),
  })
const value = (s: { readonly high: boolean; readonly low: boolean }) => ({ n: 2 * Number(s.high) + Number(s.low) })

describe('a refinement', () => {
  it('holds if every step maps to a step, or to no change', async () => {
    expect(await verdictOf(bits(value))).toBe('holds')
    expect(await verdictOf(bits(() => ({ n: 0 }), counter({ fair: false })))).toBe('holds')
  })

  it('is violated by the first step that the abstract model cannot take', async () => {
    const { properties } = await check(bits(value, counter({ wraps: false })))
    expect(properties[0]?.counterexample?.steps).toHaveLength(4)
    expect(properties[0]?.notes).toEqual([
      "Step 1 is 'up' of 'counter' (n from 0 to 1).",
      "Step 2 is 'up' of 'counter' (n from 1 to 2).",
      "Step 3 is 'up' of 'counter' (n from 2 to 3).",
      "Step 4 is not a step of 'counter': it changes n from 3 to 0.",
      "'up' would do this, but is not enabled: `wraps || s.n < top` is false, with n = 3.",
    ])
  })

  it('is violated by an initial state that is not one of the abstract model', async () => {
    const { properties } = await check(bits((s) => ({ n: 3 - value(s).n })))
    expect(properties[0]?.counterexample?.steps).toHaveLength(0)
    expect(properties[0]?.notes).toEqual([
      "No run of 'counter' starts in the mapped state: it starts with n = 0 where the map gives 3.",
    ])
  })

  it('is violated by a run that breaks a promise of the abstract model, and by no other run', async () => {
    const { properties } = await check(bits(value, counter(), false))
    expect(properties[0]?.counterexample?.loopAt).toBe(0)
    expect(properties[0]?.notes?.[0]).toBe(
      "The run breaks a promise of 'counter': 'up' is weakly fair and enabled at the end of the run, but is never taken.",
    )
    expect(await verdictOf(bits(value, counter({ fair: false }), false))).toBe('holds')
  })

  it('takes every abstract action that allows a step', async () => {
    const two = model({
      name: 'two',
      state: { n: int(0, 3) },
      actions: {
        one: {
          do: (s) => {
            s.n = (s.n + 1) % 4
          },
          fair: true,
        },
        other: {
          do: (s) => {
            s.n = (s.n + 1) % 4
          },
          fair: 'strong',
        },
      },
    })
    expect(await verdictOf(bits(value, two))).toBe('holds')
  })

  it('reads processes, and maps to processes', async () => {
    const abstract = () => {
      const state = { free: bool }
      const clerk = process(state, {
        instances: 2,
        local: { served: bool },
        steps: {
          idle: () => 'busy',
          busy: (_, me) => {
            me.served = true
            return 'idle'
          },
        },
      })
      return model({ name: 'clerks', state, processes: { clerk } })
    }
    const state = { rings: int(0, 1) }
    const worker = process(state, {
      instances: 2,
      local: { done: int(0, 1) },
      steps: {
        wait: () => 'take',
        take: () => 'work',
        work: (_, me) => {
          me.done = 1
          return 'wait'
        },
      },
    })
    const made = (early: boolean) =>
      model({
        name: 'workers',
        state,
        processes: { worker },
        temporal: ({ refines }) => ({
          refines: refines({
            of: abstract(),
            by: (s) => ({
              free: false,
              clerk: s.worker.map(({ at, done }) => ({
                at: at === 'wait' ? ('idle' as const) : ('busy' as const),
                served: done === 1 || (early && at === 'work'),
              })),
            }),
          }),
        }),
      })
    expect(await verdictOf(made(false))).toBe('holds')
    const { properties } = await check(made(true))
    expect(properties[0]?.notes?.at(-2)).toBe(
      "Step 2 is not a step of 'clerks': it changes clerk[0].served from false to true.",
    )
  })

  it('maps inputs to inputs, which may change together with a step', async () => {
    const lamp = model({
      name: 'lamp',
      state: { power: input(bool), on: bool },
      actions: {
        'goes on': {
          when: (s) => s.power && !s.on,
          do: (s) => {
            s.on = true
          },
        },
        'goes off': {
          when: (s) => !s.power && s.on,
          do: (s) => {
            s.on = false
          },
        },
      },
      resting: () => true,
    })
    const bulb = (isLate: boolean) =>
      model({
        name: 'bulb',
        state: { volts: input(oneOf('none', 'some')), heat: int(0, 2) },
        actions: {
          heats: {
            when: (s) => s.volts === 'some' && s.heat < 2,
            do: (s) => {
              s.heat++
            },
          },
          cools: {
            when: (s) => (isLate || s.volts === 'none') && s.heat > 0,
            do: (s) => {
              s.heat--
            },
          },
        },
        resting: () => true,
        temporal: ({ refines }) => ({
          refines: refines({ of: lamp, by: (s) => ({ power: s.volts === 'some', on: s.heat === 2 }) }),
        }),
      })
    expect(await verdictOf(bulb(false))).toBe('holds')
    expect(await verdictOf(bulb(true))).toBe('violated')
  })
})

describe('a module with a refinement', () => {
  const inner = bits(value)
  it('has it in a composition', async () => {
    const pair = compose({ name: 'pair', modules: { a: inner, b: bits((s) => ({ n: 3 - value(s).n })) } })
    const { properties } = await check(pair)
    const found = properties.filter(({ kind }) => kind === 'refinement')
    expect(found.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['a: refines', 'holds'],
      ['b: refines', 'violated'],
    ])
  })

  it('may be part of a composition that refines a model', async () => {
    const made = (of: Counter) =>
      compose({
        name: 'pair',
        modules: { a: inner, b: inner },
        temporal: ({ refines }) => ({ refines: refines({ of, by: (s) => value(s.b) }) }),
      })
    expect(await verdictOf(made(counter()))).toBe('holds')
    expect(await verdictOf(made(counter({ wraps: false })))).toBe('violated')
  })
})

describe('a model with time or terms', () => {
  const lamp = () =>
    model({
      name: 'lamp',
      state: { on: bool },
      actions: {
        up: {
          when: (s) => !s.on,
          do: (s) => {
            s.on = true
          },
          fair: true,
        },
        down: {
          when: (s) => s.on,
          do: (s) => {
            s.on = false
          },
        },
      },
    })
  const elections = (raises: boolean) => {
    const Term = stamp(2)
    return model({
      name: 'elections',
      state: { mine: Term, other: Term },
      actions: {
        both: {
          do: (s) => {
            s.mine = fresh(Term)
            s.other = s.mine
          },
          fair: true,
        },
        raise: {
          when: (s) => raises && s.mine === s.other,
          do: (s) => {
            s.mine = fresh(Term)
          },
          fair: true,
        },
      },
      temporal: ({ refines }) => ({ refines: refines({ of: lamp(), by: (s) => ({ on: newer(s.mine, s.other) }) }) }),
    })
  }
  it('may refine one without, also by a loop that only makes new stamps', async () => {
    expect(await verdictOf(elections(true))).toBe('holds')
    const { properties } = await check(elections(false))
    expect(properties[0]?.counterexample?.steps.map(({ name }) => name)).toEqual(['both'])
    expect(properties[0]?.counterexample?.loopAt).toBe(0)
  })

  it('may have timers', async () => {
    const timed = (fair: boolean) =>
      model({
        name: 'timed',
        state: { left: timer(5), on: bool },
        actions: {
          start: { when: (s) => !s.left.running && !s.on, do: (s) => s.left.start(5), fair: true },
          ring: {
            when: (s) => s.left.due,
            do: (s) => {
              s.left.stop()
              s.on = true
            },
            fair,
          },
          off: {
            when: (s) => s.on,
            do: (s) => {
              s.on = false
            },
          },
        },
        temporal: ({ refines }) => ({ refines: refines({ of: lamp(), by: (s) => ({ on: s.on }) }) }),
      })
    expect(await verdictOf(timed(true))).toBe('holds')
    expect(await verdictOf(timed(false))).toBe('violated')
  })
})

describe('alike instances', () => {
  it('are explored in all orders', async () => {
    const Worker = ref('worker', 3)
    const state = { owner: optional(Worker) }
    const worker = process(state, {
      instances: Worker,
      alike: true,
      steps: {
        take: {
          when: (s) => s.owner === null,
          do: (s, me) => {
            s.owner = me.id
            return 'give'
          },
        },
        give: (s) => {
          s.owner = null
          return 'take'
        },
      },
      resting: ['take'],
    })
    const first = model({
      name: 'first',
      state: { by: optional(int(0, 2)) },
      actions: {
        take: {
          when: (s) => s.by === null,
          do: (s, choose) => {
            s.by = choose([0, 1])
          },
        },
        give: {
          when: (s) => s.by !== null,
          do: (s) => {
            s.by = null
          },
        },
      },
    })
    const made = model({
      name: 'workers',
      state,
      processes: { worker },
      temporal: ({ refines }) => ({ refines: refines({ of: first, by: (s) => ({ by: s.owner as number | null }) }) }),
    })
    const { symmetry, properties } = await check(made)
    expect(symmetry?.whole?.[0]?.why).toContain("property 'refines' is a refinement")
    expect(properties[0]?.verdict).toBe('violated')
    expect(properties[0]?.counterexample?.steps[0]?.instance).toBe(2)
  })
})

describe('a counterexample', () => {
  const broken = {
    'of a start': bits((s) => ({ n: 3 - value(s).n })),
    'of a step': bits(value, counter({ wraps: false })),
    'of a run': bits(value, counter(), false),
  }
  it.each(Object.entries(broken))('%s replays, and not if the abstract model allows it', async (_, made) => {
    const result = await check(made)
    const [property] = result.properties
    const stored = toCounterexample(result, property as never, { name: 'allways', version: '0' })
    const again = JSON.parse(JSON.stringify(stored))
    expect(replay(specOf(made), again).message).toMatch(/^reproduced/)
    expect(replay(specOf(bits(value)), again).ok).toBe(false)
  })

  it('is found by simulation, too', async () => {
    const { properties } = await simulateDesign(specOf(broken['of a step']), 'it', { seed: 1, walks: 5 })
    expect(properties[0]?.counterexample?.found).toBe('simulation')
    expect(properties[0]?.notes?.at(-1)).toContain('is not enabled')
    const start = await simulateDesign(specOf(broken['of a start']), 'it', { seed: 1, walks: 5 })
    expect(start.properties[0]?.counterexample?.steps).toHaveLength(0)
  })
})

describe('the meaning of a refinement', () => {
  const digestOf = (made: Model) => {
    const text = (_: string, part: unknown) => (typeof part === 'function' ? String(part) : part)
    return meaningOf(made.properties[0] as never, (parts) => JSON.stringify(parts, text))
  }
  it('changes with the map and with the abstract model, but not with its properties', () => {
    const same = digestOf(bits(value))
    expect(digestOf(bits(value))).toBe(same)
    expect(digestOf(bits((s) => ({ n: Number(s.low) })))).not.toBe(same)
    expect(digestOf(bits(value, counter({ fair: false })))).not.toBe(same)
    expect(digestOf(bits(value, { ...counter(), properties: [] }))).toBe(same)
  })
})

describe('the model fails, with the run that leads there,', () => {
  it.each([
    ['a value out of range', bits((s) => ({ n: s.high ? 9 : value(s).n })), 'counter.n was given 9', 1],
    ['a missing variable', bits((s) => (s.high ? ({} as never) : value(s))), 'n is missing', 1],
    ['a variable too many', bits((s) => ({ ...value(s), m: 1 })), 'm is not a field', 0],
    ['no object', bits(() => 3 as never), 'counter was given 3', 0],
    ['a throw', bits((s) => (s.high ? (undefined as never as { x: { n: number } }).x : value(s))), 'threw', 1],
  ])('for a map that gives %s', async (_, made, message, steps) => {
    const { error, properties } = await check(made)
    expect(error?.message).toContain("property 'refines'")
    expect(error?.message).toContain(message)
    expect(error?.trace?.steps ?? []).toHaveLength(steps)
    expect(properties[0]?.verdict).toBe('unknown')
  })

  it('for an abstract model that fails', async () => {
    const wrong = model({
      name: 'wrong',
      state: { n: int(0, 3) },
      actions: {
        up: (s) => {
          s.n++
        },
      },
    })
    const { error } = await check(bits(value, wrong))
    expect(error?.message).toContain("the abstract model 'wrong' fails")
    expect(error?.message).toContain('4, which is not in int(0, 3)')
    expect(error?.trace?.steps).toHaveLength(3)
  })
})

describe('refines refuses', () => {
  const refining = (options: unknown) => () =>
    model({ name: 'm', state: { n: int(0, 1) }, temporal: ({ refines }) => ({ it: refines(options as never) }) })
  const by = () => ({})
  const crashes = model({ name: 'crashes', state: { n: int(0, 1) }, faults: { crash: { budget: 1, do: () => {} } } })
  const ages = model({ name: 'ages', state: { term: stamp(2) } })
  const rests = model({ name: 'rests', state: { left: timer(3) } })
  it.each([
    ['no options', undefined, 'expected an abstract model and a map'],
    ['the function that builds a model', { of: counter, by }, 'call the function that builds it'],
    ['a map that is no function', { of: counter(), by: {} }, '`by` is'],
    ['an unknown option', { of: counter(), by, via: 1 }, "unknown option 'via'"],
    ['a composition', { of: compose({ name: 'c', modules: { a: counter() } }), by }, "'c' is a composition"],
    ['counted faults', { of: crashes, by }, "'crashes' counts how often something happens (crash)"],
    ['timers', { of: rests, by }, "'rests' has timers"],
    ['stamps', { of: ages, by }, "'ages' has stamps"],
  ])('%s', (_, options, message) => {
    expect(refining(options)).toThrow(message)
  })

  it('to be part of a formula', () => {
    const made = () =>
      model({
        name: 'm',
        state: { n: int(0, 3) },
        temporal: ({ refines, not }) => ({ it: not(refines({ of: counter(), by: (s) => ({ n: s.n }) })) }),
      })
    expect(made).toThrow('refines, which cannot be part of a formula')
  })
})
