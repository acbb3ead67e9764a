import { int, model, process } from 'allways'
import { describe, expect, it } from 'vitest'
import { check, results, story, verdicts } from './runs-of.ts'

const n = { n: int(0, 3) }
type Counter = { readonly n: number }

/** Counts to 3, and stays there. */
const counting = (fair?: true) => () =>
  model({
    name: 'counting',
    state: n,
    actions: { up: { when: (s) => s.n < 3, do: (s) => void s.n++ } },
    temporal: ({ eventually, eventuallyAlways }) => ({
      'all counted': eventually((s) => s.n === 3),
      settles: eventuallyAlways((s) => s.n === 3),
    }),
    ...(fair === undefined ? {} : { fair }),
  })

describe('a run may stop', () => {
  it('at once where nothing is fair, so that nothing ever happens; its notes say what would keep it going', async () => {
    const { 'all counted': found } = await results(counting())
    expect(found).toMatchObject({ verdict: 'violated', counterexample: { steps: [], loopAt: 0, fairness: [] } })
    expect(found?.notes).toEqual([
      "The run may stop although 'up' is enabled, because 'up' is not fair.",
      'It would hold if the model were fair (fair: true).',
    ])
  })

  it('only where nothing fair is enabled: fair: true on the model makes it go on to its end', async () => {
    expect(await verdicts(counting(true))).toEqual({ 'all counted': 'holds', settles: 'holds' })
  })

  it('where only something fair is enabled that changes nothing', async () => {
    const make = (idle: boolean) => () =>
      model({
        name: 'idle',
        state: n,
        actions: {
          up: { when: (s) => s.n === 0, do: (s) => void s.n++ },
          stay: {
            when: (s) => s.n === 1,
            do: (s) => {
              s.n = idle ? 1 : 2
            },
          },
        },
        fair: true,
        temporal: ({ eventually, taken }) => ({
          'gets past 1': eventually((s) => s.n > 1),
          stays: eventually(taken('stay')),
        }),
      })
    const idle = await results(make(true))
    expect(idle['gets past 1']).toMatchObject({ verdict: 'violated', counterexample: { loopAt: 1 } })
    expect(story(idle['gets past 1'] as never)).toEqual(['up'])
    expect(idle['gets past 1']?.notes).toEqual([
      'The run is stuck: no step can change anything.',
      'No fairness would help: the property is violated even if every step and action is strongly fair.',
    ])
    expect(await verdicts(make(false))).toEqual({ 'gets past 1': 'holds', stays: 'holds' })
    expect(idle.stays?.verdict).toBe('violated')
  })
})

describe('a step that changes nothing', () => {
  it('is not taken: nothing that is asked about steps sees it', async () => {
    const make = (by: number) => () =>
      model({
        name: 'nothing',
        state: n,
        actions: {
          act: (s) => {
            s.n = Math.min(3, s.n + by)
          },
        },
        fair: true,
        temporal: ({ eventually, alwaysEventually, taken, not, always }) => ({
          once: eventually(taken('act')),
          forever: alwaysEventually(taken('act')),
          never: always(not(taken('act'))),
        }),
      })
    expect(await verdicts(make(0))).toEqual({ once: 'violated', forever: 'violated', never: 'holds' })
    expect(await verdicts(make(1))).toEqual({ once: 'holds', forever: 'violated', never: 'violated' })
  })

  it('does not keep a process going, and does not count for one that is fair', async () => {
    const make = (spins: boolean) => () => {
      const p = process(n, {
        steps: {
          go: (s) => {
            s.n = spins ? s.n : (s.n + 1) % 4
          },
        },
        fair: 'strong',
      })
      return model({
        name: 'spinning',
        state: n,
        processes: { p },
        temporal: ({ alwaysEventually }) => ({ again: alwaysEventually((s) => s.n === 1) }),
      })
    }
    expect(await verdicts(make(true))).toEqual({ again: 'violated' })
    expect(await verdicts(make(false))).toEqual({ again: 'holds' })
  })

  it('is no step of next: that is about the next step which does change something', async () => {
    const make = () =>
      model({
        name: 'next',
        state: n,
        actions: { stay: () => {}, up: { when: (s) => s.n < 3, do: (s) => void s.n++ } },
        fair: true,
        temporal: ({ next, within }) => ({
          moves: next((s) => s.n === 1),
          'there in 3': within(3, (s) => s.n === 3),
          'there in 2': within(2, (s) => s.n === 3),
        }),
      })
    expect(await verdicts(make)).toEqual({ moves: 'holds', 'there in 3': 'holds', 'there in 2': 'violated' })
  })
})

