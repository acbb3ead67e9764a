/** Loads a spec: bundled, then compiled without any wrapper, so that its closures run at full speed. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import type { Location } from '../check/failures.ts'
import { SpecError, show, thrown } from '../errors.ts'
import * as api from '../index.ts'
import { comparisons } from '../model/composite.ts'
import { strictly, trapIn } from '../model/pure.ts'
import { mark } from '../model/source-text.ts'
import type { Spec } from '../model/spec.ts'
import { type Bundle, bundleSpec } from './bundle.ts'
import { rewriteComparisons } from './comparisons.ts'
import { hostModule, showPlainly } from './host-modules.ts'
import { type Places, places } from './locate.ts'
import { unknownName } from './names.ts'
import { wrongParams } from './params.ts'
import { shown } from './paths.ts'
import { keepingExitCode, refuseEnds } from './process-end.ts'
import { isCi } from './run.ts'

interface Loaded extends Places {
  /** Relative to the working directory, with forward slashes. */
  readonly file: string
  readonly digest: string
  readonly bundle: Bundle
  /** What is run: the bundle's code, or what was made of it. */
  readonly text: string
  /** Whether the bundle of an earlier run will do. */
  readonly caches: boolean
}

export interface LoadOptions {
  /** Whether the bundle of an earlier run will do; by default it does, except in CI. */
  readonly caches?: boolean | undefined
  /** Also what nothing uses, and anew. */
  readonly whole?: boolean
  /** Leaves comparisons as they are. */
  readonly asWritten?: boolean
  /** What the script is called in stacks; by default the file with another ending. */
  readonly script?: string
  /** Runs the file's code: what limits the time that it takes. */
  readonly within?: <T>(body: () => T) => T
}

export interface LoadedSpec extends Loaded {
  readonly spec: Spec
  /** The same spec, run anew: closures that nobody has called, and variables of its modules as they were at first. */
  again(): Spec
  /** The same spec, compiled by itself: what the optimiser learns of its functions is its own. Made once. */
  ofEngine(): Spec
}

/** @throws SpecError, with file and line where there is one, for a file that is not a spec or that throws */
export async function loadSpec(path: string, cwd: string, options: LoadOptions = {}): Promise<LoadedSpec> {
  const { run, apart, ...loaded } = await bundled(path, cwd, options)
  const specIn = (all: Exports) => specOf(all.default, all, loaded.file)
  const spec = specIn(placing(loaded, () => strictly('load', run)))
  const again = () => specIn(strictly('load', run))
  const refused = wrongParams(spec, loaded.locate(spec.model) ?? { file: loaded.file })
  let fast: Spec | undefined
  const ofEngine = () => {
    fast ??= specIn(strictly('load', apart))
    return fast
  }
  return { spec: Object.keys(refused).length === 0 ? spec : { ...spec, refused }, again, ofEngine, ...loaded }
}

/** The default export of a file, bundled and run as a spec is. @throws SpecError for a file that throws */
export async function loadDefault(path: string, cwd: string, caches = !isCi()): Promise<unknown> {
  const { run, apart: _, ...loaded } = await bundled(path, cwd, { caches })
  return placing(loaded, () => run().default)
}

/** A file as a script; `run` runs it anew each time. @throws SpecError for a file that cannot be bundled */
async function bundled(
  path: string,
  cwd: string,
  {
    caches = !isCi(),
    whole = false,
    asWritten = false,
    script = `${path}.bundle.cjs`,
    within = (body) => body(),
  }: LoadOptions = {},
): Promise<Loaded & { run(): Exports; apart(): Exports }> {
  showPlainly()
  const file = shown(path, cwd)
  readable(path, file)
  const bundle = await bundleSpec(path, cwd, { whole, caches })
  // what runs here may be terminated: not in the midst of what others have to finish, and one after the other
  const mine = turn.then(() => new Promise((resume) => setImmediate(resume)))
  turn = mine
  await mine
  await awaited()
  const { code, original } = asWritten ? unchanged(bundle.code) : rewriteComparisons(bundle.code)
  const compiled = () => compileFunction(code, ['exports', 'require', 'module', mark], { filename: script })
  const entry = compiled()
  const found = places(bundle, { script, code, original }, entry, path, cwd)
  const outer = createRequire(path)
  refuseEnds(script, found.locate)
  trapBuiltins(outer)
  const require = (id: string): unknown => {
    if (id === 'allways') return exported
    if (id.startsWith('allways/')) {
      throw new SpecError('unknown-import', `${id} is for tests: what a model is written with comes from 'allways'`)
    }
    return hostModule(id, outer(id))
  }
  const run = (body = entry) => {
    const module = { exports: {} as unknown }
    scripts.set(script, found)
    running = file
    try {
      within(() => keepingExitCode(() => body(module.exports, require, module, comparisons)))
    } finally {
      // not where it is terminated
      running = undefined
    }
    // whatever a script assigned: a function, or nothing at all
    return Object(module.exports) as Exports
  }
  return { run, apart: () => run(compiled()), file, digest: bundle.digest, bundle, text: code, caches, ...found }
}

