/**
 * The designs of the region as a whole, and what an exhaustive search says of each. Each fix is taken alone, then those
 * that AWS announced, then all but the one that keeps the trigger away. Steps that only a trouble would need are never
 * taken where a fix keeps it away.
 */
import { spec } from 'allways'
import { asDeployed, type Parameters, region } from './us-east-1/model.ts'
import { notesOn } from './us-east-1/notes.ts'

const dnsBreaks = { 'dns: endpoint never empty': 'violated', 'dns: recovers by automation': 'violated' } as const
const leasesBreak = {
  'leases: no collapse': 'violated',
  'leases: no request is refused': 'violated',
  'leases: recovers by automation': 'violated',
} as const
const networkBreaks = {
  'network: backlog bounded': 'violated',
  'network: network state is never late': 'violated',
} as const
const healthBreaks = {
  'health: no healthy zone out': 'violated',
  'health: enough zones in service': 'violated',
} as const
const needsOperators = { 'the region recovers by automation': 'violated' } as const

const noOtherDay = { 'each trigger is gone before what it did': 'violated', 'the day': 'violated' } as const
const noCollapse = { 'DynamoDB healthy, and leases collapsed': 'violated' } as const
const neverLate = {
  'all leases back, and a launched instance without network': 'violated',
  'all targets healthy, and a zone out of DNS': 'violated',
} as const

/** The parameters of a design, and the notes that follow from them. */
const told = (params: Partial<Parameters>) => ({ params, notes: notesOn({ ...asDeployed, ...params }) })

export default spec({
  name: 'us-east-1',
  model: region,
  designs: {
    'as deployed': {
      ...told({}),
      expect: { ...dnsBreaks, ...leasesBreak, ...networkBreaks, ...healthBreaks, ...needsOperators },
      note: 'After one race, every stage fails in turn, and its own trigger is already gone by then. Two stages wait for people: the empty endpoint and the collapsed leases. The other two recover by themselves, but too late.',
    },
    'race fixed': {
      ...told({ race: 'fixed' }),
      expect: { ...noCollapse, ...neverLate, ...noOtherDay },
      note: 'Nothing ever starts, and only four states are left. This says nothing about the later stages. They are unchanged and wait for another trigger.',
    },
    'wedge mended': {
      ...told({ wedge: 'until the next plan' }),
      expect: {
        'dns: endpoint never empty': 'violated',
        ...leasesBreak,
        ...networkBreaks,
        ...healthBreaks,
        ...needsOperators,
      },
      note: 'DNS comes back without an operator, but the region does not. Once many leases have lapsed, they still collapse. A shorter outage is a matter of time, which this model leaves out.',
    },
    'queue-size throttle in the Network Manager': {
      ...told({ networkLimit: 'queue size' }),
      expect: { ...dnsBreaks, ...leasesBreak, ...needsOperators, ...neverLate, ...noOtherDay },
      note: 'This cuts the cascade in the middle. The network is never late, so the load balancers are not affected. The stages before the cut are as bad as before.',
    },
    'queue-size throttle in the lease manager': {
      ...told({ leaseLimit: 'queue size' }),
      expect: { ...dnsBreaks, ...networkBreaks, ...healthBreaks, ...needsOperators, ...noCollapse, ...noOtherDay },
      note: 'There is no collapse, no runbook, and no rejected request. Leases are still missing for as long as DNS is. So the backlog comes as before, and affects the load balancers.',
    },
    'velocity control': {
      ...told({ velocity: 'one zone' }),
      expect: {
        ...dnsBreaks,
        ...leasesBreak,
        ...networkBreaks,
        'health: no healthy zone out': 'violated',
        ...needsOperators,
        'the day': 'violated',
      },
      note: 'The day goes as it went up to 05:38. One healthy zone still leaves DNS by mistake. A second one does not, so there is always enough capacity.',
    },
    'announced fixes': {
      ...told({ race: 'fixed', networkLimit: 'queue size', velocity: 'one zone' }),
      expect: { ...noCollapse, ...neverLate, ...noOtherDay },
      note: 'No witness of the day is reached. Once the race is fixed, that is true of every other combination, too. The next design shows what the other fixes are worth.',
    },
    'announced fixes but the race': {
      ...told({ networkLimit: 'queue size', velocity: 'one zone' }),
      expect: { ...dnsBreaks, ...leasesBreak, ...needsOperators, ...neverLate, ...noOtherDay },
      note: 'If the endpoint is ever empty again, the load balancers are safe, but leases still collapse. Assumption: the announced throttle is in the Network Manager. For the lease manager, AWS announced tests.',
    },
    'every fix but the race': {
      ...told({
        wedge: 'until the next plan',
        leaseLimit: 'queue size',
        networkLimit: 'queue size',
        velocity: 'one zone',
      }),
      expect: { 'dns: endpoint never empty': 'violated', ...noCollapse, ...neverLate, ...noOtherDay },
      note: 'The race may happen any number of times, and the region recovers by automation each time. If no stage outlives its trigger, neither does the whole.',
    },
  },
})
