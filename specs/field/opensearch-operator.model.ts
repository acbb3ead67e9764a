/**
 * An operator counts the ready cluster managers of OpenSearch in a cache that has not seen its last delete, and takes a
 * second one down.
 * https://github.com/opensearch-project/opensearch-k8s-operator/issues/1471 is the report. Pull request
 * 694 lists the steps. Pull request 1494: in one snapshot, the same pod is picked again. Issue 1449: one manager.
 */
import { array, int, model, oneOf, process, spec } from 'allways'

const opensearchOperator = ({ guard = 'status' as 'status' | 'cache' | 'live', anyPod = false, managers = 3 }) => {
  const Pods = array(managers, oneOf('old', 'down', 'new')) // the revision of a ready pod, or that it is not ready
  const state = { pods: Pods, cache: Pods, readyReplicas: int(0, managers) }
  const ready = (pods: readonly string[]) => pods.filter((pod) => pod !== 'down').length
  const quorum = Math.floor(managers / 2) + 1

  const operator = process(state, {
    steps: {
      'restart a manager': (s, _me, choose) => {
        const counted = guard === 'status' ? s.readyReplicas : ready(guard === 'cache' ? s.cache : s.pods)
        const old = [...s.cache.keys()].filter((pod) => s.cache[pod] === 'old' && counted > quorum)
        s.pods[choose(anyPod ? old : old.slice(0, 1), 'pod')] = 'down'
      },
    },
    resting: ['restart a manager'],
  })
  return model({
    name: 'opensearch-operator', state, processes: { operator },
    init: (s) => { s.readyReplicas = managers },
    actions: {
      'a pod becomes ready': (s, choose) => {
        s.pods[choose([...s.pods.keys()].filter((pod) => s.pods[pod] === 'down'), 'pod')] = 'new'
      },
      'the cache catches up': (s) => { s.cache = s.pods },
      'readyReplicas is updated': (s) => { s.readyReplicas = ready(s.pods) },
    },
    invariants: { 'a quorum is ready': (s) => managers === 1 || ready(s.pods) >= quorum },
    temporal: ({ canAlwaysReach }) => ({
      'the restart can end': canAlwaysReach((s) => s.pods.every((pod) => pod === 'new')),
    }),
  })
}

export default spec({
  name: 'opensearch-operator', model: opensearchOperator,
  designs: {
    'as reported': { expect: { 'a quorum is ready': 'violated' } },
    'the guard reads live': { params: { guard: 'live' } },
    'one snapshot': { params: { guard: 'cache' } },
    'one snapshot, any pod': { params: { guard: 'cache', anyPod: true }, expect: { 'a quorum is ready': 'violated' } },
    'one manager': { params: { guard: 'cache', managers: 1 }, expect: { 'the restart can end': 'violated' } },
  },
})
