import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadAll, modelFiles } from '../../../src/cli/project/jobs.ts'
import { loadSpec } from '../../../src/cli/project/load.ts'
import { oddComparisons } from '../../../src/cli/source/odd-comparisons.ts'
import { folderOf, run } from '../run.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Code in a spec: before everything, in a guard, in a step, in an invariant, in its designs, or in `temporal`. */
interface Parts {
  readonly head?: string
  readonly when?: string
  readonly step?: string
  readonly test?: string
  readonly designs?: string
  readonly temporal?: string
}

const text = ({
  head = '',
  when = 'true',
  step = '',
  test = 'true',
  designs = '{ only: {} }',
  temporal = '',
}: Parts) => `
import { array, bag, int, mapOf, model, oneOf, optional, process, queue, setOf, spec, struct } from 'allways'
${head}
const it = ({ mode = 'fast' } = {}) => {
  const job = struct({ id: int(0, 2), kind: oneOf('a', 'lost') })
  const state = {
    phase: mode === 'third' ? oneOf('open', 'closed', 'third') : oneOf('open', 'closed'),
    line: queue(job, 2), set: setOf(oneOf('x', 'y')), jobs: array(2, job), one: optional(job), n: int(0, 2),
    map: mapOf(oneOf('k', 'l'), job), soon: bag(oneOf('now', 'then'), 2), kind: int(0, 1), nested: struct({ job }),
  }
  const worker = process(state, {
    instances: 2,
    steps: {
      load: { when: (s, me) => ${when}, do: (s, me, choose) => { ${step}; return 'work' } },
      work: () => 'load',
    },
  })
  return model({
    name: 'it', state, processes: { worker },
    invariants: { it: (s) => ${test} },
    ${temporal}
  })
}
export default spec({ name: 'it', model: it, designs: ${designs} })
`

async function found(parts: Parts, more: { readonly [path: string]: string } = {}): Promise<string[]> {
  const cwd = folderOf({ 'specs/a.model.js': text(parts), ...more })
  const loaded = await loadSpec(join(cwd, 'specs/a.model.js'), cwd)
  const lines = (file: string) => ({ 'specs/a.model.js': text(parts), ...more })[file]?.split('\n') ?? []
  return oddComparisons(loaded).map(({ file, line = 0, message }) => {
    const [odd = ''] = /'[^']*'/.exec(message) ?? []
    expect(lines(file)[line - 1]).toMatch(new RegExp(odd.slice(1, -1), 'i'))
    return odd
  })
}

