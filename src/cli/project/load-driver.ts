/**
 * Loads a driver: bundles it with the code that it drives, as a module, and runs it. The specs that it imports are those
 * that allways loads, so a spec means the same here and in a check.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loader, Message, Plugin } from 'esbuild'
import * as conform from '../../conform/api.ts'
import type { Driver } from '../../conform/driver.ts'
import { SpecError, show, thrown, UsageError } from '../../errors.ts'
import * as language from '../../index.ts'
import { cacheFolder } from './bundle-cache.ts'
import { noteDriver } from './driver-run.ts'
import { type LoadedSpec, loadSpec } from './load.ts'
import { shown } from './paths.ts'

export interface LoadedDriver {
  readonly driver: Driver
  /** The path of the driver, relative to the working directory. */
  readonly file: string
  readonly loaded: LoadedSpec
}

/** The modules of allways and the specs by path, which bundles of drivers find under a symbol. */
interface Provided {
  readonly modules: { readonly [name: string]: object }
  readonly specs: Map<string, unknown>
}

const key = Symbol.for('allways.provided')
const modules = { allways: language, 'allways/conform': conform }

/** @throws UsageError if there is no such file; SpecError if it cannot be bundled, throws, or exports no driver */
export async function loadDriver(path: string, cwd: string): Promise<LoadedDriver> {
  const file = shown(path, cwd)
  try {
    readFileSync(path)
  } catch (error) {
    throw new UsageError(`${file}: cannot read the driver: ${(error as Error).message}`)
  }
  const specs = new Map<string, LoadedSpec>()
  const code = await bundled(path, cwd, file, specs)
  const found = (await imported(path, file, code, specs)).default
  if ((found as { readonly kind?: unknown } | undefined)?.kind !== 'driver') {
    const what = found === undefined ? 'there is no default export' : `the default export is ${show(found)}`
    throw new SpecError('no-driver', `${file}: ${what}; expected \`export default driver(spec)({ … })\``)
  }
  const driver = found as Driver
  const loaded = [...specs.values()].find(({ spec }) => spec === driver.spec)
  if (loaded === undefined) {
    throw new SpecError('no-driver', `${file}: import the spec from its own file, whose name ends in .model.ts`)
  }
  return { driver, file, loaded }
}

async function bundled(path: string, cwd: string, file: string, specs: Map<string, LoadedSpec>): Promise<string> {
  const { build } = await import('esbuild')
  const provide: Plugin = {
    name: 'allways',
    setup(build) {
      build.onResolve({ filter: /^allways(\/|$)/ }, ({ path }) =>
        Object.hasOwn(modules, path) ? { path, namespace: 'allways' } : undefined,
      )
      build.onLoad({ filter: /.*/, namespace: 'allways' }, ({ path }) => ({
        contents: Object.keys(modules[path as keyof typeof modules])
          .map((name) => `export const ${name} = ${from(`modules['${path}'].${name}`)}`)
          .join('\n'),
      }))
      build.onResolve({ filter: /^\.{1,2}\/.*\.model(\.[cm]?[jt]s)?$/ }, ({ path, resolveDir }) => {
        const whole = resolve(resolveDir, path)
        return { path: existing(extname(whole) === '.model' ? `${whole}.ts` : whole), namespace: 'spec' }
      })
      // the other exports of the file of a spec, evaluated again
      build.onResolve({ filter: /\?others$/ }, ({ path }) => ({
        path: path.replace(/\?others$/, ''),
        namespace: 'file',
        sideEffects: false,
      }))
      build.onLoad({ filter: /.*/, namespace: 'spec' }, async ({ path }) => {
        try {
          specs.set(path, await loadSpec(path, cwd))
        } catch (error) {
          return { errors: [{ text: (error as Error).message, detail: error }] }
        }
        const others = `export * from ${JSON.stringify(`${path}?others`)}`
        const contents = `${others}\nexport default ${from(`specs.get(${JSON.stringify(path)})`)}`
        return { contents, resolveDir: dirname(path) }
      })
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8')
        if (!text.includes('import.meta')) return undefined
        const contents = text
          .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
          .replaceAll('import.meta.filename', JSON.stringify(path))
          .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        return { contents, loader: extname(path).slice(1).replace(/^[cm]/, '') as Loader }
      })
    },
  }
  const { outputFiles } = await build({
    ...{ entryPoints: [path], absWorkingDir: dirname(path), write: false, bundle: true, outfile: 'driver.mjs' },
    ...{ format: 'esm', platform: 'node', target: 'node20', packages: 'external', charset: 'utf8' },
    ...{ sourcemap: 'inline', logLevel: 'silent', plugins: [provide] },
    // the bundle is written elsewhere, and stacks of errors name the files of the author
    sourceRoot: `${pathToFileURL(dirname(path)).href}/`,
  }).catch((error: { readonly errors?: readonly Message[] }) => {
    const [first] = error.errors ?? []
    if (first === undefined) throw error
    if (first.detail instanceof SpecError || first.detail instanceof UsageError) throw first.detail
    const lines = (error.errors ?? []).map(({ text, location }) => {
      const at = location === null ? file : `${shown(resolve(dirname(path), location.file), cwd)}:${location.line}`
      return `${at}: ${text}${remedies.find(([found]) => text.startsWith(found))?.[1] ?? ''}`
    })
    throw new SpecError('cannot-load', lines.join('\n'))
  })
  return outputFiles[0]?.text ?? ''
}

