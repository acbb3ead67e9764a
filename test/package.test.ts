/** The package as others get it: packed, installed into an empty project, and used there as the README says. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { transformSync } from 'esbuild'
import { publint } from 'publint'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderOf } from './cli/run.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
/** Beside the vitest that runs these tests, the one after it. */
const nextVitest = '5.1.1'
const tsc = join(root, 'node_modules/typescript/bin/tsc')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const [, model] = /```ts\n([\s\S]*?)```/.exec(readme) as unknown as [string, string]
const spec = 'specs/lease-lock.model.ts'
const story = 'counterexamples/lease-lock/plain-lease/no-older-write-over-a-newer-one.json'

/** Beside the fast-check that runs these tests, the first one that works. */
const firstFastCheck = '3.23.2'
/** The tests and the config of a project, as docs/gate.md shows them. */
const files = [...readFileSync(join(root, 'docs/gate.md'), 'utf8').matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(
  ([, file, text]) => [file as string, text as string] as const,
)

const cwd = folderOf({
  'package.json': '{ "private": true, "type": "module" }\n',
  [spec]: model,
  ...Object.fromEntries(files),
})

let archive: string
let tarball: Buffer
const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']

beforeAll(() => {
  for (const args of [['bin/build.js'], ['bin/types.js']]) {
    execFileSync(process.execPath, args, { cwd: root, stdio: 'pipe' })
  }
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', cwd]
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: root, encoding: 'utf8', stdio: 'pipe' }))
  archive = join(cwd, filename)
  tarball = readFileSync(archive)
  execFileSync('npm', ['install', ...quiet, archive], { cwd, stdio: 'pipe' })
})

/** A command of the project, as a shell there would find it. */
function call(path: string, ...args: readonly string[]) {
  return callIn(cwd, path, ...args)
}

const { CI: _, GITHUB_ACTIONS: __, NODE_TEST_CONTEXT: ___, ...inherited } = process.env
const env = { ...inherited, NO_COLOR: '1' }

function callIn(folder: string, path: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [join(cwd, 'node_modules', path), ...args], { cwd: folder, env, encoding: 'utf8' })
}

describe('the package', () => {
  it('has nothing in it that publint would change', async () => {
    const { messages } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true })
    expect(messages).toEqual([])
  })

  it('has types that are right wherever modules are imported', async () => {
    const found = await checkPackage(createPackageFromTarballData(tarball))
    if (!found.types) throw new Error('the package has no types')
    expect(Object.keys(found.entrypoints)).toEqual(Object.keys(JSON.parse(manifest()).exports))
    // it is ESM: what cannot import that, or knows no exports, is not served
    const served = (problem: object) =>
      !('resolutionKind' in problem) || !['node10', 'node16-cjs'].includes(problem.resolutionKind as string)
    expect(found.problems.filter(served)).toEqual([])
  })

  it('is as large, with all that it needs, as the README says', () => {
    const [, count, own] = /(\d+) packages, .*allways: (\d+) MB/.exec(readme) ?? []
    const names = readdirSync(join(cwd, 'node_modules')).flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(cwd, 'node_modules', name)).map((other) => `${name}/${other}`) : [name],
    )
    expect(names.filter((name) => !name.startsWith('.'))).toHaveLength(Number(count))
    expect(tarball.length).toBeLessThan(1_000_000)
    const bytes = shipped.map((path) => statSync(join(home, path)).size)
    expect(Math.round(bytes.reduce((sum, size) => sum + size, 0) / 1e6)).toBe(Number(own))
  })

  it('has what its pages link to; of pictures, which would nearly double it, it has the words', () => {
    const pages = shipped.filter((path) => path.endsWith('.md'))
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/README.md', 'specs/README.md']))
    const links = pages.flatMap((page) => {
      const text = readFileSync(join(home, page), 'utf8').replace(/```[\s\S]*?```/g, '')
      return [...text.matchAll(/(!\[.+?\]|\])\((?!https?:|#)([^)#\s]+)/g)].map(([, sign = '', path = '']) => {
        return { link: `${page}: ${path}`, target: join(dirname(page), path), isPicture: sign.startsWith('!') }
      })
    })
    expect(links.length).toBeGreaterThan(300)
    const lost = links.filter(({ target }) => target.startsWith('..') || !existsSync(join(home, target)))
    expect(lost.filter(({ isPicture }) => !isPicture).map(({ link }) => link)).toEqual([])
    expect(new Set(lost.map(({ target }) => dirname(target)))).toEqual(new Set(['docs/screenshots']))
  })

  const home = join(cwd, 'node_modules/allways')
  let shipped: readonly string[]
  beforeAll(() => {
    const all = readdirSync(home, { recursive: true, withFileTypes: true })
    shipped = all
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(home, join(parentPath, name)))
  })

  const manifest = () => readFileSync(join(cwd, 'node_modules/allways/package.json'), 'utf8')
})

