import { beforeAll, describe, expect, it } from 'vitest'
import { compiled } from './compiled.ts'
import { head, type Slip, slips } from './slips.ts'
import { slipsOfIds } from './slips-of-ids.ts'
import { slipsOfModels } from './slips-of-models.ts'
import { slipsOfRefinements } from './slips-of-refinements.ts'
import { slipsOfLinks, slipsOfStamps } from './slips-of-stamps.ts'
import { slipsOfTime } from './slips-of-time.ts'

/** Mistakes that are errors only if the compiler expects that an index may not be there. */
const slipsOfIndices: readonly Slip[] = [
  {
    is: 'an element by a variable',
    code: 'process(state, { steps: { look: (s) => { s.slots[s.next].busy = true } } })',
    says: "Object is possibly 'undefined'",
  },
  {
    is: 'an element that is kept',
    code: 'process(state, { steps: { look: (s) => { const slot = s.slots[s.next]; slot.busy = true } } })',
    says: "'slot' is possibly 'undefined'",
  },
  {
    is: 'an element of an array of numbers',
    code: 'process(state, { steps: { look: (s) => { const on: boolean = s.flags[s.next]; s.flags[0] = on } } })',
    says: "Type 'undefined' is not assignable to type 'boolean'",
  },
  {
    is: 'an element that a helper is given',
    code: `const free = (slot: aw.View<typeof state.slots.of>) => { slot.busy = false }
process(state, { steps: { look: (s) => free(s.slots[s.next]) } })`,
    says: "Type 'undefined' is not assignable to type '{ job: number; busy: boolean; }'",
  },
  {
    is: 'an instance by a variable',
    code: "model({ name: 'm', state, processes: { worker }, reachable: { done: (s) => s.worker[s.next].at === 'done' } })",
    says: "possibly 'undefined'",
  },
]

const stateText = 'its s does not fit the state'

/** Functions that are passed by their names. The compiler compares them with a text, so it says in one line what is wrong. */
const slipsByName: readonly Slip[] = [
  {
    is: 'cells as boolean[]',
    code: 'const up = (s: { flags: boolean[] }) => { s.flags[0] = true }\nprocess(state, { steps: { up } })',
    says: `${stateText}: 'flags' differs; write s: SharedOf<typeof state>`,
  },
  {
    is: 'the declarations of the state as a state',
    code: 'const up = (s: typeof state) => { s.phase }\nprocess(state, { steps: { up } })',
    says: `${stateText}; write s: SharedOf<typeof state>`,
  },
  {
    is: 'me with the labels of another process',
    code: `const up: aw.StepOf<typeof state, Record<never, never>, 'a' | 'b'> = (s) => { s.next = 1; return 'b' }
process(state, { steps: { up } })`,
    says: "its me does not fit: 'at' differs; write me: MeOf<typeof local>",
  },
  {
    is: 'the state of another model',
    code: `const down = (s: aw.SharedOf<{ next: typeof bool }>) => { s.next = false }
process(state, { steps: { down } })`,
    says: `${stateText}: 'next' differs`,
  },
  {
    is: 'a misspelt variable',
    code: `const load = (s: { nxt: number }) => { s.nxt = 1; return 'run' as const }
process(state, { local, steps: { load, run: load } })`,
    says: `${stateText}: 'nxt' differs`,
  },
  {
    is: 'another local variable',
    code: `const load = (_s: aw.SharedOf<typeof state>, me: { tries: number }) => { me.tries = 1 }
process(state, { local, steps: { load: { do: load }, run: () => 'load' } })`,
    says: "its me does not fit: 'tries' differs",
  },
  {
    is: 'in a guard what only steps are given',
    code: `const ready = (s: aw.SharedOf<typeof state>) => s.next > 1
process(state, { steps: { load: { when: ready, do: () => 'load' } } })`,
    says: `${stateText}; write s: State<typeof state>`,
  },
  {
    is: 'in an action cells as boolean[]',
    code: `const up = (s: { flags: boolean[] }) => { s.flags[0] = true }
model({ name: 'm', state, actions: { up } })`,
    says: `${stateText}: 'flags' differs; write s: SharedOf<typeof state>`,
  },
  {
    is: 'in a guarded action the declarations of the state as a state',
    code: `const up = (s: typeof state) => { s.next }
model({ name: 'm', state, actions: { up: { when: (s) => s.next > 0, do: up }, down: { do: up } } })`,
    says: `${stateText}; write s: SharedOf<typeof state>`,
  },
  {
    is: 'in the guard of an action what only actions are given',
    code: `const ready = (s: aw.SharedOf<typeof state>) => s.next > 1
model({ name: 'm', state, actions: { up: { when: ready, do: () => {} } } })`,
    says: `${stateText}; write s: State<typeof state>`,
  },
  {
    is: 'in an invariant cells as boolean[]',
    code: `const up = (s: { flags: boolean[] }) => s.flags[0] === true
model({ name: 'm', state, processes: { worker }, invariants: { up } })`,
    says: `${stateText}: 'flags' differs; write s: State<typeof state>`,
  },
  {
    is: 'in a part of an invariant the declarations of the state as a state',
    code: `const up = (s: typeof state) => s.next === undefined
model({ name: 'm', state, invariants: { all: { up } } })`,
    says: `${stateText}; write s: State<typeof state>`,
  },
  {
    is: 'in an invariant what only steps are given',
    code: `const up = (s: aw.SharedOf<typeof state>) => s.next > 1
model({ name: 'm', state, processes: { worker }, invariants: { up: wanted ? up : undefined } })`,
    says: `${stateText}; write s: State<typeof state>`,
  },
  {
    is: 'in a property of steps a misspelt variable',
    code: `const up = (before: { nxt: number }, after: { nxt: number }) => before.nxt <= after.nxt
model({ name: 'm', state, processes: { worker }, steps: { up } })`,
    says: "its before does not fit the state: 'nxt' differs; write before: State<typeof state>",
  },
  {
    is: 'in a property of steps another state after the step',
    code: `const up = (before: aw.State<typeof state>, after: typeof state) => before.next > 1
model({ name: 'm', state, processes: { worker }, steps: { up } })`,
    says: 'its after does not fit; write after: State<typeof state>',
  },
  {
    is: 'in a state to reach a misspelt variable',
    code: `const up = (s: { nxt: number }) => s.nxt > 1
model({ name: 'm', state, processes: { worker }, reachable: { up } })`,
    says: `${stateText}: 'nxt' differs; write s: State<typeof state>`,
  },
  {
    is: 'in a composition a misspelt variable',
    code: `const up = (s: { lock: { nxt: number } }) => s.lock.nxt > 1
compose({ name: 'm', modules: { lock: model({ name: 'm', state }) }, invariants: { up } })`,
    says: `${stateText}: 'lock' differs; write s: Whole<typeof modules>`,
  },
]
/** The same for the label that they return. */
const labelsByName: readonly Slip[] = [
  {
    is: 'that is misspelt in a step',
    code: `const load = (s: aw.SharedOf<typeof state>) => { s.next = 1; return 'rnu' as const }
process(state, { steps: { load, run: load } })`,
    says: `Type '"rnu"' is not assignable to type 'void | "load" | "run" | undefined'`,
  },
  {
    is: 'that is misspelt in a guarded step',
    code: `const load = (s: aw.SharedOf<typeof state>) => { s.next = 1; return 'rnu' as const }
process(state, { steps: { load: { when: (s) => s.next > 0, do: load }, run: () => 'load' } })`,
    says: `Type '"rnu"' is not assignable to type 'void | "load" | "run" | undefined'`,
  },
]

