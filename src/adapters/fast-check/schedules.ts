/** Schedules of ports as values of fast-check: which waiting call proceeds next. */
import { Arbitrary, type Random, Stream, toStringMethod, Value } from 'fast-check'
import { show, UsageError } from '../../errors.ts'
import type { Ports, WaitingCall } from '../../ports/ports.ts'
import { checkOptions } from '../options.ts'

/** The options of `schedules`. */
export interface SchedulesOptions {
  /**
   * The maximum number of decisions that a schedule makes: moments at which several calls wait. All later ones take the
   * fixed order. Defaults to 100.
   */
  readonly maxDecisions?: number | undefined
}

/** The options of a schedule's `run`. */
export interface ScheduleRunOptions {
  /** The run ends after this many calls. Defaults to 1,000. */
  readonly maxCalls?: number | undefined
}

/** A deviation from the fixed order: at which decision, and how many calls are passed over, from 1. */
interface Deviation {
  readonly at: number
  readonly skip: number
}

/**
 * Schedules of ports, for code that has gates and no model. In the fixed order, the task that made the last call goes
 * on as long as it can, and then the task that was started first. A schedule deviates from that order at random, and
 * shrinks to few deviations.
 */
export function schedules(options: SchedulesOptions = {}): Arbitrary<Schedule> {
  checkOptions('schedules', options, ['maxDecisions'])
  const { maxDecisions = 100 } = options
  if (!Number.isSafeInteger(maxDecisions) || maxDecisions < 1) {
    throw new UsageError(`schedules: maxDecisions is ${show(maxDecisions)}; expected a whole number, 1 or more`)
  }
  return new Schedules(maxDecisions)
}

/** The part of ports that a schedule needs. */
type Gates = Pick<Ports, 'tasks' | 'troubles' | 'proceed' | 'rest' | 'close'>

/** An order in which calls proceed. After a run, it prints as the calls of that run. */
export class Schedule {
  /** @internal */
  readonly deviations: readonly Deviation[]
  #calls: readonly string[] | undefined

  /** @internal */
  constructor(deviations: readonly Deviation[]) {
    this.deviations = deviations
  }

  /**
   * Lets the calls of the tasks proceed, one at a time, until no call waits. Then closes the ports. Returns the calls in
   * order, as in `client 1 store.write`.
   * @throws the error of a task that threw; Unsettled if a task waits for something that no port gives; an Error for
   * what went wrong outside of the tasks
   */
  async run(ports: Gates, { maxCalls = 1000 }: ScheduleRunOptions = {}): Promise<readonly string[]> {
    const skips = new Map(this.deviations.map(({ at, skip }) => [at, skip]))
    const calls: string[] = []
    this.#calls = calls
    let decisions = 0
    let last: string | undefined
    try {
      await ports.rest()
      while (calls.length < maxCalls) {
        expectNoFailure(ports)
        const waiting = inOrder(ports, last)
        if (waiting.length === 0) break
        const skip = waiting.length > 1 ? (skips.get(decisions++) ?? 0) : 0
        // a skip is never a whole round, so that each deviation has an effect
        const next = waiting[skip === 0 ? 0 : 1 + ((skip - 1) % (waiting.length - 1))] as (typeof waiting)[number]
        last = next.task
        calls.push(`${next.task} ${next.call.name}`)
        await ports.proceed(next.call)
      }
      expectNoFailure(ports)
    } finally {
      ports.close()
    }
    const [trouble] = ports.troubles
    if (trouble !== undefined) throw new Error(trouble)
    return calls
  }

  /** The calls of the last run; before a run, the deviations. */
  toString(): string {
    if (this.#calls !== undefined) return this.#calls.join(', ') || 'no call'
    if (this.deviations.length === 0) return 'in the fixed order'
    return this.deviations.map(({ at, skip }) => `decision ${at}: skip ${skip}`).join(', ')
  }

  /** @internal */
  [toStringMethod](): string {
    return this.toString()
  }
}

/** The waiting calls in the fixed order. */
function inOrder({ tasks }: Gates, last: string | undefined): { readonly task: string; readonly call: WaitingCall }[] {
  const all = tasks.flatMap(({ name, waiting }) => waiting.map((call) => ({ task: name, call })))
  return [...all.filter(({ task }) => task === last), ...all.filter(({ task }) => task !== last)]
}

function expectNoFailure({ tasks }: Gates): void {
  for (const { failure } of tasks) if (failure !== undefined) throw failure.error
}

/** The largest number of calls that a deviation passes over. */
const mostSkipped = 8

class Schedules extends Arbitrary<Schedule> {
  readonly #maxDecisions: number

  constructor(maxDecisions: number) {
    super()
    this.#maxDecisions = maxDecisions
  }

  /** Deviates at each decision, or at every second one, or more rarely. */
  override generate(random: Random): Value<Schedule> {
    const every = 2 ** random.nextInt(0, Math.ceil(Math.log2(this.#maxDecisions)))
    const deviations: Deviation[] = []
    for (let at = 0; at < this.#maxDecisions; at++) {
      if (random.nextInt(1, every) === 1) deviations.push({ at, skip: random.nextInt(1, mostSkipped) })
    }
    return new Value(new Schedule(deviations), undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is Schedule {
    return value instanceof Schedule
  }

  override shrink({ deviations }: Schedule): Stream<Value<Schedule>> {
    return new Stream(fewer(deviations)).map((less) => new Value(new Schedule(less), undefined))
  }
}

/** Without parts, the last part first, because a run may end before it. Then with smaller skips, and earlier. */
function* fewer(all: readonly Deviation[]): IterableIterator<readonly Deviation[]> {
  for (let size = all.length; size >= 1; size >>= 1) {
    for (let at = all.length - size; at >= 0; at -= size) yield [...all.slice(0, at), ...all.slice(at + size)]
  }
  for (const [i, { at, skip }] of all.entries()) {
    const changed = (one: Deviation) => [...all.slice(0, i), one, ...all.slice(i + 1)]
    for (let less = 1; less < skip; less++) yield changed({ at, skip: less })
    for (let before = (all[i - 1]?.at ?? -1) + 1; before < at; before++) yield changed({ at: before, skip })
  }
}
