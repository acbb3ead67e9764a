/** Designs that are checked at the same time: everything that the command says and writes is as without that. */
import { spawn } from 'node:child_process'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ended } from '../ended.ts'
import { allways, folderOf, spawned } from '../run.ts'

const timeout = 180_000

/** A spec of designs that differ in what goes wrong. `n` steps lead to it. */
const text = (name: string, n = 3) => `import { int, model, spec } from 'allways'
const counter = ({ goes = 'well' } = {}) => {
  if (goes === 'unbuilt') throw new Error('no model')
  return model({
    name: '${name}',
    state: { n: int(0, ${n}) },
    actions: {
      up: {
        when: (s) => s.n < ${n},
        do: (s) => {
          if (s.n === ${n - 1}) {
            if (goes === 'wrong') throw new Error('a step threw')
            if (goes === 'aloud') console.log('a step printed')
            if (goes === 'on') console.error('under way')
            while (goes === 'on') {}
            if (goes === 'large') { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)) }
          }
          s.n++
        },
      },
    },
    resting: (s) => s.n === ${n},
    invariants: { small: (s) => s.n < ${n} },
    reachable: { end: (s) => s.n === ${n} },
  })
}
export default spec({
  name: '${name}', model: counter,
  designs: {
    first: {}, second: { params: { goes: 'GOES' } }, third: { expect: { small: 'violated' } },
  },
})
`
const specs = (goes: string) => ({
  'specs/a.model.ts': text('a').replace('GOES', goes),
  'specs/b.model.ts': text('b', 5),
  'specs/c.model.ts': text('c', 4),
})

/** Without times, and what their lengths do to the columns. */
const steady = (text: string) =>
  text
    .replace(/\d+(\.\d+)? (s|ms|min)\b/g, '0 s')
    .replace(/"(seconds|time|timestamp)": ?"?[\d.e-]+"?/g, '"$1": 0')
    .replace(/ time="[\d.]+"/g, '')
    .replace(/ +/g, ' ')
    .replace(/─+/g, '─')
    // a busy machine writes progress to the log
    .replace(/^.* transitions\/s.*\n/gm, '')

function filesOf(folder: string): { [path: string]: string } {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = all.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
  return Object.fromEntries(paths.sort().map((path) => [path.slice(folder.length), steady(readFileSync(path, 'utf8'))]))
}

async function both(files: { readonly [path: string]: string }, args: readonly string[], env = {}) {
  const found = []
  for (const jobs of ['1', '2']) {
    const cwd = folderOf(files)
    const { code, stdout, stderr } = await spawned(['check', ...args, '--jobs', jobs], cwd, env)
    found.push({ code, stdout: steady(stdout), stderr: steady(stderr), files: filesOf(cwd) })
  }
  return found
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let look = 0; look < 600 && !isTrue(); look++) await new Promise((resolve) => setTimeout(resolve, 100))
}

