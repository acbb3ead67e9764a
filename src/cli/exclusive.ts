/**
 * One process at a time: a file that exists while its owner works. The owner may be killed at any moment, so a lock
 * whose owner is gone is broken. Two processes may notice that at once; then the second must not remove the lock that
 * the first has made since. So a lock is broken only under another lock, which is named after its owner, and only if it
 * is still that owner's.
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { UsageError } from '../errors.ts'
import { isAlive } from './write-whole.ts'

/** Nobody works that long under a lock: a lock of this age is left over, whatever process has its number today. */
const staleMs = 30_000
/** Between the making of the file and the writing of its owner lies less than this. */
const ownerlessMs = 2_000

interface Owner {
  readonly pid: number
  readonly host: string
  /** Differs for each lock that is ever made. */
  readonly token: string
}

export interface Patience {
  /** After so long without a change of owner, an error says who holds the lock. */
  readonly waitMs?: number
  readonly signal?: AbortSignal
}

/**
 * Runs `work` while the file `path` exists for it alone. `name`: what is locked, for messages. `work` does not wait for
 * anything, so no owner is busy for long. @throws UsageError, Error of the system where the file cannot be made
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
      throw new UsageError(`${name}: another process writes it, by ${path}: remove that file if no allways runs`)
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

/** `undefined` where there is none. */
function readLock(path: string): { readonly token: string; readonly isStale: boolean } | undefined {
  let text: string
  let ageMs: number
  let node: string
  try {
    const { mtimeMs, ino } = statSync(path)
    text = readFileSync(path, 'utf8')
    // a clock that went back makes no lock younger than now
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

/** `undefined` where its owner was killed before it wrote, or has not written yet. */
function ownerOf(text: string): Owner | undefined {
  try {
    const { pid, host, token } = JSON.parse(text) as Partial<Owner>
    const isOwner = Number.isInteger(pid) && typeof host === 'string' && /^[\w-]{1,80}$/.test(String(token))
    return isOwner ? ({ pid, host, token } as Owner) : undefined
  } catch {
    return undefined
  }
}

/** Locks under which earlier locks were broken, by processes that were killed meanwhile: they guard nothing any longer. */
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
