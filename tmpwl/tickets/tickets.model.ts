/**
 * An office with numbered tickets. A customer has an errand, may change it, takes a ticket if there is one left, waits
 * for its number, and is served. The property is one of runs: under weak fairness of each customer, the first customer
 * is served after it has taken a ticket. This folder has the same model in Promela and TLA+.
 */
import { int, model, process, spec } from 'allways'

export const tickets = ({ customers = 3, tickets = 2, errands = 2 } = {}) => {
  const Ticket = int(0, tickets - 1)
  const state = {
    /** The next ticket, and the one that is served. */
    next: Ticket,
    serving: Ticket,
    taken: int(0, tickets),
  }
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)

  const customer = process(state, {
    instances: customers,
    local: { errand: int(0, errands - 1), ticket: Ticket },
    steps: {
      'at home': (_s, me, choose) => {
        me.errand = choose(upTo(errands))
        return 'in the office'
      },
      'in the office': (s, me, choose) => {
        const others = upTo(errands).filter((errand) => errand !== me.errand)
        const errand = choose(s.taken < tickets ? [null, ...others] : others)
        if (errand !== null) {
          me.errand = errand
          return 'in the office'
        }
        me.ticket = s.next
        s.next = (s.next + 1) % tickets
        s.taken++
        return 'waiting'
      },
      waiting: {
        when: (s, me) => s.serving === me.ticket,
        do: () => 'at the desk',
      },
      'at the desk': (s, me) => {
        s.serving = (s.serving + 1) % tickets
        s.taken--
        me.ticket = 0
        me.errand = 0
        return 'at home'
      },
    },
    fair: true,
  })

  return model({
    name: 'tickets',
    state,
    processes: { customer },
    temporal: ({ leadsTo }) => ({
      'whoever has a ticket is served': leadsTo(
        (s) => s.customer[0]!.at === 'waiting',
        (s) => s.customer[0]!.at === 'at the desk',
      ),
    }),
  })
}

export default spec({
  name: 'tickets',
  model: tickets,
  designs: {
    small: { params: { customers: 3, tickets: 2, errands: 2 }, counts: { states: 558, transitions: 2076 } },
    large: { params: { customers: 6, tickets: 3, errands: 3 }, counts: { states: 1_781_760, transitions: 17_024_256 } },
  },
})
