/**
 * The Consul session of a Patroni leader ends with the Consul agent of its node. The leader still runs as the primary,
 * for up to loop_wait + retry_timeout. https://github.com/patroni/patroni/issues/2070 has the maintainer's account. The
 * replicas find that the old primary is ahead, so none is promoted: issues 1054 and 1588.
 */
import { array, bool, int, model, optional, process, spec, timer } from 'allways'

const patience = 3 // loop_wait + retry_timeout: so long, a primary without Consul goes on

// ends: whether the session ends with its agent; unreachable: whether the cable is pulled
const patroni = ({ ends = true, ttl = 4, unreachable = false }) => {
  const Node = optional(int(0, 1))
  const state = { leader: Node, session: timer(ttl), cut: Node, isAhead: bool, primary: array(2, bool) }
  const node = process(state, {
    instances: 2,
    local: { demoteBy: timer(patience, { urgent: true }) },
    steps: {
      replica: {
        when: (s, me) => s.leader === null && s.cut !== me.id
          && (unreachable || (!s.primary[1 - me.id] && !(s.cut !== null && s.isAhead))), // asked over the REST API
        do: (s, me) => { s.leader = me.id; s.primary[me.id] = true; return 'primary' },
      },
      primary: [
        { name: 'write', when: (s) => s.leader === null, do: (s) => { s.isAhead = true } }, // the replicas have left
        { name: 'demote', when: (_s, me) => me.demoteBy.due, do: (s, me) => {
          s.primary[me.id] = false
          me.demoteBy.stop()
          return 'replica'
        } },
      ],
    },
    resting: ['replica', 'primary'],
    faults: { 'agent ends': { budget: 1, at: ['primary'], do: (s, me) => {
      s.cut = me.id
      s.session.start(ends ? 0 : ttl) // so far, both timers were started again and again
      me.demoteBy.start(patience)
    } } },
  })
  return model({
    name: 'patroni', state, processes: { node },
    actions: { 'session ends': { when: (s) => s.session.due, do: (s) => { s.leader = null; s.session.stop() } } },
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
    'by a TTL of 3, a cable is pulled': { params: { ends: false, ttl: 3, unreachable: true }, expect: two },
  },
})
