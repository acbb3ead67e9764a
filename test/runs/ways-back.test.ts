import { bool, int, model, oneOf, process } from 'allways'
import { describe, expect, it } from 'vitest'
import { check, results, story, verdicts } from './runs-of.ts'

const state = { n: int(0, 3), stuck: bool }

/** A worker counts up and is set back by its own fault, or by an operator. */
const working =
  ({ workers = 1, operator = true, budget = 1 } = {}) =>
  () => {
    const worker = process(state, {
      instances: workers,
      steps: { work: { when: (s) => !s.stuck && s.n < 3, do: (s) => void s.n++ } },
      resting: ['work'],
      faults: {
        relapse: {
          budget,
          do: (s) => {
            s.n = 0
          },
        },
      },
    })
    const watcher = process(state, {
      steps: {
        free: {
          when: (s) => s.stuck,
          do: (s) => {
            s.stuck = false
          },
        },
      },
      resting: ['free'],
    })
    return model({
      name: 'working',
      state,
      processes: { worker, watcher },
      actions: {
        'start over': {
          when: (s) => operator && s.n === 3,
          do: (s) => {
            s.n = 0
          },
        },
        jam: {
          when: (s) => s.n === 1 && !s.stuck,
          do: (s) => {
            s.stuck = true
          },
        },
      },
      temporal: ({ canAlwaysReach }) => ({
        'back at all': canAlwaysReach((s) => s.n === 0),
        'back by the worker': canAlwaysReach((s) => s.n === 0, { using: ['worker'] }),
        done: canAlwaysReach((s) => s.n === 3),
        'done by the worker': canAlwaysReach((s) => s.n === 3, { using: ['worker'] }),
        'done by both': canAlwaysReach((s) => s.n === 3, { using: ['worker work', 'watcher'] }),
        'done by the worker unless stuck': canAlwaysReach((s) => s.n === 3, {
          using: ['worker'],
          when: (s) => !s.stuck,
        }),
        'done by nobody': canAlwaysReach((s) => s.n === 3, { using: [], when: (s) => s.n === 3 }),
      }),
    })
  }

describe('canAlwaysReach', () => {
  it('goes back by anything unless it says by what, faults included', async () => {
    const found = await results(working({ operator: false }))
    expect(found['back at all']).toMatchObject({ verdict: 'violated' })
    expect(story(found['back at all'] as never)).toContain('worker relapse')
    expect((await verdicts(working({ operator: true })))['back at all']).toBe('holds')
  })

  it('leaves out the faults of a process that it names, while steps lead only up', async () => {
    const found = await results(working())
    expect(found['back by the worker']).toMatchObject({
      verdict: 'violated',
      counterexample: { steps: { length: 1 } },
      noReturn: { using: ['worker'], otherwiseHolds: true },
    })
    expect(found['back by the worker']?.noReturn?.exits).toEqual(['worker relapse', 'start over'])
  })

  it('measures the worst way back, and shows it', async () => {
    const found = await results(working())
    // from where the worker was set back while it was stuck
    expect(found['done by both']).toMatchObject({ verdict: 'holds', value: 4 })
    expect(found['done by the worker unless stuck']).toMatchObject({ verdict: 'holds', value: 3 })
    expect(found['done by nobody']).toMatchObject({ verdict: 'holds', value: 0 })
    const { turn = -1, steps = [] } = found['done by both']?.witness ?? {}
    expect(steps.length - turn).toBe(4)
    expect(steps.slice(turn).map(({ process: actor }) => actor)).not.toContain(undefined)
  })

  it('shows the shortest way to where there is no way back by those steps, and what would lead out', async () => {
    const { 'done by the worker': found } = await results(working())
    expect(found).toMatchObject({ verdict: 'violated' })
    expect(story(found as never)).toEqual(['worker work', 'jam'])
    expect(found?.noReturn).toMatchObject({ exits: ['watcher free'], otherwiseHolds: true })
  })

  it('names no way out of states that it is not asked of and does not lead to', async () => {
    const state = { at: oneOf('start', 'lost', 'elsewhere', 'home') }
    type At = 'start' | 'lost' | 'elsewhere' | 'home'
    const goes = (from: At, to: At) => ({
      when: (s: { readonly at: At }) => s.at === from,
      do: (s: { at: At }) => {
        s.at = to
      },
    })
    const rescued = (asked: string) => () =>
      model({
        name: 'rescued',
        state,
        actions: {
          'get lost': goes('start', 'lost'),
          'be brought home': goes('lost', 'home'),
          'go elsewhere': goes('start', 'elsewhere'),
          'be fetched': goes('elsewhere', 'home'),
        },
        temporal: ({ canAlwaysReach }) => ({
          home: canAlwaysReach((s) => s.at === 'home', { using: [], when: (s) => s.at === asked }),
        }),
      })

    const exitsFrom = async (asked: string) => (await results(rescued(asked))).home?.noReturn
    expect(await exitsFrom('lost')).toMatchObject({ states: 1, exits: ['be brought home'] })
    expect(await exitsFrom('start')).toMatchObject({ states: 3, exits: ['be brought home', 'be fetched'] })
  })

  it('may name a process of which a design has no instance: nothing is done by it', async () => {
    const found = await results(working({ workers: 0 }))
    const said = Object.values(found).map(({ name, verdict }) => `${name}: ${verdict}`)
    expect(said).toEqual([
      'back at all: holds',
      'back by the worker: holds',
      'done: violated',
      'done by the worker: violated',
      'done by both: violated',
      'done by the worker unless stuck: violated',
      'done by nobody: holds',
      'no deadlock: holds',
    ])
    expect(found['done by nobody']?.notes).toEqual([expect.stringContaining('vacuously')])
    expect(found['done by the worker']?.noReturn).toMatchObject({ states: 1, enabled: [], otherwiseHolds: false })
  })
})

