/**
 * The election of leaders in Raft (Diego Ongaro and John Ousterhout, In Search of an Understandable Consensus
 * Algorithm, 2014). Messages are in a bag: the network delivers them in any order, may lose each of them, and may
 * duplicate some. This folder has the same model in Promela, Murphi and TLA+.
 */
import { array, bag, idsOf, int, model, oneOf, optional, process, ref, setOf, spec, struct } from 'allways'

export const raft = ({ servers = 3, terms = 2, room = 3, copies = 1 } = {}) => {
  const Server = ref('server', servers)
  const Term = int(0, terms)
  const Message = struct({ kind: oneOf('request', 'vote'), term: Term, from: Server, to: Server })
  const state = {
    servers: array(
      Server,
      struct({
        role: oneOf('follower', 'candidate', 'leader'),
        term: Term,
        votedFor: optional(Server),
        votes: setOf(Server),
      }),
    ),
    messages: bag(Message, room),
  }
  const ids = idsOf(Server)

  const server = process(state, {
    instances: Server,
    alike: true,
    steps: {
      receive: (s, me, choose) => {
        const message = choose(s.messages.filter((m) => m.to === me.id))
        const { kind, term, from } = message
        const self = s.servers[me.id]
        s.messages.delete(message)
        if (term > self.term) {
          self.term = term
          self.role = 'follower'
          self.votedFor = null
          self.votes.clear()
        }
        // a message of an earlier term is ignored
        if (term < self.term) return
        if (kind === 'request') {
          if (self.votedFor !== null && self.votedFor !== from) return
          self.votedFor = from
          s.messages.add({ kind: 'vote', term, from: me.id, to: from })
        } else if (self.role === 'candidate') {
          self.votes.add(from)
          if (2 * self.votes.size > servers) {
            self.role = 'leader'
            self.votes.clear()
          }
        }
      },
    },
    resting: ['receive'],
  })

  const timer = process(state, {
    instances: Server,
    alike: true,
    steps: {
      'time out': {
        when: (s, me) => {
          const { role, term } = s.servers[me.id]
          return role !== 'leader' && term < terms && s.messages.size + servers - 1 <= room
        },
        do: (s, me) => {
          const self = s.servers[me.id]
          self.role = 'candidate'
          self.term++
          self.votedFor = me.id
          self.votes.assign([me.id])
          for (const to of ids) {
            if (to !== me.id) s.messages.add({ kind: 'request', term: self.term, from: me.id, to })
          }
        },
      },
    },
    resting: ['time out'],
  })

  return model({
    name: 'raft',
    state,
    processes: { server, timer },
    actions: {
      'a message is lost': (s, choose) => {
        s.messages.delete(choose(s.messages))
      },
    },
    faults: {
      'a message is duplicated': {
        budget: copies,
        when: (s) => !s.messages.isFull,
        do: (s, choose) => {
          s.messages.add(choose(s.messages))
        },
      },
    },
    invariants: {
      'a term has at most one leader': (s) =>
        s.servers.every((one, i) =>
          s.servers.every(
            (other, j) => i === j || one.term !== other.term || one.role !== 'leader' || other.role !== 'leader',
          ),
        ),
    },
  })
}

export default spec({
  name: 'raft',
  model: raft,
  designs: {
    small: { params: { servers: 3, terms: 1, room: 3, copies: 1 }, counts: { states: 1074, transitions: 4665 } },
    large: {
      params: { servers: 3, terms: 3, room: 4, copies: 2 },
      counts: { states: 1_651_114, transitions: 12_684_795 },
    },
  },
})
