/**
 * A watch that starts at the compaction revision of etcd misses a delete. https://github.com/etcd-io/etcd/issues/18089
 * is the report, and pull request 18274 the fix: a tombstone at the compaction revision stays. Issue 19179 is what was
 * left: after a restart, the index lacks a tombstone whose older revisions are gone. Pull request 19188 restores it.
 */
import { bool, int, model, oneOf, queue, setOf, spec } from 'allways'

const etcdWatch = ({ keeps = false, restarts = 0, restores = false }) => {
  const Revision = int(0, 3)
  const state = {
    history: queue(oneOf('put', 'delete'), 4), // all events of one key, by revision
    backend: setOf(Revision), index: setOf(Revision), // the revisions that are stored, and those that the index knows
    compacted: Revision, compacting: bool,
  }
  return model({
    name: 'etcd-watch', state,
    actions: {
      'client writes': { when: (s) => !s.history.isFull, do: (s, choose) => {
        const revision = s.history.length
        s.history.push(s.history.at(revision - 1) === 'put' ? choose(['put', 'delete'], 'event') : 'put')
        s.backend.add(revision)
        s.index.add(revision)
      } },
      'compaction begins': { when: (s) => !s.compacting, do: (s, choose) => {
        s.compacted = choose([...s.index].filter((revision) => revision > s.compacted), 'revision')
        s.compacting = true
      } },
      'compaction deletes': { when: (s) => s.compacting, do: (s) => {
        const newest = Math.max(-1, ...[...s.index].filter((revision) => revision <= s.compacted))
        const stays = s.history.at(newest) === 'put' || (keeps && newest === s.compacted)
        for (const r of s.backend) if (r <= s.compacted && (r !== newest || !stays)) s.backend.delete(r)
        for (const r of s.index) if (!s.backend.has(r)) s.index.delete(r)
      } },
      'compaction ends': { when: (s) => s.compacting, do: (s) => { s.compacting = false } },
    },
    faults: {
      restart: { budget: restarts, do: (s) => {
        s.index.assign(s.backend)
        const first = Math.min(...s.backend)
        if (!restores && s.history.at(first) === 'delete') s.index.delete(first)
      } },
    },
    resting: () => true,
    invariants: {
      'a watch gets every event': (s) =>
        s.compacting || [...s.history].every((_, r) => r < s.compacted || s.backend.has(r)),
    },
  })
}
const missed = { 'a watch gets every event': 'violated' } as const
export default spec({
  name: 'etcd-watch', model: etcdWatch,
  designs: {
    'as reported': { expect: missed },
    'the tombstone stays': { params: { keeps: true } },
    'the tombstone stays, restart': { params: { keeps: true, restarts: 1 }, expect: missed },
    'the tombstone stays and is restored, restarts': { params: { keeps: true, restarts: 2, restores: true } },
  },
})