describe('a name in a property of runs', () => {
  const naming = (step: string, instance?: number) => () => {
    const p = process(state, {
      instances: 2,
      steps: { go: (s) => void (s.n < 3 && s.n++) },
      terminal: ['end'],
      faults: { crash: { budget: 1, do: () => 'end' } },
    })
    const none = process(state, { instances: 0, steps: { go: () => {} } })
    return model({
      name: 'naming',
      state,
      processes: { p, none },
      faults: { storm: { budget: 1, do: (s) => void (s.n < 3 && s.n++) } },
      temporal: ({ always, not, taken }) => ({ never: always(not(taken(step as 'p', instance))) }),
    })
  }

  it.each<[string, number?]>([['p'], ['p go'], ['p', 1], ['p go', 0]])(
    'stands for what is done by it: %s %s',
    async (step, instance) => {
      expect(await verdicts(naming(step, instance))).toEqual({ never: 'violated' })
    },
  )

  it.each(['none', 'none go'])('may be of a process without instances: %s', async (step) => {
    expect(await verdicts(naming(step))).toEqual({ never: 'holds' })
  })

  it.each<[string, number?]>([['storm'], ['p crash'], ['nobody'], ['go'], ['toString'], ['p', 2]])(
    'is refused where nothing has it, faults included: %s %s',
    async (step, instance) => {
      expect((await check(naming(step, instance))).error).toMatchObject({ code: 'unknown-step' })
    },
  )

  it('is of the steps of one instance where that is named', async () => {
    const make = () => {
      const p = process(state, { instances: 2, steps: { go: () => 'end' }, terminal: ['end'], fair: true })
      return model({
        name: 'instances',
        state,
        processes: { p },
        temporal: ({ eventually, always, implies, taken, next, not }) => ({
          'both go': eventually(taken('p', 1)),
          'the other goes after it': always(implies(taken('p go', 0), next(taken('p go', 1)))),
          'it does not go twice': always(implies(taken('p', 0), next(not(taken('p', 0))))),
        }),
      })
    }
    expect(await verdicts(make)).toEqual({
      'both go': 'holds',
      'the other goes after it': 'violated',
      'it does not go twice': 'holds',
    })
  })
})
