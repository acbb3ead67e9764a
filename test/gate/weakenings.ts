/** Twelve ways in which a gate rots, each an edit of one spec that leaves every verdict as it was expected. */

/** A hand-over of a token: two workers, a queue, a crash, properties of every kind. */
export const spec = `
import { int, model, optional, process, queue, spec } from 'allways'

const limit = 3
const isWithin = (n: number) => n <= limit

const handOver = ({ jobs = 3, ends = true } = {}) => {
  const state = { made: int(0, jobs), waiting: queue(int(1, jobs), 2), done: int(0, jobs), last: optional(int(1, jobs)) }
  const maker = process(state, {
    steps: {
      make: {
        when: (s) => s.made < jobs && !s.waiting.isFull,
        do: (s) => { s.made++; s.waiting.push(s.made) },
      },
    },
    resting: ['make'],
  })
  const worker = process(state, {
    instances: 2,
    local: { job: int(0, jobs) },
    steps: {
      take: { when: (s) => s.waiting.length > 0, do: (s, me) => { me.job = s.waiting.shift() ?? 0; return 'finish' } },
      finish: (s, me) => { s.last = me.job === 0 ? null : me.job; s.done = Math.min(jobs, s.done + 1); me.job = 0; return 'take' },
    },
    faults: { crash: { budget: 1, at: ['finish'], do: (_, me) => { me.job = 0; return 'take' } } },
    resting: ['take'],
    fair: true,
  })
  return model({
    name: 'hand-over', state, processes: { maker, worker },
    actions: { forget: { when: (s) => s.last !== null, do: (s) => { s.last = null } } },
    invariants: {
      'no more done than made': (s) => s.done <= s.made,
      'few wait': (s) => isWithin(s.waiting.length),
    },
    steps: { 'done only grows': (before, after) => after.done >= before.done },
    reachable: { 'both work': (s) => s.worker.every((one) => one.job > 0) },
    temporal: ({ leadsTo, canAlwaysReach }) => ({
      'what waits is taken': leadsTo((s) => s.waiting.length === 2, (s) => s.waiting.length < 2),
      'it comes to rest': canAlwaysReach((s) => s.waiting.length === 0),
    }),
  })
}

export default spec({
  name: 'hand-over', model: handOver,
  designs: { 'as designed': {}, 'more jobs': { params: { jobs: 4 } } },
})
`

export interface Weakening {
  readonly name: string
  readonly from: string
  readonly to: string
  /** The message of the lock about it. */
  readonly says: RegExp
}

export const weakenings: readonly Weakening[] = [
  {
    name: 'a property removed',
    from: `      'no more done than made': (s) => s.done <= s.made,\n`,
    to: '',
    says: /'no more done than made': the property is gone/,
  },
  {
    name: 'an invariant made true',
    from: '(s) => s.done <= s.made,',
    to: '() => true,',
    says: /'no more done than made': its definition has changed/,
  },
  {
    name: 'a helper of an invariant made true',
    from: 'const isWithin = (n: number) => n <= limit',
    to: 'const isWithin = (n: number) => n <= limit || n > 0',
    says: /'few wait': its definition has changed/,
  },
  {
    name: 'a constant of an invariant raised',
    from: 'const limit = 3',
    to: 'const limit = 30',
    says: /'few wait': its definition has changed/,
  },
  {
    name: 'a bound lowered',
    from: 'queue(int(1, jobs), 2)',
    to: 'queue(int(1, jobs), 1)',
    says: /the type of 'waiting' changed from queue of at most 2: 1\.\.3 to queue of at most 1: 1\.\.3/,
  },
  {
    name: 'a parameter lowered',
    from: 'params: { jobs: 4 }',
    to: 'params: { jobs: 3 }',
    says: /parameter 'jobs' changed from 4 to 3/,
  },
  {
    name: 'a guard made false',
    from: `forget: { when: (s) => s.last !== null,`,
    to: `forget: { when: () => false,`,
    says: /'forget' is no longer taken/,
  },
  {
    name: 'a guard made stricter',
    from: 'when: (s) => s.made < jobs && !s.waiting.isFull,',
    to: 'when: (s) => s.made < jobs && s.waiting.length === 0,',
    says: /the number of states shrank from \d+ to \d+/,
  },
  {
    name: 'a process instance dropped',
    from: 'instances: 2,',
    to: 'instances: 1,',
    says: /the number of instances of 'worker' changed from 2 to 1/,
  },
  {
    name: 'the budget of a fault lowered to nothing',
    from: `    faults: { crash: { budget: 1, at: ['finish'], do: (_, me) => { me.job = 0; return 'take' } } },\n`,
    to: '',
    says: /'worker crash' is gone/,
  },
  {
    name: 'more assumed to be fair',
    from: 'fair: true,',
    to: "fair: 'strong',",
    says: /strong fairness of worker 0 is a new assumption/,
  },
  {
    name: 'a design removed',
    from: `, 'more jobs': { params: { jobs: 4 } }`,
    to: '',
    says: /more jobs[\s\S]*the design is gone/,
  },
]
