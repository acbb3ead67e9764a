/**
 * A link was down for 43 seconds. Orchestrator promoted MySQL primaries on the West Coast. Those on the East Coast
 * had writes that were not replicated. https://github.blog/2018-10-30-oct21-post-incident-analysis/ is the analysis.
 */
import { bool, model, oneOf, setOf, spec } from 'allways'

const github2018 = ({ promotes = true, fences = false, waits = false }) => {
  const Writes = setOf(oneOf('of the east', 'of the west'))
  const state = {
    linkDown: bool, primary: oneOf('east', 'west'), eastStopped: bool,
    east: Writes, west: Writes, acknowledged: Writes,
  }
  return model({
    name: 'github-2018', state,
    actions: {
      'client writes in the east': { when: (s) => !s.eastStopped, do: (s) => {
        s.east.add('of the east')
        if (!waits) s.acknowledged.add('of the east')
      } },
      'east replicates': { when: (s) => !s.linkDown && s.primary === 'east', do: (s) => {
        s.west.assign(s.east)
        s.acknowledged.assign(s.east)
      } },
      'client writes in the west': { when: (s) => s.primary === 'west', do: (s) => {
        s.west.add('of the west')
        s.acknowledged.add('of the west')
      } },
      'east stops, because its lease ends': { when: (s) => fences && s.linkDown, do: (s) => { s.eastStopped = true } },
      'Orchestrator promotes the west': {
        when: (s) => promotes && s.linkDown && (!fences || s.eastStopped),
        do: (s) => { s.primary = 'west' },
      },
      'link comes back': { when: (s) => s.linkDown, do: (s) => {
        s.linkDown = false
        s.eastStopped = s.primary === 'west'
      } },
    },
    faults: { 'link goes down': { budget: 1, do: (s) => { s.linkDown = true } } },
    resting: () => true,
    invariants: {
      'one primary takes writes': (s) => s.primary === 'east' || s.eastStopped,
      'acknowledged writes are on the primary': (s) => [...s.acknowledged].every((write) => s[s.primary].has(write)),
    },
    temporal: ({ canAlwaysReach }) => ({
      'clients can write meanwhile': canAlwaysReach((s) => !s.linkDown || s.primary === 'west',
        { using: ['Orchestrator promotes the west', 'east stops, because its lease ends'] }),
    }),
  })
}
const lost = { 'acknowledged writes are on the primary': 'violated' } as const
export default spec({
  name: 'github-2018', model: github2018,
  designs: {
    'as reported': { expect: { ...lost, 'one primary takes writes': 'violated' } },
    'no promotion': { params: { promotes: false }, expect: { 'clients can write meanwhile': 'violated' } },
    'the old primary is fenced': { params: { fences: true }, expect: lost },
    'fenced, and a write waits for a replica': { params: { fences: true, waits: true } },
  },
})
