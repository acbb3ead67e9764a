/**
 * Peterson's algorithm: mutual exclusion of two processes with nothing but reads and writes. Raise your flag, give
 * the turn away, then wait until the other's flag is down or the turn is yours.
 *
 * Source: G. L. Peterson, Myths about the mutual exclusion problem, Information Processing Letters 12(3), 1981; as
 * Jarod Differdange's Peterson.tla, label by label,
 * https://github.com/tlaplus/Examples/blob/master/specifications/locks_auxiliary_vars/Peterson.tla
 * Known counts (manifest.json beside it; its generated states include the initial one, and its depth counts
 * states): 42 distinct states, 77 generated, depth 11. Like that module, it reads flag and turn in one step. The counts of the
 * two broken designs were computed here and by a separate program written from the algorithm.
 */
import { array, bool, model, process, ref, spec } from 'allways'

interface Parameters {
  /** What a process writes before it waits. */
  readonly entry?: 'flag, then turn' | 'turn, then flag' | 'flag only'
}

export const peterson = ({ entry = 'flag, then turn' }: Parameters = {}) => {
  const state = { flag: array(2, bool), turn: ref('process', 2) }
  const other = (id: number) => 1 - id

  const competitor = process(state, {
    instances: 2,
    steps: {
      idle: () => (entry === 'turn, then flag' ? 'give the turn away' : 'raise the flag'),
      'raise the flag': (s, me) => {
        s.flag[me.id] = true
        return entry === 'flag, then turn' ? 'give the turn away' : 'wait'
      },
      'give the turn away': (s, me) => {
        s.turn = other(me.id)
        return entry === 'turn, then flag' ? 'raise the flag' : 'wait'
      },
      wait: {
        when: (s, me) => !s.flag[other(me.id)] || (entry !== 'flag only' && s.turn === me.id),
        do: () => 'critical section',
      },
      'critical section': () => 'lower the flag',
      'lower the flag': (s, me) => {
        s.flag[me.id] = false
        return 'idle'
      },
    },
  })

  return model({
    name: 'peterson',
    state,
    processes: { process: competitor },
    invariants: {
      'mutual exclusion': (s) => !s.process.every((p) => p.at === 'critical section' || p.at === 'lower the flag'),
    },
    reachable: { 'the second process enters': (s) => s.process[1]?.at === 'critical section' },
  })
}

export default spec({
  name: 'peterson',
  model: peterson,
  designs: {
    peterson: { counts: { states: 42, transitions: 76, depth: 10 } },
    'flag raised too late': {
      params: { entry: 'turn, then flag' },
      expect: { 'mutual exclusion': 'violated' },
      counts: { states: 72, transitions: 138, depth: 12 },
      note: 'The turn can be given away before the other looks, and the flag is not up when it does: both enter.',
    },
    'no turn': {
      params: { entry: 'flag only' },
      expect: { 'no deadlock': 'violated' },
      counts: { states: 21, transitions: 36, depth: 6 },
      note: 'With both flags up, each waits for the other to lower its flag.',
    },
  },
})
