/** Loads a spec: bundled, then compiled without any wrapper, so that its closures run at full speed. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import { SpecError, show, thrown } from '../errors.ts'
import * as api from '../index.ts'
import { comparisons } from '../model/composite.ts'
import { mark } from '../model/source-text.ts'
import type { Spec } from '../model/spec.ts'
import { type Bundle, bundleSpec } from './bundle.ts'
import { rewriteComparisons } from './comparisons.ts'
import { type Places, places } from './locate.ts'
import { unknownName } from './names.ts'
import { checkDesignParams } from './params.ts'
import { shown } from './paths.ts'

interface Loaded extends Places {
  /** Relative to the working directory, with forward slashes. */
  readonly file: string
  readonly digest: string
  readonly bundle: Bundle
}

export interface LoadedSpec extends Loaded {
  readonly spec: Spec
}

/** @throws SpecError, with file and line where there is one, for a file that is not a spec or that throws */
export async function loadSpec(path: string, cwd: string): Promise<LoadedSpec> {
  const { value, others, ...loaded } = await loadDefault(path, cwd)
  const spec = specOf(value, others, loaded.file)
  checkDesignParams(spec, loaded.locate(spec.model) ?? { file: loaded.file })
  return { spec, ...loaded }
}

/** The default export of a file, bundled and run as a spec is. @throws SpecError for a file that throws */
export async function loadDefault(
  path: string,
  cwd: string,
): Promise<Loaded & { readonly value: unknown; readonly others: Exports }> {
  const file = shown(path, cwd)
  readable(path, file)
  const bundle = await bundleSpec(path, cwd)
  const script = `${path}.bundle.cjs`
  const { code, original } = rewriteComparisons(bundle.code)
  const entry = compileFunction(code, ['exports', 'require', 'module', mark], { filename: script })
  const found = places(bundle, { script, code, original }, entry, path, cwd)
  const outer = createRequire(path)
  const require = (id: string): unknown => {
    if (id === 'allways') return exported
    if (id.startsWith('allways/')) {
      throw new SpecError('unknown-import', `${id} is for tests: what a model is written with comes from 'allways'`)
    }
    return outer(id)
  }
  const module = { exports: {} as unknown }
  try {
    entry(module.exports, require, module, comparisons)
  } catch (error) {
    throw placed(error, found, file)
  }
  // whatever a script assigned: a function, or nothing at all
  const all = Object(module.exports) as Exports
  return { value: all.default, others: all, file, digest: bundle.digest, bundle, ...found }
}

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
