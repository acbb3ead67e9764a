/**
 * Lets only one process at a time do some work. The lock is a file that exists while its owner works. The owner may be
 * killed at any moment, so other processes break a lock whose owner is gone. Two processes may notice that at once.
 * Then the second one must not remove the new lock of the first. So a process breaks a stale lock only under a second
 * lock, which is named after the token of the stale one. It removes the stale lock only if its file still holds that
 * token.
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { UsageError } from '../../errors.ts'
import { isAlive } from './write-whole.ts'

/** No work under a lock takes this long. So an older lock is stale, even if a process has its owner's pid today. */
const staleMs = 30_000
/** Maximum time between the creation of the file and the writing of its owner. */
const ownerlessMs = 2_000

interface Owner {
  readonly pid: number
  readonly host: string
  /** Unique for each lock that is ever made. */
  readonly token: string
}

export interface Patience {
  /** Maximum wait in ms without a change of owner. Then an error names the lock file. Defaults to 60 s. */
  readonly waitMs?: number
  readonly signal?: AbortSignal
}

/**
 * Runs `work` while this process holds the lock file `path`. `name`: what is locked, for messages. `work` is
 * synchronous, so no owner is busy for long. @throws UsageError if another process keeps the lock; an Error of the
 * system if the file cannot be made
 */
export async function exclusively<T>(path: string, name: string, work: () => T, patience: Patience = {}): Promise<T> {
  const { waitMs = 2 * staleMs, signal } = patience
  const own: Owner = { pid: process.pid, host: hostname(), token: tokenOf() }
  let holder: string | undefined
  let since = Date.now()
  while (!tryLock(path, own)) {
    const found = readLock(path)
    if (found?.token !== holder) {
      holder = found?.token
      since = Date.now()
    }
    if (found?.isStale) await breakLock(path, name, found.token, patience)
    else if (Date.now() - since > waitMs || signal?.aborted) {
      throw new UsageError(`${name}: another process is writing this file; if no allways is running, remove ${path}`)
    } else await setTimeout(1 + 20 * Math.random())
  }
  try {
    removeBroken(path)
    return work()
  } finally {
    if (readLock(path)?.token === own.token) rmSync(path, { force: true })
  }
}

let made = 0
const tokenOf = () =>
  `${process.pid}-${Date.now().toString(36)}-${(made++).toString(36)}-${Math.random().toString(36).slice(2)}`

function tryLock(path: string, own: Owner): boolean {
  try {
    writeFileSync(path, JSON.stringify(own), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** `undefined` if there is no lock. */
function readLock(path: string): { readonly token: string; readonly isStale: boolean } | undefined {
  let text: string
  let ageMs: number
  let node: string
  try {
    const { mtimeMs, ino } = statSync(path)
    text = readFileSync(path, 'utf8')
    // if the clock was set back, a lock can have a date in the future; its distance from now still counts as its age
    ageMs = Math.abs(Date.now() - mtimeMs)
    node = `${ino}-${mtimeMs}`
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const owner = ownerOf(text)
  if (owner === undefined) return { token: node.replace('.', '-'), isStale: ageMs > ownerlessMs }
  const isGone = owner.host === hostname() && !isAlive(owner.pid)
  return { token: owner.token, isStale: isGone || ageMs > staleMs }
}

/** `undefined` if the owner has not written the file yet, or was killed before it did. */
function ownerOf(text: string): Owner | undefined {
  try {
    const { pid, host, token } = JSON.parse(text) as Partial<Owner>
    const isOwner = Number.isInteger(pid) && typeof host === 'string' && /^[\w-]{1,80}$/.test(String(token))
    return isOwner ? ({ pid, host, token } as Owner) : undefined
  } catch {
    return undefined
  }
}

/**
 * Removes left-over locks under which other processes broke earlier locks and were killed. The caller holds the lock,
 * so they no longer guard anything.
 */
function removeBroken(path: string): void {
  const folder = dirname(path)
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${basename(path)}.`)) rmSync(join(folder, name), { force: true })
  }
}

async function breakLock(path: string, name: string, token: string, patience: Patience): Promise<void> {
  await exclusively(
    `${path}.${token}`,
    name,
    () => {
      if (readLock(path)?.token === token) rmSync(path, { force: true })
    },
    patience,
  )
}
