import { bool, input, int, process, ref, SpecError } from 'allways'
import { describe, expect, it } from 'vitest'

// biome-ignore lint/suspicious/noExplicitAny: what a careless author passes
type Any = any

const state = { n: int(0, 3) }
const idle = () => {}

describe('process', () => {
  it('has its labels in the order of its steps, the terminal ones last', () => {
    const made = process(state, { steps: { b: idle, a: idle }, terminal: ['end'], resting: ['a'] })
    expect(made.labels).toEqual(['b', 'a', 'end'])
    expect(made.steps.map((step) => step.name)).toEqual(['b', 'a'])
    expect(made.mayRest).toEqual(['a', 'end'])
    expect(made.instances).toBe(1)
  })

  it('takes a step with a guard and one without', () => {
    const when = () => true
    const made = process(state, { steps: { guarded: { when, do: idle }, free: idle } })
    expect(made.steps).toEqual([
      { name: 'guarded', when, do: idle },
      { name: 'free', when: undefined, do: idle },
    ])
  })

  it('has as many instances as ids', () => {
    const node = ref('node', 3)
    const made = process(state, { instances: node, alike: true, steps: { a: idle } })
    expect(made).toMatchObject({ instances: 3, ids: node, alike: true })
    const plain = process(state, { instances: 3, alike: false, steps: { a: idle } })
    expect(plain.instances).toBe(3)
    expect(plain).not.toHaveProperty('ids')
    expect(plain).not.toHaveProperty('alike')
  })

  it('leaves out a fault that may never happen', () => {
    const faults = { crash: { budget: 0, do: idle }, pause: { budget: 2, at: ['a' as const], do: idle } }
    const made = process(state, { steps: { a: idle }, faults })
    expect(made.faults).toMatchObject([{ name: 'pause', budget: 2, at: ['a'] }])
  })

  it.each<[string, string, RegExp, Any]>([
    ['no steps', 'bad-process', /at least one step/, { steps: {} }],
    ['steps that are no object', 'bad-process', /at least one step/, { steps: undefined }],
    ['an option that it does not have', 'unknown-option', /unknown option 'label'/, { steps: { a: idle }, label: 'a' }],
    [
      'a step with another',
      'unknown-option',
      /step 'a': unknown option 'if'/,
      { steps: { a: { if: true, do: idle } } },
    ],
    [
      'a fault with another',
      'unknown-option',
      /fault 'f': unknown option 'times'/,
      { steps: { a: idle }, faults: { f: { budget: 1, times: 2, do: idle } } },
    ],
    ['less than no instances', 'bad-process', /`instances` is -1/, { instances: -1, steps: { a: idle } }],
    [
      'half an instance',
      'bad-process',
      /expected a whole number from 0 to 4096/,
      { instances: 1.5, steps: { a: idle } },
    ],
    [
      'a type without ids',
      'bad-process',
      /`instances` is .*expected a whole number from 0 to 4096, or ids, as in ref/,
      { instances: bool, steps: { a: idle } },
    ],
    [
      'an input as its ids',
      'bad-type',
      /`instances`: found an input/,
      { instances: input(ref('node', 2)), steps: { a: idle } },
    ],
    [
      'no statement that it is alike',
      'bad-process',
      /`alike` is 'yes': expected true or false/,
      { alike: 'yes', steps: { a: idle } },
    ],
    ['a local id', 'duplicate-name', /local variable 'id' hides/, { local: { id: bool }, steps: { a: idle } }],
    ['a local at', 'duplicate-name', /local variable 'at' hides/, { local: { at: bool }, steps: { a: idle } }],
    ['a local that is no type', 'unbounded-type', /local field 'x'/, { local: { x: 1 }, steps: { a: idle } }],
    ['a step that is no function', 'bad-step', /step 'a' is 3/, { steps: { a: 3 } }],
    ['a step without do', 'bad-step', /expected a function, or/, { steps: { a: { when: () => true } } }],
    ['a guard that is no function', 'bad-step', /`when` is true/, { steps: { a: { when: true, do: idle } } }],
    [
      'a terminal label with a step',
      'duplicate-name',
      /is in `terminal`, but has a step/,
      { steps: { a: idle }, terminal: ['a'] },
    ],
    [
      'an unknown resting label',
      'unknown-label',
      /`resting` names 'b'.*available: a/,
      { steps: { a: idle }, resting: ['b'] },
    ],
    [
      'a fault at an unknown label',
      'unknown-label',
      /fault 'f' names 'b'/,
      { steps: { a: idle }, faults: { f: { budget: 1, at: ['b'], do: idle } } },
    ],
    [
      'a fault without budget',
      'unbounded-type',
      /the budget of fault 'f' is undefined: expected a whole number/,
      { steps: { a: idle }, faults: { f: { do: idle } } },
    ],
    [
      'a fault of endless budget',
      'unbounded-type',
      /0 to 1000/,
      { steps: { a: idle }, faults: { f: { budget: Number.POSITIVE_INFINITY, do: idle } } },
    ],
  ])('refuses %s', (_, code, message, options) => {
    const make = () => process(state, options)
    expect(make).toThrow(SpecError)
    expect(make).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
  })
})
