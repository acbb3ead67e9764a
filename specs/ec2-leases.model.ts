/**
 * The designs of the lease manager, and what an exhaustive search says of each. `no outage`, `short outage` and
 * `longer outage` are the design as deployed, with the same numbers: they show that it is not simply overloaded.
 */
import { spec } from 'allways'
import { ec2Leases } from './ec2-leases/model.ts'
import { notesOn } from './ec2-leases/notes.ts'
import { asDeployed, type Parameters } from './ec2-leases/parameters.ts'

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

/** The parameters of a design, and the notes that follow from them. */
const told = (params: Partial<Parameters>) => ({ params, notes: notesOn({ ...asDeployed, ...params }) })

export default spec({
  name: 'ec2-leases',
  model: ec2Leases,
  designs: {
    'as deployed': {
      ...told({}),
      expect: collapsesAsDeployed,
      note: 'If the queue holds more than a host can serve before the timeout, the host serves attempts that nobody waits for. Each of them is queued again. No automation leads out.',
    },
    'no outage': {
      ...told({ outages: 0 }),
      expect: {
        ...noThrottle,
        ...noZombies,
        'a lease lapses': 'violated',
        'a launch fails for want of a lease': 'violated',
      },
      note: 'No lease ever lapses, however much customers ask. There is enough capacity for every check.',
    },
    'short outage': {
      ...told({ longestOutage: 3 }),
      expect: {
        ...noThrottle,
        'a host collapses though DynamoDB is up': 'violated',
        'a launch fails for want of a lease': 'violated',
      },
      note: 'After at most 3 rounds without DynamoDB, so few leases have lapsed that all attempts are served in time. The system recovers by itself, under any load of launches.',
    },
    'longer outage': {
      ...told({ longestOutage: 4 }),
      expect: collapsesAsDeployed,
      note: 'With one more round and the same numbers, the system may never recover. Both the healthy and the collapsed state last.',
    },
    'some more capacity': {
      ...told({ service: 4 }),
      expect: { ...queueGrows, ...noThrottle, settles: 'violated' },
      note: 'The capacity is enough for all droplets at once if customers stop asking. Recovery is always possible. With one request in every round, it never happens.',
    },
    'ample capacity': {
      ...told({ service: 5 }),
      expect: { ...noThrottle, ...noZombies },
      note: 'All droplets and a request fit into one round. Leases lapse and launches fail, but no attempt ever times out.',
    },
    'admission limited by queue size': {
      ...told({ room: 3 }),
      expect: { ...noThrottle, 'a host collapses though DynamoDB is up': 'violated' },
      note: 'The queue holds only as much as is served before the timeout. Droplets that wait outside cost nothing, and those inside get their leases.',
    },
    'admission limited, one too many': {
      ...told({ room: 4 }),
      expect: { ...queueGrows, ...noThrottle, settles: 'violated' },
      note: 'With one more place, a request in every round can keep the queue full of zombies. The limit must be exactly right.',
    },
    LIFO: {
      ...told({ order: 'lifo' }),
      expect: { ...queueGrows, ...noThrottle },
      note: 'The newest attempt is served first, and it is live. Zombies pile up below, and are served when there is nothing better to do. They never keep a lease from coming back.',
    },
    'drop expired attempts unserved': {
      ...told({ dropExpired: true }),
      expect: { ...queueGrows, ...noThrottle, ...noZombies },
      note: 'The queue can be longer than what is served in time, but every attempt that is served is live. No work is lost on zombies, and the system settles.',
    },
    'short back-off': {
      ...told({ backOff: 1 }),
      expect: { ...queueGrows, ...noThrottle, settles: 'violated' },
      note: 'There are half as many retries. A host that does nothing else can serve them all, so recovery is possible. A host with a request in every round cannot.',
    },
    'back-off': {
      ...told({ backOff: 2 }),
      expect: { ...queueGrows, ...noThrottle },
      note: 'Retries are so rare that they fit beside the requests. The backlog drains, including the zombies.',
    },
    'late throttle only': {
      ...told({ throttles: true }),
      expect: { ...collapsesThrottled, 'recovers with the runbook': 'violated' },
      note: 'The throttle comes too late. The retries alone exceed what can be served in time, so keeping requests out changes nothing. No step restarts a host here.',
    },
    'restart only': {
      ...told({ restarts: true }),
      expect: { ...collapsesAsDeployed, 'recovers with the runbook': 'violated' },
      note: 'The empty queue gives some leases at once. Then requests take the places that the others need, and the zombies return, restart after restart. No step throttles here.',
    },
    'restart only, nobody asks': {
      ...told({ restarts: true, launches: false }),
      expect: { ...collapsesAsDeployed, 'a launch fails for want of a lease': 'violated' },
      note: 'Without incoming work, the restart is enough. The throttle is needed only to keep that work away. No step throttles here, and no customer asks.',
    },
    'throttle and restart': {
      ...told({ throttles: true, restarts: true }),
      expect: collapsesThrottled,
      note: 'This is the runbook of 04:14. Wherever it begins, every run gets all leases back, and keeps them when work is let in again. The system does not settle if no operator ever begins, and nothing makes one begin.',
    },
    'throttle and restart, two hosts': {
      ...told({ throttles: true, restarts: true, hosts: 2, begins: 'collapsed', outages: 0 }),
      expect: collapsesThrottled,
      note: 'Two collapsed hosts are restarted one at a time. The first gets its leases back while the second still waits.',
    },
  },
})
