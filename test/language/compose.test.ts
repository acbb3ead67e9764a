import { array, bool, compose, idsOf, input, int, model, optional, process, ref, SpecError, same, spec } from 'allways'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'
import { isOfState } from '../../src/runtime/state-values.ts'

// biome-ignore lint/suspicious/noExplicitAny: what the types refuse, from JavaScript
type Any = any

/** A power plant that goes on and off. */
const plant = () => {
  const state = { on: bool, log: array(2, bool) }
  const switcher = process(state, {
    steps: {
      off: (s) => {
        s.on = true
        s.log[0] = !s.log[0]
        return 'on'
      },
      on: (s) => {
        s.on = false
        return 'off'
      },
    },
    fair: true,
  })
  return model({
    name: 'plant',
    state,
    processes: { switcher },
    invariants: { 'on is what the switch says': (s) => s.on === (s.switcher[0]?.at === 'on') },
    temporal: ({ alwaysEventually }) => ({ 'comes back': alwaysEventually((s) => s.on) }),
  })
}

/** Lamps that need power to be turned up. */
const lamps = ({ changes }: { readonly changes?: number } = {}) => {
  const Hand = ref('hand', 2)
  const [, second] = [...idsOf(Hand)]
  const state = {
    power: input(bool, { starts: true, ...(changes === undefined ? {} : { changes }) }),
    light: int(0, 2),
    last: optional(Hand),
  }
  const hand = process(state, {
    instances: Hand,
    steps: {
      turn: {
        when: (s) => s.power && s.light < 2,
        do: (s, me, choose) => {
          expectTypeOf(s.power).toEqualTypeOf<boolean>()
          s.light += choose([0, 1])
          s.last = me.id
        },
      },
    },
    resting: ['turn'],
    fair: true,
    faults: {
      slip: {
        budget: 1,
        do: (s) => {
          s.light = 0
        },
      },
    },
  })
  return model({
    name: 'lamps',
    state,
    processes: { hand },
    actions: {
      'bulb blows': {
        when: (s) => s.light === 2,
        do: (s) => {
          s.light = 0
        },
      },
    },
    temporal: ({ canAlwaysReach, always, implies, taken }) => ({
      'can be lit': canAlwaysReach((s) => s.light === 2, { using: ['hand'], when: (s) => s.power }),
      'who turned last is known': always(implies(taken('hand turn', 1), (s) => s.last === second)),
    }),
  })
}

const house = ({ wired = true, changes }: { readonly wired?: boolean; readonly changes?: number } = {}) =>
  compose({
    name: 'house',
    modules: { plant: plant(), lamps: lamps(changes === undefined ? {} : { changes }) },
    wire: wired ? { lamps: { power: (s) => s.plant.on } } : {},
    invariants: { 'power is what the plant gives': (s) => s.lamps.power === s.plant.on },
    steps: { 'light rises by one': (before, after) => after.lamps.light - before.lamps.light <= 1 },
    reachable: { 'light in a blackout': (s) => s.lamps.light === 2 && s.plant.switcher[0]?.at === 'off' },
    temporal: ({ canAlwaysReach }) => ({
      'the house can be lit': canAlwaysReach((s) => s.lamps.light === 2, { using: ['lamps', 'plant switcher'] }),
      'without the plant it cannot': canAlwaysReach((s) => s.lamps.light === 2, { using: ['lamps hand turn'] }),
    }),
  })

const designs = spec({
  name: 'house',
  model: house,
  designs: {
    wired: { expect: { 'without the plant it cannot': 'violated' } },
    free: {
      params: { wired: false },
      expect: { 'power is what the plant gives': 'violated', 'the house can be lit': 'violated' },
    },
    'lamps: power': { params: { changes: 2 }, expect: { 'lamps: can be lit': 'holds', 'plant: comes back': 'holds' } },
  },
})

const verdicts = async (design: string) => {
  const result = await checkDesign(designs, design)
  expect(result.error).toBeUndefined()
  return Object.fromEntries(result.properties.map(({ name, verdict }) => [name, verdict]))
}

