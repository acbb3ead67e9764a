import { action, array, bool, int, type Model, model, oneOf, process, ref, SpecError, setOf, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import type { Spec } from '../../src/language/spec.ts'
import { checkDesign } from '../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a careless author passes
type Any = any

const state = { n: int(0, 3) }
const idle = () => {}
const worker = (instances = 1, of: Any = state) =>
  process(of, { instances, local: { busy: bool }, steps: { a: idle, b: idle } })

describe('model', () => {
  it('orders what can happen: process by process, instance by instance, then the environment', () => {
    const first = process(state, {
      instances: 2,
      steps: { a: idle, b: idle },
      faults: { crash: { budget: 1, do: idle } },
    })
    const made = model({
      name: 'm',
      state,
      processes: { first, second: worker() },
      actions: { tick: idle },
      faults: { storm: { budget: 2, do: idle } },
    })
    expect(
      made.actions.map((action) => `${action.kind} ${action.process ?? '-'} ${action.instance} ${action.name}`),
    ).toEqual([
      'step first 0 a',
      'step first 0 b',
      'fault first 0 crash',
      'step first 1 a',
      'step first 1 b',
      'fault first 1 crash',
      'step second 0 a',
      'step second 0 b',
      'action - 0 tick',
      'fault - 0 storm',
    ])
  })

  it('has everything that makes two states differ in its system', () => {
    const faults = { storm: { budget: 2, do: idle } }
    const made = model({ name: 'm', state, processes: { w: worker(2) }, faults })
    expect(made.system.fields).toMatchObject({
      n: int(0, 3),
      w: { kind: 'array', length: 2, of: { kind: 'struct', fields: { at: oneOf('a', 'b'), busy: bool } } },
      faults: { kind: 'struct', fields: { storm: int(0, 2) } },
    })
  })

  it('leaves no trace of a fault that may never happen', () => {
    const made = model({ name: 'm', state, faults: { storm: { budget: 0, do: idle } } })
    expect(made.actions).toEqual([])
    expect(Object.keys(made.system.fields)).toEqual(['n'])
  })

  it('lists its properties by kind, and no deadlock last', () => {
    const yes = () => true
    const made: Model = model({ name: 'm', state, reachable: { r: yes }, steps: { s: yes }, invariants: { i: yes } })
    expect(made.properties.map(({ name, kind }) => [name, kind])).toEqual([
      ['i', 'invariant'],
      ['s', 'step'],
      ['r', 'reachable'],
      ['no deadlock', 'deadlock'],
    ])
  })

  const yes = () => true
  it.each<[string, string, RegExp, Any]>([
    ['no name', 'bad-name', /expected a non-empty string/, { name: undefined }],
    ['a state that is no object', 'bad-type', /state is undefined: expected an object/, { state: undefined }],
    ['a value as a type', 'unbounded-type', /state field 'n': 3 is not a type/, { state: { n: 3 } }],
    ['something else as a process', 'bad-process', /'w' is 3: expected process/, { processes: { w: 3 } }],
    [
      'a process over another state',
      'bad-process',
      /use the same object for both/,
      { processes: { w: worker(1, { n: int(0, 3) }) } },
    ],
    [
      'a process named like a variable',
      'duplicate-name',
      /a process and a variable of the state are both called 'n'/,
      { processes: { n: worker() } },
    ],
    ['a process named faults', 'duplicate-name', /'faults' is reserved/, { processes: { faults: worker() } }],
    [
      'an action and a fault of one name',
      'duplicate-name',
      /an action and a fault are both called/,
      { actions: { x: idle }, faults: { x: { budget: 1, do: idle } } },
    ],
    [
      'two properties of one name',
      'duplicate-name',
      /two properties are called 'p'/,
      { invariants: { p: yes }, reachable: { p: yes } },
    ],
    ['a property named no deadlock', 'duplicate-name', /'no deadlock'/, { invariants: { 'no deadlock': yes } }],
    ['a property that is no function', 'bad-property', /property 'p' is true/, { invariants: { p: true } }],
    ['an action that is no function', 'bad-step', /step 'x' is 'go'/, { actions: { x: 'go' } }],
    ['an option that it does not have', 'unknown-option', /model 'm': unknown option 'invariant'/, { invariant: {} }],
    [
      'a fault of the environment at a label',
      'unknown-option',
      /fault 'x': unknown option 'at'/,
      { faults: { x: { budget: 1, at: ['a'], do: idle } } },
    ],
    ['a fault without budget', 'unbounded-type', /budget of fault 'x' is undefined/, { faults: { x: { do: idle } } }],
  ])('refuses %s', (_, code, message, options) => {
    const make = () => model({ name: 'm', state, ...options })
    expect(make).toThrow(SpecError)
    expect(make).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
  })

  it('takes ids that no process has, of one number, unless they misspell the name of a process', async () => {
    const [Zone, Workers] = [ref('zone', 2), ref('workers', 1)]
    const placed = { up: array(Zone, bool) }
    const made = model({
      name: 'm',
      state: placed,
      actions: {
        starts: action(placed, {
          instances: Zone,
          when: (s, id) => !s.up[id],
          do: (s, id) => {
            s.up[id] = true
          },
        }),
      },
      resting: (s) => s.up.every((up) => up),
    })
    const designs = spec({ name: 'm', model: () => made, designs: { only: {} } }) as unknown as Spec
    const { states, actions, properties } = await checkDesign(designs, 'only')
    expect({ states, names: actions.map(({ name }) => name) }).toEqual({
      states: 4,
      names: ['starts'],
    })
    expect(properties.map(({ verdict }) => verdict)).toEqual(['holds'])
    const twice = { one: Zone, other: setOf(ref('zone', 3)) }
    expect(() => model({ name: 'm', state: twice })).toThrow(
      "state.other: ref('zone', 3) does not fit: another ref has this name and 2 ids",
    )
    const misspelt = { who: Workers }
    const worker = process(misspelt, { steps: { a: idle } })
    expect(() => model({ name: 'm', state: misspelt, processes: { worker } })).toThrow(
      "state.who: no process has the ids of ref('workers', …), and 'worker' has almost this name: write ref('worker', …), or rename the ids",
    )
  })

  it('refuses a reference to another number of instances, wherever it stands', () => {
    const referring = { n: int(0, 3), all: setOf(ref('w', 3)) }
    const make = () =>
      model({ name: 'm', state: referring, processes: { w: process(referring, { instances: 2, steps: { a: idle } }) } })
    expect(make).toThrow(/state\.all: ref\('w', 3\) does not fit: process 'w' has 2 instances/)
  })
})
