import { cpSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { specs } from '../../kills/checkpoints.ts'
import { folderOf, run } from '../run.ts'

const file = 'states.model.ts'
const cut = [
  'check',
  file,
  '--no-write',
  '--no-cache',
  '--checkpoint',
  'c',
  '--every',
  '50ms',
  '--max-states',
  '300000',
]
/** A folder with two checkpoints of a check that a limit has cut off. */
async function begun(): Promise<string> {
  const cwd = folderOf({ [file]: specs['states that hold'] })
  const { code, stderr } = await run(cut, cwd)
  expect(code, stderr).toBe(3)
  expect(stderr).toMatch(
    /checkpoint of [\d,]+ states in c\/states\/only, .* [KM]B, written in .* s; --resume goes on from/,
  )
  return cwd
}
const last = await begun()
const copy = () => {
  const cwd = folderOf({})
  cpSync(last, cwd, { recursive: true })
  return cwd
}
const of = (cwd: string) => join(cwd, 'c/states/only')
const resume = [...cut, '--resume']

it('keeps two checkpoints, and refuses to replace them unless it resumes', async () => {
  const cwd = copy()
  expect(readdirSync(of(cwd)).filter((name) => name.endsWith('.json'))).toEqual(['1.json', '2.json'])
  const { code, stderr } = await run(cut, cwd)
  expect(code).toBe(2)
  expect(stderr).toContain('c/states/only: this folder has a checkpoint. Add --resume to go on from it, or remove')
})

it('goes on from the checkpoint before if the last one is torn, and says so', async () => {
  const cwd = copy()
  const newest = ['1.json', '2.json']
    .map((name) => JSON.parse(readFileSync(join(of(cwd), name), 'utf8')) as Entry)
    .sort((a, b) => b.checkpoint.number - a.checkpoint.number)
  const [newer = {}, older = {}] = newest.map(({ checkpoint }) => checkpoint.logs)
  const bytesOf = (logs: Entry['checkpoint']['logs'], name: string) => logs[name]?.bytes ?? 0
  // a log of which the checkpoint before covers less
  const name = Object.keys(newer).find((name) => bytesOf(newer, name) > bytesOf(older, name)) as string
  truncateSync(join(of(cwd), `${name}.log`), Math.floor((bytesOf(newer, name) + bytesOf(older, name)) / 2))
  const { code, stderr } = await run(resume, cwd)
  expect(stderr).toContain(`${name}.log does not have the ${bytesOf(newer, name)} bytes that checkpoint `)
  expect(stderr).toMatch(/names, so the run goes\s+on from/)
  expect(code).toBe(3)
})

interface Entry {
  readonly checkpoint: {
    readonly number: number
    readonly logs: { readonly [name: string]: { readonly bytes: number } }
  }
}

it('refuses a folder of which no checkpoint is whole', async () => {
  const cwd = copy()
  truncateSync(join(of(cwd), 'first-states.log'), 100)
  writeFileSync(join(of(cwd), '1.json'), '{')
  const { code, stderr } = await run(resume, cwd)
  expect(code).toBe(2)
  expect(stderr).toContain('1.json cannot be read')
  expect(stderr).toContain('No other checkpoint is whole. Restore the folder from a copy, or remove it to begin anew')
})

it('refuses a checkpoint of another spec, another version or other parts of the check, and says what differs', async () => {
  const cwd = copy()
  writeFileSync(join(cwd, file), specs['states that hold'].replace('<= 13', '<= 14'))
  const { code, stderr } = await run([...resume, '--symmetry', 'off'], cwd)
  expect(code).toBe(2)
  expect(stderr).toMatch(
    /different check \(digest of the spec: \w+ there, \w+ here; alike instances: on there, off here; digest of/,
  )
  const path = join(of(cwd), '1.json')
  writeFileSync(path, readFileSync(path, 'utf8').replace('"format":1', '"format":2'))
  expect((await run(resume, cwd)).stderr).toContain('1.json has format 2; this version of allways reads format 1')
})

it('ends with the result of one run, and keeps it instead of the checkpoints', async () => {
  const cwd = copy()
  const whole = ['check', file, '--no-write', '--no-cache', '--json']
  const told = (text: string) => {
    const { results } = JSON.parse(text) as { results: object[] }
    return results.map((result) => ({ ...result, seconds: 0, bytesPerState: 0 }))
  }
  const expected = told((await run(whole, cwd)).stdout)
  const options = [...whole, '--checkpoint', 'c', '--resume']
  const { stdout, stderr } = await run(options, cwd)
  expect(told(stdout)).toEqual(expected)
  expect(stderr).toContain('this run goes on from a checkpoint of')
  expect(existsSync(of(cwd))).toBe(false)
  const again = await run(options, cwd)
  expect(told(again.stdout)).toEqual(expected)
  expect(again.stderr).not.toContain('goes on from')
})

it('goes on without checkpoints if the folder cannot be written', async () => {
  const cwd = folderOf({ [file]: specs['wide states'], c: 'a file' })
  const { code, stderr } = await run(['check', file, '--no-write', '--no-cache', '--checkpoint', 'c'], cwd)
  expect(stderr).toMatch(
    /c\/wide\/only: cannot write a checkpoint: .*\. The check goes on without further ones\. There is no/,
  )
  expect(code).toBe(1)
})

it('refuses what does not go together', async () => {
  const cwd = folderOf({ [file]: specs['wide states'] })
  for (const [options, message] of [
    [['--resume'], '--resume needs --checkpoint'],
    [['--every', '5m'], '--every needs --checkpoint'],
    [['--checkpoint', 'c', '--workers', '2'], '--checkpoint needs one worker, and there are 2'],
    [['--checkpoint', 'c', '--coverage'], '--coverage makes no checkpoints'],
    [['--checkpoint', 'c', '--every', '5'], 'Expected a time with its unit, as in 30s, 5m or 1h.'],
    [['--checkpoint', 'c', '--watch'], 'remove --checkpoint'],
  ] as const) {
    const { code, stderr } = await run(['check', file, ...options], cwd)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  }
})
