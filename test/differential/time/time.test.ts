import { describe, expect, it } from 'vitest'
import { compile } from '../../../src/engine/compile/program.ts'
import type { Model } from '../../../src/language/model.ts'
import { spec } from '../../../src/language/spec.ts'
import type { Plain } from '../../../src/plain.ts'
import { interpreter } from '../../../src/reference/interpret.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { describeTime, readable, type TimeDescription, tapeOf } from './description.ts'
import { exploreUnits } from './naive-time.ts'
import { timedModel } from './to-model.ts'

// biome-ignore lint/suspicious/noExplicitAny: a plain state
type Any = any

const runs = Number(process.env.TIMED_MODELS ?? 100)
const first = Number(process.env.SEED ?? 1)

/** The part of a state that the model with timers can read. */
function textOf(of: TimeDescription, state: Any): string {
  const left = (at: Any, i: number): number | null => {
    const there = at[`t${i}`]
    switch (of.timers[i]?.place) {
      case 'struct':
        return there.of
      case 'array':
        return there[1].of
      case 'map':
        return there[0]?.[1].of ?? null
      case 'optional':
        return there?.of ?? null
      default:
        return there
    }
  }
  const instances: Any[] = of.instances === 0 ? [] : state.node
  const all = of.timers.map((timer, i) => [timer, i] as const)
  return readable(
    [
      ...all.filter(([{ place }]) => place !== 'local').map(([timer, i]) => [timer, left(state, i)] as const),
      ...instances.flatMap((me) =>
        all.filter(([{ place }]) => place === 'local').map(([timer, i]) => [timer, left(me, i)] as const),
      ),
    ],
    [
      [state.x, state.y],
      instances.map(({ at }) => Number(at.slice(1))),
      of.faults.map((_, i) => state.faults[`fault ${i}`]),
    ],
  )
}

/** Explores a model in both executions, which must agree at each state. */
function explored(of: TimeDescription, model: Model) {
  const program = compile(model)
  const reference = interpreter(model)
  const [start] = reference.initials()
  const known = new Map<string, Plain>([[JSON.stringify(start?.state), start?.state as Plain]])
  const states = new Set<string>()
  const steps = new Set<string>()
  for (const [, state] of known) {
    const slow = reference.successors(state)
    const fast: unknown[] = []
    program.codec.encode(state, program.register)
    program.each((action, picks) => fast.push([action, picks, program.codec.decode(program.register)]))
    expect(fast).toEqual(slow.map(({ action, picks, state }) => [action, picks, state]))
    expect(program.mayRest()).toBe(reference.mayRest(state))
    const from = textOf(of, state)
    states.add(from)
    for (const { action, state: next } of slow) {
      const { kind, name, instance } = model.actions[action] as Model['actions'][0]
      const what = kind === 'step' ? `step ${instance}` : name
      const to = textOf(of, next)
      if (from !== to) steps.add(`${from} ${what} ${to}`)
      known.set(JSON.stringify(next), next)
    }
  }
  return { states, steps, size: known.size }
}

const checked = (model: Model) => checkDesign(spec({ name: 'timed', model: () => model, designs: { one: {} } }), 'one')

const verdicts = async (model: Model) => {
  const { properties, error } = await checked(model)
  expect(error).toBe(undefined)
  return Object.fromEntries(properties.map(({ name, verdict }) => [name, verdict]))
}

describe('random models with timers', () => {
  it('reach exactly what they reach unit by unit, in both executions', { timeout: 600_000 }, () => {
    let jumped = 0
    let deadlocks = 0
    for (let seed = first; seed < first + runs; seed++) {
      const of = describeTime(tapeOf(seed))
      const units = exploreUnits(of, 4000)
      if (units === undefined) continue
      const { states, steps, size } = explored(of, timedModel(of, 'timers'))
      expect({ seed, states: [...states].sort() }).toEqual({ seed, states: [...units.states].sort() })
      expect({ seed, steps: [...steps].sort() }).toEqual({ seed, steps: [...units.steps].sort() })
      expect(size).toBeLessThanOrEqual(units.size)
      if (size < units.size) jumped++
      if (units.hasDeadlock) deadlocks++
    }
    expect(jumped).toBeGreaterThan(runs / 10)
    expect(deadlocks).toBeGreaterThan(runs / 20)
  })

  it('take the shortest and longest times that they take unit by unit', { timeout: 600_000 }, async () => {
    const found: unknown[] = []
    // few of them ever get from the one predicate to the other
    for (let seed = first; seed < first + 2 * runs; seed++) {
      const { bound, ...of } = describeTime(tapeOf(seed))
      const units = exploreUnits({ ...of, bound: undefined }, 1500)
      if (units === undefined) continue
      const { properties, error } = await checked(timedModel({ ...of, bound: undefined }, 'measured'))
      expect({ seed, error }).toEqual({ seed, error: undefined })
      const [shortest, longest] = properties
      const { least, most } = units.times
      expect({ seed, least: shortest?.value }).toEqual({ seed, least })
      expect({ seed, most: longest?.verdict === 'violated' ? Infinity : longest?.value }).toEqual({ seed, most })
      found.push(least === undefined ? 'never' : least > 0 ? 'takes time' : 'at once')
      if (most !== undefined) found.push(most === Infinity ? 'endless' : most > 0 ? 'bounded' : 'no time')
      // as the property with a bound: its timer moves where nothing else does
      const late = bound === undefined ? undefined : exploreUnits({ ...of, bound }, 4000)?.isLate
      if (late !== undefined) expect({ seed, late }).toEqual({ seed, late: (most ?? 0) > (bound as number) })
    }
    for (const one of ['never', 'takes time', 'at once', 'endless', 'bounded', 'no time']) {
      expect([one, found.filter((other) => other === one).length > runs / 100]).toEqual([one, true])
    }
  })

  it('get the verdicts of the same models with numbers and a tick', { timeout: 600_000 }, async () => {
    let violated = 0
    const late: unknown[] = []
    for (let seed = first; seed < first + runs; seed++) {
      const of = describeTime(tapeOf(seed))
      const units = exploreUnits(of, 4000)
      if (units === undefined) continue
      const { 'no deadlock': noDeadlock, ...fast } = await verdicts(timedModel(of, 'timers'))
      const { 'no deadlock': _, ...slow } = await verdicts(timedModel(of, 'numbers'))
      expect({ seed, ...fast }).toEqual({ seed, ...slow })
      if (of.bound !== undefined) {
        late.push(fast['in time'])
        expect({ seed, inTime: fast['in time'] }).toEqual({ seed, inTime: units.isLate ? 'violated' : 'holds' })
      }
      expect({ seed, noDeadlock }).toEqual({ seed, noDeadlock: units.hasDeadlock ? 'violated' : 'holds' })
      violated += Object.values(fast).filter((verdict) => verdict === 'violated').length
    }
    expect(violated).toBeGreaterThan(runs / 2)
    for (const verdict of ['holds', 'violated']) {
      expect(late.filter((one) => one === verdict).length).toBeGreaterThan(runs / 20)
    }
  })
})
