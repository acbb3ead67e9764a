/** Starts Node's threads that work on a spec. `dist/worker.js` runs `in-thread.ts` in each. */

import { Worker } from 'node:worker_threads'
import type { Seed } from '../../engine/search/worker-part.ts'
import type { Params } from '../../language/spec.ts'
import type { Report, Task, Threads } from '../../run/threads.ts'

/** The design and the properties that a thread has to check. */
export interface Job {
  readonly path: string
  readonly cwd: string
  readonly digest: string
  readonly caches: boolean
  readonly design: string
  readonly params: Params
  readonly properties: readonly string[] | undefined
}

export function threadsFor(job: Job, count: number): Threads {
  return {
    count,
    start(task: Task) {
      const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { job, task } })
      let hasReported = false
      return {
        post: (seed: Seed) => worker.postMessage(seed),
        on(heard, failed) {
          worker.on('message', (said: 'ready' | Report) => {
            hasReported = said !== 'ready'
            heard(said)
          })
          worker.on('error', failed)
          worker.on('exit', (code) => {
            if (!hasReported) failed(new Error(`its thread ended with exit code ${code}`))
          })
        },
        end: () => void worker.terminate(),
      }
    },
  }
}