/** The forms in which an author may write steps, actions and properties. */
const fits: readonly string[] = [
  `const p = (s: aw.State<typeof state>) => s.next > 1
const q = (s: { readonly next: number }) => s.next > 1
const r = (before: { readonly next: number }, after: { readonly next: number }) => before.next <= after.next
function any(s: any): boolean { return s.next > 1 }
model({
  name: 'm', state, processes: { worker },
  invariants: {
    p, q, any, parts: { p, q, r: (s) => s.next > 1 }, one: wanted ? p : undefined, two(s) { return s.next > 1 },
    three: wanted ? (s) => s.next > 1 : q, ...(wanted ? { four: p } : {}),
  },
  steps: { r, up: (before, after) => before.next <= after.next, one: (before) => before.next > 0, parts: { r, up: (b, a) => b.next < a.next } },
  reachable: { p, q, any, end: (s) => s.worker.some(({ at }) => at === 'done') },
})`,
  `const rows = { hosts: aw.array(3, struct({ up: bool })), cells: aw.array(3, bool), at: int(0, 2) }
const host = process(rows, { steps: { a: { when: (s) => s.cells.at(s.at), do: (s) => { s.hosts.at(s.at).up = s.cells.at(0) } } } })
model({ name: 'm', state: rows, processes: { host }, invariants: { one: (s) => s.hosts.at(s.at).up || s.host.at(0).at === 'a' } })`,
  `const step: aw.StepOf<typeof state, typeof local, 'a' | 'b'> = (s, me) => { s.next = me.mine; return 'b' }
process(state, { local, steps: { a: step, b: () => 'a' } })`,
  `const f = (s: aw.SharedOf<typeof state>) => { s.next = 1; return 'b' as const }
const g = (s: aw.SharedOf<typeof state>, me: aw.MeOf<typeof local>) => { s.next = me.mine; return 'a' as const }
process(state, { local, steps: { a: wanted ? f : g, b: wanted ? g : undefined } })`,
  `const when = (s: aw.State<typeof state>) => s.next > 0
process(state, {
  local,
  steps: {
    a: { when, do: (s, me) => { s.next = me.mine; return me.at === 'a' ? 'b' : 'a' } },
    b: { when: wanted ? when : undefined, do: () => 'a', fair: true },
  },
})`,
  `process(state, { local, steps: { a(s, me) { s.next = me.mine; return 'b' }, b: { when(s) { return s.next > 0 }, do: () => 'a' } } })`,
  `process(state, { steps: { a: wanted ? (s) => { s.next = 0; return 'b' } : { when: (s) => s.next > 0, do: () => 'b' }, b: () => 'a' } })`,
  `const common = { a: (s: aw.SharedOf<typeof state>) => { s.next = 1; return 'b' as const } }
process(state, { local, steps: { ...common, b: (s, me) => { s.next = me.mine; return 'a' } } })`,
  `function go(s: any): 'b' { return 'b' }
process(state, { steps: { a: go, b: (_s, _me, choose) => choose(['a', 'b', 'done']) }, terminal: ['done'] })`,
  `const label: string = 'a'
process(state, { steps: { [label]: (s) => { s.next = 1; return label } } })
process(state, { steps: { [label]: { when: (s) => s.next > 0, do: (s: { next: number }) => { s.next = 1 } } } })`,
  `const made = <S extends { readonly [name: string]: typeof bool }>(given: S) =>
  process(given, { steps: { a: (s, me) => 'b', b: { when: (s) => true, do: () => 'a' } } })`,
  `const actions = { up: (s: aw.SharedOf<typeof state>) => { s.next = 1 }, down: wanted ? { do: (s: any) => {} } : undefined }
model({ name: 'm', state, actions: { ...actions, on: { when: (s) => s.next > 0, do: (s, choose) => { s.next = choose([0]) } } } })`,
]

