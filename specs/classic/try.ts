import { array, bool, int, mapOf, model, oneOf, optional, process, queue, setOf, spec, struct } from 'allways'
export const leaseLock = ({ clients = 2, epochs = 3, fenced = false } = {}) => {
  const Epoch = int(0, epochs)
  const state = { holder: optional(int(0, clients - 1)), epoch: Epoch, written: Epoch, k: oneOf('a','b'), fl: array(3, bool), ns: array(2, struct({a: bool, b: setOf(int(0,3))})), q: queue(struct({x: bool}), 3), m: mapOf(int(0,3), struct({y: bool})) }
  const client = process(state, {
    instances: clients,
    local: { mine: Epoch },
    steps: {
      acquire: { when: (s) => s.holder === null && s.epoch < epochs,
                 do: (s, me) => { s.holder = me.id; me.mine = ++s.epoch; s.fl[1] = true; s.ns[0]!.a = true; s.ns[0]!.b.add(1); s.q.push({x: true}); const m = s.m.get(1); if (m) m.y = true; return 'write' } },
      write:   (s, me) => { if (!fenced || me.mine > s.written) s.written = me.mine; return 'release' },
      release: (s, me) => { if (s.holder === me.id) s.holder = null; return 'acquire' },
    },
    terminal: ['gone'],
    resting: ['acquire'],
    faults: { crash: { budget: 1, do: (_s, me) => { me.mine = 0; return 'gone' } } },
  })
  return model({
    name: 'lease-lock', state, processes: { client },
    actions: { 'lease expires': { when: (s) => s.holder !== null, do: (s) => { s.holder = null } } },
    invariants: { ok: (s) => s.client.every((c) => c.at !== 'gone') && s.client[0]!.mine < 4 && s.fl.every((x) => !x) },
    steps: { 'no older write over a newer one': (before, after) => after.written >= before.written },
  })
}
export default spec({
  name: 'lease-lock', model: leaseLock,
  designs: {
    'plain lease':   { expect: { 'no older write over a newer one': 'violated' } },
    'fencing token': { params: { fenced: true } },
  },
})
