import { describe, expect, it } from 'vitest'
import dns from '../../specs/dynamodb-dns.model.ts'
import { bool, input, int, model, oneOf, process, queue } from '../../src/index.ts'
import type { Model } from '../../src/language/model.ts'
import { modelOf } from '../../src/language/spec.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import type { PathStep, PropertyOnPath, StepThrough } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { pathOf, stepThrough } from '../../src/run/step-through.ts'

const walked = (of: Model, path: readonly PathStep[], at = path.length) =>
  stepThrough(of, interpreter(of), path, at, undefined)
const step = (action: string, ...choices: PathStep['choices']): PathStep => ({ action, choices })
const about = ({ standings }: Pick<StepThrough, 'standings'>, name: string) =>
  standings.find((standing) => standing.name === name) as PropertyOnPath

describe('a walk along the counterexample of a design', async () => {
  const result = await checkDesign(dns, 'as deployed')
  const { model: race } = modelOf(dns, 'as deployed')
  const trace = result.properties.find(({ name }) => name === 'endpoint never empty')?.counterexample
  if (trace === undefined) throw new Error('there is no counterexample')
  const path = pathOf(race, trace)
  const end = trace.steps.length

  it('is the same trace, step by step', () => {
    const { trace: same, refused, at } = walked(race, path)
    expect(same).toEqual({ initial: trace.initial, maps: trace.maps, steps: trace.steps })
    expect(refused).toBeUndefined()
    expect(at).toBe(end)
  })

  it('breaks the invariant at its last state and nowhere before', () => {
    for (let at = 0; at < end; at++) expect(about(walked(race, path, at), 'endpoint never empty').holds).toBe(true)
    const { holds, since, parts } = about(walked(race, path), 'endpoint never empty')
    expect({ holds, since }).toEqual({ holds: false, since: end })
    expect(parts?.[0]?.values.length).toBeGreaterThan(0)
  })

  it('has at each state the next step of the trace among the ways on', () => {
    for (let at = 0; at < end; at++) {
      const told = trace.steps[at]
      const found = walked(race, path, at).ways.flatMap(({ action, outcomes }) =>
        outcomes.filter(({ choices }) => action === path[at]?.action && `${choices}` === `${told?.choices}`),
      )
      expect(found).toHaveLength(1)
      expect(found[0]?.changes).toEqual(told?.changes)
    }
  })

  it('tells of a design that forbids it which step is the first that is not possible', () => {
    const { model: fixed } = modelOf(dns, 'compare-and-swap')
    const { trace: kept, refused } = walked(fixed, path)
    expect(refused?.step).toBeGreaterThan(1)
    expect(refused?.message).toMatch(/^'.*' (is disabled|cannot choose|is not a step)/)
    expect(kept?.steps).toHaveLength((refused?.step ?? 0) - 1)
  })

  it('says of properties of runs that no path decides them', () => {
    const found = about(walked(race, path), 'converges')
    expect([found.holds, found.since, found.error]).toEqual([undefined, undefined, undefined])
  })
})

const lamp = model({
  name: 'lamp',
  state: { light: oneOf('off', 'on', 'broken'), presses: int(0, 2), line: queue(int(0, 1), 1) },
  init: (s, choose) => {
    s.presses = choose([0, 1])
  },
  processes: {},
  actions: {
    press: {
      when: (s) => s.light !== 'broken' && s.presses < 2,
      do: (s) => {
        s.light = s.light === 'on' ? 'off' : 'on'
        s.presses++
      },
    },
    strike: (s, choose) => {
      s.light = choose(['broken', 'broken', 'off'])
    },
    wire: (s) => {
      s.line.push(0)
    },
    jump: {
      when: (s) => s.light === 'on',
      do: (s) => {
        s.presses += 2
      },
    },
  },
  invariants: {
    works: (s) => s.light !== 'broken',
    'no light at two': (s) => {
      if (s.presses === 2 && s.light === 'on') throw new Error('the meter is burnt')
      return true
    },
  },
  steps: { 'never goes out': (before, after) => !(before.light === 'on' && after.light === 'off') },
  reachable: { 'is on': (s) => s.light === 'on' },
  temporal: ({ reachableInOrder }) => ({
    'on, then broken': reachableInOrder({
      on: (s) => s.light === 'on',
      broken: (s) => s.light === 'broken',
    }),
  }),
})

