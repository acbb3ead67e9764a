/**
 * The dining philosophers: each needs both forks beside it to eat, and takes one after the other. If all reach for the
 * same side first, each can end up with one fork, and wait for the other.
 *
 * Source: E. W. Dijkstra, Hierarchical ordering of sequential processes, Acta Informatica 1 (1971), EWD 310,
 * https://www.cs.utexas.edu/~EWD/transcriptions/EWD03xx/EWD310.html
 * If one philosopher breaks the circle, there is no deadlock, but still starvation: a fork comes and goes. So the step
 * that waits for it must be strongly fair, as for the semaphore in semaphore.model.ts.
 * The counts are not published for this granularity (it is one step to take a fork, and one to put both down). They
 * were computed here and by a separate program written from this description.
 */
import { array, type Fair, idsOf, model, optional, process, ref, spec } from 'allways'

interface Parameters {
  readonly philosophers?: number
  /** The number of philosophers that reach for the right fork first. */
  readonly rightHanded?: number
  /** The fairness of each philosopher: nobody thinks or eats forever. */
  readonly fair?: Fair
}

export const diningPhilosophers = ({ philosophers = 5, rightHanded = 0, fair = 'strong' }: Parameters = {}) => {
  const Philosopher = ref('philosopher', philosophers)
  const ids = [...idsOf(Philosopher)]
  // forks[i] lies to the left of philosopher i, and to the right of philosopher i - 1
  const state = { forks: array(philosophers, optional(Philosopher)) }
  const left = (id: number) => id
  const right = (id: number) => (id + 1) % philosophers
  const first = (id: number) => (id < rightHanded ? right(id) : left(id))
  const second = (id: number) => (id < rightHanded ? left(id) : right(id))

  const philosopher = process(state, {
    instances: philosophers,
    steps: {
      think: {
        when: (s, me) => s.forks[first(me.id)] === null,
        do: (s, me) => {
          s.forks[first(me.id)] = ids[me.id]!
          return 'reach'
        },
      },
      reach: {
        when: (s, me) => s.forks[second(me.id)] === null,
        do: (s, me) => {
          s.forks[second(me.id)] = ids[me.id]!
          return 'eat'
        },
      },
      eat: (s, me) => {
        s.forks[left(me.id)] = null
        s.forks[right(me.id)] = null
        return 'think'
      },
    },
    resting: ['think'],
    fair,
  })

  return model({
    name: 'dining-philosophers',
    state,
    processes: { philosopher },
    invariants: {
      'neighbours never eat together': (s) =>
        s.philosopher.every((p) => p.at !== 'eat' || s.philosopher[right(p.id)]?.at !== 'eat'),
    },
    reachable: { 'two eat together': (s) => s.philosopher.filter((p) => p.at === 'eat').length === 2 },
    temporal: ({ and, alwaysEventually }) => ({
      'everyone eats again and again': and(
        ...Array.from({ length: philosophers }, (_, id) => alwaysEventually((s) => s.philosopher[id]?.at === 'eat')),
      ),
      'someone eats again and again': alwaysEventually((s) => s.philosopher.some((p) => p.at === 'eat')),
    }),
  })
}

export default spec({
  name: 'dining-philosophers',
  model: diningPhilosophers,
  designs: {
    'all left-handed': {
      expect: {
        'no deadlock': 'violated',
        'everyone eats again and again': 'violated',
        'someone eats again and again': 'violated',
      },
      counts: { states: 82, transitions: 265, depth: 5 },
      note: 'Each philosopher holds the left fork and waits for the right one. They wait in a circle, and fairness cannot move a process that is disabled.',
    },
    'one right-handed': {
      params: { rightHanded: 1 },
      counts: { states: 70, transitions: 219, depth: 5 },
      note: 'One philosopher who takes the right fork first breaks the circle. Every fork then returns again and again. Under strong fairness, every philosopher who waits for it eventually gets it.',
    },
    'one right-handed, weakly fair': {
      params: { rightHanded: 1, fair: 'weak' },
      expect: { 'everyone eats again and again': 'violated' },
      counts: { states: 70, transitions: 219, depth: 5 },
      note: 'A neighbour who takes the fork again each time starves the philosopher who waits for it. Freedom from deadlock does not exclude starvation.',
    },
  },
})
