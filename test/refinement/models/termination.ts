/**
 * Detection of termination with messages in flight: EWD998 (E. W. Dijkstra, "Shmuel Safra's version of termination
 * detection", 1987), and the specification that it refines, module AsyncTerminationDetection of tlaplus/Examples.
 * Counters and messages are bounded: a node does not send while a bound is reached.
 */
import { array, bool, int, model, oneOf, struct } from '../../../src/index.ts'

const nodes = [0, 1, 2]
const last = 2
const mostPending = 1

const isTerminated = (s: { readonly active: readonly boolean[]; readonly pending: readonly number[] }) =>
  s.active.every((active) => !active) && s.pending.every((pending) => pending === 0)

export const terminationDetection = () =>
  model({
    name: 'termination detection',
    state: { active: array(3, bool), pending: array(3, int(0, mostPending)), detected: bool },
    init: (s, choose) => {
      for (const node of nodes) s.active[node] = choose([false, true])
      s.detected = choose(isTerminated(s) ? [false, true] : [false])
    },
    actions: {
      terminate: (s, choose) => {
        s.active[choose(nodes.filter((node) => s.active[node]))] = false
        s.detected = choose(isTerminated(s) ? [s.detected, true] : [s.detected])
      },
      send: (s, choose) => {
        choose(nodes.filter((node) => s.active[node]))
        const to = choose(nodes.filter((node) => (s.pending[node] as number) < mostPending))
        s.pending[to] = (s.pending[to] as number) + 1
      },
      receive: (s, choose) => {
        const node = choose(nodes.filter((node) => (s.pending[node] as number) > 0))
        s.pending[node] = (s.pending[node] as number) - 1
        s.active[node] = true
      },
      detect: {
        when: isTerminated,
        do: (s) => {
          s.detected = true
        },
        fair: true,
      },
    },
    resting: () => true,
  })

/** `blackens`: whether a node that receives a message turns black. */
export const ewd998 = ({ blackens = true, fair = true } = {}) => {
  const Colour = oneOf('white', 'black')
  return model({
    name: 'EWD998',
    state: {
      active: array(3, bool),
      pending: array(3, int(0, mostPending)),
      colour: array(3, Colour),
      counter: array(3, int(-2, 2)),
      token: struct({ at: int(0, last), sum: int(-6, 6), colour: Colour }),
    },
    init: (s, choose) => {
      for (const node of nodes) s.active[node] = choose([false, true])
      for (const node of nodes) s.colour[node] = choose(['white', 'black'] as const)
      s.counter.fill(0)
      s.token = { at: 0, sum: 0, colour: 'black' }
    },
    actions: {
      terminate: (s, choose) => {
        s.active[choose(nodes.filter((node) => s.active[node]))] = false
      },
      send: (s, choose) => {
        const from = choose(nodes.filter((node) => s.active[node] && (s.counter[node] as number) < 2))
        const to = choose(nodes.filter((node) => node !== from && (s.pending[node] as number) < mostPending))
        s.counter[from] = (s.counter[from] as number) + 1
        s.pending[to] = (s.pending[to] as number) + 1
      },
      receive: (s, choose) => {
        const node = choose(nodes.filter((node) => (s.pending[node] as number) > 0 && (s.counter[node] as number) > -2))
        s.pending[node] = (s.pending[node] as number) - 1
        s.counter[node] = (s.counter[node] as number) - 1
        s.active[node] = true
        if (blackens) s.colour[node] = 'black'
      },
      'start a round': {
        when: (s) => s.token.at === 0 && !hasDetected(s),
        do: (s) => {
          s.token = { at: last, sum: 0, colour: 'white' }
          s.colour[0] = 'white'
        },
        ...(fair ? { fair: true } : {}),
      },
      'pass the token': {
        when: (s) => s.token.at > 0 && s.active[s.token.at] === false,
        do: (s) => {
          const { at, sum, colour } = s.token
          s.token = {
            at: at - 1,
            sum: sum + (s.counter[at] as number),
            colour: s.colour[at] === 'black' ? 'black' : colour,
          }
          s.colour[at] = 'white'
        },
        ...(fair ? { fair: true } : {}),
      },
    },
    resting: () => true,
    temporal: ({ refines }) => ({
      'it detects termination': refines({
        of: terminationDetection(),
        by: (s) => ({ active: s.active, pending: s.pending, detected: hasDetected(s) }),
      }),
    }),
  })
}

function hasDetected(s: {
  readonly active: readonly boolean[]
  readonly pending: readonly number[]
  readonly colour: readonly string[]
  readonly counter: readonly number[]
  readonly token: { readonly at: number; readonly sum: number; readonly colour: string }
}): boolean {
  const { token } = s
  return (
    token.at === 0 &&
    token.colour === 'white' &&
    token.sum + (s.counter[0] as number) === 0 &&
    s.colour[0] === 'white' &&
    s.active[0] === false &&
    s.pending[0] === 0
  )
}
