import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { acquire, expires, header, logOf, release, write } from '../../validate/lease-lock.ts'
import { ended } from '../ended.ts'
import { allways, folderOf, run } from '../run.ts'

const validate = (cwd: string, ...options: string[]) => run(['validate', 'run.ndjson', ...options], cwd)
const jsonOf = async (cwd: string, ...options: string[]) => {
  const { stdout, code } = await validate(cwd, '--json', ...options)
  return { code, ...JSON.parse(stdout).validation }
}
const race = [acquire(0), expires, acquire(1), write(1), write(0, { written: 1 }), release(1)]

describe('a log of a run of the model', () => {
  it('is explained, with the states that remain possible', async () => {
    const { code, stdout } = await validate(logOf(header(), ...race))
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('6 events explained, by a run of 6 steps; 1 model state'),
    ])
  })

  it('is explained in every form of a state', async () => {
    const states = [
      { client: { 1: { at: 'write', mine: 1 } } },
      { client: [{ at: 'acquire' }, { mine: 1 }] },
      { holder: 1, epoch: 1, written: 0 },
    ]
    for (const state of states) expect((await validate(logOf(header(), acquire(1, state)))).code).toBe(0)
  })

  it('may leave out instances, processes and steps', async () => {
    const vague = [{ step: 'acquire' }, { process: 'client', state: { written: 1 } }, { state: { epoch: 1 } }]
    expect(await jsonOf(logOf(header(), ...vague))).toMatchObject({ code: 0, possible: 2, verdict: 'explained' })
  })

  it('may leave out steps that are declared', async () => {
    const logged = race.filter((event) => event !== expires)
    expect((await validate(logOf(header(), ...logged))).code).toBe(1)
    expect((await validate(logOf(header({ unlogged: ['lease expires'] }), ...logged))).code).toBe(0)
    expect((await validate(logOf(header(), ...logged), '--unlogged', 'lease expires')).code).toBe(0)
  })

  it('may have several runs', async () => {
    const found = await jsonOf(logOf(header(), ...race, { allways: 'start' }, ...race))
    expect(found).toMatchObject({ code: 0, runs: 2, events: 12 })
    expect((await validate(logOf(header(), ...race, ...race))).code).toBe(1)
  })

  it('finds its spec without being told, and takes the parameters of its header', async () => {
    const cwd = logOf(header({ params: { clients: 3 } }), acquire(2))
    expect((await validate(cwd, '--spec', 'specs/lease-lock.model.ts', '--design', 'plain lease')).code).toBe(0)
    expect(await jsonOf(cwd)).toMatchObject({ code: 0, params: { clients: 3 } })
  })
})

describe('a log that the model does not explain', () => {
  it('names the variable that refuses its first unexplained event', async () => {
    const found = await jsonOf(logOf(header({ design: 'fencing token' }), ...race))
    expect(found).toMatchObject({ code: 1, verdict: 'not explained', events: 6, explained: 4, failed: 1 })
    const [failure] = found.failures
    expect(failure).toMatchObject({ line: 6, possible: 1 })
    expect(failure.refusals).toMatchObject([
      { action: 'client 0 write', differs: [{ path: 'written', model: 2, log: 1 }] },
    ])
  })

  it('names the guard, and the event that the log may lack', async () => {
    const { code, stdout } = await validate(logOf(header(), acquire(0), acquire(1)))
    expect(code).toBe(1)
    expect(stdout).toContain('client 1 acquire: `s.holder === null` is false: `holder = 0`')
    expect(stdout).toContain("if the log lacks an event right before it: 'lease expires'.")
  })

  it('names the label at which the process is', async () => {
    const { stdout } = await validate(logOf(header(), release(1)))
    expect(stdout).toContain("client 1 release: client 1 is at 'acquire', not at 'release'")
  })

  it('names the number of unlogged steps that explains it', async () => {
    const log = logOf(header({ unlogged: ['client'] }), { state: { written: 1 } })
    const { code, stdout } = await validate(log)
    expect([code, stdout]).toEqual([1, expect.stringContaining('`--most-unlogged 2`')])
    expect((await validate(log, '--most-unlogged', '2')).code).toBe(0)
  })

  it('is followed to its end, and counts what fails of each step', async () => {
    const again = [acquire(0), write(0, { written: 2 }), release(0), acquire(1), write(1), release(1)]
    const found = await jsonOf(logOf(header(), ...again))
    expect(found).toMatchObject({ code: 1, explained: 1, failed: 1 })
    expect(found.steps).toEqual([
      { step: 'client acquire', explained: 2, events: 2 },
      { step: 'client write', explained: 1, events: 2 },
      { step: 'client release', explained: 2, events: 2 },
    ])
  })

  it('is not followed further if the model has too many states to go on from', async () => {
    const log = logOf(header(), write(0), ...race)
    const found = await jsonOf(log, '--max-states', '3')
    expect(found).toMatchObject({ code: 1, explained: 0, failed: 1, stopped: 'states', steps: [] })
    expect((await validate(log, '--max-states', '3')).stdout).toContain('raise --max-states')
  })

  it('has a value beyond the bounds of the model', async () => {
    const { code, stdout } = await validate(logOf(header(), acquire(0, { epoch: 9 })))
    expect(code).toBe(1)
    expect(stdout).toMatch(/1 in the model, 9 in the log, which is not in\s+int\(0, 3\)/)
  })
})

