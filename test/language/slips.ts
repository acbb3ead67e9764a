/** Mistakes that a newcomer makes in a process, and the error of the compiler for each. `slips.test.ts` reads them. */

export interface Slip {
  /** A sentence goes on with it: "the compiler says in at most five lines what is wrong with …". */
  readonly is: string
  readonly code: string
  readonly says: string
}

/** Each is compiled behind these lines. */
export const head = `
import * as aw from 'allways'
import { array, bag, bool, compose, input, int, mapOf, model, oneOf, optional, process, queue, ref, setOf, spec, struct } from 'allways'
const Lease = struct({ holder: int(0, 2), epoch: int(0, 3) })
const Message = struct({ kind: oneOf('ask', 'answer'), seq: int(0, 1) })
const state = {
  owner: optional(int(0, 2)), next: int(0, 3), phase: oneOf('open', 'closed'), lease: Lease, held: optional(Lease),
  slots: array(2, struct({ job: int(0, 3), busy: bool })), flags: array(2, bool), wire: queue(Message, 2),
  air: bag(Message, 2), seen: setOf(oneOf('a', 'b')), byId: mapOf(int(0, 1), struct({ up: bool })), leader: ref('worker', 2),
}
const local = { mine: int(0, 3) }
const worker = process(state, {
  instances: 2, local, terminal: ['done'],
  steps: { look: (s, me) => { me.mine = s.next; return 'run' }, run: (s) => { s.next = 0; return 'done' } },
})
const wanted = Math.random() > 2
`

const inStep = (body: string) =>
  `process(state, { local, steps: { look: (s, me, choose) => { ${body}; return 'run' }, run: () => 'look' } })`
const inGuard = (expression: string) =>
  `process(state, { local, steps: { look: { when: (s, me) => ${expression}, do: () => 'run' }, run: () => 'look' } })`
const labelled = (look: string) => `process(state, { steps: { look: ${look}, run: () => 'look' } })`
const options = (more: string) => `process(state, { steps: { look: () => 'look' }, ${more} })`

const labels = `type 'void | "look" | "run" | undefined'`