describe('an input', () => {
  const alone = spec({ name: 'lamps', model: lamps, designs: { free: {}, twice: { params: { changes: 2 } } } })

  it('changes freely where its module is checked alone', async () => {
    const { states, actions } = await checkDesign(alone, 'free')
    // light, last and the slip, in every combination that is reached, each with power and without
    expect(states % 2).toBe(0)
    expect(actions.find(({ name }) => name === 'power changes')?.taken).toBe(states)
  })

  it('changes as often as its rhythm says, and no more', async () => {
    const [free, twice] = [await checkDesign(alone, 'free'), await checkDesign(alone, 'twice')]
    const taken = twice.actions.find(({ name }) => name === 'power changes')?.taken as number
    // each state counts the changes so far; the last third has none left
    expect(taken).toBeLessThan(twice.states)
    expect(twice.states).toBeGreaterThan(free.states)
  })

  it('starts with any value unless one is given', async () => {
    const bare = spec({
      name: 'bare',
      model: () => model({ name: 'bare', state: { x: input(int(0, 3), { changes: 0 }) } }),
      designs: { only: {} },
    })
    expect(await checkDesign(bare, 'only')).toMatchObject({ states: 4, transitions: 0 })
  })

  it.each<[string, string, () => unknown]>([
    ['of no scalar', 'bad-type', () => input({ kind: 'setOf', of: bool } as Any)],
    ['that starts with no value of its type', 'bad-type', () => input(int(0, 3), { starts: 4 })],
    ['with a rhythm of another kind', 'unknown-option', () => input(bool, { start: true } as Any)],
    ['that changes no number of times', 'unbounded-type', () => input(bool, { changes: 0.5 })],
  ])('is refused: one %s', (_, code, make) => {
    expect(make).toThrow(SpecError)
    expect(make).toThrow(expect.objectContaining({ code }))
  })
})

describe('a composition', () => {
  it('keeps the properties of its modules, and adds its own', async () => {
    expect(await verdicts('wired')).toEqual({
      'plant: on is what the switch says': 'holds',
      'plant: comes back': 'holds',
      'lamps: can be lit': 'holds',
      'lamps: who turned last is known': 'holds',
      'power is what the plant gives': 'holds',
      'light rises by one': 'holds',
      'light in a blackout': 'holds',
      'the house can be lit': 'holds',
      'without the plant it cannot': 'violated',
      'no deadlock': 'holds',
    })
  })

  it('leaves an input that nothing is wired to as free as it is alone', async () => {
    expect(await verdicts('free')).toMatchObject({
      'plant: comes back': 'holds',
      'power is what the plant gives': 'violated',
    })
    const { actions } = await checkDesign(designs, 'free')
    expect(actions.map(({ name }) => name)).toContain('lamps power changes')
  })

  it('has no states more for what is wired', async () => {
    const alone = spec({ name: 'lamps', model: lamps, designs: { only: {} } })
    const { states } = await checkDesign(alone, 'only')
    const composed = await checkDesign(designs, 'wired')
    // the plant has one state with power and one without, and a log that toggles: two of each
    expect(composed.states).toBeLessThanOrEqual(states * 2)
    expect(composed.actions.map(({ name }) => name)).not.toContain('lamps power changes')
  })

  it('says in its stories which module acted', async () => {
    const { properties } = await checkDesign(designs, 'wired', { properties: ['light in a blackout'] })
    const steps = properties[0]?.witness?.steps ?? []
    expect(new Set(steps.map(({ actor }) => actor))).toEqual(new Set(['plant switcher', 'lamps hand 0']))
    expect(steps.at(-1)?.changes.map(({ path }) => path)).toContain('plant.on')
  })

  it.each<[string, string, RegExp, Any]>([
    ['a wire to no module', 'unknown-module', /unknown module 'lamp'/, { wire: { lamp: {} } }],
    ['a wire to no input', 'unknown-input', /no input 'light'/, { wire: { lamps: { light: () => 1 } } }],
    ['a wire that is no function', 'bad-wire', /'lamps.power' is true/, { wire: { lamps: { power: true } } }],
    ['a module that is none', 'bad-module', /'plant' is 3/, { modules: { plant: 3 } }],
    ['no name', 'bad-name', /`name` is/, { name: '' }],
    ['an option that it does not have', 'unknown-option', /unknown option 'fair'; .*temporal/, { fair: true }],
  ])('refuses %s', (_, code, message, options) => {
    const make = () => compose({ name: 'x', modules: { plant: plant(), lamps: lamps() }, ...options } as Any)
    expect(make).toThrow(SpecError)
    expect(make).toThrow(message)
    expect(make).toThrow(expect.objectContaining({ code }))
  })

  it('has types for what is wired to what', () => {
    const wrong = {
      'an input that is not there': () =>
        compose({
          name: 'x',
          modules: { plant: plant(), lamps: lamps() },
          // @ts-expect-error lamps has no input 'light'
          wire: { lamps: { light: () => 1 } },
        }),
      'a value of another type': () =>
        compose({
          name: 'x',
          modules: { plant: plant(), lamps: lamps() },
          // @ts-expect-error power is a boolean
          wire: { lamps: { power: () => 'on' } },
        }),
      'a variable that is not there': () =>
        compose({
          name: 'x',
          modules: { plant: plant(), lamps: lamps() },
          // @ts-expect-error the plant has no variable 'off'
          wire: { lamps: { power: (s) => s.plant.off } },
        }),
      'a property that is not there': () =>
        spec({
          name: 'x',
          model: () => compose({ name: 'x', modules: { plant: plant(), lamps: lamps() } }),
          // @ts-expect-error the property is called 'plant: comes back'
          designs: { only: { expect: { 'comes back': 'violated' } } },
        }),
      'a step of an input': () =>
        process(
          { power: input(bool) },
          {
            steps: {
              take: (s) => {
                // @ts-expect-error a module reads its inputs
                s.power = true
              },
            },
          },
        ),
    }
    expect(Object.keys(wrong)).toHaveLength(5)
  })
})

