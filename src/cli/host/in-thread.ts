/** The work of one of Node's threads on a spec. The command itself does not load this module. */

import { parentPort, workerData } from 'node:worker_threads'
import type { Seed } from '../../engine/search/worker-part.ts'
import { defined } from '../../plain.ts'
import { modelFor } from '../../run/design.ts'
import { type Task, workOn } from '../../run/threads.ts'
import { loadSpec } from '../project/load.ts'
import type { Job } from './threads.ts'

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
