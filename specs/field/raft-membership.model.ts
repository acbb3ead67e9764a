/**
 * Raft's change of one server at a time, as first published: leaders of two terms change the same membership, and the
 * next leader lacks what was committed. https://groups.google.com/g/raft-dev/c/t4xj6dJTP6E is Diego Ongaro's report of
 * 2015, and has the fix: a leader changes the members only after it has committed an entry of its own term.
 */
import { array, int, model, oneOf, spec } from 'allways'

const members = { 'all four': [0, 1, 2, 3], 'minus server 0': [1, 2, 3], 'minus server 3': [0, 1, 2] }
const servers = members['all four']
const isMajority = (of: keyof typeof members, votes: readonly number[]) =>
  members[of].filter((id) => votes.includes(id)).length > members[of].length / 2

// An older leader acts before the next election only: a server that votes in it no longer listens to that leader.
const raftMembership = ({ commitsFirst = false }) => {
  const Place = int(0, 6) // of the last entry of a log. A term has two: its first entry, and a change of the members.
  const Members = oneOf('all four', 'minus server 0', 'minus server 3')
  const log = { place: array(4, Place), members: array(4, Members) }
  const state = { ...log, term: int(1, 3), leader: int(0, 3), committed: Place }
  return model({
    name: 'raft-membership', state,
    init: (s, choose) => { s.leader = choose([0, 1], 'leader'); s.place[s.leader] = 2 }, // the others mirror these two
    actions: {
      'a server is elected': { when: (s) => s.term < 3, do: (s, choose) => {
        const voters = (id: number) => servers.filter((other) => s.place[other]! <= s.place[id]!)
        s.leader = choose(servers.filter((id) => isMajority(s.members[id]!, voters(id))), 'server')
        s.term++
        s.place[s.leader] = 2 * s.term
      } },
      'leader changes the members': {
        when: (s) => s.term < 3 && s.members[s.leader] === 'all four' && (!commitsFirst || s.committed === 2 * s.term),
        do: (s, choose) => {
          s.place[s.leader] = 2 * s.term + 1
          s.members[s.leader] = choose(['minus server 0', 'minus server 3'], 'members')
        },
      },
      'leader replicates': { when: (s) => s.term < 3, do: (s, choose) => {
        const server = choose(servers.filter((id) => s.place[id] !== s.place[s.leader]), 'server')
        s.place[server] = s.place[s.leader]!
        s.members[server] = s.members[s.leader]!
      } },
      'leader commits': { when: ({ place, members, leader, term }) => term < 3
        && isMajority(members[leader]!, servers.filter((id) => place[id] === place[leader])), do: (s) => {
        s.committed = s.place[s.leader]!
      } },
    },
    resting: () => true,
    steps: { 'a new leader has what is committed': (before, { term, leader }) =>
      term === before.term || before.place[leader]! >= before.committed },
  })
}

export default spec({
  name: 'raft-membership', model: raftMembership,
  designs: {
    'as reported': { expect: { 'a new leader has what is committed': 'violated' } },
    'an entry of its term first': { params: { commitsFirst: true } },
  },
})
