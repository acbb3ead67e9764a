/**
 * Two-phase commit: a transaction manager commits once every resource manager has prepared, or aborts at will.
 * Messages are a set that only grows: a message may be received twice, and a lost message needs no step of its own.
 *
 * Source: Leslie Lamport and Jim Gray, TwoPhase.tla,
 * https://github.com/tlaplus/Examples/blob/master/specifications/transaction_commit/TwoPhase.tla
 * Known counts (manifest.json beside it; its generated states include the initial one, and its depth counts
 * states): 3 resource managers have 288 distinct states, 1,146 generated, depth 11. The module itself says 50,816
 * states for 6. Stateright's examples/2pc.rs, https://github.com/stateright/stateright, says 8,832 for 5.
 */
import { idsOf, model, oneOf, optional, process, ref, type SetView, setOf, spec, struct, type Value } from 'allways'

export const twoPhaseCommit = ({ managers = 3 } = {}) => {
  const Manager = ref('rm', managers)
  const Message = struct({ type: oneOf('prepared', 'commit', 'abort'), from: optional(Manager) })
  type Messages = Pick<SetView<Value<typeof Message>>, 'has'>

  const managerIds = idsOf(Manager)
  const state = { messages: setOf(Message), prepared: setOf(Manager) }
  const commit = { type: 'commit', from: null } as const
  const abort = { type: 'abort', from: null } as const

  // a repeated receipt changes nothing, but it is a transition, as in TLC
  const received = (messages: Messages) => [
    ...(messages.has(commit) ? (['receive commit'] as const) : []),
    ...(messages.has(abort) ? (['receive abort'] as const) : []),
  ]
  const decided = { 'receive commit': 'committed', 'receive abort': 'aborted' } as const

  const rm = process(state, {
    instances: Manager,
    alike: true,
    steps: {
      working: (s, me, choose) => {
        const move = choose(['prepare', 'choose to abort', ...received(s.messages)] as const, 'move')
        if (move === 'choose to abort') return 'aborted'
        if (move !== 'prepare') return decided[move]
        s.messages.add({ type: 'prepared', from: me.id })
        return 'prepared'
      },
      prepared: (s, _me, choose) => decided[choose(received(s.messages), 'message')],
      committed: (s, _me, choose) => decided[choose(received(s.messages), 'message')],
      aborted: (s, _me, choose) => decided[choose(received(s.messages), 'message')],
    },
  })

  const tm = process(state, {
    steps: {
      init: (s, _me, choose) => {
        const heard = managerIds.filter((id) => s.messages.has({ type: 'prepared', from: id }))
        const moves = [...heard, 'abort' as const, ...(s.prepared.size === managers ? (['commit'] as const) : [])]
        const move = choose(moves, 'move')
        if (move === 'abort') {
          s.messages.add(abort)
          return 'aborted'
        }
        if (move === 'commit') {
          s.messages.add(commit)
          return 'committed'
        }
        s.prepared.add(move)
        return 'init'
      },
    },
    terminal: ['committed', 'aborted'],
  })

  return model({
    name: 'two-phase-commit',
    state,
    processes: { tm, rm },
    invariants: {
      'no manager aborts what another committed': (s) =>
        !(s.rm.some((m) => m.at === 'committed') && s.rm.some((m) => m.at === 'aborted')),
    },
    steps: {
      'a decision is final': (before, after) =>
        before.rm.every(({ at }, i) => (at !== 'committed' && at !== 'aborted') || after.rm[i].at === at),
    },
    reachable: {
      'all commit': (s) => s.rm.every((m) => m.at === 'committed'),
      'all abort': (s) => s.rm.every((m) => m.at === 'aborted'),
    },
  })
}

export default spec({
  name: 'two-phase-commit',
  model: twoPhaseCommit,
  designs: {
    '3 managers': { counts: { states: 288, transitions: 1145, depth: 10 } },
    '5 managers': { params: { managers: 5 }, counts: { states: 8832 } },
    '6 managers': { params: { managers: 6 }, counts: { states: 50_816 } },
  },
})
