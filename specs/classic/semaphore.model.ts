/**
 * Mutual exclusion by a semaphore: `wait` is P, which takes the only token when it is there. To leave is V, which puts
 * it back. There is mutual exclusion and no deadlock. Whether everyone gets in depends on the fairness of P.
 *
 * Source: E. W. Dijkstra, Cooperating sequential processes, 1965 (EWD 123),
 * https://www.cs.utexas.edu/~EWD/transcriptions/EWD01xx/EWD123.html
 * Known verdicts: strong fairness prevents starvation, and weak fairness does not. This is why Z. Manna and A. Pnueli,
 * The Temporal Logic of Reactive and Concurrent Systems: Specification, Springer 1992, have both (as justice and
 * compassion).
 * The counts are not published for this granularity. Of n processes, each is idle or waits, and at most one is inside.
 * So there are 2^n + n 2^(n-1) states.
 */
import { bool, type Fair, idsOf, model, process, ref, spec } from 'allways'

interface Parameters {
  readonly processes?: number
  /** The fairness of taking the token. Leaving is weakly fair, and nobody has to come. */
  readonly fairness?: Fair
}

export const semaphore = ({ processes = 3, fairness = 'weak' }: Parameters = {}) => {
  const Client = ref('client', processes)
  const state = { taken: bool }

  const client = process(state, {
    instances: Client,
    steps: {
      idle: () => 'wait',
      wait: {
        when: (s) => !s.taken,
        do: (s) => {
          s.taken = true
          return 'inside'
        },
        fair: fairness,
      },
      inside: {
        do: (s) => {
          s.taken = false
          return 'idle'
        },
        fair: true,
      },
    },
    resting: ['idle'],
  })

  return model({
    name: 'semaphore',
    state,
    processes: { client },
    invariants: { 'mutual exclusion': (s) => s.client.filter((c) => c.at === 'inside').length <= 1 },
    temporal: ({ and, leadsTo }) => ({
      'everyone who waits gets in': and(
        ...idsOf(Client).map((id) =>
          leadsTo(
            (s) => s.client[id].at === 'wait',
            (s) => s.client[id].at === 'inside',
          ),
        ),
      ),
      'someone who waits gets in': leadsTo(
        (s) => s.client.some((c) => c.at === 'wait'),
        (s) => s.client.some((c) => c.at === 'inside'),
      ),
    }),
  })
}

export default spec({
  name: 'semaphore',
  model: semaphore,
  designs: {
    'weakly fair': {
      expect: { 'everyone who waits gets in': 'violated' },
      counts: { states: 20, transitions: 48, depth: 4 },
      note: 'A waiting process can take the token only from time to time. Another process can be faster each time. Weak fairness promises a turn only to a process that can take the token continuously.',
    },
    'strongly fair': {
      params: { fairness: 'strong' },
      counts: { states: 20, transitions: 48, depth: 4 },
      note: 'The token returns again and again, so under strong fairness every waiting process eventually takes it. A semaphore that serves waiting processes in order keeps this promise.',
    },
  },
})
