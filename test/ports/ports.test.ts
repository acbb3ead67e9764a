import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { type Interfaces, type Ports, type PortsOptions, ports, Unsettled } from '../../src/ports/ports.ts'

/** Closed after each test. */
const open: Ports[] = []
afterEach(() => {
  for (const gates of open.splice(0)) gates.close()
})
function gatesOf<T extends Interfaces>(interfaces: T, options: PortsOptions = {}): Ports<T> {
  const gates = ports(interfaces, { limitMs: 300, ...options })
  open.push(gates as unknown as Ports)
  return gates
}
const never = () => new Promise<never>(() => {})
/** A moment that the test decides. It comes from nowhere in the task, like a timer. */
function moment(): { comes: Promise<void>; come: () => Promise<void> } {
  let resolve: () => void = () => {}
  const comes = new Promise<void>((given) => {
    resolve = given
  })
  return {
    comes,
    come: async () => {
      resolve()
      await sleep(5)
    },
  }
}

class Zone {
  #version = 1
  label = 'zone'
  get version(): number {
    return this.#version
  }
  set version(value: number) {
    this.#version = value
  }
  async read(): Promise<number> {
    return this.#version
  }
  async write(value: number): Promise<number> {
    this.#version = value
    // another method of the port, which passes no gate
    return this.read()
  }
  async refuse(): Promise<never> {
    throw new Error('refused')
  }
  throws(): Promise<never> {
    throw new Error('at once')
  }
  now(): number {
    return 42
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    yield this.#version
    yield this.#version + 1
  }
  static readonly default = new Zone()
}

const names = (gates: Ports, task = 0) => gates.tasks[task]?.waiting.map(({ name }) => name)
/** Lets the oldest waiting call of a task through. */
async function next(gates: Ports, task = 0): Promise<void> {
  const [call] = gates.tasks[task]?.waiting ?? []
  if (call === undefined) throw new Error('no call waits')
  await gates.proceed(call)
}

describe('a call of a task', () => {
  it('waits at its gate, and is made when it proceeds', async () => {
    const zone = new Zone()
    const gates = gatesOf({ zone })
    const { zone: through } = gates.through
    gates.task('writer', 0, () => through.write(7))
    await gates.rest()
    await sleep(20)
    expect(names(gates as never)).toEqual(['zone.write'])
    expect(gates.tasks[0]?.waiting[0]?.args).toEqual([7])
    expect(zone.version).toBe(1)
    expect(gates.calls).toEqual([])
    await next(gates as never)
    expect(zone.version).toBe(7)
    expect(gates.calls).toEqual([{ by: 'writer 0', name: 'zone.write', args: [7], outcome: { value: 7 } }])
    expect(gates.tasks[0]).toMatchObject({ ended: true, dropped: false, failure: undefined, name: 'writer 0' })
  })

  it('keeps what it throws, at once or later', async () => {
    const gates = gatesOf({ zone: new Zone() })
    const caught: string[] = []
    gates.task('writer', 0, async () => {
      await gates.through.zone.refuse().catch((error: Error) => caught.push(error.message))
      await gates.through.zone.throws().catch((error: Error) => caught.push(error.message))
    })
    await gates.rest()
    await next(gates as never)
    await next(gates as never)
    expect(caught).toEqual(['refused', 'at once'])
    expect(gates.calls.map(({ outcome }) => outcome)).toEqual([
      { error: new Error('refused') },
      { error: new Error('at once') },
    ])
    expect(gates.troubles).toEqual([])
  })

  it('does not proceed twice', async () => {
    const gates = gatesOf({ zone: new Zone() })
    gates.task('writer', 0, () => gates.through.zone.read())
    await gates.rest()
    const [call] = gates.tasks[0]?.waiting ?? []
    await gates.proceed(call as never)
    await expect(gates.proceed(call as never)).rejects.toThrow('ports: zone.read does not wait at a port')
  })

  it.each([true, false])('has no outcome before it settles (gated: %s)', async (gated) => {
    let answer: (value: string) => void = () => {}
    const zone = { read: () => new Promise<string>((resolve) => (answer = resolve)) }
    const gates = gatesOf({ zone }, { gated })
    gates.task('reader', 0, () => gates.through.zone.read())
    await sleep(5)
    const work = gated ? next(gates as never) : gates.rest()
    await sleep(5)
    expect(gates.calls).toEqual([{ by: 'reader 0', name: 'zone.read', args: [] }])
    answer('read')
    await work
    expect(gates.calls[0]?.outcome).toEqual({ value: 'read' })
  })
})

