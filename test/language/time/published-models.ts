/** Published models of timed systems, as their sources give them. Their bounds are parameters. */

import { model } from '../../../src/language/model.ts'
import { process } from '../../../src/language/processes/process.ts'
import { array, bool, int, oneOf, optional, queue, ref, timer } from '../../../src/language/types.ts'

/**
 * Fischer's mutual exclusion (L. Lamport, A fast mutual exclusion algorithm, 1987). A process that sees no owner writes
 * its id within `write` units, waits for at least `wait` units, and enters if it is still the owner.
 */
export function fischer({ processes = 2, write = 2, wait = 3, isMeasured = false }) {
  const Node = ref('node', processes)
  const state = { owner: optional(Node) }
  const node = process(state, {
    instances: Node,
    alike: true,
    steps: {
      idle: { when: (s) => s.owner === null, do: () => 'set' },
      set: {
        takes: [0, write],
        do: (s, me) => {
          s.owner = me.id
          return 'look'
        },
      },
      look: { takes: [wait, Infinity], do: (s, me) => (s.owner === me.id ? 'critical' : 'idle') },
      critical: (s) => {
        s.owner = null
        return 'idle'
      },
    },
    resting: ['idle', 'look', 'critical'],
  })
  return model({
    name: 'fischer',
    state,
    processes: { node },
    invariants: { 'at most one is critical': (s) => s.node.filter(({ at }) => at === 'critical').length <= 1 },
    temporal: ({ shortestTime, longestTime }) => {
      if (!isMeasured) return {}
      const [begins, ends] = [
        (s: { readonly node: Iterable<{ readonly at: string }> }) => [...s.node].some(isSetting),
        (s: { readonly node: Iterable<{ readonly at: string }> }) => ![...s.node].some(isSetting),
      ]
      return {
        'shortest time to write': shortestTime(begins, ends),
        'longest time to write': longestTime(begins, ends),
      }
    },
  })
}

const isSetting = ({ at }: { readonly at: string }) => at === 'set'

/**
 * Four people with one torch cross a bridge that carries two (G. Rote, Crossing the bridge at night, 2002). Two people
 * walk at the pace of the slower one. Time stops when the minutes are over.
 */
export function bridge({ minutes = 17, paces = [1, 2, 5, 10] }) {
  const Person = int(0, paces.length - 1)
  return model({
    name: 'bridge',
    state: {
      begun: bool,
      over: array(paces.length, bool),
      torch: bool,
      first: optional(Person),
      second: optional(Person),
      walk: timer(Math.max(...paces), { urgent: true }),
      deadline: timer(100, { urgent: true }),
    },
    actions: {
      begin: {
        when: (s) => !s.begun,
        do: (s) => {
          s.begun = true
          s.deadline.start(minutes)
        },
      },
      'set out': {
        when: (s) => s.begun && s.first === null && !s.over.every((is) => is),
        do: (s, choose) => {
          const here = paces.flatMap((_, p) => (s.over[p] === s.torch ? [p] : []))
          const first = choose(here)
          const second = choose([null, ...here.filter((p) => p > first)])
          s.first = first
          s.second = second
          s.walk.start(Math.max(paces[first] as number, second === null ? 0 : (paces[second] as number)))
        },
      },
      arrive: {
        when: (s) => s.walk.due,
        do: (s) => {
          if (s.first !== null) s.over[s.first] = !s.torch
          if (s.second !== null) s.over[s.second] = !s.torch
          s.first = null
          s.second = null
          s.torch = !s.torch
          s.walk.stop()
        },
      },
    },
    reachable: { 'all are over in time': (s) => s.begun && s.over.every((is) => is) },
    temporal: ({ shortestTime, longestTime }) => ({
      'shortest way over': shortestTime(
        (s) => s.begun,
        (s) => s.over.every((is) => is),
      ),
      'longest way over': longestTime(
        (s) => s.begun,
        (s) => s.over.every((is) => is),
      ),
    }),
    resting: () => true,
  })
}

/**
 * Two trains and a bridge with one track (W. Yi, P. Pettersson, M. Daniels, Automatic verification of real-time
 * communicating systems by constraint-solving, 1994). A train that approaches crosses after 10 to 20 units, unless the
 * gate stops it before. The gate takes up to `reaction` units.
 */
