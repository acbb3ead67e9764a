/** The commands of docs/parallel.md, run in a project with the variables of their hosts. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { specText } from '../cli/models.ts'
import { folderOf, run } from '../cli/run.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/parallel.md'), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text as string)

const designs = Object.fromEntries(
  Array.from({ length: 9 }, (_, i) => [`specs/s${i}.model.ts`, specText({ name: `'s${i}'` })]),
)
const cwd = folderOf(designs)

/** Runs a line of a shell: values of variables in front, `npx allways`, and arguments that may name variables. */
async function shell(line: string, env: Readonly<Record<string, string>> = {}) {
  const [, values = '', args = ''] = /^((?:\w+=\S+ )*)npx allways (.*)$/.exec(line) ?? []
  const all = {
    ...env,
    ...Object.fromEntries([...values.matchAll(/(\w+)=(\S+) /g)].map(([, name, value]) => [name, value])),
  }
  const words = args.split(' ').map((word) => word.replace(/\$(\w+)/g, (_, name) => all[name] ?? ''))
  const { code, stdout, stderr } = await run(words, cwd, all)
  return { code, text: `${stdout}${stderr}` }
}
const empty = () => rmSync(join(cwd, 'blobs'), { recursive: true, force: true })

describe('docs/parallel.md', () => {
  const [first = '', shard = '', walks = ''] = blocks('sh')

  it('begins with a check by several jobs, a shard, and a merge that misses the other shards', async () => {
    const [jobs, share, merge] = first.trim().split('\n') as [string, string, string]
    expect(await shell(jobs)).toMatchObject({ code: 0, text: expect.stringContaining('9 designs, ') })
    expect((await shell(share)).code).toBe(0)
    expect(readdirSync(join(cwd, 'blobs'))).toEqual(['2.blob.json'])
    expect(await shell(merge)).toMatchObject({ code: 2, text: expect.stringMatching(/shard 1\/8/) })
    empty()
  })

  it('takes the number of a shard from variables', async () => {
    const { code, text } = await shell(shard.trim())
    expect(code).toBe(0)
    expect([...text.matchAll(/specs\/(s\d)\.model\.ts/g)].map(([, name]) => name)).toEqual(['s2', 's5', 's8'])
    empty()
  })

  it('has a matrix for GitLab whose report is that of all jobs', async () => {
    const { check, report } = parse(blocks('yaml')[0] as string)
    const command = ({ script }: { readonly script: readonly string[] }) => {
      const [install, line, ...more] = script
      expect([install, more]).toEqual(['npm ci', []])
      return line as string
    }
    for (let i = 1; i <= check.parallel; i++) {
      const { code } = await shell(command(check), { CI_NODE_INDEX: `${i}`, CI_NODE_TOTAL: `${check.parallel}` })
      expect(code).toBe(0)
    }
    expect(readdirSync(join(cwd, check.artifacts.paths[0]))).toHaveLength(check.parallel)
    expect(await shell(command(report))).toMatchObject({ code: 0, text: expect.stringContaining('9 designs, ') })
    expect(readFileSync(join(cwd, report.artifacts.reports.junit), 'utf8')).toContain('<testsuites')
    empty()
  })

  it('has an Indexed Job whose pods write what a pod with the same volume merges', async () => {
    const { spec } = parse(blocks('yaml')[1] as string)
    const [container] = spec.template.spec.containers
    expect(container.command).toEqual(['sh', '-c'])
    const mount: string = container.volumeMounts[0].mountPath
    mkdirSync(join(cwd, 'blobs'))
    const here = (line: string) => line.replaceAll(mount, join(cwd, 'blobs'))
    for (let i = 0; i < spec.completions; i++) {
      expect((await shell(here(container.args[0]), { JOB_COMPLETION_INDEX: `${i}` })).code).toBe(0)
    }
    const [, merge = ''] = /a pod with the same volume runs `([^`]*)`/.exec(page) ?? []
    expect(await shell(here(merge))).toMatchObject({ code: 0, text: expect.stringContaining('9 designs, ') })
    empty()
  })

  it('divides walks, and merges them', async () => {
    const lines = walks.trim().split('\n')
    for (const line of lines.slice(0, -1)) {
      // walks leave verdicts open
      expect((await shell(line)).code).toBe(3)
    }
    const merged = await shell(lines.at(-1) as string)
    expect(merged.text).toContain('3,000 walks')
    expect(merged.code).toBe(3)
    empty()
  })
})
