/**
 * Deoptimisations and megamorphic accesses in the search's loop, on each workload. It counts how often V8 throws away
 * optimised code in the second half of the states, when all is warm. It lists the places in the loop at which an access
 * has met too many shapes. Both should be zero. It reads V8's own log (`--log-deopt`, `--log-ic`).
 *
 *   npm run bench -- deopts [--only NAME]...
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Script } from 'node:vm'
import { loadSpec } from '../src/cli/project/load.ts'
import { compile } from '../src/engine/compile/program.ts'
import { Search } from '../src/engine/search/search.ts'
import { modelOf } from '../src/language/spec.ts'
import { manyForOne } from '../src/run/search-design.ts'
import { root, workloads } from './workloads.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true, default: [] },
    sample: { type: 'boolean', default: false },
  },
})
/** Marks a place in the log by a script with this name: V8 logs the creation of each script in order. */
const mark = (name: string) => void new Script('0', { filename: `allways:${name}` }).runInThisContext()

async function sample(name: string): Promise<void> {
  const { spec } = await loadSpec(`${root}bench/workloads/${name}/${name}.model.ts`, root)
  const { model } = modelOf(spec, 'large')
  const part = {
    kinds: model.properties.map(({ kind }) => kind),
    actions: model.actions.length,
    limits: { maxStates: 2 ** 30, maxBytes: 2 ** 33 },
  }
  const begun = new Search(compile(model), part)
  const now = performance.now.bind(performance)
  mark('start')
  const all = spec.designs.large?.counts?.states as number
  while (begun.count < manyForOne) begun.run(20, now)
  begun.settle()
  // a real search of this size goes on in the same way
  const exploration = new Search(begun.program, { ...part, begun })
  while (exploration.count < all / 2) exploration.run(20, now)
  mark('warm')
  // the end of a search is not part of its loop
  while (exploration.count < 0.95 * all) exploration.run(20, now)
  mark('end')
}

interface Code {
  readonly from: number
  readonly to: number
  readonly name: string
  readonly isOptimised: boolean
}

interface Found {
  /** The number of deoptimisations while the search gets warm. */
  readonly early: number
  readonly deopts: readonly string[]
  readonly megamorphic: readonly string[]
}

/** Reads a log. V8's `src/logging/log.cc` defines the format. */
function read(log: string): Found {
  const codes: Code[] = []
  const deopts: string[] = []
  let early = 0
  const sites = new Map<string, { readonly name: string; readonly text: string }>()
  const hot = new Set<string>()
  let phase = 'before'
  for (const line of log.split('\n')) {
    const [what = '', ...rest] = line.split(',')
    if (what === 'script-source' && rest[1]?.startsWith('allways:')) phase = rest[1].slice(8)
    if (phase === 'end') break
    if (what === 'code-creation') {
      const [, , , address, size, name = '', , marker = ''] = rest
      const code = {
        from: Number(address),
        to: Number(address) + Number(size),
        name,
        isOptimised: marker.startsWith('*'),
      }
      codes.push(code)
      if (code.isOptimised && phase !== 'before') hot.add(name)
    }
    if (what === 'code-deopt' && phase === 'start') early++
    if (what === 'code-deopt' && phase === 'warm') {
      const [, , address, , , kind, place, reason] = rest
      const of = codes.findLast(({ from }) => from === Number(address))?.name.trim() || 'a function without a name'
      deopts.push(`${of}: ${reason} (${kind}, ${place})`)
    }
    // pc, time, line, column, old state, new state, map, key
    if (what.endsWith('IC') && rest[5] === 'N') {
      const pc = Number(rest[0])
      const name = codes.findLast(({ from, to }) => pc >= from && pc < to)?.name ?? ''
      sites.set(`${name} ${rest[2]}:${rest[3]}`, { name, text: `${name.trim()} ${rest[2]}:${rest[3]}, .${rest[7]}` })
    }
  }
  // the model, all code generated from it, and the functions of the search that V8 optimised
  const inLoop = ({ name }: { readonly name: string }) =>
    name.includes('.bundle.cjs') ||
    / :\d+:\d+$/.test(name) ||
    (hot.has(name) && /^src\/(compile|explore|store)\//.test(moduleOf(name) ?? ''))
  const megamorphic = [...sites.values()].filter(inLoop).map(({ text }) => text)
  return { early, deopts: deopts.map(shortened), megamorphic: megamorphic.map(shortened) }
}

const self = readFileSync(process.argv[1] as string, 'utf8').split('\n')

/** The source file of a place in this bundle: esbuild writes the name of each file above its code. */
function moduleOf(text: string): string | undefined {
  const [, line] = /deopts\.mjs:(\d+)/.exec(text) ?? []
  return line === undefined
    ? undefined
    : self
        .slice(0, Number(line))
        .findLast((text) => text.startsWith('// src/'))
        ?.slice(3)
}

/** Replaces places in this bundle by their source files, and shortens other paths. */
function shortened(text: string): string {
  const inFile = text.replace(/file:\/\/[^ >]*deopts\.mjs:\d+(:\d+)?/g, (place) => moduleOf(place) ?? place)
  return inFile.replaceAll(root, '').replaceAll('<unknown:', '<generated:')
}

function run(name: string): Found {
  const folder = mkdtempSync(join(tmpdir(), 'allways-deopts-'))
  try {
    const log = join(folder, 'v8.log')
    const flags = ['--log-deopt', '--log-ic', '--log-code', '--no-logfile-per-isolate', `--logfile=${log}`]
    const args = [...flags, process.argv[1] as string, '--sample', name]
    execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    return read(readFileSync(log, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function main(): void {
  const chosen = workloads('large').filter(({ name }) => values.only.length === 0 || values.only.includes(name))
  console.log(
    `| workload | deoptimisations in the first half | in the second half | megamorphic sites |\n|---|---:|---:|---:|`,
  )
  const told: string[] = []
  for (const { name } of chosen) {
    const { early, deopts, megamorphic } = run(name)
    console.log(`| ${name} | ${early} | ${deopts.length} | ${megamorphic.length} |`)
    told.push(...deopts.map((one) => `${name}: deoptimised: ${one}`))
    told.push(...megamorphic.map((one) => `${name}: megamorphic: ${one}`))
  }
  if (told.length > 0) {
    console.log(`\n${told.join('\n')}`)
    process.exitCode = 1
  }
}

if (values.sample) await sample(positionals[0] as string)
else main()
