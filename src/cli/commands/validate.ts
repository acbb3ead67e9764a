/** `allways validate`: holds the log of a real system against a design. */

import { inPieces, type Pause, sliceMs } from '../../engine/search/pieces.ts'
import { SpecError, show, UsageError } from '../../errors.ts'
import type { Params } from '../../language/spec.ts'
import { defined } from '../../plain.ts'
import { StepError } from '../../reference/interpret.ts'
import { validationJson } from '../../report/documents/validation-json.ts'
import { renderValidation } from '../../report/terminal/validation.ts'
import { counted, duration, grouped } from '../../report/words/numbers.ts'
import type { Validation } from '../../result.ts'
import { now } from '../../runtime/traps.ts'
import type { Header } from '../../validate/header.ts'
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
import { filesOf } from '../project/paths.ts'
import { type Log, readLog } from '../stored/read-log.ts'

type Args = ArgsOf<'validate'>

/** @throws UsageError, SpecError */
export async function validate(args: Args, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { cwd, out, err } = terminal
  const started = now()
  const log = await readLog(args.log, args.otlp, cwd)
  const one = await designOf(log, args, cwd)
  for (const line of oddTexts(one.loaded.spec, args.param)) err.write(`allways: ${line}\n`)
  const warnings = warningsOf(log.header, one)
  for (const warning of warnings) err.write(`allways: ${log.place(1)}: ${warning}\n`)
  expectFunctions(one)
  const progress = progressReport(err)
  const endMs = started + (args.maxSeconds ?? Number.POSITIVE_INFINITY) * 1000
  const outcome = await followed(one, log.lines, optionsOf(log, args, one), ({ events, failed }) => {
    if (signal.aborted) return 'interrupted'
    if (now() > endMs) return 'seconds'
    const bad = failed === 0 ? '' : ` · ${grouped(failed)} not explained`
    progress.update(log.name, `${counted(events, 'event')}${bad} · ${duration((now() - started) / 1000)}`)
    return undefined
  })
  progress.clear()
  if ('wrong' in outcome) {
    for (const { line, message } of outcome.wrong) err.write(`allways: ${log.place(line)}: ${message}\n`)
    const more = outcome.count - outcome.wrong.length
    if (more > 0) err.write(`allways: ${log.name}: ${more} further errors\n`)
    return signal.aborted ? 130 : 2
  }
  const { loaded, design, params } = one
  const result: Validation = {
    ...{ log: log.name, spec: loaded.spec.name, file: loaded.file, design, params, digest: loaded.digest },
    ...outcome,
    ...defined({ ignored: log.ignored }),
    ...{ warnings, seconds: Math.round(now() - started) / 1000 },
  }
  if (args.json) out.document(`${JSON.stringify(validationJson(result, packageInfo), null, 2)}\n`)
  else out.write(renderValidation(result, out))
  return codeOf(outcome)
}

function codeOf({ verdict, limit, stopped }: Validated): ExitCode {
  if (limit === 'interrupted' || stopped === 'interrupted') return 130
  return ({ explained: 0, 'not explained': 1, unknown: 3 } as const)[verdict]
}

/** The design that the log is of. @throws UsageError if the command line names another one */
async function designOf({ name, header, place }: Log, args: Args, cwd: string): Promise<OneDesign> {
  const { param, design = header?.design } = args
  if (header === undefined) {
    if (args.spec === undefined) throw new UsageError(`${name}: spans name no spec; name its file with \`--spec FILE\``)
    return designIn(await specIn(args.spec, cwd), { param, ...defined({ design }) })
  }
  const loaded = args.spec === undefined ? await specCalled(header.spec, place(1), cwd) : await specIn(args.spec, cwd)
  const ofLog = `${place(1)}: this log is of`
  if (loaded.spec.name !== header.spec)
    throw new UsageError(`${ofLog} spec ${show(header.spec)}, and ${loaded.file} is ${show(loaded.spec.name)}`)
  if (design !== header.design)
    throw new UsageError(`${ofLog} design ${show(header.design)}, but --design names ${show(design)}`)
  const params = paramsOf(header, param, place(1))
  try {
    return designIn(loaded, { design: header.design, param: params })
  } catch (error) {
    // the header names the design and its parameters
    if (error instanceof UsageError) throw new UsageError(`${place(1)}: ${error.message}`, { cause: error })
    if (error instanceof SpecError && header.params !== undefined)
      throw new SpecError(error.code, `${place(1)}: ${error.message}`, { cause: error })
    throw error
  }
}