const remedies = [
  ['Could not resolve', '; check the path, with its ending .ts'],
  ['No matching export', '; export it there, or correct the name here'],
] as const

/** A TypeScript file may be imported with the ending of the JavaScript that a compiler would make of it. */
function existing(path: string): string {
  const typed = path.replace(/\.([cm]?)js$/, '.$1ts')
  return !existsSync(path) && existsSync(typed) ? typed : path
}

const from = (what: string) => `globalThis[Symbol.for('allways.provided')].${what}`

/** Runs the bundle from a file near the packages that it imports. */
async function imported(
  path: string,
  file: string,
  code: string,
  specs: ReadonlyMap<string, LoadedSpec>,
): Promise<{ readonly default?: unknown }> {
  const folder = cacheFolder(path) ?? join(tmpdir(), 'allways')
  const name = createHash('sha256').update(`${path} ${process.pid} ${performance.now()}`).digest('hex').slice(0, 16)
  const bundle = join(folder, `driver-${name}.mjs`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(bundle, code)
  const provided: Provided = { modules, specs: new Map([...specs].map(([path, { spec }]) => [path, spec])) }
  Reflect.set(globalThis, key, provided)
  process.setSourceMapsEnabled(true)
  noteDriver()
  try {
    return (await import(pathToFileURL(bundle).href)) as { readonly default?: unknown }
  } catch (error) {
    if (error instanceof SpecError || error instanceof UsageError) {
      throw new SpecError(error instanceof SpecError ? error.code : 'bad-driver', `${file}: ${error.message}`, {
        cause: error,
      })
    }
    const [, missing] = /^Cannot find package '([^']+)'/.exec(error instanceof Error ? error.message : '') ?? []
    if (missing !== undefined) {
      throw new SpecError('cannot-load', `${file}: the package '${missing}' is not installed`, { cause: error })
    }
    throw new SpecError('driver-threw', `${placeOf(error, path, file)}: this code threw ${thrown(error)}`, {
      cause: error,
    })
  } finally {
    rmSync(bundle, { force: true })
  }
}

/** The driver's file, and the line from which an error came if the line is known. */
function placeOf(error: unknown, path: string, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const at = [`${pathToFileURL(path).href}:`, `${path}:`].find((one) => stack.includes(one))
  const line = at === undefined ? undefined : /^\d+/.exec(stack.slice(stack.indexOf(at) + at.length))?.[0]
  return line === undefined ? file : `${file}:${line}`
}
