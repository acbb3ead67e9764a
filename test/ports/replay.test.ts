import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type Call, type Interfaces, type Ports, ports } from '../../src/ports/ports.ts'
import { Random } from '../fuzz/random.ts'
import { Lock, type Part, randomPart, runTask, Store } from './programs.ts'

const names = ['enactor', 'planner', 'cleanup'] as const
const sleep = (ms: number) => new Promise((resume) => setTimeout(resume, ms))

/** Each call waits before it is made: a request on its way. The order of calls is the order of their effects. */
function slowThere<T extends object>(target: T, random: Random, under: { way: number }): T {
  return new Proxy(target, {
    get: (_, key) => {
      const method = Reflect.get(target, key) as (...args: unknown[]) => Promise<unknown>
      return async (...args: unknown[]) => {
        under.way++
        await sleep(random.below(3))
        try {
          return await method(...args)
        } finally {
          under.way--
        }
      }
    },
  })
}

/** Each call waits after its effect: an answer on its way. */
function slowBack(target: Store, random: Random, under: { way: number }): Store {
  return new Proxy(target, {
    get: (_, key) => {
      const method = Reflect.get(target, key) as (...args: unknown[]) => Promise<unknown>
      return async (...args: unknown[]) => {
        const result = Reflect.apply(method, target, args).then(
          (value) => () => value,
          (error: unknown) => () => {
            throw error
          },
        )
        under.way++
        await sleep(random.below(3))
        under.way--
        return (await result)()
      }
    },
  })
}

interface Ran {
  readonly calls: readonly Call[]
  readonly results: ReadonlyMap<string, unknown>
  readonly stores: unknown
}

/** The end of a run, as plain data that can be compared. */
function ran(gates: Ports, results: ReadonlyMap<string, unknown>, stores: readonly Store[]): Ran {
  const calls = gates.calls.map(({ by, name, args, outcome }) => {
    if (outcome === undefined) return { by, name, args }
    return 'error' in outcome
      ? { by, name, args, outcome: { error: (outcome.error as Error).message } }
      : { by, name, args, outcome }
  })
  return { calls, results, stores: stores.map(({ values }) => values) }
}

/** Runs the tasks without gates. */
async function freely(parts: readonly Part[], random: Random, apart: boolean): Promise<Ran> {
  const stores = [new Store(), new Store()] as const
  const under = { way: 0 }
  const [a, b] = stores
  const inner = apart ? { a: slowBack(a, random, under), b: slowBack(b, random, under) } : { a, b }
  const gates = ports(inner, { gated: false })
  const { through } = gates
  const world = apart ? through : { a: slowThere(through.a, random, under), b: slowThere(through.b, random, under) }
  const results = start(gates, parts, world, apart)
  while (gates.tasks.some(({ ended }) => !ended) || under.way > 0) await sleep(2)
  await sleep(0)
  gates.close()
  expect(gates.troubles).toEqual([])
  return ran(gates, results, stores)
}

/** Lets the calls through in the given order. */
async function gated(parts: readonly Part[], order: readonly Call[], apart: boolean): Promise<Ran> {
  const stores = [new Store(), new Store()] as const
  const [a, b] = stores
  const gates = ports({ a, b }, { limitMs: 30_000 })
  const results = start(gates, parts, gates.through, apart)
  await gates.rest()
  for (const { by, name, args } of order) {
    const task = gates.tasks.find((one) => one.name === by)
    const call = task?.waiting.find((one) => one.name === name && isDeepStrictEqual(one.args, args))
    if (call === undefined) {
      const stands = task?.waiting.map((one) => `${one.name}(${one.args.join()})`).join(' ')
      throw new Error(`${by} does not call ${name}(${args.join()}), but ${stands}; ended: ${task?.ended}`)
    }
    await gates.proceed(call)
  }
  expect(gates.tasks.flatMap(({ waiting }) => waiting)).toEqual([])
  expect(gates.tasks.filter(({ ended }) => !ended)).toEqual([])
  gates.close()
  expect(gates.troubles).toEqual([])
  return ran(gates, results, stores)
}

function start(gates: Ports<Interfaces>, parts: readonly Part[], world: { a: Store; b: Store }, apart: boolean) {
  const results = new Map<string, unknown>()
  const locks = [new Lock(), new Lock()]
  for (const [i, part] of parts.entries()) {
    const process = names[i % 3] as string
    gates.task(process, i, async () => {
      results.set(`${process} ${i}`, await runTask(part, { ...world, locks }, apart))
    })
  }
  return results
}

describe('the order of calls of a run without gates, let through the gates, gives the same calls and results', () => {
  const runs = 1000
  /** Systems that run at the same time. They must not know of each other. */
  const atOnce = 50

  it(`in ${runs} runs of random programs with random latencies`, async () => {
    const seeds = Array.from({ length: runs }, (_, i) => i + 1)
    const seen = { calls: 0, most: 0, failed: 0, switches: 0 }
    const one = async (seed: number) => {
      const random = new Random(seed)
      const apart = seed % 4 === 0
      const parts = Array.from({ length: 1 + random.below(4) }, (_, i) => randomPart(random, `p${i}`, apart))
      const first = await freely(parts, random, apart)
      const second = await gated(parts, first.calls, apart)
      expect(second, `seed ${seed}`).toEqual(first)
      seen.calls += first.calls.length
      seen.most = Math.max(seen.most, first.calls.length)
      seen.failed += first.calls.filter(({ outcome }) => outcome !== undefined && 'error' in outcome).length
      seen.switches += first.calls.filter(({ by }, i) => i > 0 && by !== first.calls[i - 1]?.by).length
    }
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) await one(seed)
      }),
    )
    // the programs are such that an order can be wrong
    expect(seen.calls).toBeGreaterThan(8 * runs)
    expect(seen.most).toBeGreaterThan(50)
    expect(seen.failed).toBeGreaterThan(runs / 2)
    expect(seen.switches).toBeGreaterThan(runs)
  })
})
