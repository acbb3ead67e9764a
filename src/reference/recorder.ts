/**
 * Records what one run of the model's code reads of a state and assigns to it, by path: `latest`, `records[0].active`,
 * `enactor[1].at`. A set, map, queue, bag or optional counts as one variable, whichever part of it is read.
 */

export interface Read {
  readonly path: string
  /** Whether the read was of the state before the step, if a property sees two states. */
  readonly earlier: boolean
}

/** A call of `every` or `some` on an array of the state whose result one element decided. */
export interface Asked {
  readonly method: 'every' | 'some'
  /** The path of the array. */
  readonly path: string
  readonly earlier: boolean
  readonly element: number
  /** Whether the callback returned exactly `true` or `false`, not another value that counts as one of them. */
  readonly exact: boolean
  /** The range of `reads` that were made while the callback ran for that element. */
  readonly from: number
  readonly to: number
  /** Calls that ended while the callback ran for that element: those in `asked` from this index up to this call. */
  readonly inside: number
}

export class Recorder {
  /** The reads in order, repetitions included. Reads of what the run itself assigned before are left out. */
  readonly reads: Read[]
  /** The calls in the order in which they ended. */
  readonly asked: Asked[]
  readonly earlier: boolean
  /** How many of the first reads decide whether the action is enabled: those of its label, budget and guard. */
  deciding = 0
  /** The paths that were assigned or changed, even to an equal value. */
  readonly writes = new Set<string>()
  /** The timers that were started with a time that is rounded to whole units, and that no exact clock can take. */
  readonly rounded = new Set<string>()
  readonly #assigned = new Set<string>()

  constructor(reads: Read[] = [], asked: Asked[] = [], earlier = false) {
    this.reads = reads
    this.asked = asked
    this.earlier = earlier
  }

  /** A recorder for the state before the step. It adds to the same lists, so the order of reads is kept. */
  before(): Recorder {
    return new Recorder(this.reads, this.asked, true)
  }

  read(path: string): void {
    for (const own of this.#assigned) if (isWithin(path, own)) return
    this.reads.push({ path, earlier: this.earlier })
  }

  /** `whole`: the write replaced everything that was there. Otherwise the old content counts as read, too. */
  write(path: string, whole = true): void {
    this.writes.add(path)
    if (whole) this.#assigned.add(path)
  }

  /** The array; records the element that decides `every` or `some`. `seen` is called with each element that is read. */
  watched(array: readonly unknown[], path: string, seen?: (element: number) => void): unknown[] {
    const ask = (method: 'every' | 'some', test: (...args: unknown[]) => unknown, self: unknown) =>
      Array.prototype[method].call(proxy, (value, element, all) => {
        // a scalar is read before the callback runs, when `every` or `some` passes it
        const own = this.reads.at(-1)?.path === `${path}[${element}]`
        const from = this.reads.length - (own ? 1 : 0)
        const inside = this.asked.length
        const answer = test.call(self, value, element, all)
        if (Boolean(answer) === (method === 'some')) {
          const exact = typeof answer === 'boolean'
          const { earlier } = this
          this.asked.push({ method, path, earlier, element, exact, from, to: this.reads.length, inside })
        }
        return answer
      })
    const proxy: unknown[] = new Proxy(array as unknown[], {
      get: (target, key, receiver) => {
        if (key === 'every' || key === 'some') return (test: () => unknown, self: unknown) => ask(key, test, self)
        if (typeof key === 'string' && /^\d+$/.test(key) && key in target) seen?.(Number(key))
        return Reflect.get(target, key, receiver)
      },
    })
    return proxy
  }
}

/** Whether the path `path` is `other` or lies inside of it. */
export function isWithin(path: string, other: string): boolean {
  if (!path.startsWith(other)) return false
  const next = path[other.length]
  return next === undefined || next === '.' || next === '['
}

/** Whether one of two paths lies inside of the other, or both are equal. */
export function overlap(a: string, b: string): boolean {
  return isWithin(a, b) || isWithin(b, a)
}
