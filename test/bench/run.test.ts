import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bench = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['bench/run.js', ...args], { cwd: root, encoding: 'utf8' })

test('--help names what can be measured, and measures nothing', () => {
  const { stdout, status } = bench('--help')
  const names = [...stdout.matchAll(/^ {2}(\w+) {2,}\w/gm)].map(([, name]) => name as string)
  expect(names).toEqual(expect.arrayContaining(['main', 'compare', 'watch', 'sizes']))
  for (const name of names) expect(existsSync(`${root}bench/${name}.ts`), name).toBe(true)
  expect(status).toBe(0)
})

test('a script says by --help how it is called', () => {
  const { stdout, status } = bench('compare', '--help')
  expect(stdout).toContain('npm run bench -- [--peers | --peer NAME...] [--quick]')
  expect(stdout).not.toMatch(/^ \*/m)
  expect(status).toBe(0)
})

test('a name that is none of them is refused, with those that are', () => {
  const { stderr, status } = bench('compere')
  expect(stderr).toContain("there is no 'compere' but main, runs, compare")
  expect(status).toBe(2)
})