describe('a run that has stopped', () => {
  it('repeats its last state, so that next is about that state again', async () => {
    const make = (fair: boolean) => () =>
      model({
        name: 'repeats',
        state: n,
        actions: { up: { when: (s) => s.n === 0, do: (s) => void s.n++, ...(fair ? { fair } : {}) } },
        temporal: ({ next, always, implies, eventually, and }) => ({
          moves: next((s) => s.n === 1),
          remains: always(
            implies(
              (s) => s.n === 1,
              next((s) => s.n === 1),
            ),
          ),
          'never 1 and then 0': always(implies((s) => s.n === 1, next(next((s) => s.n === 1)))),
          'never moves': eventually(
            and(
              (s) => s.n === 0,
              next((s) => s.n === 0),
            ),
          ),
        }),
      })
    const unfair = await verdicts(make(false))
    expect(unfair).toMatchObject({ moves: 'violated', remains: 'holds', 'never 1 and then 0': 'holds' })
    expect((await verdicts(make(true))).moves).toBe('holds')
    expect((await verdicts(make(true)))['never moves']).toBe('violated')
  })

  it('takes nothing any more, the step that led to its last state least of all', async () => {
    const { last, later } = await results(() =>
      model({
        name: 'takes nothing',
        state: n,
        actions: { up: { when: (s) => s.n === 0, do: (s) => void s.n++, fair: true } },
        temporal: ({ eventually, always, implies, next, not, taken, and }) => ({
          last: always(implies(taken('up'), next(not(taken('up'))))),
          later: eventually(and(taken('up'), next(taken('up')))),
        }),
      }),
    )
    expect(last?.verdict).toBe('holds')
    expect(later).toMatchObject({ verdict: 'violated', counterexample: { loopAt: 1, steps: { length: 1 } } })
  })

  it('has taken nothing at its start', async () => {
    const make = () =>
      model({
        name: 'start',
        state: n,
        actions: {
          up: (s) => {
            s.n = (s.n + 1) % 4
          },
        },
        fair: true,
        temporal: ({ or, and, next, not, taken }) => ({
          first: and(not(taken('up')), next(taken('up'))),
          already: or(taken('up'), (s: Counter) => s.n > 0),
        }),
      })
    expect(await verdicts(make)).toEqual({ first: 'holds', already: 'violated' })
  })
})

describe('what is never asked holds', () => {
  const asking = (top: number) => () =>
    model({
      name: 'asking',
      state: n,
      actions: { up: { when: (s) => s.n < 2, do: (s) => void s.n++ } },
      temporal: ({ leadsTo, within, canAlwaysReach, always, implies, eventually }) => ({
        led: leadsTo(
          (s) => s.n === top,
          (s) => s.n === 0,
        ),
        soon: within(2, (s) => s.n === 0, { when: (s) => s.n === top }),
        back: canAlwaysReach((s) => s.n === 0, { when: (s) => s.n === top }),
        said: always(
          implies(
            (s) => s.n === top,
            eventually((s) => s.n === 0),
          ),
        ),
      }),
    })

  it('and says so', async () => {
    const found = await results(asking(3))
    const first = 'It holds vacuously: no reachable state satisfies its first predicate.'
    const when = 'It holds vacuously: no reachable state satisfies its `when`.'
    expect(found.led).toMatchObject({ verdict: 'holds', notes: [first] })
    expect(found.said).toMatchObject({ verdict: 'holds', notes: [first] })
    expect(found.soon).toMatchObject({ verdict: 'holds', notes: [when] })
    expect(found.back).toMatchObject({ verdict: 'holds', notes: [when] })
    expect(found.back?.value).toBeUndefined()
  })

  it('and is violated, or said without that note, where it is asked', async () => {
    expect(await verdicts(asking(2))).toEqual({
      led: 'violated',
      soon: 'violated',
      back: 'violated',
      said: 'violated',
    })
    const asked = await results(asking(0))
    const ends = [expect.stringContaining('Every run of this model ends after at most 2 steps')]
    expect(Object.values(asked).map(({ name, notes }) => [name, notes])).toEqual([
      ['led', ends],
      ['soon', undefined],
      ['back', undefined],
      ['said', ends],
      ['no deadlock', undefined],
    ])
    expect(asked.led?.verdict).toBe('holds')
  })
})

describe('a graph that was not explored to its end', () => {
  const long = () =>
    model({
      name: 'long',
      state: { n: int(0, 5000) },
      actions: { up: { when: (s) => s.n < 5000, do: (s) => void s.n++ } },
      fair: true,
      temporal: (make) => {
        const there = (s: Counter) => s.n >= 3
        return {
          back: make.canAlwaysReach(there),
          led: make.leadsTo((s) => s.n === 1, there),
          once: make.eventually(there),
          again: make.alwaysEventually(there),
          settles: make.eventuallyAlways(there),
          soon: make.within(3, there),
          formula: make.always(make.next((s) => s.n >= 0)),
          wrong: make.eventually((s) => s.n < 0),
        }
      },
    })

  it.each([
    ['states', { maxStates: 4000 }],
    ['memory', { maxMemoryBytes: 20_000 }],
    ['seconds', { maxSeconds: 0 }],
    ['interrupted', { signal: AbortSignal.abort() }],
  ] as const)(
    'by a limit (%s) says unknown of every property of runs, and never that it holds',
    async (limit, options) => {
      const result = await check(long, options)
      expect(result).toMatchObject({ complete: false, limit })
      const ofRuns = result.properties.filter(({ kind }) => kind !== 'deadlock')
      expect(ofRuns).toHaveLength(8)
      for (const property of ofRuns) expect(property).toMatchObject({ verdict: 'unknown', ok: false })
    },
  )

  it('does not say unknown once it is explored', async () => {
    const found = Object.entries(await verdicts(long, { maxStates: 5001 }))
    expect(found.filter(([, verdict]) => verdict !== 'holds')).toEqual([['wrong', 'violated']])
  })
})
