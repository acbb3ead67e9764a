/**
 * Crossplane creates a cloud resource twice, because the cloud chose its name and the write that records it was lost.
 * https://github.com/crossplane/crossplane-runtime/pull/279 and pull request 283 describe the causes, and the fix: an
 * annotation `external-create-pending`. https://github.com/crossplane/crossplane/issues/3037: it blocks reconciliation.
 */
import { bool, crash, fresh, int, model, process, type State, spec, stamp, struct } from 'allways'

interface Parameters { crashes?: number; oldCache?: boolean; marks?: boolean; deterministic?: boolean }

const crossplane = ({ crashes = 1, oldCache = true, marks = false, deterministic = false }: Parameters) => {
  const Version = stamp(2)
  const Managed = struct({ named: bool, pending: bool, version: Version })
  const state = { managed: Managed, cache: Managed, cloud: int(0, 3) }
  const seen = (s: State<typeof state>) => (oldCache ? s.cache : s.managed)
  const provider = process(state, {
    steps: {
      reconcile: {
        when: (s) => !seen(s).named && (!seen(s).pending || deterministic),
        do: (s) => {
          if (!marks) return 'create'
          if (seen(s).version !== s.managed.version) return 'reconcile' // the update is refused: it conflicts
          s.managed.pending = true
          s.managed.version = fresh(Version)
          return 'create'
        },
      },
      create: (s) => { s.cloud = deterministic ? 1 : Math.min(3, s.cloud + 1); return 'record' },
      record: (s) => { s.managed = { named: true, pending: false, version: fresh(Version) }; return 'reconcile' },
    },
    resting: ['reconcile'],
    faults: { crash: crash({ budget: crashes }) },
  })
  return model({
    name: 'crossplane', state, processes: { provider },
    actions: { 'cache catches up': (s) => { s.cache = s.managed } },
    invariants: { 'one cloud resource': (s) => s.cloud <= 1 },
    temporal: ({ canAlwaysReach }) => ({
      'ready without an operator': canAlwaysReach((s) => s.managed.named, { using: ['provider', 'cache catches up'] }),
    }),
  })
}

export default spec({
  name: 'crossplane', model: crossplane,
  designs: {
    'as reported': { params: { oldCache: false }, expect: { 'one cloud resource': 'violated' } },
    'as reported, with an old cache': { params: { crashes: 0 }, expect: { 'one cloud resource': 'violated' } },
    'external-create-pending': { params: { marks: true }, expect: { 'ready without an operator': 'violated' } },
    'external-create-pending, deterministic name': { params: { marks: true, deterministic: true } },
  },
})
