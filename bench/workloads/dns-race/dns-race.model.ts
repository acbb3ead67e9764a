/**
 * The race of the DNS automation in its simplest form. Enactors take the latest plan, check once that it is newer, and
 * write it to one endpoint after the other. Then they find the trees of old plans and delete them one by one. An
 * enactor at rest, or between two parts of its run, forgets what it no longer needs, so that no two states differ only
 * in that. This folder has the same model in Promela, Murphi and TLA+.
 */
import { array, int, model, process, ref, setOf, spec, struct } from 'allways'

export const dnsRace = ({ enactors = 2, endpoints = 2, plans = 3, age = 1 } = {}) => {
  const Plan = int(1, plans)
  const state = { latest: Plan, records: array(endpoints, struct({ active: Plan, trees: setOf(Plan) })) }

  const planner = process(state, {
    steps: {
      'publish plan': {
        when: (s) => s.latest < plans,
        do: (s) => {
          s.latest++
        },
      },
    },
    resting: ['publish plan'],
  })

  // After the cleanup of one endpoint comes that of the next, or the end of the run.
  const cleanNext = (me: { endpoint: number; plan: number }) => {
    if (me.endpoint < endpoints - 1) {
      me.endpoint++
      return 'find old plans'
    }
    me.endpoint = 0
    me.plan = 1
    return 'pick plan'
  }

  const enactor = process(state, {
    instances: ref('enactor', enactors),
    alike: true,
    local: { plan: Plan, endpoint: int(0, endpoints - 1), victims: setOf(Plan) },
    steps: {
      'pick plan': (s, me) => {
        me.plan = s.latest
        return 'check once'
      },
      'check once': (s, me) => {
        if (me.plan > s.records[0]!.active) return 'apply plan'
        me.plan = 1
        return 'pick plan'
      },
      'apply plan': (s, me) => {
        const record = s.records[me.endpoint]!
        record.active = me.plan
        record.trees.add(me.plan)
        if (me.endpoint < endpoints - 1) {
          me.endpoint++
          return 'apply plan'
        }
        me.endpoint = 0
        return 'find old plans'
      },
      'find old plans': (s, me) => {
        const { trees } = s.records[me.endpoint]!
        for (let plan = 1; plan <= me.plan - age; plan++) if (trees.has(plan)) me.victims.add(plan)
        return me.victims.size > 0 ? 'delete old plan' : cleanNext(me)
      },
      'delete old plan': (s, me) => {
        let oldest = 1
        while (!me.victims.has(oldest)) oldest++
        s.records[me.endpoint]!.trees.delete(oldest)
        me.victims.delete(oldest)
        return me.victims.size > 0 ? 'delete old plan' : cleanNext(me)
      },
    },
  })

  return model({
    name: 'dns-race',
    state,
    processes: { planner, enactor },
    init: (s) => {
      for (const record of s.records) record.trees.add(1)
    },
    // An endpoint can lose the tree of an older plan that it serves: that is the race. It never loses the latest.
    invariants: {
      'an endpoint with the latest plan answers': (s) =>
        s.records.every((record) => record.active < s.latest || record.trees.has(s.latest)),
    },
  })
}

export default spec({
  name: 'dns-race',
  model: dnsRace,
  designs: {
    small: {
      params: { enactors: 2, endpoints: 2, plans: 4, age: 1 },
      counts: { states: 7297, transitions: 16_129 },
    },
    large: {
      params: { enactors: 3, endpoints: 2, plans: 6, age: 1 },
      counts: { states: 12_328_386, transitions: 39_935_360 },
    },
  },
})
