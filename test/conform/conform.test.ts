import { bool, int, model, oneOf, process as processOf, setOf, spec } from 'allways'
import { afterEach, describe, expect, it } from 'vitest'
import { byItself, driver, notDriven } from '../../src/conform/driver.ts'
import { LiveRun } from '../../src/conform/live-run.ts'
import { planOf } from '../../src/conform/plan.ts'
import type { Conformance } from '../../src/conformance.ts'
import { UsageError } from '../../src/errors.ts'
import { type PortsOptions, ports } from '../../src/ports/ports.ts'
import {
  type Cell,
  conform,
  counterDriver,
  type Free,
  freeDriver,
  newCell,
  reportOf,
  storyOf,
  Tank,
  tankDriver,
  tankModel,
  work,
} from './systems.ts'

// biome-ignore lint/suspicious/noExplicitAny: systems and moments of drivers whose types a test left out
type Loose = any

const listeners = process.listenerCount('unhandledRejection')
afterEach(() => expect(process.listenerCount('unhandledRejection')).toBe(listeners))

const never = () => new Promise<never>(() => {})
const sleep = (ms: number) => new Promise((resume) => setTimeout(resume, ms))

/** The kind of the drift, its message and its story. */
const driftOf = (result: Conformance) => ({
  kind: result.drift?.kind,
  message: result.drift?.message,
  story: storyOf(result),
  shortest: result.drift?.shortest,
})

describe('code that conforms', () => {
  it('takes every transition in the fewest steps, and refuses each disabled step', async () => {
    const result = await conform(tankDriver())
    expect(result).toMatchObject({ complete: true, together: 0, unchosen: 0, undriven: [] })
    expect(result.driven).toBe(result.drivable)
    expect(result.driven).toBe(result.transitions)
    expect(result.steps).toBe(result.leastSteps)
    expect(result.drift).toBeUndefined()
    expect(result.limit).toBeUndefined()
    // in each state, one of open and close; fill in all but those with an open valve and space
    expect(result.tried).toBe(20)
    expect(reportOf(result)).toContain(`The code took all ${result.driven} transitions`)
    expect(reportOf(result)).toContain('It refused all 20 disabled steps that were tried.')
  })

  it('may consist of tasks whose calls wait, and that crash and start again', async () => {
    const result = await conform(counterDriver(work, { designs: ['crashing'] }))
    expect(result.driven).toBe(result.transitions)
    expect(result.drift).toBeUndefined()
    expect(result.steps).toBe(result.leastSteps)
  })

  it('may answer by true, "taken" or nothing, now or later', async () => {
    const fill = async (tank: Tank) => {
      await sleep(1)
      return tank.fill() ? 'taken' : 'refused'
    }
    const result = await conform(tankDriver({}, { fill, open: { do: (tank: Tank) => tank.turn(true) } }))
    expect(result.drift).toBeUndefined()
    expect(result.driven).toBe(result.drivable)
  })
})

