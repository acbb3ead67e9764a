/** Every kind of file that the command reads, and commands that read it, in this process. */

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { check } from '../../src/cli/commands/check.ts'
import { diff } from '../../src/cli/commands/diff.ts'
import { explore } from '../../src/cli/commands/explore.ts'
import { init } from '../../src/cli/commands/init.ts'
import { merge } from '../../src/cli/commands/merge.ts'
import { replayFiles } from '../../src/cli/commands/replay.ts'
import { showFiles } from '../../src/cli/commands/show.ts'
import { validate } from '../../src/cli/commands/validate.ts'
import { noAlarm } from '../../src/cli/host/alarm.ts'
import { commands } from '../../src/cli/options/commands.ts'
import { configured } from '../../src/cli/options/config-file.ts'
import { defaultsOf } from '../../src/cli/options/row.ts'
import type { Terminal } from '../../src/cli/output/terminal.ts'

export interface Format {
  readonly name: string
  readonly isJson: boolean
  /** Each line is JSON. */
  readonly isLines?: true
  /** Right ones: each is broken, and read where it lies. */
  readonly originals: readonly { readonly path: string; readonly text: string }[]
  /** Commands that read it; a file that they ignore may be broken, and that is not told. */
  readonly readers: readonly ((path: string, terminal: Terminal) => Promise<number>)[]
  readonly isIgnored?: true
  /** Puts everything else back as it was. */
  readonly restore?: () => void
}

const spec = 'specs/lease-lock.model.ts'
const aborted = AbortSignal.abort()
const never = new AbortController().signal
const nothing = defaultsOf(commands.check.options)
const checked = { ...nothing, files: [spec], write: false, cache: true }

/** Of bundled specs, one of each kind of property, with choices, loops, regions and explanations. */
const stories = [
  'termination-detection/nothing-is-fair/terminated-leads-to-detected',
  'termination-detection/nobody-turns-black/detected-only-when-terminated',
  'dynamodb-dns/automation-frozen/recovers-by-automation',
  'dynamodb-dns/atomic-cleanup/endpoint-never-empty',
  'dynamodb-dns/as-deployed/active-plan-never-goes-back',
  'peterson/no-turn/no-deadlock',
  'peterson/no-turn/whoever-tries-gets-in',
  'readers-writers/readers-first/a-waiting-writer-gets-in',
  'nlb-health/all-removal-off-a-zone-dies/can-always-be-steady',
  'dining-philosophers/all-left-handed/someone-eats-again-and-again',
]

export const formatNames = [
  ...['lock', 'blob', 'story', 'itf', 'config', 'bundle cache', 'result cache', 'package.json', 'tsconfig.json'],
  ...['log', 'spans'],
] as const

export interface Folder {
  readonly cwd: string
  readonly formats: readonly Format[]
  remove(): void
}

/** A log of the lock. Its times fit its order. */
const logText = (more: object) =>
  [
    { allways: 'log', version: 1, spec: 'lease-lock', design: 'plain lease', unlogged: ['lease expires'], ...more },
    { step: 'acquire', process: 'client', instance: 0, state: { holder: 0, epoch: 1 }, host: 'a', time: 1 },
    {
      step: 'client write',
      instance: 0,
      state: { written: 1, client: { 0: { at: 'release' } } },
      host: 'a',
      time: 2.5,
    },
    { state: { holder: 0 }, note: 'an observation', host: 'b', time: 2 },
    { step: 'release', process: 'client', instance: 0, choices: [], host: 'a', time: 4 },
    { allways: 'start' },
    { process: 'client', state: { epoch: 1 }, host: 'b', time: 1 },
    { step: 'write', process: 'client', host: 'b', time: 3 },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')

const spanMappings = {
  acquire: { step: 'acquire', process: 'client', instance: 'attribute client.id', state: { epoch: 'attribute epoch' } },
  write: { step: 'write', process: 'client', instance: 'attribute client.id', time: 'start' },
}
const spanOf = (name: string, at: number, attributes: object) => ({
  ...{ name, startTimeUnixNano: String(at), endTimeUnixNano: String(at + 5) },
  attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { intValue: String(value) } })),
})
const spansText = JSON.stringify({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.instance.id', value: { stringValue: 'a' } }] },
      scopeSpans: [
        {
          spans: [
            spanOf('acquire', 1e18, { 'client.id': 0, epoch: 1 }),
            spanOf('write', 1.1e18, { 'client.id': 0 }),
            spanOf('other', 1.2e18, {}),
          ],
        },
      ],
    },
  ],
})