describe('a project that has installed it', () => {
  it('finds the bug of the first model, stores its story, and replays it', () => {
    expect(call('allways/bin/allways.js', 'check')).toMatchObject({ status: 1, stderr: '' })
    expect(existsSync(join(cwd, 'junit.xml'))).toBe(true)
    const checked = call('allways/bin/allways.js', 'check', '--update', '--reporter', 'html=verdicts.html')
    expect(checked.stdout).toContain('✗ lease-lock · plain lease · no older write over a newer one')
    expect(checked.status).toBe(1)
    expect(readFileSync(join(cwd, 'verdicts.html'), 'utf8')).toContain('no older write over a newer one')
    const replayed = call('allways/bin/allways.js', 'replay', 'counterexamples')
    expect(replayed).toMatchObject({ status: 0, stdout: `✓ ${story}: reproduced in 5 steps\n` })
  })

  it('is told what an earlier run found, which is said to be cached', () => {
    // with a lock beside it, which was not there at first
    call('allways/bin/allways.js', 'check')
    const again = call('allways/bin/allways.js', 'check')
    expect(again.stdout).toContain('are cached, and every story was replayed')
    expect(again.stdout).toContain('✗ lease-lock · plain lease · no older write over a newer one')
    expect(again.status).toBe(1)
    expect(call('allways/bin/allways.js', 'check', '--no-cache').stdout).not.toContain('cached')
  })

  it('can begin with what init writes', () => {
    const begun = call('allways/bin/allways.js', 'init', 'begun')
    expect(begun.stderr).toBe('')
    expect(begun.stdout).toContain('all as expected')
    expect(begun.status).toBe(0)
    const types = spawnSync(process.execPath, [tsc, '-p', 'begun/specs'], { cwd, encoding: 'utf8' })
    expect(types).toMatchObject({ status: 0, stdout: '' })
  })

  it('has its types', () => {
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--skipLibCheck']
    const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node']
    linkVitest()
    const { stdout, status } = spawnSync(
      process.execPath,
      [tsc, ...options, ...types, spec, 'models.test.ts', 'allways.config.ts'],
      { cwd, encoding: 'utf8' },
    )
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })

  it('has a test of vitest for each property of each design, and for each stored story', () => {
    linkVitest()
    expect(existsSync(join(cwd, story))).toBe(true)
    expectTestsOfModels(cwd)
  })

  it(`has them in vitest ${nextVitest}, too`, ({ skip }) => {
    const folder = join(cwd, 'next')
    mkdirSync(folder)
    for (const path of ['package.json', 'models.test.ts', spec, story]) {
      cpSync(join(cwd, path), join(folder, path), { recursive: true })
    }
    const wanted = [archive, `vitest@${nextVitest}`, `vite@${devDependencies.vite}`]
    const install = ['install', ...quiet, '--fetch-retries', '0', ...wanted]
    const { status, stderr } = spawnSync('npm', install, { cwd: folder, encoding: 'utf8' })
    const offline = offlineIn(stderr)
    if (offline !== undefined) skip(`vitest ${nextVitest} cannot be had: no registry (${offline})`)
    expect(stderr).not.toContain('npm error')
    expect(status).toBe(0)
    expectTestsOfModels(folder)
    const { version } = JSON.parse(readFileSync(join(folder, 'node_modules/vitest/package.json'), 'utf8'))
    expect(version).toBe(nextVitest)
  })

  it('asserts verdicts in a test of node:test', () => {
    const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter', 'tap', 'models.test.mjs'], {
      cwd,
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
      encoding: 'utf8',
    })
    expect(stdout).toMatch(/^ *ok 1 - no write is lost behind a fence$/m)
    expect(status).toBe(0)
  })
})