describe('a drift', () => {
  it('differs: the state of the code differs from the model', async () => {
    const result = await conform(tankDriver({}, { fill: (tank: Tank) => tank.fill() && void tank.level++ }))
    expect(driftOf(result)).toEqual({
      kind: 'differs',
      message: "after 'fill', level is 2 in the code, and 1 in the model",
      story: ['open', 'fill'],
      shortest: true,
    })
    expect(result.drift?.expected).toEqual([{ path: 'level', model: 1, code: 2 }])
    expect(result.drift?.seen).toEqual([
      { open: false, level: 0 },
      { open: true, level: 0 },
      { open: true, level: 2 },
    ])
    expect(reportOf(result)).toContain("In step 2: after 'fill', level is 2 in the code, and 1 in the model.")
    expect(reportOf(result)).toContain('level 1 2')
  })

  it('differs at the start', async () => {
    const start = () => Object.assign(new Tank(), { level: 1 })
    const result = await conform(tankDriver({ start }))
    expect(driftOf(result)).toEqual({
      kind: 'differs',
      message: 'after the start, level is 1 in the code, and 0 in the model',
      story: [],
      shortest: true,
    })
    expect(reportOf(result)).toContain('At the start: after the start, level is 1')
  })

  it('differs by a value that the model does not have', async () => {
    const result = await conform(
      tankDriver({}, { fill: (tank: Tank) => tank.fill() && void Object.assign(tank, { level: 7 }) }),
    )
    expect(result.drift?.message).toBe("after 'fill', level is 7 in the code, and 1 in the model")
    expect(result.drift?.expected[0]?.reason).toContain('7')
    expect(reportOf(result)).toContain(`(${result.drift?.expected[0]?.reason})`)
  })

  it.each([false, 'refused'])('refused: the code says %s to a step that the model allows', async (no) => {
    const result = await conform(tankDriver({}, { fill: (tank: Tank) => (tank.level === 1 ? no : tank.fill()) }))
    expect(driftOf(result)).toEqual({
      kind: 'refused',
      message: "the code refuses 'fill', which the model allows here",
      story: ['open', 'fill', 'fill'],
      shortest: true,
    })
  })

  it('taken: the code takes a step that the model disables, by what it says', async () => {
    const result = await conform(tankDriver({}, { close: (tank: Tank) => tank.turn(false) || true }))
    expect(driftOf(result)).toEqual({
      kind: 'taken',
      message: "the code takes 'close', which the model disables here",
      story: ['close'],
      shortest: true,
    })
    expect(reportOf(result)).toContain('The model disables it because')
  })

  it('taken: the code takes a step that the model disables, by what is seen after it', async () => {
    const fill = (tank: Tank) => {
      // the valve is not looked at
      tank.level = Math.min(2, tank.level + 1)
    }
    const result = await conform(tankDriver({}, { fill }))
    expect(driftOf(result)).toEqual({
      kind: 'taken',
      message: "the code takes 'fill', which the model disables here: level is 1 after it",
      story: ['fill'],
      shortest: true,
    })
  })

  it('taken: a task goes on by a call that the model disables', async () => {
    const take = (isLooked: boolean) => (free: Free, id: number) => async () => {
      for (;;) {
        while (isLooked && !(await free.take(id))) await free.wait()
        if (!isLooked) await free.take(id)
        await free.give(id)
      }
    }
    expect((await conform(freeDriver(take(true)))).drift).toBeUndefined()
    const result = await conform(freeDriver(take(false)))
    expect(driftOf(result)).toMatchObject({ kind: 'taken', shortest: true })
    expect(result.drift?.message).toMatch(
      /^the code takes 'worker (\d) take', which the model disables here: worker \1 calls `free.give`; the model goes on with 'take' \(`free.take`\)$/,
    )
    expect(storyOf(result)).toEqual([expect.stringMatching(/take$/), expect.stringMatching(/take$/)])
    const throws = (free: Free, id: number) => async () => {
      if (!(await free.take(id))) throw new Error('it is taken')
      await free.give(id)
      await take(true)(free, id)()
    }
    const thrown = await conform(freeDriver(throws))
    expect(thrown.drift?.message).toMatch(
      /^worker (\d) throws after 'worker \1 take' \(disabled in the model\): it is taken$/,
    )
  })

  it('call: a task calls something else than the model', async () => {
    const body = async (cell: Cell) => {
      const seen = await cell.read()
      await cell.log('about to write')
      await cell.write(seen + 1)
    }
    const result = await conform(counterDriver(body))
    expect(driftOf(result)).toMatchObject({
      kind: 'call',
      message:
        "worker 1 calls `cell.log` after 'worker 1 read'; the model goes on with 'write' (`cell.write`); if `cell.log` belongs to no step, add it to `free`",
      story: ['worker 1 read'],
      shortest: true,
    })
  })

  it('call: a task has ended, or goes on after the end of the model', async () => {
    const reads = await conform(counterDriver((cell) => cell.read()))
    expect(reads.drift?.message).toMatch(/^worker \d has ended after 'worker \d read'; the model goes on with 'write'/)
    const twice = await conform(
      counterDriver(async (cell) => {
        await work(cell)
        await cell.write(0)
      }),
    )
    expect(twice.drift).toMatchObject({ kind: 'call' })
    expect(twice.drift?.message).toMatch(
      /^worker \d calls `cell.write` after 'worker \d write'; in the model, it has ended \('done'\)$/,
    )
  })

  it('call: a task has ended, and a call that it did not await is left', async () => {
    const result = await conform(
      counterDriver(async (cell) => {
        await work(cell)
        void cell.log('lost')
      }),
    )
    expect(result.drift?.kind).toBe('call')
    expect(result.drift?.message).toMatch(
      /calls `cell.log` after .*; in the model, it has ended \('done'\); if `cell.log` belongs to no step, add it to `free`$/,
    )
  })

  it('call: a step has other calls than the driver says', async () => {
    const steps = { 'worker write': { calls: ['cell.write', 'cell.log'], waits: ['cell.write'] } }
    const result = await conform(counterDriver(work, { steps }))
    expect(result.drift?.kind).toBe('call')
    expect(result.drift?.message).toMatch(/^worker \d has ended; in the model, 'worker \d write' calls `cell.log`$/)
  })

  it('call: calls that are made at once in the driver come one after the other in the code', async () => {
    const body = async (cell: Cell) => {
      const seen = await cell.read()
      await cell.write(Math.min(2, seen + 1))
      await cell.log('after')
    }
    const both = { 'worker write': { calls: [['cell.write', 'cell.log']], waits: ['cell.write'] } }
    const after = { 'worker write': { calls: ['cell.write', 'cell.log'] } }
    expect((await conform(counterDriver(body, { steps: after }))).drift).toBeUndefined()
    const result = await conform(counterDriver(body, { steps: both }))
    expect(result.drift?.message).toMatch(/^worker \d calls `cell.write`; in the model, '.*' calls `cell.log`$/)
    const atOnce = async (cell: Cell) => {
      const seen = await cell.read()
      await Promise.all([cell.write(Math.min(2, seen + 1)), cell.log('at once')])
    }
    const same = { 'worker write': { calls: [['cell.write', 'cell.log']] } }
    expect((await conform(counterDriver(atOnce, { steps: same }))).drift).toBeUndefined()
  })

  it('threw: a handler throws, at once or later', async () => {
    const fill = (tank: Tank) => {
      if (tank.open && tank.level === 1) throw new Error('the pump is broken')
      return tank.fill()
    }
    const late = async (tank: Tank) => fill(tank)
    for (const one of [fill, late]) {
      expect(driftOf(await conform(tankDriver({}, { fill: one })))).toEqual({
        kind: 'threw',
        message: "'fill' throws in the code: the pump is broken",
        story: ['open', 'fill', 'fill'],
        shortest: true,
      })
    }
  })

  it('threw: a handler throws in a step that the model disables', async () => {
    const close = (tank: Tank) => {
      if (!tank.turn(false)) throw new Error('it is closed')
    }
    expect(driftOf(await conform(tankDriver({}, { close })))).toEqual({
      kind: 'threw',
      message: "'close' (disabled in the model) throws in the code: it is closed",
      story: ['close'],
      shortest: true,
    })
    const hangs = await conform(
      tankDriver({ limitMs: 40 }, { close: (tank: Tank) => (tank.open ? tank.turn(false) : never()) }),
    )
    expect(hangs.drift?.message).toBe("'close' (disabled in the model) did not settle within 40 ms in the code")
  })

  it('threw: a task throws', async () => {
    const body = async (cell: Cell) => {
      const seen = await cell.read()
      if (seen === 1) throw new Error('odd')
      await cell.write(Math.min(2, seen + 1))
    }
    expect(driftOf(await conform(counterDriver(body)))).toEqual({
      kind: 'threw',
      message: expect.stringMatching(/^worker (\d) throws after 'worker \1 read': odd$/),
      story: [expect.stringMatching(/read$/), expect.stringMatching(/write$/), expect.stringMatching(/read$/)],
      shortest: true,
    })
  })

  it('threw: what a task throws after its crash is not its failure', async () => {
    let fail: (error: Error) => void = () => {}
    const body = async (cell: Cell) => {
      const broken = new Promise<never>((_, reject) => {
        fail = reject
      })
      const seen = await cell.read()
      await Promise.race([cell.write(Math.min(2, seen + 1)), broken])
    }
    const crash = ({ gates }: Loose, { instance }: Loose) => {
      gates.drop('worker', instance)
      fail(new Error('the process is gone'))
    }
    const result = await conform(counterDriver(body, { designs: ['crashing'], steps: { 'worker crash': crash } }), {
      params: { workers: 1 },
    })
    expect(result.drift).toBeUndefined()
    expect(result.driven).toBe(result.drivable)
  })

  it('threw: start or observe throws', async () => {
    const start = () => {
      throw new Error('no port is free')
    }
    expect(driftOf(await conform(tankDriver({ start })))).toEqual({
      kind: 'threw',
      message: 'the start throws in the code: no port is free',
      story: [],
      shortest: true,
    })
    const observe = ({ open, level }: Tank) => {
      if (level === 1) throw new Error('unreadable')
      return { open, level }
    }
    const result = await conform(tankDriver({ observe }))
    expect(result.drift?.message).toBe("observe after 'fill' throws in the code: unreadable")
    expect(storyOf(result)).toEqual(['open', 'fill'])
  })

  it('late: a handler, start or observe does not settle', async () => {
    const limitMs = 40
    const fill = (tank: Tank) => (tank.open ? never() : tank.fill())
    const inHandler = await conform(tankDriver({ limitMs }, { fill }))
    expect(driftOf(inHandler)).toMatchObject({
      kind: 'late',
      message: "'fill' did not settle within 40 ms in the code",
    })
    const inStart = await conform(tankDriver({ limitMs, start: never }))
    expect(inStart.drift).toMatchObject({
      kind: 'late',
      message: 'the start did not settle within 40 ms in the code',
    })
    const inObserve = await conform(tankDriver({ limitMs, observe: never }))
    expect(inObserve.drift?.message).toBe('observe after the start did not settle within 40 ms in the code')
    // biome-ignore lint/suspicious/noThenProperty: code that waits for such an object is common
    const thenable = { then: () => {} }
    const inThenable = await conform(tankDriver({ limitMs }, { fill: () => thenable }))
    expect(inThenable.drift?.kind).toBe('late')
    const thenableObserve = await conform(tankDriver({ limitMs, observe: () => thenable }))
    expect(thenableObserve.drift?.kind).toBe('late')
  })

  it('late: a task waits for something that no port gave', async () => {
    const body = async (cell: Cell) => {
      const seen = await cell.read()
      await new Promise((resume) => setTimeout(resume, 100_000).unref())
      await cell.write(seen + 1)
    }
    const result = await conform(counterDriver(body))
    expect(result.drift?.kind).toBe('late')
    expect(result.drift?.message).toMatch(
      /^after 'worker (\d) read', worker \1 waits for something that no port gave \(Timeout\)$/,
    )
  })

  it('late: a call does not settle', async () => {
    const body = (cell: Cell) => cell.read().then(() => cell.hang())
    const steps = { 'worker write': { calls: ['cell.hang'] } }
    const result = await conform(counterDriver(body, { designs: ['alone'], steps }))
    expect(driftOf(result)).toEqual({
      kind: 'late',
      message: "after 'worker write', worker 0: cell.hang did not settle within 150 ms",
      story: ['worker 0 read', 'worker 0 write'],
      shortest: true,
    })
  })

  it('trouble: a rejection that nobody handles, after the step that makes it', async () => {
    const body = async (cell: Cell) => {
      await work(cell)
      void Promise.reject(new Error('forgotten'))
    }
    const result = await conform(counterDriver(body))
    expect(result.drift?.kind).toBe('trouble')
    expect(result.drift?.message).toMatch(/^worker \d rejects a promise that nobody handles: forgotten$/)
    expect(storyOf(result)?.at(-1)).toMatch(/write$/)
  })

  it('trouble: the story ends with the step that leaves it behind', async () => {
    const body = async (cell: Cell) => {
      const seen = await cell.read()
      void Promise.reject(new Error('forgotten'))
      await cell.write(Math.min(2, seen + 1))
    }
    const result = await conform(counterDriver(body))
    expect(result.drift?.message).toMatch(/^worker \d rejects a promise that nobody handles: forgotten$/)
    expect(storyOf(result)).toEqual([expect.stringMatching(/read$/)])
    expect(result.drift?.shortest).toBe(true)
  })

  it('trouble: a rejection in code without ports', async () => {
    const fill = (tank: Tank) => {
      void Promise.reject(new Error('forgotten'))
      return tank.fill()
    }
    const result = await conform(tankDriver({}, { fill }))
    expect(result.drift).toMatchObject({
      kind: 'trouble',
      message: 'the code rejects a promise that nobody handles: forgotten',
    })
  })

  it('trouble: a task calls a port after the end of the run, at once or during the next run', async () => {
    for (const wait of [0, 1]) {
      let ended: Promise<void> | undefined
      const base = counterDriver(async (cell, id) => {
        if (id === 0) void ended?.then(() => cell.log('late'))
        await work(cell)
      })
      const start = (beginning: Loose) => {
        let end: () => void = () => {}
        ended = new Promise((resolve) => {
          end = resolve
        })
        const dispose = () => void (wait === 0 ? end() : setTimeout(end, wait))
        return Object.assign(base.start(beginning) as object, { [Symbol.dispose]: dispose })
      }
      const result = await conform({ ...base, start })
      expect(result.drift).toMatchObject({
        kind: 'trouble',
        message: 'worker 0 calls cell.log after the end of the run',
        shortest: false,
      })
    }
  })

  it('trouble: a rejection after the end of the last run', async () => {
    const nothing = notDriven('only the start')
    const steps = { open: nothing, close: nothing, fill: nothing, drain: nothing, 'power fails': nothing }
    const dispose = () => {
      setImmediate(() => setImmediate(() => void Promise.reject(new Error('too late'))))
    }
    const start = () => Object.assign(new Tank(), { [Symbol.asyncDispose]: dispose })
    const result = await conform(tankDriver({ start }, steps))
    expect(result.runs).toBe(1)
    expect(result.drift?.message).toBe('the code rejects a promise that nobody handles: too late')
  })

  it('trouble: the disposal throws, or does not settle', async () => {
    const withDispose = (dispose: () => unknown) => ({
      limitMs: 40,
      start: () => Object.assign(new Tank(), { [Symbol.asyncDispose]: dispose }),
    })
    const throws = await conform(
      tankDriver(
        withDispose(() => {
          throw new Error('still open')
        }),
      ),
    )
    expect(throws.drift).toMatchObject({ kind: 'trouble', message: 'the disposal of the system throws: still open' })
    const hangs = await conform(tankDriver(withDispose(never)))
    expect(hangs.drift).toMatchObject({
      kind: 'trouble',
      message: 'the disposal of the system did not settle within 40 ms in the code',
    })
  })

  it('of a step outweighs a trouble at the end of its run', async () => {
    const start = () =>
      Object.assign(new Tank(), {
        [Symbol.asyncDispose]: () => {
          throw new Error('still open')
        },
      })
    const result = await conform(tankDriver({ start }, { open: () => false }))
    expect(result.drift?.kind).toBe('refused')
  })
})