describe('a walk', () => {
  it('begins where the first start leads, and names every start', () => {
    const { trace, starts, path } = walked(lamp, [])
    expect(starts).toEqual([step('', 0), step('', 1)])
    expect(path).toEqual([step('', 0)])
    expect(trace?.initial.state).toMatchObject({ presses: 0 })
    expect(walked(lamp, [step('', 1)]).trace?.initial.state).toMatchObject({ presses: 1 })
    expect(walked(lamp, [step('', 2)]).refused).toEqual({ step: 0, message: '`init` cannot choose 2' })
  })

  it('tells equal choices apart by their places', () => {
    const strikes = walked(lamp, []).ways.find(({ action }) => action === 'strike')?.outcomes
    expect(strikes?.map(({ choices, picks }) => [choices[0], picks])).toEqual([
      ['broken', [0]],
      ['broken', [1]],
      ['off', undefined],
    ])
  })

  it('tells since when a property is false, and of the last step whether it keeps it', () => {
    const path = [step('press'), step('strike', 'off'), step('strike', 'broken'), step('strike', 'off')]
    expect(about(walked(lamp, path, 0), 'never goes out')).toEqual({ name: 'never goes out', kind: 'step' })
    expect(about(walked(lamp, path, 1), 'never goes out').holds).toBe(true)
    expect(about(walked(lamp, path, 2), 'never goes out')).toMatchObject({ holds: false, since: 2 })
    expect(about(walked(lamp, path, 4), 'never goes out')).toMatchObject({ holds: true, since: 2 })
    expect(about(walked(lamp, path, 3), 'works')).toMatchObject({ holds: false, since: 3 })
    expect(about(walked(lamp, path, 4), 'works')).toMatchObject({ holds: true, since: 3 })
  })

  it('tells what of the wanted is met so far', () => {
    const path = [step('press'), step('strike', 'broken')]
    expect(about(walked(lamp, path, 0), 'is on').holds).toBe(false)
    expect(about(walked(lamp, path, 2), 'is on')).toMatchObject({ holds: true, since: 1 })
    expect(about(walked(lamp, path, 1), 'on, then broken')).toMatchObject({ met: ['on'], of: 2, holds: false })
    expect(about(walked(lamp, path, 2), 'on, then broken')).toMatchObject({ met: ['on', 'broken'], since: 2 })
  })

  it('goes on beside a step that fails, and says why it does', () => {
    const path = [step('', 1), step('wire'), step('press')]
    const { ways, standings, refused } = walked(lamp, path)
    expect(refused).toBeUndefined()
    const wire = ways.find(({ action }) => action === 'wire')
    expect(wire?.outcomes).toEqual([])
    expect(wire?.error?.message).toMatch(/^wire: .*full/)
    expect(ways.find(({ action }) => action === 'jump')?.error?.code).toBe('value-out-of-range')
    expect(ways.find(({ action }) => action === 'strike')?.outcomes).toHaveLength(3)
    expect(about({ standings }, 'no light at two').error?.message).toContain('the meter is burnt')
    expect(about({ standings }, 'no deadlock').holds).toBeUndefined()
    const failed = walked(lamp, [...path, step('wire')])
    expect(failed.refused).toMatchObject({ step: 3, message: expect.stringMatching(/^'wire' fails: .*full/) })
    expect(failed.trace?.steps).toHaveLength(2)
  })

  it('refuses what is no action, what is not enabled, and choices that are not there', () => {
    expect(walked(lamp, [step('pres')]).refused).toEqual({
      step: 1,
      message: "'pres' is not a step, action or fault of the model",
    })
    expect(walked(lamp, [step('jump')]).refused).toEqual({
      step: 1,
      message: "'jump' is disabled",
      why: { by: 'guard', parts: [{ text: 's.light === "on"', values: [{ path: 'light', value: 'off' }] }] },
    })
    expect(walked(lamp, [step('press'), step('strike', 'on')]).refused).toEqual({
      step: 2,
      message: "'strike' cannot choose 'on'",
      why: { by: 'choices', choices: [['broken'], ['off']], count: 2 },
    })
  })

  it('tells of a deadlock', () => {
    const state = { n: int(0, 1) }
    const one = process(state, { steps: { go: { when: (s) => s.n === 0, do: (s) => void s.n++ } } })
    const stuck = model({ name: 'stuck', state, processes: { one } })
    expect(about(walked(stuck, []), 'no deadlock').holds).toBe(true)
    expect(about(walked(stuck, [step('one go')]), 'no deadlock').holds).toBe(false)
  })

  it('of a model without an initial state there is only the reason', () => {
    const none = model({
      name: 'none',
      state: { n: int(0, 1) },
      processes: {},
      init: (s) => {
        s.n = 2
      },
    })
    const { trace, error, standings } = walked(none, [])
    expect([trace, standings]).toEqual([undefined, []])
    expect(error?.code).toBe('value-out-of-range')
  })
})

