/**
 * Transaction commit, and two-phase commit: J. Gray and L. Lamport, "Consensus on Transaction Commit", TODS 31(1), 2006.
 * A message of the transaction manager is its state, because it never changes its mind.
 */
import { array, int, model, oneOf, setOf } from '../../../src/index.ts'

const Manager = oneOf('working', 'prepared', 'committed', 'aborted')

export const transactionCommit = (managers: number) =>
  model({
    name: 'transaction commit',
    state: { rm: array(managers, Manager) },
    actions: {
      prepare: (s, choose) => {
        s.rm[choose(where(s.rm, 'working'))] = 'prepared'
      },
      commit: {
        when: (s) => s.rm.every((one) => one === 'prepared' || one === 'committed'),
        do: (s, choose) => {
          s.rm[choose(where(s.rm, 'prepared'))] = 'committed'
        },
      },
      abort: {
        when: (s) => s.rm.every((one) => one !== 'committed'),
        do: (s, choose) => {
          s.rm[choose(where(s.rm, 'working', 'prepared'))] = 'aborted'
        },
      },
    },
    resting: () => true,
  })

const where = (all: readonly string[], ...wanted: readonly string[]) =>
  [...all.keys()].filter((i) => wanted.includes(all[i] as string))

/** `missing`: how many managers the transaction manager does not wait for. */
export const twoPhaseCommit = ({ managers = 3, missing = 0 } = {}) =>
  model({
    name: 'two-phase commit',
    state: {
      rm: array(managers, Manager),
      tm: oneOf('init', 'committed', 'aborted'),
      sent: setOf(int(0, managers - 1)),
      received: setOf(int(0, managers - 1)),
    },
    actions: {
      'manager prepares': (s, choose) => {
        const id = choose(where(s.rm, 'working'))
        s.rm[id] = 'prepared'
        s.sent.add(id)
      },
      'manager aborts': (s, choose) => {
        s.rm[choose(where(s.rm, 'working'))] = 'aborted'
      },
      'manager hears of commit': {
        when: (s) => s.tm === 'committed',
        do: (s, choose) => {
          s.rm[choose([...s.rm.keys()])] = 'committed'
        },
      },
      'manager hears of abort': {
        when: (s) => s.tm === 'aborted',
        do: (s, choose) => {
          s.rm[choose([...s.rm.keys()])] = 'aborted'
        },
      },
      'transaction manager hears': {
        when: (s) => s.tm === 'init',
        do: (s, choose) => {
          s.received.add(choose([...s.sent]))
        },
      },
      'transaction manager commits': {
        when: (s) => s.tm === 'init' && s.received.size >= managers - missing,
        do: (s) => {
          s.tm = 'committed'
        },
      },
      'transaction manager aborts': {
        when: (s) => s.tm === 'init',
        do: (s) => {
          s.tm = 'aborted'
        },
      },
    },
    resting: () => true,
    temporal: ({ refines }) => ({
      'it is transaction commit': refines({ of: transactionCommit(managers), by: (s) => ({ rm: s.rm }) }),
    }),
  })