describe('the story of a drift', () => {
  it('is a shortest one, although the tour comes there late', async () => {
    // the third closing of a run is forgotten only if the tank is full
    const close = (tank: Tank) => (tank.level === 2 ? undefined : tank.turn(false))
    const result = await conform(tankDriver({}, { close }))
    expect(storyOf(result)).toEqual(['open', 'fill', 'fill', 'close'])
    expect(result.drift?.shortest).toBe(true)
  })

  it('says if the code depends on more than the state of the model', async () => {
    let fills = 0
    const fill = (tank: Tank) => {
      fills++
      // once in the life of the process
      return fills === 3 ? false : tank.fill()
    }
    const result = await conform(tankDriver({}, { fill }))
    expect(result.drift).toMatchObject({ kind: 'refused', shortest: false })
    expect(reportOf(result)).toContain('so the code depends on more than the state of the model')
  })

  it('is not a part of the counts of runs and steps', async () => {
    let [started, taken, hasFailed] = [0, 0, false]
    const start = () => {
      started++
      return new Tank()
    }
    const counted = (step: (tank: Tank) => boolean) => (tank: Tank) => {
      const isTaken = step(tank)
      if (isTaken && !hasFailed) taken++
      return isTaken
    }
    const close = (tank: Tank) => {
      hasFailed ||= tank.open
      return false
    }
    const { fill, turn } = Tank.prototype
    const steps = {
      open: counted((tank) => turn.call(tank, true)),
      fill: counted((tank) => fill.call(tank)),
      drain: notDriven('no'),
      'power fails': notDriven('no'),
      close,
    }
    const result = await conform(tankDriver({ start }, steps))
    expect(result.drift?.kind).toBe('refused')
    expect([result.steps, result.driven]).toEqual([taken, taken])
    expect(result.runs).toBeLessThan(started)
  })
})

