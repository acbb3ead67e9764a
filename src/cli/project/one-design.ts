/** Loads the one design that a command works on. */

import { compile } from '../../engine/compile/program.ts'
import { ModelError, SpecError, UsageError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import { modelOf, type Params } from '../../language/spec.ts'
import { defined } from '../../plain.ts'
import { quoted } from '../../report/terminal/lock.ts'
import { located, specErrorOf } from '../../run/failures.ts'
import { copiesOf, expectPure } from '../../run/purity/hidden-state.ts'
import { checkParams } from '../options/params.ts'
import { unknownName } from '../output/unknown-name.ts'
import { type LoadedSpec, loadSpec } from './load.ts'
import { filesOf } from './paths.ts'

export interface OneDesign {
  readonly loaded: LoadedSpec
  readonly design: string
  readonly params: Params
  readonly model: Model
}

interface Args {
  readonly file: string
  readonly design?: string
  readonly param: Params
}

/**
 * @param takesFirst whether to take the first of several designs if none is named
 * @throws UsageError, SpecError, if the arguments do not select one design, or its model cannot be made
 */
export async function oneDesign(args: Args, cwd: string, takesFirst = false): Promise<OneDesign> {
  const [path, ...others] = filesOf([args.file], '.model.ts', cwd)
  if (path === undefined || others.length > 0) {
    throw new UsageError(`${args.file}: this folder has ${others.length + 1} spec files; name one of them`)
  }
  const loaded = await loadSpec(path, cwd)
  const { design = takesFirst ? Object.keys(loaded.spec.designs)[0] : undefined, param } = args
  return designIn(loaded, { param, ...defined({ design }) })
}

/** Does the same for a loaded spec. */
export function designIn(loaded: LoadedSpec, { design: name, param }: Omit<Args, 'file'>): OneDesign {
  const design = designOf(loaded, name)
  checkParams(loaded.spec, param)
  try {
    return { loaded, design, ...modelOf(loaded.spec, design, param) }
  } catch (error) {
    const { code, message, file = loaded.file, line } = specErrorOf(error, loaded.locate)
    throw new SpecError(code, `${file}${line === undefined ? '' : `:${line}`}: ${message}`, { cause: error })
  }
}

/** @throws SpecError for a model that keeps something outside its state, because another run would differ from this */
export function expectFunctions({ loaded, design, params, model }: OneDesign): void {
  const { spec, again, locate, file } = loaded
  try {
    expectPure(copiesOf(spec, design, { params, again }), compile(model))
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    const { code, message, line, file: at = file } = located(model, error, undefined, locate)
    throw new SpecError(code, `${at}${line === undefined ? '' : `:${line}`}: ${message}`, { cause: error })
  }
}

function designOf({ spec, file }: LoadedSpec, name: string | undefined): string {
  const names = Object.keys(spec.designs)
  if (name === undefined && names.length === 1) return names[0] as string
  if (name === undefined)
    throw new UsageError(
      `${file}: this spec has several designs; name one, as in \`--design ${quoted(names[0] as string)}\``,
    )
  if (!names.includes(name)) throw new UsageError(`${file}: ${unknownName('design', name, names)}`)
  return name
}
