/** Loads a spec: bundles it, then compiles it without any wrapper, so that its closures run at full speed. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import { SpecError, show, thrown } from '../../errors.ts'
import * as api from '../../index.ts'
import type { Spec } from '../../language/spec.ts'
import type { Location } from '../../plain.ts'
import { findAssume } from '../../runtime/assume.ts'
import { comparisons } from '../../runtime/composite.ts'
import { mark } from '../../runtime/source-text.ts'
import { strictly, trapIn } from '../../runtime/traps.ts'
import { hostModule, showPlainly } from '../host/host-modules.ts'
import { keepingExitCode, refuseEnds } from '../host/process-end.ts'
import { wrongParams } from '../options/params.ts'
import { isCi } from '../output/exit-code.ts'
import { unknownName } from '../output/unknown-name.ts'
import { rewriteComparisons } from '../source/comparisons.ts'
import { type Places, placesOf } from '../source/locate.ts'
import { type Bundle, bundleSpec } from './bundle.ts'
import { countsAsAllways } from './digest.ts'
import { shown } from './paths.ts'

interface Loaded extends Places {
  /** Relative to the working directory, with forward slashes. */
  readonly file: string
  readonly digest: string
  readonly bundle: Bundle
  /** The code that runs: the bundle's code, with its comparisons rewritten unless `asWritten` is set. */
  readonly text: string
  /** Whether the bundle of an earlier run may be used. */
  readonly caches: boolean
}

export interface LoadOptions {
  /** Whether the bundle of an earlier run may be used; by default yes, except in CI. */
  readonly caches?: boolean | undefined
  /** Bundles unused code too, and ignores the bundle of an earlier run. */
  readonly whole?: boolean
  /** Leaves comparisons unchanged. */
  readonly asWritten?: boolean
  /** The name of the script in stacks; by default the file's path with `.bundle.cjs` at its end. */
  readonly script?: string
  /** The bundle of the file, if another process has made it already. */
  readonly bundle?: Bundle
  /** Runs the file's code, and may limit the time that it takes. */
  readonly within?: <T>(body: () => T) => T
}

export interface LoadedSpec extends Loaded {
  readonly spec: Spec
  /** Runs the spec's code again: its closures were never called, and its module variables have their first values. */
  again(): Spec
  /** The same spec, compiled separately: the optimiser learns about its functions separately. It is made once. */
  ofEngine(): Spec
}

/** @throws SpecError, with file and, if known, line, for a file that is not a spec or that throws */
export async function loadSpec(path: string, cwd: string, options: LoadOptions = {}): Promise<LoadedSpec> {
  const { run, apart, ...loaded } = await bundled(path, cwd, options)
  const specIn = (all: Exports) => specOf(all.default, all, loaded.file)
  const spec = specIn(placing(loaded, () => strictly('load', run)))
  const again = () => specIn(strictly('load', run))
  const refused = wrongParams(spec, loaded.locate(spec.model) ?? { file: loaded.file })
  let fast: Spec | undefined
  const ofEngine = () => {
    fast ??= specIn(placing(loaded, () => strictly('load', apart)))
    return fast
  }
  return { spec: Object.keys(refused).length === 0 ? spec : { ...spec, refused }, again, ofEngine, ...loaded }
}

/** The default export of a file, which is bundled and run like a spec. @throws SpecError for a file that throws */
export async function loadDefault(path: string, cwd: string, caches = !isCi()): Promise<unknown> {
  const { run, ...loaded } = await bundled(path, cwd, { caches })
  return placing(loaded, () => run().default)
}