describe('steps that nobody drives', () => {
  it('are left out with their reason, and so is what only they lead to', async () => {
    const result = await conform(tankDriver({}, { fill: notDriven('the pump is in another system') }))
    expect(result.undriven).toEqual([{ name: 'fill', reason: 'the pump is in another system' }])
    expect(result.driven).toBe(result.drivable)
    expect(result.states).toBeLessThan(6)
    expect(result.drift).toBeUndefined()
    expect(reportOf(result)).toContain("Not driven: 'fill' (the pump is in another system).")
  })

  it('may be taken by the code itself at any time', async () => {
    let opens = 0
    const open = (tank: Tank) => {
      const isOpen = tank.turn(true)
      // now and then, the tank fills at once
      if (isOpen && ++opens % 2 === 0) tank.fill()
      return isOpen
    }
    const own = await conform(tankDriver({}, { open, fill: byItself('the pump') }))
    expect(own.drift).toBeUndefined()
    const other = await conform(tankDriver({}, { open, fill: notDriven('the pump') }))
    expect(other.drift?.message).toBe("after 'open', level is 1 in the code, and 0 in the model")
  })

  it('must have a reason', () => {
    expect(() => notDriven('')).toThrow("notDriven got ''; expected the reason, as a text")
    expect(() => byItself(undefined as never)).toThrow('byItself got undefined; expected the reason, as a text')
  })
})

