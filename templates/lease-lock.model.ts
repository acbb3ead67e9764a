/**
 * A lock with leases. If the holder is slow, its lease expires, and another client takes the lock. In the plain design
 * the slow client then overwrites a newer value; the design stays here to show how. In the design with a fencing token,
 * the storage rejects writes that are too old.
 */
import { int, model, optional, process, spec } from 'allways'

const leaseLock = ({ clients = 2, epochs = 3, fenced = false }) => {
  const Epoch = int(0, epochs)
  // The shared state. Each variable starts at the lowest value of its type, so nobody holds the lock.
  const state = { holder: optional(int(0, clients - 1)), epoch: Epoch, written: Epoch }

  const client = process(state, {
    instances: clients,
    local: { mine: Epoch },
    // Each step is atomic, and returns the label of the next one. Other steps may happen in between.
    steps: {
      acquire: {
        when: (s) => s.holder === null && s.epoch < epochs,
        do: (s, me) => {
          s.holder = me.id
          me.mine = ++s.epoch
          return 'write'
        },
      },
      write: (s, me) => {
        if (!fenced || me.mine > s.written) s.written = me.mine
        return 'release'
      },
      release: (s, me) => {
        if (s.holder === me.id) s.holder = null
        return 'acquire'
      },
    },
    // A client may wait here forever: that is not a deadlock.
    resting: ['acquire'],
  })

  return model({
    name: 'lease-lock',
    state,
    processes: { client },
    actions: {
      'lease expires': {
        when: (s) => s.holder !== null,
        do: (s) => {
          s.holder = null
        },
      },
    },
    steps: { 'no older write over a newer one': (before, after) => after.written >= before.written },
  })
}

export default spec({
  name: 'lease-lock',
  model: leaseLock,
  designs: {
    // A property that is not listed in `expect` is expected to hold.
    'plain lease': { expect: { 'no older write over a newer one': 'violated' } },
    'fencing token': { params: { fenced: true } },
  },
})
