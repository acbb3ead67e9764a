import { bool, type Fair, int, model, process } from 'allways'
import { describe, expect, it } from 'vitest'
import { check, results, story, verdicts } from './runs-of.ts'

describe('a fault', () => {
  const broken = { broken: bool }
  const breaking = (budget: number) => () =>
    model({
      name: 'breaking',
      state: broken,
      actions: {
        mend: {
          when: (s) => s.broken,
          do: (s) => {
            s.broken = false
          },
        },
      },
      faults: {
        smash: {
          budget,
          when: (s) => !s.broken,
          do: (s) => {
            s.broken = true
          },
        },
      },
      fair: 'strong',
      temporal: ({ eventually, always, canAlwaysReach, leadsTo }) => ({
        breaks: eventually((s) => s.broken),
        'never breaks': always((s) => !s.broken),
        'can break': canAlwaysReach((s) => s.broken),
        'is mended': leadsTo(
          (s) => s.broken,
          (s) => !s.broken,
        ),
      }),
    })

  it('is forced by nothing, however fair the model, and may happen all the same', async () => {
    const found = await results(breaking(1))
    expect(found.breaks).toMatchObject({ verdict: 'violated', counterexample: { steps: [], loopAt: 0 } })
    expect(found['never breaks']).toMatchObject({ verdict: 'violated' })
    expect(found['is mended']).toMatchObject({ verdict: 'holds' })
  })

  it('is on a way like any other step, for as long as its budget lasts', async () => {
    expect((await verdicts(breaking(1)))['can break']).toBe('violated')
    const { 'can break': found } = await results(breaking(1))
    expect(story(found as never)).toEqual(['smash', 'mend'])
  })

  it.each([true, false, 'weak', 'strong'] as const)('is refused where it is given fair: %s', async (fair) => {
    const smash = {
      budget: 1,
      do: (s: { broken: boolean }) => {
        s.broken = true
      },
      fair,
    }
    const ofEnvironment = await check(() => model({ name: 'm', state: broken, faults: { smash } }))
    expect(ofEnvironment.error).toMatchObject({ code: 'bad-fairness', message: expect.stringContaining("'smash'") })
    const ofProcess = await check(() => {
      const p = process(broken, { steps: { rest: () => {} }, faults: { smash } })
      return model({ name: 'm', state: broken, processes: { p } })
    })
    expect(ofProcess.error).toMatchObject({ code: 'bad-fairness', message: expect.stringContaining("'smash'") })
  })

  it('does not pay for the steps of its process, which is fair', async () => {
    const make = (fair: Fair) => () => {
      const up = { n: int(0, 1), done: bool }
      const p = process(up, {
        steps: {
          work: {
            when: (s) => s.n === 0,
            do: (s) => {
              s.done = true
            },
          },
        },
        faults: {
          trip: {
            budget: 2,
            do: (s) => {
              s.n = 1 - s.n
            },
          },
        },
        fair,
      })
      return model({
        name: 'm',
        state: up,
        processes: { p },
        temporal: ({ eventually, taken }) => ({ works: eventually((s) => s.done), taken: eventually(taken('p')) }),
      })
    }
    const { works } = await results(make('strong'))
    expect(works).toMatchObject({ verdict: 'violated' })
    expect(story(works as never)).toEqual(['p trip'])
  })
})

describe('weak and strong fairness', () => {
  /** A door that opens and closes forever; going through is possible while it is open. */
  const door = (fair: Fair | undefined, closes = true) => {
    const state = { open: bool, through: bool }
    return () =>
      model({
        name: 'door',
        state,
        actions: {
          open: {
            when: (s) => !s.open,
            do: (s) => {
              s.open = true
            },
            fair: true,
          },
          close: {
            when: (s) => closes && s.open,
            do: (s) => {
              s.open = false
            },
            fair: true,
          },
          go: {
            when: (s) => s.open && !s.through,
            do: (s) => {
              s.through = true
            },
            ...(fair === undefined ? {} : { fair }),
          },
        },
        temporal: ({ eventually, taken }) => ({
          through: eventually((s) => s.through),
          goes: eventually(taken('go')),
        }),
      })
  }

  it('differ where an action is disabled now and then: only strong fairness forces it', async () => {
    expect(await verdicts(door('strong'))).toEqual({ through: 'holds', goes: 'holds' })
    expect(await verdicts(door('weak'))).toEqual({ through: 'violated', goes: 'violated' })
    expect(await verdicts(door(true))).toEqual({ through: 'violated', goes: 'violated' })
    expect(await verdicts(door(undefined))).toEqual({ through: 'violated', goes: 'violated' })
  })

  it('are shown to be kept by the counterexample', async () => {
    const { through } = await results(door('weak'))
    expect(through?.counterexample).toMatchObject({ loopAt: 0, steps: [{ name: 'open' }, { name: 'close' }] })
    expect(through?.counterexample?.fairness).toEqual([
      { what: 'open', strong: false, how: 'taken', at: 1 },
      { what: 'close', strong: false, how: 'taken', at: 2 },
      { what: 'go', strong: false, how: 'not enabled', at: 0 },
    ])
  })

  it('are the same where an action stays enabled', async () => {
    expect(await verdicts(door('weak', false))).toEqual({ through: 'holds', goes: 'holds' })
    expect(await verdicts(door('strong', false))).toEqual({ through: 'holds', goes: 'holds' })
    expect(await verdicts(door(undefined, false))).toEqual({ through: 'violated', goes: 'violated' })
  })
})

