/**
 * A switch failed in part: etcd node 0 did not reach node 2, the leader. It called elections again and again, and etcd
 * had no leader. https://blog.cloudflare.com/a-byzantine-failure-in-the-real-world/ is the analysis of 2 November 2020.
 * The fix here is the pre-vote of Raft: a node that hears from a leader refuses.
 */
import { array, bool, type Cells, int, model, optional, spec } from 'allways'

const cloudflare2020 = ({ preVote = false }) => {
  const state = { terms: array(3, int(0, 3)), leader: optional(int(0, 2)), cut: bool }
  // terms are compared by order only, so that they have no last one
  const rank = (terms: Cells<number>) => {
    const ranks = [...new Set(terms)].sort()
    for (const id of terms.keys()) terms[id] = ranks.indexOf(terms[id]!)
  }
  return model({
    name: 'cloudflare-2020', state,
    init: (s) => { s.leader = 2 },
    actions: {
      'node 0 times out, and asks node 1': {
        when: (s) => s.cut && s.leader !== 1 && !preVote, // its log is too old: it gets no vote, and no pre-vote
        do: (s) => { s.terms[0] = Math.max(...s.terms) + 1; s.terms[1] = s.terms[0]!; rank(s.terms) },
        fair: true,
      },
      'node 2 hears of a newer term': {
        when: (s) => s.terms[2]! < s.terms[1]!,
        do: (s) => { s.terms[2] = s.terms[1]!; if (s.leader === 2) s.leader = null; rank(s.terms) },
        fair: true,
      },
      'node 1 or 2 is elected': {
        when: (s) => s.leader === null,
        do: (s, choose) => {
          const leader = choose([1, 2], 'node')
          const term = Math.max(...s.terms) + 1
          for (const id of [0, 1, 2]) if (id > 0 || leader === 1 || !s.cut) s.terms[id] = term
          s.leader = leader
          rank(s.terms)
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
