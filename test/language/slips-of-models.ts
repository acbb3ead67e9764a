/** Mistakes that a newcomer makes in a model, a composition or a spec. `slips.test.ts` reads them. */
import type { Slip } from './slips.ts'

const withOptions = (options: string) => `model({ name: 'm', state, processes: { worker }, ${options} })`
const invariant = (predicate: string) => withOptions(`invariants: { safe: ${predicate} }`)
const temporal = (makers: string, property: string) =>
  withOptions(`actions: { reset: () => {} }, temporal: ({ ${makers} }) => ({ live: ${property} })`)
const withType = (type: string) => `model({ name: 'm', state: { n: ${type} } })`
const build = `const build = ({ workers = 1 }) => model({ name: 'm', state, invariants: { safe: (s) => s.next < workers } })\n`
const designed = (design: string) => `${build}spec({ name: 'm', model: build, designs: { plain: ${design} } })`
const composed = (options: string) => `const power = model({ name: 'power', state: { on: bool, volts: int(0, 3) } })
const jobs = model({ name: 'jobs', state: { power: input(bool) } })
compose({ name: 'site', modules: { power, jobs }, ${options} })`

const inSpread = 'write name: wanted ? (s) => … : undefined'

export const slipsOfModels: readonly Slip[] = [
  // what only some designs have
  {
    is: 'an action in a spread',
    code: withOptions('actions: { ...(wanted ? { reset: (s) => { s.next = 0 } } : {}) }'),
    says: inSpread,
  },
  {
    is: 'a guarded action in a spread',
    code: withOptions('actions: { ...(wanted && { reset: { when: (s) => s.next > 0, do: () => {} } }) }'),
    says: inSpread,
  },
  {
    is: 'a fault in a spread',
    code: withOptions('faults: { ...(wanted ? { crash: { budget: 1, do: (s) => { s.next = 0 } } } : {}) }'),
    says: 'write name: { budget: wanted ? 1 : 0, do: (s) => … }',
  },
  {
    is: 'an invariant in a spread',
    code: withOptions('invariants: { ...(wanted ? { safe: (s) => s.next > 0 } : {}) }'),
    says: inSpread,
  },
  {
    is: 'a step property in a spread',
    code: withOptions('steps: { ...(wanted && { up: (before, after) => before.next < after.next }) }'),
    says: inSpread,
  },
  {
    is: 'an action that is null',
    code: withOptions('actions: { reset: wanted ? (s) => { s.next = 0 } : null }'),
    says: "Type 'null' is not assignable to type 'ActionBody<",
  },
  // what it reads
  { is: 'a misspelt variable', code: invariant('(s) => s.nxt > 0'), says: "Did you mean 'next'?" },
  {
    is: 'a misspelt variable of a process',
    code: invariant('(s) => s.worker.every((one) => one.mien > 0)'),
    says: "Property 'mien' does not exist on type 'ReadonlyMe<",
  },
  { is: 'a misspelt process', code: invariant('(s) => s.wroker.length > 0'), says: "Did you mean 'worker'?" },
  {
    is: 'a misspelt label',
    code: invariant("(s) => s.worker.every(({ at }) => at === 'dne')"),
    says: `and '"dne"' have no overlap`,
  },
  { is: 'a write', code: invariant('(s) => { s.next = 1; return true }'), says: "Cannot assign to 'next'" },
  { is: 'no return', code: invariant('(s) => { s.next > 1 }'), says: "'void' is not assignable to type 'boolean'" },
  { is: 'a number', code: invariant('(s) => s.wire.length'), says: "'number' is not assignable to type 'boolean'" },
  { is: 'a boolean', code: invariant('true'), says: "Type 'true' is not assignable to type" },
  {
    is: 'a read of what may be null',
    code: invariant('(s) => s.held?.epoch && s.held.epoch > 2'),
    says: "Type 'undefined' is not assignable to type 'boolean'",
  },
  {
    is: 'a step property without return',
    code: withOptions('steps: { up: (before, after) => { before.next < after.next } }'),
    says: "Type 'void' is not assignable to type 'boolean'",
  },
  {
    is: 'a reachable state by its parts',
    code: withOptions('reachable: { far: { up: (s) => s.next > 2 } }'),
    says: "'up' does not exist in type '(s: State<",
  },
  // temporal properties
  { is: 'leadsTo of booleans', code: temporal('leadsTo', 'leadsTo(true, false)'), says: "parameter of type 'Operand<" },
  {
    is: 'leadsTo of labels',
    code: temporal('leadsTo', "leadsTo('look', 'run')"),
    says: "type 'string' is not assignable",
  },
  {
    is: 'leadsTo of one',
    code: temporal('leadsTo', 'leadsTo((s) => s.next > 0)'),
    says: 'Expected 2-3 arguments, but got 1',
  },
  {
    is: 'leadsTo without return',
    code: temporal('leadsTo', 'leadsTo((s) => { s.next > 0 }, (s) => s.next === 0)'),
    says: "Type 'void' is not assignable to type 'boolean'",
  },
  {
    is: 'a misspelt leadsTo',
    code: temporal('leadTo', 'leadTo((s) => s.next > 0, (s) => s.next === 0)'),
    says: "Property 'leadTo' does not exist on type 'Temporals<",
  },
  {
    is: 'a predicate alone',
    code: temporal('always', '(s) => s.next > 0'),
    says: "is not assignable to type 'Temporal'",
  },
  {
    is: 'an object of predicates',
    code: withOptions('temporal: { live: (s) => s.next > 0 }'),
    says: "'live' does not exist in type '(make: Temporals<",
  },
  {
    is: 'a misspelt step',
    code: temporal('always, taken', "always(taken('worker lok'))"),
    says: `'"worker lok"' is not`,
  },
  {
    is: 'a misspelt process to come back by',
    code: temporal('canAlwaysReach', "canAlwaysReach((s) => s.next > 0, { using: ['wroker'] })"),
    says: `Did you mean '"worker"'?`,
  },
  {
    is: 'a misspelt option of a way back',
    code: temporal('canAlwaysReach', "canAlwaysReach((s) => s.next > 0, { usng: ['worker'] })"),
    says: "'usng' does not exist in type",
  },
  {
    is: 'a way back to a formula',
    code: temporal('canAlwaysReach, always', 'canAlwaysReach(always((s) => s.next > 0))'),
    says: "Argument of type 'Temporal' is not assignable to parameter of type '(s: State<",
  },
  {
    is: 'within the other way round',
    code: temporal('within', 'within((s) => true, 3)'),
    says: "parameter of type 'number'",
  },
  // options
  { is: 'a misspelt option', code: withOptions('invariant: {}'), says: "Did you mean to write 'invariants'?" },
  {
    is: 'no name',
    code: 'model({ state, invariants: { safe: (s) => s.next > 0 } })',
    says: "Property 'name' is missing",
  },
  {
    is: 'no state',
    code: "model({ name: 'm', processes: { worker }, invariants: { safe: (s) => s.next > 0 } })",
    says: "Property 'state' is missing",
  },
  {
    is: 'a list of processes',
    code: "model({ name: 'm', state, processes: [worker] })",
    says: "not assignable to type 'Processes<",
  },
  { is: 'a list of invariants', code: withOptions('invariants: [(s) => s.next > 0]'), says: 'Index signature' },
  {
    is: 'resting labels',
    code: withOptions("resting: ['look']"),
    says: "Type 'string[]' is not assignable to type '(s:",
  },
  {
    is: 'an init that is an object',
    code: withOptions('init: { next: 1 }'),
    says: "'next' does not exist in type '(s:",
  },
  {
    is: 'an action that is given me',
    code: withOptions('actions: { a: (s, me) => { s.next = me.id } }'),
    says: "on type 'Choose'",
  },
  {
    is: 'a process over another state',
    code: `const other = process({ more: bool }, { steps: { look: () => {} } })\nmodel({ name: 'm', state, processes: { other } })`,
    says: 'is missing the following properties from type',
  },
  // types
  { is: 'a value for a type', code: withType('0'), says: "Type 'number' is not assignable to type 'Type'" },
  { is: 'an object for a struct', code: withType('{ up: bool }'), says: "'up' does not exist in type 'Type'" },
  { is: 'bool called', code: withType('bool()'), says: "Type 'BoolType' has no call signatures" },
  { is: 'one bound', code: withType('int(3)'), says: 'Expected 2 arguments, but got 1' },
  { is: 'an array the other way round', code: withType('array(bool, 3)'), says: "'BoolType' is not assignable" },
  { is: 'a queue without capacity', code: withType('queue(bool)'), says: 'Expected 2 arguments, but got 1' },
  { is: 'a list of labels', code: withType("oneOf(['a', 'b'])"), says: "'string[]' is not assignable" },
  {
    is: 'a misspelt option of an input',
    code: withType('input(bool, { start: true })'),
    says: "Did you mean to write 'starts'?",
  },
  // compositions
  {
    is: 'a misspelt input',
    code: composed('wire: { jobs: { pwoer: () => true } }'),
    says: "Did you mean to write 'power'?",
  },
  {
    is: 'a wire of another type',
    code: composed('wire: { jobs: { power: (s) => s.power.volts } }'),
    says: "'number' is not",
  },
  {
    is: 'a misspelt variable in a wire',
    code: composed('wire: { jobs: { power: (s) => s.power.no } }'),
    says: "Property 'no'",
  },
  {
    is: 'no name of a composition',
    code: `compose({ modules: { worker: model({ name: 'm', state }) }, reachable: { far: (s) => s.worker.next > 2 } })`,
    says: "Property 'name' is missing",
  },
  { is: 'a misspelt option of a composition', code: composed('wires: {}'), says: "Did you mean to write 'wire'?" },
  // specs
  {
    is: 'a misspelt model',
    code: `${build}spec({ name: 'm', modell: build, designs: {} })`,
    says: "Did you mean to write 'model'?",
  },
  {
    is: 'a misspelt designs',
    code: `${build}spec({ name: 'm', model: build, design: {} })`,
    says: "Did you mean to write 'designs'?",
  },
  { is: 'a misspelt import', code: "import { modell } from 'allways'", says: "Did you mean 'model'?" },
  {
    is: 'a model that is called',
    code: `${build}spec({ name: 'm', model: build({}), designs: {} })`,
    says: 'no match for the signature',
  },
  {
    is: 'a model that is not returned',
    code: "spec({ name: 'm', model: () => {}, designs: {} })",
    says: "'void' is not assignable",
  },
  {
    is: 'a misspelt option of a design',
    code: designed("{ expcet: { safe: 'violated' } }"),
    says: "Did you mean to write 'expect'?",
  },
  { is: 'a misspelt property', code: designed("{ expect: { sfae: 'violated' } }"), says: "'sfae' does not exist" },
  {
    is: 'a verdict that is none',
    code: designed("{ expect: { safe: 'fails' } }"),
    says: `'"fails"' is not assignable`,
  },
  { is: 'a misspelt parameter', code: designed('{ params: { worker: 2 } }'), says: "Did you mean to write 'workers'?" },
  {
    is: 'a parameter of another type',
    code: designed("{ params: { workers: '2' } }"),
    says: "'string' is not assignable",
  },
  {
    is: 'a parameter outside of params',
    code: designed('{ workers: 2 }'),
    says: "'workers' does not exist in type 'Design<",
  },
  {
    is: 'parameters of a model without any',
    code: "spec({ name: 'm', model: () => model({ name: 'm', state }), designs: { plain: { params: { workers: 2 } } } })",
    says: 'the model takes no parameters',
  },
  { is: 'a misspelt count', code: designed('{ counts: { state: 3 } }'), says: "Did you mean to write 'states'?" },
]
