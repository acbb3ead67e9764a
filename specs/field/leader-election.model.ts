/**
 * A candidate of a Kubernetes leader election applies its own lease duration to a lease that was taken for longer.
 * https://github.com/kubernetes/kubernetes/issues/47671 is the report. Pull request 114872 is the fix: the duration in
 * the record counts. https://github.com/kubernetes/client-go/issues/448 asks to go by the time in the record.
 */
import { array, bool, int, model, optional, process, spec } from 'allways'

const leases = [4, 2] // seconds; a leader that cannot renew stops one second earlier
const skew = 2 // seconds by which the clock of candidate 1 is ahead

const leaderElection = ({ expiry = 'own duration', pauses = 0 }) => {
  const Seconds = int(0, 4)
  const state = { // the record and the time since its renewal; whether each leader is awake, and when it renewed
    holder: optional(int(0, 1)), duration: Seconds, age: Seconds, awake: array(2, bool), renewed: array(2, Seconds),
  }
  const candidate = process(state, {
    instances: 2,
    steps: {
      follow: {
        when: (s, me) => s.holder === null || (expiry === 'own duration' ? s.age >= leases[me.id]!
          : s.age + (expiry === 'time in the record' ? skew * me.id : 0) >= s.duration),
        do: (s, me) => {
          s.holder = me.id; s.duration = leases[me.id]!; s.age = 0; s.renewed[me.id] = 0; s.awake[me.id] = true
          return 'lead'
        },
      },
      lead: (s, me) => {
        if (s.renewed[me.id]! >= leases[me.id]! - 1) { s.awake[me.id] = false; return 'follow' }
        if (s.holder === me.id) { s.age = 0; s.renewed[me.id] = 0 }
        return 'lead'
      },
      'wake up': (s, me) => { s.awake[me.id] = true; return 'lead' },
    },
    resting: ['follow'],
    faults: { pause: { budget: pauses, at: ['lead'], do: (s, me) => { s.awake[me.id] = false; return 'wake up' } } },
  })
  return model({
    name: 'leader-election', state, processes: { candidate },
    actions: {
      'a second passes': {
        when: (s) => s.age < 4 && s.awake.every((isAwake, id) => !isAwake || s.renewed[id]! < leases[id]! - 1),
        do: (s) => { s.age++; for (const id of [0, 1]) s.renewed[id] = Math.min(4, s.renewed[id]! + 1) },
      },
    },
    invariants: { 'one leader': (s) => s.candidate.filter(({ at }) => at === 'lead').length <= 1 },
  })
}

const two = { 'one leader': 'violated' } as const
export default spec({
  name: 'leader-election', model: leaderElection,
  designs: {
    'as reported': { expect: two },
    'time in the record': { params: { expiry: 'time in the record' }, expect: two },
    'duration in the record': { params: { expiry: 'duration in the record' } },
    'duration in the record, a leader pauses': { params: { expiry: 'duration in the record', pauses: 1 }, expect: two },
  },
})
