/**
 * A restarted operator reads from an API server whose cache is old, and deletes the volume of a running Cassandra pod.
 * https://github.com/instaclustr/cassandra-operator/issues/402 is the report, and pull request 403 the first fix. In
 * issue 407, a pod is scaled down and up. In issue 404, the operator creates again what a deleted object had.
 */
import { bool, fresh, model, optional, process, spec, stamp, struct } from 'allways'

const cassandraOperator = ({ finds = 'name' as 'name' | 'datacenter' | 'pod', owned = false }) => {
  const [Datacenter, Uid] = [stamp(3), stamp(3)]
  const Pod = struct({ datacenter: Datacenter, uid: Uid, leaving: bool })
  const Volume = struct({ datacenter: Datacenter, pod: Uid })
  const state = { datacenter: Datacenter, pod: optional(Pod), oldCache: optional(Pod), volume: optional(Volume) }
  const operator = process(state, {
    local: { restarted: bool },
    steps: {
      reconcile: (s, me) => {
        const seen = me.restarted ? s.oldCache : s.pod
        if (seen?.leaving === false) s.volume ??= { datacenter: seen.datacenter, pod: seen.uid }
        if (!seen?.leaving) return
        if (finds === 'name' || s.volume?.[finds] === (finds === 'pod' ? seen.uid : seen.datacenter)) s.volume = null
        if (s.pod?.uid === seen.uid) s.pod = null
      },
    },
    faults: { 'restart with the other API server': { budget: 1, do: (_s, me) => { me.restarted = true } } },
  })
  return model({
    name: 'cassandra-operator', state, processes: { operator },
    actions: {
      'user creates': { when: (s) => s.pod === null, do: (s) => {
        s.datacenter = fresh(Datacenter)
        s.pod = { datacenter: s.datacenter, uid: fresh(Uid), leaving: false }
      } },
      'user scales up': { when: (s) => s.pod === null, do: (s) => {
        s.pod = { datacenter: s.datacenter, uid: fresh(Uid), leaving: false }
      } },
      'user deletes, or scales down': { when: (s) => s.pod?.leaving === false, do: (s) => { s.pod!.leaving = true } },
      'the other API server catches up': (s) => { s.oldCache = s.pod },
      'garbage is collected': { when: (s) => owned && s.volume?.pod !== s.pod?.uid, do: (s) => { s.volume = null } },
    },
    steps: { 'a running pod keeps its volume': ({ pod, volume }, after) =>
      pod === null || pod.leaving || volume?.pod !== pod.uid || after.volume !== null },
    temporal: ({ canAlwaysReach }) => ({ 'the volume goes after its pod': canAlwaysReach(
      (s) => s.pod !== null || s.volume === null,
      { using: ['operator', 'the other API server catches up', 'garbage is collected'] },
    ) }),
  })
}
const leaks = { 'the volume goes after its pod': 'violated' } as const
const both = { ...leaks, 'a running pod keeps its volume': 'violated' } as const
export default spec({
  name: 'cassandra-operator', model: cassandraOperator,
  designs: {
    'as reported': { expect: both },
    'found by datacenter UID': { params: { finds: 'datacenter' }, expect: both },
    'found by pod UID': { params: { finds: 'pod' }, expect: leaks },
    'found by pod UID, and owned by the pod': { params: { finds: 'pod', owned: true } },
  },
})