describe('choices of the code', () => {
  const drain = (to: (level: number) => number) => ({
    drain: {
      do: (tank: Tank) => {
        tank.level = to(tank.level)
      },
      choices: 'code',
    },
  })

  it('may go any way that the model has, and the ways that were seen are counted', async () => {
    const result = await conform(
      tankDriver(
        {},
        drain(() => 0),
      ),
    )
    expect(result.drift).toBeUndefined()
    expect(result.driven).toBe(result.drivable)
    // in the full tank, drain has two outcomes
    expect(result.choices?.all).toBeGreaterThan(result.choices?.seen as number)
    expect(reportOf(result)).toMatch(/own choices led to \d+ of the \d+ outcomes/)
  })

  it('must go one of the ways that the model has', async () => {
    const result = await conform(
      tankDriver(
        {},
        drain((level) => level),
      ),
    )
    expect(driftOf(result)).toMatchObject({ kind: 'differs', story: ['open', 'fill', 'drain'] })
    const twice = await conform(
      tankDriver(
        {},
        drain((level) => (level === 2 ? 2 : 0)),
      ),
    )
    expect(twice.drift?.message).toBe("after 'drain', no state of the model agrees with the code")
    expect(twice.drift?.expected).toEqual([
      { path: 'level', model: 0, code: 2 },
      { path: 'level', model: 1, code: 2 },
    ])
    expect(twice.choices?.seen ?? 0).toBeLessThanOrEqual(twice.choices?.all ?? 0)
  })

  it.each([
    ['has a guard', true],
    ['has no option', false],
  ])('are tried where the step %s', async (_, hasGuard) => {
    const state = { left: setOf(int(0, 1)), taken: int(0, 3) }
    const taker = processOf(state, {
      steps: {
        take: {
          ...(hasGuard ? { when: (s) => s.left.size > 0 } : {}),
          do: (s, _me, choose) => {
            s.left.delete(choose([...s.left]))
            s.taken++
          },
        },
      },
      resting: ['take'],
    })
    const init = (s: { left: { add(one: number): unknown } }) => {
      s.left.add(0)
      s.left.add(1)
    }
    const taking = spec({
      name: 'taking',
      designs: { d: {} },
      model: () => model({ name: 'taking', state, init, processes: { taker } }),
    })
    const run = (isGreedy: boolean) =>
      conform(
        driver(taking)({
          start: () => {
            const box = {
              left: [0, 1],
              taken: 0,
              async take() {
                if (box.left.shift() !== undefined || isGreedy) box.taken++
              },
            }
            const gates = ports({ box })
            gates.task('taker', 0, async () => {
              for (;;) await gates.through.box.take()
            })
            return { box, gates }
          },
          ports: ({ gates }) => gates,
          steps: { 'taker take': { calls: ['box.take'], choices: 'code' } },
          observe: ({ box }) => ({ left: box.left, taken: box.taken }),
        }),
      )
    expect(await run(false)).toMatchObject({ tried: 1, driven: 2 })
    expect((await run(true)).drift).toMatchObject({ kind: 'taken', trace: { steps: { length: 3 } } })
  })
})

describe('observe', () => {
  it('may give any part of the state; the rest is not compared', async () => {
    const fill = (tank: Tank) => tank.fill() && void tank.level--
    for (const [observe, isFound] of [
      [({ open }: Tank) => ({ open }), false],
      [({ open }: Tank) => ({ open, level: undefined }), false],
      [() => ({}), false],
      [({ level }: Tank) => ({ level }), true],
    ] as const) {
      const result = await conform(tankDriver({ observe }, { fill }))
      expect(result.drift !== undefined, `${observe}`).toBe(isFound)
    }
  })

  it('may give a part of a process', async () => {
    const observe = ({ gates }: Loose) => ({
      worker: [undefined, { at: gates.tasks[1].ended ? 'done' : undefined, seen: undefined }],
    })
    expect((await conform(counterDriver(work, { change: { observe } }))).drift).toBeUndefined()
    const wrong = () => ({ worker: [undefined, { at: 'read' }] })
    const result = await conform(counterDriver(work, { change: { observe: wrong } }))
    expect(result.drift?.message).toMatch(
      /^after 'worker 1 read', worker\[1\].at is 'read' in the code, and 'write' in/,
    )
  })

  it.each([
    [
      () => ({ levle: 1 }),
      "observe returns a part 'levle' of the state, but the model has no such part; available: open, level, faults. Did you mean 'level'?",
    ],
    [() => undefined, 'observe returned undefined; expected a part of the state, as in { latest: 1 }'],
    [() => 5, 'observe returned 5; expected a part of the state, as in { latest: 1 }'],
  ])('is wrong: %s', async (observe, message) => {
    let disposed = 0
    const start = () => Object.assign(new Tank(), { [Symbol.asyncDispose]: () => disposed++ })
    await expect(conform(tankDriver({ start, observe }))).rejects.toThrow(new UsageError(message))
    expect(disposed).toBe(1)
  })

  it('may give something that refers to itself', async () => {
    const loop: { self?: unknown } = {}
    loop.self = loop
    const result = await conform(tankDriver({ observe: () => ({ level: loop }) }))
    expect(result.drift?.kind).toBe('differs')
    expect(() => JSON.stringify(result)).not.toThrow()
  })
})

