/** A failure in one place stops nothing else, and the exit code says that something went wrong. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exitCode, worst } from '../../src/cli/output/exit-code.ts'
import { internalError, type Result } from '../../src/result.ts'
import { specText } from './models.ts'
import { folderOf, spawned as run } from './run.ts'

const good = specText({ name: "'good'" })
const path = 'specs/good.model.ts'
const reports = ['--json', '--reporter', 'junit=out/junit.xml', '--reporter', 'html=out/page.html']

/** Makes each write to a file whose path has `part` in it fail as on a full disk. */
const fullDisk = (part: string) => `
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
const open = fs.openSync
fs.openSync = (path, flags, mode) => {
  if (flags === 'w' && String(path).includes(${JSON.stringify(part)})) {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
  }
  return open(path, flags, mode)
}
syncBuiltinESMExports()
`

interface Case {
  readonly is: string
  readonly files?: { readonly [path: string]: string }
  readonly args?: readonly string[]
  readonly preload?: string
  readonly code: number
  readonly says: readonly RegExp[]
}

const long = 'x'.repeat(300)
const cases: Case[] = [
  {
    is: 'a story that a full disk has no room for',
    preload: fullDisk('counterexamples'),
    code: 2,
    says: [/cannot store the counterexample of 'small' in .*ENOSPC/],
  },
  {
    is: 'a report that a full disk has no room for',
    preload: fullDisk('junit'),
    code: 2,
    says: [/cannot write the report junit=out\/junit.xml.*ENOSPC/],
  },
  {
    is: 'a folder of stories that cannot be made',
    args: ['--counterexamples', path],
    code: 2,
    says: [/cannot store the counterexample of 'small'/],
  },
  {
    is: 'a report to where no file can be',
    args: ['--reporter', `sarif=${path}/a`],
    code: 2,
    says: [/cannot write the report sarif=/],
  },
  {
    is: 'a lock that cannot be written',
    args: ['--update'],
    preload: fullDisk('allways.lock'),
    code: 2,
    says: [/cannot write the lock allways.lock.json.*ENOSPC/],
  },
  {
    is: 'a spec that cannot be read',
    files: { 'specs/bad.model.ts': 'export default (' },
    code: 2,
    says: [/specs\/bad.model.ts:1/],
  },
  {
    is: 'a spec that throws',
    files: { 'specs/bad.model.ts': "throw new Error('not yet')" },
    code: 2,
    says: [/specs\/bad.model.ts:1.*not yet/],
  },
]

describe.concurrent('all else is told beside', () => {
  it.each(cases)('$is', async ({ files = {}, args = [], preload, code, says }) => {
    const cwd = folderOf({ [path]: good, ...files, ...(preload === undefined ? {} : { 'preload.mjs': preload }) })
    const env = preload === undefined ? {} : { NODE_OPTIONS: `--import ${join(cwd, 'preload.mjs')}` }
    const ended = await run(['check', '--counterexamples', 'counterexamples', ...reports, ...args], cwd, env)
    for (const one of says) expect(ended.stderr).toMatch(one)
    expect(ended.stderr).not.toContain('bug of allways')
    expect(ended.stderr).toContain('as designed')
    const { results } = JSON.parse(ended.stdout)
    const result = results.find(({ spec }: { spec: string }) => spec === 'good')
    expect(result.properties.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['violated', 'holds', 'holds'])
    // what could not be loaded is among the results, so that no reader of reports takes them for good
    if (Object.keys(files).length > 0 && args.length === 0)
      expect(results.some(({ error }: Result) => error)).toBe(true)
    expect(existsSync(join(cwd, 'out/page.html'))).toBe(true)
    if (!says.some((one) => one.source.includes('junit'))) {
      expect(readFileSync(join(cwd, 'out/junit.xml'), 'utf8')).toContain('small')
    }
    expect(ended.code).toBe(code)
  })

  it('a property whose name is longer than a file name may be', async () => {
    const options = `invariants: { small: (s) => s.n < 3, '${long}': (s) => s.n < 2 },`
    const designs = `{ d: { expect: { small: 'violated', '${long}': 'violated' } } }`
    const cwd = folderOf({ [path]: specText({ options, designs }) })
    const { stdout, code } = await run(['check', '--update', '--json'], cwd)
    const [{ properties }] = JSON.parse(stdout).results
    expect(properties.map(({ ok }: { ok: boolean }) => ok)).toEqual([true, true, true])
    expect(existsSync(join(cwd, properties[0].counterexample.file))).toBe(true)
    expect([0, 2]).toContain(code)
  })

  it('one stored story of several that cannot be read', async () => {
    const cwd = folderOf({ [path]: specText(), 'counterexamples/bad.json': '{' })
    await run(['check', '--update'], cwd)
    const { code, stdout, stderr } = await run(['replay'], cwd)
    expect(stdout).toContain('reproduced in 3 steps')
    expect(stderr).toContain('bad.json')
    expect(code).toBe(2)
  })
})

describe.concurrent('what a spec leaves behind', () => {
  const left = (before: string) => folderOf({ [path]: specText({ before }) })

  it.each([
    ['a timer', 'setInterval(() => {}, 1000)', /left something open \(Timeout\)/],
    [
      'a server',
      "import { createServer } from 'node:net'\ncreateServer().listen(0)",
      /left something open \(TCPServerWrap\)/,
    ],
  ])('%s does not keep the command', async (_, before, says) => {
    const { code, stderr, stdout } = await run(['check', '--json', '--no-cache'], left(before))
    expect(code).toBe(0)
    expect(stderr).toMatch(says)
    expect(JSON.parse(stdout).results).toHaveLength(1)
  })

  it.each([
    ['a rejected promise', "Promise.reject(new Error('oops'))"],
    ['a promise that is rejected with no error', "Promise.reject('oops')"],
    ['a timer that throws', "setTimeout(() => { throw new Error('oops') }, 0)"],
  ])('%s is an error of the spec, and its results are told', async (_, before) => {
    const { code, stderr, stdout } = await run(['check', '--json', '--no-cache'], left(before))
    expect(code).toBe(2)
    expect(stderr).toMatch(/oops/)
    if (before.includes('new Error')) expect(stderr).toContain(`${path}:2`)
    expect(stderr).not.toContain('bug of allways')
    expect(JSON.parse(stdout).results[0].properties).toHaveLength(3)
  })

  it('no part of a long document is lost in a pipe', async () => {
    const state = 'n: int(0, 9_000)'
    const when = '(s) => s.n < 9_000'
    const cwd = folderOf({ [path]: specText({ state, when, before: 'setInterval(() => {}, 1000)' }) })
    const { stdout } = await run(['check', '--json', '--no-write'], cwd)
    expect(stdout.length).toBeGreaterThan(2 ** 16)
    expect(JSON.parse(stdout).results[0].levels).toHaveLength(9_001)
  })
})

describe('the exit code', () => {
  it('is the first of 70, 130, 2, 1, 3 and 0 that applies', () => {
    const order = [70, 130, 2, 1, 3, 0]
    for (const [i, code] of order.entries()) expect(worst(order.slice(i).reverse())).toBe(code)
    expect(worst([])).toBe(0)
  })

  it('is 70 where one design failed by a bug of ours, whatever the others say', () => {
    const one = { properties: [], limit: 'interrupted' } as unknown as Result
    expect(exitCode([one, { ...one, error: { code: internalError, message: '' } }])).toBe(70)
  })
})
