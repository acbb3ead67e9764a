/**
 * A lock with leases: a client takes it, and may be overtaken, for a lease expires while its holder is slow. The plain
 * design loses a write that way, and is kept to show how; the other one has the storage refuse what is too old.
 */
import { int, model, optional, process, spec } from 'allways'

const leaseLock = ({ clients = 2, epochs = 3, fenced = false }) => {
  const Epoch = int(0, epochs)
  // what everybody sees; each variable starts at the lowest value of its type, so nobody holds the lock
  const state = { holder: optional(int(0, clients - 1)), epoch: Epoch, written: Epoch }

  const client = process(state, {
    instances: clients,
    local: { mine: Epoch },
    // each step is atomic, and returns the label of the next; between two steps anything else may happen
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
    // to wait here for ever is no deadlock
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
    // what is not named is expected to hold
    'plain lease': { expect: { 'no older write over a newer one': 'violated' } },
    'fencing token': { params: { fenced: true } },
  },
})