describe('a call outside of all tasks', () => {
  it('has no gate and is recorded', async () => {
    const gates = gatesOf({ zone: new Zone() })
    expect(await gates.through.zone.write(3)).toBe(3)
    await expect(gates.through.zone.refuse()).rejects.toThrow('refused')
    expect(() => gates.through.zone.throws()).toThrow('at once')
    expect(gates.calls.map(({ by, name }) => [by, name])).toEqual([
      [undefined, 'zone.write'],
      [undefined, 'zone.refuse'],
      [undefined, 'zone.throws'],
    ])
    expect(gates.calls.map(({ outcome }) => outcome)).toMatchObject([{ value: 3 }, {}, {}])
    expect(gates.calls[1]?.outcome).toEqual({ error: new Error('refused') })
  })
})

describe('a wrapped port', () => {
  it('shows what the object has: fields, accessors with private fields, symbols', async () => {
    const zone = new Zone()
    const { through } = gatesOf({ zone })
    expect(through.zone.label).toBe('zone')
    expect(through.zone.version).toBe(1)
    through.zone.version = 5
    through.zone.label = 'changed'
    expect([zone.version, zone.label]).toEqual([5, 'changed'])
    expect(through.zone).toBeInstanceOf(Zone)
    expect(through.zone.constructor).toBe(Zone)
    expect(Object.keys(through.zone)).toEqual(Object.keys(zone))
    expect('read' in through.zone).toBe(true)
    expect(String(through.zone)).toBe('[object Object]')
    const all: number[] = []
    for await (const one of through.zone) all.push(one)
    expect(all).toEqual([5, 6])
    expect(await through.zone).toBe(through.zone)
  })

  it('has the same methods each time, with their names and what is set on them', () => {
    const read = Object.assign(async function read() {}, { retries: 3 })
    const { through } = gatesOf({ zone: { read } })
    expect(through.zone.read).toBe(through.zone.read)
    expect(through.zone.read.name).toBe(read.name)
    expect(through.zone.read.retries).toBe(3)
  })

  it('calls a method that was replaced later', async () => {
    const zone = { read: async () => 1 }
    const { through } = gatesOf({ zone })
    expect(await through.zone.read()).toBe(1)
    zone.read = async () => 2
    expect(await through.zone.read()).toBe(2)
    through.zone.read = async () => 3
    expect(await zone.read()).toBe(3)
  })

  it('may be frozen, have no prototype, or have a class as a member', async () => {
    const frozen = Object.freeze({ read: async () => 1, deep: Object.freeze({ on: true }) })
    const bare = Object.assign(Object.create(null) as object, { read: async () => 2 })
    const gates = gatesOf({ frozen, bare, sdk: { Client: Zone } })
    expect(await gates.through.frozen.read()).toBe(1)
    expect(Object.entries(gates.through.frozen).length).toBe(2)
    expect(await gates.through.bare.read()).toBe(2)
    expect(new gates.through.sdk.Client().version).toBe(1)
    expect(gates.through.sdk.Client.default.version).toBe(1)
  })

  it('may be copied: its methods keep their gates', async () => {
    const gates = gatesOf({ zone: { read: async () => 1 } })
    const { read } = gates.through.zone
    const copy = { ...gates.through.zone }
    gates.task('reader', 0, async () => {
      await read()
      await copy.read()
    })
    await gates.rest()
    expect(names(gates as never)).toEqual(['zone.read'])
    await next(gates as never)
    expect(names(gates as never)).toEqual(['zone.read'])
  })
})

describe('a port that calls another port', () => {
  it('does so by itself: the inner call has no gate and no task', async () => {
    const zone = new Zone()
    const inner = gatesOf({ zone })
    const cache = { read: async () => inner.through.zone.read() }
    const all = { zone, cache }
    const gates = gatesOf(all)
    all.cache.read = async () => gates.through.zone.read()
    gates.task('reader', 0, () => gates.through.cache.read())
    await gates.rest()
    await next(gates as never)
    expect(gates.calls.map(({ by, name }) => [by, name])).toEqual([
      ['reader 0', 'cache.read'],
      [undefined, 'zone.read'],
    ])
    expect(gates.tasks[0]?.ended).toBe(true)
  })
})

