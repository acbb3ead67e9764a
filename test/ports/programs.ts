/** Small random asynchronous programs: tasks that call ports, share locks and combine promises in all usual ways. */
import type { Random } from '../fuzz/random.ts'

/** A part of a program. `id` makes each call of a run recognisable, however often its place is executed. */
export type Part =
  | { readonly kind: 'call'; readonly id: string; readonly method: Method; readonly key: string }
  | { readonly kind: 'sequence' | 'all' | 'race'; readonly parts: readonly Part[] }
  | { readonly kind: 'loop'; readonly times: number; readonly body: Part }
  | { readonly kind: 'nested' | 'try' | 'forget'; readonly body: Part }
  | { readonly kind: 'lock'; readonly lock: number; readonly body: Part }

export type Method = 'read' | 'write' | 'add' | 'fail' | 'failIfOdd'

/** A world of two ports. Every method is one atomic change. */
export class Store {
  readonly values = new Map<string, number>()
  readonly #hidden: string = 'a private field'

  async read(_id: string, key: string): Promise<number> {
    return this.#get(key)
  }
  async write(_id: string, key: string, value: number): Promise<void> {
    this.values.set(key, value)
  }
  async add(_id: string, key: string, value: number): Promise<number> {
    this.values.set(key, this.#get(key) + value)
    return this.#get(key)
  }
  async fail(id: string): Promise<never> {
    throw new Error(`${id} fails${this.#hidden === '' ? '!' : ''}`)
  }
  async failIfOdd(id: string, key: string): Promise<string> {
    if (this.#get(key) % 2 === 1) throw new Error(`${id}: ${key} is odd`)
    return 'even'
  }
  #get(key: string): number {
    return this.values.get(key) ?? 0
  }
}

/** A lock of the process: the tasks wait for each other, and not for a port. */
export class Lock {
  #last: Promise<unknown> = Promise.resolve()
  async hold<T>(body: () => Promise<T>): Promise<T> {
    const before = this.#last
    let release: () => void = () => {}
    this.#last = new Promise<void>((resolve) => {
      release = resolve
    })
    await before
    try {
      return await body()
    } finally {
      release()
    }
  }
}

/** The memory of a task. */
interface Local {
  seen: unknown[]
  last: number
}

/**
 * `apart`: branches that run at the same time share nothing, and no result depends on which one is first. No lock is
 * taken inside of another one, because two could then wait for each other.
 */
export function randomPart(random: Random, id: string, apart: boolean, depth = 0, locked = false): Part {
  const inner = (name: string, inLock = locked) => randomPart(random, `${id}${name}`, apart, depth + 1, inLock)
  const several = (): Part[] => Array.from({ length: 2 + random.below(2) }, (_, i) => inner(`.${i}`))
  const kind = depth > 3 ? 0 : random.below(apart ? 8 : locked ? 10 : 12)
  if (kind <= 2) {
    const methods: Method[] = ['read', 'write', 'add', 'add', 'failIfOdd', 'fail']
    const method = methods[random.below(random.below(3) === 0 ? 6 : 4)] as Method
    return { kind: 'call', id, method, key: 'abc'[random.below(3)] as string }
  }
  if (kind === 3) return { kind: 'sequence', parts: several() }
  if (kind === 4) return { kind: 'loop', times: 1 + random.below(3), body: inner('l') }
  if (kind === 5) return { kind: 'all', parts: several() }
  if (kind === 6) return { kind: 'try', body: inner('t') }
  if (kind === 7) return { kind: 'nested', body: inner('n') }
  if (kind === 8) return { kind: 'race', parts: several() }
  if (kind === 9) return { kind: 'forget', body: inner('f') }
  return { kind: 'lock', lock: random.below(2), body: inner('k', true) }
}

export interface Surroundings {
  readonly a: Store
  readonly b: Store
  readonly locks: readonly Lock[]
}

/** Runs a program as one task. Returns what it has seen. */
export async function runTask(part: Part, { a, b, locks }: Surroundings, apart: boolean): Promise<unknown> {
  const local: Local = { seen: [], last: 1 }
  const counts = new Map<string, number>()
  const run = async (part: Part, local: Local): Promise<unknown> => {
    switch (part.kind) {
      case 'call': {
        const store = part.id.length % 2 === 0 ? a : b
        const count = (counts.get(part.id) ?? 0) + 1
        counts.set(part.id, count)
        const id = `${part.id}#${count}`
        const result = await store[part.method](id, part.key, local.last)
        if (typeof result === 'number') local.last = result % 100
        local.seen.push([id, result])
        return result
      }
      case 'sequence': {
        let last: unknown
        for (const one of part.parts) last = await run(one, local)
        return last
      }
      case 'loop': {
        const results: unknown[] = []
        for (let i = 0; i < part.times; i++) results.push(await run(part.body, local))
        return results
      }
      case 'all': {
        const branches = part.parts.map((one) => ({ one, own: { seen: [], last: local.last } as Local }))
        const all = branches.map(({ one, own }) => run(one, own))
        // which of several failures is the first depends on the order
        const results = apart ? await allInOrder(all) : await Promise.all(all)
        for (const { own } of branches) local.seen.push(...own.seen)
        return results
      }
      case 'race':
        return Promise.race(part.parts.map((one) => run(one, local)))
      case 'nested':
        return (async () => ({ nested: await run(part.body, local) }))().then((value) => value.nested)
      case 'try':
        try {
          return await run(part.body, local)
        } catch (error) {
          local.seen.push((error as Error).message)
          return 'caught'
        }
      case 'forget':
        run(part.body, local).catch((error: unknown) => local.seen.push((error as Error).message))
        return 'forgotten'
      case 'lock':
        return (locks[part.lock] as Lock).hold(() => run(part.body, local))
    }
  }
  const result = await run(part, local).catch((error: unknown) => ({ failed: (error as Error).message }))
  return { result, local }
}

/** Waits for all. Fails like the first of the list that fails. */
async function allInOrder(all: readonly Promise<unknown>[]): Promise<unknown[]> {
  await Promise.allSettled(all)
  return Promise.all(all)
}
