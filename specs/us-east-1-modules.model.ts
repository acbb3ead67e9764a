/**
 * The modules of the region, each refined by its detailed spec: every module in every design that the region uses. The
 * maps are in `us-east-1/refined/`. Beside the refinement, this spec checks in the detailed models what a refinement
 * does not carry over: the ways back. The properties of the detailed specs are checked in those specs.
 */
import { spec } from 'allways'
import { asDeployed, type Parameters } from './us-east-1/model.ts'
import { refinedDns } from './us-east-1/refined/dns.ts'
import { refinedHealth } from './us-east-1/refined/health.ts'
import { refinedLeases } from './us-east-1/refined/leases.ts'
import { refinedNetwork } from './us-east-1/refined/network.ts'

const details = { dns: refinedDns, leases: refinedLeases, network: refinedNetwork, health: refinedHealth }

const refined = ({ module, ...given }: { module: keyof typeof details } & Partial<Parameters>) =>
  details[module]({ ...asDeployed, ...given })

export default spec({
  name: 'us-east-1-modules',
  model: refined,
  designs: {
    'dns, as deployed': {
      params: { module: 'dns' },
      expect: { 'recovers by automation': 'violated' },
      note: 'The design as deployed, with operators who repair and freeze it. A freeze counts as done when no run is under way.',
    },
    'dns, wedge mended': {
      params: { module: 'dns', wedge: 'until the next plan' },
      note: 'The same with a tolerant write of the rollback record: an empty endpoint is repaired by the next plan.',
    },
    'dns, race fixed': {
      params: { module: 'dns', race: 'fixed' },
      note: 'The recommended design. No endpoint goes empty, so operators and caches have nothing to do.',
    },
    'leases, as deployed': {
      params: { module: 'leases' },
      expect: { 'recovers by automation': 'violated' },
      note: 'With the runbook of 04:14, and with DynamoDB going away at any time, any number of times. A host has collapsed if the attempts that wait for the next round are too many to leave a place for a new one.',
    },
    'leases, queue-size throttle': {
      params: { module: 'leases', leaseLimit: 'queue size' },
      note: 'The queue holds only what is served in time. No host ever collapses, so there is no runbook.',
    },
    'network, as deployed': {
      params: { module: 'network' },
      note: 'Assumption: in normal times, customers alone never ask for more than can be propagated in good time. Without it, the backlog would need no outage.',
    },
    'network, queue-size throttle': {
      params: { module: 'network', networkLimit: 'queue size' },
      note: 'The throttle on every event. The backlog stays within its bound.',
    },
    'health, as deployed': {
      params: { module: 'health' },
      note: 'With engineers who switch the failover off and on, and a network that may be late again and again.',
    },
    'health, velocity control': {
      params: { module: 'health', velocity: 'one zone' },
      note: 'The limit on zones. One healthy zone may still be out by mistake.',
    },
  },
})
