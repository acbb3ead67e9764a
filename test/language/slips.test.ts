import { beforeAll, describe, expect, it } from 'vitest'
import { compiled } from './compiled.ts'
import { head, type Slip, slips } from './slips.ts'
import { slipsOfModels } from './slips-of-models.ts'

/** Mistakes that are errors only if the compiler expects that an index may not be there. */
const slipsOfIndices: readonly Slip[] = [
  {
    is: 'an element by a reference',
    code: 'process(state, { steps: { look: (s) => { s.slots[s.leader].busy = true } } })',
    says: "Object is possibly 'undefined'",
  },
  {
    is: 'an element that is kept',
    code: 'process(state, { steps: { look: (s) => { const slot = s.slots[s.leader]; slot.busy = true } } })',
    says: "'slot' is possibly 'undefined'",
  },
  {
    is: 'an element of an array of numbers',
    code: 'process(state, { steps: { look: (s) => { const on: boolean = s.flags[s.leader]; s.flags[0] = on } } })',
    says: "Type 'undefined' is not assignable to type 'boolean'",
  },
  {
    is: 'an element that a helper is given',
    code: `const free = (slot: aw.View<typeof state.slots.of>) => { slot.busy = false }
process(state, { steps: { look: (s) => free(s.slots[s.leader]) } })`,
    says: "Type 'undefined' is not assignable to type '{ job: number; busy: boolean; }'",
  },
  {
    is: 'an instance by a reference',
    code: "model({ name: 'm', state, processes: { worker }, reachable: { done: (s) => s.worker[s.leader].at === 'done' } })",
    says: "possibly 'undefined'",
  },
]

/** Functions that are passed by their names: of these the last lines say what is wrong, as docs/warts.md says. */
const longer: readonly Slip[] = [
  {
    is: 'cells as boolean[]',
    code: 'const up = (s: { flags: boolean[] }) => { s.flags[0] = true }\nprocess(state, { steps: { up } })',
    says: "Type 'Cells<boolean>' is missing the following properties from type 'boolean[]'",
  },
  {
    is: 'the declarations of the state as a state',
    code: 'const up = (s: typeof state) => { s.phase }\nprocess(state, { steps: { up } })',
    says: "Type 'number | null' is not assignable to type 'OptionalType<IntType>'",
  },
  {
    is: 'in a property what only steps are given',
    code: `const safe = (s: aw.SharedOf<typeof state>) => s.next > 1
model({ name: 'm', state, processes: { worker }, invariants: { safe } })`,
    says: "Property 'fill' is missing in type 'readonly boolean[]' but required in type 'Cells<boolean>'",
  },
  {
    is: 'me with the labels of another process',
    code: `const up: aw.Step<typeof state, Record<never, never>, 'a' | 'b'> = (s) => { s.next = 1; return 'b' }
process(state, { steps: { up } })`,
    says: `'"up"' is not assignable to type '"a" | "b"'`,
  },
  {
    is: 'the state of another model',
    code: `const down = (s: aw.SharedOf<{ next: typeof bool }>) => { s.next = false }
process(state, { steps: { down } })`,
    says: "Type 'number' is not assignable to type 'boolean'",
  },
]

const ofProcesses = slips.map((slip) => ({ ...slip, is: `${slip.is}, in a process` }))
const ofModels = slipsOfModels.map((slip) => ({ ...slip, is: `${slip.is}, in a model` }))

describe.each([
  { project: 'strict', strictness: {}, all: [...ofProcesses, ...ofModels] },
  {
    project: 'strictest',
    strictness: { noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
    all: [...ofProcesses, ...ofModels, ...slipsOfIndices],
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
