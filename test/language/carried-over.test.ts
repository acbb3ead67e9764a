import { env } from 'node:process'
import { bool, compose, input, int, type Model, model, process, spec } from 'allways'
import { expect, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: modules are made at random
type Any = any

/** How many pairs or triples of modules; more by hand: `COMPOSITIONS=10000 npx vitest run test/model/carried-over`. */
const count = Number(env.COMPOSITIONS ?? 30)

function randomOf(seed: number) {
  let at = seed >>> 0
  const next = () => {
    at = (at + 0x6d2b79f5) >>> 0
    let t = Math.imul(at ^ (at >>> 15), at | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return { below, chance: (p: number) => next() < p, of: <T>(list: readonly T[]): T => list[below(list.length)] as T }
}
type Random = ReturnType<typeof randomOf>

/** A table over all values of some variables, each below 2. */
function tableOf<T>(names: readonly string[], value: () => T): (s: Any) => T {
  const table = Array.from({ length: 2 ** names.length }, value)
  return (s) => table[names.reduce((sum, name) => sum * 2 + Number(s[name]), 0)] as T
}

/** A module with inputs, own variables, actions, a process, faults, fairness, and properties of all kinds that carry over. */
function moduleOf(random: Random): () => Model {
  const inputs = ['in', 'more'].slice(0, 1 + random.below(2))
  const own = ['x', 'y'].slice(0, 1 + random.below(2))
  const all = [...inputs, ...own]
  const state = Object.fromEntries([
    ...inputs.map((name) => [name, input(random.chance(0.5) ? bool : int(0, 1))]),
    ...own.map((name) => [name, int(0, 1)]),
  ]) as Any
  const effect = () => {
    const variable = random.of(own)
    const table = tableOf(all, () => random.below(2))
    return (s: Any) => {
      s[variable] = table(s)
    }
  }
  const guard = () => tableOf(all, () => random.chance(0.6))
  const predicate = (bias: number) => tableOf(all, () => random.chance(bias))
  const fair = () => random.of([undefined, undefined, true, 'strong'])
  const initial = own.map((name) => [name, tableOf(inputs, () => random.below(2))] as const)
  const reads = random.chance(0.5)
  const worker = process(state, {
    steps: { one: { when: guard(), do: (s: Any) => move(s) }, two: { when: guard(), do: effect() } },
    fair: fair(),
  } as Any)
  const [step, back] = [effect(), random.chance(0.5)]
  const move = (s: Any) => {
    step(s)
    return back ? 'two' : undefined
  }
  const relation = (bias: number) => {
    const table = tableOf(all, () => tableOf(all, () => random.chance(bias)))
    return (before: Any, after: Any) => table(before)(after)
  }
  const temporal = (t: Any) => {
    const formula = (depth: number): Any => {
      if (depth === 0 || random.chance(0.2))
        return random.chance(0.7) ? predicate(0.7) : t.not(t.taken(random.of(['go', 'worker', 'worker one'])))
      const inner = () => formula(depth - 1)
      return random.of([
        () => t.always(inner()),
        () => t.eventually(inner()),
        () => t.leadsTo(predicate(0.3), inner()),
        () => t.until(inner(), inner()),
        () => t.weakUntil(inner(), inner()),
        () => t.release(inner(), inner()),
        () => t.or(inner(), inner()),
        () => t.and(inner(), inner()),
      ])()
    }
    return Object.fromEntries(Array.from({ length: 3 }, (_, i) => [`run ${i}`, t.or(formula(2))]))
  }
  const options = {
    name: 'module',
    state,
    processes: { worker },
    actions: { go: { when: guard(), do: effect(), fair: fair() } },
    faults: random.chance(0.5) ? { slip: { budget: 1, do: effect() } } : {},
    init: (s: Any) => {
      if (reads) for (const [name, table] of initial) s[name] = table(s)
    },
    fair: random.of([undefined, true]),
    invariants: Object.fromEntries([0.9, 0.95, 0.98, 0.99].map((bias, i) => [`invariant ${i}`, predicate(bias)])),
    steps: Object.fromEntries([0.95, 0.98, 0.99, 0.995].map((bias, i) => [`step ${i}`, relation(bias)])),
  } as Any
  const made = model({ ...options, temporal })
  return () => made as Any
}

/** Modules wired to each other at random, with feedback and in any order; inputs may stay free. */
function compositionOf(random: Random, modules: readonly (() => Any)[]): () => Model {
  const names = modules.map((_, i) => `m${i}`)
  const order = [...names].sort(() => (random.chance(0.5) ? 1 : -1))
  const wires = names.map((name, i) => {
    const inputs = modules[i]?.().inputs as { name: string; type: Any }[]
    const wired = inputs.flatMap(({ name: own, type }) => {
      if (random.chance(0.15)) return []
      const source = random.below(names.length)
      const fields = Object.keys(modules[source]?.().state.fields)
      const field = random.of(fields)
      const table = Array.from({ length: 2 }, () => (type.kind === 'bool' ? random.chance(0.5) : random.below(2)))
      return [[own, (s: Any) => table[Number(s[names[source] as string][field])]]]
    })
    return [name, Object.fromEntries(wired)]
  })
  return () =>
    compose({
      name: 'all',
      modules: Object.fromEntries(order.map((name) => [name, modules[names.indexOf(name)]?.()])),
      wire: Object.fromEntries(wires),
    } as Any)
}

const verdictsOf = async (of: () => Any) => {
  const { error, properties } = await checkDesign(spec({ name: 'x', model: of, designs: { only: {} } }), 'only')
  return { error, properties }
}

it(`what holds of a module alone, and is not marked as alone, holds in every composition (${count} compositions)`, async () => {
  const tally = { held: 0, kinds: new Map<string, number>(), circles: 0, compositions: 0 }
  for (let seed = 1; seed <= count; seed++) {
    const random = randomOf(seed)
    const modules = Array.from({ length: 2 + random.below(2) }, () => moduleOf(random))
    const alone = await Promise.all(modules.map(verdictsOf))
    for (const one of alone) expect(one.error, `seed ${seed}`).toBeUndefined()
    const { error, properties } = await verdictsOf(compositionOf(random, modules))
    if (error !== undefined) {
      expect(['wire-cycle', 'init-cycle'], `seed ${seed}: ${error.message}`).toContain(error.code)
      tally.circles++
      continue
    }
    tally.compositions++
    for (const [i, one] of alone.entries()) {
      for (const { name, kind, verdict, alone } of one.properties) {
        if (verdict !== 'holds' || alone) continue
        tally.held++
        tally.kinds.set(kind, (tally.kinds.get(kind) ?? 0) + 1)
        const composed = properties.find((other) => other.name === `m${i}: ${name}`)
        expect(composed?.verdict, `seed ${seed}: '${name}' of m${i}`).toBe('holds')
      }
    }
  }
  // the modules are not so that nothing holds of them, or everything
  expect(tally.compositions).toBeGreaterThan(count / 3)
  expect(tally.circles).toBeGreaterThan(0)
  expect(tally.held).toBeGreaterThan(count * 2)
  expect(Object.fromEntries(tally.kinds)).toMatchObject({ invariant: expect.anything(), step: expect.anything() })
}, 300_000)
