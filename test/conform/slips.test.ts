/** Mistakes in drivers, and the error of the compiler for each. */
import { beforeAll, describe, expect, it } from 'vitest'
import { compiled } from '../language/compiled.ts'

const head = `
import { array, bag, bool, compose, input, int, mapOf, model, oneOf, optional, process, queue, setOf, spec, struct } from 'allways'
import { byItself, driver, notDriven, ports } from 'allways/conform'
const state = {
  holder: optional(int(0, 1)), epoch: int(0, 3), phase: oneOf('open', 'closed'), on: bool,
  lease: struct({ by: int(0, 1), until: int(0, 3) }), slots: array(2, bool), wire: queue(int(0, 1), 2),
  seen: setOf(oneOf('a', 'b')), byId: mapOf(int(0, 1), bool), feed: input(bool),
}
const locks = ({ clients = 2 } = {}) => {
  const client = process(state, {
    instances: clients, local: { mine: int(0, 3) }, terminal: ['done'],
    steps: { acquire: (s, me) => { me.mine = s.epoch; return 'write' }, write: () => 'done' },
    faults: { crash: { budget: 1, do: () => 'acquire' } },
  })
  return model({
    name: 'lock', state, processes: { client },
    actions: { expire: (s) => { s.holder = null } },
    faults: { 'power fails': { budget: 1, do: (s) => { s.on = false } } },
  })
}
const locksSpec = spec({ name: 'lock', model: locks, designs: { 'as designed': {} } })
class Lock {
  holder: number | null = null
  epoch = 0
  acquire(id: number): boolean { return this.holder === null && id >= 0 }
}
const steps = {
  'client acquire': (lock: Lock, { instance }: { instance: number }) => lock.acquire(instance),
  'client write': () => {}, 'client crash': () => {}, expire: () => {}, 'power fails': () => {}, 'feed changes': () => {},
}
const start = () => new Lock()
const observe = (lock: Lock) => ({ holder: lock.holder })
`

const withSteps = (entry: string) =>
  `driver(locksSpec)({ start: () => new Lock(), steps: { ...steps, ${entry} }, observe })`
const observing = (body: string) =>
  `driver(locksSpec)({ start: () => new Lock(), steps, observe: (lock) => (${body}) })`
const all = (left: string) =>
  ['client acquire', 'client write', 'client crash', 'expire', 'power fails', 'feed changes']
    .filter((name) => name !== left)
    .map((name) => `'${name}': () => {}`)
    .join(', ')