export const slips: readonly Slip[] = [
  // helpers
  {
    is: 'a helper whose state is typed by the state',
    code: `const take = (s: typeof state, id: number) => { s.owner = id }\n${inStep('take(s, me.id)')}`,
    says: "Type 'number' is not assignable to type 'OptionalType<IntType>'",
  },
  {
    is: 'a helper of two steps whose state is typed by View',
    code: `const take = (s: aw.View<typeof state>) => { s.next = 1 }
process(state, { steps: { look: (s) => { take(s) }, run: (s) => { take(s) } } })`,
    says: 'write SharedOf<typeof state> for a whole state',
  },
  {
    is: 'a helper that writes to what State types',
    code: 'const take = (s: aw.State<typeof state>) => { s.next = 1 }',
    says: "Cannot assign to 'next' because it is a read-only property",
  },
  {
    is: 'a helper of a guard that takes what may be written',
    code: `const isFull = (s: aw.SharedOf<typeof state>) => s.wire.isFull\n${inGuard('isFull(s)')}`,
    says: "Property 'fill' is missing in type 'Elements<boolean>' but required in type 'Cells<boolean>'",
  },
  {
    is: 'a helper of two steps that takes a misspelt variable',
    code: `const take = (s: { nxt: number }) => { s.nxt = 1 }
process(state, { steps: { look: (s) => { take(s) }, run: (s) => { take(s) } } })`,
    says: "Property 'nxt' is missing",
  },
  {
    is: 'a helper that takes another local state',
    code: `const forget = (me: aw.MeOf<{ tries: aw.Type }>) => { me.tries }\n${inStep('forget(me)')}`,
    says: "Property 'tries' is missing",
  },
  {
    is: 'a helper that takes a misspelt local variable',
    code: 'const forget = (me: aw.MeOf<typeof local>) => { me.mien = 0 }',
    says: "Property 'mien' does not exist",
  },
  {
    is: 'a helper that takes cells as number[]',
    code: `const ofCells = { n: array(2, int(0, 3)) }
const up = (cells: number[]) => { cells[0] = 1 }
process(ofCells, { steps: { a: (s) => { up(s.n) } } })`,
    says: "Type 'Cells<number>' is missing the following properties from type 'number[]'",
  },
  {
    is: 'a helper that takes a state with cells as boolean[]',
    code: `const up = (s: { flags: boolean[] }) => { s.flags[0] = true }\n${inStep('up(s)')}`,
    says: "Type 'Cells<boolean>' is missing the following properties from type 'boolean[]'",
  },
  {
    is: 'a helper whose state is the value',
    code: 'const take = (s: aw.SharedOf<state>) => { s.next = 1 }',
    says: "Did you mean 'typeof state'?",
  },
  {
    is: 'a helper that takes a struct as a whole state',
    code: 'const take = (s: aw.SharedOf<typeof Lease>) => { s.epoch = 1 }',
    says: "Type 'StructType<{ holder: IntType; epoch: IntType; }>' does not satisfy the constraint 'Fields'",
  },
  {
    is: 'a helper that asks the state of steps for a process',
    code: 'const rests = (s: aw.State<typeof state>) => s.worker.length === 0',
    says: "Property 'worker' does not exist on type 'State<",
  },
  {
    is: 'a helper that takes its own process',
    code: `const own = process(state, { steps: { look: (_s, me) => help(me) } })
function help(_me: aw.MeOf<typeof own>): 'look' { return 'look' }`,
    says: "'own' implicitly has type 'any'",
  },
  {
    is: 'a helper that is a step of a process with other variables',
    code: `const take = (_s: aw.SharedOf<typeof state>, me: aw.MeOf<typeof local>) => { me.mine = 1 }
process(state, { local: { other: bool }, steps: { look: take } })`,
    says: "'mine' differs; write me: MeOf<typeof local>",
  },
  {
    is: 'a helper without types',
    code: `const take = (s, me) => { s.next = me.id; return 'run' as const }\n${labelled('take')}`,
    says: "Parameter 's' implicitly has an 'any' type",
  },
  {
    is: 'a helper that takes a map as a Map',
    code: `const size = (map: Map<number, { up: boolean }>) => map.size\n${inStep('s.next = size(s.byId)')}`,
    says: "Type 'MapView<number, { up: boolean; }>' is missing the following properties",
  },
  {
    is: 'a label misspelt in a helper',
    code: `const go = (busy: boolean) => (busy ? 'run' : 'rnu')\n${labelled('(s) => go(s.next > 0)')}`,
    says: `Type '"rnu"' is not assignable to ${labels}`,
  },
  {
    is: 'a label misspelt in a helper of a guarded step',
    code: `const go = (busy: boolean) => (busy ? 'run' : 'rnu')
${labelled('{ when: (s) => s.next > 0, do: (s) => { s.next = 0; return go(true) } }')}`,
    says: `Type '"rnu"' is not assignable to ${labels}`,
  },
  {
    is: 'a label misspelt in a helper that is a step',
    code: `const take = (s: aw.SharedOf<typeof state>) => { s.next = 1; return 'rnu' as const }\n${labelled('take')}`,
    says: `Type '"rnu"' is not assignable to ${labels}`,
  },
  {
    is: 'a label that a helper widens to string',
    code: `const take = (s: aw.SharedOf<typeof state>) => { s.next = 1; return 'run' }\n${labelled('(s) => take(s)')}`,
    says: `Type 'string' is not assignable to ${labels}`,
  },
  // labels and returns
  { is: 'a misspelt label', code: labelled("() => 'rum'"), says: `Type '"rum"' is not assignable to ${labels}` },
  {
    is: 'a misspelt label of a guarded step',
    code: labelled("{ when: (s) => s.next > 0, do: (s) => { s.next = 1; return 'rum' } }"),
    says: `Type '"rum"' is not assignable to ${labels}`,
  },
  {
    is: 'a misspelt label in one branch',
    code: labelled("(s) => { if (s.next > 2) return 'run'; s.next = 1; return 'rum' }"),
    says: `Type '"rum"' is not assignable to ${labels}`,
  },
  {
    is: 'a misspelt label among choices',
    code: labelled("(_s, _me, choose) => choose(['run', 'stpo'])"),
    says: `Type '"stpo"' is not assignable to ${labels}`,
  },
  { is: 'null for no label', code: labelled("(s) => (s.next > 2 ? 'run' : null)"), says: `Type 'null' is not` },
  { is: 'false for no label', code: labelled("(s) => s.next > 2 && 'run'"), says: `Type 'false' is not` },
  { is: 'a step that returns a state', code: labelled('(s) => ({ ...s, next: 1 })'), says: `assignable to ${labels}` },
  { is: 'a step that is async', code: labelled("async () => 'run'"), says: "Type 'Promise<string>' is not" },
  {
    is: 'a guard without return',
    code: inGuard('{ s.next > 2 }'),
    says: "Type 'void' is not assignable to type 'boolean'",
  },
  { is: 'a guard that is a number', code: inGuard('s.next'), says: "'number' is not assignable to type 'boolean'" },
  { is: 'a guard that chooses', code: inGuard('me.choose([true])'), says: "Property 'choose' does not exist" },
  // reads and writes
  { is: 'a misspelt variable', code: inGuard('s.nxt > 0'), says: "Did you mean 'next'?" },
  { is: 'a misspelt local variable', code: inStep('me.mien = 1'), says: "Property 'mien' does not exist on type 'Me<" },
  { is: 'a process read in a step', code: inStep('s.worker'), says: "Property 'worker' does not exist" },
  { is: 'a write to the id', code: inStep('me.id = 1'), says: "Cannot assign to 'id'" },
  { is: 'a write to the label', code: inStep("me.at = 'run'"), says: "Cannot assign to 'at'" },
  { is: 'a write in a guard', code: inGuard('(s.next = 1) > 0'), says: "Cannot assign to 'next'" },
  { is: 'a push in a guard', code: inGuard('s.wire.push()'), says: "Property 'push' does not exist on type 'Readonly" },
  { is: 'a label that is compared misspelt', code: inGuard("me.at === 'lok'"), says: `'"lok"' have no overlap` },
  { is: 'a value that is compared misspelt', code: inGuard("s.phase === 'close'"), says: `'"close"' have no` },
  { is: 'a misspelt value', code: inStep("s.phase = 'close'"), says: `Did you mean '"closed"'?` },
  { is: 'a value of another type', code: inStep("s.next = '1'"), says: "'string' is not assignable to type 'number'" },
  { is: 'a forgotten field', code: inStep('s.lease = { holder: 1 }'), says: "Property 'epoch' is missing" },
  {
    is: 'a misspelt field',
    code: inStep('s.lease = { holder: 1, epcoh: 1 }'),
    says: "Did you mean to write 'epoch'?",
  },
  { is: 'a forgotten field of a message', code: inStep("s.wire.push({ kind: 'ask' })"), says: "'seq' is missing" },
  {
    is: 'a misspelt kind of message',
    code: inStep("s.wire.push({ kind: 'aks', seq: 0 })"),
    says: `'"aks"' is not assignable to type '"answer" | "ask"'`,
  },
  {
    is: 'a message whose kind is any string',
    code: inStep("const m = { kind: 'ask', seq: 0 }; s.wire.push(m)"),
    says: `Type 'string' is not assignable to type '"answer" | "ask"'`,
  },
  {
    is: 'an optional struct read unchecked',
    code: inStep('s.next = s.held.epoch'),
    says: "'s.held' is possibly 'null'",
  },
  { is: 'an optional number read unchecked', code: inStep('s.next = s.owner + 1'), says: "'s.owner' is possibly" },
  { is: 'undefined for null', code: inStep('s.held = undefined'), says: "Type 'undefined' is not assignable" },
  { is: 'an entry that may be missing', code: inStep('s.byId.get(0).up = true'), says: "possibly 'undefined'" },
  { is: 'a map read as an object', code: inStep('s.byId[0].up = true'), says: "Did you mean to call 's.byId.get'?" },
  { is: 'a message that may be missing', code: inStep('s.next = s.wire.shift().seq'), says: "possibly 'undefined'" },
  {
    is: 'a queue read as an array',
    code: inStep('s.next = s.wire[0].seq'),
    says: "'0' does not exist on type 'QueueView",
  },
  {
    is: 'an array for a set',
    code: inStep("s.seen = ['a']"),
    says: `missing the following properties from type 'SetView`,
  },
  { is: 'a Set for a set', code: inStep("s.seen = new Set(['a'])"), says: "properties from type 'SetView" },
  {
    is: 'a push to a set',
    code: inStep("s.seen.push('a')"),
    says: `'push' does not exist on type 'SetView<"a" | "b">'`,
  },
  {
    is: 'a push to an array',
    code: inStep('s.flags.push(true)'),
    says: "'push' does not exist on type 'Cells<boolean>'",
  },
  {
    is: 'a struct assigned to an element',
    code: inStep('s.slots[0] = { job: 0, busy: false }'),
    says: 'only permits reading',
  },
  { is: 'a choice from a number', code: inStep('s.next = choose(3)'), says: "parameter of type 'Iterable<number>'" },
  {
    is: 'a choice from arguments',
    code: inStep('s.next = choose(1, 2)'),
    says: "to parameter of type 'Iterable<number>'",
  },
  // options
  { is: 'a misspelt option', code: options('instance: 2'), says: "Did you mean to write 'instances'?" },
  {
    is: 'a number as a string',
    code: options("instances: '3'"),
    says: "Type 'string' is not assignable to type 'number | RefType | undefined'",
  },
  { is: 'a misspelt fairness', code: options("fair: 'week'"), says: `Type '"week"' is not assignable to type 'Fair` },
  {
    is: 'a misspelt resting label',
    code: options("resting: ['lok']"),
    says: `Type '"lok"' is not assignable to type '"look"'`,
  },
  { is: 'a label for a list', code: options("resting: 'look'"), says: `assignable to type 'readonly "look"[]'` },
  {
    is: 'a value for a type',
    code: options('local: { mine: 0 }'),
    says: "Type 'number' is not assignable to type 'Type'",
  },
  {
    is: 'an init that is an object',
    code: options('local, init: { mine: 1 }'),
    says: "'mine' does not exist in type '(me: Me",
  },
  { is: 'an init with the state', code: options('local, init: (s, me) => { me.mine = 1 }'), says: "on type 'Choose'" },
  { is: 'no steps', code: 'process(state, { instances: 2 })', says: "Property 'steps' is missing" },
  { is: 'no state', code: "process({ steps: { look: () => 'look' } })", says: 'Expected 2 arguments, but got 1' },
  {
    is: 'a list of steps',
    code: "process(state, { steps: [() => 'look'] })",
    says: "Index signature for type 'string' is missing",
  },
  {
    is: 'a misspelt guard',
    code: labelled('{ wen: () => true, do: () => {} }'),
    says: "'wen' does not exist in type 'GuardedStep<",
  },
  { is: 'a step without do', code: labelled('{ when: () => true }'), says: "Property 'do' is missing" },
  { is: 'a misspelt fairness of a step', code: labelled("{ do: () => {}, fair: 'week' }"), says: `'"week"' is not` },
  {
    is: 'a fault without a budget',
    code: options('faults: { crash: { do: () => {} } }'),
    says: "Property 'budget' is missing",
  },
  {
    is: 'a fault at a misspelt label',
    code: options("faults: { crash: { budget: 1, at: ['lok'], do: () => {} } }"),
    says: `Type '"lok"' is not assignable to type '"look"'`,
  },
  {
    is: 'a misspelt label of a fault',
    code: options("faults: { crash: { budget: 1, do: () => 'lok' } }"),
    says: `Did you mean '"look"'?`,
  },
]