describe('a handler', () => {
  it.each([
    ['takn', "'takn'"],
    [5, '5'],
    [null, 'null'],
    [{}, '{}'],
  ])('that returns %s is wrong', async (answer, shown) => {
    const text = `in step 1, 'open': the handler returned ${shown}; expected 'taken', 'refused', true, false, or nothing`
    await expect(conform(tankDriver({}, { open: () => answer }))).rejects.toThrow(new UsageError(text))
  })

  it('that returns something wrong in a step that the model disables is wrong', async () => {
    const close = (tank: Tank) => (tank.open ? tank.turn(false) : 'closed')
    await expect(conform(tankDriver({}, { close }))).rejects.toThrow(
      "in step 0, 'close' (disabled in the model): the handler returned 'closed'; expected 'taken'",
    )
  })

  it('gets the instance, the choices and the states before and after', async () => {
    const moments: Loose[] = []
    const drain = (tank: Tank, moment: Loose) => {
      moments.push(moment)
      tank.level = moment.choices[0]
    }
    await conform(tankDriver({}, { drain }))
    expect(moments.some(({ choices, state, next }) => choices[0] === 1 && state.level === 2 && next.level === 1)).toBe(
      true,
    )
    for (const { instance, choices, state, next } of moments) {
      expect([instance, next.level, next.open]).toEqual([0, choices[0], state.open])
    }
  })

  it('gets no state after the step if the model disables it', async () => {
    const seen: Loose[] = []
    const close = (tank: Tank, { next, state }: Loose) => {
      seen.push([state.open, next])
      return tank.turn(false)
    }
    await conform(tankDriver({}, { close }))
    expect(seen.filter(([open]) => !open).every(([, next]) => next === undefined)).toBe(true)
    expect(seen.filter(([open]) => open).every(([, next]) => next.open === false)).toBe(true)
  })
})

describe('ports', () => {
  it('free calls are let through at once, also between the calls of a step', async () => {
    const body = async (cell: Cell) => {
      await cell.log('begin')
      const seen = await cell.read()
      await cell.log('between')
      await cell.write(Math.min(2, seen + 1))
    }
    const free = await conform(counterDriver(body, { change: { free: ['cell.log'] } }))
    expect(free.drift).toBeUndefined()
    const one = { 'worker read': { calls: ['cell.read', 'cell.write'] }, 'worker write': { calls: [], waits: [] } }
    const joined = await conform(
      counterDriver(body, { designs: ['alone'], change: { free: ['cell.log'], observe: () => ({}) }, steps: one }),
    )
    expect(joined.drift).toBeUndefined()
  })

  it('free calls without end are a drift', async () => {
    const body = async (cell: Cell) => {
      for (;;) await cell.log('again')
    }
    const result = await conform(counterDriver(body, { change: { free: ['cell.log'] } }))
    expect(result.drift?.message).toBe(
      'the start throws in the code: the code makes more than 1000 free calls in a row (cell.log)',
    )
  })

  it('waits says which calls wait at a label, if the calls of its step depend on the outcome', async () => {
    const calls = ({ next }: Loose) => (next.value === 2 ? ['cell.write'] : ['cell.write'])
    const steps = { 'worker write': { calls, waits: ['cell.write'] } }
    expect((await conform(counterDriver(work, { steps }))).drift).toBeUndefined()
    const silent = { 'worker write': { calls } }
    await expect(conform(counterDriver(work, { steps: silent }))).rejects.toThrow(
      /^the step 'worker write': calls throws before the step has an outcome \(.*\); add waits, the calls that wait at its label$/,
    )
  })

  it.each([
    [
      { steps: { 'worker read': { calls: ['cell.raed'] } } },
      "the step 'worker read' names the call 'cell.raed', which is not a method of a port",
    ],
    [
      { steps: { 'worker read': { calls: [['cell.read', 'cel.read']] } } },
      "the step 'worker read' names the call 'cel.read', which is not a method of a port",
    ],
    [
      { steps: { 'worker read': { calls: ['cell.read'], waits: ['read'] } } },
      "the step 'worker read' names the call 'read', which is not a method of a port",
    ],
    [{ change: { free: ['clock.sleep'] } }, "free names the call 'clock.sleep', which is not a method of a port"],
    [{ change: { ports: () => ({}) } }, "the driver's ports returned {}; expected the result of ports({ … })"],
    [
      { change: { ports: () => undefined } },
      "the driver's ports returned undefined; expected the result of ports({ … })",
    ],
  ])('%#: names of calls and the result of ports are checked', async (change, message) => {
    await expect(conform(counterDriver(work, change))).rejects.toThrow(new UsageError(message))
  })

  it('a step tried although the model disables it may let a task go on', async () => {
    // the model: a second write is not possible as long as the value is 2
    const result = await conform(counterDriver(work, { designs: ['alone'] }))
    expect(result.drift).toBeUndefined()
  })
})

