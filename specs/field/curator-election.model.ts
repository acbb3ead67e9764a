/**
 * The answer to a create is lost, so a node of the election has no owner. Nobody leads, because it is the lowest node.
 * https://github.com/apache/curator/issues/566 (CURATOR-45) is the report and the fix: find the node by its GUID, and
 * delete it. Issue 784 (CURATOR-264): the read was not synced, so it did not find the node.
 */
import { int, model, optional, process, setOf, spec } from 'allways'

type CleansUp = 'never' | 'after a read' | 'after a sync and a read'
const curatorElection = ({ cleansUp = 'never' as CleansUp }) => {
  const Sequence = int(0, 3)
  const state = { next: int(0, 4), nodes: setOf(Sequence), follower: setOf(Sequence) } // ... and a server that lags

  const client = process(state, {
    instances: 2,
    local: { node: optional(Sequence) }, // of its GUID
    steps: {
      create: {
        when: (s) => s.next < 4,
        do: (s, me) => { me.node = s.next; s.nodes.add(s.next++); return 'wait' },
      },
      'clean up': (s, me) => {
        if (cleansUp === 'after a sync and a read') s.follower.assign(s.nodes)
        if (me.node !== null && s.follower.has(me.node) && cleansUp !== 'never') s.nodes.delete(me.node)
        return 'create'
      },
      wait: { when: (s, me) => Math.min(...s.nodes) === me.node, do: () => 'lead' },
      lead: (s, me) => { s.nodes.delete(me.node!); return 'end' },
    },
    terminal: ['end'],
    resting: ['wait'],
    faults: {
      'answer is lost': {
        budget: 1, at: ['create'],
        do: (s, me, choose) => {
          me.node = choose([s.next, null], 'created')
          if (me.node !== null) s.nodes.add(s.next++)
          return 'clean up'
        },
      },
    },
  })
  return model({
    name: 'curator-election', state, processes: { client },
    actions: { 'follower catches up': (s) => s.follower.assign(s.nodes) },
    temporal: ({ canAlwaysReach }) => ({
      'all can lead': canAlwaysReach((s) => s.client.every(({ at }) => at === 'lead' || at === 'end')),
    }),
  })
}
const stuck = { 'all can lead': 'violated' } as const
export default spec({
  name: 'curator-election', model: curatorElection,
  designs: {
    'as reported': { expect: stuck },
    'found by its GUID, and deleted': { params: { cleansUp: 'after a read' }, expect: stuck },
    'found after a sync': { params: { cleansUp: 'after a sync and a read' } },
  },
})