describe('a project that holds its code to a model', () => {
  const code = join(cwd, 'code')
  const driver = readFileSync(join(root, 'test/adapters/fixtures/lock.driver.ts'), 'utf8')
  const bug = driver.replace('!this.fenced || ', '')
  const unhandled = driver.replace("    'client write': { calls: ['store.write'] },\n", '')
  const misspelt = driver.replace("'client write':", "'client wirte':")
  const drivers = { bug, unhandled, misspelt, broken: 'export default {' }
  const property = (maxSteps: number) => `
import fc from 'fast-check'
import { ports } from 'allways/conform'
import { schedules, underTest } from 'allways/fast-check'

const lock = await underTest('lock.driver.ts', { design: 'fencing token' })
await fc.assert(fc.asyncProperty(lock.runs({ maxSteps: ${maxSteps} }), (run) => lock.follow(run)), { numRuns: 20, seed: 1 })
await fc.assert(fc.asyncProperty(fc.commands(lock.commands()), (all) => lock.modelRun(all)), { numRuns: 20, seed: 1 })
const bug = await underTest('bug.driver.ts', { design: 'plain lease' })
const found = await fc.check(fc.asyncProperty(bug.runs(), (run) => bug.follow(run)), { numRuns: 1000, seed: 1 })
console.log(String(found.counterexample))
const raced = await fc.check(
  fc.asyncProperty(schedules(), async (schedule) => {
    const store = { value: 0, async get() { return this.value }, async set(n: number) { this.value = n } }
    const gates = ports({ store })
    const { get, set } = gates.through.store
    for (const id of [0, 1]) gates.task('client', id, async () => set((await get()) + 1))
    await schedule.run(gates)
    if (store.value !== 2) throw new Error('lost')
  }),
  { seed: 1 },
)
console.log(String(raced.counterexample))
`
  const said = [
    'client 0 acquire, lease expires, client 1 acquire, client 1 write, client 0 write',
    'client 0 store.get, client 1 store.get, client 1 store.set, client 0 store.set',
    '',
  ].join('\n')

  beforeAll(() => {
    mkdirSync(code)
    writeFileSync(join(code, 'package.json'), '{ "private": true, "type": "module" }\n')
    cpSync(join(root, 'test/adapters/fixtures'), code, { recursive: true })
    for (const [name, text] of Object.entries(drivers)) writeFileSync(join(code, `${name}.driver.ts`), text)
    writeFileSync(join(code, 'property.ts'), property(10))
    const tests = ['lock', ...Object.keys(drivers)].map((name) => `await conformTests('${name}.driver.ts')\n`)
    writeFileSync(join(code, 'code.test.ts'), `import { conformTests } from 'allways/vitest'\n\n${tests.join('')}`)
    writeFileSync(
      join(code, 'code.test.mjs'),
      `import { test } from 'node:test'
import { assertConforms, conform } from 'allways/conform'

test('the code follows its model', async () => assertConforms(await conform('lock.driver.ts')))
test('a bug is found', async () => assertConforms(await conform('bug.driver.ts', { designs: ['plain lease'] })))
`,
    )
    linkVitest()
    link('fast-check')
  })

  it('runs the command on it, with reports for build servers', () => {
    const good = callIn(code, 'allways/bin/allways.js', 'conform', 'lock.driver.ts')
    expect(good).toMatchObject({ status: 0, stderr: '' })
    const reports = ['--reporter', 'junit=code.xml', '--reporter', 'github=code.md']
    const bad = callIn(code, 'allways/bin/allways.js', 'conform', 'bug.driver.ts', ...reports)
    expect(bad.status).toBe(1)
    const xml = readFileSync(join(code, 'code.xml'), 'utf8')
    expect(xml).toContain('<testsuite name="bug.driver.ts" tests="2" failures="1" errors="0" skipped="0"')
    expect(readFileSync(join(code, 'code.md'), 'utf8')).toContain('The code follows 1 of 2 designs.')
  })

  it('has its types', () => {
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--skipLibCheck']
    const types = ['--allowImportingTsExtensions', '--typeRoots', join(root, 'node_modules/@types'), '--types', 'node']
    const { stdout, status } = spawnSync(
      process.execPath,
      [tsc, ...options, ...types, 'lock.driver.ts', 'code.test.ts', 'property.ts'],
      { cwd: code, encoding: 'utf8' },
    )
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })

  it('has a test of vitest for each design, and one that fails for each driver that does not fit', () => {
    const { status, tests } = testsOf(code, 'code.test.ts')
    expect(tests.map(({ fullName, status }) => `${fullName}: ${status}`)).toEqual([
      'lease-lock plain lease is what the code does: passed',
      'lease-lock fencing token is what the code does: passed',
      'lease-lock plain lease is what the code does: failed',
      'lease-lock fencing token is what the code does: passed',
      ...['plain lease', 'fencing token', 'plain lease', 'fencing token'].map(
        (design) => `lease-lock ${design} is what the code does: failed`,
      ),
      'loads broken.driver.ts: failed',
    ])
    const messages = tests.map(({ failureMessages }) => failureMessages.join())
    expect(messages[2]).toMatch(/In step 5: after 'client \d write', written is 2 in the code, and 1 in the model/)
    expect(messages[4]).toContain("the driver has no handler for 'client write'")
    expect(messages[6]).toContain("'client wirte'")
    expect(messages[8]).toContain('broken.driver.ts:1: Expected identifier')
    expect(status).toBe(1)
  })

  it('asserts it in a test of node:test', () => {
    const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter', 'tap', 'code.test.mjs'], {
      cwd: code,
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
      encoding: 'utf8',
    })
    expect(stdout).toMatch(/^ *ok 1 - the code follows its model$/m)
    expect(stdout).toMatch(/^ *not ok 2 - a bug is found$/m)
    expect(stdout).toContain('written is 2 in the code, and 1 in the model')
    expect(status).toBe(1)
  })

  it('has properties of fast-check', () => {
    expect(propertiesIn(code)).toMatchObject({ status: 0, stderr: '', stdout: said })
  })

  it(`has them in fast-check ${firstFastCheck}, too`, ({ skip }) => {
    const folder = join(cwd, 'first-fast-check')
    mkdirSync(folder)
    for (const path of ['package.json', 'lock.model.ts', 'lock.driver.ts', 'bug.driver.ts', 'property.ts']) {
      cpSync(join(code, path), join(folder, path))
    }
    const install = ['install', ...quiet, '--fetch-retries', '0', archive, `fast-check@${firstFastCheck}`]
    const { status, stderr } = spawnSync('npm', install, { cwd: folder, encoding: 'utf8' })
    const offline = offlineIn(stderr)
    if (offline !== undefined) skip(`fast-check ${firstFastCheck} cannot be had: no registry (${offline})`)
    expect(stderr).not.toContain('npm error')
    expect(status).toBe(0)
    expect(propertiesIn(folder)).toMatchObject({ status: 0, stderr: '', stdout: said })
    const { version } = JSON.parse(readFileSync(join(folder, 'node_modules/fast-check/package.json'), 'utf8'))
    expect(version).toBe(firstFastCheck)
  })

  /** Runs the properties as JavaScript. */
  function propertiesIn(folder: string) {
    const { code: js } = transformSync(readFileSync(join(folder, 'property.ts'), 'utf8'), { loader: 'ts' })
    writeFileSync(join(folder, 'property.mjs'), js)
    return spawnSync(process.execPath, ['property.mjs'], { cwd: folder, env, encoding: 'utf8' })
  }
})