const slips: readonly { readonly is: string; readonly code: string; readonly says: string }[] = [
  ...['client acquire', 'client crash', 'expire', 'power fails', 'feed changes'].map((name) => ({
    is: `no handler for '${name}'`,
    code: `driver(locksSpec)({ start: () => new Lock(), steps: { ${all(name)} }, observe: (lock) => ({ holder: lock.holder }) })`,
    says: name,
  })),
  {
    is: 'a misspelt step',
    code: `driver(locksSpec)({ start: () => new Lock(), steps: { ${all('client write')}, 'client wirte': () => {} }, observe: (lock) => ({ epoch: lock.epoch }) })`,
    says: "'client wirte'",
  },
  {
    is: 'a misspelt step besides all others',
    code: `driver(locksSpec)({ start: () => new Lock(), steps: { ${all('')}, 'client wirte': () => {} }, observe: (lock) => ({ epoch: lock.epoch }) })`,
    says: "'client wirte'",
  },
  { is: 'a handler that returns another text', code: withSteps("expire: () => 'takn' as const"), says: 'takn' },
  { is: 'a handler that returns a number', code: withSteps('expire: () => 5'), says: "'number'" },
  {
    is: 'a handler of something that the system does not have',
    code: withSteps('expire: (lock: Lock) => lock.expire()'),
    says: "Property 'expire' does not exist on type 'Lock'",
  },
  {
    is: 'a handler that takes another system',
    code: withSteps('expire: (lock: Date) => { lock.getTime() }'),
    says: 'Date',
  },
  { is: 'calls that are a text', code: withSteps("'client write': { calls: 'store.write' }"), says: "'string'" },
  { is: 'calls that are numbers', code: withSteps("'client write': { calls: [5] }"), says: "'number'" },
  {
    is: 'waits that are a text',
    code: withSteps("'client write': { calls: ['a.b'], waits: 'a.b' }"),
    says: "'string'",
  },
  { is: 'choices that nobody makes', code: withSteps("expire: { do: () => {}, choices: 'mine' }"), says: '"mine"' },
  {
    is: 'a step that is not driven without a reason',
    code: withSteps('expire: notDriven()'),
    says: 'Expected 1 arguments, but got 0',
  },
  {
    is: 'an observation of a wrong type',
    code: observing("{ epoch: 'one' }"),
    says: "Type 'string' is not assignable to type 'number'",
  },
  {
    is: 'a misspelt variable in an observation',
    code: observing('{ epohc: lock.epoch }'),
    says: "Type '{ epohc: number; }' is not assignable",
  },
  {
    is: 'a misspelt label in an observation',
    code: observing("{ client: [{ at: 'wirte' }] }"),
    says: `Type '"wirte"' is not assignable to type`,
  },
  { is: 'a misspelt local variable in an observation', code: observing('{ client: [{ mien: 1 }] }'), says: "'mien'" },
  {
    is: 'a misspelt process in an observation',
    code: observing('{ clients: [] }'),
    says: "Type '{ clients: never[]; }' is not assignable",
  },
  { is: 'a misspelt option of a variable in an observation', code: observing("{ phase: 'opne' }"), says: `"opne"` },
  {
    is: 'a field of a wrong type in an observation',
    code: observing("{ lease: { by: 'me' } }"),
    says: "Type 'string' is not assignable to type 'number'",
  },
  {
    is: 'a list for a process that is no list',
    code: observing("{ client: { at: 'write' } }"),
    says: "Type 'string' is not assignable to type '(index: number) =>",
  },
  {
    is: 'an element of a wrong type in an observation',
    code: observing("{ wire: ['one'] }"),
    says: "Type 'string' is not assignable to type 'number'",
  },
  {
    is: 'an entry of a wrong type in an observation',
    code: observing("{ byId: [[0, 'yes']] }"),
    says: "Type 'string' is not assignable to type 'boolean'",
  },
  {
    is: 'an observation that is nothing',
    code: 'driver(locksSpec)({ start: () => new Lock(), steps, observe: () => {} })',
    says: "Type 'void' is not assignable to type",
  },
  { is: 'no start', code: 'driver(locksSpec)({ steps, observe })', says: "Property 'start' is missing" },
  { is: 'no observe', code: 'driver(locksSpec)({ start, steps })', says: "Property 'observe' is missing" },
  {
    is: 'an unknown option',
    code: 'driver(locksSpec)({ start, steps, observe, limit: 5 })',
    says: "'limit' does not exist in type",
  },
  {
    is: 'ports that are no ports',
    code: 'driver(locksSpec)({ start, steps, observe, ports: () => ({}) })',
    says: "Type '{}' is missing the following properties from type 'Ports",
  },
  {
    is: 'a model in place of a spec',
    code: 'driver(locks())({ start, steps, observe })',
    says: "missing the following properties from type 'Spec<",
  },
  {
    is: 'a spec that is missing',
    code: 'driver()({ start, steps, observe })',
    says: 'Expected 1 arguments, but got 0',
  },
  {
    is: 'the rest in the first call',
    code: 'driver(locksSpec, { start, steps, observe })',
    says: 'Expected 1 arguments, but got 2',
  },
  {
    is: 'ports that get a wrong option',
    code: 'ports({ lock: new Lock() }, { gate: true })',
    says: "'gate' does not exist in type 'PortsOptions'",
  },
  {
    is: 'ports that get a function',
    code: 'ports(5)',
    says: "Argument of type 'number' is not assignable to parameter of type 'Interfaces'",
  },
  {
    is: 'a method that a wrapped port does not have',
    code: 'ports({ lock: new Lock() }).through.lock.release()',
    says: "Property 'release' does not exist on type 'Lock'",
  },
]

/** Each is right. */
const right: readonly { readonly is: string; readonly code: string }[] = [
  { is: 'a whole driver', code: 'driver(locksSpec)({ start, steps, observe })' },
  {
    is: 'every kind of entry',
    code: withSteps(
      `'client acquire': { do: async (lock: Lock) => lock.acquire(0), choices: 'code' }, 'client write': { calls: ['a.b', ['a.c', 'a.d']], waits: ['a.b'] },
'client crash': { calls: ({ instance }) => ['a.b'] }, expire: notDriven('no'), 'power fails': byItself('yes'), 'feed changes': undefined`,
    ),
  },
  {
    is: 'every kind of observation',
    code: observing(
      `{ holder: null, epoch: undefined, phase: 'open', on: true, lease: { until: 3 }, slots: [undefined, true], wire: [0, 1],
seen: new Set(['a' as const]), byId: new Map([[0, true]]), feed: false, client: [undefined, { at: 'done', mine: lock.epoch }] }`,
    ),
  },
  {
    is: 'an asynchronous observation',
    code: 'driver(locksSpec)({ start: async () => new Lock(), steps, observe: async (lock) => ({ epoch: lock.epoch }) })',
  },
  {
    is: 'any names for a composition',
    code: `const both = spec({ name: 'both', model: () => compose({ name: 'both', modules: { one: locks(), two: locks() } }), designs: { d: {} } })
driver(both)({ start, steps: { 'one.client acquire': () => {} }, observe: () => ({ 'one.epoch': 1 }) })`,
  },
]

describe.each([
  ['strict', {}],
  ['strictest', { noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true }],
] as const)('in a project that is %s', (project, strictness) => {
  let said: readonly string[][]
  beforeAll(async () => {
    said = await compiled(`drivers_${project}`, strictness, head, [...slips, ...right])
  })

  it.each(slips.map(({ is, says }, i) => [is, says, i] as const))(
    'the compiler says in at most five lines what is wrong with %s',
    (_, says, i) => {
      const lines = said[i] as string[]
      expect(lines.join('\n')).toContain(says)
      expect(lines.length, lines.join('\n')).toBeLessThanOrEqual(5)
    },
  )

  it.each(right.map(({ is }, i) => [is, slips.length + i] as const))('the compiler accepts %s', (_, i) => {
    expect(said[i]).toEqual([])
  })
})