describe('open', () => {
  it('calls of these methods have no gate, return what the method returns, and are recorded', async () => {
    const zone = new Zone()
    const gates = gatesOf({ zone }, { open: ['zone.now'] })
    let seen = 0
    gates.task('reader', 0, () => {
      seen = gates.through.zone.now()
    })
    await gates.rest()
    expect(seen).toBe(42)
    expect(gates.calls).toEqual([{ by: 'reader 0', name: 'zone.now', args: [], outcome: { value: 42 } }])
  })

  it('the tasks are not at rest as long as a promise of such a method is pending', async () => {
    const zone = { slow: () => sleep(60, 'slow'), read: async () => 1, hang: never }
    const gates = gatesOf({ zone }, { open: ['zone.slow', 'zone.hang'] })
    gates.task('other', 0, () => gates.through.zone.read())
    gates.task('reader', 1, async () => {
      await gates.through.zone.slow()
      await gates.through.zone.read()
      await gates.through.zone.hang()
    })
    await gates.rest()
    expect(names(gates as never, 1)).toEqual(['zone.read'])
    await expect(next(gates as never, 1)).rejects.toThrow('reader 1: zone.hang did not settle within 300 ms')
  })
})

describe('names', () => {
  it('tell calls of one method apart by their arguments', async () => {
    const zone = { change: async (change: { kind: string }) => change.kind, now: () => 1 }
    const names = { 'zone.change': ({ kind }: { kind: string }) => kind, 'zone.now': () => 'here' }
    const gates = gatesOf({ zone }, { names, open: ['zone.now'] })
    gates.task('enactor', 0, async () => {
      gates.through.zone.now()
      await Promise.all([gates.through.zone.change({ kind: 'add' }), gates.through.zone.change({ kind: 'delete' })])
    })
    await gates.rest()
    expect(gates.tasks[0]?.waiting.map(({ name }) => name)).toEqual(['zone.change (add)', 'zone.change (delete)'])
    expect(gates.calls.map(({ name }) => name)).toEqual(['zone.now (here)'])
  })
})

describe('without gates', () => {
  it('calls are only recorded, and the tasks come to rest at their ends', async () => {
    const gates = gatesOf({ zone: { read: () => sleep(20, 'read') } }, { gated: false })
    const results: unknown[] = []
    gates.task('reader', 0, async () => results.push(await gates.through.zone.read()))
    await gates.rest()
    expect(results).toEqual(['read'])
    expect(gates.calls).toEqual([{ by: 'reader 0', name: 'zone.read', args: [], outcome: { value: 'read' } }])
  })
})

