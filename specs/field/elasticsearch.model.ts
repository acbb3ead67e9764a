/**
 * Of three Elasticsearch nodes, two lose contact with each other. Both are then masters of the third, so each has the
 * `minimum_master_nodes` of 2: https://github.com/elastic/elasticsearch/issues/2488. The fixes here are ours.
 */
import { array, assume, type Id, idsOf, model, partition, process, ref, type State, setOf, spec } from 'allways'

const elasticsearch = ({ follows = 'all masters' as 'all masters' | 'the last master' | 'a master that it hears' }) => {
  const Node = ref('node', 3)
  const Net = partition(Node, { cuts: 1, heals: false })
  const state = { net: Net, masters: array(Node, setOf(Node)) } // for each node, the masters that it follows
  const hears = (s: State<typeof state>, id: Id, other: Id) => Net.connects(s.net, id, other)
  const leads = (s: State<typeof state>, id: Id) =>
    s.masters[id].has(id) && idsOf(Node).filter((other) => s.masters[other].has(id)).length >= 2

  const node = process(state, {
    instances: Node, alike: true,
    steps: {
      run: [
        {
          name: 'is elected',
          when: (s, me) => s.masters[me.id].size === 0,
          do: (s, me) => {
            const asked = idsOf(Node).filter((id) => hears(s, me.id, id))
            const voters = follows === 'a master that it hears' ? asked.filter((id) => s.masters[id].size === 0) : asked
            assume(voters.length >= 2) // minimum_master_nodes
            for (const id of voters) {
              if (follows !== 'all masters') s.masters[id].clear()
              s.masters[id].add(me.id)
            }
          },
        },
        {
          name: 'loses a master',
          do: (s, me, choose) => {
            const lost = [...s.masters[me.id]].filter((id) => !hears(s, me.id, id) || !leads(s, id))
            s.masters[me.id].delete(choose(lost, 'master'))
          },
        },
      ],
    },
    resting: ['run'], fair: true,
  })
  return model({
    name: 'elasticsearch', state, processes: { node },
    init: (s, choose) => {
      const master = choose(idsOf(Node), 'master')
      for (const id of idsOf(Node)) s.masters[id].add(master)
    },
    invariants: { 'one master has a quorum': (s) => idsOf(Node).filter((id) => leads(s, id)).length <= 1 },
    temporal: ({ or, eventuallyAlways }) => ({
      'a master stays': or(...idsOf(Node).map((id) => eventuallyAlways((s) => leads(s, id)))),
    }),
  })
}
export default spec({ name: 'elasticsearch', model: elasticsearch, designs: {
  'as reported': { expect: { 'one master has a quorum': 'violated' } },
  'a node follows the last': { params: { follows: 'the last master' }, expect: { 'a master stays': 'violated' } },
  'a node keeps the one that it hears': { params: { follows: 'a master that it hears' } },
} })
