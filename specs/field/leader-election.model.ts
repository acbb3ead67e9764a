/**
 * A candidate of a Kubernetes leader election applies its own lease duration to a lease that was taken for longer.
 * https://github.com/kubernetes/kubernetes/issues/47671 is the report. Pull request 114872 is the fix: the duration in
 * the record counts. https://github.com/kubernetes/client-go/issues/448 asks to go by the time in the record. The last
 * two designs are the example for clocks that drift in https://pkg.go.dev/k8s.io/client-go/tools/leaderelection
 */
import { array, bool, int, model, optional, process, spec, timer } from 'allways'

const ahead = [0, 2] // the units of time by which the clock of a candidate is ahead

const leaderElection = ({ expiry = 'own', leases = [4, 2], deadlines = [3, 1], pauses = 0, fastest = 1 }) => {
  const clock = timer(8, { drift: fastest === 1 ? undefined : [1, fastest] })
  const state = { holder: optional(int(0, 1)), expires: array(2, clock) } // the lease, as each candidate sees it
  const candidate = process(state, {
    instances: 2,
    local: { leads: bool, renewBy: timer(4, { urgent: true }) },
    steps: {
      run: [
        {
          name: 'acquire or renew',
          when: (s, me) => s.holder === null || s.holder === me.id || s.expires[me.id]!.due,
          do: (s, me) => {
            s.holder = me.id
            me.leads = true
            me.renewBy.start(deadlines[me.id]!)
            for (const id of [0, 1]) {
              s.expires[id]!.start(leases[expiry === 'own' ? id : me.id]! - (expiry === 'time' ? ahead[id]! : 0))
            }
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
const ratioOfTwo = { expiry: 'duration', leases: [8, 8], deadlines: [4, 4] } // 60 and 30 seconds
export default spec({
  name: 'leader-election', model: leaderElection,
  designs: {
    'as reported': { expect: two },
    'time in the record': { params: { expiry: 'time' }, expect: two },
    'duration in the record': { params: { expiry: 'duration' } },
    'duration in the record, a leader pauses': { params: { expiry: 'duration', pauses: 1 }, expect: two },
    'clocks run up to 1.6 times as fast': { params: { ...ratioOfTwo, fastest: 1.6 } },
    'clocks run up to twice as fast': { params: { ...ratioOfTwo, fastest: 2 }, expect: two },
  },
})
