/**
 * Single-decree Paxos (Leslie Lamport, The Part-Time Parliament, 1998), with all messages ever sent in one set. Each
 * ballot has a proposer, which asks the acceptors for promises, and then proposes a value. If some acceptor has
 * accepted a value before, the proposer must propose the value of the highest such ballot. This folder has the same
 * model in Promela, Murphi and TLA+.
 */
import { int, model, oneOf, process, type State, setOf, spec, struct } from 'allways'

export const paxos = ({ ballots = 2, acceptors = 3, values = 2 } = {}) => {
  /** 0 stands for no ballot and for no value. A field that a kind of message does not need is at its lowest. */
  const Message = struct({
    kind: oneOf('prepare', 'promise', 'propose', 'accepted'),
    ballot: int(1, ballots),
    from: int(0, acceptors - 1),
    lastBallot: int(0, ballots),
    value: int(0, values),
  })
  const state = { messages: setOf(Message) }
  const numbers = (n: number) => Array.from({ length: n }, (_, i) => i + 1)
  const none = { from: 0, lastBallot: 0, value: 0 }
  const isMajority = (count: number) => 2 * count > acceptors

  const proposer = process(state, {
    instances: ballots,
    steps: {
      prepare: (s, me) => {
        s.messages.add({ ...none, kind: 'prepare', ballot: me.id + 1 })
        return 'propose'
      },
      propose: {
        when: (s, me) => isMajority(s.messages.filter((m) => m.kind === 'promise' && m.ballot === me.id + 1).length),
        do: (s, me, choose) => {
          const promises = s.messages.filter((m) => m.kind === 'promise' && m.ballot === me.id + 1)
          const lastBallot = Math.max(...promises.map((m) => m.lastBallot))
          const last = promises.find((m) => m.lastBallot === lastBallot)!
          const value = lastBallot === 0 ? choose(numbers(values)) : last.value
          s.messages.add({ ...none, kind: 'propose', ballot: me.id + 1, value })
          return 'done'
        },
      },
    },
    resting: ['propose'],
    terminal: ['done'],
  })

  const acceptor = process(state, {
    instances: acceptors,
    local: { promised: int(0, ballots), lastBallot: int(0, ballots), value: int(0, values) },
    steps: {
      receive: (s, me, choose) => {
        const { kind, ballot, value } = choose(
          s.messages.filter(
            (m) =>
              (m.kind === 'prepare' && m.ballot > me.promised) || (m.kind === 'propose' && m.ballot >= me.promised),
          ),
        )
        me.promised = ballot
        if (kind === 'prepare') {
          s.messages.add({ kind: 'promise', ballot, from: me.id, lastBallot: me.lastBallot, value: me.value })
        } else {
          me.lastBallot = ballot
          me.value = value
          s.messages.add({ kind: 'accepted', ballot, from: me.id, lastBallot: 0, value })
        }
      },
    },
    resting: ['receive'],
  })

  const isChosen = (s: State<typeof state>, value: number) =>
    numbers(ballots).some((ballot) =>
      isMajority(s.messages.filter((m) => m.kind === 'accepted' && m.ballot === ballot && m.value === value).length),
    )

  return model({
    name: 'paxos',
    state,
    processes: { proposer, acceptor },
    invariants: {
      'at most one value is chosen': (s) => numbers(values).filter((value) => isChosen(s, value)).length <= 1,
    },
  })
}

export default spec({
  name: 'paxos',
  model: paxos,
  designs: {
    small: { params: { ballots: 2, acceptors: 3, values: 2 }, counts: { states: 3921, transitions: 15_274 } },
    large: { params: { ballots: 3, acceptors: 4, values: 2 }, counts: { states: 2_135_473, transitions: 10_693_059 } },
  },
})
