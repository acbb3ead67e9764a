/**
 * Peterson's algorithm: mutual exclusion of two processes by reads and writes alone. A process raises its flag and
 * gives the turn away. Then it waits until the other's flag is down or the turn is its own.
 *
 * Source: G. L. Peterson, Myths about the mutual exclusion problem, Information Processing Letters 12(3), 1981; as
 * Jarod Differdange's Peterson.tla, label by label,
 * https://github.com/tlaplus/Examples/blob/master/specifications/locks_auxiliary_vars/Peterson.tla
 * Known counts (manifest.json beside it; its generated states include the initial one, and its depth counts states):
 * 42 distinct states, 77 generated, depth 11. Like that module, this one reads flag and turn in one step. The counts
 * of the two broken designs were computed here and by a separate program written from the algorithm.
 * Known verdicts: the article has mutual exclusion and `whoever tries gets in`. Z. Manna and A. Pnueli, Temporal
 * Verification of Reactive Systems: Safety, Springer 1995, has `nobody who waits is overtaken twice`. Every step but
 * the first is weakly fair: a process need not compete, and the other must not depend on it.
 */
import { array, bool, idsOf, model, process, ref, spec } from 'allways'

interface Parameters {
  /** The writes of a process before it waits. */
  readonly entry?: 'flag, then turn' | 'turn, then flag' | 'flag only'
  readonly fair?: boolean
}

export const peterson = ({ entry = 'flag, then turn', fair = true }: Parameters = {}) => {
  const Competitor = ref('process', 2)
  const ids = [...idsOf(Competitor)]
  const state = { flag: array(2, bool), turn: Competitor }
  const other = (id: number) => 1 - id

  const competitor = process(state, {
    instances: 2,
    steps: {
      idle: { do: () => (entry === 'turn, then flag' ? 'give the turn away' : 'raise the flag'), fair: false },
      'raise the flag': (s, me) => {
        s.flag[me.id] = true
        return entry === 'flag, then turn' ? 'give the turn away' : 'wait'
      },
      'give the turn away': (s, me) => {
        s.turn = ids[other(me.id)]!
        return entry === 'turn, then flag' ? 'raise the flag' : 'wait'
      },
      wait: {
        when: (s, me) => !s.flag[other(me.id)] || (entry !== 'flag only' && s.turn === ids[me.id]),
        do: () => 'critical section',
      },
      'critical section': () => 'lower the flag',
      'lower the flag': (s, me) => {
        s.flag[me.id] = false
        return 'idle'
      },
    },
    fair,
  })

  return model({
    name: 'peterson',
    state,
    processes: { process: competitor },
    invariants: {
      'mutual exclusion': (s) => !s.process.every((p) => p.at === 'critical section' || p.at === 'lower the flag'),
    },
    reachable: { 'the second process enters': (s) => s.process[1]?.at === 'critical section' },
    temporal: ({ and, leadsTo, always, implies, weakUntil, not }) => {
      const waits = (id: number) => (s: Competitors) => s.process[id]?.at === 'wait'
      const enters = (id: number) => (s: Competitors) => s.process[id]?.at === 'critical section'
      const tries = (id: number) => (s: Competitors) => {
        const at = s.process[id]?.at
        return at === 'raise the flag' || at === 'give the turn away' || at === 'wait'
      }
      return {
        'whoever tries gets in': and(...[0, 1].map((id) => leadsTo(tries(id), enters(id)))),
        // until `i` is inside, the other is outside, then inside once, then outside
        'nobody who waits is overtaken twice': and(
          ...[0, 1].map((id) => {
            const [i, theOther] = [enters(id), enters(other(id))]
            const notAgain = weakUntil(not(theOther), i)
            return always(implies(waits(id), weakUntil(not(theOther), weakUntil(theOther, notAgain))))
          }),
        ),
      }
    },
  })
}

interface Competitors {
  readonly process: readonly { readonly at: string }[]
}

export default spec({
  name: 'peterson',
  model: peterson,
  designs: {
    peterson: { counts: { states: 42, transitions: 76, depth: 10 } },
    'a process may stop': {
      params: { fair: false },
      expect: { 'whoever tries gets in': 'violated' },
      counts: { states: 42, transitions: 76, depth: 10 },
      note: 'Without fairness, a step may never be taken. That nobody is overtaken twice needs no fairness, because it says what does not happen.',
    },
    'flag raised too late': {
      params: { entry: 'turn, then flag' },
      expect: { 'mutual exclusion': 'violated' },
      counts: { states: 72, transitions: 138, depth: 12 },
      note: 'A process gives the turn away before the other looks. Its flag is not yet up when the other looks, so both enter.',
    },
    'no turn': {
      params: { entry: 'flag only' },
      expect: { 'no deadlock': 'violated', 'whoever tries gets in': 'violated' },
      counts: { states: 21, transitions: 36, depth: 6 },
      note: 'With both flags up, each waits for the other to lower its flag.',
    },
  },
})