describe('a task', () => {
  it('has ended when its function has returned or thrown, at once or later', async () => {
    const gates = gatesOf({ zone: new Zone() })
    gates.task('fine', 0, () => 'returned')
    gates.task('throws', 0, () => {
      throw new Error('at once')
    })
    gates.task('rejects', 0, async () => {
      await sleep(1)
      throw new Error('later')
    })
    await gates.rest()
    expect(gates.tasks.map(({ ended, failure }) => [ended, (failure?.error as Error | undefined)?.message])).toEqual([
      [true, undefined],
      [true, 'at once'],
      [true, 'later'],
    ])
    expect(gates.troubles).toEqual([])
  })

  it('runs once at a time: it is dropped, or has ended, before it is started again', async () => {
    const gates = gatesOf({ zone: new Zone() })
    const body = () => gates.through.zone.read()
    gates.task('reader', 3, body)
    await gates.rest()
    const again = 'ports: reader 3 already runs; drop it before you start it again'
    expect(() => gates.task('reader', 3, body)).toThrow(new UsageError(again))
    gates.drop('reader', 3)
    gates.task('reader', 3, body)
    await gates.rest()
    await next(gates as never)
    gates.task('reader', 3, body)
    await gates.rest()
    expect(gates.tasks.map(({ name, waiting }) => [name, waiting.length])).toEqual([['reader 3', 1]])
    expect(gates.calls.length).toBe(1)
  })

  it('that was dropped makes none of its calls, and cannot be dropped if it does not exist', async () => {
    const zone = new Zone()
    const gates = gatesOf({ zone })
    let isCleanedUp = false
    gates.task('writer', 0, async () => {
      try {
        await gates.through.zone.write(9)
      } finally {
        isCleanedUp = true
      }
    })
    await gates.rest()
    const [call] = gates.tasks[0]?.waiting ?? []
    gates.drop('writer', 0)
    await gates.rest()
    await expect(gates.proceed(call as never)).rejects.toThrow('zone.write does not wait at a port')
    expect([zone.version, isCleanedUp, gates.tasks[0]?.dropped]).toEqual([1, false, true])
    expect(() => gates.drop('writer', 1)).toThrow(new UsageError('ports: there is no task writer 1 to drop'))
  })

  it('that was dropped gets no answer of a call that is being made', async () => {
    let answer: () => void = () => {}
    const zone = { write: () => new Promise<void>((resolve) => (answer = resolve)) }
    const gates = gatesOf({ zone })
    let isWritten = false
    gates.task('writer', 0, async () => {
      await gates.through.zone.write()
      isWritten = true
    })
    await gates.rest()
    const work = next(gates as never)
    gates.drop('writer', 0)
    await gates.rest()
    answer()
    await work
    expect(isWritten).toBe(false)
    expect(gates.troubles).toEqual([])
  })

  it('that was dropped and calls a port later is reported by name; the call is not made', async () => {
    const zone = new Zone()
    const gates = gatesOf({ zone })
    const later = moment()
    gates.task('writer', 2, async () => {
      void later.comes.then(() => gates.through.zone.write(9))
      await gates.through.zone.read()
    })
    await gates.rest()
    gates.drop('writer', 2)
    gates.task('writer', 2, () => gates.through.zone.read())
    await later.come()
    await gates.rest()
    expect(gates.troubles).toEqual(['writer 2 calls zone.write after its crash'])
    expect(zone.version).toBe(1)
    expect(names(gates as never)).toEqual(['zone.read'])
  })

  it('that was dropped leaves nothing behind that others wait for', async () => {
    const gates = gatesOf({ zone: { read: async () => 1, slow: never } }, { open: ['zone.slow'] })
    gates.task('reader', 0, async () => {
      await gates.through.zone.slow()
    })
    gates.task('reader', 1, async () => {
      await gates.through.zone.read()
    })
    await expect(gates.rest()).rejects.toThrow('reader 0: zone.slow did not settle')
    gates.drop('reader', 0)
    await gates.rest()
    await next(gates as never, 1)
  })
})

describe('the tasks are at rest when', () => {
  it('each stands at a gate, has ended, or waits for a task that stands at a gate', async () => {
    const gates = gatesOf({ zone: new Zone() })
    let release: () => void = () => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    gates.task('holder', 0, async () => {
      await gates.through.zone.read()
      release()
    })
    gates.task('waiter', 0, async () => {
      await released
      await gates.through.zone.write(2)
    })
    gates.task('ended', 0, () => {})
    await gates.rest()
    expect([names(gates as never, 0), names(gates as never, 1)]).toEqual([['zone.read'], []])
    await next(gates as never)
    expect([names(gates as never, 0), names(gates as never, 1)]).toEqual([[], ['zone.write']])
  })

  it.each([
    [
      'immediates',
      async () => {
        for (let i = 0; i < 30; i++) await new Promise((resume) => setImmediate(resume))
      },
    ],
    [
      'ticks',
      async () => {
        for (let i = 0; i < 30; i++) await new Promise<void>((resume) => process.nextTick(resume))
      },
    ],
    [
      'microtasks',
      async () => {
        for (let i = 0; i < 1000; i++) await undefined
      },
    ],
    ['the read of a file', () => readFile(import.meta.filename)],
    ['a timer within the limit', () => sleep(30)],
  ])('all that %s lead to has happened', async (_, work) => {
    const gates = gatesOf({ zone: new Zone() }, { limitMs: 5000 })
    gates.task('other', 0, () => gates.through.zone.read())
    gates.task('busy', 0, async () => {
      await work()
      await gates.through.zone.read()
    })
    await gates.rest()
    expect(names(gates as never, 1)).toEqual(['zone.read'])
  })

  it('files are read and texts packed, although the requests may live on', async () => {
    const gates = gatesOf({ zone: new Zone() }, { limitMs: 5000 })
    gates.task('other', 0, () => gates.through.zone.read())
    gates.task('waiter', 0, async () => {
      const kept = [await readFile(import.meta.filename), await promisify(gzip)('text')]
      await never()
      return kept
    })
    await gates.rest()
    expect(gates.tasks[1]?.resources.size).toBe(0)
  })

  it('immediates are over in a branch of a task that stands at a gate', async () => {
    const gates = gatesOf({ zone: new Zone() })
    gates.task('both', 0, () =>
      Promise.all([
        gates.through.zone.read(),
        (async () => {
          for (let i = 0; i < 30; i++) await new Promise((resume) => setImmediate(resume))
          await gates.through.zone.write(1)
        })(),
      ]),
    )
    await gates.rest()
    expect(names(gates as never)).toEqual(['zone.read', 'zone.write'])
  })
})

