/** Mistakes with timers and bounds, and the error of the compiler for each. `slips.test.ts` reads them. */
import type { Slip } from './slips.ts'

const before = `const timed = { lease: aw.timer(5), counted: aw.timer(5, { units: true }), ttl: struct({ of: aw.timer(3) }), n: int(0, 3) }
`
const inStep = (body: string) => `${before}process(timed, { steps: { look: (s, me, choose) => { ${body} } } })`
const inGuard = (body: string) => `${before}process(timed, { steps: { look: { when: (s) => ${body}, do: () => {} } } })`

export const slipsOfTime: readonly Slip[] = [
  { is: 'what is left', code: inStep('s.n = s.lease.left'), says: "Property 'left' does not exist on type 'Timer'" },
  {
    is: 'what is left in a guard',
    code: inGuard('s.ttl.of.left === 0'),
    says: "Property 'left' does not exist on type",
  },
  {
    is: 'what is left of a timer that may be off',
    code: inStep('s.n = s.counted.left'),
    says: "Type 'number | null' is not assignable to type 'number'",
  },
  { is: 'a number', code: inStep('s.lease = 5'), says: "Type 'number' is not assignable to type 'Timer'" },
  { is: 'null', code: inStep('s.lease = null'), says: "Type 'null' is not assignable to type 'Timer'" },
  { is: 'a start in a guard', code: inGuard('s.lease.start(3)'), says: "Property 'start' does not exist on type" },
  { is: 'a start without units', code: inStep('s.lease.start()'), says: 'Expected 1 arguments, but got 0' },
  {
    is: 'one bound',
    code: `${before}process(timed, { steps: { look: { takes: 3, do: () => {} } } })`,
    says: "Type 'number' is not assignable to type",
  },
  {
    is: 'a list of one bound',
    code: `${before}process(timed, { steps: { look: { takes: [3], do: () => {} } } })`,
    says: 'Source has 1 element(s) but target requires 2',
  },
  {
    is: 'units that are a text',
    code: `${before}model({ name: 'm', state: timed, temporal: ({ leadsTo }) => ({ a: leadsTo((s) => s.lease.due, (s) => s.n > 0, { units: '3' }) }) })`,
    says: "Type 'string' is not assignable to type 'number'",
  },
]
