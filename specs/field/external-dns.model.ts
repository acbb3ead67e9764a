/**
 * The external-dns of two clusters share a zone and an owner id. Each deletes the records of the other, forever.
 * https://github.com/kubernetes-sigs/external-dns/issues/3336 is one of many reports. The project says: one id for each
 * deployment, and it never changes (https://kubernetes-sigs.github.io/external-dns/v0.14.0/registry/registry). In issue
 * 5916, two clusters want one name.
 */
import { array, bool, int, model, optional, process, spec } from 'allways'

const externalDns = ({ sharedId = false, deletes = true, renames = false, sharedName = false }) => {
  const nameOf = (cluster: number) => (sharedName ? 0 : cluster)
  const state = {
    wanted: array(2, bool), // whether the ingress of the cluster exists
    owner: array(2, int(0, 2)), // the --txt-owner-id of the cluster
    records: array(2, optional(int(0, 2))), // the owner id that the TXT record of each name has
  }
  const cluster = process(state, {
    instances: 2,
    steps: {
      sync: (s, me) => {
        for (const name of [0, 1]) {
          if (name === nameOf(me.id) && s.wanted[me.id]) s.records[name] ??= s.owner[me.id]!
          else if (s.records[name] === s.owner[me.id] && deletes) s.records[name] = null
        }
      },
    },
    resting: ['sync'],
    fair: true,
  })
  return model({
    name: 'external-dns', state, processes: { cluster },
    init: (s) => { for (const id of [0, 1]) { s.wanted[id] = true; s.owner[id] = sharedId ? 0 : id } },
    actions: {
      'an ingress is deleted': (s, choose) => { s.wanted[choose([0, 1].filter((id) => s.wanted[id]), 'of')] = false },
      'cluster 1 gets another owner id': { when: (s) => renames && s.owner[1] !== 2, do: (s) => { s.owner[1] = 2 } },
    },
    steps: { 'a wanted record is not deleted': ({ wanted, records }, after) => wanted.every((isWanted, id) =>
      !isWanted || records[nameOf(id)] === null || after.records[nameOf(id)] !== null) },
    temporal: ({ and, eventuallyAlways, leadsTo }) => ({
      'the records settle': eventuallyAlways((s) => s.wanted.every((is, id) => !is || s.records[nameOf(id)] !== null)),
      'a deleted ingress loses its record': and(...[0, 1].map((name) => leadsTo(
        (s) => !s.wanted.some((isWanted, id) => isWanted && nameOf(id) === name), (s) => s.records[name] === null))),
    }),
  })
}
const deleted = { 'a wanted record is not deleted': 'violated' } as const
const stays = { 'a deleted ingress loses its record': 'violated' } as const
export default spec({
  name: 'external-dns', model: externalDns,
  designs: {
    'as reported': { params: { sharedId: true }, expect: { ...deleted, 'the records settle': 'violated' } },
    'upsert-only': { params: { sharedId: true, deletes: false }, expect: stays },
    'an owner id each': {},
    'an owner id each, then renamed': { params: { renames: true }, expect: stays },
    'an owner id each, one name': { params: { sharedName: true }, expect: deleted },
  },
})