describe('each run', () => {
  const counting = (dispose = true) => {
    const count = { started: 0, disposed: 0, open: 0, most: 0 }
    const start = async () => {
      count.started++
      count.most = Math.max(count.most, ++count.open)
      await sleep(1)
      const end = () => {
        count.open--
        count.disposed++
      }
      return Object.assign(new Tank(), dispose ? { [Symbol.dispose]: end } : {})
    }
    return { count, start }
  }

  it.each<[string, Loose, Loose]>([
    ['passes', {}, {}],
    ['differs', {}, { fill: () => {} }],
    [
      'throws',
      {},
      {
        fill: () => {
          throw new Error('no')
        },
      },
    ],
    ['hangs', { limitMs: 40 }, { fill: never }],
    [
      'fails in observe',
      {
        observe: () => {
          throw new Error('no')
        },
      },
      {},
    ],
    ['hangs in observe', { limitMs: 40, observe: never }, {}],
    ['differs at the start', { observe: () => ({ level: 2 }) }, {}],
  ])('is disposed of if it %s', async (_, change, steps) => {
    const { count, start } = counting()
    await conform(tankDriver({ start, ...change }, steps))
    expect(count.started).toBeGreaterThan(0)
    expect(count.disposed).toBe(count.started)
  })

  it('is disposed of if its start comes too late, or its ports are wrong', async () => {
    let disposed = 0
    const late = async () => {
      await sleep(100)
      return Object.assign(new Tank(), { [Symbol.asyncDispose]: async () => disposed++ })
    }
    await conform(tankDriver({ limitMs: 30, start: late }))
    await sleep(150)
    expect(disposed).toBe(1)
  })

  it('closes ports that were made before its start failed', async () => {
    const base = counterDriver()
    const start = (beginning: Loose) => {
      base.start(beginning)
      throw new Error('after the ports')
    }
    const result = await conform({ ...base, start })
    expect(result.drift?.message).toBe('the start throws in the code: after the ports')
  })

  it('has a fresh system, and runs alone unless the driver allows more', async () => {
    const { count, start } = counting()
    const result = await conform(tankDriver({ start }))
    expect([count.started, count.most]).toEqual([result.runs, 1])
    const parallel = counting()
    const same = await conform(tankDriver({ start: parallel.start, parallel: 3 }))
    expect(parallel.count.most).toBe(Math.min(3, same.runs))
    expect(same.driven).toBe(result.driven)
    expect(parallel.count.disposed).toBe(same.runs)
  })

  it('in parallel has its own troubles, and all are disposed of after a failure', async () => {
    let started = 0
    let disposed = 0
    const base = counterDriver(
      async (cell, id) => {
        await work(cell)
        if (id === 1 && cell.value === 2) void Promise.reject(new Error('at two'))
      },
      { change: { parallel: 4 } },
    )
    const start = (beginning: Loose) => {
      started++
      return Object.assign(base.start(beginning) as object, { [Symbol.asyncDispose]: () => disposed++ })
    }
    const result = await conform({ ...base, start })
    expect(result.drift?.kind).toBe('trouble')
    expect(storyOf(result)?.at(-1)).toBe('worker 1 write')
    expect(disposed).toBe(started)
  })

  it('in parallel stops if the driver is wrong, and leaves none behind', async () => {
    const { count, start } = counting()
    // the first run fails while the others are in the middle of a step
    const observe = (tank: Tank) => (tank === first ? { wrong: 1 } : { level: tank.level })
    let first: Tank | undefined
    const open = async (tank: Tank) => {
      first ??= tank
      if (tank !== first) await sleep(50)
      return tank.turn(true)
    }
    const driver = tankDriver({ start, observe, parallel: 3 }, { open })
    await expect(conform(driver)).rejects.toThrow("a part 'wrong'")
    expect([count.open, count.disposed]).toEqual([0, count.started])
  })

  it('begins in an initial state, which start receives with the parameters of the design', async () => {
    const beginnings: Loose[] = []
    const start = (beginning: Loose) => {
      beginnings.push(beginning)
      return new Tank(1)
    }
    await conform(tankDriver({ start, designs: ['small'] }))
    expect(beginnings[0]).toMatchObject({ design: 'small', params: { full: 1 }, state: { open: false, level: 0 } })
  })
})

it('a single run says at its end what its disposal leaves behind', async () => {
  const dispose = () => void Promise.reject(new Error('after the end'))
  const driver = tankDriver({ start: () => Object.assign(new Tank(), { [Symbol.asyncDispose]: dispose }) })
  const plan = planOf(driver, 'large', tankModel(), {})
  const run = await LiveRun.begin(plan, plan.reference.initials()[0] as never)
  expect(await run.end()).toEqual(['the code rejects a promise that nobody handles: after the end'])
})