describe('the fairness of a process', () => {
  const state = { n: int(0, 1), turns: int(0, 1) }
  /** Two instances that may each go round forever. */
  const going = (of: { process?: Fair; step?: Fair; model?: Fair }) => () => {
    const p = process(state, {
      instances: 2,
      steps: {
        one: { do: () => 'two', ...(of.step === undefined ? {} : { fair: of.step }) },
        two: () => 'one',
      },
      ...(of.process === undefined ? {} : { fair: of.process }),
    })
    return model({
      name: 'going',
      state,
      processes: { p },
      ...(of.model === undefined ? {} : { fair: of.model }),
      temporal: ({ alwaysEventually, taken, eventually }) => ({
        'any goes': alwaysEventually(taken('p')),
        '0 goes': alwaysEventually(taken('p', 0)),
        '1 goes': alwaysEventually(taken('p', 1)),
        '1 goes once': eventually(taken('p one', 1)),
        'any returns': alwaysEventually(taken('p two')),
      }),
    })
  }

  it('is owed to each instance: the steps of one do not pay for the other', async () => {
    expect(await verdicts(going({ process: true }))).toEqual({
      'any goes': 'holds',
      '0 goes': 'holds',
      '1 goes': 'holds',
      '1 goes once': 'holds',
      'any returns': 'holds',
    })
  })

  it('is not that of the model, to which any step will do', async () => {
    const found = await results(going({ model: 'strong' }))
    expect(Object.values(found).map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual([
      'any goes: holds',
      '0 goes: violated',
      '1 goes: violated',
      '1 goes once: violated',
      'any returns: holds',
      'no deadlock: holds',
    ])
    expect(new Set(story(found['1 goes once'] as never))).toEqual(new Set(['p 0 one', 'p 0 two']))
  })

  it('of a step is owed to each instance too, and is not that of its other steps', async () => {
    expect(await verdicts(going({ step: true }))).toEqual({
      'any goes': 'violated',
      '0 goes': 'violated',
      '1 goes': 'violated',
      '1 goes once': 'holds',
      'any returns': 'violated',
    })
  })

  const choosing = (of: { process?: Fair; good?: Fair }) => () => {
    const p = process(state, {
      steps: {
        start: {
          do: (s, _me, choose) => {
            s.n = choose([0, 1])
            return choose(['start', 'good'] as const)
          },
        },
        good: {
          do: (s) => {
            s.turns = 1 - s.turns
          },
          ...(of.good === undefined ? {} : { fair: of.good }),
        },
      },
      faults: {},
      ...(of.process === undefined ? {} : { fair: of.process }),
    })
    return model({
      name: 'choosing',
      state,
      processes: { p },
      temporal: ({ eventually, leadsTo, taken, alwaysEventually }) => ({
        'gets to good': eventually((s) => s.p[0]?.at === 'good'),
        'good is done': leadsTo((s) => s.p[0]?.at === 'good', taken('p good')),
        'goes on': alwaysEventually(taken('p')),
      }),
    })
  }

  it('is kept by any of its steps; that of a step only by that step', async () => {
    expect(await verdicts(choosing({ process: 'strong' }))).toEqual({
      'gets to good': 'violated',
      'good is done': 'holds',
      'goes on': 'holds',
    })
    expect(await verdicts(choosing({ good: 'strong' }))).toEqual({
      'gets to good': 'violated',
      'good is done': 'holds',
      'goes on': 'violated',
    })
    expect(await verdicts(choosing({}))).toEqual({
      'gets to good': 'violated',
      'good is done': 'violated',
      'goes on': 'violated',
    })
  })

  it('leaves out a step that says fair: false', async () => {
    expect(await verdicts(choosing({ process: 'strong', good: false }))).toEqual({
      'gets to good': 'violated',
      'good is done': 'violated',
      'goes on': 'violated',
    })
  })
})
