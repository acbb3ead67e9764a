/**
 * The designs of the Network Manager, and what an exhaustive search says of each. Where nothing limits the work, no
 * caller is ever refused, so the step `RequestLimitExceeded` is taken in the designs with a throttle or engineers only.
 */
import { spec } from 'allways'
import { networkManager } from './network-manager/model.ts'
import { notesOn } from './network-manager/notes.ts'
import { asDeployed, type Parameters } from './network-manager/parameters.ts'

const nothingLimits = {
  'backlog bounded': 'violated',
  'no instance serves before its network is ready': 'violated',
  'no work for an instance that is gone': 'violated',
  'a full backlog drains': 'violated',
} as const

const throttled = {
  'launch accepted': 'violated',
  'no instance serves before its network is ready': 'violated',
  'no work for an instance that is gone': 'violated',
} as const

/** The parameters of a design, and the notes that follow from them. */
const told = (params: Partial<Parameters>) => ({ params, notes: notesOn({ ...asDeployed, ...params }) })

export default spec({
  name: 'network-manager',
  model: networkManager,
  designs: {
    'as deployed': {
      ...told({}),
      expect: nothingLimits,
      note: 'The backlog drains slowly and does not collapse. Every instance eventually gets its network, and the backlog can always be drained. But nothing bounds it, and instances are in service long before.',
    },
    'as deployed, engineers stop launches': {
      ...told({ engineers: true }),
      expect: { ...nothingLimits, 'launch accepted': 'violated' },
      note: 'Once launches are stopped, the backlog drains in every run. But nobody has to stop them, and by then the backlog exceeds its bound.',
    },
    'queue-size throttle': {
      ...told({ throttle: 'every event' }),
      expect: { ...throttled, 'a terminated instance is cleaned up': 'violated', 'a full backlog drains': 'violated' },
      note: 'The bound holds, and callers pay with RequestLimitExceeded. New work takes each slot when it becomes free. The backlog may never drain, and a termination may wait for a slot forever.',
    },
    'throttle on launches only': {
      ...told({ throttle: 'launches' }),
      expect: { ...nothingLimits, 'launch accepted': 'violated' },
      note: 'When the leases return, terminations flood the queue, and nobody can reject those. A limit on launches alone bounds nothing.',
    },
    'throttle that looks before': {
      ...told({ throttle: 'every event', looks: 'before' }),
      expect: { ...nothingLimits, 'launch accepted': 'violated', 'a terminated instance is cleaned up': 'violated' },
      note: 'Another request takes the free slot after the throttle looks and before it admits the launch. Look and admit must be one step.',
    },
    'throttle until drained': {
      ...told({ throttle: 'every event', reopens: 'when drained' }),
      expect: throttled,
      note: 'After the backlog was full, launches stay out until it is empty. It now drains, and no termination waits forever. Launches wait longer instead.',
    },
    'newest first': {
      ...told({ order: 'newest first' }),
      expect: {
        ...nothingLimits,
        'a launched instance becomes network-ready': 'violated',
        'a terminated instance is cleaned up': 'violated',
      },
      note: 'Work is done all the time, but an old event is never served while new ones keep coming.',
    },
    'stale events dropped': {
      ...told({ dropsStale: true }),
      expect: {
        'backlog bounded': 'violated',
        'no instance serves before its network is ready': 'violated',
        'a full backlog drains': 'violated',
      },
      note: 'There is no work for instances that are gone, and at most one event per instance. The backlog drains in fewer steps, but only the size of the fleet bounds it.',
    },
    'serves when ready': {
      ...told({ serves: 'when ready' }),
      expect: {
        'backlog bounded': 'violated',
        'no work for an instance that is gone': 'violated',
        'a full backlog drains': 'violated',
      },
      note: 'The backlog is as long as before, but it affects only callers who wait for an instance. This is the admission that the load balancers lacked.',
    },
    recommended: {
      ...told({ throttle: 'every event', reopens: 'when drained', dropsStale: true, serves: 'when ready' }),
      expect: { 'launch accepted': 'violated' },
      note: 'Everything holds except that a launch is always accepted. In every design with a bound on the backlog, callers pay for it.',
    },
  },
})
