/**
 * Entry of the thread that notices signals and the time limit if a step that never returns blocks the main thread. If
 * the main thread has been silent for `silenceMs` by then, this thread terminates the code that runs there. The main
 * thread then continues with whatever else it waits for.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { Cell, deadlineOf, lookMs, type Struck, silenceMs } from './alarm-cells.ts'

const { cells: buffer, parent } = workerData as { readonly cells: SharedArrayBuffer; readonly parent?: number }
const cells = new Int32Array(buffer)
const deadline = deadlineOf(cells)
let beats = -1
let silentMs = 0
let striking = false

hearSignals()
parentPort?.postMessage('ready')
// if this thread gets no time for several intervals, `setInterval` does not catch up: looks stay apart
setInterval(look, lookMs)

/** The handlers of the main thread wait for its event loop; these do not. */
function hearSignals(): void {
  try {
    // The only way to receive signals in a thread, but Node deprecates it. Without it, only the main thread gets them.
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
    // this version of Node has no such binding
  }
}

interface Wrap {
  onsignal: () => void
  start(signal: number): number
  unref(): void
}

function look(): void {
  // a step that never returns must not outlive the command
  if (parent !== undefined && process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  const now = Atomics.load(cells, Cell.beats)
  silentMs = now === beats ? silentMs + lookMs : 0
  beats = now
  if (silentMs < silenceMs || striking) return
  const signals = Atomics.load(cells, Cell.signals)
  const isLate = signals > 0 || Date.now() >= (deadline[0] as number)
  // a second signal ends any code, even code that is not marked as `working`
  if (isLate && (Atomics.load(cells, Cell.working) > 0 || signals > 1)) void strike(signals > 0)
}

/**
 * Number of looks, `lookMs` apart, to wait for the debugger to pause the main thread. The pause is immediate unless the
 * machine is busy. On a busy machine the looks take longer, too.
 */
const mostLooks = 30

/** Terminates the code that the main thread runs, and sends the main thread the place of that code. */
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
  // on a busy machine, the main thread may have continued in the meantime; then nothing may be terminated
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
