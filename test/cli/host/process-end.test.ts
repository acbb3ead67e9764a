/** A spec that would end the process that checks it: whatever it does, the exit code is not 0, and it is said why. */
import { describe, expect, it } from 'vitest'
import { folderOf, spawned as run } from '../run.ts'

interface Parts {
  readonly top?: string
  readonly inModel?: string
  readonly when?: string
  readonly step?: string
  readonly init?: string
  readonly invariant?: string
}

/** A counter whose invariant is violated: what ends its run early hides that. */
const text = ({ top = '', inModel = '', when = '', step = '', init = '', invariant = '' }: Parts) => `
import { int, model, spec } from 'allways'
${top}
const counter = () => {
  ${inModel}
  return model({
    name: 'counter', state: { n: int(0, 3) },
    init: (s) => { ${init} s.n = 0 },
    actions: { up: { when: (s) => { ${when} return s.n < 3 }, do: (s) => { ${step}
      s.n++ } } },
    invariants: { 'n < 3': (s) => { ${invariant} return s.n < 3 } },
  })
}
export default spec({ name: 'counter', model: counter, designs: { a: {} } })
`

const check = (parts: Parts, more: { readonly [path: string]: string } = {}, args: readonly string[] = []) =>
  run(['check', ...args], folderOf({ 'specs/counter.model.ts': text(parts), ...more }))

describe('a spec that would end the process', () => {
  it.each<[string, Parts, string]>([
    [
      'at load',
      { top: 'process.exit(0)' },
      'specs/counter.model.ts:3: process.exit was called while the spec was loaded',
    ],
    [
      'at load, by what it took before',
      { top: 'const { exit } = process; exit(0)' },
      'counter.model.ts:3: process.exit',
    ],
    ['at load, and catches the error', { top: 'try { process.exit(0) } catch {}' }, 'counter.model.ts:3: process.exit'],
    ['as Node itself does', { top: 'process.reallyExit(0)' }, 'process.reallyExit was called'],
    ['by abort', { top: 'process.abort()' }, 'process.abort was called'],
    ['by a signal', { top: "process.kill(process.pid, 'SIGKILL')" }, 'process.kill was called'],
    [
      'by another process in its place',
      { top: "process.execve?.('/bin/true', ['true']); process.exit(0)" },
      'was called',
    ],
    ['by its exit code', { top: 'process.exitCode = 0' }, 'process.exitCode was set to 0'],
    ['in its model function', { inModel: 'process.exit(0)' }, 'process.exit was called while the model was built'],
    ['in a step', { step: 'process.exit(0)' }, 'process.exit was called: remove this, because a spec must not end'],
    ['in a step, and catches the error', { step: 'try { process.exit(0) } catch {}' }, 'process.exit was called'],
    ['in a guard', { when: 'process.exit(0);' }, 'process.exit was called'],
    ['in init', { init: 'process.exit(0);' }, 'process.exit was called'],
    ['in an invariant', { invariant: 'process.exit(0);' }, 'process.exit was called'],
    [
      'later, by a promise',
      { top: 'Promise.resolve().then(() => process.exit(0))' },
      'counter.model.ts:3: process.exit was called',
    ],
    [
      'later, by setImmediate',
      { top: 'setImmediate(() => process.exit(0))' },
      'counter.model.ts:3: process.exit was called',
    ],
  ])('%s ends in exit code 2, and names it', async (_, parts, says) => {
    const { code, stderr, stdout } = await check(parts)
    expect(`${stdout}${stderr}`.replace(/\s+/g, ' ')).toContain(says)
    expect(code).toBe(2)
  })

  it('in a file that it imports is named by that file', async () => {
    const { code, stderr } = await check(
      { top: "import './helper.ts'" },
      { 'specs/helper.ts': '\n\nprocess.exit(0)\n' },
    )
    expect(stderr).toContain('specs/helper.ts:3: process.exit was called')
    expect(code).toBe(2)
  })

  it('when the process ends anyway leaves the exit code as it is', async () => {
    const { code } = await check({ top: "process.on('exit', () => { process.exitCode = 0 })" })
    expect(code).toBe(1)
  })

  it('in its steps, after the command has ended, leaves the exit code as it is', async () => {
    const { code } = await check({ step: 'process.exitCode = 0;' })
    expect(code).toBe(1)
  })

  it('is refused by other commands, too', async () => {
    const folder = folderOf({ 'specs/counter.model.ts': text({ step: 'process.exit(0)' }) })
    for (const args of [['simulate'], ['graph', 'specs/counter.model.ts']]) {
      expect((await run(args, folder)).code, args.join(' ')).toBe(2)
    }
  })

  it('by a timer, after the command has ended, leaves the exit code as it is', async () => {
    const { code } = await check({ top: 'setTimeout(() => process.exit(0), 50)' })
    expect([1, 2]).toContain(code)
  })

  it('by replacing timers, so that nothing is left to do, is told as an early end', async () => {
    const source = text({ top: 'globalThis.setImmediate = (() => {}) as never' }).replace(
      'invariants:',
      "temporal: ({ eventually }) => ({ 'it ends': eventually((s) => s.n === 3) }),\ninvariants:",
    )
    const { code, stderr } = await run(['check'], folderOf({ 'specs/counter.model.ts': source }))
    expect(stderr).toContain('Node ended before the command was done')
    expect(code).toBe(2)
  })

  // so large that threads start, on a busy machine too
  const large = (top: string) => `
import { array, int, model, spec } from 'allways'
${top}
const counters = () => {
  const up = (k: number) => ({ when: (s) => s.n[k] < 120, do: (s) => { s.n[k]++ } })
  return model({
    name: 'counters', state: { n: array(3, int(0, 120)) },
    actions: { a: up(0), b: up(1), c: up(2) },
    invariants: { 'all is well': (s) => s.n[0] <= 120 },
  })
}
export default spec({ name: 'counters', model: counters, designs: { a: {} } })
`

  it('in a thread alone does not end that thread in silence', async () => {
    const source = large("import { isMainThread } from 'node:worker_threads'\nif (!isMainThread) process.exit(0)")
    const folder = folderOf({ 'specs/counters.model.ts': source })
    const { code, stdout } = await run(['check', '--workers', '2', '--no-cache'], folder)
    expect(stdout).toContain('specs/counters.model.ts:4: process.exit was called while the spec was loaded')
    expect(code).toBe(2)
  })
})
