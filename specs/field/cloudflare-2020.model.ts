/**
 * A switch failed in part: etcd node 0 did not reach node 2, the leader. It called elections again and again, and etcd
 * had no leader. https://blog.cloudflare.com/a-byzantine-failure-in-the-real-world/ is the analysis of 2 November 2020.
 * The fix here is the pre-vote of Raft: a node that hears from a leader refuses.
 */
import { array, bool, fresh, int, model, newer, optional, spec, stamp } from 'allways'

const cloudflare2020 = ({ preVote = false }) => {
  const Term = stamp(3)
  const state = { terms: array(3, Term), leader: optional(int(0, 2)), cut: bool }
  return model({
    name: 'cloudflare-2020', state,
    init: (s) => { s.leader = 2 },
    actions: {
      'node 0 times out, and asks node 1': {
        when: (s) => s.cut && s.leader !== 1 && !preVote, // its log is too old: it gets no vote, and no pre-vote
        do: (s) => { s.terms[0] = fresh(Term); s.terms[1] = s.terms[0] },
        fair: true,
      },
      'node 2 hears of a newer term': {
        when: (s) => newer(s.terms[1]!, s.terms[2]!),
        do: (s) => { s.terms[2] = s.terms[1]!; if (s.leader === 2) s.leader = null },
        fair: true,
      },
      'node 1 or 2 is elected': {
        when: (s) => s.leader === null,
        do: (s, choose) => {
          const leader = choose([1, 2], 'node')
          const term = fresh(Term)
          for (const id of [0, 1, 2]) if (id > 0 || leader === 1 || !s.cut) s.terms[id] = term
          s.leader = leader
        },
        fair: true,
      },
    },
    faults: {
      'link of nodes 0 and 2 breaks': { budget: 1, do: (s) => { s.cut = true } },
      'leader restarts': { budget: 1, when: (s) => s.leader !== null, do: (s) => { s.leader = null } },
    },
    resting: () => true,
    temporal: ({ canAlwaysReach, eventuallyAlways }) => ({
      'a leader stays': eventuallyAlways((s) => s.leader !== null),
      'all can hear the leader': canAlwaysReach((s) => s.leader === 1 || !s.cut),
    }),
  })
}

export default spec({
  name: 'cloudflare-2020', model: cloudflare2020,
  designs: {
    'as reported': { expect: { 'a leader stays': 'violated' } },
    'pre-vote': { params: { preVote: true }, expect: { 'all can hear the leader': 'violated' } },
  },
})