describe('the tasks do not come to rest if', () => {
  const restOf = async (body: (zone: Zone) => unknown) => {
    const gates = gatesOf({ zone: new Zone() })
    gates.task('enactor', 1, () => body(gates.through.zone))
    return gates.rest()
  }

  it('one waits for a timer that no port gave', async () => {
    const text = 'enactor 1 waits for something that no port gave (Timeout)'
    await expect(restOf(() => sleep(100_000, undefined, { ref: false }))).rejects.toThrow(new Unsettled(text))
  })

  it('one waits for a socket that no port gave', async () => {
    const server = createServer()
    const connected = once(server, 'connection')
    const body = async () => {
      server.listen(0)
      await connected
    }
    await expect(restOf(body)).rejects.toThrow('enactor 1 waits for something that no port gave (TCPSERVERWRAP)')
    server.close()
  })

  it('one never settles, and nobody stands at a gate', async () => {
    const text = 'enactor 1 waits for something that no port gave, and that nothing will end'
    await expect(restOf(never)).rejects.toThrow(new Unsettled(text))
  })

  it('several wait: each is named', async () => {
    const gates = gatesOf({ zone: new Zone() })
    gates.task('enactor', 1, never)
    gates.task('enactor', 2, () => sleep(100_000, undefined, { ref: false }))
    gates.task('enactor', 3, () => {})
    await expect(gates.rest()).rejects.toThrow(
      'enactor 1 waits for something that no port gave, and that nothing will end; ' +
        'enactor 2 waits for something that no port gave (Timeout)',
    )
  })

  it('a call that was let through does not settle', async () => {
    const gates = gatesOf({ zone: { read: never } }, { limitMs: 50 })
    gates.task('enactor', 1, () => gates.through.zone.read())
    await gates.rest()
    await expect(next(gates as never)).rejects.toThrow(
      new Unsettled('enactor 1: zone.read did not settle within 50 ms'),
    )
    await expect(gates.rest()).rejects.toThrow('enactor 1: zone.read did not settle')
  })

  it('the limit is honoured, neither much earlier nor much later', async () => {
    const gates = gatesOf({ zone: new Zone() }, { limitMs: 200 })
    gates.task('enactor', 1, never)
    const start = performance.now()
    await gates.rest().catch(() => {})
    expect(performance.now() - start).toBeGreaterThanOrEqual(200)
  })
})

describe('after the end of the run', () => {
  it('the waiting calls never return, and no task makes a call', async () => {
    const zone = new Zone()
    const gates = gatesOf({ zone }, { open: ['zone.now'] })
    const seen: string[] = []
    const later = moment()
    gates.task('writer', 0, async () => {
      await gates.through.zone.write(5)
      seen.push('written')
    })
    gates.task('late', 1, async () => {
      void later.comes.then(() => gates.through.zone.write(6))
      void later.comes.then(() => gates.through.zone.now())
      await gates.through.zone.read()
    })
    await gates.rest()
    gates.close()
    gates.close()
    expect(gates.tasks.flatMap(({ waiting }) => waiting)).toEqual([])
    await later.come()
    expect(seen).toEqual([])
    expect(zone.version).toBe(1)
    expect(gates.calls).toEqual([])
    expect(gates.troubles).toEqual([
      'late 1 calls zone.write after the end of the run',
      'late 1 calls zone.now after the end of the run',
    ])
  })

  it('code outside of the tasks may still look', async () => {
    const gates = gatesOf({ zone: new Zone() })
    gates.close()
    expect(await gates.through.zone.read()).toBe(1)
    expect(gates.troubles).toEqual([])
  })
})

