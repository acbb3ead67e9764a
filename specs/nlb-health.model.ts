/**
 * The designs of the health checks, and what an exhaustive search says of each. Where nothing alternates, or nothing
 * is removed, the steps that would follow are never taken: the notes say where. Demand is what two of three zones
 * carry; with new checkers there are two zones, and one carries the load.
 */
import { spec } from 'allways'
import { nlbHealth } from './nlb-health/model.ts'

const checkers = { unready: 'checkers', zones: 2, demand: 1, nodeLimit: 1 } as const

const anythingGoesOut = {
  'healthy capacity in service': 'violated',
  'not all zones out': 'violated',
  'zones out within velocity': 'violated',
  'nodes out within velocity': 'violated',
} as const
const noHealthyZoneOut = { 'all targets healthy, and a zone out of DNS': 'violated' } as const
const nothingAlternates = { ...noHealthyZoneOut, 'the checks are late': 'violated' } as const

export default spec({
  name: 'nlb-health',
  model: nlbHealth,
  designs: {
    'as deployed': {
      expect: anythingGoesOut,
      note: 'One new node whose network is late alternates, the load makes the checks late, and healthy zones leave DNS one after the other, all of them at last. It ends by itself once the network is ready.',
      notes: {
        'not all zones out':
          'Node 3 is the new one, in zone 0, and its checks alternate. Each result that changes is a change to work off, and three such changes make the checks late. A late check counts as failed, so each failover takes its healthy zone out.',
      },
    },
    'as deployed, a zone dies': {
      params: { deaths: 1 },
      expect: anythingGoesOut,
      note: 'A dead zone is evacuated; on top of what the failover takes out by mistake it only makes the story shorter.',
    },
    'as deployed, new checkers': {
      params: checkers,
      expect: anythingGoesOut,
      note: 'The other reading: what is new is an instance that checks. Now any node alternates, and capacity goes without any failover of a zone.',
    },
    'as deployed, late results wait': {
      params: { late: 'waits' },
      expect: noHealthyZoneOut,
      note: 'Were a late check no more than late, new nodes alone could never have a healthy zone failed over: the failover steps are never taken, and the day cannot be told so.',
    },
    'as deployed, new checkers, late results wait': {
      params: { ...checkers, late: 'waits' },
      expect: anythingGoesOut,
      note: 'With new checkers it can: the only node of a zone is out, and its next check is late.',
    },
    'as deployed, engineers': {
      params: { engineers: true },
      expect: anythingGoesOut,
      note: 'With the failover disabled for good, capacity comes back in every run, though the network may never be ready: what was done at 09:36.',
    },
    'as deployed, engineers, new checkers': {
      params: { ...checkers, engineers: true },
      expect: { ...anythingGoesOut, 'with failover disabled, capacity comes back': 'violated' },
      note: 'In this reading it does not help to disable the failover of zones: single nodes go on alternating. It did help on the day, so either what was new was nodes, or more was disabled than zones.',
    },
    'nothing new, a zone dies': {
      params: { unready: 'nothing', deaths: 1 },
      expect: nothingAlternates,
      note: 'The same constants without the trigger: a true loss alone never makes the checks late. Nothing returns, since nothing was out by mistake.',
    },
    'velocity limit on zones': {
      params: { velocity: 'zones' },
      note: 'A healthy zone still goes out by mistake, but one at a time, and the rest carries the load.',
    },
    'velocity limit on zones, a zone dies': {
      params: { velocity: 'zones', deaths: 1 },
      expect: { 'healthy capacity in service': 'violated', 'nodes out within velocity': 'violated' },
      note: 'The one zone that may be missed is out by mistake when another dies: no velocity is low enough for that.',
    },
    'velocity limit on zones, new checkers': {
      params: { ...checkers, velocity: 'zones' },
      expect: { 'healthy capacity in service': 'violated', 'nodes out within velocity': 'violated' },
      note: 'Capacity leaves node by node, which a limit on zones does not count.',
    },
    'velocity limit on nodes and zones': {
      params: { velocity: 'nodes and zones' },
      note: 'What a limit on zones gives; the limit on nodes matters where checkers are new.',
    },
    'velocity limit on nodes and zones, a zone dies': {
      params: { velocity: 'nodes and zones', deaths: 1 },
      expect: { 'healthy capacity in service': 'violated', 'a dead zone is evacuated': 'violated' },
      note: 'The price: what alternates uses up the limit whenever the dead zone is to be taken out, so it keeps its traffic for as long as the network is not ready.',
    },
    'velocity limit on nodes and zones, new checkers': {
      params: { ...checkers, velocity: 'nodes and zones' },
      note: 'Every removal counts, so enough is left whatever alternates.',
    },
    'velocity limit on nodes and zones, new checkers, a zone dies': {
      params: { ...checkers, velocity: 'nodes and zones', deaths: 1 },
      expect: { 'healthy capacity in service': 'violated', 'a dead zone is evacuated': 'violated' },
      note: 'A true loss beside a false one is beyond every limit here, too.',
    },
    'velocity limit that looks before': {
      params: { velocity: 'nodes and zones', looks: 'before' },
      expect: anythingGoesOut,
      note: 'All zones look at once, see that none is out, and go out together: the limit has to be part of the removal.',
    },
    'admit when ready': {
      params: { admission: 'when ready' },
      expect: nothingAlternates,
      note: 'Nothing alternates, so no removal or failover is ever taken: the cause is gone, and not an effect of it.',
    },
    'admit when ready, a zone dies': {
      params: { admission: 'when ready', deaths: 1 },
      expect: nothingAlternates,
      note: 'Removal works as it was meant to. A zone is brought back only where a new node is put into the dead one, until it is checked.',
    },
    'admit when ready, new checkers, a zone dies': {
      params: { ...checkers, admission: 'when ready', deaths: 1 },
      expect: nothingAlternates,
      note: 'The one fix that does not care which reading is right. Nothing returns, since nothing was out by mistake.',
    },
    'failover off': {
      params: { removes: 'nodes' },
      expect: noHealthyZoneOut,
      note: 'The checks become late and nothing comes of it. The failover steps are never taken.',
    },
    'failover off, a zone dies': {
      params: { removes: 'nodes', deaths: 1 },
      expect: noHealthyZoneOut,
      note: 'No price here: checks of single nodes evacuate the dead zone. The price is paid where single nodes are not removed either, as below.',
    },
    'failover off, new checkers': {
      params: { ...checkers, removes: 'nodes' },
      expect: {
        ...noHealthyZoneOut,
        'healthy capacity in service': 'violated',
        'nodes out within velocity': 'violated',
      },
      note: 'All nodes may be out at once without any failover of a zone.',
    },
    'all removal off, a zone dies': {
      params: { removes: 'nothing', deaths: 1 },
      expect: {
        ...nothingAlternates,
        'can always be steady': 'violated',
        'eventually quiet': 'violated',
        'a dead zone is evacuated': 'violated',
        'once the network is ready, a dead zone is evacuated': 'violated',
      },
      note: 'The price of no automation at all: the dead zone keeps its traffic for ever. No step of a removal is taken.',
    },
    'fail open': {
      params: { failOpen: true },
      expect: anythingGoesOut,
      note: 'Traffic goes everywhere when nothing is left in DNS; the load is not carried long before that.',
    },
    'failover loads the checks': {
      params: { failoverLoads: true },
      expect: { ...anythingGoesOut, 'eventually quiet': 'violated', 'capacity comes back': 'violated' },
      note: 'Assumption: a failover is work for the health checks, too. Then the effect feeds its own cause, and the trouble outlives the trigger: the network is ready, a quiet state is in reach, and a fair run need never come to it.',
    },
    'failover loads the checks, velocity limit': {
      params: { failoverLoads: true, velocity: 'zones' },
      expect: { 'eventually quiet': 'violated' },
      note: 'The load is carried throughout, but a single zone is enough to go out and come back for ever.',
    },
    'failover loads the checks, return when worked off': {
      params: { failoverLoads: true, returns: 'worked off' },
      expect: { ...anythingGoesOut, 'eventually quiet': 'violated', 'capacity comes back': 'violated' },
      note: 'One zone that waits does not restart it; three that return together do.',
    },
    'failover loads the checks, both': {
      params: { failoverLoads: true, velocity: 'zones', returns: 'worked off' },
      note: 'Neither is enough alone; together they break the circle.',
    },
    recommended: {
      params: { velocity: 'nodes and zones', returns: 'worked off', admission: 'when ready', deaths: 1 },
      expect: nothingAlternates,
      note: 'Admission takes the cause away, the limit keeps any other cause from taking all capacity, and automatic removal is still there for a true loss.',
    },
  },
})