/** Functions that are passed by their names to properties of runs: the last lines say what is wrong, as docs/warts.md says. */
const longer: readonly Slip[] = [
  {
    is: 'in a property of runs what only steps are given',
    code: `const safe = (s: aw.SharedOf<typeof state>) => s.next > 1
model({ name: 'm', state, processes: { worker }, temporal: ({ eventually }) => ({ safe: eventually(safe) }) })`,
    says: "Property 'fill' is missing in type 'Elements<boolean>' but required in type 'Cells<boolean>'",
  },
]

const ofProcesses = slips.map((slip) => ({ ...slip, is: `${slip.is}, in a process` }))
const ofModels = slipsOfModels.map((slip) => ({ ...slip, is: `${slip.is}, in a model` }))
const ofIds = slipsOfIds.map((slip) => ({ ...slip, is: `${slip.is}, with ids` }))
const ofRefinements = slipsOfRefinements.map((slip) => ({ ...slip, is: `${slip.is}, in a refinement` }))
const ofStamps = [
  ...slipsOfStamps.map((slip) => ({ ...slip, is: `${slip.is}, with stamps` })),
  ...slipsOfLinks.map((slip) => ({ ...slip, is: `${slip.is}, with links` })),
]
const ofTime = slipsOfTime.map((slip) => ({ ...slip, is: `${slip.is}, with timers` }))
const byName = [
  ...slipsByName.map((slip) => ({ ...slip, is: `a function, passed by its name, that takes ${slip.is}` })),
  ...labelsByName.map((slip) => ({ ...slip, is: `a function, passed by its name, that returns a label ${slip.is}` })),
]

describe.each([
  {
    project: 'strict',
    strictness: {},
    all: [...ofProcesses, ...ofModels, ...ofIds, ...ofRefinements, ...ofStamps, ...ofTime, ...byName],
  },
  {
    project: 'strictest',
    strictness: { noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
    all: [
      ...ofProcesses,
      ...ofModels,
      ...ofIds,
      ...ofRefinements,
      ...ofStamps,
      ...ofTime,
      ...byName,
      ...slipsOfIndices,
    ],
  },
])('in a project that is $project, the compiler says in at most five lines what is wrong with', (one) => {
  const { project, strictness, all } = one
  let said: readonly string[][]
  beforeAll(async () => {
    said = await compiled(project, strictness, head, all)
  })

  it.each(all.map(({ is, says }, i) => [is, says, i] as const))('%s', (_, says, i) => {
    const lines = said[i] as string[]
    expect(lines.join('\n')).toContain(says)
    expect(lines.length).toBeLessThanOrEqual(5)
  })

  it('nothing, where there is no slip', () => {
    expect(said[all.length]).toEqual([])
  })
})

it('the compiler accepts all forms of steps and actions that fit', async () => {
  const said = await compiled(
    'fits',
    { noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
    head,
    fits.map((code) => ({ code })),
  )
  expect(said).toEqual([...fits, ''].map(() => []))
})

describe('the last lines of an error say what is wrong with a function, passed by its name, that takes', () => {
  let said: readonly string[][]
  beforeAll(async () => {
    said = await compiled('longer', {}, head, longer)
  })

  it.each(longer.map(({ is, says }, i) => [is, says, i] as const))('%s', (_, says, i) => {
    const lines = said[i] as string[]
    expect(lines.slice(-3).join('\n')).toContain(says)
    expect(lines.length).toBeLessThanOrEqual(7)
  })
})
