import { describe, expect, it } from 'vitest'
import { divertOutput } from '../../../src/cli/host/spec-output.ts'
import { specText } from '../models.ts'
import { folderOf, spawned as run } from '../run.ts'

const before = "console.log('loading')\nprocess.stdout.write('half a line, ')"
const loud = "(s) => { console.log('at', s); process.stdout.write(Buffer.from('raw\\n')); console.error('odd'); s.n++ }"

describe('what a spec prints', () => {
  const cwd = folderOf({ 'specs/a.model.ts': specText({ before, do: loud }) })

  it.each([
    ['check', '--json', '--no-write'],
    ['check', '--reporter', 'json', '--no-write'],
    ['simulate', '--json', '--seed', '1', '--walks', '3', 'specs/a.model.ts'],
  ])('leaves one document on standard output: %s %s', async (...args) => {
    const { stdout, stderr } = await run(args, cwd)
    expect(JSON.parse(stdout)).toMatchObject({ version: 1 })
    for (const text of ['loading\n', 'half a line, ', 'at { n: 1 }\n', 'raw\n', 'odd\n']) expect(stderr).toContain(text)
  })

  it('leaves tables, graphs and versions alone', async () => {
    const { stdout, stderr } = await run(['check', '--no-write'], cwd)
    expect(stdout).toMatch(/^counter {2}specs\/a.model.ts\n/)
    expect(stdout).not.toMatch(/loading|raw|odd|at \{/)
    expect(stderr).toContain('at { n: 1 }')
    const graph = await run(['graph', 'specs/a.model.ts'], cwd)
    expect(graph.stdout).toMatch(/^digraph/)
    expect(graph.stdout).not.toContain('raw')
    expect(await run(['--version'], cwd)).toMatchObject({ stdout: expect.stringMatching(/^\d/), stderr: '' })
  })

  it('takes the same way from threads', async () => {
    const many = `import { array, int, model, spec } from 'allways'
import { isMainThread } from 'node:worker_threads'
console.log(isMainThread ? 'in the command' : 'in a thread')
const state = { at: array(5, int(0, 15)) }
const up = (i: number) => ({
  when: (s: { at: number[] }) => s.at[i]! < 15,
  do: (s: { at: number[] }) => { s.at[i] = s.at[i]! + 1 },
})
export default spec({
  name: 'many',
  model: () => model({ name: 'many', state, actions: { a: up(0), b: up(1), c: up(2), d: up(3), e: up(4) } }),
  designs: { only: {} },
})
`
    const folder = folderOf({ 'specs/many.model.ts': many })
    const { stdout, stderr } = await run(['check', '--json', '--no-write', '--workers', '2'], folder)
    expect(JSON.parse(stdout).results[0].workers).toBe(2)
    expect(stderr).toContain('in the command\n')
    expect(stderr).toContain('in a thread\n')
  })
})

describe('the line of a progress', () => {
  it('is cleared before what is printed, and a line that was begun is not', () => {
    let text = ''
    const stream = (isTTY: boolean) => ({
      isTTY,
      write: (chunk: unknown) => {
        text += chunk
        return true
      },
    })
    const [stdout, stderr] = [stream(true), stream(true)]
    divertOutput({ stdout, stderr } as never)
    stdout.write('one ')
    stdout.write('line\n')
    stderr.write('two\n')
    expect(text).toBe('\r\x1b[Kone line\n\r\x1b[Ktwo\n')
  })
})
