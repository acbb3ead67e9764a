import { spawn } from 'node:child_process'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { specText } from '../models.ts'
import { allways, folderOf, run } from '../run.ts'

const path = 'specs/a.model.ts'
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A watch that has begun, and what it prints between one wait and the next. */
async function watching(cwd: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [allways, 'check', '--watch', ...args], { cwd })
  ends.push(() => child.kill('SIGKILL'))
  let told = ''
  let hear = () => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      told += data
      hear()
    })
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const next = async () => {
    await new Promise<void>((resolve) => {
      hear = () => {
        if (/^Watching \d+ files?\. Press Ctrl-C to stop\.$/m.test(told)) resolve()
      }
      hear()
    })
    const text = told
    told = ''
    return text
  }
  const write = async (file: string, text: string) => {
    writeFileSync(join(cwd, file), text)
    return next()
  }
  const first = await next()
  return { first, next, write, stop: () => child.kill('SIGINT'), ended }
}

describe('allways check --watch', () => {
  it('tests properties that have changed on the stored graph, and says so', async () => {
    const { first, write } = await watching(folderOf({ [path]: specText() }))
    expect(first).toContain('1 design, 3 verdicts: all as expected')
    expect(first).not.toContain('An earlier check')
    const told = await write(
      path,
      specText({ options: 'invariants: { small: (s) => s.n < 2, odd: (s) => s.n !== 2 },' }),
    )
    expect(told).toMatch(/^── \d\d:\d\d:\d\d ── specs\/a\.model\.ts ─+$/m)
    expect(told).toContain("  - 'small': violated in 3 steps → violated in 2 steps\n")
    expect(told).toContain("  - 'odd': absent → violated in 2 steps\n")
    expect(told).toContain("  - 'small': its definition has changed\n")
    expect(told).not.toContain('incomplete')
    expect(told).toContain('✗ counter · as designed · odd')
    expect(told).toContain(
      'An earlier check had already explored the design (4 states), so only properties\nwere checked.',
    )
    expect(Math.max(...told.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    const same = await write(path, `// a remark\n${specText()}`)
    expect(same).toContain("'small': violated in 2 steps → violated in 3 steps")
    expect(same).toContain('already explored the design (4 states)')
  })

  it.each([
    ['a step', { do: '(s) => { s.n = Math.min(3, s.n + 2) }' }],
    ['what a step captures', { before: 'const by = 2', do: '(s) => { s.n = Math.min(3, s.n + by) }' }],
    ['a bound', { state: 'n: int(0, 4)', when: '(s) => s.n < 4' }],
    ['a parameter', { designs: "{ 'as designed': { params: { step: 2 }, expect: { small: 'violated' } } }" }],
  ])('explores again where the change is in %s', async (_, parts) => {
    const before = { before: 'const by = 1', do: '(s) => { s.n = Math.min(3, s.n + by * step) }' }
    const { write } = await watching(folderOf({ [path]: specText(before) }))
    const told = await write(path, specText({ ...before, ...parts }))
    expect(told).toContain('1 design, 3 verdicts: all as expected')
    expect(told).not.toContain('were not compared')
    expect(told).not.toContain('An earlier check')
  })

  it('checks only the specs that a file is part of, however an editor saves it', async () => {
    const files = {
      [path]: specText({ before: "import { top } from '../lib/top.ts'", state: 'n: int(0, 3), m: int(0, top)' }),
      'specs/b.model.ts': specText({ name: "'b'" }),
      'lib/top.ts': 'export const top = 3\n',
      'lib/new.ts': 'export const top = 4\n',
    }
    const cwd = folderOf(files)
    const { first, next, write } = await watching(cwd)
    expect(first).toContain('2 designs')
    renameSync(join(cwd, 'lib/new.ts'), join(cwd, 'lib/top.ts'))
    const renamed = await next()
    expect(renamed).toContain('lib/top.ts')
    expect(renamed).toContain('1 design, ')
    expect(await write('lib/top.ts', 'export const top = 5\n')).toContain('1 design, ')
    expect(await write('specs/c.model.ts', specText({ name: "'c'" }))).toContain('1 design, ')
  })

  it('tells what is wrong with a spec, and goes on', async () => {
    const cwd = folderOf({ [path]: specText() })
    const { write, next } = await watching(cwd)
    expect(await write(path, "import { top } from './top.ts'\n(")).toContain(
      'allways: specs/a.model.ts:2:2: Unexpected',
    )
    const missing = await write(path, `import { top } from './top.ts'\n${specText({ state: 'n: int(0, top)' })}`)
    expect(missing).toContain('Could not resolve "./top.ts"')
    expect(await write('specs/top.ts', 'export const top = 3\n')).toContain('all as expected')
    expect(await write(path, specText({ name: "''" }))).toContain('allways: specs/a.model.ts')
    rmSync(join(cwd, path))
    expect(await next()).toContain('no file below this folder matches *.model.ts')
    expect(await write(path, specText())).toContain('1 design, 3 verdicts: all as expected')
  })

  it('says an error in three lines, once for all designs that share it', async () => {
    const cwd = folderOf({ [path]: specText({ designs: '{ one: {}, two: {} }' }) })
    const { write } = await watching(cwd)
    const text = await write(path, specText({ designs: '{ one: {}, two: {} }', when: '() => true' }))
    const lines = text.split('\n').filter((line) => line !== '' && !/^──|^Watching/.test(line))
    expect(lines).toEqual([
      '✗ counter · one, two · error: value-out-of-range',
      expect.stringContaining('  n was given 4, which is not in int(0, 3)'.slice(2)),
      expect.stringMatching(/^ {2}at specs\/a\.model\.ts:\d+, in up, after 3 steps$/),
    ])
    expect(await write(path, specText({ designs: '{ one: {}, two: {} }' }))).toContain('2 designs, 6 verdicts')
  })

  it('ends with 130 at Ctrl-C, and has stored nothing', async () => {
    const cwd = folderOf({ [path]: specText(), 'node_modules/.keep': '' })
    const { stop, ended } = await watching(cwd)
    stop()
    expect(await ended).toBe(130)
    for (const file of ['counterexamples', 'allways.lock.json', 'node_modules/.cache/allways/results']) {
      expect(existsSync(join(cwd, file)), file).toBe(false)
    }
  })

  it.each([
    [['--json'], '--watch only prints to the terminal; remove --json'],
    [['--update'], 'remove --update'],
    [['--param', 'step=1..3'], '--watch takes no ranges or lists of values; give each parameter one value'],
    [['--design', 'other'], "unknown design 'other'"],
    [['--counterexamples', 'elsewhere'], 'remove --counterexamples'],
  ])('refuses %s', async (args, text) => {
    const { code, stderr } = await run(['check', '--watch', ...args], folderOf({ [path]: specText() }))
    expect(stderr).toContain(text)
    expect(code).toBe(2)
  })
})