describe('a driver as docs/conform.md shows it, in a project that has installed the package', () => {
  const code = join(cwd, 'documented')
  const bin = 'allways/bin/allways.js'
  const page = readFileSync(join(root, 'docs/conform.md'), 'utf8')
  const shown = [...page.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(
    ([, file, text]) => [file as string, text as string] as const,
  )
  const driver = shown.find(([file]) => file === 'lock.driver.ts')?.[1] ?? ''
  const wrong = {
    missing: driver.replace(/ *'client write': .*\n/, ''),
    misspelt: driver.replace("'client write':", "'client wirte':"),
    observed: driver.replace('written: storage.written', "written: 'none'"),
    variable: driver.replace('written: storage.written', 'writen: storage.written'),
    label: driver.replace('written: storage.written', "client: [{ at: 'wirte' }]"),
  }

  beforeAll(() => {
    mkdirSync(code)
    const config = {
      compilerOptions: {
        ...{ noEmit: true, strict: true, target: 'es2022', module: 'nodenext', skipLibCheck: true },
        ...{ allowImportingTsExtensions: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
      },
    }
    const all = {
      'package.json': '{ "private": true, "type": "module" }\n',
      [spec]: model,
      ...Object.fromEntries(shown),
      'record.ts': `import { recorder } from 'allways/recorder'
const log = recorder({ spec: 'lease-lock', design: 'fencing token', write: (line) => process.stdout.write(line) })
log.event({ step: 'acquire', process: 'client', instance: 0, state: { holder: 0, epoch: 1 } })
log.event({ step: 'write', process: 'client', instance: 0, state: { written: Number(process.argv[2]) } })
`,
      'tsconfig.json': JSON.stringify({ ...config, files: ['lock.driver.ts', 'entries.driver.ts', 'record.ts'] }),
    }
    for (const [name, text] of Object.entries(wrong)) {
      writeFileSync(join(code, `${name}.driver.ts`), text)
      writeFileSync(join(code, `${name}.json`), JSON.stringify({ ...config, files: [`${name}.driver.ts`] }))
    }
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(code, path)), { recursive: true })
      writeFileSync(join(code, path), text)
    }
  })

  it('holds the code to the model, and plays a stored story on it', () => {
    expect(callIn(code, bin, 'conform', 'lock.driver.ts')).toMatchObject({ status: 0, stderr: '' })
    callIn(code, bin, 'check', '--update')
    const onCode = ['replay', story, '--driver', 'lock.driver.ts']
    const same = callIn(code, bin, ...onCode)
    expect(same.stdout.replace(/\s+/g, ' ')).toContain("the code of 'plain lease' reproduces it: all 5 steps")
    expect(same).toMatchObject({ status: 0, stderr: '' })
    const other = callIn(code, bin, ...onCode, '--design', 'fencing token')
    expect(other.stdout.replace(/\s+/g, ' ')).toContain('departs from it at step 5 of 5, as its model does')
    expect(other).toMatchObject({ status: 0, stderr: '' })
  })

  it.each([
    ['1', 0, 'explained by lease-lock, fencing token'],
    ['2', 1, '`written` is 1 in the model, 2 in the log'],
  ])('records a log that says %s, and validates it', (written, status, said) => {
    const esbuild = join(root, 'node_modules/esbuild/lib/main.js')
    const { transformSync } = createRequire(import.meta.url)(esbuild) as typeof import('esbuild')
    const script = transformSync(readFileSync(join(code, 'record.ts'), 'utf8'), { loader: 'ts', format: 'esm' })
    writeFileSync(join(code, 'record.mjs'), script.code)
    const recorded = spawnSync(process.execPath, ['record.mjs', written], { cwd: code, encoding: 'utf8' })
    expect(recorded).toMatchObject({ status: 0, stderr: '' })
    writeFileSync(join(code, 'run.ndjson'), recorded.stdout)
    const validated = callIn(code, bin, 'validate', 'run.ndjson')
    expect(validated.stdout).toContain(said)
    expect(validated.status).toBe(status)
  })

  const types = (config: string) => spawnSync(process.execPath, [tsc, '-p', config], { cwd: code, encoding: 'utf8' })

  it('has its types', () => {
    expect(types('tsconfig.json')).toMatchObject({ status: 0, stdout: '' })
  })

  it.each([
    ['missing', '"client write"'],
    ['misspelt', "'client wirte'"],
    ['observed', "observe shows 'written' as a text; expected a number"],
    ['variable', "observe shows 'writen', which the model does not have"],
    ['label', "observe shows 'client[].at' as 'wirte'; expected one of its labels"],
  ])('%s: an error of at most five lines', (name, said) => {
    const { status, stdout } = types(`${name}.json`)
    expect(status).not.toBe(0)
    expect(stdout).toContain(said)
    expect(stdout.match(/error TS/g)).toHaveLength(1)
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(5)
  })
})