describe('a method of a port that returns no promise', () => {
  const says = "ports: cell.now returned no promise, so its calls cannot wait; add `open: ['cell.now']` to the options"
  const clocked = (body: (cell: Cell & { now(): number }) => unknown, options: PortsOptions = {}, calls = {}) => {
    const start = () => {
      const cell = Object.assign(newCell(), { now: () => 5 })
      const gates = ports({ cell }, { limitMs: 150, ...options })
      gates.task('worker', 0, () => body(gates.through.cell))
      return { cell, gates }
    }
    return conform(counterDriver(work, { designs: ['alone'], change: { start, ...calls } }))
  }
  const before = (cell: Cell & { now(): number }) => {
    cell.now() + 1
    return work(cell)
  }

  it('is an error at its first call', async () => {
    await expect(clocked(before)).rejects.toThrow(says)
    await expect(clocked(before, {}, { free: ['cell.now'] })).rejects.toThrow(says)
  })

  it('is an error at its first call within a run', async () => {
    const between = async (cell: Cell & { now(): number }) => {
      const seen = await cell.read()
      await cell.write(Math.min(2, seen + (cell.now() > 4 ? 1 : 1)))
    }
    await expect(clocked(between)).rejects.toThrow(says)
  })

  it('is fine if it is open', async () => {
    expect((await clocked(before, { open: ['cell.now'] })).drift).toBeUndefined()
  })

  it('is not blamed for a call that the model does not know', async () => {
    const result = await clocked(async (cell) => {
      await cell.log('here')
      await work(cell)
    })
    expect(result.drift?.kind).toBe('call')
  })
})

describe('a way that the code chooses once, and never again,', () => {
  const forkModel = () =>
    model({
      name: 'fork',
      state: { side: oneOf('none', 'left', 'right'), far: bool },
      resting: () => true,
      actions: {
        pick: {
          when: (s) => s.side === 'none',
          do: (s, choose) => {
            s.side = choose(['left', 'right'])
          },
        },
        go: {
          when: (s) => s.side !== 'none' && !s.far,
          do: (s) => {
            s.far = true
          },
        },
        back: {
          when: (s) => !s.far,
          do: (s) => {
            s.side = 'none'
          },
        },
      },
    })
  /** Goes left the second time only. */
  const forkDriver = () => {
    let picks = 0
    return driver(spec({ name: 'fork', model: forkModel, designs: { d: {} } }))({
      start: () => ({ side: 'none' as 'none' | 'left' | 'right', far: false }),
      steps: {
        pick: {
          choices: 'code',
          do: (fork) => {
            if (fork.side !== 'none') return 'refused'
            picks++
            fork.side = picks === 2 ? 'left' : 'right'
            return 'taken'
          },
        },
        go: (fork) => {
          if (fork.side === 'none' || fork.far) return false
          fork.far = true
          return true
        },
        back: (fork) => {
          if (fork.far) return false
          fork.side = 'none'
          return true
        },
      },
      observe: (fork) => fork,
    })
  }

  it('is the reason for what was not driven, also with a limit on steps', async () => {
    for (const more of [{}, { maxSteps: 1000 }]) {
      const result = await conform(forkDriver(), more)
      expect(result.limit).toBeUndefined()
      expect(result.missed).toBeGreaterThan(0)
      expect(result.driven + result.missed).toBe(result.drivable)
      expect(reportOf(result)).toContain(
        `Not driven: ${result.missed} transition${result.missed === 1 ? '' : 's'}, because the code chose another way`,
      )
    }
  })

  it('is not the reason if the steps were used up', async () => {
    expect(await conform(forkDriver(), { maxSteps: 2 })).toMatchObject({ limit: 'steps', missed: 0 })
    const none = await conform(forkDriver(), { maxSteps: 0 })
    expect(none).toMatchObject({ limit: 'steps', missed: 0, unchosen: 0 })
    expect(reportOf(none)).not.toContain('never made')
  })
})

describe('a limit', () => {
  it('on steps is kept, and said', async () => {
    for (const maxSteps of [0, 1, 2, 3, 5, 8]) {
      const result = await conform(tankDriver(), { maxSteps })
      expect(result.steps).toBeLessThanOrEqual(maxSteps)
      expect(result.limit, `${maxSteps}`).toBe('steps')
      expect(reportOf(result)).toContain('The limit on steps was reached, so this is only a part of the design.')
    }
    const whole = await conform(tankDriver())
    const enough = await conform(tankDriver(), { maxSteps: whole.steps })
    expect([enough.limit, enough.driven]).toEqual([undefined, whole.driven])
  })

  it('on states is kept, and said', async () => {
    const result = await conform(tankDriver(), { maxStates: 2 })
    expect(result).toMatchObject({ limit: 'states', complete: false })
    expect(reportOf(result)).toContain('The limit on states was reached')
  })

  it('on time is kept, and said, also while the model is explored', async () => {
    const slow = async (tank: Tank) => {
      await sleep(30)
      return tank.turn(true)
    }
    expect((await conform(tankDriver({}, { open: slow }), { maxSeconds: 0.02 })).limit).toBe('seconds')
    const none = await conform(tankDriver(), { maxSeconds: 1e-9 })
    expect(none).toMatchObject({ limit: 'seconds', complete: false, driven: 0 })
  })

  it('may be a signal', async () => {
    const abort = new AbortController()
    const open = (tank: Tank) => {
      abort.abort()
      return tank.turn(true)
    }
    const result = await conform(tankDriver({}, { open }), { signal: abort.signal })
    expect(result.limit).toBe('interrupted')
    expect(result.driven).toBeLessThan(result.drivable)
    expect((await conform(tankDriver(), { signal: AbortSignal.abort() })).limit).toBe('interrupted')
  })

  it('does not hide a drift', async () => {
    const result = await conform(tankDriver({}, { open: () => false }), { maxSteps: 1 })
    expect(result.drift?.kind).toBe('refused')
    expect(result.drift?.shortest).toBe(true)
  })
})

it('a model that fails is an error of the model', async () => {
  const result = await conform(tankDriver({ designs: ['large'] }), { params: { full: -1 } }).catch((error) => error)
  expect(result).toBeInstanceOf(Error)
})
