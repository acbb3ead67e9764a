/** The lock with leases, as the README shows it, and logs of it. */
import { readFileSync } from 'node:fs'
import { folderOf } from '../cli/run.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const [, leaseLock = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []

export const header = (more: object = {}) => ({
  ...{ allways: 'log', version: 1, spec: 'lease-lock', design: 'plain lease' },
  ...more,
})

/** A folder with the spec and this log, which is called run.ndjson. A text is a line as it is. */
export function logOf(...lines: readonly (object | string)[]): string {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
  return folderOf({ 'specs/lease-lock.model.ts': leaseLock, 'run.ndjson': texts.map((text) => `${text}\n`).join('') })
}

export const acquire = (instance: number, state?: object) => ({ step: 'acquire', process: 'client', instance, state })
export const write = (instance: number, state?: object) => ({ step: 'write', process: 'client', instance, state })
export const release = (instance: number, state?: object) => ({ step: 'release', process: 'client', instance, state })
export const expires = { step: 'lease expires' }
