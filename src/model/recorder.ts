/**
 * What one run of the model's code reads of a state and assigns to it, by the paths of the places: `latest`,
 * `records[0].active`, `enactor[1].at`. A set, map, queue, bag or optional is one variable, whatever of it is read.
 */

export interface Read {
  readonly path: string
  /** Of the state before the step, where a property sees two. */
  readonly earlier: boolean
}

/** A call of `every` or `some` on an array of the state that was decided by one of its elements. */
export interface Asked {
  readonly method: 'every' | 'some'
  /** The array. */
  readonly path: string
  readonly earlier: boolean
  readonly element: number
  /** Whether the answer was `true` or `false`, and not another value that counts as one of them. */
  readonly exact: boolean
  /** What was read while that element was asked: a range of `reads`. */
  readonly from: number
  readonly to: number
  /** The calls that ended while that element was asked begin here in `asked`, and end with this one. */
  readonly inside: number
}

export class Recorder {
  /** In the order of reading, and as often; what the run itself had assigned before is left out. */
  readonly reads: Read[]
  /** In the order in which the calls ended. */
  readonly asked: Asked[]
  readonly earlier: boolean
  /** How many of the reads decided that an action can be taken: those of its label, its budget and its guard. */
  deciding = 0
  /** What was assigned or changed, be it to an equal value. */
  readonly writes = new Set<string>()
  readonly #assigned = new Set<string>()

  constructor(reads: Read[] = [], asked: Asked[] = [], earlier = false) {
    this.reads = reads
    this.asked = asked
    this.earlier = earlier
  }

  /** One for the state before the step, which keeps what it sees in the same order. */
  before(): Recorder {
    return new Recorder(this.reads, this.asked, true)
  }

  read(path: string): void {
    for (const own of this.#assigned) if (isWithin(path, own)) return
    this.reads.push({ path, earlier: this.earlier })
  }

  /** `whole`: nothing is left of what was there; otherwise it has been read, too. */
  write(path: string, whole = true): void {
    this.writes.add(path)
    if (whole) this.#assigned.add(path)
  }

  /** The array, noting which of its elements decides what is asked of all; `seen` is told of an element that is read. */
  watched(array: readonly unknown[], path: string, seen?: (element: number) => void): unknown[] {
    const ask = (method: 'every' | 'some', test: (...args: unknown[]) => unknown, self: unknown) =>
      Array.prototype[method].call(proxy, (value, element, all) => {
        // a scalar is read when it is handed over
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

/** Whether a place is `other` or lies in it. */
export function isWithin(path: string, other: string): boolean {
  if (!path.startsWith(other)) return false
  const next = path[other.length]
  return next === undefined || next === '.' || next === '['
}

/** Whether one of them lies in the other. */
export function overlap(a: string, b: string): boolean {
  return isWithin(a, b) || isWithin(b, a)
}
