/**
 * A Kafka broker with a new session finds the node of its old session in ZooKeeper, and takes it for its own. Then the
 * node ends: https://github.com/apache/kafka/pull/178 (KAFKA-1387). After the fix, the broker gives up instead, so
 * https://github.com/apache/kafka/pull/5575 (KAFKA-7165) proposes to replace a node of an own session.
 */
import { action, array, bool, fresh, model, optional, process, spec, stamp } from 'allways'

type Rule = 'takes it' | 'gives up' | 'replaces it' | 'replaces its own'

const kafkaBroker = ({ finds = 'takes it' as Rule, brokers = 1 }) => { // two brokers have one id, by mistake
  const Session = stamp(1 + 2 * brokers)
  const state = { node: optional(Session), old: array(brokers, optional(Session)) } // old: until ZooKeeper ends it
  const broker = process(state, {
    instances: brokers,
    local: { session: optional(Session), isRegistered: bool },
    steps: {
      connect: { when: (s, me) => s.old[me.id] === null, do: (s, me) => {
        s.old[me.id] = me.session
        Object.assign(me, { session: fresh(Session), isRegistered: false })
        return 'register'
      } },
      register: (s, me) => {
        const isOwn = s.node === s.old[me.id]
        const takes = s.node === null || finds === 'replaces it' || (finds === 'replaces its own' && isOwn)
        if (takes) s.node = me.session
        me.isRegistered = takes || finds === 'takes it'
        return !me.isRegistered && finds === 'gives up' ? 'given up' : 'run'
      },
      run: [
        { name: 'lose the session', do: () => 'connect' },
        { name: 'try again', when: (_s, me) => !me.isRegistered, do: () => 'register' },
      ],
    },
    terminal: ['given up'], resting: ['connect', 'run'],
  })
  return model({
    name: 'kafka-broker', state, processes: { broker },
    actions: {
      'old session ends': action(state, { instances: brokers, when: (s, id) => s.old[id] !== null, do: (s, id) => {
        if (s.node === s.old[id]) s.node = null // it ends with its session
        s.old[id] = null
      } }),
    },
    invariants: {
      'a registered broker has its node': (s) => s.broker.every((one) => !one.isRegistered || s.node === one.session),
    },
    temporal: ({ canAlwaysReach }) => ({ 'a broker can register':
      canAlwaysReach((s) => s.broker.some(({ isRegistered }) => isRegistered)) }),
  })
}
const without = { 'a registered broker has its node': 'violated' } as const
export default spec({ name: 'kafka-broker', model: kafkaBroker, designs: {
  'as reported': { expect: without },
  'gives up': { params: { finds: 'gives up' }, expect: { 'a broker can register': 'violated' } },
  'replaces it, two brokers with one id': { params: { finds: 'replaces it', brokers: 2 }, expect: without },
  'replaces its own, two brokers with one id': { params: { finds: 'replaces its own', brokers: 2 } },
} })
