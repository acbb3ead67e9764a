import { int, model, oneOf, process, spec } from 'allways'

/** Clients that take a lease, write under it and give it back; what keeps old writes out differs from design to design. */
const leases = ({ fenced = false, renews = false, checks = false, clients = 2 } = {}) => {
  const state = {
    holder: int(-1, clients - 1),
    epoch: int(0, 3),
    written: int(0, 3),
    writes: int(0, 3),
    status: oneOf('idle', 'busy', 'failed'),
  }
  const client = process(state, {
    instances: clients,
    local: { mine: int(0, 3) },
    steps: {
      acquire: {
        when: (s) => s.holder === -1 && s.epoch < 3,
        do: (s, me) => {
          s.holder = me.id
          s.epoch++
          me.mine = s.epoch
          s.status = 'busy'
          return 'look'
        },
      },
      look: (s, me) => (checks && s.holder !== me.id ? 'acquire' : 'write'),
      write: (s, me) => {
        if (!fenced || me.mine >= s.written) s.written = me.mine
        if (s.writes < 3) s.writes++
        return 'release'
      },
      release: (s, me) => {
        if (s.holder === me.id || !renews) {
          s.holder = -1
          s.status = 'idle'
        }
        return 'acquire'
      },
    },
    resting: ['acquire'],
  })
  return model({
    name: 'leases',
    state,
    processes: { client },
    actions: {
      'lease expires': {
        when: (s) => s.holder !== -1,
        do: (s) => {
          s.holder = -1
          s.status = 'failed'
        },
      },
    },
    invariants: {
      'at most three writes': (s) => s.writes <= 3,
      'a holder is busy': (s) => s.holder === -1 || s.status === 'busy',
      'written is of an epoch': (s) => s.written <= s.epoch,
      'the first epoch writes first': (s) => s.written !== 2 || s.writes > 1,
      'a free lease is not busy': (s) => s.holder !== -1 || s.status !== 'busy',
      'no old epoch writes': (s) => !s.client.some((one) => one.at === 'write' && one.mine < s.epoch),
    },
    steps: {
      'no older write over a newer one': (before, after) => after.written >= before.written,
      'an epoch never goes back': (before, after) => after.epoch >= before.epoch,
    },
    reachable: { 'all epochs are used': (s) => s.epoch === 3 },
  })
}

export default spec({
  name: 'leases',
  model: leases,
  designs: {
    'plain lease': { expect: { 'no older write over a newer one': 'violated' } },
    'fencing token': {
      params: { fenced: true },
      expect: { 'no old epoch writes': 'violated' },
    },
    'renewed lease': {
      params: { renews: true, fenced: true },
      expect: { 'the first epoch writes first': 'violated' },
    },
    'looks before it writes': { params: { checks: true, fenced: true, renews: true } },
    'three clients': { params: { fenced: true, renews: true, checks: true, clients: 3 } },
  },
})
