import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exclusively } from '../../../src/cli/stored/exclusive.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'allways-exclusive-'))
  path = join(folder, '.x.lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The number of a process that has ended. */
const gone = spawnSync(process.execPath, ['-e', '']).pid
const owner = (pid: number, host = hostname()) => JSON.stringify({ pid, host, token: `${pid}-of-a-test` })

describe('what runs exclusively', () => {
  it('has the lock while it works, and leaves nothing', async () => {
    const had = await exclusively(path, 'x', () => existsSync(path))
    expect(had).toBe(true)
    expect(readdirSync(folder)).toEqual([])
  })

  it('leaves nothing where it throws', async () => {
    const broken = exclusively(path, 'x', () => {
      throw new Error('broken')
    })
    await expect(broken).rejects.toThrow('broken')
    expect(readdirSync(folder)).toEqual([])
  })

  it('comes one after the other', async () => {
    let inside = 0
    const all = Array.from({ length: 20 }, () =>
      exclusively(path, 'x', () => {
        expect(++inside).toBe(1)
        inside--
      }),
    )
    await Promise.all(all)
    expect(readdirSync(folder)).toEqual([])
  })

  it.each<[string, string | Buffer, number]>([
    ['a process that has ended', owner(gone), 0],
    ['a process of another machine, long ago', owner(1, 'elsewhere'), 60],
    ['a process whose number another has now, long ago', owner(process.pid), 60],
    ['a process that was killed before it wrote its name', '', 5],
    ['nobody, by its text', '{"pid":"x"}', 5],
    ['no text at all', Buffer.from([0, 255, 254]), 5],
  ])('breaks the lock of %s', async (_, text, secondsAgo) => {
    writeFileSync(path, text)
    const seconds = Date.now() / 1000 - secondsAgo
    utimesSync(path, seconds, seconds)
    await exclusively(path, 'x', () => expect(readFileSync(path, 'utf8')).toContain(`"pid":${process.pid}`))
    expect(readdirSync(folder)).toEqual([])
  })

  it('breaks the lock of a process that has ended, though another has ended while it broke it', async () => {
    writeFileSync(path, owner(gone))
    writeFileSync(`${path}.${gone}-of-a-test`, JSON.stringify({ pid: gone, host: hostname(), token: 'breaker' }))
    await exclusively(path, 'x', () => {})
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['a process that runs', () => writeFileSync(path, owner(process.ppid))],
    ['a process of another machine', () => writeFileSync(path, owner(1, 'elsewhere'))],
    ['a process that has not written its name yet', () => writeFileSync(path, '')],
  ])('waits for %s, and says for whom', async (_, leave) => {
    leave()
    const text = readFileSync(path, 'utf8')
    const work = exclusively(path, 'allways.lock.json', () => {}, { waitMs: 50 })
    await expect(work).rejects.toThrow(
      `allways.lock.json: another process is writing this file; if no allways is running, remove ${path}`,
    )
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('does not wait once it is interrupted', async () => {
    writeFileSync(path, owner(process.ppid))
    const started = performance.now()
    await expect(exclusively(path, 'x', () => {}, { signal: AbortSignal.abort() })).rejects.toThrow('another process')
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('takes no lock that it did not break from another that did', async () => {
    writeFileSync(path, owner(gone))
    let inside = 0
    const all = Array.from({ length: 10 }, () =>
      exclusively(path, 'x', () => {
        expect(++inside).toBe(1)
        inside--
      }),
    )
    await Promise.all(all)
    expect(readdirSync(folder)).toEqual([])
  })
})
