/**
 * A lease manager. Each droplet asks for a new lease when its own has at most `renewAt` left. A host works through the
 * queue of attempts, and the database that it needs comes and goes. The host also serves attempts that have waited too
 * long, for nothing. This folder has the same model in Promela, Murphi and TLA+.
 *
 * Its states can be counted by hand. Of d droplets, k wait in some order, each with at most `renewAt` left. The others
 * have any time left, and 0 to k attempts are late. The database is up or not. So the number of states is twice the sum
 * over k of d!/(d-k)! * (renewAt + 1)^k * (lease + 1)^(d-k) * (k + 1).
 */
import { array, bool, idsOf, int, model, process, queue, ref, spec, struct } from 'allways'

export const leases = ({ droplets = 3, lease = 2, renewAt = 1 } = {}) => {
  const Droplet = ref('droplet', droplets)
  const all = idsOf(Droplet)
  const state = {
    databaseUp: bool,
    /** For each droplet: the time left of its lease, and whether it waits for an attempt of its own. */
    droplets: array(Droplet, struct({ left: int(0, lease), waits: bool })),
    attempts: queue(Droplet, droplets),
    /** The number of attempts that have timed out. The oldest time out first, so they are at the front. */
    late: int(0, droplets),
  }

  const droplet = process(state, {
    instances: Droplet,
    alike: true,
    steps: {
      ask: {
        when: (s, me) => !s.droplets[me.id].waits && s.droplets[me.id].left <= renewAt,
        do: (s, me) => {
          s.droplets[me.id].waits = true
          s.attempts.push(me.id)
        },
      },
    },
    resting: ['ask'],
  })
  const timer = process(state, {
    instances: Droplet,
    alike: true,
    steps: {
      'run down': {
        when: (s, me) => s.droplets[me.id].left > 0,
        do: (s, me) => {
          s.droplets[me.id].left--
        },
      },
    },
    resting: ['run down'],
  })
  const host = process(state, {
    steps: {
      serve: {
        when: (s) => s.attempts.length > 0,
        do: (s) => {
          const droplet = s.droplets[s.attempts.shift()!]
          droplet.waits = false
          if (s.late > 0) s.late--
          else if (s.databaseUp) droplet.left = lease
        },
      },
    },
    resting: ['serve'],
  })

  return model({
    name: 'leases',
    state,
    processes: { droplet, timer, host },
    actions: {
      'attempt times out': {
        when: (s) => s.late < s.attempts.length,
        do: (s) => {
          s.late++
        },
      },
      'database comes or goes': (s) => {
        s.databaseUp = !s.databaseUp
      },
    },
    init: (s) => {
      s.databaseUp = true
      for (const droplet of s.droplets) droplet.left = lease
    },
    invariants: {
      'whoever waits has one attempt': (s) => {
        let waiting = 0
        for (const id of all) if (s.droplets[id].waits) waiting++
        return waiting === s.attempts.length
      },
    },
  })
}

export default spec({
  name: 'leases',
  model: leases,
  designs: {
    small: { params: { droplets: 3, lease: 2, renewAt: 1 }, counts: { states: 1086, transitions: 5286 } },
    large: {
      params: { droplets: 6, lease: 4, renewAt: 1 },
      counts: { states: 5_058_770, transitions: 36_130_490 },
    },
  },
})
