/** `allways init`: what a project needs to begin. Nothing that is there is written over. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import type { ExitCode } from '../result.ts'
import type { Alarm } from './alarm.ts'
import { check } from './check-command.ts'
import { writeWhole } from './files.ts'
import type { InitArgs } from './init-args.ts'
import { shown } from './paths.ts'
import type { Terminal } from './terminal.ts'
import { tool } from './tool.ts'

const spec = 'specs/lease-lock.model.ts'
const stories = 'counterexamples/lease-lock'
const lock = 'allways.lock.json'
const types = 'specs/tsconfig.json'
const workflow = '.github/workflows/allways.yml'

/** The folder's own files are named from it; the commands to come are run in it. @throws Error of the system */
export async function init(args: InitArgs, terminal: Terminal, signal: AbortSignal, alarm: Alarm): Promise<ExitCode> {
  const cwd = resolve(terminal.cwd, args.folder)
  const written: string[] = []
  const kept: string[] = []
  const write = (path: string, text: string) => {
    if (existsSync(join(cwd, path))) kept.push(path)
    else {
      mkdirSync(dirname(join(cwd, path)), { recursive: true })
      writeWhole(join(cwd, path), text)
      written.push(path)
    }
  }
  // what is stored by the check that follows is of this spec only where it is new, and nothing is in its way
  const isNew = ![spec, stories, lock].some((path) => existsSync(join(cwd, path)))
  write(spec, template('lease-lock.model.ts'))
  write(types, template('tsconfig.json'))
  write(workflow, template('allways.yml'))
  const manifest = join(cwd, 'package.json')
  if (!existsSync(manifest)) write('package.json', pretty(withAllways({ private: true, type: 'module' }), '  '))
  else {
    const text = readFileSync(manifest, 'utf8')
    const found = parse(text)
    const more = found === undefined ? undefined : withAllways(found)
    if (more === undefined || JSON.stringify(more) === JSON.stringify(found)) kept.push('package.json')
    else {
      writeWhole(manifest, pretty(more, /^[ \t]+/m.exec(text)?.[0] ?? '  '))
      const own = hasAllways(found as Manifest) ? '' : ', and allways itself'
      written.push(`package.json (a script 'allways'${own})`)
    }
  }
  if (isNew) written.push(stories, lock)
  else for (const path of [stories, lock]) if (existsSync(join(cwd, path))) kept.push(path)

  const code = isNew ? await checkNew({ ...terminal, cwd }, signal, alarm) : 0
  const { out } = terminal
  if (written.length > 0) out.write(`\nWritten:\n${list(written)}`)
  if (kept.length > 0) out.write(`\nThere already, and left as they were:\n${list(kept)}`)
  const steps = [
    ...(cwd === terminal.cwd ? [] : [`cd ${shown(cwd, terminal.cwd)}`]),
    // what runs here may be what the folder itself has installed
    ...(existsSync(join(cwd, 'node_modules', tool.name)) ? [] : ['npm install']),
    'npx allways show counterexamples    the story of the bug',
    'npx allways check                   again, and with models of your own in specs/',
    'npx -y -p typescript tsc -p specs   what is misspelt, as an editor shows it',
  ]
  out.write(`\nNext:\n${list(steps)}`)
  return code
}

/** Stores the counterexample and locks the verdicts, by the very command that will be run from now on. */
function checkNew(terminal: Terminal, signal: AbortSignal, alarm: Alarm): Promise<ExitCode> {
  const nothing = { design: [], property: [], param: {}, reporter: [], json: false, bits: false }
  const where = {
    files: [spec],
    lock,
    counterexamples: 'counterexamples',
    write: true,
    update: true,
    watch: false,
    workers: 1,
  }
  return check({ ...nothing, ...where }, terminal, signal, alarm)
}

type Manifest = { readonly [key: string]: unknown }

type Parts = { readonly [key: string]: Manifest | undefined }

function hasAllways(manifest: Manifest): boolean {
  const { dependencies, devDependencies } = manifest as Parts
  return [dependencies, devDependencies].some((some) => some?.[tool.name] !== undefined)
}

function withAllways(manifest: Manifest): Manifest {
  const { scripts, devDependencies } = manifest as Parts
  const has = hasAllways(manifest)
  return {
    ...manifest,
    scripts: { ...scripts, allways: scripts?.allways ?? 'allways check' },
    ...(has ? {} : { devDependencies: { ...devDependencies, [tool.name]: `^${tool.version}` } }),
  }
}

/** `undefined` for what is no object: a manifest that npm itself will complain about. */
function parse(text: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Manifest) : undefined
  } catch {
    return undefined
  }
}

// By the package's own name: the same from src/ and from dist/.
const root = dirname(createRequire(import.meta.url).resolve('allways/package.json'))
const template = (name: string) => readFileSync(join(root, 'templates', name), 'utf8')
const pretty = (value: object, indent: string) => `${JSON.stringify(value, null, indent)}\n`
const list = (paths: readonly string[]) => paths.map((path) => `  ${path}\n`).join('')
