/**
 * The region on 19 and 20 October 2025: four stages with a few values each, wired in one direction. AWS published no
 * feedback into the DNS automation, so the model has none. Times in names are Pacific time, from AWS's summary
 * (https://aws.amazon.com/message/101925/), and 05:38 from its talk DAT453. The model checks only their order.
 */
import { compose } from 'allways'
import { type DnsParameters, dns, dnsAutomation, dnsOperators, resolves } from './dns.ts'
import { type HealthParameters, health, healthAutomation, healthOperators } from './health.ts'
import { allHeld, type LeaseParameters, leaseAutomation, leaseOperators, leases } from './leases.ts'
import { type NetworkParameters, network, networkAutomation } from './network.ts'

export type Parameters = DnsParameters & LeaseParameters & NetworkParameters & HealthParameters

export const asDeployed: Parameters = {
  race: 'possible',
  wedge: 'for good',
  leaseLimit: 'none',
  networkLimit: 'none',
  velocity: 'none',
}

const of = <M extends string, S extends string>(module: M, steps: readonly S[]) =>
  steps.map((step) => `${module} ${step}` as const)

const automation = [
  ...of('dns', dnsAutomation),
  ...of('leases', leaseAutomation),
  ...of('network', networkAutomation),
  ...of('health', healthAutomation),
]
const operators = [...of('dns', dnsOperators), ...of('leases', leaseOperators), ...of('health', healthOperators)]

export const region = (given: Partial<Parameters> = {}) => {
  const parameters = { ...asDeployed, ...given }
  const modules = {
    dns: dns(parameters),
    leases: leases(parameters),
    network: network(parameters),
    health: health(parameters),
  }
  return compose({
    name: 'us-east-1',
    modules,
    wire: {
      leases: { dynamoUp: (s) => resolves(s.dns) },
      network: { leasesBack: (s) => allHeld(s.leases) },
      health: { networkReady: (s) => !s.network.dark },
    },
    reachable: {
      'DynamoDB healthy, and leases collapsed': (s) => s.leases.dynamoUp && s.leases.collapsed,
      'all leases back, and a launched instance without network': (s) => s.network.leasesBack && s.network.dark,
      'all targets healthy, and a zone out of DNS': (s) => s.health.networkReady && s.health.zonesOut > 0,
    },
    temporal: ({ canAlwaysReach, reachableInOrder }) => {
      const isGood = (s: Region) =>
        resolves(s.dns) &&
        s.leases.lapsed === 'none' &&
        !s.leases.throttled &&
        s.network.backlog === 'none' &&
        !s.network.heldUp &&
        s.health.checks === 'quiet' &&
        s.health.zonesOut === 0 &&
        s.health.failover
      return {
        // Only operators undo their switches, so this is only about states without a throttle, and with the failover and
        // the DNS automation on.
        'the region recovers by automation': canAlwaysReach(isGood, {
          using: automation,
          when: (s) => !s.leases.throttled && s.health.failover && s.dns.automation === 'on',
        }),
        'the region recovers with its operators': canAlwaysReach(isGood, { using: [...automation, ...operators] }),
        'each trigger is gone before what it did': reachableInOrder({
          'DynamoDB is healthy, and leases are collapsed': (s) => s.leases.dynamoUp && s.leases.collapsed,
          'leases are back, and the network is late': (s) => s.network.leasesBack && s.network.dark,
          'the network is ready, and a zone is out of DNS': (s) => s.health.networkReady && s.health.zonesOut > 0,
        }),
        // Each predicate also says what had not happened yet, so that no step can be taken before its time.
        'the day': reachableInOrder({
          'an instance is launched, as on any day (before 23:48)': (s) =>
            s.network.backlog === 'some' && s.dns.endpoint === 'served' && s.leases.lapsed === 'none',
          'the race empties the endpoint (23:48 PDT)': (s) => s.dns.endpoint === 'empty',
          'the first leases lapse (from 23:48)': (s) => s.leases.lapsed === 'some' && s.dns.endpoint === 'empty',
          'many leases have lapsed (by 02:24)': (s) => s.leases.lapsed === 'many' && s.dns.endpoint === 'empty',
          'DNS is repaired by hand (02:25)': (s) => s.dns.endpoint === 'served' && !s.leases.collapsed,
          'leases collapse though DynamoDB is up (02:25 to 04:14)': (s) => s.leases.dynamoUp && s.leases.collapsed,
          'work is throttled and hosts are restarted (04:14)': (s) => s.leases.throttled && !s.leases.collapsed,
          'all leases are back (05:28)': (s) => s.network.leasesBack && s.leases.throttled,
          'instances are launched without network (from 05:28, worse from 06:21)': (s) => s.network.dark,
          'health checks alternate (05:30)': (s) => s.health.checks === 'alternating' && s.dns.automation === 'on',
          'the DNS automation is frozen (05:38)': (s) => s.dns.automation === 'frozen' && s.health.zonesOut === 0,
          'late checks take healthy zones out of DNS (before 09:36)': (s) =>
            s.health.zonesOut === 2 && s.health.checks === 'late',
          'failover is disabled (09:36)': (s) => !s.health.failover && s.health.zonesOut === 2,
          'the zones return (09:36)': (s) => !s.health.failover && s.health.zonesOut === 0 && s.network.dark,
          'the backlog is drained (10:36)': (s) => s.network.backlog === 'none' && s.leases.throttled,
          'work is let in again (from 11:23)': (s) => !s.leases.throttled && s.leases.lapsed === 'late',
          'EC2 is back to normal (13:50)': (s) =>
            s.leases.lapsed === 'none' &&
            !s.leases.throttled &&
            s.network.backlog === 'none' &&
            !s.network.heldUp &&
            !s.health.failover,
          'failover is enabled again, and all is good (14:09)': isGood,
        }),
      }
    },
  })
}

/** The part of the state that says whether all is good. */
interface Region {
  readonly dns: { readonly endpoint: string; readonly cachedEmpty: boolean }
  readonly leases: { readonly lapsed: string; readonly throttled: boolean }
  readonly network: { readonly backlog: string; readonly heldUp: boolean }
  readonly health: { readonly checks: string; readonly zonesOut: number; readonly failover: boolean }
}
