/**
 * A coordinator keeps a hint for a replica that is down. The tombstone of a later delete is collected after a repair
 * without the coordinator. Then the hint arrives: https://github.com/scylladb/scylladb/issues/23712
 */
import { assume, bool, fresh, link, model, newer, oneOf, optional, spec, stamp, stopped, struct, timer } from 'allways'

const scyllaHint = ({ collects = 'after a repair', keepsFor = 3, needsAll = false }) => {
  const [grace, Time] = [4, stamp(2)]
  const Hints = link({ from: 'coordinator', to: 'replica', message: Time, capacity: 1 })
  const state = {
    coordinator: oneOf('up', 'down'), replica: oneOf('up', 'down'),
    hints: Hints, hintEnds: timer(keepsFor), // an older hint is not replayed
    data: optional(Time), deleted: bool,
    tombstone: optional(struct({ time: Time, grace: timer(grace), repaired: bool })),
  }
  return model({
    name: 'scylla-hint', state,
    actions: {
      'client writes': { when: (s) => s.coordinator === 'up' && s.hints.size === 0 && !s.deleted, do: (s) => {
        if (s.replica === 'up') { s.data = fresh(Time); return }
        Hints.send(s.hints, fresh(Time))
        s.hintEnds.start(keepsFor)
      } },
      'client deletes': { when: (s) => s.replica === 'up' && !s.deleted, do: (s) => {
        s.tombstone = { time: fresh(Time), grace: stopped, repaired: false }
        s.tombstone.grace.start(grace)
        s.data = null
        s.deleted = true
      } },
      'coordinator replays': { when: (s) => s.coordinator === 'up' && s.replica === 'up', do: (s, choose) => {
        assume(!s.hintEnds.due)
        const time = Hints.take(s.hints, choose)
        s.hintEnds.stop()
        if (s.tombstone === null || newer(time, s.tombstone.time)) s.data = time
      } },
      'hint is dropped': { when: (s) => s.hintEnds.due, do: (s) => { s.hints.clear(); s.hintEnds.stop() } },
      'repair': { // it waits for the hints of all that take part
        when: (s) => s.replica === 'up' && (s.hints.size === 0 || (s.coordinator === 'down' && !needsAll)),
        do: (s) => { if (s.tombstone !== null) s.tombstone.repaired = true },
      },
      'tombstone is collected': {
        when: (s) => (collects === 'in time' ? s.tombstone?.grace.due : s.tombstone?.repaired) === true,
        do: (s) => { s.tombstone = null },
      },
      'a node stops or starts': (s, choose) => {
        const node = choose(['coordinator', 'replica'] as const, 'node')
        s[node] = s[node] === 'up' ? 'down' : 'up'
      },
    },
    invariants: { 'deleted data stays deleted': (s) => !s.deleted || s.data === null },
  })
}
const isBack = { 'deleted data stays deleted': 'violated' } as const
export default spec({ name: 'scylla-hint', model: scyllaHint, designs: {
  'as reported': { expect: isBack },
  'collected in time': { params: { collects: 'in time' } },
  'collected in time, hints kept longer': { params: { collects: 'in time', keepsFor: 5 }, expect: isBack },
  'a repair waits for all hints': { params: { needsAll: true } },
} })