/** As many clerks as there are, each of whom serves once. */
const counter = (clerks: number) => {
  const state = { served: int(0, 3) }
  const clerk = process(state, {
    instances: clerks,
    steps: {
      serve: (s) => {
        s.served++
        return 'idle'
      },
      idle: { when: () => false, do: () => {} },
    },
  })
  return model({ name: 'counter', state, processes: { clerk } })
}

describe('a path of another design', () => {
  it('finds a lone instance as the first of several, and the other way round', () => {
    const alone = walked(counter(2), [step('clerk serve'), step('clerk 1 serve')])
    expect([alone.refused, alone.path.map(({ action }) => action)]).toEqual([
      undefined,
      ['clerk 0 serve', 'clerk 1 serve'],
    ])
    const first = walked(counter(1), [step('clerk 0 serve')])
    expect([first.refused, first.path.map(({ action }) => action)]).toEqual([undefined, ['clerk serve']])
  })

  it('ends before the step of an instance or of a process that is not there', () => {
    const path = [step('clerk 0 serve'), step('clerk 1 serve')]
    expect(walked(counter(1), path).refused).toEqual({
      step: 2,
      message: "'clerk 1 serve' is not a step, action or fault of the model, which has 1 instance of 'clerk'",
    })
    expect(walked(counter(0), path).refused?.message).toMatch(/, which has no instance of 'clerk'$/)
    expect(walked(lamp, path).refused?.message).toMatch(/is not a step, action or fault of the model$/)
    expect(walked(counter(2), [step('clerk 7 serve')]).refused?.message).toMatch(/, which has 2 instances of 'clerk'$/)
  })
})

/** A module alone: with each piece of work the power may change. */
const plant = (options: readonly number[], alone = true) => {
  const power = alone ? input(bool, { starts: false }) : bool
  return model({
    name: 'plant',
    state: { power, last: int(0, 2) },
    actions: {
      work: (s, choose) => {
        s.last = choose(options)
      },
    },
  })
}

describe('a path on which inputs change', () => {
  const { ways } = walked(plant([0, 1, 2]), [])
  const outcome = ways
    .find(({ action }) => action === 'work')
    ?.outcomes.find(({ choices, changes }) => choices[0] === 2 && changes.length === 2)
  const path = [{ action: 'work', choices: [2], picks: outcome?.picks ?? [] }]

  it('has them change in another design, too, where the choice stands at another place', () => {
    expect(walked(plant([0, 1, 2]), path).trace?.steps[0]?.state).toEqual({ power: true, last: 2 })
    expect(walked(plant([2, 1]), path).trace?.steps[0]?.state).toEqual({ power: true, last: 2 })
  })

  it('is refused where they cannot, and not taken without', () => {
    const { refused, trace } = walked(plant([2, 1], false), path)
    expect(trace?.steps).toEqual([])
    expect(refused).toEqual({ step: 1, message: "'work' cannot happen together with that change of an input" })
  })
})

describe('what cannot happen', () => {
  it('has a reason, and what can happen has none', () => {
    for (const path of [[], [step('clerk 0 serve')], [step('clerk 0 serve'), step('clerk 1 serve')]]) {
      for (const { outcomes, why } of walked(counter(2), path).ways) expect(why === undefined).toBe(outcomes.length > 0)
    }
  })

  it('has none where it fails, for then nobody knows', () => {
    const { ways } = walked(lamp, [step('', 1), step('press'), step('jump')])
    for (const { error, why } of ways) if (error !== undefined) expect(why).toBeUndefined()
  })
})
