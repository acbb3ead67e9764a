/** `allways validate`: holds the log of a real system against a design. */

import { resolve } from 'node:path'
import { inPieces, type Pause, sliceMs } from '../../engine/search/pieces.ts'
import { SpecError, show, UsageError } from '../../errors.ts'
import type { Params } from '../../language/spec.ts'
import { defined } from '../../plain.ts'
import { StepError } from '../../reference/interpret.ts'
import { validationJson } from '../../report/documents/validation-json.ts'
import { renderValidation } from '../../report/terminal/validation.ts'
import type { Validation } from '../../result.ts'
import { now } from '../../runtime/traps.ts'
import { type Header, headerOf } from '../../validate/header.ts'
import { type Line, type Outcome, type Validated, type ValidateOptions, validating } from '../../validate/validate.ts'
import { packageInfo } from '../host/package.ts'
import type { ArgsOf } from '../options/commands.ts'
import { oddTexts } from '../options/params.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { progressReport } from '../output/progress.ts'
import type { Terminal } from '../output/terminal.ts'
import { loadAll, modelFiles } from '../project/jobs.ts'
import { type LoadedSpec, loadSpec } from '../project/load.ts'
import { designIn, expectFunctions, type OneDesign } from '../project/one-design.ts'
import { filesOf, shown } from '../project/paths.ts'
import { linesOf } from '../stored/log-lines.ts'

type Args = ArgsOf<'validate'>

/** @throws UsageError, SpecError */
export async function validate(args: Args, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { cwd, out, err } = terminal
  const path = resolve(cwd, args.log)
  const log = shown(path, cwd)
  const started = now()
  const lines = linesOf(path, log)
  const header = readHeader(lines, log)
  const one = await designOf(header, args, log, cwd)
  for (const line of oddTexts(one.loaded.spec, args.param)) err.write(`allways: ${line}\n`)
  const warnings = warningsOf(header, one)
  for (const warning of warnings) err.write(`allways: ${log}:1: ${warning}\n`)
  expectFunctions(one)
  const outcome = await followed(one, lines, optionsOf(header, args, one), terminal, signal)
  if (outcome === undefined) return 130
  if ('wrong' in outcome) {
    for (const { line, message } of outcome.wrong) err.write(`allways: ${log}:${line}: ${message}\n`)
    const more = outcome.count - outcome.wrong.length
    if (more > 0) err.write(`allways: ${log}: ${more} further errors\n`)
    return 2
  }
  const { loaded, design, params } = one
  const result: Validation = {
    ...{ log, spec: loaded.spec.name, file: loaded.file, design, params, digest: loaded.digest },
    ...outcome,
    ...{ warnings, seconds: Math.round(now() - started) / 1000 },
  }
  if (args.json) out.document(`${JSON.stringify(validationJson(result, packageInfo), null, 2)}\n`)
  else out.write(renderValidation(result, out))
  return codeOf(outcome)
}

const codeOf = ({ verdict }: Validated): ExitCode =>
  (({ explained: 0, 'not explained': 1, unknown: 3 }) as const)[verdict]

/** Reads the first line. @throws UsageError if it is not a header */
function readHeader(lines: Generator<Line>, log: string): Header {
  const { value, done } = lines.next()
  if (done) throw new UsageError(`${log}: the log is empty; expected a header, then one event on each line`)
  const header = headerOf(value.text)
  if (Array.isArray(header)) throw new UsageError(header.map((message) => `${log}:1: ${message}`).join('\n'))
  return header as Header
}

/** The design that the log is of. @throws UsageError if the command line names another one */
async function designOf(header: Header, args: Args, log: string, cwd: string): Promise<OneDesign> {
  const { spec, design } = header
  const loaded = await specOf(header, args, log, cwd)
  if (loaded.spec.name !== spec) {
    throw new UsageError(`${log}:1: this log is of spec ${show(spec)}, and ${loaded.file} is ${show(loaded.spec.name)}`)
  }
  if (args.design !== undefined && args.design !== design) {
    throw new UsageError(`${log}:1: this log is of design ${show(design)}, and --design is ${show(args.design)}`)
  }
  return designIn(loaded, { design, param: paramsOf(header, args, log) })
}

async function specOf({ spec }: Header, args: Args, log: string, cwd: string): Promise<LoadedSpec> {
  if (args.spec !== undefined) {
    const [path, ...others] = filesOf([args.spec], '.model.ts', cwd)
    if (path === undefined || others.length > 0)
      throw new UsageError(`--spec ${args.spec}: this folder has ${others.length + 1} spec files; name one of them`)
    return await loadSpec(path, cwd)
  }
  const all = await loadAll(modelFiles([], cwd), cwd)
  const found = all.find((one) => one.spec.name === spec)
  if (found !== undefined) return found
  throw new UsageError(`${log}:1: no spec file is called ${show(spec)}; name the file with \`--spec FILE\``)
}

function paramsOf({ params = {} }: Header, { param }: Args, log: string): Params {
  for (const [name, value] of Object.entries(param)) {
    if (Object.hasOwn(params, name) && JSON.stringify(params[name]) !== JSON.stringify(value)) {
      throw new UsageError(
        `${log}:1: this log has ${name}=${show(params[name])}, and --param is ${name}=${show(value)}`,
      )
    }
  }
  return { ...params, ...param }
}

function warningsOf({ digest }: Header, { loaded }: OneDesign): string[] {
  if (digest === undefined || digest === loaded.digest) return []
  return [
    `the log was recorded with another version of the spec: digest ${digest}, and ${loaded.file} has ${loaded.digest}`,
  ]
}

function optionsOf(header: Header, args: Args, { loaded }: OneDesign): ValidateOptions {
  const order = args.order ?? header.order
  const clockError = args.clockError ?? header.clockError
  if (args.clockError !== undefined && order !== 'hosts')
    throw new UsageError('--clock-error needs `--order hosts`, because a total order does not depend on clocks')
  return {
    unlogged: [...(header.unlogged ?? []), ...args.unlogged],
    locate: loaded.locate,
    ...defined({
      mostUnlogged: args.mostUnlogged ?? header.mostUnlogged,
      order,
      clockError: order === 'hosts' ? clockError : undefined,
      maxStates: args.maxStates,
      maxBytes: args.maxMemory,
    }),
  }
}

/** Follows the log; `undefined` if it is interrupted. @throws SpecError if the model breaks a rule of its own */
async function followed(
  { loaded, model }: OneDesign,
  lines: Iterable<Line>,
  options: ValidateOptions,
  { err }: Terminal,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const progress = progressReport(err)
  let due = now() + sliceMs
  const rest = async () => {
    await new Promise((resume) => setImmediate(resume))
    due = now() + sliceMs
    return signal.aborted
  }
  const pause: Pause = () => (now() < due ? undefined : rest())
  try {
    return await inPieces(validating(model, lines, options), pause)
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    const at = loaded.locate(error)
    const place = at === undefined ? loaded.file : `${at.file}:${at.line}`
    throw new SpecError(error.code, `${place}: ${error.message}; \`npx allways check\` shows the steps that lead there`)
  } finally {
    progress.clear()
  }
}
