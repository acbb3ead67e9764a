/** The action and the workflows that the documents show: what they name is there, and the script does what they say. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { specText } from './models.ts'
import { allways, folderOf, run } from './run.ts'

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

async function helpOf(command: string): Promise<string> {
  return (await run([command, '--help'], root)).stdout
}

describe('the workflows', () => {
  it('name commands and options that exist', async () => {
    const lines = [script, ...steps].flatMap(({ run = '' }) => run.split('\n'))
    const calls = lines.flatMap((line) => /npx (?:--no-install )?allways ([a-z]+)(.*)/.exec(line)?.slice(1, 3) ?? [])
    expect(calls.length).toBeGreaterThan(8)
    for (let i = 0; i < calls.length; i += 2) {
      const help = await helpOf(calls[i] as string)
      for (const [option] of (calls[i + 1] as string).matchAll(/--[a-z-]+/g)) expect(help).toContain(`${option} `)
    }
    const given = steps.flatMap((step) => step.with?.options ?? []).join(' ')
    for (const [option] of given.matchAll(/--[a-z-]+/g)) expect(await helpOf('check')).toContain(`${option} `)
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

  const link = (folder: string) => {
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
    symlinkSync(allways, join(folder, 'node_modules/.bin/allways'))
  }
  beforeAll(() => link(cwd))

  /** In its place, `npx` finds the command at once. Its own start takes as long as a check, and tests nothing of ours. */
  const quick = folderOf({ npx: '#!/bin/sh\nshift 2\nexec node_modules/.bin/allways "$@"\n' })
  chmodSync(join(quick, 'npx'), 0o755)

  /** Its script, as the host of a workflow would run it. */
  function act(inputs: { readonly [input: string]: string }, folder = cwd, path = `${quick}:${process.env.PATH}`) {
    const filled = (text: string) =>
      text.replace(
        /\$\{\{ inputs\.([a-z-]+) \}\}/g,
        (_, name) => inputs[name] ?? (action.inputs[name]?.default as string),
      )
    const env = Object.fromEntries(Object.entries(script.env ?? {}).map(([name, text]) => [name, filled(text)]))
    const { CI: _, GITHUB_ACTIONS: __, ...inherited } = process.env
    return spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script.run as string], {
      ...{ cwd: folder, encoding: 'utf8' },
      env: { ...inherited, ...env, PATH: path },
    })
  }

  it('uses every input that it has, and only those, and says what each is', () => {
    const used = [...read('action.yml').matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name as string)
    expect([...new Set(used)].sort()).toEqual(Object.keys(action.inputs).sort())
    for (const { description } of Object.values(action.inputs)) expect(description).toMatch(/\.$/)
    expect(action.runs.using).toBe('composite')
  })

  it('checks as its inputs say, and ends as the check does', () => {
    const { status, stdout } = act(
      { files: 'specs/a.model.ts', options: '--design wrong --no-write', junit: 'j.xml' },
      cwd,
      process.env.PATH,
    )
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

  describe('with inputs of several lines, names and patterns', () => {
    const folder = folderOf({
      'specs/a.model.ts': specText({ name: "'spec-a'" }),
      'specs/b.model.ts': specText({ name: "'spec-b'" }),
      'more specs/c d.model.ts': specText({ name: "'spec-c'" }),
      "specs/deep/it's.model.ts": specText({ name: "'spec-d'" }),
      'specs/node_modules/e.model.ts': specText({ name: "'spec-e'" }),
    })
    const checked = (files: string, options = '') => {
      const { status, stdout, stderr } = act({ files, options: `--no-write --json ${options}` }, folder)
      if (status !== 0) return stderr
      return (JSON.parse(stdout).results as { spec: string }[]).map(({ spec }) => spec).join(' ')
    }

    beforeAll(() => link(folder))

    it.each([
      ['one a line', 'specs/a.model.ts\nspecs/b.model.ts', 'spec-a spec-b'],
      ['one a line, with a line break at the end', 'specs/a.model.ts\nspecs/b.model.ts\n', 'spec-a spec-b'],
      ['empty lines and blanks between them', '\n  specs/a.model.ts  \n\n \t\n\tspecs/b.model.ts\n\n', 'spec-a spec-b'],
      ['line breaks of Windows', 'specs/a.model.ts\r\nspecs/b.model.ts\r\n', 'spec-a spec-b'],
      ['several in one line', 'specs/a.model.ts specs/b.model.ts', 'spec-a spec-b'],
      ['both', 'specs/a.model.ts specs/b.model.ts\nmore specs/c d.model.ts', 'spec-c spec-a spec-b'],
      ['a name with spaces, alone', 'more specs/c d.model.ts', 'spec-c'],
      ['a folder with a space', 'more specs', 'spec-c'],
      ['names in quotes', `"more specs/c d.model.ts" 'specs/a.model.ts'`, 'spec-c spec-a'],
      ['an apostrophe', "specs/deep/it's.model.ts", 'spec-d'],
      ['a pattern', 'specs/*.model.ts', 'spec-a spec-b'],
      ['a pattern of any depth, without packages', 'specs/**/*.model.ts', 'spec-a spec-b spec-d'],
      ['a pattern in quotes, with a space', '"more specs/*.model.ts"\nspecs/[ab].model.ts', 'spec-c spec-a spec-b'],
      ['nothing but blanks', ' \n \n', 'spec-a spec-b spec-d'],
    ])('checks all files: %s', (_, files, specs) => {
      expect(checked(files)).toBe(specs)
    })

    it.each([
      ['a second line that names nothing', 'specs/a.model.ts\nspecs/x.model.ts', 'specs/x.model.ts: no such file'],
      ['a pattern that nothing fits', 'specs/a.model.ts\nspecs/x*.model.ts', 'specs/x*.model.ts: no such file'],
      ['a quote that is not closed', 'specs/a.model.ts\n"specs/b.model.ts', 'files has a " that is not closed'],
      ['what looks like an option', 'specs/a.model.ts\n--design=x', '--design=x: no such file'],
    ])('fails by %s', (_, files, message) => {
      expect(checked(files)).toContain(message)
    })

    it('takes options from every line, and values in quotes', () => {
      expect(checked('specs/a.model.ts', "--design 'as designed'\n--max-seconds 600\n")).toBe('spec-a')
      expect(checked('specs/a.model.ts', '--max-seconds 600\n--design nothing')).toContain("unknown design 'nothing'")
    })

    it('writes each file that an input names, without the line break behind it', () => {
      const { status } = act(
        { files: 'specs/a.model.ts', shard: '1/1\n', junit: 'one two.xml\n', html: 'a.html\nb.html\n' },
        folder,
      )
      expect(status).toBe(0)
      for (const file of ['one two.xml', 'a.html', 'b.html']) expect(existsSync(join(folder, file)), file).toBe(true)
    })

    it('refuses to check and to merge at once', () => {
      const { status, stderr } = act({ files: 'specs/a.model.ts', merge: 'blobs' }, folder)
      expect(stderr).toContain('the inputs files and merge exclude each other')
      expect(status).toBe(2)
    })
  })

  it('checks in shards, and tells of them as of one run', () => {
    const shards = ['1/2', '2/2'].map((shard, i) => act({ shard, blob: `blobs/${i}.blob.json` }).status)
    expect(shards).toEqual([0, 1])
    const { status, stdout } = act(
      { merge: 'blobs', sarif: 'allways.sarif', html: 'verdicts.html' },
      cwd,
      process.env.PATH,
    )
    expect(stdout).toContain('2 designs, 6 verdicts: 5 as expected, 1 not as expected')
    expect(status).toBe(1)
    expect(JSON.parse(readFileSync(join(cwd, 'allways.sarif'), 'utf8')).runs).toHaveLength(1)
    expect(existsSync(join(cwd, 'verdicts.html'))).toBe(true)
  })
})
