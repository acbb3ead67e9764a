/** Node's threads that work on a spec: `threadsFor` starts them, and `dist/worker.js` runs `inThread` in each. */

import { parentPort, Worker, workerData } from 'node:worker_threads'
import type { Seed } from '../../engine/search/worker-part.ts'
import type { Params } from '../../language/spec.ts'
import { defined } from '../../plain.ts'
import { modelFor } from '../../run/design.ts'
import { type Report, type Task, type Threads, workOn } from '../../run/threads.ts'
import { loadSpec } from '../project/load.ts'

/** The design and the properties that a thread has to check. */
interface Job {
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

/** Loads the spec again, because functions cannot be sent to a thread, and then works on the task. */
export async function inThread(): Promise<void> {
  const { job, task } = workerData as { readonly job: Job; readonly task: Task }
  const { spec, digest } = await loadSpec(job.path, job.cwd, { caches: job.caches })
  if (digest !== job.digest) throw new Error(`${job.path} changed during the check; run the check again`)
  const { params, properties } = job
  const model = modelFor(spec, job.design, { params, ...defined({ properties }) })
  const seeded = () => new Promise<Seed>((resolve) => parentPort?.once('message', resolve))
  await workOn(model, task, (said) => parentPort?.postMessage(said), seeded)
}
