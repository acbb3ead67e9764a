/**
 * The designs of the health checks, and what an exhaustive search says of each. Where nothing alternates, or nothing
 * is removed, the steps that would follow are never taken: the notes say where. Demand is what two of three zones
 * carry; with new checkers there are two zones, and one carries the load.
 */
import { spec } from 'allways'
import { nlbHealth } from './nlb-health/model.ts'
import { notesOn } from './nlb-health/notes.ts'
import { asDeployed, type Parameters } from './nlb-health/parameters.ts'

const checkers = { unready: 'checkers', zones: 2, demand: 1, nodeLimit: 1 } as const

const anythingGoesOut = {
  'healthy capacity in service': 'violated',
  'not all zones out': 'violated',
  'zones out within velocity': 'violated',
  'nodes out within velocity': 'violated',
} as const
const noHealthyZoneOut = { 'all targets healthy, and a zone out of DNS': 'violated' } as const
const nothingAlternates = { ...noHealthyZoneOut, 'the checks are late': 'violated' } as const

/** The parameters of a design, and the notes that follow from them. */
const told = (params: Partial<Parameters>) => ({ params, notes: notesOn({ ...asDeployed, ...params }) })

export default spec({
  name: 'nlb-health',
  model: nlbHealth,
  designs: {
    'as deployed': {
      ...told({}),
      expect: anythingGoesOut,
      note: 'One new node whose network is late alternates, and the load makes the checks late. Healthy zones leave DNS one after the other, until all are out. It ends by itself when the network is ready.',
    },
    'as deployed, a zone dies': {
      ...told({ deaths: 1 }),
      expect: anythingGoesOut,
      note: 'A dead zone is evacuated. Together with the zones that failover takes out by mistake, it only shortens the story.',
    },
    'as deployed, new checkers': {
      ...told(checkers),
      expect: anythingGoesOut,
      note: 'In the other reading, the new instance is a checker. Any node may alternate, and capacity is lost without any failover of a zone.',
    },
    'as deployed, late results wait': {
      ...told({ late: 'waits' }),
      expect: noHealthyZoneOut,
      note: 'If a late check only waits, new nodes alone can never cause the failover of a healthy zone. The failover steps are never taken, so this reading does not explain the day.',
    },
    'as deployed, new checkers, late results wait': {
      ...told({ ...checkers, late: 'waits' }),
      expect: anythingGoesOut,
      note: 'With new checkers, failover of a healthy zone is possible: the only node of a zone is out, and its next check is late.',
    },
    'as deployed, engineers': {
      ...told({ engineers: true }),
      expect: anythingGoesOut,
      note: 'When the failover is disabled for good, capacity comes back in every run, even if the network is never ready. Engineers did this at 09:36.',
    },
    'as deployed, engineers, new checkers': {
      ...told({ ...checkers, engineers: true }),
      expect: { ...anythingGoesOut, 'with failover disabled, capacity comes back': 'violated' },
      note: 'In this reading, disabling the failover of zones does not help, because single nodes continue to alternate. It did help on the day. So either the new instances were nodes, or more than the failover of zones was disabled.',
    },
    'nothing new, a zone dies': {
      ...told({ unready: 'nothing', deaths: 1 }),
      expect: nothingAlternates,
      note: 'The constants are the same, without the trigger. A real loss alone never makes the checks late. Nothing returns, because nothing was out by mistake.',
    },
    'velocity limit on zones': {
      ...told({ velocity: 'zones' }),
      note: 'A healthy zone still goes out by mistake, but only one at a time. The others carry the load.',
    },
    'velocity limit on zones, a zone dies': {
      ...told({ velocity: 'zones', deaths: 1 }),
      expect: { 'healthy capacity in service': 'violated', 'nodes out within velocity': 'violated' },
      note: 'The one zone that may be missing is out by mistake when another zone dies. No velocity limit is low enough for that.',
    },
    'velocity limit on zones, new checkers': {
      ...told({ ...checkers, velocity: 'zones' }),
      expect: { 'healthy capacity in service': 'violated', 'nodes out within velocity': 'violated' },
      note: 'Capacity leaves node by node, and a limit on zones does not count nodes.',
    },
    'velocity limit on nodes and zones': {
      ...told({ velocity: 'nodes and zones' }),
      note: 'The verdicts are those of a limit on zones. The limit on nodes matters only if checkers are new.',
    },
    'velocity limit on nodes and zones, a zone dies': {
      ...told({ velocity: 'nodes and zones', deaths: 1 }),
      expect: { 'healthy capacity in service': 'violated', 'a dead zone is evacuated': 'violated' },
      note: 'The limit has a price. Alternating nodes use it up whenever the dead zone should be taken out. The dead zone keeps its traffic until the network is ready.',
    },
    'velocity limit on nodes and zones, new checkers': {
      ...told({ ...checkers, velocity: 'nodes and zones' }),
      note: 'Every removal counts, so enough capacity is left, whatever alternates.',
    },
    'velocity limit on nodes and zones, new checkers, a zone dies': {
      ...told({ ...checkers, velocity: 'nodes and zones', deaths: 1 }),
      expect: { 'healthy capacity in service': 'violated', 'a dead zone is evacuated': 'violated' },
      note: 'A real loss together with a false one exceeds every limit, here too.',
    },
    'velocity limit that looks before': {
      ...told({ velocity: 'nodes and zones', looks: 'before' }),
      expect: anythingGoesOut,
      note: 'All zones look at the same time, see that none is out, and go out together. The limit must be part of the removal.',
    },
    'admit when ready': {
      ...told({ admission: 'when ready' }),
      expect: nothingAlternates,
      note: 'Nothing alternates, so no removal or failover is ever taken. This fix removes the cause, not an effect.',
    },
    'admit when ready, a zone dies': {
      ...told({ admission: 'when ready', deaths: 1 }),
      expect: nothingAlternates,
      note: 'Removal works as intended. A zone comes back only if a new node is placed in the dead zone, and only until that node is checked.',
    },
    'admit when ready, new checkers, a zone dies': {
      ...told({ ...checkers, admission: 'when ready', deaths: 1 }),
      expect: nothingAlternates,
      note: 'This is the only fix that works in both readings. Nothing returns, because nothing was out by mistake.',
    },
    'failover off': {
      ...told({ removes: 'nodes' }),
      expect: noHealthyZoneOut,
      note: 'The checks become late, without any effect. The failover steps are never taken.',
    },
    'failover off, a zone dies': {
      ...told({ removes: 'nodes', deaths: 1 }),
      expect: noHealthyZoneOut,
      note: 'There is no price here, because checks of single nodes evacuate the dead zone. There is a price if single nodes are not removed either, as in a design below.',
    },
    'failover off, new checkers': {
      ...told({ ...checkers, removes: 'nodes' }),
      expect: {
        ...noHealthyZoneOut,
        'healthy capacity in service': 'violated',
        'nodes out within velocity': 'violated',
      },
      note: 'All nodes may be out at the same time, without any failover of a zone.',
    },
    'all removal off, a zone dies': {
      ...told({ removes: 'nothing', deaths: 1 }),
      expect: {
        ...nothingAlternates,
        'can always be steady': 'violated',
        'eventually quiet': 'violated',
        'a dead zone is evacuated': 'violated',
        'once the network is ready, a dead zone is evacuated': 'violated',
      },
      note: 'This is the price of no automation at all: the dead zone keeps its traffic forever. No removal step is taken.',
    },
    'fail open': {
      ...told({ failOpen: true }),
      expect: anythingGoesOut,
      note: 'When nothing is left in DNS, traffic goes everywhere. Capacity is too low long before that.',
    },
    'failover loads the checks': {
      ...told({ failoverLoads: true }),
      expect: { ...anythingGoesOut, 'eventually quiet': 'violated', 'capacity comes back': 'violated' },
      note: 'Assumption: a failover is work for the health checks, too. Then the effect feeds its own cause, and the trouble outlives its trigger. The network is ready and a quiet state is reachable, but a fair run may never get there.',
    },
    'failover loads the checks, velocity limit': {
      ...told({ failoverLoads: true, velocity: 'zones' }),
      expect: { 'eventually quiet': 'violated' },
      note: 'Capacity is enough all the time, but a single zone is enough to go out and come back forever.',
    },
    'failover loads the checks, return when worked off': {
      ...told({ failoverLoads: true, returns: 'worked off' }),
      expect: { ...anythingGoesOut, 'eventually quiet': 'violated', 'capacity comes back': 'violated' },
      note: 'One waiting zone does not restart the cycle. Three zones that return together do.',
    },
    'failover loads the checks, both': {
      ...told({ failoverLoads: true, velocity: 'zones', returns: 'worked off' }),
      note: 'Neither fix is enough alone. Together they break the circle.',
    },
    recommended: {
      ...told({ velocity: 'nodes and zones', returns: 'worked off', admission: 'when ready', deaths: 1 }),
      expect: nothingAlternates,
      note: 'Admission removes the cause. The limit keeps any other cause from removing all capacity. Automatic removal still handles a real loss.',
    },
  },
})
