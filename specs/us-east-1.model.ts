/**
 * The designs of the region as a whole, and what an exhaustive search says of each. Each fix is taken alone, then those
 * that AWS announced, then all but the one that keeps the trigger away. Steps that only a trouble would need are never
 * taken where a fix keeps it away.
 */
import { spec } from 'allways'
import { region } from './us-east-1/model.ts'

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

export default spec({
  name: 'us-east-1',
  model: region,
  designs: {
    'as deployed': {
      expect: { ...dnsBreaks, ...leasesBreak, ...networkBreaks, ...healthBreaks, ...needsOperators },
      note: 'One race, and every stage goes bad in turn, each when its own trigger is gone already. Two stages wait for people: the empty endpoint and the collapsed leases. The other two heal by themselves, too late.',
    },
    'race fixed': {
      params: { race: 'fixed' },
      expect: { ...noCollapse, ...neverLate, ...noOtherDay },
      note: 'Nothing ever starts: two states are left. This says nothing of the stages below, which are as they were and wait for another trigger.',
    },
    'wedge mended': {
      params: { wedge: 'until the next plan' },
      expect: {
        'dns: endpoint never empty': 'violated',
        ...leasesBreak,
        ...networkBreaks,
        ...healthBreaks,
        ...needsOperators,
      },
      note: 'DNS comes back without anybody, and the region does not: once many leases have lapsed they collapse all the same. That the outage would be shorter is time, and not in this model.',
    },
    'queue-size throttle in the Network Manager': {
      params: { networkLimit: 'queue size' },
      expect: { ...dnsBreaks, ...leasesBreak, ...needsOperators, ...neverLate, ...noOtherDay },
      note: 'The cascade is cut in the middle: the network is never late, so the load balancers never hear of it. What lies before the cut is as bad as before.',
    },
    'queue-size throttle in the lease manager': {
      params: { leaseLimit: 'queue size' },
      expect: { ...dnsBreaks, ...networkBreaks, ...healthBreaks, ...needsOperators, ...noCollapse, ...noOtherDay },
      note: 'No collapse, no runbook, nobody refused. Leases were still away for as long as DNS, so the backlog comes as before, and with it the load balancers.',
    },
    'velocity control': {
      params: { velocity: 'one zone' },
      expect: {
        ...dnsBreaks,
        ...leasesBreak,
        ...networkBreaks,
        'health: no healthy zone out': 'violated',
        ...needsOperators,
        'the day': 'violated',
      },
      note: 'The day goes as it went up to 05:38. A healthy zone still leaves DNS by mistake; a second one does not, so capacity is never short.',
    },
    'announced fixes': {
      params: { race: 'fixed', networkLimit: 'queue size', velocity: 'one zone' },
      expect: { ...noCollapse, ...neverLate, ...noOtherDay },
      note: 'No witness of the day is reached. With the race fixed that is true of every other choice as well; the next design says what the rest is worth.',
    },
    'announced fixes but the race': {
      params: { networkLimit: 'queue size', velocity: 'one zone' },
      expect: { ...dnsBreaks, ...leasesBreak, ...needsOperators, ...neverLate, ...noOtherDay },
      note: 'Should the endpoint ever be empty again, the load balancers are safe, and leases still collapse. Assumption: the announced throttle is in the Network Manager; for the lease manager AWS announced tests.',
    },
    'every fix but the race': {
      params: {
        wedge: 'until the next plan',
        leaseLimit: 'queue size',
        networkLimit: 'queue size',
        velocity: 'one zone',
      },
      expect: { 'dns: endpoint never empty': 'violated', ...noCollapse, ...neverLate, ...noOtherDay },
      note: 'The race happens as often as it likes, and the region comes back by automation each time: where no stage outlives its trigger, neither does the whole.',
    },
  },
})
