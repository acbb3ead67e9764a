import { array, bool, compose, input, int, model, optional, process, queue, setOf, struct } from 'allways'
import { describe, expect, it } from 'vitest'
import ec2Leases from '../../specs/ec2-leases.model.ts'
import networkManager from '../../specs/network-manager.model.ts'
import nlbHealth from '../../specs/nlb-health.model.ts'
import type { Model } from '../../src/language/model.ts'
import { modelOf, type Spec, spec } from '../../src/language/spec.ts'
import type { Plain } from '../../src/plain.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import { checkDesign } from '../../src/run/check.ts'

/**
 * A module alone, by its definition: from each outcome of an own step that changes something, each input in turn stays
 * or changes as its own action does it. The steps are those of the reference without anything joint.
 */
function spaceOf(whole: Model) {
  const apart: Model = {
    ...whole,
    actions: whole.actions.map(({ joint: _, ...action }) => action),
  }
  const reference = interpreter(apart)
  const changes = apart.actions.flatMap(({ input }, i) => (input === undefined ? [] : [i]))
  const key = (state: Plain) => JSON.stringify(state)
  const besides = (state: Plain, inputs: readonly number[]): Plain[] =>
    inputs.reduce<Plain[]>(
      (states, action) => states.flatMap((one) => [one, ...reference.outcomes(one, action).map(({ state }) => state)]),
      [state],
    )
  const successors = (state: Plain) =>
    reference.successors(state).flatMap(({ action, state: next }) => {
      const rest = changes.includes(action) ? changes.slice(changes.indexOf(action) + 1) : changes
      return key(next) === key(state) ? [next] : besides(next, rest)
    })
  let level = [...new Map(reference.initials().map(({ state }) => [key(state), state])).values()]
  const seen = new Set(level.map(key))
  const levels: Plain[][] = []
  let transitions = 0
  const broken = new Map<string, number>()
  const judge = (name: string, depth: number) => broken.set(name, Math.min(depth, broken.get(name) ?? depth))
  while (level.length > 0) {
    const next: Plain[] = []
    const depth = levels.push(level) - 1
    for (const state of level) {
      for (const property of apart.properties) {
        if (property.kind === 'invariant' && !reference.holds(property, state)) judge(property.name, depth)
        if (property.kind === 'reachable' && reference.holds(property, state)) judge(property.name, depth)
      }
      for (const to of successors(state)) {
        transitions++
        for (const property of apart.properties) {
          if (property.kind === 'step' && !reference.holds(property, to, state)) judge(property.name, depth + 1)
        }
        if (seen.has(key(to))) continue
        seen.add(key(to))
        next.push(to)
      }
    }
    level = next
  }
  return { states: seen.size, transitions, depth: levels.length - 1, lengths: Object.fromEntries(broken) }
}

const found = async (of: Spec, design: string) => {
  const { error, states, transitions, depth, properties } = await checkDesign(of, design, { exhaustive: true })
  expect(error).toBeUndefined()
  const lengths = properties.flatMap(({ name, kind, counterexample, witness }) => {
    const trace = kind === 'reachable' ? witness : kind === 'invariant' || kind === 'step' ? counterexample : undefined
    return trace === undefined ? [] : [[name, trace.steps.length] as const]
  })
  return { states, transitions, depth, lengths: Object.fromEntries(lengths) }
}

const two = () => {
  const state = {
    a: input(int(0, 2), { changes: 2 }),
    b: input(bool, { starts: false }),
    c: input(optional(bool), { starts: null, changes: 1 }),
    d: input(bool, { changes: 0 }),
    n: int(0, 2),
  }
  const worker = process(state, {
    local: { seen: int(0, 2) },
    steps: {
      look: (s, me, choose) => {
        me.seen = choose([s.a, s.n])
        return s.b ? 'act' : undefined
      },
      act: (s, me) => {
        s.n = me.seen
        return 'look'
      },
    },
    faults: {
      crash: {
        budget: 2,
        do: (_, me) => {
          me.seen = 0
          return 'look'
        },
      },
    },
  })
  return model({
    name: 'two',
    state,
    processes: { worker },
    invariants: { small: (s) => s.n < 2 || s.c === null },
    steps: { calm: (x, y) => x.a === y.a || x.n === y.n },
    reachable: { apart: (s) => s.n === 2 && s.a === 0 && s.c === true },
  })
}

describe('the transitions of a module alone are those of its steps with any changes of its inputs besides', () => {
  it.each<[string, Spec]>([
    ['only', spec({ name: 'two', model: two, designs: { only: {} } })],
    ['short outage', ec2Leases],
    ['recommended', networkManager],
    ['as deployed, new checkers', nlbHealth],
    ['recommended', nlbHealth],
  ])('%s', async (design, of) => {
    expect(await found(of, design)).toEqual(spaceOf(modelOf(of, design).model))
  })
})

// biome-ignore lint/suspicious/noExplicitAny: states of every type
type Any = any

/** A change in a step, and a wire that reads it when an input without a wire changes in the same transition. */
const read: readonly (readonly [string, Any, (s: Any) => void, (s: Any) => void, (n: Any) => number])[] = [
  ['an array', array(1, int(0, 2)), (s) => s.c.fill(1), (s) => (s.c[0] = 0), (n) => n.c[0]],
  ['an array that is replaced', array(2, int(0, 2)), () => {}, (s) => (s.c = [2, s.c[0]]), (n) => n.c[0] + n.c[1]],
  ['an array that counts', array(2, int(0, 2)), () => {}, (s) => (s.c[1] = (s.c[1] + 1) % 3), (n) => n.c[1]],
  [
    'an array in a struct',
    struct({ v: array(3, bool) }),
    () => {},
    (s) => (s.c.v[1] = !s.c.v[1]),
    (n) => n.c.v.filter(Boolean).length,
  ],
  [
    'arrays in an array',
    array(2, struct({ v: array(2, int(0, 2)) })),
    () => {},
    (s) => (s.c[1].v[0] = (s.c[1].v[0] + 1) % 3),
    (n) => n.c[0].v[0] + n.c[1].v[0],
  ],
  ['a queue', queue(int(0, 2), 2), (s) => s.c.push(1), (s) => s.c.assign([2]), (n) => [...n.c][0]],
  ['a set', setOf(int(0, 2)), (s) => s.c.add(1), (s) => s.c.clear(), (n) => n.c.size],
]

describe('a wire that is computed again after such a change reads what the step has made of', () => {
  it.each(read)('%s', async (_, type, init, act, wire) => {
    const make = (): Any => {
      const state = { c: type, a: input(int(0, 3)), b: input(int(0, 1)), d: int(0, 1) }
      const step = (s: Any) => {
        act(s)
        s.d = 1 - s.d
      }
      const module = () => model({ name: 'n', state, init, actions: { act: step } } as Any)
      const wires = { n: { a: (s: Any) => (wire(s.n) + s.n.b) % 4 }, m: { a: (s: Any) => s.n.a } }
      const kept = (s: Any) => s.n.a === (wire(s.n) + s.n.b) % 4 && s.m.a === s.n.a
      return compose({
        name: 'c',
        modules: { n: module(), m: module() },
        wire: wires,
        invariants: { kept },
      } as Any)
    }
    const { error, properties } = await checkDesign(spec({ name: 'c', model: make, designs: { only: {} } }), 'only')
    expect(error).toBeUndefined()
    expect(properties.find(({ name }) => name === 'kept')?.verdict).toBe('holds')
  })
})
