/**
 * The Consul session of a Patroni leader ends with the Consul agent of its node. The leader still runs as the primary,
 * for up to loop_wait + retry_timeout. https://github.com/patroni/patroni/issues/2070 has the maintainer's account. The
 * replicas find that the old primary is ahead, so none is promoted: issues 1054 and 1588.
 */
import { array, bool, int, model, optional, process, spec } from 'allways'

const patience = 3 // loop_wait + retry_timeout: so long, a primary without Consul goes on
// ends: whether the session ends with its agent; unreachable: whether the cable is pulled
const patroni = ({ ends = true, ttl = 5, unreachable = false }) => {
  const key = { leader: optional(int(0, 1)), left: int(0, ttl) } // and the rest of its session
  const state = { ...key, cut: optional(int(0, 1)), sinceCut: int(0, patience), isAhead: bool, primary: array(2, bool) }
  const node = process(state, {
    instances: 2,
    steps: {
      replica: {
        when: (s, me) => s.leader === null && s.cut !== me.id
          && (unreachable || (!s.primary[1 - me.id] && !(s.cut !== null && s.isAhead))), // asked over the REST API
        do: (s, me) => { s.leader = me.id; s.left = ttl; s.primary[me.id] = true; return 'primary' },
      },
      primary: (s, me, choose) => {
        if (s.cut !== me.id) { s.left = ttl; return 'primary' }
        if (s.leader === null) s.isAhead ||= choose([false, true], 'a client writes') // the replicas have left
        if (s.sinceCut < patience) return 'primary'
        s.primary[me.id] = false
        return 'replica'
      },
    },
    resting: ['replica'],
    faults: { 'agent ends': { budget: 1, at: ['primary'], do: (s, me) => {
      s.cut = me.id
      if (ends) s.leader = null
    } } },
  })
  return model({
    name: 'patroni', state, processes: { node },
    actions: { 'a second passes': {
      when: (s) => s.cut !== null && (s.sinceCut < patience || !s.primary[s.cut]),
      do: (s) => {
        s.sinceCut = Math.min(patience, s.sinceCut + 1)
        if (s.leader === s.cut) s.left--
        if (s.left === 0) s.leader = null
      },
    } },
    invariants: { 'one primary': (s) => !s.primary.every((is) => is) },
    temporal: ({ canAlwaysReach: can }) => ({ 'a replica takes over': can((s) => ![null, s.cut].includes(s.leader)) }),
  })
}
const two = { 'one primary': 'violated' } as const
export default spec({
  name: 'patroni', model: patroni,
  designs: {
    'as reported': { expect: { 'a replica takes over': 'violated' } },
    'as reported, a cable is pulled': { params: { unreachable: true }, expect: two },
    'by its TTL': { params: { ends: false } },
    'by its TTL, a cable is pulled': { params: { ends: false, unreachable: true } },
    'by a short TTL, a cable is pulled': { params: { ends: false, ttl: 2, unreachable: true }, expect: two },
  },
})
