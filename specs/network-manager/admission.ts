/**
 * Admission of work to the backlog: callers launch instances, and the workflow manager of the droplets hands over the
 * terminations. The answer to a caller is its next label.
 */
import { bool, idsOf, process } from 'allways'
import { only } from '../only.ts'
import type { Parameters } from './parameters.ts'
import { closes, instanceIds, isDelayed, isDrained, mayAsk, type Network, type networkState } from './state.ts'

export const admission = (state: ReturnType<typeof networkState>, parameters: Parameters) => {
  const { callers, slots, throttle, looks, reopens, engineers } = parameters

  const Instance = instanceIds(parameters)
  const ids = idsOf(Instance)
  const hasRoom = (s: Network) => s.backlog.length < slots
  const admits = (s: Network & { closed: boolean }) =>
    !(closes(parameters) && s.closed) && (throttle === 'none' || hasRoom(s))
  const closeIfFull = (s: Network & { closed: boolean }) => {
    if (reopens === 'when drained' && !hasRoom(s)) s.closed = true
  }

  const caller = process(state, {
    instances: callers,
    local: {
      /** Whether the backlog had room at the look before, if the design looks before. */
      ...only(looks === 'before', { room: bool }),
    },
    steps: {
      ask: (s, me) => {
        if (looks === 'before') me.room = admits(s)
        return 'launch'
      },
      // New instances could be launched, but had no connectivity until their event was propagated. Assumption: a
      // launch hands its event over at once, because the launch itself needs the lease.
      launch: (s, me) => {
        if (!mayAsk(parameters, s)) return 'ask'
        const free = ids.find((id) => s.instances[id].phase === 'free')
        const admitted = looks === 'before' ? me.room : admits(s)
        if (looks === 'before') me.room = false
        if (!s.leasesBack || free === undefined) return 'InsufficientCapacity'
        if (!admitted) return 'RequestLimitExceeded'
        s.instances[free].phase = 'launched'
        s.backlog.push({ instance: free, kind: 'launched' })
        closeIfFull(s)
        return 'ask'
      },
      // the answer if no droplet is leased, or none is free
      InsufficientCapacity: () => 'ask',
      // the answer of a throttle
      RequestLimitExceeded: () => 'ask',
    },
    // a caller may ask again and again, or never
    resting: ['ask'],
  })

  // The events of instances that were terminated during the outage were delayed until the leases were back. Each
  // instance has its own process, so that each is treated fairly.
  const handover = process(state, {
    instances: Instance,
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

  // Engineers reduced the load on the Network Manager. It is open when, so it is not fair. Assumption: they stopped
  // launches. AWS did not publish what they reduced, nor what else they did to speed up the work.
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

  // Launches are eventually admitted again: by a rule of the throttle, or by the engineers.
  const gate = process(state, {
    instances: closes(parameters) ? 1 : 0,
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
