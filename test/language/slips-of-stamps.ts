/** Mistakes with stamps, and the error of the compiler for each. `slips.test.ts` reads them. */
import type { Slip } from './slips.ts'

const before = `const Term = aw.stamp(3)
const termed = { term: Term, last: optional(Term), seen: setOf(Term), sent: bag(struct({ term: Term }), 2), n: int(0, 3), who: ref('client', 3) }
`
const inStep = (body: string) =>
  `${before}process(termed, { instances: ref('client', 3), local: { mine: Term }, steps: { look: (s, me, choose) => { ${body} } } })`

const wired = `const Wire = aw.link({ message: Message, capacity: 2, order: 'fifo' })
const linked = { wire: Wire, tries: aw.upTo(3) }
`
const onLink = (body: string) => `${wired}process(linked, { steps: { look: (s, me, choose) => { ${body} } } })`

/** Mistakes with links and with counters that stop. */
export const slipsOfLinks: readonly Slip[] = [
  {
    is: 'a message of another type',
    code: onLink("Wire.send(s.wire, { kind: 'asks', seq: 0 })"),
    says: 'is not assignable to type \'"answer" | "ask"\'',
  },
  {
    is: 'a message without a field',
    code: onLink("Wire.send(s.wire, { kind: 'ask' })"),
    says: "Property 'seq' is missing",
  },
  {
    is: 'a pattern that misspells a field',
    code: onLink('Wire.take(s.wire, choose, (m) => m.knd === 1)'),
    says: "Property 'knd' does not exist",
  },
  {
    is: 'another variable',
    code: onLink('Wire.take(s.tries, choose)'),
    says: "not assignable to parameter of type 'QueueView<",
  },
  {
    is: 'a misspelt order',
    code: "aw.link({ message: bool, capacity: 2, order: 'lifo' })",
    says: 'is not assignable to type',
  },
  {
    is: 'an unknown option',
    code: 'aw.link({ message: bool, capacity: 2, looses: 1 })',
    says: "'looses' does not exist in type",
  },
  { is: 'no capacity', code: 'aw.link({ message: bool })', says: "Property 'capacity' is missing" },
  { is: 'a counter without its bound', code: 'aw.upTo()', says: 'Expected 1 arguments, but got 0' },
  {
    is: 'a counter that gets a text',
    code: onLink("s.tries = 'many'"),
    says: "Type 'string' is not assignable to type 'number'",
  },
  {
    is: 'a partition of a number',
    code: 'aw.partition(3)',
    says: "Argument of type 'number' is not assignable to parameter of type 'RefType'",
  },
]

export const slipsOfStamps: readonly Slip[] = [
  { is: 'a literal', code: inStep('s.term = 1'), says: "Type '1' is not assignable to type 'Stamp'" },
  {
    is: 'a sum',
    code: inStep('s.term = me.mine + 1'),
    says: "Operator '+' cannot be applied to types 'Stamp' and 'number'",
  },
  { is: 'an increment', code: inStep('s.term++'), says: 'arithmetic operand must be of type' },
  {
    is: 'an order by <',
    code: inStep('if (me.mine < s.term) s.n = 1'),
    says: "operator cannot be applied to type 'symbol'",
  },
  {
    is: 'a comparison with a literal',
    code: inStep('if (me.mine === 0) s.n = 1'),
    says: "the types 'Stamp' and 'number' have no overlap",
  },
  {
    is: 'a comparison with an id',
    code: inStep('if (me.mine === me.id) s.n = 1'),
    says: "the types 'Stamp' and 'Id' have no overlap",
  },
  { is: 'a stamp as a number', code: inStep('s.n = me.mine'), says: "Stamp' is not assignable to type 'number'" },
  {
    is: 'a number as a stamp',
    code: inStep('aw.newer(s.n, s.term)'),
    says: "'number' is not assignable to parameter of type 'Stamp'",
  },
  {
    is: 'a stamp that may be null',
    code: inStep('aw.newer(s.term, s.last)'),
    says: "'Stamp | null' is not assignable to parameter of type 'Stamp'",
  },
  {
    is: 'a literal in a message',
    code: inStep('s.sent.add({ term: 0 })'),
    says: "Type 'number' is not assignable to type 'Stamp'",
  },
  {
    is: 'a fresh value of another type',
    code: inStep('s.term = aw.fresh(int(0, 3))'),
    says: "Type 'IntType' is missing the following properties from type 'StampType'",
  },
  { is: 'no number', code: 'const Term = aw.stamp()', says: 'Expected 1 arguments, but got 0' },
]
