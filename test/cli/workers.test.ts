import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { spawned as run } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'allways-workers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A million states: five counters go up to 15 in every order. `extra` may break a step, or add to the model. */
function counters(name: string, { head = '', step = '', more = '' }): string {
  const file = join(folder, `${name}.model.ts`)
  writeFileSync(
    file,
    `import { array, int, model, process, ref, spec } from 'allways'
${head}
const state = { at: array(5, int(0, 15)) }
const sum = (s: { at: readonly number[] }) => s.at[0]! + s.at[1]! + s.at[2]! + s.at[3]! + s.at[4]!
const counter = process(state, {
  instances: 5,
  steps: {
    count: {
      when: (s, me) => s.at[me.id]! < 15,
      do: (s, me) => {
        ${step}
        s.at[me.id] = s.at[me.id]! + 1
      },
    },
  },
})
export default spec({
  name: '${name}',
  model: () => model({
    name: '${name}',
    state,
    processes: { counter },
    ${more}
  }),
  designs: { only: {} },
})
`,
  )
  return file
}

/** The result of a check, without the values that may differ. */
async function told(args: readonly string[]): Promise<{ code: number | null; workers: number; rest: unknown }> {
  const { code, stdout, stderr } = await run(['check', '--no-write', '--json', ...args], folder)
  if (stdout === '') throw new Error(stderr)
  const { results } = JSON.parse(stdout) as { results: { workers: number }[] }
  const { workers, ...rest } = results[0] as { workers: number }
  return { code, workers, rest: { ...rest, seconds: 0, bytesPerState: 0 } }
}

const properties = `
    invariants: { 'sum below 70': (s) => sum(s) < 70, 'no counter beyond 15': (s) => s.at[0]! <= 15 },
    reachable: { 'all at 14': (s) => s.at.every((value) => value === 14) },
    steps: { 'the third stops at 13': (before, after) => after.at[2]! < 14 || before.at[2] === after.at[2] },`

describe('--workers', () => {
  it('several workers report what one does, to the letter: counts, coverage, verdicts, traces', async () => {
    const file = counters('by-several', { more: properties })
    const [one, two, three] = [
      await told([file]),
      await told([file, '--workers', '2']),
      await told([file, '--workers', '3']),
    ]
    expect([one.workers, two.workers, three.workers]).toEqual([1, 2, 3])
    expect(two.rest).toEqual(one.rest)
    expect(three.rest).toEqual(one.rest)
    expect(one.code).toBe(1)
  })

  it('a step that fails deep in the space is told as by one worker', async () => {
    const file = counters('fails', { step: "if (sum(s) === 62) throw new Error('too far')" })
    const [one, two] = [await told([file]), await told([file, '--workers', '2'])]
    expect(two.rest).toEqual(one.rest)
    expect(two.code).toBe(2)
  })

  it('the search for one property ends where that of one worker does', async () => {
    const file = counters('sought', { more: properties })
    const args = [file, '--property', 'sum below 70']
    expect((await told([...args, '--workers', '2'])).rest).toEqual((await told(args)).rest)
  })

  it('a small model has one worker', async () => {
    const file = counters('small', { more: "invariants: { 'stays low': (s) => sum(s) < 80 }," })
    const { workers } = await told([file, '--workers', '2', '--max-states', '1000'])
    expect(workers).toBe(1)
  })

  it('ends at the limit of states, and calls nothing that it did not decide holds', async () => {
    const file = counters('limited', { more: "invariants: { 'stays low': (s) => sum(s) < 80 }," })
    const { code, rest } = await told([file, '--workers', '2', '--max-states', '900000'])
    expect(code).toBe(3)
    expect(rest).toMatchObject({ complete: false, limit: 'states' })
    expect(JSON.stringify(rest)).not.toContain('"verdict":"holds","expected":"holds","ok":true,"kind":"invariant"')
  })

  it('a thread that dies while the others wait for it ends the run, and is told', async () => {
    const file = counters('dies', {
      head: "import { isMainThread, parentPort } from 'node:worker_threads'",
      step: 'if (!isMainThread && sum(s) >= 60) parentPort!.close()',
    })
    const { code, stdout, stderr } = await run(['check', '--no-write', '--json', file, '--workers', '2'], folder)

    expect(stderr.replace(/\s+/g, ' ')).toContain('a worker failed: its thread ended with exit code 0')
    const [result] = JSON.parse(stdout).results
    expect(result).toMatchObject({
      complete: false,
      error: { message: expect.stringContaining('a worker failed') },
    })
    expect(code).toBe(70)
  })

  it('a step that would end its thread is an error of the model', async () => {
    const file = counters('ends', {
      head: "import { isMainThread } from 'node:worker_threads'",
      step: 'if (!isMainThread && sum(s) >= 60) globalThis.process.exit(3)',
    })
    const { code, stdout } = await run(['check', '--no-write', '--json', file, '--workers', '2'], folder)

    const [result] = JSON.parse(stdout).results
    expect(result.error).toMatchObject({ code: 'not-a-function', file: 'ends.model.ts', line: 10 })
    expect(code).toBe(2)
  })
})
