/**
 * The designs of the lease manager, and what an exhaustive search says of each. `no outage`, `short outage` and
 * `longer outage` are the design as deployed, with the same numbers: they show that it is not simply overloaded.
 */
import { spec } from 'allways'
import { ec2Leases } from './ec2-leases/model.ts'

const noThrottle = { 'a launch fails under the throttle': 'violated' } as const
const noZombies = {
  'a zombie is queued though DynamoDB is up': 'violated',
  'a host collapses though DynamoDB is up': 'violated',
} as const
const queueGrows = { 'queue stays bounded': 'violated' } as const
const collapses = { ...queueGrows, 'recovers by automation': 'violated', settles: 'violated' } as const
const collapsesAsDeployed = { ...collapses, ...noThrottle } as const
// The price of a throttle: requests are refused although there are leased droplets.
const collapsesThrottled = { ...collapses, 'a launch succeeds when a leased droplet exists': 'violated' } as const

export default spec({
  name: 'ec2-leases',
  model: ec2Leases,
  designs: {
    'as deployed': {
      expect: collapsesAsDeployed,
      note: 'Once more is queued than can be served before it times out, hosts are busy with attempts that nobody waits for, and each of them is queued again. No automation leads out.',
      notes: {
        'recovers by automation':
          "DynamoDB is back, but an attempt of age 1 has timed out: serving it renews no lease, and its droplet queues another one. What is left of the host's round is too little for the other droplets.",
        settles:
          'DynamoDB is up in the whole loop. Attempts of age 1 have timed out: they keep the host busy, and the droplet of each queues another one.',
      },
    },
    'no outage': {
      params: { outages: 0 },
      expect: {
        ...noThrottle,
        ...noZombies,
        'a lease lapses': 'violated',
        'a launch fails for want of a lease': 'violated',
      },
      note: 'Not one lease ever lapses, however much customers ask: there is capacity enough for every check.',
    },
    'short outage': {
      params: { longestOutage: 3 },
      expect: {
        ...noThrottle,
        'a host collapses though DynamoDB is up': 'violated',
        'a launch fails for want of a lease': 'violated',
      },
      note: 'After at most 3 rounds without DynamoDB so few leases have lapsed that all attempts are served in time, and it heals by itself, under any load of launches.',
    },
    'longer outage': {
      params: { longestOutage: 4 },
      expect: collapsesAsDeployed,
      note: 'One more round, the same numbers, and it never heals: healthy and collapsed are both states that last.',
    },
    'some more capacity': {
      params: { service: 4 },
      expect: { ...queueGrows, ...noThrottle, settles: 'violated' },
      note: 'Enough for all droplets at once, if customers stop asking: a way back exists, but with one request in every round it is never taken.',
    },
    'ample capacity': {
      params: { service: 5 },
      expect: { ...noThrottle, ...noZombies },
      note: 'All droplets and a request fit into one round. Leases lapse, launches fail, and yet no attempt ever times out.',
    },
    'admission limited by queue size': {
      params: { room: 3 },
      expect: { ...noThrottle, 'a host collapses though DynamoDB is up': 'violated' },
      note: 'A queue no longer than what is served before it times out: the droplets that wait outside cost nothing, and the ones inside get their leases.',
    },
    'admission limited, one too many': {
      params: { room: 4 },
      expect: { ...queueGrows, ...noThrottle, settles: 'violated' },
      note: 'One more place, and the queue can be kept full of zombies by a request in every round. The limit is a number that has to be right.',
    },
    LIFO: {
      params: { order: 'lifo' },
      expect: { ...queueGrows, ...noThrottle },
      note: 'What has just been queued is served first, and is live. Zombies pile up below and are served when there is nothing better to do; they never keep a lease from coming back.',
    },
    'drop expired attempts unserved': {
      params: { dropExpired: true },
      expect: { ...queueGrows, ...noThrottle, ...noZombies },
      note: 'The queue can be longer than what is served in time, but what is served is live: no work is lost on zombies, and it settles.',
    },
    'short back-off': {
      params: { backOff: 1 },
      expect: { ...queueGrows, ...noThrottle, settles: 'violated' },
      note: 'Half as many retries: a host that does nothing else gets through them, so there is a way back. One with a request in every round does not.',
    },
    'back-off': {
      params: { backOff: 2 },
      expect: { ...queueGrows, ...noThrottle },
      note: 'Retries are so rare that they fit in beside the requests, and the backlog drains, zombies included.',
    },
    'late throttle only': {
      params: { throttles: true },
      expect: { ...collapsesThrottled, 'recovers with the runbook': 'violated' },
      note: 'It comes too late: the retries alone are more than can be served in time, so no request more is let in, and nothing gets better. No step restarts a host here.',
    },
    'restart only': {
      params: { restarts: true },
      expect: { ...collapsesAsDeployed, 'recovers with the runbook': 'violated' },
      note: 'An empty queue gives some leases at once, then requests take the places that the others need, and the zombies are back, restart after restart. No step throttles here.',
    },
    'restart only, nobody asks': {
      params: { restarts: true, launches: false },
      expect: { ...collapsesAsDeployed, 'a launch fails for want of a lease': 'violated' },
      note: 'Without incoming work the restart is enough: what it needs the throttle for is to keep that work away. No step throttles here, and no customer asks.',
    },
    'throttle and restart': {
      params: { throttles: true, restarts: true },
      expect: collapsesThrottled,
      note: 'The runbook of 04:14: from wherever it is begun, every run ends with all leases back, and stays there once work is let in again. It does not settle where no operator ever begins, and nothing makes one begin.',
    },
    'throttle and restart, two hosts': {
      params: { throttles: true, restarts: true, hosts: 2, begins: 'collapsed', outages: 0 },
      expect: collapsesThrottled,
      note: 'Two collapsed hosts, restarted one at a time, while the first gets its leases back and the second does not yet.',
    },
  },
})
