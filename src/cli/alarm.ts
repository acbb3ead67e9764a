/**
 * Ends what does not end by itself: a second after a signal or the time limit, whatever still runs is given up, be it
 * that the main thread is held up by a step that never returns (`bell.ts` terminates that), or waits for something that
 * does not come.
 */
import { Worker } from 'node:worker_threads'
import { liftTraps } from '../model/pure.ts'
import { bytes, Cell, deadlineOf, lookMs, type Struck } from './alarm-cells.ts'

/** What was watched was given up. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp'
  readonly bySignal: boolean
  /** It was terminated: it had not returned. Its stack is that of the place. */
  readonly isStuck: boolean
  constructor({ stack, bySignal }: Partial<Struck> & Pick<Struck, 'bySignal'>) {
    super('given up')
    this.bySignal = bySignal
    this.isStuck = stack !== undefined
    if (stack !== undefined) this.stack = `${this.name}: given up\n${stack}`
  }
}

// taken before a spec can run: specs are kept from the clock, we are not
const now = Date.now.bind(Date)

/** Late is what has not ended so long after it should have. */
const lateMs = 2000

export interface Alarm {
  /**
   * Runs `body`, which ends by itself soon after the signal or the time limit. @throws GivenUp where it does not.
   * `maxSeconds` is counted from now.
   */
  watch<T>(body: () => Promise<T> | T, maxSeconds?: number): Promise<T>
  /** Runs a part of what is watched that has a time limit of its own, and does not wait for anything. */
  within<T>(body: () => T, maxSeconds?: number): T
  /** When signals are heard, whatever the main thread does: one that came before to a step that never returns would be lost. */
  ready(): Promise<void>
}

/** For callers whose process is not ours: nothing is watched. */
export const noAlarm: Alarm = { watch: async (body) => await body(), within: (body) => body(), ready: async () => {} }

export function alarm(signal: AbortSignal): Alarm {
  const cells = new Int32Array(new SharedArrayBuffer(bytes))
  const deadline = deadlineOf(cells)
  deadline[0] = Number.POSITIVE_INFINITY
  const giveUps: ((error: GivenUp) => void)[] = []
  let bell: Worker | undefined
  let ready: Promise<void> = Promise.resolve()
  const start = () => {
    bell = new Worker(new URL('./bell.js', import.meta.url), { workerData: cells.buffer })
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
      giveUps.at(-1)?.(new GivenUp(struck))
    })
    // without it only a step that never returns is not ended
    bell.on('error', isReady)
    // what was terminated may have left nothing to wait for but the word of it
    process.on('beforeExit', () => {
      if (Atomics.load(cells, Cell.struck) === 1) bell?.ref()
    })
    setInterval(() => Atomics.add(cells, Cell.beats, 1), lookMs / 2).unref()
  }
  return {
    ready: () => ready,
    async watch(body, maxSeconds = Number.POSITIVE_INFINITY) {
      if (bell === undefined) start()
      const timers: NodeJS.Timeout[] = []
      const outer = deadline[0] as number
      const after = (ms: number, bySignal: boolean) => {
        timers.push(setTimeout(() => giveUp(new GivenUp({ bySignal })), Math.min(ms, 2 ** 31 - 1)))
      }
      const onAbort = () => after(lateMs, true)
      let giveUp: (error: GivenUp) => void = () => {}
      const givenUp = new Promise<never>((_, reject) => {
        giveUp = reject
      })
      giveUps.push(giveUp)
      Atomics.add(cells, Cell.working, 1)
      deadline[0] = Math.min(outer, now() + maxSeconds * 1000)
      if (maxSeconds < 2 ** 21) after(maxSeconds * 1000 + lateMs, false)
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
      try {
        return await Promise.race([Promise.resolve().then(body), givenUp])
      } catch (error) {
        // the main thread hears of the signal as soon as its loop turns
        for (let turn = 0; error instanceof GivenUp && error.bySignal && !signal.aborted && turn < 50; turn++) {
          await new Promise((resume) => setTimeout(resume, 10))
        }
        throw error
      } finally {
        for (const timer of timers) clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        deadline[0] = outer
        Atomics.sub(cells, Cell.working, 1)
        giveUps.pop()
      }
    },
    within(body, maxSeconds = Number.POSITIVE_INFINITY) {
      const outer = deadline[0] as number
      deadline[0] = Math.min(outer, now() + maxSeconds * 1000)
      try {
        return body()
      } finally {
        // not where it is terminated: `watch` does it then
        deadline[0] = outer
      }
    },
  }
}
