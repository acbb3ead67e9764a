/**
 * Consensus, voting and Paxos: L. Lamport, "Byzantizing Paxos by Refinement", DISC 2011, and the modules Consensus,
 * Voting and Paxos of tlaplus/Examples. Three acceptors, of which any two are a quorum.
 */
import { array, int, model, optional, setOf, struct } from '../../../src/index.ts'

const acceptors = [0, 1, 2]
const quorums = [
  [0, 1],
  [0, 2],
  [1, 2],
]

export const consensus = (values: number) =>
  model({
    name: 'consensus',
    state: { chosen: optional(int(0, values - 1)) },
    actions: {
      choose: {
        when: (s) => s.chosen === null,
        do: (s, choose) => {
          s.chosen = choose(Array.from({ length: values }, (_, value) => value))
        },
      },
    },
    resting: (s) => s.chosen !== null,
  })

type Votes = readonly (readonly (number | null)[])[]
const vote = (votes: Votes, acceptor: number, ballot: number) => votes[acceptor]?.[ballot] ?? null
const chosenIn = (votes: Votes, ballots: number, values: number) => {
  for (let ballot = 0; ballot < ballots; ballot++)
    for (let value = 0; value < values; value++)
      if (quorums.some((quorum) => quorum.every((one) => vote(votes, one, ballot) === value))) return value
  return null
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)

/** `checks`: whether an acceptor votes only for a value that is safe. */
export const voting = ({ ballots = 2, values = 2, checks = true } = {}) => {
  const showsSafe = (
    s: { votes: Votes; maxBallot: readonly number[] },
    quorum: readonly number[],
    ballot: number,
    value: number,
  ) =>
    quorum.every((one) => (s.maxBallot[one] as number) >= ballot) &&
    [-1, ...upTo(ballot)].some(
      (c) =>
        (c === -1 || quorum.some((one) => vote(s.votes, one, c) === value)) &&
        upTo(ballot).every((d) => d <= c || quorum.every((one) => vote(s.votes, one, d) === null)),
    )
  return model({
    name: 'voting',
    state: {
      votes: array(3, struct({ in: array(ballots, optional(int(0, values - 1))) })),
      maxBallot: array(3, int(-1, ballots - 1)),
    },
    init: (s) => {
      s.maxBallot.fill(-1)
    },
    actions: {
      'raise ballot': (s, choose) => {
        const one = choose(acceptors)
        s.maxBallot[one] = choose(upTo(ballots).filter((ballot) => ballot > (s.maxBallot[one] as number)))
      },
      vote: (s, choose) => {
        const one = choose(acceptors)
        const [ballot, value] = [choose(upTo(ballots)), choose(upTo(values))]
        const votes = s.votes.map((votes) => votes.in)
        const others = acceptors.map((other) => vote(votes, other, ballot)).filter((other) => other !== null)
        const isFree = vote(votes, one, ballot) === null && others.every((other) => other === value)
        const isSafe = quorums.some((quorum) => showsSafe({ votes, maxBallot: s.maxBallot }, quorum, ballot, value))
        choose((s.maxBallot[one] as number) <= ballot && isFree && (!checks || isSafe) ? [0] : [])
        ;(s.votes[one] as { in: (number | null)[] }).in[ballot] = value
        s.maxBallot[one] = ballot
      },
    },
    resting: () => true,
    temporal: ({ refines }) => ({
      'it is consensus': refines({
        of: consensus(values),
        by: (s) => ({
          chosen: chosenIn(
            s.votes.map((votes) => votes.in),
            ballots,
            values,
          ),
        }),
      }),
    }),
  })
}

/** `promises`: whether an acceptor refuses to vote in a ballot below one that it has answered. */
export const paxos = ({ ballots = 2, values = 2, promises = true } = {}) => {
  const Value = optional(int(0, values - 1))
  const Answer = struct({ ballot: int(-1, ballots - 1), value: Value })
  const state = {
    maxBallot: array(3, int(-1, ballots - 1)),
    begun: setOf(int(0, ballots - 1)),
    /** The votes that an acceptor has sent, and its answers to the beginning of each ballot. */
    acceptor: array(3, struct({ votes: array(ballots, Value), answers: array(ballots, optional(Answer)) })),
    proposed: array(ballots, Value),
  }
  return model({
    name: 'paxos',
    state,
    init: (s) => {
      s.maxBallot.fill(-1)
    },
    actions: {
      '1a': (s, choose) => {
        s.begun.add(choose(upTo(ballots)))
      },
      '1b': (s, choose) => {
        const one = choose(acceptors)
        const ballot = choose([...s.begun].filter((ballot) => ballot > (s.maxBallot[one] as number)))
        const own = s.acceptor[one] as (typeof s.acceptor)[number]
        const last = upTo(ballots).findLast((ballot) => own.votes[ballot] !== null) ?? -1
        s.maxBallot[one] = ballot
        own.answers[ballot] = { ballot: last, value: own.votes[last] ?? null }
      },
      '2a': (s, choose) => {
        const ballot = choose(upTo(ballots).filter((ballot) => s.proposed[ballot] === null && s.begun.has(ballot)))
        const quorum = choose(quorums).map((one) => s.acceptor[one]?.answers[ballot] ?? null)
        const answers = quorum.filter((answer) => answer !== null)
        choose(answers.length === quorum.length ? [0] : [])
        const last = Math.max(...answers.map((answer) => answer.ballot))
        const bound = answers.find((answer) => answer.ballot === last && answer.value !== null)?.value
        s.proposed[ballot] = bound ?? choose(upTo(values))
      },
      '2b': (s, choose) => {
        const one = choose(acceptors)
        const ballot = choose(
          upTo(ballots).filter(
            (ballot) => s.proposed[ballot] !== null && (!promises || ballot >= (s.maxBallot[one] as number)),
          ),
        )
        s.maxBallot[one] = Math.max(ballot, s.maxBallot[one] as number)
        ;(s.acceptor[one] as (typeof s.acceptor)[number]).votes[ballot] = s.proposed[ballot] as number
      },
    },
    resting: () => true,
    temporal: ({ refines }) => ({
      'it is voting': refines({
        of: voting({ ballots, values }),
        by: (s) => ({ votes: s.acceptor.map(({ votes }) => ({ in: votes })), maxBallot: s.maxBallot }),
      }),
    }),
  })
}
