/**
 * The entry of the thread that hears signals and the time limit while the main thread does not: a step that never
 * returns holds up everything else. Where the main thread has not answered for a second, what it runs is terminated, and
 * it goes on with what it waits for beside.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { Cell, deadlineOf, lookMs, type Struck, silenceMs } from './alarm-cells.ts'

const cells = new Int32Array(workerData as SharedArrayBuffer)
const deadline = deadlineOf(cells)
let beats = -1
let silentMs = 0
let striking = false

hearSignals()
parentPort?.postMessage('ready')
// a thread that was idle for long may find several looks due at once: only those that are apart count
setInterval(look, lookMs)

/** The main thread's own handlers wait for its loop; these do not. */
function hearSignals(): void {
  try {
    // the one way to hear signals in a thread; said to be deprecated, so without it only the main thread hears them
    process.noDeprecation = true
    const { Signal } = (process as unknown as { binding(name: string): { Signal: new () => Wrap } }).binding(
      'signal_wrap',
    )
    for (const number of [2, 15]) {
      const wrap = new Signal()
      wrap.onsignal = () => void Atomics.add(cells, Cell.signals, 1)
      wrap.unref()
      wrap.start(number)
    }
  } catch {
    // no such thing in this version of Node
  }
}

interface Wrap {
  onsignal: () => void
  start(signal: number): number
  unref(): void
}

function look(): void {
  const now = Atomics.load(cells, Cell.beats)
  silentMs = now === beats ? silentMs + lookMs : 0
  beats = now
  if (silentMs < silenceMs || striking) return
  const signals = Atomics.load(cells, Cell.signals)
  const isLate = signals > 0 || Date.now() >= (deadline[0] as number)
  // a second signal ends whatever goes on
  if (isLate && (Atomics.load(cells, Cell.working) > 0 || signals > 1)) void strike(signals > 0)
}

/** A main thread that runs a model is paused at once, unless the machine is busy with others: then these looks take longer as well. */
const mostLooks = 30

/** Terminates what the main thread runs, and tells it where that was. */
async function strike(bySignal: boolean): Promise<void> {
  striking = true
  const answered = beats
  const { Session } = await import('node:inspector')
  const session = new Session()
  session.connectToMainThread()
  const urls = new Map<string, string>()
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url } }) => void urls.set(scriptId, url))
  const stack = await new Promise<string>((resolve) => {
    let looks = 0
    const late = setInterval(() => {
      if (++looks < mostLooks) return
      clearInterval(late)
      resolve('')
    }, lookMs)
    session.once('Debugger.paused', ({ params: { callFrames } }) => {
      clearInterval(late)
      resolve(
        callFrames
          .map(({ functionName, location: { scriptId, lineNumber, columnNumber = 0 } }) => {
            const url = urls.get(scriptId) ?? ''
            return `    at ${functionName || '<anonymous>'} (${url}:${lineNumber + 1}:${columnNumber + 1})`
          })
          .join('\n'),
      )
    })
    session.post('Debugger.enable')
    session.post('Debugger.pause')
  })
  // it may have gone on by now, to what is to be done: a machine that is busy with others takes its time for all of this
  const isStuck = Atomics.load(cells, Cell.beats) === answered
  if (isStuck) {
    Atomics.store(cells, Cell.struck, 1)
    session.post('Runtime.terminateExecution')
  }
  session.post('Debugger.resume')
  session.post('Debugger.disable', () => {
    session.disconnect()
    if (isStuck) parentPort?.postMessage({ stack, bySignal } satisfies Struck)
    silentMs = 0
    striking = false
  })
}