describe('the report', () => {
  const wrong = Array.from({ length: 5 }, () => write(0, { written: 3 }))

  it('shows three unexplained events, and counts the rest', async () => {
    const log = logOf(header(), acquire(0), ...wrong)
    const { stdout } = await validate(log)
    expect(stdout.match(/run\.ndjson:\d+:/g)).toEqual(['run.ndjson:3:', 'run.ndjson:4:', 'run.ndjson:5:'])
    expect(stdout).toContain('2 further events are not explained.')
    expect(await jsonOf(log)).toMatchObject({ failed: 5, failures: { length: 5 } })
  })

  it('names the variables that no event shows', async () => {
    expect((await validate(logOf(header(), acquire(0, { holder: 0 })))).stdout).toContain(
      'No event shows `epoch`, `written`, `client.mine`, so they were not',
    )
    const all = { holder: 0, epoch: 1, written: 0, client: { 0: { mine: 1 } } }
    expect((await validate(logOf(header(), acquire(0, all)))).stdout).not.toContain('No event shows')
  })

  it('names the fields that no event shows, or the variable if no event shows any of them', async () => {
    const cwd = folderOf({
      'specs/pair.model.ts': `import { array, int, model, optional, spec, struct } from 'allways'
const one = struct({ by: int(0, 1), until: struct({ hour: int(0, 1), day: int(0, 1) }) })
export default spec({ name: 'pair', designs: { d: {} }, model: () => model({
  name: 'pair', state: { a: optional(one), b: array(2, one), c: one }, actions: { stay: () => {} },
}) })`,
      'run.ndjson': [
        header({ spec: 'pair', design: 'd' }),
        { step: 'stay', state: { a: { until: { day: 0 } }, b: [{}, { by: 0 }] } },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
    })
    const { unstated } = await jsonOf(cwd)
    expect(unstated).toEqual(['a.by', 'a.until.hour', 'b.until.hour', 'b.until.day', 'c'])
  })
})

describe('a log that takes long', () => {
  // one event, which 10 ** 8 states may come before
  const slow = `import { array, int, model, spec } from 'allways'
let isSaid = false
export default spec({ name: 'slow', designs: { d: {}, loud: { params: { says: true } } }, model: ({ says = false } = {}) => model({
  name: 'slow', state: { n: array(8, int(0, 9)) }, resting: () => true,
  actions: Object.fromEntries(Array.from({ length: 8 }, (_, i) => ['up ' + i, {
    when: (s) => {
      if (says && s.n[0] === 3 && !isSaid) {
        isSaid = true
        console.error('under way')
      }
      return s.n[i] < 9
    },
    do: (s) => { s.n[i]++ },
  }])),
}) })`
  const ups = Array.from({ length: 8 }, (_, i) => `up ${i}`)
  const cwdOf = (design: string, ...events: readonly object[]) =>
    folderOf({
      'specs/slow.model.ts': slow,
      'run.ndjson': [header({ spec: 'slow', design, unlogged: ups, mostUnlogged: 72 }), ...events]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    })
  const last = { state: { n: { 0: 9, 1: 9 } } }

  it('is of unknown verdict when the time is over', async () => {
    const cwd = cwdOf('d', last)
    expect(await jsonOf(cwd, '--max-seconds', '0.5')).toMatchObject({
      ...{ code: 3, verdict: 'unknown', limit: 'seconds', events: 1, explained: 0 },
    })
    const { code, stdout } = await validate(cwd, '--max-seconds', '0.5')
    expect([code, stdout]).toEqual([3, expect.stringContaining('0 events explained; the time was over before the end')])
  })

  it('is not explained if an event failed before the time was over', async () => {
    const cwd = cwdOf('d', { step: 'up 0', state: { n: { 0: 8, 1: 11 } } }, last)
    const { code, stdout } = await validate(cwd, '--max-seconds', '1', '--most-unlogged', '1')
    expect(code).toBe(1)
    expect(stdout).toContain('the time was over: the rest of the log was not read.')
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('is reported as far as it came, within a second of %s', async (signal) => {
    const child = spawn(process.execPath, [allways, 'validate', 'run.ndjson'], {
      cwd: cwdOf('loud', { step: 'up 0' }, last),
    })
    let since = 0
    child.stderr.on('data', (data) => {
      if (since > 0 || !String(data).includes('under way')) return
      since = performance.now()
      child.kill(signal)
    })
    const { code, stdout } = await ended(child)
    expect([code, stdout]).toEqual([130, expect.stringContaining('allways was interrupted before the end of the log')])
    expect(performance.now() - since).toBeLessThan(1500)
  })
})

describe('a log of hosts', () => {
  const at = (host: string, time: number, event: object) => ({ ...event, host, time })
  // client 1 wrote before client 0 released, in lines that say otherwise
  const lines = [at('a', 1, acquire(0)), at('b', 3, write(1)), at('b', 2, acquire(1)), at('a', 4, write(0))]
  const sorted = [at('a', 1, acquire(0)), at('b', 2, acquire(1)), at('a', 3, expires), at('b', 4, write(1))]

  it('is explained if some order of the hosts explains it', async () => {
    const hosts = header({ order: 'hosts' })
    expect((await validate(logOf(header(), ...sorted))).code).toBe(1)
    expect((await validate(logOf(hosts, ...sorted))).code).toBe(0)
    expect((await validate(logOf(header(), ...sorted), '--order', 'hosts')).code).toBe(0)
    expect((await validate(logOf(hosts, ...lines))).code).toBe(1)
  })

  it('has only the orders that its clocks allow', async () => {
    const log = (clockError: number) => logOf(header({ order: 'hosts', clockError }), ...sorted)
    expect((await validate(log(0.4))).code).toBe(1)
    expect((await validate(log(0.5))).code).toBe(0)
    expect((await validate(log(0.4), '--clock-error', '1')).code).toBe(0)
  })

  it('is of unknown verdict if its orders take too much memory', async () => {
    const several = Array.from({ length: 300 }, (_, i) => at(`h${i % 3}`, i, { state: { epoch: 0 } }))
    const log = logOf(header({ order: 'hosts' }), ...several)
    const { code, stdout } = await validate(log, '--max-memory', '64KB')
    expect([code, stdout]).toEqual([3, expect.stringContaining('unknown')])
  })
})

describe('a wrong log', () => {
  const other = (more: object) => JSON.stringify(header(more))
  it.each<[string, readonly (object | string)[], string, ...string[]]>([
    ['is empty', [], 'run.ndjson: the log is empty'],
    ['has no event', [header()], 'run.ndjson:1: the log has no event'],
    [
      'is nested too deeply',
      [header(), `{"state":${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
      'run.ndjson:2: this line is nested',
    ],
    ['has no header', [acquire(0)], 'run.ndjson:1: the first line is not the header of a log'],
    ['begins with text', ['hello'], 'run.ndjson:1: the first line is not JSON'],
    ['is of a later version', [other({ version: 2 }), acquire(0)], 'run.ndjson:1: the header has version 2'],
    ['has a misspelt key in its header', [header({ unloged: [] }), acquire(0)], "Did you mean 'unlogged'?"],
    ['has a header without a design', [other({ design: undefined })], 'the header does not name the design'],
    ['is of a spec that is not here', [header({ spec: 'dns' })], "run.ndjson:1: no spec file is called 'dns'"],
    [
      'is of another spec',
      [header({ spec: 'dns' })],
      "this log is of spec 'dns', and specs/lease-lock.model.ts is 'lease-lock'",
      ...['--spec', 'specs/lease-lock.model.ts'],
    ],
    [
      'is of another design',
      [header()],
      "this log is of design 'plain lease', but --design names 'fencing token'",
      ...['--design', 'fencing token'],
    ],
    ['is of an unknown design', [header({ design: 'plain' })], "unknown design 'plain'"],
    ['has other parameters', [header({ params: { clients: 3 } })], 'clients=3, and --param is', '--param', 'clients=2'],
    ['has a second header', [header(), acquire(0), header()], 'run.ndjson:3: this is a second header'],
    ['has a line that is not JSON', [header(), '{"step":'], 'run.ndjson:2: this line is not JSON'],
    ['has a line that is a list', [header(), []], 'run.ndjson:2: this line is []: expected an event'],
    ['has an unknown mark', [header(), { allways: 'end' }], 'run.ndjson:2: allways is'],
    ['has an unknown step', [header(), { step: 'aquire' }], "unknown step 'aquire'", 'client acquire'],
    ['has an unknown process', [header(), { step: 'write', process: 'clint' }], "Did you mean 'client'?"],
    ['has an unknown step of a process', [header(), { ...write(0), step: 'wite' }], "Did you mean 'write'?"],
    ['has an unknown instance', [header(), write(2)], "step 'write' has no instance 2; expected 0 to 1"],
    ['has an instance of the environment', [header(), { ...expires, instance: 0 }], 'belongs to the environment'],
    ['has an unknown variable', [header(), acquire(0, { holdr: 0 })], "the state has no 'holdr'", 'holder'],
    ['has an unknown local', [header(), acquire(0, { client: { 0: { min: 1 } } })], "client[0] has no 'min'"],
    ['has an unknown label', [header(), acquire(0, { client: { 0: { at: 'wrte' } } })], "client[0].at is 'wrte'"],
    ['has a value of a wrong type', [header(), acquire(0, { epoch: '1' })], "epoch is '1': expected int(0, 3)"],
    ['has a list of a wrong length', [header(), acquire(0, { client: [] })], 'client is []: expected a list of 2'],
    ['has a misspelt key', [header(), { ...acquire(0), sate: {} }], "Did you mean 'state'?"],
    ['has an event that says nothing', [header(), { process: 'client' }], 'neither what happened nor any part'],
    ['has a host that is a number', [header(), { ...acquire(0), host: 1 }], 'host is 1: expected a text'],
    ['has choices without a step', [header(), { choices: [1], state: { epoch: 0 } }], 'choices needs the step'],
    [
      'has an unknown unlogged step',
      [header({ unlogged: ['lease expire'] }), acquire(0)],
      "Did you mean 'lease expires'?",
    ],
    ['lacks hosts', [header({ order: 'hosts' }), acquire(0)], "order 'hosts' needs the host of each event"],
    [
      'lacks times',
      [header({ order: 'hosts', clockError: 1 }), { ...acquire(0), host: 'a' }],
      'clockError needs the time',
    ],
    [
      'has a clock error without hosts',
      [header({ clockError: 1 }), acquire(0)],
      "clockError, which needs order 'hosts'",
    ],
    [
      'has a clock that goes back',
      [
        header({ order: 'hosts', clockError: 9 }),
        { ...acquire(0), host: 'a', time: 2 },
        { ...expires, host: 'a', time: 1 },
      ],
      "run.ndjson:3: the clock of host 'a' goes back, from 2 to 1",
    ],
    [
      'is not sorted by time',
      [
        header({ order: 'hosts', clockError: 1 }),
        { ...acquire(0), host: 'a', time: 9 },
        { ...expires, host: 'b', time: 1 },
      ],
      'run.ndjson:3: this event is 8 older than an earlier line',
    ],
  ])('is an error: it %s', async (_, lines, said, ...options) => {
    const flags = options.filter((text, i) => text.startsWith('--') || options[i - 1]?.startsWith('--'))
    const { code, stdout, stderr } = await validate(logOf(...lines), ...flags)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(said)
    for (const text of options.filter((text) => !flags.includes(text))) expect(stderr).toContain(text)
  })

  it('is an error if its last line is cut off, and not if only the line end is missing', async () => {
    const cwd = logOf()
    const lines = [header(), acquire(0), write(0)].map((line) => JSON.stringify(line)).join('\n')
    writeFileSync(join(cwd, 'run.ndjson'), lines)
    expect((await validate(cwd)).code).toBe(0)
    writeFileSync(join(cwd, 'run.ndjson'), lines.slice(0, -5))
    const { code, stderr } = await validate(cwd)
    expect([code, stderr]).toEqual([2, expect.stringContaining('run.ndjson:3: the last line is cut off')])
  })

  it('has up to twenty of its lines described, and the others counted', async () => {
    const { code, stderr } = await validate(logOf(header(), ...race, ...Array(25).fill({ step: 'wait' })))
    expect(code).toBe(2)
    expect(stderr.match(/run\.ndjson:\d+: unknown step/g)).toHaveLength(20)
    expect(stderr).toContain('5 further errors')
  })

  it('is only a warning if it is of another version of the spec', async () => {
    const { code, stderr } = await validate(logOf(header({ digest: 'abc' }), ...race))
    expect([code, stderr]).toEqual([0, expect.stringContaining('another version of the spec: digest abc')])
  })
})
