/**
 * Peterson's filter lock (Myths about the mutual exclusion problem, 1981): a process climbs one level after the other.
 * At each level it announces this, and records itself as the last to come. It waits until another comes after it, or
 * all others are below. In one step it looks at one other. This folder has the same model in Promela, Murphi and TLA+.
 */
import { array, int, model, process, spec } from 'allways'

export const peterson = ({ processes = 3 } = {}) => {
  const state = {
    /** The level that each process has reached; 0 is outside. */
    level: array(processes, int(0, processes - 1)),
    /** The process that came last to each level above 0. */
    last: array(processes - 1, int(0, processes - 1)),
  }

  const competitor = process(state, {
    instances: processes,
    local: { other: int(0, processes - 1) },
    steps: {
      outside: () => 'climb',
      climb: (s, me) => {
        s.level[me.id]!++
        return 'come last'
      },
      'come last': (s, me) => {
        s.last[s.level[me.id]! - 1] = me.id
        return 'wait'
      },
      wait: {
        when: (s, me) =>
          s.last[s.level[me.id]! - 1] !== me.id || me.id === me.other || s.level[me.other]! < s.level[me.id]!,
        do: (s, me) => {
          const overtaken = s.last[s.level[me.id]! - 1] !== me.id
          if (!overtaken && me.other < processes - 1) {
            me.other++
            return 'wait'
          }
          me.other = 0
          return s.level[me.id]! < processes - 1 ? 'climb' : 'critical section'
        },
      },
      'critical section': (s, me) => {
        s.level[me.id] = 0
        return 'outside'
      },
    },
  })

  return model({
    name: 'peterson',
    state,
    processes: { process: competitor },
    invariants: {
      'mutual exclusion': (s) => {
        let inside = 0
        for (let id = 0; id < processes; id++) if (s.process[id]!.at === 'critical section') inside++
        return inside <= 1
      },
    },
  })
}

export default spec({
  name: 'peterson',
  model: peterson,
  designs: {
    small: { params: { processes: 3 }, counts: { states: 1800, transitions: 4520 } },
    large: { params: { processes: 5 }, counts: { states: 6_966_918, transitions: 27_678_347 } },
  },
})
