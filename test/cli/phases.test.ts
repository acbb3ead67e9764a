/**
 * Signals and the time limit at moments that are spread over whole runs, so over all of their phases: of a chain, most
 * of which is replayed, told and stored; of a grid, with many ways that are as short, and a story that says why; of
 * rings, whose runs are decided. `signals.test.ts` has what never returns.
 */
import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { chainSpec } from '../chain/chain.ts'
import { allways, folderOf } from './run.ts'

const grid = `import { int, model, spec } from 'allways'
const size = 25
const grid = () => model({
  name: 'grid',
  state: { a: int(0, size), b: int(0, size), c: int(0, size) },
  actions: {
    a: { when: (s) => s.a < size, do: (s) => { s.a++ } },
    b: { when: (s) => s.b < size, do: (s) => { s.b++ } },
    c: { when: (s) => s.c < size, do: (s) => { s.c++ } },
  },
  resting: () => true,
  invariants: { 'not all': (s) => s.a + s.b + s.c < 3 * size },
})
export default spec({ name: 'grid', model: grid, designs: { only: {} } })
`
const rings = `import { int, model, spec } from 'allways'
const size = 120
const rings = () => model({
  name: 'rings',
  state: { a: int(0, size - 1), b: int(0, size - 1) },
  actions: { a: (s) => { s.a = (s.a + 1) % size }, b: (s) => { s.b = (s.b + 1) % size } },
  fair: true,
  temporal: ({ always, eventually, implies }) => ({
    one: always(eventually((s) => s.a === 5)),
    two: always(implies((s) => s.a === 1, eventually((s) => s.b === 1))),
    three: always(eventually((s) => s.a === 7 && s.b === 7)),
  }),
})
export default spec({ name: 'rings', model: rings, designs: { only: {} } })
`
const specs = { chain: chainSpec(20_000), grid, rings }
/** What a run may take until its end where nothing ends it: exit codes of these specs. */
const codes = { chain: [0], grid: [1], rings: [1] }

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly ms: number
  /** Since the signal. */
  readonly lateMs: number
}

function checked(cwd: string, args: readonly string[], signal?: NodeJS.Signals, afterMs = 0): Promise<Ended> {
  const folder = `out-${afterMs}-${signal}-${args.length}`
  const child = spawn(
    process.execPath,
    [allways, 'check', '--json', '--no-cache', '--counterexamples', folder, ...args],
    { cwd },
  )
  const since = performance.now()
  let sent = since
  const timer =
    signal === undefined
      ? undefined
      : setTimeout(() => {
          sent = performance.now()
          child.kill(signal)
        }, afterMs)
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (data) => {
    stdout += data
  })
  child.stderr.on('data', (data) => {
    stderr += data
  })
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer)
      const now = performance.now()
      resolve({ code, stdout, stderr, ms: now - since, lateMs: now - sent })
    })
  })
}

/** A second or two on a machine that has nothing else to do. */
const aWhileMs = 20_000
const moments = [0.45, 0.7, 0.9]

describe('in whatever phase', () => {
  it.each(Object.keys(specs) as (keyof typeof specs)[])('%s ends soon', { timeout: 600_000 }, async (name) => {
    const cwd = folderOf({ [`specs/${name}.model.ts`]: specs[name] })
    const whole = await checked(cwd, [])
    expect(codes[name], whole.stderr).toContain(whole.code)
    let ended = 0
    for (const [i, moment] of moments.entries()) {
      const afterMs = Math.round(whole.ms * moment)
      const { code, stdout, stderr, lateMs } = await checked(cwd, [], i % 2 === 0 ? 'SIGINT' : 'SIGTERM', afterMs)
      expect(stderr).not.toContain('bug of allways')
      // null: it was not even started
      expect([130, null, ...codes[name]], stderr).toContain(code)
      expect(lateMs).toBeLessThan(aWhileMs)
      if (stdout !== '') JSON.parse(stdout)
      if (code === 130) ended++
      const seconds = Math.max(0.1, afterMs / 1000)
      const limited = await checked(cwd, ['--max-seconds', String(seconds)])
      expect(limited.stderr).not.toContain('bug of allways')
      expect([3, ...codes[name]], limited.stderr).toContain(limited.code)
      expect(JSON.parse(limited.stdout).results).toHaveLength(1)
    }
    expect(ended).toBeGreaterThan(0)
  })
})
