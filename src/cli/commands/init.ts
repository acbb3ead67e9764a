/** `allways init`: writes what a project needs to begin. It overwrites no file, and only adds to `package.json`. */

import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { Alarm } from '../host/alarm.ts'
import { packageInfo, packageRoot } from '../host/package.ts'
import type { ArgsOf } from '../options/commands.ts'
import { check as options } from '../options/options.ts'
import { defaultsOf } from '../options/row.ts'
import type { ExitCode } from '../output/exit-code.ts'
import type { Terminal } from '../output/terminal.ts'
import { shown } from '../project/paths.ts'
import { compilerOf } from '../project/typescript.ts'
import { readJson } from '../stored/json-file.ts'
import { data, fitting, maybe, object, record } from '../stored/shape.ts'
import { writeWhole } from '../stored/write-whole.ts'
import { check } from './check.ts'

const spec = 'specs/lease-lock.model.ts'
const stories = 'counterexamples/lease-lock'
const lock = 'allways.lock.json'
const types = 'specs/tsconfig.json'
const workflow = '.github/workflows/allways.yml'

/** Prints paths relative to the folder, because the user runs the next commands there. @throws Error of the system */
export async function init(
  args: ArgsOf<'init'>,
  terminal: Terminal,
  signal: AbortSignal,
  alarm: Alarm,
): Promise<ExitCode> {
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
  // the check below runs only if all three are new: then everything that it stores is about this spec
  const isNew = ![spec, stories, lock].some((path) => existsSync(join(cwd, path)))
  write(spec, template('lease-lock.model.ts'))
  write(types, template('tsconfig.json'))
  write(workflow, template('allways.yml'))
  const manifest = join(cwd, 'package.json')
  if (!existsSync(manifest)) write('package.json', pretty(withAllways({ private: true, type: 'module' }), '  '))
  else {
    const text = readFileSync(manifest, 'utf8')
    const found = read(manifest)
    const more = found === undefined ? undefined : withAllways(found)
    if (more === undefined || JSON.stringify(more) === JSON.stringify(found)) kept.push('package.json')
    else {
      writeWhole(manifest, pretty(more, /^[ \t]+/m.exec(text)?.[0] ?? '  '))
      const names = missing(found as Manifest)
      const script = (found as Parts).scripts?.allways === undefined ? ["the script 'allways'"] : []
      const added = [...script, ...names.map((name) => `the dev dependency '${name}'`)]
      written.push(`package.json (added ${added.join(' and ')})`)
    }
  }
  if (isNew) written.push(stories, lock)
  else for (const path of [stories, lock]) if (existsSync(join(cwd, path))) kept.push(path)

  const code = isNew ? await checkNew({ ...terminal, cwd }, signal, alarm) : 0
  const { out } = terminal
  if (written.length > 0) out.write(`\nWritten:\n${list(written)}`)
  if (kept.length > 0) out.write(`\nThese files already exist, and were not changed:\n${list(kept)}`)
  const steps = [
    ...(cwd === terminal.cwd ? [] : [`cd ${shown(cwd, terminal.cwd)}`]),
    // the folder may already have the packages
    ...(isInstalled(cwd) ? [] : ['npm install']),
    'npx allways show counterexamples    print the story of the bug',
    'npx allways check                   check again, with your own models in specs/',
    'npx allways check --types           also report type errors, as an editor does',
  ]
  out.write(`\nNext:\n${list(steps)}`)
  return code
}

/** Stores the counterexample and locks the verdicts, with the same command that the user runs from now on. */
function checkNew(terminal: Terminal, signal: AbortSignal, alarm: Alarm): Promise<ExitCode> {
  // the compiler may not be installed yet
  const args = { ...defaultsOf(options), files: [spec], lock, update: true, types: false }
  return check(args, terminal, signal, alarm)
}

/** Whether the packages that the next commands need are installed. */
const isInstalled = (cwd: string) =>
  existsSync(join(cwd, 'node_modules', packageInfo.name)) && compilerOf([cwd]) !== undefined

type Manifest = { readonly [key: string]: unknown }

interface Parts {
  readonly scripts?: Manifest
  readonly dependencies?: Manifest
  readonly devDependencies?: Manifest
}

/** The packages that the gate needs: allways itself, and the compiler, which finds misspelt names. */
const needed: { readonly [name: string]: string } = {
  [packageInfo.name]: `^${packageInfo.version}`,
  typescript: '>=5.4',
}

/** The needed packages that the manifest does not list yet. */
function missing(manifest: Manifest): string[] {
  const { dependencies, devDependencies } = manifest as Parts
  return Object.keys(needed).filter((name) =>
    [dependencies, devDependencies].every((some) => some?.[name] === undefined),
  )
}

function withAllways(manifest: Manifest): Manifest {
  const { scripts, devDependencies } = manifest as Parts
  const more = Object.fromEntries(missing(manifest).map((name) => [name, needed[name]]))
  return {
    ...manifest,
    scripts: { ...scripts, allways: scripts?.allways ?? 'allways check --types' },
    ...(Object.keys(more).length === 0 ? {} : { devDependencies: { ...devDependencies, ...more } }),
  }
}

/** Returns `undefined` for a broken manifest, because npm itself will complain about it. */
function read(path: string): Manifest | undefined {
  try {
    return fitting(manifestShape, readJson(path, path, ''), path) as Manifest
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
}

const some = maybe(record(data))
const manifestShape = object<Parts>({ scripts: some, dependencies: some, devDependencies: some })

const template = (name: string) => readFileSync(join(packageRoot, 'templates', name), 'utf8')
const pretty = (value: object, indent: string) => `${JSON.stringify(value, null, indent)}\n`
const list = (paths: readonly string[]) => paths.map((path) => `  ${path}\n`).join('')