export function trainGate({ reaction = 9, alike = true }) {
  const Train = ref('train', 2)
  const state = { line: queue(Train, 2), stopped: array(Train, bool) }
  const train = process(state, {
    instances: Train,
    alike,
    steps: {
      far: (s, me) => {
        s.line.push(me.id)
        return 'near'
      },
      near: [
        { name: 'cross', when: (s, me) => !s.stopped[me.id], takes: [10, 20], do: () => 'crossing' },
        { name: 'brake', when: (s, me) => s.stopped[me.id], takes: [0, 0], do: () => 'standing' },
      ],
      standing: { when: (s, me) => !s.stopped[me.id], takes: [0, 0], do: () => 'starting' },
      starting: { takes: [7, 15], do: () => 'crossing' },
      crossing: {
        takes: [3, 5],
        do: (s) => {
          s.line.shift()
          return 'far'
        },
      },
    },
    resting: ['far'],
  })
  const gate = process(state, {
    steps: {
      watch: [
        {
          name: 'stop',
          when: (s) => {
            const last = s.line.at(1)
            return last !== undefined && !s.stopped[last]
          },
          takes: [0, reaction],
          do: (s) => {
            const last = s.line.at(1)
            if (last !== undefined) s.stopped[last] = true
          },
        },
        {
          name: 'go',
          when: (s) => {
            const head = s.line.at(0)
            return head !== undefined && s.stopped[head]
          },
          takes: [0, 0],
          do: (s) => {
            const head = s.line.at(0)
            if (head !== undefined) s.stopped[head] = false
          },
        },
      ],
    },
    resting: ['watch'],
  })
  return model({
    name: 'train-gate',
    state,
    processes: { train, gate },
    invariants: { 'one train on the bridge': (s) => s.train.filter(({ at }) => at === 'crossing').length <= 1 },
    temporal: ({ shortestTime, longestTime }) => {
      // of one train, so not of alike trains
      if (alike) return {}
      const isAt = (label: string) => (s: { readonly train: Iterable<{ readonly at: string }> }) =>
        [...s.train][0]?.at === label
      return {
        'shortest way to the bridge': shortestTime(isAt('near'), isAt('crossing')),
        'longest way to the bridge': longestTime(isAt('near'), isAt('crossing')),
      }
    },
  })
}

/**
 * The bounded retransmission protocol (P. D'Argenio, J.-P. Katoen, T. Ruys, J. Tretmans, The bounded retransmission
 * protocol must be on time!, 1997). A frame and its acknowledgement take up to `delay` units each, and may get lost. The
 * time-out is not premature if it is longer than the way there and back.
 */
export function retransmission({ delay = 2, timeout = 5, retries = 2 }) {
  const state = { frame: bool, ack: bool, answered: bool, tries: int(0, retries) }
  const sender = process(state, {
    steps: {
      send: (s) => {
        s.frame = true
        return 'wait'
      },
      wait: [
        {
          name: 'acknowledged',
          when: (s) => s.answered,
          takes: [0, 0],
          do: (s) => {
            s.answered = false
            s.tries = 0
            return 'send'
          },
        },
        {
          name: 'time out',
          takes: [timeout, timeout],
          do: (s) => {
            if (s.tries === retries) return 'failed'
            s.tries++
            return 'send'
          },
        },
      ],
    },
    terminal: ['failed'],
  })
  return model({
    name: 'retransmission',
    state,
    processes: { sender },
    actions: {
      'frame arrives': {
        when: (s) => s.frame,
        takes: [0, delay],
        do: (s) => {
          s.frame = false
          s.ack = true
        },
      },
      'acknowledgement arrives': {
        when: (s) => s.ack,
        takes: [0, delay],
        do: (s) => {
          s.ack = false
          s.answered = true
        },
      },
    },
    faults: {
      'frame is lost': {
        budget: 'unlimited',
        when: (s) => s.frame,
        do: (s) => {
          s.frame = false
        },
      },
      'acknowledgement is lost': {
        budget: 'unlimited',
        when: (s) => s.ack,
        do: (s) => {
          s.ack = false
        },
      },
    },
    steps: {
      'no premature time-out': (before, after) => after.tries <= before.tries || (!before.frame && !before.ack),
    },
  })
}

/**
 * A leader with a lease (C. Gray, D. Cheriton, Leases, 1989). It steps down when its own timer is due. Another leader is
 * elected when the timer of the others is due. Both clocks may drift.
 */
export function leaderLease({ lease = 10, patience = 11, drift = [1, 1] as readonly [number, number] }) {
  const state = { held: oneOf('nobody', 'first', 'both') }
  const leader = process(state, {
    local: { mine: timer(lease, { urgent: true }), theirs: timer(patience) },
    drift,
    steps: {
      follow: (s, me) => {
        s.held = 'first'
        me.mine.start(lease)
        me.theirs.start(patience)
        return 'lead'
      },
      lead: [
        {
          name: 'step down',
          when: (_, me) => me.mine.due,
          do: (s, me) => {
            s.held = 'nobody'
            me.mine.stop()
            return 'gone'
          },
        },
        {
          name: 'another is elected',
          when: (_, me) => me.theirs.due,
          do: (s) => {
            s.held = 'both'
            return 'gone'
          },
        },
      ],
    },
    terminal: ['gone'],
  })
  return model({
    name: 'leader-lease',
    state,
    processes: { leader },
    invariants: { 'one leader': (s) => s.held !== 'both' },
  })
}
