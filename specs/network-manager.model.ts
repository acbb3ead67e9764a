/**
 * The designs of the Network Manager, and what an exhaustive search says of each. Where nothing limits the work, no
 * caller is ever refused, so the step `RequestLimitExceeded` is taken in the designs with a throttle or engineers only.
 */
import { spec } from 'allways'
import { networkManager } from './network-manager/model.ts'

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

export default spec({
  name: 'network-manager',
  model: networkManager,
  designs: {
    'as deployed': {
      expect: nothingLimits,
      note: 'A slow drain and no collapse: every instance gets its network in the end and the backlog can always be drained; but nothing bounds it, and instances are in service long before.',
    },
    'as deployed, engineers stop launches': {
      params: { engineers: true },
      expect: { ...nothingLimits, 'launch accepted': 'violated' },
      note: 'Once launches are stopped the backlog drains, in every run; nothing says that anybody stops them, and the backlog is beyond its bound by then.',
    },
    'queue-size throttle': {
      params: { throttle: 'every event' },
      expect: { ...throttled, 'a terminated instance is cleaned up': 'violated', 'a full backlog drains': 'violated' },
      note: 'The bound holds, and callers pay with RequestLimitExceeded. New work takes each slot as it becomes free: the backlog need never drain, and a termination may wait for a slot for ever.',
    },
    'throttle on launches only': {
      params: { throttle: 'launches' },
      expect: { ...nothingLimits, 'launch accepted': 'violated' },
      note: 'What floods the queue when the leases return is terminations, which nobody can refuse: a limit on launches alone bounds nothing.',
    },
    'throttle that looks before': {
      params: { throttle: 'every event', looks: 'before' },
      expect: { ...nothingLimits, 'launch accepted': 'violated', 'a terminated instance is cleaned up': 'violated' },
      note: 'The free slot that was seen is taken by somebody else before the launch is admitted: look and admit have to be one step.',
    },
    'throttle until drained': {
      params: { throttle: 'every event', reopens: 'when drained' },
      expect: throttled,
      note: 'After the backlog was full, launches stay out until it is empty: now it drains, and no termination waits for ever. It is the launches that wait longer.',
    },
    'newest first': {
      params: { order: 'newest first' },
      expect: {
        ...nothingLimits,
        'a launched instance becomes network-ready': 'violated',
        'a terminated instance is cleaned up': 'violated',
      },
      note: 'Work is done all the time, and an old event is never reached as long as new ones come.',
    },
    'stale events dropped': {
      params: { dropsStale: true },
      expect: {
        'backlog bounded': 'violated',
        'no instance serves before its network is ready': 'violated',
        'a full backlog drains': 'violated',
      },
      note: 'No work for instances that are gone, at most one event an instance, and a shorter way to a drained backlog; but the only bound is the size of the fleet.',
    },
    'serves when ready': {
      params: { serves: 'when ready' },
      expect: {
        'backlog bounded': 'violated',
        'no work for an instance that is gone': 'violated',
        'a full backlog drains': 'violated',
      },
      note: 'The backlog is as long as before, and hurts nobody but who waits for an instance: this is the admission that the load balancers lacked.',
    },
    recommended: {
      params: { throttle: 'every event', reopens: 'when drained', dropsStale: true, serves: 'when ready' },
      expect: { 'launch accepted': 'violated' },
      note: 'Everything holds but that a launch is always accepted: a bound on the backlog is paid for by callers, in every design that has one.',
    },
  },
})
