import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderOf, run } from '../cli/run.ts'
import { spec, weakenings } from './weakenings.ts'

const path = 'specs/hand-over.model.ts'
const lockOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'allways.lock.json'), 'utf8'))

describe('the lock', () => {
  let made = ''
  beforeAll(async () => {
    const folder = folderOf({ [path]: spec })
    const { code, stdout } = await run(['check', '--update'], folder)
    expect(stdout).toContain('all as expected')
    expect(code).toBe(0)
    made = readFileSync(join(folder, 'allways.lock.json'), 'utf8')
  })

  it('says nothing where nothing has changed, comments and formatting included', async () => {
    const folder = folderOf({ [path]: `// a comment\n${spec.replaceAll('  ', ' ')}`, 'allways.lock.json': made })
    const { code, stdout } = await run(['check', '--no-types'], folder, { CI: 'true' })
    expect(stdout).not.toContain('allways.lock.json')
    expect(code).toBe(0)
  })

  it.each(weakenings)('catches $name', async ({ from, to, says }) => {
    expect(spec).toContain(from)
    const folder = folderOf({ [path]: spec.replace(from, to), 'allways.lock.json': made })
    const { code, stderr: told, stdout } = await run(['check', '--json'], folder)
    expect(told).toContain('all as expected')
    expect(told).toMatch(/^✗ hand-over · .* · differs from allways\.lock\.json \(locked on \d{4}-\d\d-\d\d\)$/m)
    expect(told.replace(/\s+/g, ' ')).toMatch(says)
    expect(told.replace(/\s+/g, ' ')).toMatch(/accept it: npx allways check (--design '?[\w ]+'? )?--update/)
    expect(code).toBe(1)
    const { lock } = JSON.parse(stdout)
    expect(lock).toMatchObject({ file: 'allways.lock.json', ok: false })
    expect(lock.weaker).not.toEqual([])
  })

  it('is written by --update alone, and keeps the day of what has not changed', async () => {
    const old = made.replaceAll(/"since": "[^"]*"/g, '"since": "2020-02-02"')
    const folder = folderOf({ [path]: spec.replace('jobs: 4 }', 'jobs: 3 }'), 'allways.lock.json': old })
    await run(['check'], folder)
    expect(readFileSync(join(folder, 'allways.lock.json'), 'utf8')).toBe(old)
    await run(['check', '--update'], folder)
    const { 'as designed': same, 'more jobs': other } = lockOf(folder).specs['hand-over']
    expect(same.since).toBe('2020-02-02')
    expect(other.since).not.toBe('2020-02-02')
    expect(other.params).toEqual({ jobs: 3 })
    expect((await run(['check'], folder)).code).toBe(0)
  })

  it('forgets a design that is gone, when told to', async () => {
    const folder = folderOf({ [path]: spec, 'allways.lock.json': made })
    writeFileSync(join(folder, path), spec.replace(`, 'more jobs': { params: { jobs: 4 } }`, ''))
    await run(['check', '--update'], folder)
    expect(Object.keys(lockOf(folder).specs['hand-over'])).toEqual(['as designed'])
  })

  it('misses a spec whose file is gone, unless other files are named', async () => {
    const folder = folderOf({
      'specs/other.model.ts': spec.replace("name: 'hand-over', model", "name: 'other', model"),
      'allways.lock.json': made,
    })
    const all = await run(['check'], folder)
    expect(all.stdout).toContain('the design is gone')
    // a design that is gone cannot be named
    expect(all.stdout).toContain('accept it: npx allways check --update\n')
    expect(all.code).toBe(1)
    expect((await run(['check', 'specs/other.model.ts'], folder)).stdout).not.toContain('the design is gone')
  })

  it('asks for what is new to be locked, and insists where CI runs', async () => {
    const more = spec.replace(`designs: { `, `designs: { 'one worker more': { params: { ends: false } }, `)
    const folder = folderOf({ [path]: more, 'allways.lock.json': made })
    const here = await run(['check'], folder, { CI: '' })
    expect(here.stdout).toContain(
      "! Missing from allways.lock.json: hand-over · 'one worker more'. To lock it:\n  npx allways check --update\n",
    )
    expect(here.stdout).toContain('all as expected\n')
    expect(here.code).toBe(0)
    const there = await run(['check', '--json', '--no-types'], folder, { CI: 'true', GITHUB_ACTIONS: 'true' })
    expect(there.code).toBe(1)
    expect(there.stderr).toContain('✗ Missing from allways.lock.json')
    expect(there.stderr.replace(/\s+/g, ' ')).toContain('In CI, anything that is missing from the lock is an error.')
    expect(there.stderr).toContain('all as expected, 1 design differs from the lock\n')
    expect(there.stderr).toMatch(/^::error .*title=hand-over · one worker more%3A differs from allways.lock.json::/m)
    expect(JSON.parse(there.stdout).lock).toMatchObject({ ok: false, weaker: [] })
  })

  it('never breaks a command that is to be copied', async () => {
    const name = 'a design with a long name, of which a terminal would see the end on another line'
    const folder = folderOf({ [path]: spec.replace("'more jobs'", `'${name}'`) })
    await run(['check', '--update'], folder)
    writeFileSync(
      join(folder, path),
      spec.replace("'more jobs': { params: { jobs: 4", `'${name}': { params: { jobs: 3`),
    )
    expect((await run(['check'], folder)).stdout).toContain(`npx allways check --design '${name}' --update\n`)
  })

  it('is left alone where designs are not checked as they stand', async () => {
    const folder = folderOf({ [path]: spec, 'allways.lock.json': made })
    for (const args of [
      ['--param', 'jobs=2'],
      ['--property', 'few wait'],
    ]) {
      const { stdout, code } = await run(['check', ...args, '--update'], folder)
      expect(stdout).not.toContain('allways.lock.json')
      expect(code).toBe(0)
    }
    expect(readFileSync(join(folder, 'allways.lock.json'), 'utf8')).toBe(made)
  })

  it.each([
    ['{', 'allways.lock.json:1:2: not valid JSON'],
    ['{"version":2,"specs":{}}', '`version` is 2; expected 1'],
  ])('refuses %s', async (text, says) => {
    const { code, stderr } = await run(['check'], folderOf({ [path]: spec, 'allways.lock.json': text }))
    expect(stderr).toContain(says)
    expect(code).toBe(2)
  })
})
