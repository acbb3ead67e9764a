import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'allways-ports-'))
beforeAll(() => {
  buildSync({
    ...{ entryPoints: [join(root, 'src/ports/ports.ts')], bundle: true, platform: 'node', format: 'esm' },
    outfile: join(folder, 'ports.mjs'),
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const head = `
import { createHook, executionAsyncId } from 'node:async_hooks'
import { ports } from './ports.mjs'
const sleep = (ms) => new Promise((resume) => setTimeout(resume, ms))
const zone = { value: 0, async read() { return this.value }, async write(value) { this.value = value }, async refuse() { throw new Error('refused') } }
const handles = () => process.getActiveResourcesInfo().filter((kind) => kind !== 'PipeWrap' && kind !== 'TTYWrap')
const all = async (gates) => { for (let call; (call = gates.tasks.flatMap(({ waiting }) => waiting)[0]) !== undefined; ) await gates.proceed(call) }
const say = (value) => console.log(JSON.stringify(value))
`
let files = 0
/** Runs a program in a process of its own, which must end by itself. */
async function said(
  code: string,
  flags: readonly string[] = [],
): Promise<{ out: unknown[]; err: string; code: number | null }> {
  const file = join(folder, `program-${files++}.mjs`)
  writeFileSync(file, `${head}${code}`)
  const child = spawn(process.execPath, [...flags, file], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (text) => (out += text))
  child.stderr.on('data', (text) => (err += text))
  const code_ = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return {
    out: out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line)),
    err,
    code: code_,
  }
}

/** The ways in which the asynchronous context is kept: by hooks, and by the engine where it can. */
const [major = 0] = process.versions.node.split('.').map(Number)
const contexts: readonly (readonly [string, readonly string[]])[] = [
  ['the default', []],
  ...(major >= 24 ? [['hooks', ['--no-async-context-frame']] as const] : []),
  ...(major >= 22 && major < 24 ? [['frames', ['--experimental-async-context-frame']] as const] : []),
]

describe.each(contexts)('with the asynchronous context by %s', (_, flags) => {
  it('a process ends by itself after a run, and nothing is left: no timer, no handle, no listener', async () => {
    const { out, err, code } = await said(
      `
await sleep(50) // the loading of this module is over
const gates = ports({ zone })
for (const id of [0, 1, 2]) gates.task('enactor', id, async () => {
  await gates.through.zone.write(id)
  await Promise.all([gates.through.zone.read(), gates.through.zone.refuse().catch(() => {})])
})
await gates.rest()
await all(gates)
say(handles())
gates.close()
say([gates.tasks.map(({ ended }) => ended), gates.calls.length, gates.troubles, process.listenerCount('unhandledRejection')])
`,
      flags,
    )
    expect(out).toEqual([[], [[true, true, true], 9, [], 0]])
    expect([err, code]).toEqual(['', 0])
  })

  it('a process ends by itself after calls that never settled, and after the limit', async () => {
    const { out, err, code } = await said(
      `
zone.hang = () => new Promise(() => {})
const gates = ports({ zone }, { limitMs: 50 })
gates.task('enactor', 0, () => gates.through.zone.hang())
gates.task('enactor', 1, () => gates.through.zone.read())
gates.task('enactor', 2, () => new Promise(() => {}))
await gates.rest()
await gates.proceed(gates.tasks[0].waiting[0]).catch((error) => say(error.message))
await gates.rest().catch((error) => say(error.message))
gates.drop('enactor', 1)
say(handles())
gates.close()
`,
      flags,
    )
    expect(out).toEqual([
      'enactor 0: zone.hang did not settle within 50 ms',
      'enactor 0: zone.hang did not settle within 50 ms',
      [],
    ])
    expect([err, code]).toEqual(['', 0])
  })

  it('rejections are collected as long as a system runs, and none ends the process', async () => {
    const { out, err, code } = await said(
      `
const [one, two] = [ports({ zone }), ports({ zone })]
one.task('enactor', 7, async () => {
  void one.through.zone.refuse()
  void Promise.reject(new Error('of the task'))
})
two.task('enactor', 8, () => two.through.zone.read())
await one.rest()
await two.rest()
await all(one)
one.close()
void Promise.reject(new Error('of nobody'))
await sleep(5)
say([one.troubles, two.troubles])
two.close()
say(process.listenerCount('unhandledRejection'))
`,
      flags,
    )
    expect(out).toEqual([
      [
        [
          'enactor 7 rejects a promise that nobody handles: of the task',
          'enactor 7 rejects a promise that nobody handles: refused',
        ],
        ['the code rejects a promise that nobody handles: of nobody'],
      ],
      0,
    ])
    expect([err, code]).toEqual(['', 0])
  })

  it('who calls is known through timers, promises and callbacks of ports', async () => {
    const { out, code } = await said(
      `
zone.each = (callback) => setTimeout(callback, 1)
const gates = ports({ zone }, { open: ['zone.each'], limitMs: 5000 })
gates.task('enactor', 3, async () => {
  await sleep(1)
  await Promise.all([0, 1].map(() => gates.through.zone.read()))
  await new Promise((resume) => gates.through.zone.each(() => resume(gates.through.zone.write(4))))
})
await gates.rest()
await all(gates)
await sleep(20)
await gates.rest()
await all(gates)
say(gates.calls.map(({ by, name }) => [by, name]))
gates.close()
`,
      flags,
    )
    expect(out).toEqual([
      [
        ['enactor 3', 'zone.read'],
        ['enactor 3', 'zone.read'],
        ['enactor 3', 'zone.each'],
        ['enactor 3', 'zone.write'],
      ],
    ])
    expect(code).toBe(0)
  })
})

it('a closed system keeps none of its tasks alive', async () => {
  const { out } = await said(
    `
const refs = []
{
  const gates = ports({ zone })
  let big = { bytes: new Uint8Array(1000) }
  refs.push(new WeakRef(big))
  gates.task('enactor', 0, async () => { await gates.through.zone.read(); say(big) })
  await gates.rest()
  gates.close()
  big = undefined
}
for (let i = 0; i < 10 && refs[0].deref() !== undefined; i++) { await sleep(5); globalThis.gc() }
say(refs[0].deref() === undefined)
`,
    ['--expose-gc'],
  )
  expect(out).toEqual([true])
})
