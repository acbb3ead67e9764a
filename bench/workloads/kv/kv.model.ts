/**
 * A store of keys and values. A client reads the version of a key, and asks for a change on the condition that the
 * version is still the same. If it is not, the server tries again with the new version, a few times. Entries expire.
 * Versions are used again. This folder has the same model in Promela, Murphi and TLA+.
 */
import { int, mapOf, model, oneOf, process, ref, spec, struct } from 'allways'

export const kv = ({ clients = 2, keys = 2, values = 2, versions = 2, retries = 1 } = {}) => {
  const Key = int(0, keys - 1)
  const Value = int(0, values - 1)
  const Client = ref('client', clients)
  const state = {
    store: mapOf(Key, struct({ value: Value, version: int(1, versions) })),
    /** `expected` is the version that the client has seen, or 0 if the key was not there. */
    requests: mapOf(
      Client,
      struct({
        change: oneOf('put', 'remove'),
        key: Key,
        value: Value,
        expected: int(0, versions),
        tries: int(0, retries),
      }),
    ),
  }
  const all = (n: number) => Array.from({ length: n }, (_, i) => i)

  const client = process(state, {
    instances: Client,
    alike: true,
    steps: {
      ask: (s, me, choose) => {
        const key = choose(all(keys))
        const entry = s.store.get(key)
        const expected = entry?.version ?? 0
        const change = entry === undefined ? 'put' : choose(['put', 'remove'] as const)
        const value = change === 'put' ? choose(all(values)) : 0
        s.requests.set(me.id, { change, key, value, expected, tries: 0 })
        return 'wait'
      },
      wait: {
        when: (s, me) => !s.requests.has(me.id),
        do: () => 'ask',
      },
    },
  })

  const server = process(state, {
    steps: {
      serve: (s, _me, choose) => {
        const id = choose(s.requests.keys())
        const { change, key, value, expected, tries } = s.requests.get(id)!
        const version = s.store.get(key)?.version ?? 0
        if (version !== expected) {
          if (tries === retries) s.requests.delete(id)
          else s.requests.set(id, { change, key, value, expected: version, tries: tries + 1 })
          return
        }
        if (change === 'put') s.store.set(key, { value, version: (version % versions) + 1 })
        else s.store.delete(key)
        s.requests.delete(id)
      },
    },
    resting: ['serve'],
  })

  return model({
    name: 'kv',
    state,
    processes: { client, server },
    actions: {
      'an entry expires': (s, choose) => {
        s.store.delete(choose(s.store.keys()))
      },
    },
    invariants: {
      'only a client that waits has a request': (s) =>
        s.client.every(({ at, id }) => at === 'wait' || !s.requests.has(id)),
    },
  })
}

export default spec({
  name: 'kv',
  model: kv,
  designs: {
    small: {
      params: { clients: 2, keys: 2, values: 2, versions: 2, retries: 1 },
      counts: { states: 16_512, transitions: 64_856 },
    },
    large: {
      params: { clients: 3, keys: 2, values: 2, versions: 2, retries: 2 },
      counts: { states: 1_913_248, transitions: 9_490_596 },
    },
  },
})
