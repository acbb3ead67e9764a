import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { checkTypes } from '../../../src/cli/project/type-check.ts'
import { specText } from '../models.ts'
import { allways, folderOf, install, run } from '../run.ts'

const labels = { imports: 'int, model, oneOf, spec', state: "n: int(0, 3), phase: oneOf('open', 'closed')" }
const misspelt = specText({ ...labels, when: "(s) => s.n < 3 && s.phase !== 'clsed'" })
const right = specText({ ...labels, when: "(s) => s.n < 3 && s.phase !== 'closed'" })

function project(files: { readonly [path: string]: string }): string {
  const cwd = folderOf({ 'package.json': '{ "type": "module" }', ...files })
  install(cwd)
  return cwd
}

const found = async (cwd: string, files = ['specs/a.model.ts']) => {
  const { findings } = checkTypes(
    files.map((file) => join(cwd, file)),
    cwd,
  )
  return (await findings).map(({ file, line, code }) => `${file}:${line ?? '-'} ${code}`)
}

describe('the types of the specs', () => {
  it('are errors of the run in every report, and keep no verdict from being printed', async () => {
    const cwd = project({ 'specs/a.model.ts': misspelt })
    const reporters = ['junit=j.xml', 'sarif=a.sarif', 'github=g.md', 'default=d.txt', 'blob=1.blob.json']
    const args = ['check', '--types', '--json', '--no-write', ...reporters.flatMap((one) => ['--reporter', one])]
    const { code, stdout, stderr } = await run(args, cwd, { GITHUB_ACTIONS: 'true' })
    expect(code).toBe(2)
    const { results, findings } = JSON.parse(stdout)
    expect(results[0].properties.map(({ ok }: { ok: boolean }) => ok)).toEqual([true, true, true])
    const line = misspelt.split('\n').findIndex((text) => text.includes('clsed')) + 1
    expect(findings).toEqual([
      {
        ...{ file: 'specs/a.model.ts', line, code: 'TS2367', level: 'error' },
        message: expect.stringContaining('"clsed"'),
      },
    ])
    const place = `specs/a.model.ts:${line}`
    expect(stderr).toContain(`✗ ${place}: TS2367: This comparison`)
    expect(stderr).toContain('all as expected, 1 error')
    const read = (file: string) => readFileSync(join(cwd, file), 'utf8')
    expect(read('d.txt')).toContain(`✗ ${place}: TS2367`)
    expect(read('j.xml')).toMatch(/<testsuites name="allways" tests="4" failures="0" errors="1"/)
    expect(read('j.xml')).toContain(`<testcase classname="specs/a.model.ts" name="TS2367 at ${place}">`)
    expect(read('g.md')).toContain(`- specs/a.model.ts:${line}: TS2367`)
    const [sarif] = JSON.parse(read('a.sarif')).runs[0].results
    expect(sarif).toMatchObject({ ruleId: 'allways/types', level: 'error' })
    expect(sarif.locations[0].physicalLocation.region).toEqual({ startLine: line })
    const merged = await run(['merge', '1.blob.json', '--json'], cwd)
    expect(merged.code).toBe(2)
    expect(JSON.parse(merged.stdout).findings).toEqual(findings)
  })

  it('are checked where CI is set, where the config says so, or where they are asked for', async () => {
    const config = 'export default { types: true }'
    const cwd = folderOf({ 'specs/a.model.ts': right })
    const cases = [
      { args: [], env: {}, wanted: 0 },
      { args: [], env: { CI: 'true' }, wanted: 2 },
      { args: ['--no-types'], env: { CI: 'true' }, wanted: 0 },
      { args: ['--types'], env: {}, wanted: 2 },
    ]
    for (const { args, env, wanted } of cases) {
      const { code, stdout } = await run(['check', '--no-write', ...args], cwd, env)
      expect([args, env, code]).toEqual([args, env, wanted])
      expect(stdout).toContain('as expected')
      if (wanted === 2) expect(stdout.replace(/\s+/g, ' ')).toContain('run `npm install --save-dev typescript`')
    }
    const told = await run(['check'], folderOf({ 'specs/a.model.ts': right, 'allways.config.ts': config }))
    expect(told.code).toBe(2)
    const watched = await run(['check', '--watch', '--types'], cwd)
    expect(watched).toMatchObject({ code: 2, stderr: expect.stringContaining('--types') })
  })

  it.each([
    ['package-lock.json', 'npm install --save-dev typescript'],
    ['pnpm-lock.yaml', 'pnpm add --save-dev typescript'],
    ['yarn.lock', 'yarn add --dev typescript'],
    ['bun.lock', 'bun add --dev typescript'],
  ])('name the command that installs the compiler in a project with a %s', async (file, command) => {
    const cwd = folderOf({ [file]: '', 'package.json': '{}', 'specs/a.model.ts': right })
    const [one] = await checkTypes([join(cwd, 'specs/a.model.ts')], cwd).findings
    expect(one).toMatchObject({ file: 'package.json', code: 'no-typescript', level: 'error' })
    expect(one?.message).toContain(`run \`${command}\`, or add --no-types`)
  })

  it('say that a compiler is too old', async () => {
    const manifest = '{ "version": "4.9.5", "bin": { "tsc": "./tsc.js" } }'
    const cwd = folderOf({ 'specs/a.model.ts': right, 'node_modules/typescript/package.json': manifest })
    const [one] = await checkTypes([join(cwd, 'specs/a.model.ts')], cwd).findings
    expect(one?.message).toContain('typescript 4.9.5 is too old')
  })

  it('need no compiler where specs are written in JavaScript', async () => {
    const cwd = folderOf({ 'specs/a.model.js': right })
    expect(await found(cwd, ['specs/a.model.js'])).toEqual([])
  })

  it('are those of the specs and of what they import, and not of the rest of the project', async () => {
    const imports = "import { limit } from '../src/limit.ts'\nimport type { Odd } from '../src/odd.ts'\n"
    const cwd = project({
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          ...{ strict: true, composite: true, declaration: true, isolatedModules: true, rootDir: 'src' },
          ...{ module: 'nodenext', outDir: 'dist', declarationMap: true },
        },
        include: ['src'],
      }),
      'globals.d.ts': 'declare const LIMIT: number',
      'src/limit.ts': 'export const limit: number = LIMIT\nexport const wrong: string = LIMIT\n',
      'src/odd.ts': 'export interface Odd { readonly of: Missing }\n',
      'src/unrelated.ts': "export const unrelated: number = 'wrong'\n",
      'specs/a.model.ts': `${imports}export const odd = (o: Odd) => o.of && limit\n${right}`,
      'specs/b.model.ts': misspelt,
    })
    expect(await found(cwd)).toEqual(['src/limit.ts:2 TS2322', 'src/odd.ts:1 TS2304'])
    expect(existsSync(join(cwd, 'dist'))).toBe(false)
  })

  it('follow the nearest config of each spec, and say what is wrong with it', async () => {
    const loose = '{ "compilerOptions": { "strict": false } }'
    const implicit = (text: string) => `const f = (x) => x\nexport { f }\n${text}`
    const cwd = project({
      'loose/tsconfig.json': loose,
      'loose/a.model.ts': implicit(right),
      'tight/a.model.ts': implicit(right),
      'broken/tsconfig.json': '{ "compilerOptions": { "stirct": true } }',
      'broken/a.model.ts': right,
    })
    const files = ['loose/a.model.ts', 'tight/a.model.ts', 'broken/a.model.ts']
    expect(await found(cwd, files)).toEqual(['broken/tsconfig.json:1 TS5023', 'tight/a.model.ts:1 TS7006'])
  })

  it('leave no file behind, and tell at most five lines of an error', async () => {
    const types = Array.from({ length: 12 }, (_, i) => `type T${i} = { a: ${i === 0 ? 'number' : `T${i - 1}`} }`)
    const value = (end: string) => `${'{ a: '.repeat(12)}${end}${' }'.repeat(12)}`
    const text = `${types.join('\n')}\nconst from = ${value("'x'")}\nexport const t: T11 = from\n${right}`
    const cwd = project({ 'specs/a.model.ts': text })
    const [one] = await checkTypes([join(cwd, 'specs/a.model.ts')], cwd).findings
    expect(one?.code).toBe('TS2322')
    expect(one?.message.split('\n').length).toBeLessThanOrEqual(5)
    const cache = join(cwd, 'node_modules/.cache/allways')
    expect(existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith('types.')) : []).toEqual([])
  })

  it('tell of a long error which types differ, and why', async () => {
    const helper = 'const low = (s: { cells: number[] }) => s.cells.push(1) < 3'
    const state = 'const state = { cells: array(2, int(0, 1)) }'
    const imports = "import { array, int, model } from 'allways'"
    const made = "export const m = model({ name: 'm', state, temporal: ({ always }) => ({ low: always(low) }) })"
    const text = `${imports}\n${state}\n${helper}\n${made}\n`
    const cwd = project({ 'tsconfig.json': '{ "compilerOptions": { "strict": true } }', 'a.model.ts': text })
    const [one] = await checkTypes([join(cwd, 'a.model.ts')], cwd).findings
    const lines = one?.message.split('\n') ?? []
    expect(lines).toHaveLength(5)
    expect(lines[0]).toMatch(/^Argument of type '\(s: .*' is not assignable to parameter of type 'Operand<State</)
    expect(lines[1]?.trim()).toBe('…')
    expect(lines[4]).toContain(
      "'Elements<number>' is missing the following properties from type 'number[]': pop, push,",
    )
  })

  it('tell what a compiler says that ends without an error of its own', async () => {
    const cwd = folderOf({ 'specs/a.model.ts': right, ...compiler("console.log('Killed'); process.exitCode = 137") })
    const [one] = await checkTypes([join(cwd, 'specs/a.model.ts')], cwd).findings
    expect(one).toMatchObject({ code: 'tsc', message: 'tsc 7.7.7 ended with code 137: Killed' })
  })

  it('are no longer looked for after Ctrl-C: the compiler ends, and what it has started', async () => {
    const sleeps = `setInterval(() => {}, 1000)`
    const starts = `
      const { spawn } = require('node:child_process')
      const child = spawn(process.execPath, ['-e', ${JSON.stringify(sleeps)}], { stdio: 'inherit' })
      require('node:fs').writeFileSync('pids', process.pid + ' ' + child.pid)
      ${sleeps}`
    const cwd = folderOf({ 'specs/a.model.ts': right, ...compiler(starts) })
    const child = spawn(process.execPath, [allways, 'check', '--types', '--no-write'], { cwd, stdio: 'ignore' })
    const ended = new Promise((resolve) => child.on('exit', resolve))
    while (!existsSync(join(cwd, 'pids')) || readFileSync(join(cwd, 'pids'), 'utf8') === '') await setTimeout(20)
    await setTimeout(200)
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    for (const pid of readFileSync(join(cwd, 'pids'), 'utf8').split(' ').map(Number)) {
      let lives = true
      for (let i = 0; i < 100 && lives; i++) {
        lives = isAlive(pid)
        await setTimeout(20)
      }
      expect(lives).toBe(false)
    }
  })
})

/** A package that is called typescript, and whose `tsc` does this. */
function compiler(text: string): { readonly [path: string]: string } {
  return {
    'node_modules/typescript/package.json': '{ "version": "7.7.7", "bin": { "tsc": "./tsc.js" } }',
    'node_modules/typescript/tsc.js': text,
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // what has ended and was not waited for is still listed
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
