/**
 * Termination detection on a ring: nodes work and wake each other by messages. A token goes round in descending order,
 * and node 0 must learn from it that all are passive. A node turns black if it wakes a node with a higher number, which
 * the token has passed. A black node makes the token black, and a round with a black token proves nothing.
 *
 * Source: E. W. Dijkstra, W. H. J. Feijen and A. J. M. van Gasteren, Derivation of a termination detection algorithm
 * for distributed computations, Information Processing Letters 16 (1983), EWD 840,
 * https://www.cs.utexas.edu/~EWD/transcriptions/EWD08xx/EWD840.html; as Stephan Merz's EWD840.tla, action by action,
 * https://github.com/tlaplus/Examples/blob/master/specifications/ewd840/EWD840.tla
 * Known counts (manifest.json beside it): 302 distinct states for 3 nodes, 2,001 generated; 1,566 for 4 nodes, 15,986
 * generated, depth 12. We find the same distinct states and the same depth of 12, which counts states. Its depth of 10
 * for 3 nodes is one more than ours. Its generated states include the 192 and 1,024 initial ones, and one for each way
 * in which a guard with "or" is true. A separate program finds the same two numbers if it counts so, and else ours.
 * Known verdicts: its module says that `terminates if messages cease` is violated if only the token is fair, and holds
 * if any step is fair.
 */
import { array, bool, int, model, oneOf, spec } from 'allways'

interface Parameters {
  readonly nodes?: number
  /** The fairness that runs have: of the token, or of any step. */
  readonly fair?: 'nothing' | 'the token' | 'any step'
  readonly blackens?: 'sender' | 'nobody'
}

export const terminationDetection = ({ nodes = 3, fair = 'the token', blackens = 'sender' }: Parameters = {}) => {
  const Node = int(0, nodes - 1)
  const Color = oneOf('white', 'black')
  const state = { active: array(nodes, bool), color: array(nodes, Color), token: Node, tokenColor: Color }

  const all = Array.from({ length: nodes }, (_, id) => id)
  const tokenIsFair = fair === 'the token'

  return model({
    name: 'termination-detection',
    state,
    // node 0 would trust a white token that nobody sent, so the token is black; the rest is arbitrary
    init: (s, choose) => {
      for (const node of all) {
        s.active[node] = choose([false, true], 'active')
        s.color[node] = choose(['white', 'black'], 'color')
      }
      s.token = choose(all, 'token')
      s.tokenColor = 'black'
    },
    actions: {
      'send the token': {
        when: (s) => s.token === 0 && (s.tokenColor === 'black' || s.color[0] === 'black'),
        do: (s) => {
          s.token = nodes - 1
          s.tokenColor = 'white'
          s.color[0] = 'white'
        },
        fair: tokenIsFair,
      },
      'pass the token': {
        when: (s) => s.token > 0 && (!s.active[s.token] || s.color[s.token] === 'black' || s.tokenColor === 'black'),
        do: (s) => {
          const from = s.token
          if (s.color[from] === 'black') s.tokenColor = 'black'
          s.color[from] = 'white'
          s.token = from - 1
        },
        fair: tokenIsFair,
      },
      'wake another': (s, choose) => {
        const from = choose(
          all.filter((node) => s.active[node]),
          'from',
        )
        const to = choose(
          all.filter((node) => node !== from),
          'to',
        )
        s.active[to] = true
        if (to > from && blackens === 'sender') s.color[from] = 'black'
      },
      'become passive': (s, choose) => {
        const node = choose(
          all.filter((id) => s.active[id]),
          'node',
        )
        s.active[node] = false
      },
    },
    fair: fair === 'any step',
    // all is done if all are passive and node 0 knows it; the token then stays, because nobody sends it again
    resting: (s) => terminated(s) && s.token === 0,
    invariants: { 'detected only when terminated': (s) => !detected(s) || terminated(s) },
    temporal: ({ leadsTo, implies, eventually, eventuallyAlways, not, taken }) => ({
      'terminated leads to detected': leadsTo(terminated, detected),
      'terminates if messages cease': implies(eventuallyAlways(not(taken('wake another'))), eventually(terminated)),
    }),
  })
}

interface Ring {
  readonly active: readonly boolean[]
  readonly color: readonly ('white' | 'black')[]
  readonly token: number
  readonly tokenColor: 'white' | 'black'
}

const terminated = (s: Ring) => !s.active.includes(true)
const detected = (s: Ring) => s.token === 0 && s.tokenColor === 'white' && s.color[0] === 'white' && !s.active[0]

export default spec({
  name: 'termination-detection',
  model: terminationDetection,
  designs: {
    'ewd 840': {
      expect: { 'terminates if messages cease': 'violated' },
      counts: { states: 302, transitions: 1625, depth: 8 },
      note: 'Only the token is fair. Every termination is detected, but an active node may work forever.',
    },
    'ewd 840, 4 nodes': {
      params: { nodes: 4 },
      expect: { 'terminates if messages cease': 'violated' },
      counts: { states: 1566, transitions: 13_938, depth: 11 },
      note: 'The same with one more node.',
    },
    'any step is fair': {
      params: { fair: 'any step' },
      counts: { states: 302, transitions: 1625, depth: 8 },
      note: 'After the last message, the token stops at an active node. Becoming passive is then the only remaining step, and a run that continues takes it.',
    },
    'nothing is fair': {
      params: { fair: 'nothing' },
      expect: { 'terminated leads to detected': 'violated', 'terminates if messages cease': 'violated' },
      counts: { states: 302, transitions: 1625, depth: 8 },
      note: 'The token may stay where it is forever. Detecting nothing wrong needs no fairness. Detecting anything at all needs fairness.',
    },
    'nobody turns black': {
      params: { blackens: 'nobody' },
      expect: { 'detected only when terminated': 'violated', 'terminates if messages cease': 'violated' },
      counts: { states: 248, transitions: 1344, depth: 6 },
      note: 'A node wakes another that the token has passed, becomes passive, and passes on a white token. Each node was passive at some moment, but never all at the same moment. Node 0 cannot tell.',
    },
  },
})