describe('the gate of a project that has installed it', () => {
  const gate = join(cwd, 'gate')
  const bin = 'allways/bin/allways.js'
  const write = (from: string, to: string) => writeFileSync(join(gate, spec), model.replace(from, to))
  const git = (...args: readonly string[]) => {
    const by = ['-c', 'user.name=A', '-c', 'user.email=a@example.org']
    execFileSync('git', [...by, ...args], { cwd: gate, env, stdio: 'pipe' })
  }

  beforeAll(() => {
    mkdirSync(join(gate, 'specs'), { recursive: true })
    writeFileSync(join(gate, 'package.json'), '{ "private": true, "type": "module" }\n')
    symlinkSync(join(cwd, 'node_modules'), join(gate, 'node_modules'), 'dir')
    write("'plain lease': {}", "'plain lease': { expect: { 'no older write over a newer one': 'violated' } }")
  })

  it('locks what is true today, and names what weakens', () => {
    expect(callIn(gate, bin, 'check', '--update')).toMatchObject({ status: 0 })
    git('init', '-q', '-b', 'main')
    writeFileSync(join(gate, '.gitignore'), 'node_modules\n')
    git('add', '-A')
    git('commit', '-q', '-m', 'Begin')
    expect(callIn(gate, bin, 'check', '--reporter', 'blob=before.json')).toMatchObject({ status: 0 })
    const today = readFileSync(join(gate, spec), 'utf8')
    writeFileSync(join(gate, spec), today.replace('epochs = 3', 'epochs = 2'))
    const weaker = spawnSync(process.execPath, [join(cwd, 'node_modules', bin), 'check', '--no-types'], {
      cwd: gate,
      env: { ...env, CI: 'true' },
      encoding: 'utf8',
    })
    expect(weaker.status).toBe(1)
    expect(weaker.stdout).toContain('the number of states shrank from 173 to 63')
  })

  it('compares with a revision and with a saved result, and checks what has changed', () => {
    const revision = callIn(gate, bin, 'diff', 'main')
    expect(revision.stdout).toContain('lease-lock · plain lease')
    const saved = callIn(gate, bin, 'diff', 'before.json')
    expect(saved.stdout).toContain('lease-lock · plain lease')
    expect([revision.status, saved.status]).not.toContain(2)
    const changed = callIn(gate, bin, 'check', '--changed', 'main', '--no-write')
    expect(changed.stdout).toContain('lease-lock · plain lease')
  })

  it('reports what shards have found as one, in every format', () => {
    git('checkout', '-q', spec)
    const shards = ['1/2', '2/2'].map((shard) => {
      const file = `${shard[0]}.blob.json`
      expect(callIn(gate, bin, 'check', '--shard', shard, '--reporter', `blob=${file}`)).toMatchObject({ status: 0 })
      return file
    })
    const formats = ['junit=a.xml', 'sarif=a.sarif', 'github=a.txt', 'html=a.html', 'json=a.json']
    const merged = callIn(gate, bin, 'merge', ...shards, ...formats.flatMap((format) => ['--reporter', format]))
    expect(merged).toMatchObject({ status: 0 })
    for (const format of formats) {
      expect(readFileSync(join(gate, format.replace(/.*=/, '')), 'utf8')).not.toBe('')
    }
    expect(readFileSync(join(gate, 'a.xml'), 'utf8').match(/<testcase /g)).toHaveLength(4)
  })

  it('walks at random, watches, and completes what is typed', async () => {
    const walked = callIn(gate, bin, 'simulate', spec, '--seed', '7', '--walks', '100')
    expect(walked.stdout).toContain('no older write over a newer one: in 5 steps')
    expect(walked.status).toBe(3)
    expect(callIn(gate, bin, 'completion', 'bash')).toMatchObject({ status: 0, stderr: '' })
    const watch = spawn(process.execPath, [join(cwd, 'node_modules', bin), 'check', '--watch'], { cwd: gate, env })
    let told = ''
    for await (const text of watch.stdout) {
      told += text
      if (told.includes('Press Ctrl-C to stop.')) break
    }
    watch.kill('SIGKILL')
    expect(told).toContain('2 designs, 4 verdicts: all as expected')
  })
})

