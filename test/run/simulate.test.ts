import { int, model, oneOf, process as processOf, type Spec, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { biasNames } from '../../src/engine/simulate/biases.ts'
import { modelOf } from '../../src/language/spec.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import type { Result } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { type SimulateOptions, simulateDesign } from '../../src/run/simulate.ts'
import { replay, toCounterexample } from '../../src/trace/counterexample.ts'

const state = { clock: int(0, 2 ** 30), held: oneOf('free', 'a', 'b'), broken: int(0, 1) }

/** Clients of a lock whose clock never repeats a state: far more than can be explored. `torn`: two can hold it. */
const lock = ({ clients = 4, torn = true } = {}) => {
  const client = processOf(state, {
    instances: clients,
    local: { turns: int(0, 255) },
    steps: {
      wait: (s, me) => {
        s.clock = (s.clock * 5 + me.turns + 1) % 2 ** 30
        me.turns = (me.turns + 1) % 256
        return 'take'
      },
      take: {
        when: (s) => torn || s.held === 'free',
        do: (s) => {
          if (s.held !== 'free') s.broken = 1
          s.held = 'a'
          return 'give'
        },
      },
      give: (s) => {
        s.held = 'free'
        return 'wait'
      },
    },
  })
  return model({
    name: 'lock',
    state,
    processes: { client },
    actions: { never: { when: (s) => s.held === 'b', do: () => {} } },
    invariants: { 'one holds it': (s) => s.broken === 0 },
    steps: { 'it stays broken': (before, after) => after.broken >= before.broken },
    reachable: { 'somebody holds it': (s) => s.held === 'a', 'b holds it': (s) => s.held === 'b' },
    temporal: ({ eventually, canAlwaysReach, reachableInOrder }) => ({
      'it gets held': eventually((s) => s.held === 'a'),
      'it gets free': canAlwaysReach((s) => s.held === 'free'),
      'taken, then given': reachableInOrder({ taken: (s) => s.held === 'a', given: (s) => s.held === 'free' }),
    }),
  })
}

const locks = spec({
  name: 'lock',
  model: lock,
  designs: { torn: { expect: { 'one holds it': 'violated' } }, whole: { params: { torn: false } } },
})

const walked = (design: string, options: Partial<SimulateOptions> = {}, designs: Spec = locks) =>
  simulateDesign(designs, design, { seed: 1, walks: 20, depth: 50, ...options })
const verdicts = ({ properties }: Result) => Object.fromEntries(properties.map(({ name, verdict }) => [name, verdict]))
const timeless = (result: Result) => ({ ...result, seconds: 0, bytesPerState: 0 })

describe('simulateDesign', () => {
  it('finds a planted bug in a space that is too large to be explored, by any bias', async () => {
    const { complete, limit } = await checkDesign(locks, 'whole', { maxStates: 5000 })
    expect([complete, limit]).toEqual([false, 'states'])
    for (const bias of biasNames) {
      const result = await walked('torn', { bias })
      const found = result.properties.find(({ name }) => name === 'one holds it')
      expect(found).toMatchObject({ verdict: 'violated', ok: true })
      // two clients wait and take: nothing else is needed
      expect(found?.counterexample?.steps.map(({ name }) => name).sort()).toEqual(['take', 'take', 'wait', 'wait'])
      expect(found?.counterexample?.found).toBe('simulation')
    }
  })

  it('knows nothing of what no walk shows, and says why of nothing that was expected', async () => {
    const result = await walked('torn')
    expect(verdicts(result)).toEqual({
      'one holds it': 'violated',
      'it stays broken': 'unknown',
      'somebody holds it': 'holds',
      'b holds it': 'unknown',
      'it gets held': 'unknown',
      'it gets free': 'unknown',
      'taken, then given': 'holds',
      'no deadlock': 'unknown',
    })
    expect(result.complete).toBe(false)
    const order = result.properties.find(({ name }) => name === 'taken, then given')
    expect(order?.witness?.milestones?.map(({ name }) => name)).toEqual(['taken', 'given'])
    expect(order?.witness?.steps).toHaveLength(3)
    expect(result.properties.every(({ counterexample }) => counterexample?.why === undefined)).toBe(true)
    const wrong = await walked('whole', { params: { torn: true } })
    expect(wrong.properties[0]?.counterexample?.why?.parts).not.toEqual([])
  })

  it('finds only what replays', async () => {
    const { model: built } = modelOf(locks, 'torn')
    for (let seed = 0; seed < 10; seed++) {
      const result = await walked('torn', { seed })
      for (const property of result.properties) {
        if (property.verdict === 'unknown') continue
        const stored = toCounterexample(result, property, { name: 'allways', version: '0' })
        expect(stored.found).toBe('simulation')
        expect(replay(locks, stored)).toMatchObject({ ok: true, trace: { found: 'simulation' } })
      }
    }
    expect(interpreter(built).initials()).toHaveLength(1)
  })

  it('takes the same walks by the same seed, and others by another', async () => {
    const options = { properties: ['no deadlock'], walks: 30 }
    for (const bias of biasNames) {
      const [one, again, other] = [
        await walked('torn', { ...options, bias, seed: 3 }),
        await walked('torn', { ...options, bias, seed: 3 }),
        await walked('torn', { ...options, bias, seed: 4 }),
      ]
      expect(timeless(again)).toEqual(timeless(one))
      expect(timeless(other).actions).not.toEqual(timeless(one).actions)
    }
  })

  it('counts what it has covered', async () => {
    const { simulation, states, transitions, depth, actions } = await walked('torn', { walks: 10 })
    expect(simulation).toMatchObject({ seed: 1, bias: 'uniform', walks: 10, maxDepth: 50, steps: 500, stopped: 0 })
    expect(simulation?.neverEnabled).toEqual(['never'])
    expect(depth).toBe(50)
    expect(actions.reduce((sum, { taken }) => sum + taken, 0)).toBe(500)
    // every client can do something in every state, and nearly all that is seen is new
    expect(transitions).toBe(500 * 4)
    expect(states).toBeGreaterThan(0.7 * transitions)
    expect(simulation?.lately.newStates).toBeGreaterThan(0.7 * (simulation?.lately.successors ?? 0))
    expect(simulation?.countedSteps).toBe(undefined)
  })

  it('goes on where it can tell no more states apart, and says how far they were counted', async () => {
    const whole = await walked('torn', { walks: 5000 })
    const { simulation, states, properties } = await walked('torn', { walks: 5000, maxMemoryBytes: 1 })
    expect(simulation?.steps).toBe(whole.simulation?.steps)
    expect(simulation?.countedSteps).toBeGreaterThan(0)
    expect(simulation?.countedSteps).toBeLessThan(simulation?.steps ?? 0)
    expect(states).toBeLessThan(whole.states)
    expect(properties).toEqual(whole.properties)
  })

  it('ends early where all is decided that a walk can decide', async () => {
    const { simulation } = await walked('torn', { walks: 1000, properties: ['one holds it', 'it gets held'] })
    expect(simulation?.walks).toBeLessThan(1000)
    const none = await walked('torn', { walks: 10, properties: ['it gets held'] })
    expect(none.simulation?.walks).toBe(10)
  })

  it('ends at a time limit, and when it is told to', async () => {
    const { limit, simulation } = await walked('whole', { walks: 1e9, maxSeconds: 0.5 })
    expect(limit).toBe('seconds')
    expect(simulation?.steps).toBeGreaterThan(0)
    const controller = new AbortController()
    const onProgress = () => controller.abort()
    expect(await walked('whole', { walks: 1e9, signal: controller.signal, onProgress })).toMatchObject({
      limit: 'interrupted',
    })
  })

  const stairs = (edge: number) => {
    const own = { at: int(0, 9), noise: int(0, 1000) }
    return spec({
      name: 'stairs',
      model: () =>
        model({
          name: 'stairs',
          state: own,
          processes: {
            walker: processOf(own, {
              steps: {
                up: {
                  when: (s) => s.at < edge,
                  do: (s) => {
                    s.at++
                  },
                },
              },
            }),
            // a part that this design leaves out
            other: processOf(own, { instances: 0, steps: { rest: () => {} } }),
          },
          faults: {
            hiss: {
              budget: 3,
              do: (s) => {
                s.noise++
              },
            },
          },
        }),
      designs: { only: {} },
    })
  }

  it('comes to a deadlock, though faults may still happen there', async () => {
    const result = await walked('only', { walks: 3 }, stairs(4))
    expect(verdicts(result)).toEqual({ 'no deadlock': 'violated' })
    expect(result.properties[0]?.counterexample?.steps.map(({ name }) => name)).toEqual(['up', 'up', 'up', 'up'])
    expect(result.simulation).toMatchObject({ deadlocks: 1, stopped: 1, walks: 1 })
  })

  it('tells where the model fails, by those steps alone that lead there', async () => {
    const { error } = await walked('only', { walks: 3, seed: 2 }, stairs(10))
    expect(error).toMatchObject({ code: 'value-out-of-range', step: 'walker up' })
    expect(error?.trace?.steps.map(({ name }) => name)).toEqual(new Array(9).fill('up'))
  })

  it('says that there is no way to begin', async () => {
    const empty = spec({
      name: 'empty',
      model: () =>
        model({
          name: 'empty',
          state: { x: int(0, 1) },
          init: (s, choose) => {
            s.x = choose<number>([])
          },
        }),
      designs: { only: {} },
    })
    expect((await walked('only', {}, empty)).error?.code).toBe('no-initial-state')
  })
})
