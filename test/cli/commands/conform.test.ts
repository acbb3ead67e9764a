/** Drivers on the command line: each mistake is reported with its file and a remedy, and sets the exit code. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { folderOf, run, spawned } from '../run.ts'

const fixtures = join(dirname(fileURLToPath(import.meta.url)), '../../adapters/fixtures')
const lock = readFileSync(join(fixtures, 'lock.model.ts'), 'utf8')
const good = readFileSync(join(fixtures, 'lock.driver.ts'), 'utf8')
const head = "import { driver } from 'allways/conform'\nimport spec from './lock.model.ts'\n"
const rest = '{ start: () => ({}), steps: {}, observe: () => ({}) }'
const conform = (driver: string, args: readonly string[] = [], more: { readonly [path: string]: string } = {}) =>
  run(['conform', 'lock.driver.ts', ...args], folderOf({ 'lock.model.ts': lock, 'lock.driver.ts': driver, ...more }))

describe('a driver is an error, with its file and what to do', () => {
  it.each<[string, string, string | RegExp]>([
    [
      'exports nothing',
      'const x = 1',
      'lock.driver.ts: there is no default export; expected `export default driver(spec)({ … })`',
    ],
    [
      'exports something else',
      'export default 5',
      'lock.driver.ts: the default export is 5; expected `export default driver(spec)({ … })`',
    ],
    [
      'lacks its second half',
      `${head}export default driver(spec)`,
      'lock.driver.ts: the default export is a function; expected `export default driver(spec)({ … })`',
    ],
    [
      'has a syntax error',
      `${head}export default driver(spec)({`,
      /^lock\.driver\.ts:3: Expected .* but found end of file$/,
    ],
    [
      'imports a package that is not installed',
      `${head}import x from 'no-such-package'\nexport default driver(spec)(x)`,
      "lock.driver.ts: the package 'no-such-package' is not installed",
    ],
    [
      'imports a file that does not exist',
      `${head}import x from './gone.ts'\nexport default driver(spec)(x)`,
      'lock.driver.ts:3: Could not resolve "./gone.ts"; check the path, with its ending .ts',
    ],
    [
      'imports a name that does not exist',
      `${head}import { gone } from './lock.model.ts'\nexport default driver(spec)(gone)`,
      /^lock\.driver\.ts:3: No matching export in .* for import "gone"; export it there, or correct the name here$/,
    ],
    [
      'imports a spec that does not exist',
      `${head.replace('lock.model', 'gone.model')}export default driver(spec)(${rest})`,
      /^gone\.model\.ts: cannot read the file/,
    ],
    [
      'imports a spec from a file with another ending',
      `${head.replace('lock.model', 'other')}export default driver(spec)(${rest})`,
      'lock.driver.ts: import the spec from its own file, whose name ends in .model.ts',
    ],
    [
      'gives no spec',
      "import { driver } from 'allways/conform'\nexport default driver(5)({})",
      'lock.driver.ts: driver: it got 5; expected the spec, the default export of its file',
    ],
    [
      'throws',
      `${head}\nthrow new Error('no database')\nexport default driver(spec)(${rest})`,
      'lock.driver.ts:4: this code threw Error: no database',
    ],
    [
      'has no options',
      `${head}export default driver(spec)()`,
      'lock.driver.ts: driver: the rest is undefined; expected driver(spec)({ start, steps, observe })',
    ],
    [
      'has an unknown option',
      `${head}export default driver(spec)({ ...${rest}, limit: 5 })`,
      /^lock\.driver\.ts: driver of 'lease-lock': unknown option 'limit'; available: .*\. Did you mean 'limitMs'\?$/,
    ],
    [
      'has no start',
      `${head}export default driver(spec)({ steps: {}, observe: () => ({}) })`,
      'lock.driver.ts: driver: start is undefined; expected a function',
    ],
    [
      'has no steps',
      `${head}export default driver(spec)({ start: () => 1, observe: () => ({}) })`,
      "lock.driver.ts: driver: steps is undefined; expected a handler for each step, as in { 'client write': (system) => … }",
    ],
    [
      'names an unknown design',
      `${head}export default driver(spec)({ ...${rest}, designs: ['no'] })`,
      "lock.driver.ts: driver: designs names 'no', which the spec does not have; available: plain lease, fencing token",
    ],
    [
      'names no design',
      `${head}export default driver(spec)({ ...${rest}, designs: [] })`,
      'lock.driver.ts: driver: designs is []; expected a list of names, or leave it out for all designs',
    ],
    [
      'has wrong limits',
      `${head}export default driver(spec)({ ...${rest}, limitMs: Infinity })`,
      'lock.driver.ts: driver: limitMs is Infinity; expected milliseconds above 0, at most 2147483647',
    ],
    [
      'has a wrong number of systems',
      `${head}export default driver(spec)({ ...${rest}, parallel: 0 })`,
      'lock.driver.ts: driver: parallel is 0; expected a whole number, 1 or more',
    ],
    [
      'has wrong free calls',
      `${head}export default driver(spec)({ ...${rest}, free: 'clock.sleep' })`,
      "lock.driver.ts: driver: free is 'clock.sleep'; expected a list of calls, as in ['clock.sleep']",
    ],
    ...Object.entries({
      '5': "the step 'client write' is 5; expected a handler, { calls: [...] }, or notDriven('why')",
      '{}': "the step 'client write' is {}; expected a handler, { calls: [...] }, or notDriven('why')",
      '{ calls: 5 }':
        "calls of the step 'client write' is 5; expected a list of calls, as in ['store.latest', 'zone.read']",
      '{ calls: [5] }':
        "calls of the step 'client write' is [5]; expected a list of calls, as in ['store.latest', 'zone.read']",
      "{ calls: ['a.b'], waits: 'a.b' }":
        "waits of the step 'client write' is 'a.b'; expected a list of calls, as in ['zone.read']",
      '{ do: 5 }': "do of the step 'client write' is 5; expected a function",
      "{ do: () => {}, choices: 'mine' }": "choices of the step 'client write' is 'mine'; expected 'driven' or 'code'",
      "{ do: () => {}, tried: 'no' }": "tried of the step 'client write' is 'no'; expected true or false",
      '{ notDriven: 5 }': "notDriven of the step 'client write' is 5; expected the reason, as a text",
    }).map(([entry, text]): [string, string, string] => [
      `has the step ${entry}`,
      `${head}export default driver(spec)({ ...${rest}, steps: { 'client write': ${entry} } })`,
      `lock.driver.ts: driver: ${text}`,
    ]),
    [
      'has an entry with an unknown option',
      `${head}export default driver(spec)({ ...${rest}, steps: { 'client write': { calls: ['a.b'], wait: [] } } })`,
      "lock.driver.ts: driver: the step 'client write': unknown option 'wait'; available: calls, waits, choices, tried. Did you mean 'waits'?",
    ],
    [
      'gives no reason',
      `${head.replace('{ driver }', '{ driver, notDriven }')}export default driver(spec)({ ...${rest}, steps: { 'client write': notDriven() } })`,
      'lock.driver.ts: notDriven got undefined; expected the reason, as a text',
    ],
    [
      'has an unknown step',
      good.replace("'client write'", "'client wirte'"),
      /^lock\.driver\.ts: .*'client wirte'.* Did you mean 'client write'\?$/,
    ],
  ])('if it %s', async (_, driver, text) => {
    const other = `import { int, model, spec } from 'allways'
export default spec({ name: 'm', model: () => model({ name: 'm', state: { a: int(0, 1) }, actions: { b: (s) => { s.a = 1 } } }), designs: { d: {} } })`
    const { code, stdout: out, stderr: err } = await conform(driver, [], { 'other.ts': other })
    expect(code).toBe(2)
    expect(out).toBe('')
    const said = err.trim().replace(/^allways: /, '')
    if (typeof text === 'string') expect(said).toBe(text)
    else expect(said).toMatch(text)
  })

  it.each<[string, string, RegExp]>([
    [
      'lacks a step',
      good.replace(/ *'client write': .*\n/, ''),
      /^lock\.driver\.ts: design 'fencing token': the driver has no handler for 'client write'; add one, or .*notDriven\('why'\)/,
    ],
    [
      'has no ports',
      good.replace(/ *ports: .*\n/, '').replace(/ *free: .*\n/, ''),
      /^lock\.driver\.ts, fencing token: the step 'client acquire' consists of calls, but the driver has no ports: add ports/,
    ],
    [
      'observes what the model does not have',
      good.replace('epoch: lock.epoch', 'epohc: 1'),
      /^lock\.driver\.ts, fencing token: observe .*'epohc'.*Did you mean 'epoch'\?$/,
    ],
    [
      'names a call that no port has',
      good.replace("['store.write']", "['store.wirte']"),
      /^lock\.driver\.ts, fencing token: the step 'client write' names the call 'store.wirte', which is not a method of a port$/,
    ],
  ])('for a design, if it %s', async (_, driver, text) => {
    const { code, stderr: err } = await conform(driver, ['--design', 'fencing token'])
    expect(err.trim().replace(/^allways: /, '')).toMatch(text)
    expect(code).toBe(2)
  })

  it('if a design of its spec cannot be built, with the place', async () => {
    const driver = `import { driver } from 'allways/conform'
import spec from './other.model.ts'
export default driver(spec)({ start: () => ({}), steps: {}, observe: () => ({}) })`
    const other = `import { model, spec } from 'allways'
const broken = () =>
  model({ name: 'm', state: {}, processes: {}, fair: 5 as never })
export default spec({ name: 'm', model: broken, designs: { d: {} } })`
    const { code, stderr: err } = await conform(driver, [], { 'other.model.ts': other })
    expect(code).toBe(2)
    expect(err).toMatch(/^allways: other\.model\.ts:3: model 'm': /)
  })

  it('if there is no such file', async () => {
    const { code, stderr: err } = await run(['conform', 'gone.driver.ts'], folderOf({}))
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^allways: gone\.driver\.ts: cannot read the driver: ENOENT/),
    ])
  })
})

describe('a driver may', () => {
  it('import the spec with the ending .js, and other exports of its file', async () => {
    const driver = good
      .replace("import spec from './lock.model.ts'", "import spec, { leaseLock } from './lock.model.js'")
      .replace('new LockServer(3)', 'new LockServer(leaseLock().name.length === 10 ? 3 : 0)')
    const { code, stdout: out, stderr: err } = await conform(driver, ['--design', 'fencing token'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('The code took all 234 transitions')
  })

  it('import the spec through another file', async () => {
    const driver = good.replace('./lock.model.ts', './specs.ts')
    const specs = "export { default } from './lock.model.ts'\n"
    const { code } = await conform(driver, ['--design', 'fencing token'], { 'specs.ts': specs })
    expect(code).toBe(0)
  })
})

describe('the exit code of conform', () => {
  it('is 0 if the code conforms', async () => {
    const { code, stdout: out } = await conform(good)
    expect(code).toBe(0)
    expect(out.match(/✓/g)?.length).toBe(2)
  })

  it('is 1 if it drifts', async () => {
    const { code, stdout: out } = await conform(good.replace('token > this.written', 'token >= this.written - 1'))
    expect(code).toBe(1)
    expect(out).toContain("after 'client 0 write', written is 1 in the code, and 2 in the")
  })

  it('is 3 if a limit leaves a part out', async () => {
    for (const args of [
      ['--max-steps', '5'],
      ['--max-states', '10'],
      ['--max-seconds', '0.001'],
    ]) {
      const { code, stdout: out } = await conform(good, ['--design', 'fencing token', ...args])
      expect([code, args, out]).toEqual([3, args, expect.stringContaining('so this is only a part of the design')])
    }
  })

  it('is 2 for an unknown design, and the other drivers run', async () => {
    const files = { 'lock.model.ts': lock, 'lock.driver.ts': good, 'other.driver.ts': 'export default 5' }
    const unknown = await conform(good, ['--design', 'fencing'])
    expect([unknown.code, unknown.stderr.trim()]).toEqual([
      2,
      expect.stringMatching(/^allways: lock\.driver\.ts: unknown design 'fencing'; available: .*$/),
    ])
    const both = await run(
      ['conform', 'other.driver.ts', 'lock.driver.ts', '--design', 'fencing token'],
      folderOf(files),
    )
    expect(both.code).toBe(2)
    expect(both.stderr).toContain('other.driver.ts: the default export is 5')
    expect(both.stdout).toContain('✓ lease-lock · fencing token')
  })
})

describe('in a process of its own', () => {
  const own = (driver: string) => {
    const cwd = folderOf({ 'lock.model.ts': lock, 'lock.driver.ts': driver })
    return spawned(['conform', 'lock.driver.ts', '--design', 'fencing token'], cwd)
  }

  it('a rejection that nobody handles, and an error in a callback, are drifts', async () => {
    for (const [text, said] of [
      ["void Promise.reject(new Error('lost'))", 'rejects a promise that nobody handles: lost'],
      ["setTimeout(() => { throw new Error('lost') }, 0)", 'throws an error that nobody handles: lost'],
    ]) {
      const {
        code,
        stdout: out,
        stderr: err,
      } = await own(good.replace('await store.write(token)', `await store.write(token); ${text}`))
      expect([code, err]).toEqual([1, ''])
      expect(out.replace(/\s+/g, ' ')).toMatch(new RegExp(`client \\d ${said}`))
    }
  })

  it('a timer that is left open does not keep the command, and is said', async () => {
    const { code, stderr: err } = await own(good.replace('for (;;) {', 'setInterval(() => {}, 1000)\n  for (;;) {'))
    expect([code, err]).toEqual([
      0,
      'allways: the code of a driver left something open (Timeout); end it when the system is disposed of\n',
    ])
  })
})
