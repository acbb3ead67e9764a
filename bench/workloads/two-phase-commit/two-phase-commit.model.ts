/**
 * Two-phase commit, action for action as Leslie Lamport and Jim Gray wrote it in TwoPhase.tla (Consensus on
 * Transaction Commit, 2006). Each action of a manager is a process with one step, whose instances are the managers.
 * Messages are a set that only grows, so a second receipt is a transition, too. This folder has the same model in
 * Promela, Murphi and TLA+.
 */
import { array, bool, model, oneOf, process, ref, setOf, spec } from 'allways'

export const twoPhaseCommit = ({ managers = 3 } = {}) => {
  const Manager = ref('manager', managers)
  const state = {
    rm: array(Manager, oneOf('working', 'prepared', 'committed', 'aborted')),
    tm: oneOf('init', 'committed', 'aborted'),
    /** The managers from which the transaction manager has heard. */
    heard: setOf(Manager),
    /** The messages sent: `prepared` of each manager, `commit` and `abort`. */
    prepared: setOf(Manager),
    commit: bool,
    abort: bool,
  }
  const alike = { instances: Manager, alike: true } as const

  const tmHears = process(state, {
    ...alike,
    steps: {
      prepared: {
        when: (s, me) => s.tm === 'init' && s.prepared.has(me.id),
        do: (s, me) => {
          s.heard.add(me.id)
        },
      },
    },
    resting: ['prepared'],
  })
  const rmPrepares = process(state, {
    ...alike,
    steps: {
      prepare: {
        when: (s, me) => s.rm[me.id] === 'working',
        do: (s, me) => {
          s.rm[me.id] = 'prepared'
          s.prepared.add(me.id)
        },
      },
    },
    resting: ['prepare'],
  })
  const rmAborts = process(state, {
    ...alike,
    steps: {
      'choose to abort': {
        when: (s, me) => s.rm[me.id] === 'working',
        do: (s, me) => {
          s.rm[me.id] = 'aborted'
        },
      },
    },
    resting: ['choose to abort'],
  })
  const rmHearsCommit = process(state, {
    ...alike,
    steps: {
      commit: {
        when: (s) => s.commit,
        do: (s, me) => {
          s.rm[me.id] = 'committed'
        },
      },
    },
    resting: ['commit'],
  })
  const rmHearsAbort = process(state, {
    ...alike,
    steps: {
      abort: {
        when: (s) => s.abort,
        do: (s, me) => {
          s.rm[me.id] = 'aborted'
        },
      },
    },
    resting: ['abort'],
  })

  return model({
    name: 'two-phase-commit',
    state,
    processes: { tmHears, rmPrepares, rmAborts, rmHearsCommit, rmHearsAbort },
    actions: {
      'tm commits': {
        when: (s) => s.tm === 'init' && s.heard.size === managers,
        do: (s) => {
          s.tm = 'committed'
          s.commit = true
        },
      },
      'tm aborts': {
        when: (s) => s.tm === 'init',
        do: (s) => {
          s.tm = 'aborted'
          s.abort = true
        },
      },
    },
    invariants: {
      'no manager aborts what another committed': (s) => !(s.rm.includes('committed') && s.rm.includes('aborted')),
    },
  })
}

export default spec({
  name: 'two-phase-commit',
  model: twoPhaseCommit,
  designs: {
    small: { params: { managers: 5 }, counts: { states: 8832, transitions: 58_145 } },
    large: { params: { managers: 9 }, counts: { states: 10_340_352, transitions: 123_558_401 } },
  },
})
