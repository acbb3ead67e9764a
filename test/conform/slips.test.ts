/** Mistakes in drivers, and the error of the compiler for each. */
import { beforeAll, describe, expect, it } from 'vitest'
import { compiled } from '../language/compiled.ts'

const head = `
import { array, bag, bool, compose, input, int, mapOf, model, oneOf, optional, process, queue, setOf, spec, struct } from 'allways'
import { byItself, driver, notDriven, ports } from 'allways/conform'
const state = {
  holder: optional(int(0, 1)), epoch: int(0, 3), phase: oneOf('open', 'closed'), on: bool,
  lease: struct({ by: int(0, 1), until: int(0, 3) }), slots: array(2, bool), wire: queue(int(0, 1), 2),
  inbox: queue(struct({ to: int(0, 1), kind: oneOf('ask', 'tell') }), 2), seen: setOf(oneOf('a', 'b')), byId: mapOf(int(0, 1), bool), feed: input(bool),
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
const observingLater = (body: string) =>
  `driver(locksSpec)({ start: () => new Lock(), steps, observe: async (lock) => { const { holder } = lock; return ${body} } })`
const observingInBlock = (body: string) =>
  `driver(locksSpec)({ start: () => new Lock(), steps, observe: (lock) => { const { holder } = lock; return ${body} } })`
const all = (left: string) =>
  ['client acquire', 'client write', 'client crash', 'expire', 'power fails', 'feed changes']
    .filter((name) => name !== left)
    .map((name) => `'${name}': () => {}`)
    .join(', ')

/** Wrong observations, and the sentence about each. Each is tried in three forms of the function. */
const wrongParts: readonly (readonly [is: string, body: string, says: string])[] = [
  ['a value of a wrong type', "{ holder: lock.holder, epoch: 'one' }", "'epoch' as a text; expected a number"],
  ['a misspelt variable alone', '{ epohc: lock.epoch }', "'epohc', which the model does not have"],
  ['a misspelt variable', '{ holder: lock.holder, epohc: lock.epoch }', "'epohc', which the model does not have"],
  ['a misspelt process', '{ holder: lock.holder, clients: [] }', "'clients', which the model does not have"],
  [
    'a misspelt label',
    "{ holder: lock.holder, client: [{ at: 'wirte' }] }",
    "'client[].at' as 'wirte'; expected one of its labels",
  ],
  [
    'a misspelt local variable',
    "{ holder: lock.holder, client: [{ at: 'write', mien: 1 }] }",
    "'client[].mien', which the model does not have",
  ],
  [
    'a misspelt local variable in a list that is computed',
    "{ client: [0, 1].map(() => ({ mien: lock.epoch, at: 'write' })) }",
    "'client[].mien', which the model does not have",
  ],
  [
    'a misspelt field',
    '{ holder: lock.holder, lease: { by: 1, untill: 2 } }',
    "'lease.untill', which the model does not have",
  ],
  ['a misspelt option', "{ epoch: 1, phase: 'opne' }", "'phase' as 'opne'; expected one of its labels"],
  ['a label that may be any text', '{ phase: String(lock.epoch) }', "'phase' as a text; expected one of its labels"],
  ['a field of a wrong type', "{ lease: { by: 'me' } }", "'lease.by' as a text; expected a number"],
  ['a number that may be true', '{ epoch: lock.epoch > 1 || 0 }', "'epoch' as true or false; expected a number"],
  ['a process that is no list', "{ client: { at: 'write' } }", "'client' as an object; expected a list"],
  ['an array that is a set', '{ slots: new Set([true]) }', "'slots' as a set or a map; expected a list"],
  ['an element of a wrong type', "{ wire: ['one'] }", "'wire[]' as a text; expected a number"],
  ['an element of a set of a wrong type', '{ seen: new Set([1]) }', "'seen[]' as a number; expected one of its labels"],
  ['an entry of a wrong type', "{ byId: [[0, 'yes']] }", "'byId[][]' as a text; expected true or false"],
  ['a misspelt field of a message', "{ inbox: [{ to: 1, knid: 'ask' }] }", "'inbox[].knid', which the model does not"],
  ['a message without a field', '{ inbox: [{ to: 1 }] }', "'inbox[]' without 'kind'"],
]
const wrongObservations = wrongParts.flatMap(([what, body, shows]) => {
  const says = `observe shows ${shows}`
  return [
    { is: `an observation of ${what}`, code: observing(body), says },
    { is: `an observation in a block of ${what}`, code: observingInBlock(body), says },
    { is: `an asynchronous observation of ${what}`, code: observingLater(body), says },
  ]
})

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
  ...wrongObservations,
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
  ...(
    [
      ['labels of a list that is computed', "{ client: [0, 1].map(() => ({ mine: lock.epoch, at: 'write' })) }"],
      ['labels that a condition decides', "{ client: [{ at: lock.epoch > 1 ? 'write' : 'acquire' }] }"],
      ['either of two', "lock.epoch > 1 ? { epoch: 1 } : { holder: null, phase: 'open' }"],
      ['an instance of a class', 'lock'],
      ['an instance and more', "{ ...lock, phase: 'open' }"],
      ['collections', "{ seen: ['a'], byId: [[0, true]], wire: [0], inbox: [{ to: 1, kind: 'ask' }] }"],
      ['sets and maps', "{ seen: new Set(['a']), byId: new Map([[0, true]]), wire: [0].values() }"],
      ['anything', '{ epoch: JSON.parse(String(lock.epoch)), ...JSON.parse("{}") }'],
      ['constants', "{ client: [{ at: 'write' }], wire: [0, 1] } as const"],
    ] as const
  ).flatMap(([what, body]) => [
    { is: `an observation of ${what}`, code: observing(body) },
    { is: `an observation in a block of ${what}`, code: observingInBlock(body) },
    { is: `an asynchronous observation of ${what}`, code: observingLater(body) },
  ]),
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
