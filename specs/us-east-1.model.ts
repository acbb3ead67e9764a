/**
 * The designs of the region as a whole, and what an exhaustive search says of each. A witness that is expected to be
 * `violated` is a part of the day that cannot happen any more.
 */
import { spec } from 'allways'
import { region } from './us-east-1/model.ts'

const race = {
  'dns: endpoint never empty': 'violated',
  'dns: recovers by automation': 'violated',
  'the region recovers by automation': 'violated',
} as const
const collapse = {
  'leases: no collapse': 'violated',
  'leases: no request is refused': 'violated',
  'leases: recovers by automation': 'violated',
} as const
const backlog = {
  'network: backlog bounded': 'violated',
  'network: network state is never late': 'violated',
} as const
const failover = { 'health: no healthy zone out': 'violated' } as const
const shortage = { 'health: enough zones in service': 'violated' } as const

const noCollapse = {
  'DynamoDB healthy, and leases collapsed': 'violated',
  'each trigger is gone before what it did': 'violated',
  'the day': 'violated',
} as const
const noBacklog = {
  'all leases back, and a launched instance without network': 'violated',
  'all targets healthy, and a zone out of DNS': 'violated',
  'each trigger is gone before what it did': 'violated',
  'the day': 'violated',
} as const

export default spec({
  name: 'us-east-1',
  model: region,
  designs: {
    'as deployed': {
      expect: { ...race, ...collapse, ...backlog, ...failover, ...shortage },
      note: 'Each stage is bad when what made it so is gone. Automation leads out of the empty endpoint and of the collapse in no case; operators lead out of every state.',
    },
    'race fixed': {
      params: { race: 'fixed' },
      expect: { ...noCollapse, ...noBacklog },
      note: 'Nothing else that could start a cascade is in the model, so nothing else is tried: the fix removes this trigger, and says nothing of another.',
    },
    'wedge mended': {
      params: { wedge: 'until the next plan' },
      expect: {
        'dns: endpoint never empty': 'violated',
        'the region recovers by automation': 'violated',
        ...collapse,
        ...backlog,
        ...failover,
        ...shortage,
      },
      note: 'DNS comes back by itself, and too late: the leases have lapsed by then, and their collapse is left by operators only.',
    },
    'queue-size throttle in the Network Manager': {
      params: { networkLimit: 'queue size' },
      expect: { ...race, ...collapse, ...noBacklog },
      note: 'The cascade ends at the Network Manager, and with it what the health checks did; the leases collapse as before.',
    },
    'queue-size throttle in the lease manager': {
      params: { leaseLimit: 'queue size' },
      expect: { ...race, ...backlog, ...failover, ...shortage, ...noCollapse },
      note: 'The leases come back by themselves once DNS does; the backlog that they bring along is still there.',
    },
    'velocity control': {
      params: { velocity: 'one zone' },
      expect: { ...race, ...collapse, ...backlog, ...failover },
      note: 'A healthy zone still goes out of DNS, and never so many that the rest does not carry the load.',
    },
    'announced fixes': {
      params: { race: 'fixed', networkLimit: 'queue size', velocity: 'one zone' },
      expect: { ...noCollapse, ...noBacklog },
      note: 'With the race fixed the other fixes have nothing to do here; the next row shows what they do without it.',
    },
    'announced fixes but the race': {
      params: { networkLimit: 'queue size', velocity: 'one zone' },
      expect: { ...race, ...collapse, ...noBacklog },
      note: 'Two stages of four: what was announced for the lease manager is a test suite, and no mechanism that could be modelled.',
    },
    'every fix but the race': {
      params: {
        wedge: 'until the next plan',
        leaseLimit: 'queue size',
        networkLimit: 'queue size',
        velocity: 'one zone',
      },
      expect: { 'dns: endpoint never empty': 'violated', ...noCollapse, ...noBacklog },
      note: 'The race is still there and the endpoint still goes empty; nothing follows from it, and the region recovers without anybody.',
    },
  },
})
