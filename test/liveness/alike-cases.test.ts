/** Runs of alike processes that are known from the literature, or that were once decided wrongly. */
import { array, bool, type Fair, model, optional, process, ref, setOf, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { idsOf } from '../../src/language/ids.ts'
import { checkDesign } from '../../src/run/check.ts'
import type { SymmetryMode } from '../../src/run/reduction.ts'

/** The result of the only design; a property that is violated is not unexpected. */
async function checked(of: () => unknown, violated: readonly string[], symmetry: SymmetryMode) {
  const expected = Object.fromEntries(violated.map((name) => [name, 'violated'] as const))
  const made = spec({ name: 'm', model: of as never, designs: { only: { expect: expected as never } } })
  const result = await checkDesign(made, 'only', { symmetry })
  expect([result.error, result.complete]).toEqual([undefined, true])
  return result
}

const verdicts = ({ properties }: Awaited<ReturnType<typeof checked>>) =>
  Object.fromEntries(properties.map(({ name, verdict }) => [name, verdict]))

describe('two that overtake each other', () => {
  // the smallest model that is decided wrongly if a step that changes only the order is left out
  const overtaking = (fair: Fair) => () => {
    const Runner = ref('runner', 2)
    const state = { ahead: Runner }
    const runner = process(state, {
      instances: Runner,
      alike: true,
      fair,
      steps: {
        run: (s, me) => {
          if (s.ahead === me.id) return 'gone'
          s.ahead = me.id
          return 'run'
        },
      },
      terminal: ['gone'],
    })
    return model({
      name: 'overtaking',
      state,
      processes: { runner },
      init: (s, choose) => {
        s.ahead = choose(idsOf(Runner))
      },
      temporal: ({ eventually }) => ({
        'somebody leaves': eventually((s) => s.runner.some(({ at }) => at === 'gone')),
      }),
    })
  }

  it.each([true, 'strong'] as const)('need not leave, if fairness is %s', async (fair) => {
    const on = await checked(overtaking(fair), ['somebody leaves'], 'on')
    expect(on.symmetry).toMatchObject({ claim: 'proved', stored: 4 })
    expect(on.symmetry?.whole).toBeUndefined()
    const [{ counterexample } = {}] = on.properties
    // each overtakes the other once
    expect(counterexample?.loopAt).toBe(0)
    expect(counterexample?.steps.map(({ instance }) => instance)).toEqual([1, 0])
    const off = await checked(overtaking(fair), ['somebody leaves'], 'off')
    expect(off.properties[0]?.counterexample?.steps).toEqual(counterexample?.steps)
  })
})

/**
 * The one-bit algorithm without an order of the processes (tlaplus/tlaplus, OneBitMutex.tla). TLC says, over the orbits
 * of symmetry, that the first property is violated.
 */
const oneBitMutex = (instances: number) => () => {
  const P = ref('p', instances)
  const state = { x: array(P, bool) }
  const p = process(state, {
    instances: P,
    alike: true,
    fair: true,
    local: { unchecked: setOf(P), other: P },
    init: (me, choose) => {
      me.other = choose(idsOf(P))
    },
    steps: {
      ncs: { do: () => 'e1', fair: false },
      e1: (s, me) => {
        s.x[me.id] = true
        me.unchecked.clear()
        for (const id of idsOf(P)) if (id !== me.id) me.unchecked.add(id)
        return 'e2'
      },
      e2: (_, me, choose) => {
        if (me.unchecked.size === 0) return 'cs'
        me.other = choose(me.unchecked)
        me.unchecked.delete(me.other)
        return 'e3'
      },
      e3: (s, me) => (s.x[me.other] ? 'e4' : 'e2'),
      e4: (s, me) => {
        s.x[me.id] = false
        return 'e5'
      },
      e5: { when: (s, me) => s.x[me.other] === false, do: () => 'e1' },
      cs: () => 'f',
      f: (s, me) => {
        s.x[me.id] = false
        return 'ncs'
      },
    },
    resting: ['ncs'],
  })
  return model({
    name: 'one-bit mutex',
    state,
    processes: { p },
    invariants: { 'mutual exclusion': (s) => s.p.filter(({ at }) => at === 'cs').length <= 1 },
    temporal: ({ leadsTo, alwaysEventually }) => ({
      // while one is inside, no other can be
      CriticalSectionExits: leadsTo(
        (s) => s.p.some(({ at }) => at === 'cs'),
        (s) => s.p.every(({ at }) => at !== 'cs'),
      ),
      // there, each single process is asked about
      'StarvationFreedom of all together': leadsTo(
        (s) => s.p.some(({ at }) => at === 'e2'),
        (s) => s.p.some(({ at }) => at === 'cs'),
      ),
      'somebody is inside again and again': alwaysEventually((s) => s.p.some(({ at }) => at === 'cs')),
    }),
  })
}

describe('the one-bit mutex', () => {
  it.each([2, 3])('of %i processes', async (instances) => {
    const violated = ['StarvationFreedom of all together', 'somebody is inside again and again']
    const on = await checked(oneBitMutex(instances), violated, 'prove')
    const off = await checked(oneBitMutex(instances), violated, 'off')
    if (instances === 2) expect([on.states, on.symmetry?.stored]).toEqual([127, 68])
    expect(on.states).toBe(off.states)
    expect(verdicts(on)).toEqual(verdicts(off))
    expect(verdicts(on)).toMatchObject({
      CriticalSectionExits: 'holds',
      'StarvationFreedom of all together': 'violated',
    })
  })
})

describe('steps that prefer one of several alike instances', () => {
  // the step takes the first free slot: it leads to the same orbits from all permutations, but not to permuted states
  const slots = (fair: Fair | undefined, formula: boolean) => () => {
    const Slot = ref('slot', 3)
    const state = { used: setOf(Slot), last: optional(Slot) }
    const slot = process(state, {
      instances: Slot,
      alike: true,
      fair,
      steps: {
        wait: {
          when: (s, me) => s.used.has(me.id),
          do: (s, me) => {
            s.used.delete(me.id)
            return 'wait'
          },
        },
      },
    })
    return model({
      name: 'slots',
      state,
      processes: { slot },
      actions: {
        take: {
          when: (s) => s.used.size < 3,
          do: (s) => {
            const free = idsOf(Slot).find((id) => !s.used.has(id))
            if (free !== undefined) s.used.add(free)
          },
          fair: true,
        },
      },
      temporal: ({ alwaysEventually, canAlwaysReach }) => ({
        ...(formula ? { 'all are free again and again': alwaysEventually((s) => s.used.size === 0) } : {}),
        'all can be free': canAlwaysReach((s) => s.used.size === 0),
      }),
    })
  }

  it('leave alike instances in all orders if runs must be fair to each', async () => {
    const { symmetry, ...on } = await checked(slots(true, true), ['all are free again and again'], 'on')
    expect(symmetry?.whole).toEqual([
      {
        name: 'slot',
        why: "property 'all are free again and again' asks for runs that are fair to each instance, and some steps prefer one of several alike instances",
      },
    ])
    const off = await checked(slots(true, true), ['all are free again and again'], 'off')
    expect(verdicts(on as typeof off)).toEqual(verdicts(off))
    expect(on.states).toBe(off.states)
  })

  it('do not matter otherwise: the run goes round until the real state comes back', async () => {
    const on = await checked(slots(undefined, true), ['all are free again and again'], 'on')
    expect(on.symmetry).toMatchObject({ stored: 4, countsUnknown: expect.stringContaining('prefer one') })
    const off = await checked(slots(undefined, true), ['all are free again and again'], 'off')
    expect(verdicts(on)).toEqual(verdicts(off))
    const without = await checked(slots(true, false), [], 'on')
    expect(without.symmetry?.whole).toBeUndefined()
    expect(verdicts(without)).toMatchObject({ 'all can be free': 'holds' })
  })
})
