/**
 * Gives up work that does not end by itself soon after a signal or the time limit. There are two cases. A step that
 * never returns blocks the main thread: `bell.ts` terminates it after about a second. Or the main thread waits for
 * something that never comes: timers give up after `lateMs`.
 */
import { Worker } from 'node:worker_threads'
import { dateNow, liftTraps } from '../../runtime/traps.ts'
import { bytes, Cell, deadlineOf, lookMs, type Struck } from './alarm-cells.ts'

/** The watched work was given up. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp'
  readonly bySignal: boolean
  /** Whether the work was terminated because it had not returned. The stack of this error then shows the place. */
  readonly isStuck: boolean
  constructor({ stack, bySignal }: Partial<Struck> & Pick<Struck, 'bySignal'>) {
    super('given up')
    this.bySignal = bySignal
    this.isStuck = stack !== undefined
    if (stack !== undefined) this.stack = `${this.name}: given up\n${stack}`
  }
}

/** Work is late if it still runs this many ms after a signal or its time limit. */
const defaultLateMs = 2000

export interface Alarm {
  /**
   * Runs `body`, which should end by itself within `lateMs` after the signal or the time limit. `maxSeconds` counts from
   * the call.
   * @throws GivenUp if `body` does not end
   */
  watch<T>(body: () => Promise<T> | T, maxSeconds?: number, lateMs?: number): Promise<T>
  /** Runs a synchronous part of the watched work under its own time limit, counted from the call. */
  within<T>(body: () => T, maxSeconds?: number): T
  /**
   * Resolves when the bell's thread can receive signals. An earlier signal is lost if a step that never returns blocks
   * the main thread.
   */
  ready(): Promise<void>
}

/** Watches nothing: for callers that own the process, such as tests. */
export const noAlarm: Alarm = { watch: async (body) => await body(), within: (body) => body(), ready: async () => {} }

/** `parent`: the id of the process that started this one. If that process has ended, the bell ends this one. */
export function alarm(signal: AbortSignal, parent?: number): Alarm {
  const cells = new Int32Array(new SharedArrayBuffer(bytes))
  const deadline = deadlineOf(cells)
  deadline[0] = Number.POSITIVE_INFINITY
  /** All watched work. While a design is explored, the stories of another one may be stored. */
  const watched: { readonly endsMs: number; giveUp(error: GivenUp): void }[] = []
  const setDeadline = () => {
    deadline[0] = Math.min(...watched.map(({ endsMs }) => endsMs))
  }
  let bell: Worker | undefined
  let ready: Promise<void> = Promise.resolve()
  const start = () => {
    bell = new Worker(new URL('./bell.cjs', import.meta.url), { workerData: { cells: cells.buffer, parent } })
    let isReady = () => {}
    ready = new Promise((resolve) => {
      isReady = () => {
        bell?.unref()
        resolve()
      }
    })
    bell.on('message', (struck: Struck | 'ready') => {
      if (struck === 'ready') return isReady()
      Atomics.store(cells, Cell.struck, 0)
      bell?.unref()
      liftTraps()
      const late = struck.bySignal ? undefined : watched.find(({ endsMs }) => endsMs === deadline[0])
      const stuck = late ?? watched.at(-1)
      stuck?.giveUp(new GivenUp(struck))
    })
    // without the bell, only a step that never returns cannot be ended
    bell.on('error', isReady)
    // after a termination, the bell's message may be the only thing left to wait for
    process.on('beforeExit', () => {
      if (Atomics.load(cells, Cell.struck) === 1) bell?.ref()
    })
    setInterval(() => Atomics.add(cells, Cell.beats, 1), lookMs / 2).unref()
  }
  return {
    ready: () => ready,
    async watch(body, maxSeconds = Number.POSITIVE_INFINITY, lateMs = defaultLateMs) {
      if (bell === undefined) start()
      const timers: NodeJS.Timeout[] = []
      const after = (ms: number, bySignal: boolean) => {
        timers.push(setTimeout(() => giveUp(new GivenUp({ bySignal })), Math.min(ms, 2 ** 31 - 1)))
      }
      const onAbort = () => after(lateMs, true)
      let giveUp: (error: GivenUp) => void = () => {}
      const givenUp = new Promise<never>((_, reject) => {
        giveUp = reject
      })
      const mine = { endsMs: dateNow() + maxSeconds * 1000, giveUp }
      watched.push(mine)
      Atomics.add(cells, Cell.working, 1)
      setDeadline()
      if (maxSeconds < 2 ** 21) after(maxSeconds * 1000 + lateMs, false)
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
      try {
        return await Promise.race([Promise.resolve().then(body), givenUp])
      } catch (error) {
        // the main thread receives the signal in the next turns of its event loop
        for (let turn = 0; error instanceof GivenUp && error.bySignal && !signal.aborted && turn < 50; turn++) {
          await new Promise((resume) => setTimeout(resume, 10))
        }
        throw error
      } finally {
        for (const timer of timers) clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        watched.splice(watched.indexOf(mine), 1)
        setDeadline()
        Atomics.sub(cells, Cell.working, 1)
      }
    },
    within(body, maxSeconds = Number.POSITIVE_INFINITY) {
      const outer = deadline[0] as number
      deadline[0] = Math.min(outer, dateNow() + maxSeconds * 1000)
      try {
        return body()
      } finally {
        // a termination skips this block; then `watch` restores the deadline
        deadline[0] = outer
      }
    },
  }
}
