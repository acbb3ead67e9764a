/**
 * The health check of each node. A check and the reaction to its result are separate steps, and so are the checks of
 * different nodes.
 */
import { bool, process } from 'allways'
import { only } from '../only.ts'
import type { Parameters } from './parameters.ts'
import { type Health, type healthState, views } from './state.ts'

export const nodeChecks = (state: ReturnType<typeof healthState>, parameters: Parameters) => {
  const { load, late, removes, velocity, looks, nodeLimit } = parameters
  const { isAlive, isLate, members, mayAlternate, removed } = views(parameters)
  const admits = (s: Health) => velocity !== 'nodes and zones' || removed(s).length < nodeLimit

  return process(state, {
    instances: state.nodes.length,
    local: {
      /** Whether the velocity control had room at the look before, if the design looks before. */
      ...only(looks === 'before', { room: bool }),
    },
    steps: {
      check: {
        when: (s, me) => members(s).includes(me.id) && (late === 'is a failure' || !isLate(s)),
        do: (s, me, choose) => {
          const passes = isAlive(s, me.id) && (!mayAlternate(s, me.id) || choose([true, false], 'passes'))
          if (passes === s.nodes[me.id]!.inDns) return undefined
          if (passes) return 'return to DNS'
          if (removes === 'nothing') return undefined
          if (looks === 'before') me.room = admits(s)
          return 'remove from DNS'
        },
      },
      // Each change of a result is work for the subsystem: alternating results raise its load.
      'remove from DNS': (s, me) => {
        const admitted = looks === 'before' ? me.room : admits(s)
        if (looks === 'before') me.room = false
        if (admitted) {
          s.nodes[me.id]!.inDns = false
          s.changes = Math.min(load, s.changes + 1)
        }
        return 'check'
      },
      // A node comes back when the next check succeeds.
      'return to DNS': (s, me) => {
        s.nodes[me.id]!.inDns = true
        s.changes = Math.min(load, s.changes + 1)
        return 'check'
      },
    },
    resting: ['check'],
    // However late, a check is eventually made, and its result acted on.
    fair: true,
  })
}