async function specIn(path: string, cwd: string): Promise<LoadedSpec> {
  const [file, ...others] = filesOf([path], '.model.ts', cwd)
  if (file === undefined || others.length > 0)
    throw new UsageError(`--spec ${path}: this folder has ${others.length + 1} spec files; name one of them`)
  return await loadSpec(file, cwd)
}

async function specCalled(name: string, place: string, cwd: string): Promise<LoadedSpec> {
  const all = await loadAll(modelFiles([], cwd), cwd)
  const found = all.find(({ spec }) => spec.name === name)
  if (found !== undefined) return found
  throw new UsageError(`${place}: no spec file is called ${show(name)}; name the file with \`--spec FILE\``)
}

function paramsOf({ params = {} }: Header, param: Params, place: string): Params {
  for (const [name, value] of Object.entries(param)) {
    if (Object.hasOwn(params, name) && JSON.stringify(params[name]) !== JSON.stringify(value)) {
      throw new UsageError(
        `${place}: this log has ${name}=${show(params[name])}, and --param is ${name}=${show(value)}`,
      )
    }
  }
  return { ...params, ...param }
}

function warningsOf(header: Header | undefined, { loaded }: OneDesign): string[] {
  const digest = header?.digest
  if (digest === undefined || digest === loaded.digest) return []
  return [
    `the log was recorded with another version of the spec: digest ${digest}, and ${loaded.file} has ${loaded.digest}`,
  ]
}

function optionsOf({ header }: Log, args: Args, { loaded }: OneDesign): ValidateOptions {
  const order = args.order ?? header?.order
  const clockError = args.clockError ?? header?.clockError
  if (args.clockError !== undefined && order !== 'hosts')
    throw new UsageError('--clock-error needs `--order hosts`, because a total order does not depend on clocks')
  return {
    unlogged: [...(header?.unlogged ?? []), ...args.unlogged],
    locate: loaded.locate,
    ...defined({
      mostUnlogged: args.mostUnlogged ?? header?.mostUnlogged,
      order,
      clockError: order === 'hosts' ? clockError : undefined,
      maxStates: args.maxStates,
      maxBytes: args.maxMemory,
    }),
  }
}

/** Follows the log. @throws SpecError if the model breaks a rule of its own */
async function followed(
  { loaded, model }: OneDesign,
  lines: Iterable<Line>,
  options: ValidateOptions,
  stop: NonNullable<ValidateOptions['onPause']>,
): Promise<Outcome> {
  let due = now() + sliceMs
  let hasRested = false
  const rest = async () => {
    await new Promise((resume) => setImmediate(resume))
    due = now() + sliceMs
    hasRested = true
    return false
  }
  const pause: Pause = () => (now() < due ? undefined : rest())
  const onPause: ValidateOptions['onPause'] = (done) => {
    if (!hasRested) return undefined
    hasRested = false
    return stop(done)
  }
  try {
    // no pause ends the work: it ends by itself when `onPause` says so
    return (await inPieces(validating(model, lines, { ...options, onPause }), pause)) as Outcome
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    const at = loaded.locate(error)
    const place = at === undefined ? loaded.file : `${at.file}:${at.line}`
    throw new SpecError(error.code, `${place}: ${error.message}; \`npx allways check\` shows the steps that lead there`)
  }
}
