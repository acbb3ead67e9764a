/**
 * Runs of the real command that are ended by a signal or the time limit at any moment: of a chain, most of which is
 * replayed, told and stored; of a grid, with many ways that are as short, and a story that says why; of rings, whose
 * runs are decided.
 */
import { spawn } from 'node:child_process'
import { chainSpec } from '../chain/chain.ts'
import { type Ended as EndedOfAny, ended } from '../cli/ended.ts'

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
export const specs = { chain: chainSpec(20_000), grid, rings }
/** With which exit codes they end where nothing ends them. */
export const codes = { chain: [0], grid: [1], rings: [1] }

export interface Ended extends EndedOfAny {
  readonly ms: number
  /** Since the signal. */
  readonly lateMs: number
}

/** Checks the specs in `cwd`, and sends the signal after so long. */
export async function checked(
  allways: string,
  cwd: string,
  args: readonly string[],
  signal?: NodeJS.Signals,
  afterMs = 0,
): Promise<Ended> {
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
  const { code, stdout, stderr } = await ended(child)
  clearTimeout(timer)
  const now = performance.now()
  return { code, stdout, stderr, ms: now - since, lateMs: now - sent }
}
