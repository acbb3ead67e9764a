/** Mistakes with the ids of instances, and the error of the compiler for each. `slips.test.ts` reads them. */
import type { Slip } from './slips.ts'

const before = `const Client = ref('client', 3)
const owned = {
  owner: optional(Client), turn: Client, marks: array(Client, bool), rows: array(Client, struct({ busy: bool })), n: int(0, 3),
  sent: bag(struct({ to: Client }), 2), old: ref('worker', 2), plain: array(3, bool),
}
`
const inStep = (body: string) =>
  `${before}process(owned, { instances: Client, steps: { look: (s, me, choose) => { ${body} } } })`
const inProperty = (
  expression: string,
) => `${before}const client = process(owned, { instances: Client, steps: { look: () => {} } })
model({ name: 'm', state: owned, processes: { client }, invariants: { safe: (s) => ${expression} } })`

export const slipsOfIds: readonly Slip[] = [
  {
    is: 'an order of ids and numbers',
    code: inStep('if (me.id < 2) s.n = 1'),
    says: "operator cannot be applied to type 'symbol'",
  },
  {
    is: 'an order of ids',
    code: inStep('if (me.id < s.turn) s.n = 1'),
    says: "operator cannot be applied to type 'symbol'",
  },
  {
    is: 'a sum',
    code: inStep('s.turn = me.id + 1'),
    says: "Operator '+' cannot be applied to types 'Id' and 'number'",
  },
  {
    is: 'a neighbour',
    code: inStep('s.turn = (me.id + 1) % 3'),
    says: "Operator '+' cannot be applied to types 'Id' and 'number'",
  },
  { is: 'a literal', code: inStep('s.owner = 0'), says: "Type '0' is not assignable to type 'Id | null'" },
  {
    is: 'a literal in a message',
    code: inStep('s.sent.add({ to: 0 })'),
    says: "Type 'number' is not assignable to type 'Id'",
  },
  {
    is: 'a comparison with a literal',
    code: inStep('if (me.id === 0) s.n = 1'),
    says: "the types 'Id' and 'number' have no overlap",
  },
  { is: 'an id as a number', code: inStep('s.n = me.id'), says: "Id' is not assignable to type 'number'" },
  {
    is: 'an id in a text',
    code: inStep('throw new Error(`client $' + '{me.id}`)'),
    says: "Implicit conversion of a 'symbol' to a 'string'",
  },
  {
    is: 'an element by a literal',
    code: inStep('s.marks[0] = true'),
    says: "Property '0' does not exist on type 'ById<boolean>'",
  },
  {
    is: 'an element by a number',
    code: inStep('s.marks[s.n] = true'),
    says: "expression of type 'number' can't be used to index type 'ById<boolean>'",
  },
  {
    is: 'a loop over numbers',
    code: inStep('for (let i = 0; i < 3; i++) s.rows[i].busy = true'),
    says: "expression of type 'number' can't be used to index type 'ReadonlyById<{ busy: boolean; }>'",
  },
  {
    is: 'an element by no id',
    code: inStep('s.marks[s.owner] = true'),
    says: "Type 'null' cannot be used as an index type",
  },
  {
    is: 'the place of an element',
    code: inStep('s.n = s.marks.indexOf(true)'),
    says: "Property 'indexOf' does not exist on type 'ById<boolean>'",
  },
  {
    is: 'an order of the ids of elements',
    code: inStep('s.marks.forEach((mark, id) => { if (id > 0) s.n = 1 })'),
    says: "operator cannot be applied to type 'symbol'",
  },
  {
    is: 'an array without ids',
    code: inStep('s.plain[me.id] = true'),
    says: "index expression is not of type 'number'",
  },
  {
    is: 'numbers for ids',
    code: inStep('s.turn = choose([0, 1, 2])'),
    says: "Type 'number' is not assignable to type 'Id'",
  },
  {
    is: 'a message that is kept',
    code: inStep('const message = { to: me.id }; s.sent.add(message)'),
    says: "Type 'symbol' is not assignable to type 'Id'",
  },
  {
    is: 'a list for each id',
    code: inStep('s.marks = [true, false, true]'),
    says: "Type 'boolean[]' is missing the following properties from type 'ById<boolean>'",
  },
  {
    is: 'the id of a process that has a number of instances',
    code: `${before}process(owned, { instances: 2, steps: { look: (s, me) => { s.old = me.id } } })`,
    says: "Type 'number' is not assignable to type 'Id'",
  },
  {
    is: 'such an id in a guard',
    code: `${before}process(owned, { instances: 2, steps: { look: { when: (s, me) => s.old === me.id, do: () => {} } } })`,
    says: "the types 'Id' and 'number' have no overlap",
  },
  {
    is: 'such an id as an index',
    code: `${before}process(owned, { steps: { look: (s, me) => { s.marks[me.id] = true } } })`,
    says: "expression of type 'number' can't be used to index type 'ById<boolean>'",
  },
  {
    is: 'a helper whose me has no ids',
    code: `${before}const take = (s: aw.SharedOf<typeof owned>, me: aw.MeOf<typeof local>) => { s.n = me.mine }
process(owned, { instances: Client, local, steps: { take } })`,
    says: "its me does not fit: 'id' differs; write me: MeOf<typeof local, string, Id>",
  },
  {
    is: 'an instance by a number',
    code: inProperty("s.client[0].at === 'look'"),
    says: "Property '0' does not exist on type 'ReadonlyById<",
  },
  {
    is: 'an element by a number in a property',
    code: inProperty('[0, 1].every((id) => s.marks[id])'),
    says: "expression of type 'number' can't be used to index type 'ReadonlyById<boolean>'",
  },
  {
    is: 'a type without ids',
    code: `${before}process(owned, { instances: bool, steps: { look: () => {} } })`,
    says: "is not assignable to type 'number | RefType",
  },
  {
    is: 'alike as a text',
    code: `${before}process(owned, { instances: Client, alike: 'yes', steps: { look: () => {} } })`,
    says: "Type 'string' is not assignable to type 'boolean | undefined'",
  },
]