describe('a text that is no label', () => {
  it.each<[string, Parts]>([
    ['of a process, in a property', { test: "!s.worker.some((one) => one.at === 'odd')" }],
    ['by an index', { test: "s.worker[0].at !== 'odd'" }],
    ['of the process itself', { when: "me.at === 'odd'" }],
    ['in a step', { step: "if (s.phase === 'odd') s.n = 1" }],
    ['on the left', { test: "'odd' !== s.phase" }],
    ['loosely', { test: "s.phase != 'odd'" }],
    ['as a template', { test: 's.phase !== `odd`' }],
    ['by a constant', { head: "const ODD = 'odd'", test: 's.phase !== ODD' }],
    ['of an optional', { test: "s.one?.kind !== 'odd'" }],
    ['of a queue', { test: "s.line.every((job) => job.kind !== 'odd')" }],
    ['of what a queue gives', { test: "s.line.at(0)?.kind !== 'odd'" }],
    ['of what is found', { test: "s.jobs.find((job) => job.id === 1)?.kind !== 'odd'" }],
    ['of what is filtered', { test: "s.jobs.filter((job) => job.id === 1).every(({ kind }) => kind !== 'odd')" }],
    ['of what is spread', { test: "![...s.line].some((job) => job.kind === 'odd')" }],
    ['of a map', { test: "s.map.get('k')?.kind !== 'odd'" }],
    ['as a key of a map', { test: "!s.map.has('odd')" }],
    ['in a set', { test: "!s.set.has('odd')" }],
    ['in a bag', { test: "s.soon.count('odd') === 0" }],
    ['in a list', { test: "!['open', 'odd'].includes(s.phase)" }],
    ['in a list by name', { head: "const SOME = ['open',\n 'odd']", test: '!SOME.includes(s.phase)' }],
    ['in a case', { step: "switch (s.phase) {\n case 'open': s.n = 0; break\n case 'odd': s.n = 1 }" }],
    ['in a loop', { step: "for (const job of s.line) {\n if (job.kind === 'odd') s.n = 1 }" }],
    ['by a variable', { step: "const { job } = s.nested\n if (job.kind === 'odd') s.n = 1" }],
    ['in a function', { head: "const isOdd = (job) => job.kind === 'odd'", test: '!isOdd(s.jobs[0])' }],
    ['in a hoisted one', { head: "function odd(job) {\n return job.kind === 'odd' }", test: '!s.jobs.some(odd)' }],
    [
      'of two functions',
      { head: "const f = (s) => g(s.jobs)\nconst g = (all) => all[0].kind === 'odd'", test: '!f(s)' },
    ],
    ['in a formula', { temporal: "temporal: ({ eventually }) => ({ t: eventually((s) => s.phase === 'odd') })," }],
    ['in a part', { test: 'true', temporal: "steps: { p: { a: (before) => before.phase !== 'odd' } }," }],
    ['of a choice', { test: "(s.n > 0 ? s.phase : s.phase) === 'open' || s.phase === 'odd'" }],
    ['in every design', { test: "s.phase !== 'odd'", designs: "{ one: {}, other: { params: { mode: 'slow' } } }" }],
  ])('is found: %s', async (_, parts) => {
    expect(await found(parts)).toEqual(["'odd'"])
  })

  it('is found in what a spec imports, and not in a package', async () => {
    const imports = { 'specs/own.js': "export const own = (s) => s.phase === 'odd'" }
    expect(await found({ head: "import { own } from './own.js'", test: '!own(s)' }, imports)).toEqual(["'odd'"])
    const bought = {
      'node_modules/bought/package.json': '{ "main": "index.js" }',
      'node_modules/bought/index.js': "exports.bought = (s) => s.phase === 'odd'",
    }
    expect(await found({ head: "import { bought } from 'bought'", test: '!bought(s)' }, bought)).toEqual([])
  })

  it.each<[string, Parts]>([
    ['that is one', { test: "s.phase !== 'closed' && s.worker[0].at !== 'load' && !s.set.has('x')" }],
    [
      'that is one in another design',
      { test: "s.phase !== 'third'", designs: "{ a: {}, b: { params: { mode: 'third' } } }" },
    ],
    ['of what is no label', { test: "s.kind !== 'odd'" }],
    ['of a parameter', { test: "mode !== 'odd'" }],
    ['of an object of its own', { test: "s.jobs.map((job) => ({ kind: 'odd' })).some((job) => job.kind === 'odd')" }],
    [
      'of a copy that was changed',
      { step: "const job = { ...s.jobs[0], kind: 'odd' }\n if (job.kind === 'odd') s.n = 1" },
    ],
    ['of what is assigned', { step: "let phase = s.phase\n phase = 'odd'\n if (phase === 'odd') s.n = 1" }],
    ['of what hides the state', { head: 'const s = 1', test: "((s) => s.phase === 'odd')({ phase: 'odd' })" }],
    ['of what is chosen', { step: "if (choose(['odd', 'even']) === 'odd') s.n = 1" }],
    ['of a default', { test: "(({ phase = 'odd' }) => phase === 'odd')({})" }],
    ['of null', { test: 's.one === null || s.one.kind !== null' }],
    ['that is put together', { test: "s.phase !== 'o' + 'pen'" }],
    ['of a text that is made', { test: "String(s.phase) !== 'odd' && s.phase.slice(1) !== 'odd'" }],
    ['in a function without end', { head: "const f = (s) => s.n > 9 ? f(s) : s.phase === 'odd'", test: '!f(s)' }],
  ])('is left alone: %s', async (_, parts) => {
    expect(await found(parts)).toEqual([])
  })

  it('is nowhere in the bundled specs, compositions among them', async () => {
    for (const loaded of await loadAll(modelFiles([], root), root)) expect(oddComparisons(loaded)).toEqual([])
  })

  it('is a warning in every report, and of no consequence for the exit code', async () => {
    const cwd = folderOf({ 'specs/a.model.js': text({ test: "s.worker.every((one) => one.at !== 'laod')" }) })
    const args = [
      'check',
      'specs/a.model.js',
      '--json',
      '--no-write',
      '--reporter',
      'sarif=a.sarif',
      '--reporter',
      'junit=j.xml',
    ]
    const { code, stdout, stderr } = await run(args, cwd, { GITHUB_ACTIONS: 'true' })
    expect(code).toBe(0)
    const message =
      "'laod' is not a label of 'at', so this comparison is always true. Did you mean 'load'? Available: load, work"
    const [finding] = JSON.parse(stdout).findings
    expect(finding).toEqual({ file: 'specs/a.model.js', line: 20, code: 'unknown-label', level: 'warning', message })
    expect(stderr.replace(/\s+/g, ' ')).toContain(`! specs/a.model.js:20: ${message}`)
    expect(stderr).toContain(`::warning file=specs/a.model.js,line=20,title=unknown-label::${message}\n`)
    expect(stderr).toContain('all as expected\n')
  })
})
