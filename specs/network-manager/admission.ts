/**
 * What lets work into the backlog: callers launch instances, and the workflow manager of the droplets hands over the
 * terminations. The answer that a caller gets is where it stands next.
 */
import { bool, process } from 'allways'
import type { Parameters } from './parameters.ts'
import { isDelayed, isDrained, type Network, type networkState } from './state.ts'

export const admission = (state: ReturnType<typeof networkState>, parameters: Parameters) => {
  const { instances, callers, slots, throttle, looks, reopens, engineers } = parameters

  const hasRoom = (s: Network) => s.backlog.length < slots
  const admits = (s: Network & { closed: boolean }) => !s.closed && (throttle === 'none' || hasRoom(s))
  const closeIfFull = (s: Network & { closed: boolean }) => {
    if (reopens === 'when drained' && !hasRoom(s)) s.closed = true
  }

  const caller = process(state, {
    instances: callers,
    local: {
      /** What a look at the backlog said, where one looks before. */
      room: bool,
    },
    steps: {
      ask: (s, me) => {
        me.room = looks === 'before' && admits(s)
        return 'launch'
      },
      // New instances could be launched, but had no connectivity until their event was propagated. Assumption: a
      // launch hands its event over at once, since it needs the lease itself.
      launch: (s, me) => {
        const free = s.instances.findIndex((instance) => instance.phase === 'free')
        const admitted = looks === 'before' ? me.room : admits(s)
        me.room = false
        if (!s.leasesBack || free < 0) return 'InsufficientCapacity'
        if (!admitted) return 'RequestLimitExceeded'
        s.instances[free]!.phase = 'launched'
        s.backlog.push({ instance: free, kind: 'launched' })
        closeIfFull(s)
        return 'ask'
      },
      // The answer for want of a leased droplet, or of a free one.
      InsufficientCapacity: () => 'ask',
      // The answer of a throttle.
      RequestLimitExceeded: () => 'ask',
    },
    // A caller may ask again and again, or never.
    resting: ['ask'],
  })

  // The events of instances that were terminated during the event were delayed until the leases were back. One
  // process for each instance, so that fairness is of each of them.
  const handover = process(state, {
    instances,
    steps: {
      'hand over termination': {
        when: (s, me) => s.leasesBack && isDelayed(s, me.id) && (throttle !== 'every event' || hasRoom(s)),
        do: (s, me) => {
          s.backlog.push({ instance: me.id, kind: 'terminated' })
          closeIfFull(s)
        },
        fair: true,
      },
    },
    resting: ['hand over termination'],
  })

  // Engineers reduced the load on the Network Manager. Nothing says when, so it is not fair. Assumption: what they cut
  // was launches; AWS did not publish what it was, nor what else they did to speed the work up.
  const engineer = process(state, {
    instances: engineers ? 1 : 0,
    steps: {
      'stop launches': {
        when: (s) => !s.closed && !hasRoom(s),
        do: (s) => {
          s.closed = true
        },
      },
    },
    resting: ['stop launches'],
  })

  // Whoever stopped the launches lets them in again in the end: by a rule of the throttle, or as the engineers did.
  const gate = process(state, {
    instances: engineers || reopens === 'when drained' ? 1 : 0,
    steps: {
      'let launches in again': {
        when: (s) => s.closed && isDrained(s),
        do: (s) => {
          s.closed = false
        },
        fair: true,
      },
    },
    resting: ['let launches in again'],
  })

  return { caller, handover, engineer, gate }
}
