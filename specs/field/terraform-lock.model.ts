/**
 * Terraform loses its Consul lock during an apply, and goes on. https://github.com/hashicorp/terraform/issues/14312 is
 * the report. Pull request 14930: a lost lock cannot be ruled out, so the state is written by compare-and-swap. Issue
 * 17407 shows a run that loses the swap: it has changed the infrastructure, and its state is not saved.
 */
import { int, model, optional, process, setOf, spec } from 'allways'

const terraformLock = ({ swaps = false, looks = false, first = 'create' as 'create' | 'write' }) => {
  const Run = int(0, 1)
  const state = { lock: optional(Run), version: int(0, 2), recorded: setOf(Run), created: setOf(Run) }

  const run = process(state, {
    instances: 2,
    local: { version: int(0, 2) },
    steps: {
      'take the lock': { when: (s) => s.lock === null, do: (s, me) => { s.lock = me.id; return 'read the state' } },
      'read the state': (s, me) => { me.version = s.version; return s.recorded.size > 0 ? 'release the lock' : first },
      create: (s, me) => {
        if (looks && s.lock !== me.id) return 'end'
        s.created.add(me.id)
        return first === 'create' ? 'write' : 'release the lock'
      },
      write: (s, me) => {
        if ((looks && s.lock !== me.id) || (swaps && s.version !== me.version)) return 'end' // consul CAS failed
        s.version++
        s.recorded.assign([me.id]) // it writes what it has read, which was nothing, and its own resource
        return first === 'create' ? 'release the lock' : 'create'
      },
      'release the lock': (s, me) => { if (s.lock === me.id) s.lock = null; return 'end' },
    },
    terminal: ['end'],
    resting: ['take the lock'],
  })
  return model({
    name: 'terraform-lock', state, processes: { run },
    faults: { 'session is lost': { budget: 1, when: (s) => s.lock !== null, do: (s) => { s.lock = null } } },
    invariants: {
      'nothing is created twice': (s) => s.created.size <= 1,
      'what was created is in the state': (s) =>
        s.run.some(({ at }) => at !== 'end') || [...s.created].every((id) => s.recorded.has(id)),
    },
    steps: { 'what is recorded stays': (before, after) => [...before.recorded].every((id) => after.recorded.has(id)) },
  })
}
const twice = { 'nothing is created twice': 'violated', 'what was created is in the state': 'violated' } as const
export default spec({
  name: 'terraform-lock', model: terraformLock,
  designs: {
    'as reported': { expect: { ...twice, 'what is recorded stays': 'violated' } },
    'it looks at the lock before each step': { params: { looks: true }, expect: twice },
    'compare-and-swap': { params: { swaps: true }, expect: twice },
    'compare-and-swap before it creates': { params: { swaps: true, first: 'write' } },
  },
})