/** The tests that vitest ran. */
function testsOf(folder: string, file: string) {
  const own = join(folder, 'node_modules/vitest/vitest.mjs')
  const vitest = [existsSync(own) ? own : join(cwd, 'node_modules/vitest/vitest.mjs'), 'run', file]
  // JSON, because vitest 5 prints a failure by what Node 20 does not have; all else in it runs there
  const options = ['--reporter', 'json', '--outputFile', 'tests.json']
  const { status } = spawnSync(process.execPath, [...vitest, ...options], { cwd: folder, env, encoding: 'utf8' })
  const { testResults } = JSON.parse(readFileSync(join(folder, 'tests.json'), 'utf8')) as {
    testResults: { assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[]
  }
  return { status, tests: testResults.flatMap(({ assertionResults }) => assertionResults) }
}

/** In a project whose test file is as docs/gate.md shows it. */
function expectTestsOfModels(folder: string) {
  const { status, tests } = testsOf(folder, 'models.test.ts')
  expect(tests.map(({ fullName, status }) => `${fullName}: ${status}`)).toEqual([
    'lease-lock plain lease no older write over a newer one: failed',
    'lease-lock plain lease no deadlock: passed',
    'lease-lock fencing token no older write over a newer one: passed',
    'lease-lock fencing token no deadlock: passed',
    'lease-lock stored counterexamples plain-lease/no-older-write-over-a-newer-one.json: passed',
  ])
  expect(tests[0]?.failureMessages.join()).toMatch(/Expected to hold, but violated in 5 steps[\s\S]*client 1: acquire/)
  expect(status).toBe(1)
}

/** Those that run these tests: to install them anew would only take longer. */
function link(name: string) {
  const path = join(cwd, 'node_modules', name)
  if (!existsSync(path)) symlinkSync(join(root, 'node_modules', name), path, 'dir')
}

const linkVitest = () => link('vitest')

/** The error of npm that says that there is no registry. */
function offlineIn(stderr: string): string | undefined {
  return /npm error (?:code|errno) (ENOTCACHED|ENOTFOUND|EAI_AGAIN|E?CONN\w+|ETIMEDOUT)/.exec(stderr)?.[1]
}
