import { EventEmitter, on } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { type Ports, ports } from '../../src/ports/ports.ts'

class Store extends EventEmitter {
  async read(from: string): Promise<string> {
    return from
  }
  /** Calls its listeners from inside of the port. */
  async announce(): Promise<void> {
    setTimeout(() => this.emit('changed', 'from a timer of the port'), 1)
    this.emit('changed', 'at once')
  }
  each(callback: (value: number) => void): void {
    for (const value of [1, 2]) callback(value)
  }
  async *list(): AsyncGenerator<number> {
    yield 1
    await sleep(1)
    yield 2
  }
}

const open = ['store.on', 'store.off', 'store.each', 'store.list']
let gates: Ports<{ store: Store }>
let store: Store
afterEach(() => gates.close())

/** Lets every call through, and returns who made it. */
async function callersOf(bodies: readonly ((through: Store) => unknown)[]): Promise<string[]> {
  store = new Store()
  gates = ports({ store }, { open, limitMs: 5000 })
  for (const [i, body] of bodies.entries()) gates.task('task', i, () => body(gates.through.store))
  await gates.rest()
  for (let left = 100; left > 0; left--) {
    const [call] = gates.tasks.flatMap(({ waiting }) => waiting)
    if (call === undefined) break
    await gates.proceed(call)
  }
  expect(gates.troubles).toEqual([])
  return gates.calls.filter(({ name }) => name === 'store.read').map(({ by, args }) => `${by}: ${args[0]}`)
}

describe('who calls is known', () => {
  it.each<[string, (store: Store) => unknown, string[]]>([
    [
      'through await',
      async (store) => {
        await store.read('a')
        await store.read('b')
      },
      ['a', 'b'],
    ],
    ['through Promise.all', (store) => Promise.all([store.read('a'), store.read('b')]), ['a', 'b']],
    [
      'through Promise.race',
      async (store) => {
        await Promise.race([store.read('a'), store.read('b')])
        await store.read('c')
      },
      ['a', 'b', 'c'],
    ],
    [
      'through chains of then',
      (store) =>
        store
          .read('a')
          .then(() => store.read('b'))
          .finally(() => store.read('c')),
      ['a', 'b', 'c'],
    ],
    [
      'in a callback of setTimeout',
      (store) => new Promise((resolve) => setTimeout(() => resolve(store.read('a')), 2)),
      ['a'],
    ],
    [
      'in a microtask and a tick',
      (store) => {
        queueMicrotask(() => void store.read('a'))
        process.nextTick(() => void store.read('b'))
        setImmediate(() => void store.read('c'))
      },
      ['a', 'b', 'c'],
    ],
    [
      'in a listener of an emitter of the task',
      async (store) => {
        const emitter = new EventEmitter()
        emitter.on('go', () => void store.read('a'))
        emitter.emit('go')
      },
      ['a'],
    ],
    [
      'in an asynchronous iterator',
      async (store) => {
        for await (const one of store.list()) await store.read(`${one}`)
      },
      ['1', '2'],
    ],
    [
      'in a generator of the task',
      async (store) => {
        async function* both(): AsyncGenerator<string> {
          yield await store.read('a')
          yield await store.read('b')
        }
        for await (const one of both()) await store.read(`after ${one}`)
      },
      ['a', 'after a', 'b', 'after b'],
    ],
    [
      'in events as an iterator',
      async (store) => {
        const emitter = new EventEmitter()
        setTimeout(() => emitter.emit('go', 'a'), 1)
        for await (const [value] of on(emitter, 'go')) {
          await store.read(value as string)
          break
        }
      },
      ['a'],
    ],
    ['in a callback that a port calls', (store) => store.each((value) => void store.read(`${value}`)), ['1', '2']],
    [
      'in a listener that a port calls, at once and later',
      async (store) => {
        const listener = (how: string) => void store.read(how)
        store.on('changed', listener)
        await store.announce()
        await sleep(20)
        store.off('changed', listener)
        await store.announce()
      },
      ['at once', 'from a timer of the port'],
    ],
    [
      'after an error',
      async (store) => {
        try {
          throw new Error('no')
        } catch {
          await store.read('a')
        } finally {
          await store.read('b')
        }
      },
      ['a', 'b'],
    ],
    [
      'in a thenable',
      async (store) => {
        // biome-ignore lint/suspicious/noThenProperty: code that waits for such an object is common
        await { then: (resolve: () => void) => void store.read('a').then(resolve) }
      },
      ['a'],
    ],
  ])('%s', async (_, body, expected) => {
    expect(await callersOf([body])).toEqual(expected.map((text) => `task 0: ${text}`))
  })

  it('if several tasks run the same function', async () => {
    const body = (name: string) => async (store: Store) => {
      await Promise.all([store.read(`${name} a`), store.read(`${name} b`)])
      await store.read(`${name} c`)
    }
    const seen = await callersOf([body('x'), body('y'), body('z')])
    expect([...seen].sort()).toEqual(
      ['x', 'y', 'z'].flatMap((name, i) => ['a', 'b', 'c'].map((part) => `task ${i}: ${name} ${part}`)),
    )
  })

  it('if one task resolves a promise that another one waits for', async () => {
    const { promise, resolve } = withResolvers()
    const seen = await callersOf([
      async (store) => {
        await promise
        await store.read('mine')
      },
      async (store) => {
        await store.read('theirs')
        resolve()
      },
    ])
    expect(seen).toEqual(['task 1: theirs', 'task 0: mine'])
  })
})

it('a time-out through the clock is a race that the schedule decides', async () => {
  const run = async (first: string) => {
    const zone = { change: async () => 'changed' }
    const clock = { sleep: (ms: number) => sleep(ms, 'late') }
    const gates = ports({ zone, clock })
    let winner = ''
    gates.task('enactor', 0, async () => {
      winner = await Promise.race([gates.through.zone.change(), gates.through.clock.sleep(1)])
      await gates.through.zone.change()
    })
    await gates.rest()
    const waits = () => gates.tasks[0]?.waiting.map(({ name }) => name)
    expect(waits()).toEqual(['zone.change', 'clock.sleep'])
    await gates.proceed(gates.tasks[0]?.waiting.find(({ name }) => name === first) as never)
    const left = waits()
    gates.close()
    return { winner, left }
  }
  expect(await run('zone.change')).toEqual({ winner: 'changed', left: ['clock.sleep', 'zone.change'] })
  expect(await run('clock.sleep')).toEqual({ winner: 'late', left: ['zone.change', 'zone.change'] })
})

it('a callback that a dropped task gave to a port is not called', async () => {
  const heard: string[] = []
  await callersOf([
    async (through) => {
      through.on('changed', (how: string) => heard.push(how))
      await through.read('a')
    },
  ])
  store.emit('changed', 'before')
  gates.drop('task', 0)
  store.emit('changed', 'after')
  expect(heard).toEqual(['before'])
})

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {}
  const promise = new Promise<void>((given) => {
    resolve = given
  })
  return { promise, resolve }
}
