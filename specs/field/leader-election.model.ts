/**
 * A candidate of a Kubernetes leader election applies its own lease duration to a lease that was taken for longer.
 * https://github.com/kubernetes/kubernetes/issues/47671 is the report. Pull request 114872 is the fix: the duration in
 * the record counts. https://github.com/kubernetes/client-go/issues/448 asks to go by the time in the record.
 */
import { array, bool, int, model, optional, process, spec, timer } from 'allways'

const leases = [4, 2] // seconds; a leader that cannot renew stops one second earlier
const skew = 2 // seconds by which the clock of candidate 1 is ahead

const leaderElection = ({ expiry = 'own duration', pauses = 0 }) => {
  const state = { holder: optional(int(0, 1)), expires: array(2, timer(4)) } // the lease, as each candidate sees it
  const candidate = process(state, {
    instances: 2,
    local: { leads: bool, renewBy: timer(3, { urgent: true }) },
    steps: {
      run: [
        {
          name: 'acquire or renew',
          when: (s, me) => s.holder === null || s.holder === me.id || s.expires[me.id]!.due,
          do: (s, me) => {
            s.holder = me.id
            me.leads = true
            me.renewBy.start(leases[me.id]! - 1)
            const ahead = expiry === 'time in the record' ? [0, skew] : [0, 0]
            for (const id of [0, 1]) s.expires[id]!.start(leases[expiry === 'own duration' ? id : me.id]! - ahead[id]!)
          },
        },
        { name: 'stop', when: (_s, me) => me.renewBy.due, do: (_s, me) => { me.leads = false; me.renewBy.stop() } },
        { name: 'wake up', when: (_s, me) => me.leads && !me.renewBy.running, do: (_s, me) => me.renewBy.start(0) },
      ],
    },
    faults: { pause: { budget: pauses, when: (_s, me) => me.leads, do: (_s, me) => me.renewBy.stop() } },
  })
  return model({
    name: 'leader-election', state, processes: { candidate },
    invariants: { 'one leader': (s) => !s.candidate.every(({ leads, renewBy }) => leads && renewBy.running) },
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