const unchanged = (code: string) => ({ code, original: (offset: number) => offset })

function placing<T>(loaded: Loaded, body: () => T): T {
  try {
    return body()
  } catch (error) {
    throw placed(error, loaded, loaded.file)
  }
}

/** What Node has besides its globals that gives another answer each time. */
function trapBuiltins(require: (id: string) => unknown): void {
  const { randoms, clocks } = builtins
  trapIn(require('node:crypto'), 'crypto', randoms)
  trapIn(require('node:os'), 'os', clocks)
}

const builtins = {
  randoms: [
    ...['randomBytes', 'randomFill', 'randomFillSync', 'randomInt', 'randomUUID', 'pseudoRandomBytes'],
    ...['generateKey', 'generateKeySync', 'generateKeyPair', 'generateKeyPairSync'],
    ...['generatePrime', 'generatePrimeSync'],
  ],
  clocks: ['uptime', 'loadavg', 'freemem', 'cpus'],
}

/** The places of every bundle that was run, by what stacks call it. */
const scripts = new Map<string, Places>()
/** The file that is being run: of one that never returns nothing else is known. */
let running: string | undefined

/** What no spec runs before. */
let awaited: () => Promise<void> = async () => {}

/** From now on, specs are bundled, and not run, until the promise is fulfilled. */
export function runAfter(ready: () => Promise<void>): void {
  awaited = ready
}

/** Specs run one after the other. */
let turn: Promise<unknown> = Promise.resolve()

/** The file that was running when it was given up. */
export function givenUpFile(): string | undefined {
  const file = running
  running = undefined
  turn = Promise.resolve()
  return file
}

/** Where in a spec an error was made, whichever spec that is; `undefined` where none of them is in its stack. */
export function locateAny(error: unknown): Location | undefined {
  for (const { locate } of scripts.values()) {
    const at = locate(error)
    if (at !== undefined) return at
  }
  return undefined
}

/** Whether any spec was run. */
export const hasRunSpec = () => scripts.size > 0

interface Exports {
  readonly [name: string]: unknown
}

/** The public surface; a name that is not in it would only be `undefined` where the spec uses it. */
const exported = new Proxy(api, {
  get(target, name) {
    if (typeof name === 'symbol' || name === '__esModule' || name in target) return Reflect.get(target, name)
    throw new SpecError('unknown-import', unknownName("export of 'allways'", name, Object.keys(target)))
  },
})

/** What a spec's own code threw, as a SpecError that begins with the place: a thrown `Error` is told as one. */
function placed(error: unknown, { locate }: Places, file: string): SpecError {
  const at = locate(error)
  const place = at === undefined ? file : `${at.file}:${at.line}`
  if (error instanceof SpecError) return new SpecError(error.code, `${place}: ${error.message}`, { cause: error })
  // a model function takes its parameters apart
  const isCalled = error instanceof TypeError && /^Cannot (read properties|destructure) .*undefined/.test(error.message)
  const hint = isCalled
    ? ': is a model called without parameters here? A spec gets it uncalled, as in model: leaseLock'
    : ''
  return new SpecError('spec-threw', `${place}: this threw ${thrown(error)}${hint}`, { cause: error })
}

function readable(path: string, file: string): void {
  try {
    readFileSync(path)
  } catch (error) {
    throw new SpecError('cannot-load', `${file}: cannot be read: ${(error as Error).message}`)
  }
}

function specOf(value: unknown, others: Exports, file: string): Spec {
  const kindOf = (value: unknown) => (value as { readonly kind?: unknown } | null | undefined)?.kind
  const kind = kindOf(value)
  if (kind === 'spec') return value as Spec
  const named = Object.keys(others).find((name) => kindOf(others[name]) === 'spec')
  if (value === undefined && (named !== undefined || kindOf(others) === 'spec')) {
    const how = named === undefined ? 'by module.exports' : `as ${show(named)}`
    throw new SpecError('no-spec', `${file}: the spec is exported ${how}: write export default spec({ … })`)
  }
  const found =
    value === undefined
      ? 'there is no default export'
      : kind === 'model'
        ? 'the default export is a model'
        : `the default export is ${show(value)}`
  throw new SpecError(
    'no-spec',
    `${file}: ${found}: end the file with export default spec({ name, model, designs: { 'as designed': {} } })`,
  )
}
