/** The action and the workflows that the documents show: what they name is there, and the script does what they say. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { specText } from './models.ts'
import { allways, folderOf } from './run.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: { readonly [input: string]: string }
  readonly env?: { readonly [name: string]: string }
}
interface Workflow {
  readonly jobs: { readonly [job: string]: { readonly steps: readonly Step[] } }
}
interface Action {
  readonly inputs: { readonly [input: string]: { readonly description: string; readonly default: string } }
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

const action = parse(read('action.yml')) as Action
const script = action.runs.steps.find(({ run }) => run !== undefined) as Step
const workflows = [
  ...[...read('docs/gate.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text as string),
  read('templates/allways.yml'),
].map((text) => parse(text) as Workflow)
const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps))

function helpOf(...args: readonly string[]): string {
  return execFileSync(process.execPath, [allways, ...args, '--help'], { encoding: 'utf8' })
}

describe('the workflows', () => {
  it('name commands and options that exist', () => {
    const lines = [script, ...steps].flatMap(({ run = '' }) => run.split('\n'))
    const calls = lines.flatMap((line) => /npx (?:--no-install )?allways ([a-z]+)(.*)/.exec(line)?.slice(1, 3) ?? [])
    expect(calls.length).toBeGreaterThan(8)
    for (let i = 0; i < calls.length; i += 2) {
      const help = helpOf(calls[i] as string)
      for (const [option] of (calls[i + 1] as string).matchAll(/--[a-z-]+/g)) expect(help).toContain(`${option} `)
    }
    const given = steps.flatMap((step) => step.with?.options ?? []).join(' ')
    for (const [option] of given.matchAll(/--[a-z-]+/g)) expect(helpOf('check')).toContain(`${option} `)
  })

  it('give the action inputs that it has', () => {
    const own = steps.filter(({ uses }) => uses === './node_modules/allways')
    expect(own.length).toBe(3)
    for (const { with: inputs = {} } of own) {
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)))
    }
  })

  it('lie where the action is, in the package', () => {
    expect(JSON.parse(read('package.json')).files).toEqual(expect.arrayContaining(['action.yml', 'templates']))
  })
})

describe('the action', () => {
  const designs = "{ 'as designed': { expect: { small: 'violated' } }, wrong: {} }"
  const cwd = folderOf({ 'specs/a.model.ts': specText({ designs }) })

  beforeAll(() => {
    mkdirSync(join(cwd, 'node_modules/.bin'), { recursive: true })
    symlinkSync(allways, join(cwd, 'node_modules/.bin/allways'))
  })

  /** Its script, as the host of a workflow would run it. */
  function act(inputs: { readonly [input: string]: string }) {
    const filled = (text: string) =>
      text.replace(
        /\$\{\{ inputs\.([a-z-]+) \}\}/g,
        (_, name) => inputs[name] ?? (action.inputs[name]?.default as string),
      )
    const env = Object.fromEntries(Object.entries(script.env ?? {}).map(([name, text]) => [name, filled(text)]))
    const { CI: _, GITHUB_ACTIONS: __, ...inherited } = process.env
    return spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script.run as string], {
      ...{ cwd, encoding: 'utf8' },
      env: { ...inherited, ...env },
    })
  }

  it('uses every input that it has, and only those, and says what each is', () => {
    const used = [...read('action.yml').matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name as string)
    expect([...new Set(used)].sort()).toEqual(Object.keys(action.inputs).sort())
    for (const { description } of Object.values(action.inputs)) expect(description).toMatch(/\.$/)
    expect(action.runs.using).toBe('composite')
  })

  it('checks as its inputs say, and ends as the check does', () => {
    const { status, stdout } = act({ files: 'specs/a.model.ts', options: '--design wrong --no-write', junit: 'j.xml' })
    expect(stdout).toContain('✗ counter · wrong · small')
    expect(status).toBe(1)
    expect(readFileSync(join(cwd, 'j.xml'), 'utf8')).toContain('<testsuites')
  })

  it('takes an input as a value, whatever stands in it', () => {
    const { status, stderr } = act({ files: '$(touch made) `touch made` ; touch made' })
    expect(stderr).toContain('no such file or folder')
    expect(status).toBe(2)
    expect(existsSync(join(cwd, 'made'))).toBe(false)
  })

  it('checks in shards, and tells of them as of one run', () => {
    const shards = ['1/2', '2/2'].map((shard, i) => act({ shard, blob: `blobs/${i}.blob.json` }).status)
    expect(shards).toEqual([0, 1])
    const { status, stdout } = act({ merge: 'blobs', sarif: 'allways.sarif', html: 'verdicts.html' })
    expect(stdout).toContain('2 designs, 6 verdicts: 5 as expected, 1 not')
    expect(status).toBe(1)
    expect(JSON.parse(readFileSync(join(cwd, 'allways.sarif'), 'utf8')).runs).toHaveLength(1)
    expect(existsSync(join(cwd, 'verdicts.html'))).toBe(true)
  })
})
