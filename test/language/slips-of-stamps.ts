/** Mistakes with stamps, and the error of the compiler for each. `slips.test.ts` reads them. */
import type { Slip } from './slips.ts'

const before = `const Term = aw.stamp(3)
const termed = { term: Term, last: optional(Term), seen: setOf(Term), sent: bag(struct({ term: Term }), 2), n: int(0, 3), who: ref('client', 3) }
`
const inStep = (body: string) =>
  `${before}process(termed, { instances: ref('client', 3), local: { mine: Term }, steps: { look: (s, me, choose) => { ${body} } } })`

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