describe('what properties of a composition see of a module', () => {
  const on = { on: bool }
  const lamp = () =>
    model({
      name: 'lamp',
      state: on,
      actions: {
        press: (s) => {
          s.on = !s.on
        },
      },
    })
  const asked = async (test: (s: Any) => boolean) => {
    const house = () =>
      compose({ name: 'house', modules: { porch: lamp(), hall: lamp() }, invariants: { asked: test } })
    const { error, properties } = await checkDesign(
      spec({ name: 'house', model: house, designs: { only: {} } }),
      'only',
    )
    return error?.code ?? properties.find(({ name }) => name === 'asked')?.verdict
  }

  it.each<[string, (s: Any) => boolean, string]>([
    ['a field that is none', (s) => s.porch.off === undefined, 'unknown-field'],
    ['a module that is none', (s) => s.cellar === undefined, 'unknown-field'],
    [
      'a field that is none, and what catches it',
      (s) => {
        try {
          return s.porch.off
        } catch {
          return true
        }
      },
      'unknown-field',
    ],
    ['two modules, compared by value', (s) => same(s.porch, s.porch) && !same(s.porch, { on: 1 }), 'holds'],
    ['a module, spread', (s) => Object.keys({ ...s.porch }).join() === 'on' && Object.keys(s).length === 2, 'holds'],
  ])('%s', async (_, test, found) => {
    expect(await asked(test)).toBe(found)
  })

  it('is a composite value', async () => {
    let is: unknown
    await asked((s) => {
      is = isOfState(s) && isOfState(s.porch)
      return true
    })
    expect(is).toBe(true)
  })
})

it('where a composition may stop does not depend on how its modules are nested', async () => {
  const off = { on: bool }
  const walker = process(off, { steps: { go: { when: () => false, do: () => {} } }, resting: ['go'] })
  const parts = {
    walking: () => model({ name: 'walking', state: off, processes: { walker } }),
    picky: () => model({ name: 'picky', state: off, resting: (s) => s.on }),
    silent: () => model({ name: 'silent', state: off }),
  }
  const nest = (name: string, modules: object) => compose({ name, modules: modules as Any })
  const stops = async (make: () => Any) => {
    const { error, properties } = await checkDesign(spec({ name: 'm', model: make, designs: { only: {} } }), 'only')
    return error?.message ?? properties.find(({ name }) => name === 'no deadlock')?.verdict
  }
  const { walking, picky, silent } = parts
  const flat = { a: walking(), b: picky(), c: silent() }
  expect(await stops(() => nest('flat', flat))).toBe('violated')
  expect(await stops(() => nest('deep', { a: walking(), n: nest('n', { b: picky(), c: silent() }) }))).toBe('violated')
  expect(await stops(() => nest('deep', { a: walking(), n: nest('n', { c: silent() }) }))).toBe('holds')
  expect(await stops(() => nest('none', { n: nest('n', { b: picky(), c: silent() }) }))).toBe('violated')
})

it('a property sees the processes of every module, however deep it is in compositions', async () => {
  const state = { c: int(0, 2) }
  const inner = () =>
    model({ name: 'inner', state, processes: { p: process(state, { steps: { a: () => 'b', b: () => 'a' } }) } })
  const around = (modules: object, more: object = {}) => compose({ name: 'around', modules: modules as Any, ...more })
  const steps = {
    'all differ': (before: Any, s: Any) => !same(before, s),
    'modules differ': (before: Any, s: Any) => !same(before.x.x, s.x.x) && !same(before.x.x.x, s.x.x.x),
  }
  const invariants = {
    'fields, then processes': (s: Any) =>
      JSON.stringify(s.x.x).replace(/"[ab]"/, '"?"') === '{"x":{"c":0,"p":[{"id":0,"at":"?"}]}}',
    'no other fields': (s: Any) => Object.keys(s.x).join() === 'x' && Object.keys(s.x.x.x).join() === 'c,p',
    'by their names': (s: Any) => ['a', 'b'].includes(s.x.x.x.p[0].at),
  }
  const make = () => around({ x: around({ x: around({ x: inner() }) }) }, { steps, invariants })
  const { error, properties } = await checkDesign(spec({ name: 'm', model: make, designs: { only: {} } }), 'only')
  expect(error).toBeUndefined()
  expect(properties.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
})
