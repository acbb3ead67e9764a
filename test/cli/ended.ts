/** The output of a process that was started, and its exit code. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const texts = { stdout: '', stderr: '' }
  child.stdout.on('data', (data) => {
    texts.stdout += data
  })
  child.stderr.on('data', (data) => {
    texts.stderr += data
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...texts }))
  })
}