describe('rejections that nobody handles', () => {
  it('are troubles of the task that made the promise', async () => {
    const gates = gatesOf({ zone: new Zone() })
    gates.task('enactor', 1, async () => {
      void Promise.reject(new Error('forgotten'))
      await gates.through.zone.read()
      void gates.through.zone.refuse()
    })
    await gates.rest()
    expect(gates.troubles).toEqual(['enactor 1 rejects a promise that nobody handles: forgotten'])
    await next(gates as never)
    await next(gates as never)
    expect(gates.troubles[1]).toBe('enactor 1 rejects a promise that nobody handles: refused')
  })

  it('are troubles of the system if a port made the promise, and of no other system', async () => {
    const zone = {
      read: async () => {
        void Promise.reject('text')
      },
    }
    const [one, two] = [gatesOf({ zone }), gatesOf({ zone: new Zone() })]
    for (const gates of [one, two]) {
      gates.task('enactor', 1, () => gates.through.zone.read())
      await gates.rest()
      await next(gates as never)
    }
    expect(one.troubles).toEqual([`the code rejects a promise that nobody handles: 'text'`])
    expect(two.troubles).toEqual([])
  })

  it('are no troubles of a task that was dropped, because a crash would have ended it', async () => {
    const gates = gatesOf({ zone: new Zone() })
    const later = moment()
    gates.task('enactor', 1, async () => {
      void later.comes.then(() => Promise.reject(new Error('late')))
      await gates.through.zone.read()
    })
    await gates.rest()
    gates.drop('enactor', 1)
    await later.come()
    expect(gates.troubles).toEqual([])
  })
})

describe('two systems at once', () => {
  it('do not mix: a task of one is outside of the other', async () => {
    const [one, two] = [gatesOf({ zone: new Zone() }), gatesOf({ zone: new Zone() })]
    one.task('enactor', 1, async () => {
      await two.through.zone.write(8)
      await one.through.zone.write(9)
    })
    two.task('enactor', 1, () => two.through.zone.read())
    await one.rest()
    await two.rest()
    expect(names(one as never)).toEqual(['zone.write'])
    expect(names(two as never)).toEqual(['zone.read'])
    expect(two.calls).toEqual([{ by: undefined, name: 'zone.write', args: [8], outcome: { value: 8 } }])
    await next(one as never)
    await expect(two.proceed(one.tasks[0]?.waiting[0] ?? ({ name: 'other' } as never))).rejects.toThrow(
      'other does not wait at a port',
    )
  })
})

describe('wrong options', () => {
  const wrong = (interfaces: unknown, options?: unknown) => () => ports(interfaces as never, options as never)
  it.each([
    [wrong(undefined), 'ports got undefined; expected interfaces by name, as in ports({ zone, store })'],
    [wrong({ zone: 5 }), 'ports: zone is 5; expected an object with methods'],
    [wrong({ fetch: () => {} }), 'ports: fetch is a function; expected an object with methods'],
    [
      wrong({}, { gate: false }),
      "ports: unknown option 'gate'; available: open, names, gated, limitMs. Did you mean 'gated'?",
    ],
    [wrong({}, { open: 'clock.now' }), "ports: open is 'clock.now'; expected a list, as in ['clock.now']"],
    [wrong({ zone: {} }, { open: ['zone.now'] }), "ports: open has 'zone.now', which is not a method of a port"],
    [wrong({ zone: {} }, { open: ['zone'] }), "ports: open has 'zone', which is not a method of a port"],
    [wrong({ zone: {} }, { open: [7] }), 'ports: open has 7, which is not a method of a port'],
    [
      wrong({ zone: {} }, { names: { 'zone.on': () => '' } }),
      "ports: names has 'zone.on', which is not a method of a port",
    ],
    [
      wrong({}, { names: { 'zone.on': 'word' } }),
      `ports: names is {"zone.on":"word"}; expected a function for each method, as in { 'zone.change': ({ kind }) => kind }`,
    ],
    [wrong({}, { gated: 'no' }), "ports: gated is 'no'; expected true or false"],
    [wrong({}, { limitMs: 0 }), 'ports: limitMs is 0; expected milliseconds above 0, at most 2147483647'],
    [wrong({}, { limitMs: '5' }), "ports: limitMs is '5'; expected milliseconds above 0, at most 2147483647"],
    [wrong({}, { limitMs: Number.NaN }), 'ports: limitMs is NaN; expected milliseconds above 0, at most 2147483647'],
    [wrong({}, { limitMs: Infinity }), 'ports: limitMs is Infinity; expected milliseconds above 0, at most 2147483647'],
  ])('%# are refused', (body, message) => {
    expect(body).toThrow(new UsageError(message))
  })

  it('leave no listener behind', () => {
    const before = process.listenerCount('unhandledRejection')
    expect(wrong({ zone: {} }, { open: ['zone.now'] })).toThrow()
    expect(process.listenerCount('unhandledRejection')).toBe(before)
  })
})
