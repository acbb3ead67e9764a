import { AssertionError } from 'node:assert'
import { cpSync } from 'node:fs'
import { bool, int, model, optional, spec } from 'allways'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { schedules, underTest } from '../../src/adapters/fast-check.ts'
import { driver, ports } from '../../src/conform/api.ts'
import { UsageError } from '../../src/errors.ts'
import { folderOf } from '../cli/run.ts'
import { interpreted } from '../conform/interpreted.ts'
import { conformMutant, modelFor, mutantOf } from '../conform/random-drift.ts'
import { systems } from '../differential/generate-systems.ts'
import { leaseLock } from './fixtures/lock.model.ts'

const locks = spec({ name: 'lease-lock', model: leaseLock, designs: { fenced: { params: { fenced: true } } } })

/** The code, and what is wrong with it. */
class Lock {
  holder: number | null = null
  epoch = 0
  written = 0
  writes = 0
  readonly #bug: Bug | undefined
  constructor(bug: Bug | undefined) {
    this.#bug = bug
  }
  acquire(id: number): boolean {
    if (this.#bug !== 'no mutual exclusion' && this.holder !== null) return false
    if (this.epoch === 3) return false
    this.holder = id
    this.epoch++
    return true
  }
  write(token: number): void {
    this.writes++
    if (this.#bug === 'third write is lost' && this.writes === 3) return
    if (this.#bug === 'no fence' || token > this.written) this.written = token
  }
  release(id: number): void {
    if (this.holder === id || this.#bug === 'releases what others hold') this.holder = null
  }
}
type Bug = 'no mutual exclusion' | 'no fence' | 'releases what others hold' | 'third write is lost'

const open = { systems: 0 }
afterEach(() => {
  expect(open.systems).toBe(0)
  expect(process.listenerCount('unhandledRejection')).toBe(listeners)
})
const listeners = process.listenerCount('unhandledRejection')

const lockDriver = (bug?: Bug) =>
  driver(locks)({
    start: () => {
      open.systems++
      return { lock: new Lock(bug), tokens: [0, 0], [Symbol.asyncDispose]: async () => open.systems-- }
    },
    steps: {
      'client acquire': ({ lock, tokens }, { instance }) => {
        const taken = lock.acquire(instance)
        if (taken) tokens[instance] = lock.epoch
        return taken
      },
      'client write': ({ lock, tokens }, { instance }) => lock.write(tokens[instance] as number),
      'client release': ({ lock }, { instance }) => lock.release(instance),
      'lease expires': ({ lock }) => {
        if (lock.holder === null) return 'refused'
        lock.holder = null
        return 'taken'
      },
    },
    observe: ({ lock: { holder, epoch, written } }) => ({ holder, epoch, written }),
  })

const shortest: { readonly [bug in Bug]: readonly string[] } = {
  'no mutual exclusion': ['client 0 acquire'],
  'no fence': ['client 0 acquire', 'lease expires', 'client 1 acquire', 'client 1 write', 'client 0 write'],
  'releases what others hold': [
    ...['client 0 acquire', 'client 0 write', 'lease expires', 'client 1 acquire', 'client 0 release'],
  ],
  // the failure depends on what no state of the model shows
  'third write is lost': ['acquire', 'write', 'release', 'acquire', 'write', 'release', 'acquire', 'write'],
}
const bugs = Object.keys(shortest) as Bug[]

/** The steps of the counterexample. Clients are numbered in the order in which they act. */
function stepsOf({ counterexample }: { readonly counterexample: readonly unknown[] | null }): string[] {
  const [run] = counterexample as readonly [{ readonly steps: readonly { readonly name: string }[] }]
  const text = run.steps.map(({ name }) => name).join()
  const swapped = text.replace(/client (\d)/g, (_, id) => `client ${1 - Number(id)}`)
  const [steps] = [text, swapped].sort() as [string]
  return steps === '' ? [] : steps.split(',')
}

describe('runs', () => {
  it('drive code that follows its model', async () => {
    const lock = await underTest(lockDriver())
    expect(lock.design).toBe('fenced')
    await fc.assert(
      fc.asyncProperty(lock.runs(), (run) => lock.follow(run)),
      { seed: 1 },
    )
  })

  it.each(bugs)('shrink to a shortest one: %s', async (bug) => {
    const lock = await underTest(lockDriver(bug))
    for (let seed = 1; seed <= 10; seed++) {
      const property = fc.asyncProperty(lock.runs({ maxSteps: 40 }), (run) => lock.follow(run))
      const out = await fc.check(property, { seed, numRuns: 300 })
      expect(out.failed, `seed ${seed}`).toBe(true)
      const steps = stepsOf(out)
      if (bug === 'third write is lost') expect(steps).toHaveLength(shortest[bug].length)
      else expect(steps).toEqual(shortest[bug])
      const again = await fc.check(property, { seed, path: out.counterexamplePath as string, endOnFailure: true })
      expect(String(again.counterexample)).toBe(String(out.counterexample))
    }
  })

  it('are runs of the model, also while they shrink', async () => {
    const lock = await underTest(lockDriver())
    const clients = ['acquire', 'write', 'release']
    const seen = new Set<string>()
    const holds = fc.asyncProperty(lock.runs(), async (run) => {
      const at = [0, 0]
      let [holder, epoch] = [-1, 0]
      for (const { name } of run.steps) {
        seen.add(name)
        const [, id = '', step = ''] = /^client (\d) (.*)$/.exec(name) ?? []
        if (id === '') {
          expect(holder).not.toBe(-1)
          holder = -1
          continue
        }
        expect(clients[at[Number(id)] as number]).toBe(step)
        at[Number(id)] = ((at[Number(id)] as number) + 1) % 3
        if (step === 'acquire') {
          expect([holder, epoch < 3]).toEqual([-1, true])
          holder = Number(id)
          epoch++
        } else if (step === 'release' && holder === Number(id)) holder = -1
      }
      if (run.steps.filter(({ name }) => name === 'lease expires').length === 3) throw new Error('three expiries')
    })
    const out = await fc.check(holds, { seed: 3, numRuns: 1000 })
    expect((out.errorInstance as Error).message).toBe('three expiries')
    expect(seen.size).toBe(7)
    // the property is about the whole run, so nothing but the steps that matter is left
    expect(stepsOf(out)).toHaveLength(8)
  })

  it('print as the names of their steps, and fail with the story', async () => {
    const lock = await underTest(lockDriver('no fence'))
    const out = await fc.check(
      fc.asyncProperty(lock.runs(), (run) => lock.follow(run)),
      { seed: 4, numRuns: 300 },
    )
    expect(fc.defaultReportMessage(out)).toMatch(
      /^Counterexample: \[client \d acquire, lease expires, client \d acquire, client \d write, client \d write\]$/m,
    )
    const error = out.errorInstance as AssertionError
    expect(error).toBeInstanceOf(AssertionError)
    expect(error.message).toContain('the code drifts from lease-lock, fenced\n')
    expect(error.message).toMatch(/In step 5: after 'client \d write', written is 1 in the code, and 2 in the model\./)
    expect(error.message).toMatch(/ {2}written {2}2 {6}1/)
  })

  it('shrink choices, and name them', async () => {
    const dials = spec({
      name: 'dials',
      model: () =>
        model({
          name: 'dials',
          state: { n: int(0, 9) },
          actions: {
            turn: (s, choose) => {
              s.n = choose([1, 2, 3, 4, 5, 6, 7, 8, 9], 'to')
            },
          },
        }),
      designs: { only: {} },
    })
    const turned = driver(dials)({
      start: () => ({ n: 0 }),
      steps: {
        turn: (dial, { choices: [n] }) => {
          dial.n = (n as number) > 5 ? 0 : (n as number)
        },
      },
      observe: ({ n }) => ({ n }),
    })
    const dial = await underTest(turned)
    for (let seed = 1; seed <= 10; seed++) {
      const out = await fc.check(
        fc.asyncProperty(dial.runs(), (run) => dial.follow(run)),
        { seed },
      )
      expect(String(out.counterexample)).toBe('turn (to 6)')
    }
    const commands = fc.commands(dial.commands(), { disableReplayLog: true })
    const out = await fc.check(
      fc.asyncProperty(commands, (all) => dial.modelRun(all)),
      { seed: 1 },
    )
    expect(String(out.counterexample)).toBe('turn (to 6)')
  })

  it('skip what the code has decided otherwise', async () => {
    const coins = spec({
      name: 'coins',
      model: () =>
        model({
          name: 'coins',
          state: { side: optional(bool), cleared: int(0, 1) },
          actions: {
            toss: {
              when: (s) => s.side === null,
              do: (s, choose) => {
                s.side = choose([false, true])
              },
            },
            clear: {
              when: (s) => s.side === true,
              do: (s) => {
                s.side = null
              },
            },
          },
        }),
      designs: { only: {} },
    })
    const counts = { clears: 0 }
    const tossed = driver(coins)({
      start: () => ({ side: null as boolean | null }),
      steps: {
        toss: {
          choices: 'code',
          do: (coin) => {
            if (coin.side !== null) return 'refused'
            coin.side = false
            return 'taken'
          },
        },
        clear: (coin) => {
          counts.clears++
          return coin.side === true
        },
      },
      observe: (coin) => ({ side: coin.side }),
    })
    const coin = await underTest(tossed)
    await fc.assert(
      fc.asyncProperty(coin.runs(), (run) => coin.follow(run)),
      { seed: 1 },
    )
    // it was tried where the model disables it
    expect(counts.clears).toBeGreaterThan(0)
  })

  it('are as short as those of the tour, for mutants of random models', async () => {
    let compared = 0
    let found = 0
    for (let seed = 1; compared < 25; seed++) {
      const [d] = fc.sample(systems, { seed, numRuns: 1 })
      const of = d === undefined ? undefined : modelFor(d)
      const randoms = fc.sample(fc.nat(), { seed, numRuns: 1000 })
      const mutant = of && mutantOf(of, (below) => (randoms.pop() as number) % below)
      if (of === undefined || mutant === undefined) continue
      const toured = await conformMutant(of, mutant)
      if (toured?.drift === undefined) continue
      const { kind, trace } = toured.drift
      const code = await underTest(interpreted(of(), mutant.model))
      const out = await fc.check(
        fc.asyncProperty(code.runs(), (run) => code.follow(run)),
        { seed, numRuns: 200 },
      )
      compared++
      if (!out.failed) continue
      found++
      const steps = out.counterexample?.[0].steps.length ?? 99
      expect(steps, `seed ${seed}, ${mutant.what}`).toBeLessThanOrEqual(trace.steps.length - (kind === 'taken' ? 1 : 0))
    }
    // most, because random runs miss what is rare
    expect(found).toBeGreaterThan(20)
  })
})

describe('commands', () => {
  it('drive code that follows its model', async () => {
    const lock = await underTest(lockDriver())
    const commands = fc.commands(lock.commands(), { maxCommands: 40, size: 'max' })
    await fc.assert(
      fc.asyncProperty(commands, (all) => lock.modelRun(all)),
      { seed: 1 },
    )
  })

  it.each(bugs)('find it: %s', async (bug) => {
    const lock = await underTest(lockDriver(bug))
    const commands = fc.commands(lock.commands(), { maxCommands: 60, size: 'max' })
    const out = await fc.check(
      fc.asyncProperty(commands, (all) => lock.modelRun(all)),
      { seed: 1, numRuns: 1000 },
    )
    expect(out.failed).toBe(true)
    expect((out.errorInstance as Error).message).toContain('the code drifts from lease-lock, fenced')
    expect(String(out.counterexample)).toMatch(/^client \d acquire/)
  })

  it('run with fc.asyncModelRun beside others, which see the model and the system', async () => {
    const lock = await underTest(lockDriver())
    const seen = { states: 0 }
    type Setup = Awaited<ReturnType<typeof lock.setup>>
    class Look implements fc.AsyncCommand<Setup['model'], Setup['real']> {
      check = () => true
      async run({ states }: Setup['model'], { system }: Setup['real']) {
        seen.states += states.length
        expect((system as { readonly lock: Lock }).lock.holder).toBe(states[0]?.holder)
      }
      toString = () => 'look'
    }
    const commands = fc.commands([...lock.commands(), fc.constant(new Look())], { maxCommands: 20 })
    await fc.assert(
      fc.asyncProperty(commands, async (all) => {
        const { model, real } = await lock.setup()
        await fc.asyncModelRun(() => ({ model, real }), all).finally(() => real.end())
      }),
      { seed: 1 },
    )
    expect(seen.states).toBeGreaterThan(10)
  })
})

describe('schedules', () => {
  /** Clients that read a counter and write it back. */
  async function count(schedule: { run(gates: never): Promise<unknown> }, clients: number) {
    const store = {
      value: 0,
      async get() {
        return this.value
      },
      async set(n: number) {
        this.value = n
      },
    }
    const gates = ports({ store })
    for (let id = 0; id < clients; id++) {
      gates.task('client', id, async () => {
        for (let i = 0; i < 2; i++) await gates.through.store.set((await gates.through.store.get()) + 1)
      })
    }
    await schedule.run(gates as never)
    expect(store.value).toBe(2 * clients)
  }

  it('find a lost update, and shrink to the fewest deviations from a fixed order', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const property = fc.asyncProperty(schedules(), (schedule) => count(schedule, 3))
      const out = await fc.check(property, { seed })
      expect(out.failed).toBe(true)
      const calls = String(out.counterexample).split(', ')
      const tasks = calls.map((call) => call.slice(0, 'client 0'.length))
      const switches = tasks.filter((task, i) => i > 0 && task !== tasks[i - 1]).length
      // away from a client between its calls, back when the other one has ended, and to the last one
      expect(switches).toBeLessThanOrEqual(3)
      const again = await fc.check(property, { seed, path: out.counterexamplePath as string, endOnFailure: true })
      expect(String(again.counterexample)).toBe(String(out.counterexample))
    }
  })

  it('hold for one client', async () => {
    await fc.assert(
      fc.asyncProperty(schedules(), (schedule) => count(schedule, 1)),
      { seed: 1 },
    )
  })

  it('print as deviations before a run, and as calls after it', async () => {
    const [schedule] = fc.sample(schedules(), { seed: 5, numRuns: 1 })
    expect(String(schedule)).toMatch(/^decision \d+: skip \d+/)
    const store = { async get() {} }
    const gates = ports({ store })
    gates.task('client', 0, () => gates.through.store.get())
    expect(await schedule?.run(gates)).toEqual(['client 0 store.get'])
    expect(String(schedule)).toBe('client 0 store.get')
  })

  it('end after a number of calls, and fail with what a task throws', async () => {
    const [schedule] = fc.sample(schedules(), { seed: 1, numRuns: 1 })
    const store = { async get() {} }
    const endless = ports({ store })
    endless.task('client', 0, async () => {
      for (;;) await endless.through.store.get()
    })
    expect(await schedule?.run(endless, { maxCalls: 7 })).toHaveLength(7)
    const failing = ports({ store })
    failing.task('client', 0, async () => {
      await failing.through.store.get()
      throw new Error('out of order')
    })
    await expect(schedule?.run(failing)).rejects.toThrow('out of order')
  })
})

describe('a system under test', () => {
  it('can be loaded from the file of a driver', async () => {
    const cwd = folderOf({})
    cpSync(new URL('fixtures', import.meta.url), cwd, { recursive: true })
    const lock = await underTest('lock.driver.ts', { cwd, design: 'fencing token' })
    await fc.assert(
      fc.asyncProperty(lock.runs({ maxSteps: 10 }), (run) => lock.follow(run)),
      { seed: 1, numRuns: 10 },
    )
    await expect(underTest('lock.driver.ts', { cwd })).rejects.toThrow(
      "the driver has several designs; name one, as in { design: 'plain lease' }",
    )
    await expect(underTest('lost.driver.ts', { cwd })).rejects.toThrow(UsageError)
  })

  it('refuses designs, options and runs that are not its own', async () => {
    const one = lockDriver()
    await expect(underTest(one, { design: 'fenc' })).rejects.toThrow("Did you mean 'fenced'?")
    await expect(underTest(one, { desing: 'fenced' } as never)).rejects.toThrow("unknown option 'desing'")
    await expect(underTest(7 as never)).rejects.toThrow('underTest got 7; expected the path of a driver')
    const lock = await underTest(one)
    expect(() => lock.runs({ maxSteps: 0 })).toThrow('runs: maxSteps is 0; expected a whole number, 1 or more')
    expect(() => lock.runs({ steps: 3 } as never)).toThrow("runs: unknown option 'steps'")
    expect(() => schedules({ maxDecisions: -1 })).toThrow('schedules: maxDecisions is -1')
    expect(() => schedules({ max: 1 } as never)).toThrow("schedules: unknown option 'max'")
    const [run] = fc.sample((await underTest(lockDriver())).runs(), 1)
    await expect(lock.follow(run as never)).rejects.toThrow('follow: expected a run of the same system')
  })

  it('whose start fails says so', async () => {
    const failing = driver(locks)({
      start: () => {
        throw new Error('no socket')
      },
      steps: lockDriver().steps as never,
      observe: () => ({}),
    })
    const lock = await underTest(failing)
    const out = await fc.check(
      fc.asyncProperty(lock.runs(), (run) => lock.follow(run)),
      { seed: 1 },
    )
    expect((out.errorInstance as Error).message).toContain('At the start: the start throws in the code: no socket')
    expect(String(out.counterexample)).toBe('no step')
    await expect(lock.modelRun([])).rejects.toThrow('no socket')
  })
})