/** A project with a file of each format. @param root the repository @param quiet where output goes meanwhile */
export async function projectOf(root: string, terminalIn: (cwd: string) => Terminal): Promise<Folder> {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'allways-fuzz-')))
  const terminal = terminalIn(cwd)
  const at = (path: string) => join(cwd, path)
  const read = (path: string) => readFileSync(at(path), 'utf8')
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), text)
  }
  mkdirSync(at('node_modules'))
  cpSync(join(root, 'specs'), at('specs'), { recursive: true })
  write(spec, readFileSync(join(root, 'templates/lease-lock.model.ts'), 'utf8'))
  const manifest = '{\n  "private": true,\n  "type": "module",\n  "scripts": { "test": "true" }\n}\n'
  write('package.json', manifest)
  const tsconfig = '{\n  "compilerOptions": { "target": "es2022", "strict": true }\n}\n'
  write('specs/tsconfig.json', tsconfig)
  const reporter = [
    { name: 'blob' as const, file: 'whole.blob.json' },
    { name: 'html' as const, file: 'whole.html' },
  ]
  await check({ ...checked, update: true, write: true, cache: false, bits: true, reporter }, terminal, never, noAlarm)
  await check({ ...checked, cache: true }, terminal, never, noAlarm)
  for (const index of [1, 2]) {
    const shard = { shard: { index, of: 2 }, reporter: [{ name: 'blob' as const, file: `${index}.blob.json` }] }
    await check({ ...checked, ...shard }, terminal, never, noAlarm)
  }
  const [own] = readdirSync(at('counterexamples'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  )
  const ownStory = `counterexamples/${own}`
  const stored = [ownStory, ...stories.map((name) => `stored/${name}.json`)]
  for (const name of stories)
    write(`stored/${name}.json`, readFileSync(join(root, 'counterexamples', `${name}.json`), 'utf8'))
  const form = { markdown: false }
  await showFiles({ ...form, paths: [ownStory], itf: 'own.itf.json' }, terminal)
  await showFiles({ ...form, paths: [stored[4] as string], itf: 'other.itf.json' }, terminal)
  const config =
    "import { defineConfig } from 'allways'\n\nexport default defineConfig({\n  workers: 1,\n  maxStates: 1000,\n  maxMemory: '1GiB',\n  maxSeconds: 60,\n  files: ['specs'],\n  reporters: ['junit=junit.xml'],\n  lock: 'allways.lock.json',\n})\n"
  const cacheIn = (folder: string) =>
    readdirSync(at(folder), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => `${folder}/${name}`)
  const cache = 'node_modules/.cache/allways'
  const bundles = cacheIn(cache)
  const results = cacheIn(`${cache}/results`)
  const originals = (paths: readonly string[], encoding: BufferEncoding = 'utf8') =>
    paths.map((path) => ({ path, text: readFileSync(at(path), encoding) }))
  const lock = read('allways.lock.json')
  const args = { property: [], param: {}, design: [], workers: 1 }
  write('run.ndjson', logText({}))
  write('hosts.ndjson', logText({ order: 'hosts', clockError: 2 }))
  write('spans.json', spansText)
  const logArgs = { otlp: false, param: {}, unlogged: [], json: false }
  const mapping = `import { defineConfig } from 'allways'\n\nexport default defineConfig({ spans: ${JSON.stringify(spanMappings)} })\n`

  return {
    cwd,
    remove: () => rmSync(cwd, { recursive: true, force: true }),
    formats: [
      {
        ...{ name: 'lock', isJson: true, originals: originals(['allways.lock.json']) },
        readers: [
          (_, terminal) => check(checked, terminal, never, noAlarm),
          (_, terminal) => check({ ...checked, update: true }, terminal, never, noAlarm),
          (_, terminal) =>
            check(
              {
                ...checked,
                json: true,
                reporter: [
                  { name: 'junit', file: 'out.xml' },
                  { name: 'sarif', file: 'out.sarif' },
                ],
              },
              terminal,
              never,
              noAlarm,
            ),
        ],
        restore: () => write('allways.lock.json', lock),
      },
      {
        ...{ name: 'blob', isJson: true, originals: originals(['whole.blob.json', '2.blob.json']) },
        readers: [
          (path, terminal) =>
            merge(
              { paths: path.startsWith('2') ? ['1.blob.json', path] : [path], json: false, reporter: [] },
              terminal,
            ),
          (path, terminal) =>
            merge(
              {
                paths: [path],
                json: true,
                reporter: [...['html=o.html', 'junit=o.xml', 'sarif=o.sarif', 'github=o.md', 'blob=o.json']].map(
                  (one) => ({ name: one.split('=')[0] as 'html', file: one.split('=')[1] as string }),
                ),
              },
              terminal,
            ),
          (path, terminal) =>
            diff({ ...args, base: path, files: [spec], markdown: false, json: false, maxPairs: 1000 }, terminal, never),
          (path, terminal) =>
            diff({ ...args, base: path, files: [spec], markdown: true, json: false, maxPairs: 1000 }, terminal, never),
        ],
      },
      {
        ...{ name: 'story', isJson: true, originals: originals(stored) },
        readers: [
          (path, terminal) => replayFiles({ paths: [path], minimise: false }, terminal),
          (path, terminal) => showFiles({ ...form, paths: [path] }, terminal),
          (path, terminal) => showFiles({ markdown: true, paths: [path] }, terminal),
          (path, terminal) => showFiles({ ...form, paths: [path], html: 'shown.html' }, terminal),
          (path, terminal) => showFiles({ ...form, paths: [path], itf: 'shown.itf.json' }, terminal),
          (path, terminal) => explore({ file: path, param: {}, port: 0 }, terminal, aborted),
          (path, terminal) =>
            path === ownStory
              ? check({ ...checked, write: true }, terminal, never, noAlarm)
              : replayFiles({ paths: [path], minimise: false }, terminal),
          (path, terminal) =>
            path === ownStory
              ? check({ ...checked, write: true, update: true }, terminal, never, noAlarm)
              : showFiles({ ...form, paths: [path] }, terminal),
        ],
      },
      {
        ...{ name: 'itf', isJson: true, originals: originals(['own.itf.json', 'other.itf.json']) },
        readers: [
          (path, terminal) => replayFiles({ paths: [path], minimise: false }, terminal),
          (path, terminal) => replayFiles({ paths: [path], minimise: true }, terminal),
          (path, terminal) => replayFiles({ paths: [path], minimise: false, spec, design: 'plain lease' }, terminal),
        ],
      },
      {
        ...{ name: 'config', isJson: false, originals: [{ path: 'allways.config.ts', text: config }] },
        readers: [
          async (_, terminal) => {
            await configured('check', checked, [], terminal.cwd)
            return 0
          },
        ],
        restore: () => rmSync(at('allways.config.ts'), { force: true }),
      },
      {
        ...{ name: 'bundle cache', isJson: true, isIgnored: true, originals: originals(bundles) },
        readers: [(_, terminal) => check({ ...checked, cache: true }, terminal, never, noAlarm)],
      },
      {
        ...{ name: 'result cache', isJson: false, isIgnored: true, originals: originals(results, 'latin1') },
        readers: [(_, terminal) => check({ ...checked, cache: true }, terminal, never, noAlarm)],
      },
      {
        ...{
          name: 'package.json',
          isJson: true,
          isIgnored: true,
          originals: [{ path: 'begun/package.json', text: manifest }],
        },
        readers: [
          (_, terminal) => {
            // what is there already is not checked
            write('begun/allways.lock.json', lock)
            return init({ folder: 'begun' } as Parameters<typeof init>[0], terminal, never, noAlarm)
          },
        ],
      },
      {
        ...{ name: 'tsconfig.json', isJson: true, originals: [{ path: 'specs/tsconfig.json', text: tsconfig }] },
        readers: [(_, terminal) => check({ ...checked, cache: false }, terminal, never, noAlarm)],
        restore: () => write('specs/tsconfig.json', tsconfig),
      },
      {
        ...{ name: 'log', isJson: false, isLines: true, originals: originals(['run.ndjson', 'hosts.ndjson']) },
        readers: [
          (log, terminal) => validate({ ...logArgs, log }, terminal, never),
          (log, terminal) => validate({ ...logArgs, log, spec, json: true }, terminal, never),
          (log, terminal) => validate({ ...logArgs, log, spec, order: 'hosts', maxMemory: 1e6 }, terminal, never),
        ],
      },
      {
        ...{ name: 'spans', isJson: true, originals: originals(['spans.json']) },
        readers: [
          (log, terminal) => {
            write('allways.config.ts', mapping)
            const design = { spec, design: 'plain lease', otlp: true }
            return validate({ ...logArgs, ...design, log }, terminal, never)
          },
        ],
        restore: () => rmSync(at('allways.config.ts'), { force: true }),
      },
    ],
  }
}