describe.concurrent('designs at the same time', () => {
  it.each(['well', 'wrong', 'aloud', 'unbuilt'])(
    'are reported as one after the other, if one goes %s',
    { timeout },
    async (goes) => {
      const reports = [
        'junit=out/a.xml',
        'sarif=out/a.sarif',
        'github=out/a.md',
        'json=out/a.json',
        'default=out/a.txt',
      ]
      const args = [...reports.flatMap((report) => ['--reporter', report]), '--counterexamples', 'stories']
      const [one, two] = await both(specs(goes), args)
      expect(two).toEqual(one)
      expect(one?.stdout).toContain('9 designs')
      expect(Object.keys(one?.files ?? {}).length).toBeGreaterThan(10)
    },
  )

  it('write the same lock, and are compared with it', { timeout }, async () => {
    const [one, two] = await both(specs('well'), ['--update'])
    expect(two).toEqual(one)
    const lock = one?.files['/allways.lock.json'] as string
    const changed = { ...specs('well'), 'allways.lock.json': lock.replace('"transitions": 5', '"transitions": 6') }
    const [three, four] = await both(changed, ['--json'])
    expect(four).toEqual(three)
  })

  it('are swept as one after the other', { timeout }, async () => {
    const sized = (name: string) => `import { int, model, spec } from 'allways'
export default spec({
  name: '${name}', designs: { plain: {}, other: { params: { step: 2 } } },
  model: ({ n = 2, step = 1 } = {}) => model({
    name: '${name}', state: { a: int(0, n), b: int(0, n) },
    actions: { a: { when: (s) => s.a < n, do: (s) => { s.a = Math.min(n, s.a + step) } }, b: { when: (s) => s.b < n, do: (s) => { s.b++ } } },
    resting: (s) => s.a === n && s.b === n, invariants: { low: (s) => s.a + s.b < 6 },
  }),
})
`
    const files = { 'specs/a.model.ts': sized('a'), 'specs/b.model.ts': sized('b') }
    for (const args of [[], ['--max-states', '30']]) {
      const [one, two] = await both(files, ['--param', 'n=2..6', ...args])
      expect(two).toEqual(one)
      expect(one?.stdout).toContain('plain')
    }
  })

  it('keep their results if one runs out of memory', { timeout }, async () => {
    const cwd = folderOf(specs('large'))
    const env = { NODE_OPTIONS: '--max-old-space-size=100' }
    const { code, stdout, stderr } = await spawned(['check', '--json', '--jobs', '2'], cwd, env)
    const { results } = JSON.parse(stdout)
    expect(results).toHaveLength(9)
    expect(stderr).toMatch(/a, second: the check ran out of memory for JavaScript objects/)
    expect(results[1]).toMatchObject({ design: 'second', error: { code: 'out-of-memory' } })
    expect(results[1].properties.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ])
    for (const [i, { error, complete }] of results.entries())
      if (i !== 1) expect({ error, complete }).toEqual({ complete: true })
    expect(code).toBe(2)
  })

  it('end an endless loop of one at its time limit', { timeout }, async () => {
    const [one, two] = await both(specs('on'), ['--json', '--max-seconds', '15'])
    expect(two?.stderr).toMatch(/specs\/a\.model\.ts:\d+: this code did not return/)
    const without = (text = '') => JSON.parse(text).results.map(({ states: _, ...one }: { states: number }) => one)
    expect(two?.code).toBe(one?.code)
    expect(without(two?.stdout)).toEqual(without(one?.stdout))
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('report what is known at %s', { timeout }, async (signal) => {
    const cwd = folderOf(specs('on'))
    const child = spawn(process.execPath, [allways, 'check', '--json', '--jobs', '2'], { cwd })
    let isUnderWay = false
    child.stderr.on('data', (data) => {
      if (isUnderWay || !String(data).includes('under way')) return
      isUnderWay = true
      setTimeout(() => child.kill(signal), 2000)
    })
    const { code, stdout } = await ended(child)
    const results: { design: string; limit?: string; complete: boolean }[] = JSON.parse(stdout).results
    expect(code).toBe(130)
    expect(results[0]).toMatchObject({ design: 'first', complete: true })
    expect(results[1]).toMatchObject({ design: 'second', limit: 'interrupted', complete: false })
  })

  it('end with the command, even in an endless loop', { timeout }, async () => {
    const cwd = folderOf(specs('on'))
    const child = spawn(process.execPath, [allways, 'check', '--json', '--jobs', '2'], { cwd, detached: true })
    const members = () =>
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .filter((name) => {
          try {
            return (
              readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('child.js') &&
              readFileSync(`/proc/${name}/stat`, 'utf8').split(' ')[4] === String(child.pid)
            )
          } catch {
            return false
          }
        })
    if (process.platform !== 'linux') return void child.kill('SIGKILL')
    await until(() => members().length > 0)
    await new Promise((resolve) => setTimeout(resolve, 3000))
    child.kill('SIGKILL')
    await until(() => members().length === 0)
    expect(members()).toEqual([])
  })

  it('share the memory', { timeout }, async () => {
    const wide = (name: string) => `import { int, model, spec } from 'allways'
export default spec({
  name: '${name}', designs: { one: {}, two: {} },
  model: () => model({
    name: '${name}', state: { a: int(0, 700), b: int(0, 700) },
    actions: { a: { when: (s) => s.a < 700, do: (s) => { s.a++ } }, b: { when: (s) => s.b < 700, do: (s) => { s.b++ } } },
    resting: () => true, invariants: { low: (s) => s.a + s.b < 1500 },
  }),
})
`
    const files = { 'specs/a.model.ts': wide('a'), 'specs/b.model.ts': wide('b') }
    for (const memory of ['12MB', '3MB']) {
      const [one, two] = await both(files, ['--json', '--no-cache', '--max-memory', memory])
      const counts = (text = '') =>
        JSON.parse(text).results.map(
          ({ complete, limit, properties }: { complete: boolean; limit?: string; properties: object }) => [
            complete,
            limit,
            properties,
          ],
        )
      expect(counts(two?.stdout)).toEqual(counts(one?.stdout))
      expect(counts(two?.stdout)[0].slice(0, 2)).toEqual(memory === '3MB' ? [false, 'memory'] : [true, undefined])
    }
  })
})

it('are the bundled designs, too, at the same time', { timeout }, async () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const cwd = folderOf({})
  for (const path of ['specs/classic', 'allways.lock.json'])
    cpSync(join(root, path), join(cwd, path), { recursive: true })
  const [one, two] = [
    await spawned(['check', '--no-cache', '--json', '--jobs', '1', '--no-write'], cwd),
    await spawned(['check', '--no-cache', '--json', '--jobs', '3', '--no-write'], cwd),
  ]
  expect(steady(two.stdout)).toBe(steady(one.stdout))
  expect(one.code).toBe(two.code)
})