/** Compiles a file to a script; each call of `run` runs it again. @throws SpecError if the file cannot be bundled */
async function bundled(
  path: string,
  cwd: string,
  {
    caches = !isCi(),
    whole = false,
    asWritten = false,
    script = `${path}.bundle.cjs`,
    bundle: made,
    within = (body) => body(),
  }: LoadOptions = {},
): Promise<Loaded & { run(): Exports; apart(): Exports }> {
  showPlainly()
  const file = shown(path, cwd)
  readable(path, file)
  const bundle = made ?? (await bundleSpec(path, cwd, { whole, caches }))
  // the code below may be terminated, so files run one after the other, and never in the middle of other work
  const mine = turn.then(() => new Promise((resume) => setImmediate(resume)))
  turn = mine
  await mine
  await awaited()
  const { code, original } = asWritten ? unchanged(bundle.code) : rewriteComparisons(bundle.code)
  findAssume(code)
  const compiled = () => compileFunction(code, ['exports', 'require', 'module', mark], { filename: script })
  const entry = compiled()
  const found = placesOf(bundle, { script, code, original }, entry, path, cwd)
  const outer = createRequire(path)
  refuseEnds(script, found.locate)
  trapBuiltins(outer)
  const require = (id: string): unknown => {
    if (id === 'allways') return exported
    if (id.startsWith('allways/')) {
      throw new SpecError('unknown-import', `'${id}' is for tests; import what a model needs from 'allways'`)
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
      // skipped if the code is terminated, so that `givenUpFile` knows the file
      running = undefined
    }
    // a script may have assigned anything: a function, or nothing at all
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

/** Traps the functions of Node's modules that may return another value at each call. */
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

/** The places of every bundle that has run, by its name in stacks. */
const scripts = new Map<string, Places>()
/** The file whose code is running. Nothing else is known about a file that never returns. */
let running: string | undefined

/** No spec runs before the promise of this function is fulfilled. */
let awaited: () => Promise<void> = async () => {}

/** From now on, specs are bundled, but do not run until the promise of `ready` is fulfilled. */
export function runAfter(ready: () => Promise<void>): void {
  awaited = ready
}

/** Specs run one after the other. This promise is fulfilled when the last one in the queue may run. */
let turn: Promise<unknown> = Promise.resolve()

/** Returns the file whose run was given up, and empties the queue. */
export function givenUpFile(): string | undefined {
  const file = running
  running = undefined
  turn = Promise.resolve()
  return file
}

/** The place in any spec at which an error arose; `undefined` if no spec is in its stack. */
export function locateAny(error: unknown): Location | undefined {
  for (const { locate } of scripts.values()) {
    const at = locate(error)
    if (at !== undefined) return at
  }
  return undefined
}

export const hasRunSpec = () => scripts.size > 0

interface Exports {
  readonly [name: string]: unknown
}

/** The public API. An unknown name throws, because it would otherwise only be `undefined` in the spec. */
const exported = new Proxy(api, {
  get(target, name) {
    if (typeof name === 'symbol' || name === '__esModule' || name in target) return Reflect.get(target, name)
    throw new SpecError('unknown-import', unknownName('export', name, Object.keys(target), "of 'allways'"))
  },
})

countsAsAllways(exported)

/** Turns what a spec's own code threw into a SpecError that begins with the place and shows the thrown value. */
function placed(error: unknown, { locate }: Places, file: string): SpecError {
  const at = locate(error)
  const place = at === undefined ? file : `${at.file}:${at.line}`
  if (error instanceof SpecError) return new SpecError(error.code, `${place}: ${error.message}`, { cause: error })
  // a model function without an argument fails when it destructures its parameters
  const isCalled = error instanceof TypeError && /^Cannot (read properties|destructure) .*undefined/.test(error.message)
  const hint = isCalled
    ? '; if this calls a model function, pass it to the spec uncalled, as in `model: leaseLock`'
    : ''
  return new SpecError('spec-threw', `${place}: this code threw ${thrown(error)}${hint}`, { cause: error })
}

function readable(path: string, file: string): void {
  try {
    readFileSync(path)
  } catch (error) {
    throw new SpecError('cannot-load', `${file}: cannot read the file: ${(error as Error).message}`)
  }
}

function specOf(value: unknown, others: Exports, file: string): Spec {
  const kindOf = (value: unknown) => (value as { readonly kind?: unknown } | null | undefined)?.kind
  const kind = kindOf(value)
  if (kind === 'spec') return value as Spec
  const named = Object.keys(others).find((name) => kindOf(others[name]) === 'spec')
  if (value === undefined && (named !== undefined || kindOf(others) === 'spec')) {
    const how = named === undefined ? 'by module.exports' : `as ${show(named)}`
    throw new SpecError('no-spec', `${file}: the spec is exported ${how}; write \`export default spec({ … })\``)
  }
  const found =
    value === undefined
      ? 'there is no default export'
      : kind === 'model'
        ? 'the default export is a model'
        : `the default export is ${show(value)}`
  throw new SpecError(
    'no-spec',
    `${file}: ${found}; end the file with \`export default spec({ name, model, designs: { 'as designed': {} } })\``,
  )
}
