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

/** Runs a check that stores its counterexamples, and kills it after so many milliseconds; whether it was killed. */
function runFor(folder: string, milliseconds: number): Promise<boolean> {
  const spec = 'specs/dynamodb-dns.model.ts'
  const child = spawn(process.execPath, ['bin/allways.js', 'check', spec, '--update', '--counterexamples', folder], {
    cwd: root,
    stdio: 'ignore',
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
  return new Promise((resolve) => {
    child.on('exit', (_, signal) => {
      clearTimeout(timer)
      resolve(signal === 'SIGKILL')
    })
  })
}

it('leaves no half-written file, whenever it is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'allways-killed-'))
  try {
    let killed = 0
    let seen = 0
    // from before the first file is written to about the end of the run
    for (let milliseconds = 150; milliseconds <= 1300; milliseconds += 100) {
      if (await runFor(folder, milliseconds)) killed++
      for (const file of files(folder)) {
        seen++
        const text = readFileSync(file, 'utf8')
        if (file.endsWith('.json')) expect(() => JSON.parse(text), file).not.toThrow()
        if (file.endsWith('.md')) expect(text.endsWith('\n') && text.includes('How it ends'), file).toBe(true)
      }
    }
    expect(killed).toBeGreaterThan(2)
    expect(seen).toBeGreaterThan(0)
    expect(await runFor(folder, 60_000)).toBe(false)
    expect(files(folder).filter((file) => !/\.(json|md)$/.test(file))).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
