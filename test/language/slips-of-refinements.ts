/** Mistakes in the map of a refinement. `slips.test.ts` reads them. */
import type { Slip } from './slips.ts'

const above = `const above = () => {
  const state = { owner: optional(int(0, 1)), phase: oneOf('idle', 'busy'), waiting: setOf(int(0, 1)) }
  const clerk = process(state, { local: { tries: int(0, 3) }, steps: { rest: () => 'work', work: () => 'rest' } })
  return model({ name: 'above', state, processes: { clerk } })
}
`
const refining = (by: string, of = 'above()') =>
  `${above}model({ name: 'm', state, processes: { worker }, temporal: ({ refines }) => ({ it: refines({ of: ${of}, by: ${by} }) }) })`
const mapped = (variables: string, clerk = "[{ at: 'rest' as const, tries: 0 }]") =>
  `(s) => ({ ${variables}, clerk: ${clerk} })`

export const slipsOfRefinements: readonly Slip[] = [
  {
    is: 'a variable that the map leaves out',
    code: refining(mapped("owner: null, phase: 'idle' as const")),
    says: "Property 'waiting' is missing",
  },
  {
    is: 'a misspelt variable of a map',
    code: refining(mapped("owner: null, phase: 'idle' as const, wating: []")),
    says: "'waiting'",
  },
  {
    is: 'a process that the map leaves out',
    code: refining("(s) => ({ owner: null, phase: 'idle' as const, waiting: [] })"),
    says: "Property 'clerk' is missing",
  },
  {
    is: 'a label that the abstract process does not have',
    code: refining(mapped("owner: null, phase: 'idle' as const, waiting: []", "[{ at: 'sleep' as const, tries: 0 }]")),
    says: '\'"sleep"\' is not assignable to type \'"rest" | "work"\'',
  },
  {
    is: 'an instance without its local variables',
    code: refining(mapped("owner: null, phase: 'idle' as const, waiting: []", "[{ at: 'rest' as const }]")),
    says: "'tries' is missing",
  },
  {
    is: 'a value of another type',
    code: refining(mapped("owner: 'me', phase: 'idle' as const, waiting: []")),
    says: "Type 'string' is not assignable to type 'number",
  },
  {
    is: 'a label that oneOf does not have',
    code: refining(mapped("owner: null, phase: 'idel' as const, waiting: []")),
    says: '\'"idel"\' is not assignable to type \'"busy" | "idle"\'',
  },
  {
    is: 'a set whose elements have another type',
    code: refining(mapped("owner: null, phase: 'idle' as const, waiting: ['me']")),
    says: "Type 'string' is not assignable to type 'number'",
  },
  {
    is: 'a variable that the concrete model does not have',
    code: refining(mapped("owner: s.ownr, phase: 'idle' as const, waiting: []")),
    says: "Property 'ownr' does not exist",
  },
  {
    is: 'the function that builds the abstract model',
    code: refining(mapped("owner: null, phase: 'idle' as const, waiting: []"), 'above'),
    says: "is not assignable to type 'AbstractModel<",
  },
  {
    is: 'a refinement inside a formula',
    code: `${above}model({ name: 'm', state, processes: { worker }, temporal: ({ refines, not }) => ({ it: not(refines({ of: above() })) }) })`,
    says: "Property 'by' is missing",
  },
]
