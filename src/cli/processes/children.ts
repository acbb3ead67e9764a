/**
 * Starts processes that explore designs. `dist/child.js` runs `in-child.ts` in each. A process costs about 0.1 s of
 * processor time and 35 MB more than a thread. But a thread that runs out of memory, or whose step never returns, can
 * take the whole command with it: threads share one heap limit per process, and the alarm can only end the code of a
 * main thread.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Progress } from '../../plain.ts'
import type { Result, RunError } from '../../result.ts'
import type { Size } from '../commands/check-one.ts'
import type { CheckArgs } from '../options/commands.ts'
import type { Bundle } from '../project/bundle-cache.ts'

/** One design to explore. */
export interface Errand {
  readonly path: string
  readonly cwd: string
  readonly caches: boolean
  /** Absent if this process was already sent the spec. */
  readonly bundle?: Bundle
  readonly design: string
  readonly args: CheckArgs
  readonly size: Size
  readonly locks: boolean
  readonly isLocked: boolean
}

/** The messages of a process that explores. The last is a result, or the reason why there is none. */
export type Said =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'warning'; readonly line: string }
  | { readonly kind: 'printed'; readonly text: string }
  | { readonly kind: 'stray'; readonly line: string }
  | { readonly kind: 'result'; readonly result: Result; readonly codes: readonly (2 | 70)[] }
  | { readonly kind: 'failed'; readonly error: RunError; readonly limit?: 'seconds' | 'interrupted' }

/** How a process ended. */
export interface Ending {
  /** Why it could not be started. */
  readonly error?: Error
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The end of what it wrote to its streams directly, as Node does when it runs out of memory. */
  readonly written: string
}

export interface Child {
  /** It is explored as soon as the process has started. */
  send(errand: Errand): void
  kill(signal: NodeJS.Signals): void
  /** Lets the process end if it explores nothing, and kills it otherwise. The promise waits until it has ended. */
  leave(): Promise<void>
}

const entry = fileURLToPath(new URL('./child.js', import.meta.url))

/** Whether processes can be started: not if the sources run without a build. */
export const canStart = () => existsSync(entry)

/** Milliseconds to wait for the last words of a process that has ended. */
const lastWordsMs = 1000
/** Characters of direct output to keep. */
const mostWritten = 20_000

export function startChild(heard: (said: Said) => void, ended: (ending: Ending) => void): Child {
  const child: ChildProcess = fork(entry, process.argv.slice(2), {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let written = ''
  let isEnded = false
  let [isBusy, gone] = [false, () => {}]
  const left = new Promise<void>((resolve) => {
    gone = resolve
  })
  const end = (ending: Omit<Ending, 'written'>) => {
    if (isEnded) return
    isEnded = true
    gone()
    ended({ ...ending, written })
  }
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      written = (written + data).slice(-mostWritten)
    })
  }
  child.on('message', (said) => {
    if ((said as Said).kind === 'result') isBusy = false
    heard(said as Said)
  })
  child.on('error', (error) => {
    if (child.pid === undefined) end({ error, code: null, signal: null })
  })
  // `exit` may come before the last words of the process; and `close` does not come if this process has disconnected
  const wholly = Promise.all([
    new Promise((resolve) => child.once('disconnect', resolve)),
    new Promise((resolve) => child.stderr?.once('close', resolve)),
  ])
  child.on('exit', (code, signal) => {
    const timer = setTimeout(() => end({ code, signal }), lastWordsMs)
    void wholly.then(() => {
      clearTimeout(timer)
      end({ code, signal })
    })
  })
  return {
    send(errand) {
      isBusy = true
      child.send(errand, () => {})
    },
    kill: (signal) => void child.kill(signal),
    leave() {
      if (isBusy) child.kill('SIGKILL')
      else if (child.connected) child.disconnect()
      return left
    },
  }
}
