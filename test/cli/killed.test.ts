import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

function files(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true })
  return all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

const isStory = (file: string) => /\.(json|md)$/.test(file)
const designs = ['as deployed', 'atomic cleanup'].flatMap((design) => ['--design', design])

/** Runs a check that stores its counterexamples, and kills it when it is time; whether it was killed. */
function runUntil(folder: string, isTime: () => boolean): Promise<boolean> {
  const to = ['--counterexamples', folder, '--lock', join(folder, 'lock.json')]
  const args = ['check', 'specs/dynamodb-dns.model.ts', ...designs, '--update', ...to]
  const child = spawn(process.execPath, ['bin/allways.js', ...args], { cwd: root, stdio: 'ignore' })
  const timer = setInterval(() => {
    if (isTime()) child.kill('SIGKILL')
  }, 1)
  return new Promise((resolve) => {
    child.on('exit', (_, signal) => {
      clearInterval(timer)
      resolve(signal === 'SIGKILL')
    })
  })
}

it('leaves no half-written file, whenever it is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'allways-killed-'))
  try {
    let killed = 0
    // from before the first file is written; a busy machine takes longer to come to it, and may once be too late
    for (let count = 0; count <= 12; count++) {
      for (const file of files(folder).filter(isStory)) rmSync(file)
      if (await runUntil(folder, () => files(folder).filter(isStory).length >= count)) killed++
      for (const file of files(folder)) {
        const text = readFileSync(file, 'utf8')
        if (file.endsWith('.json')) expect(() => JSON.parse(text), file).not.toThrow()
        if (file.endsWith('.md')) expect(text.endsWith('\n') && text.includes('## Final state'), file).toBe(true)
      }
    }
    expect(killed).toBeGreaterThan(2)
    expect(await runUntil(folder, () => false)).toBe(false)
    expect(files(folder).filter((file) => !isStory(file))).toEqual([])
    expect(files(folder).length).toBeGreaterThan(24)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
