/** `allways conform`: runs the code of a driver along every transition of its designs. */
import { resolve } from 'node:path'
import { conformDesign } from '../../conform/conform.ts'
import { expectKnownSteps } from '../../conform/plan.ts'
import type { Conformance } from '../../conformance.ts'
import { SpecError, UsageError } from '../../errors.ts'
import { modelOf } from '../../language/spec.ts'
import { isWhole, renderConformance } from '../../report/terminal/conformance.ts'
import { grouped } from '../../report/words/numbers.ts'
import { specErrorOf } from '../../run/failures.ts'
import { packageInfo } from '../host/package.ts'
import type { ArgsOf } from '../options/commands.ts'
import { type ExitCode, isCi, worst } from '../output/exit-code.ts'
import { progressReport } from '../output/progress.ts'
import { type Documents, peopleOf, reportersOf, writeDocuments } from '../output/report-results.ts'
import type { Terminal } from '../output/terminal.ts'
import { Troubles } from '../output/troubles.ts'
import { unknownName } from '../output/unknown-name.ts'
import { type LoadedDriver, loadDriver } from '../project/load-driver.ts'
import { lockFile } from '../stored/lock-file.ts'

/** Returns 0 if the code conforms, 1 if it drifts, 2 for an error, and 3 if a limit left a part out. */
export async function conform(args: ArgsOf<'conform'>, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { cwd, err } = terminal
  const reporters = reportersOf(args)
  const people = peopleOf(reporters, terminal)
  const progress = progressReport(err)
  const troubles = new Troubles((line) => {
    progress.clear()
    err.write(`allways: ${line.replace(/^: /, '')}\n`)
  })
  const results: Conformance[] = []
  const codes: ExitCode[] = []
  for (const path of args.drivers) {
    let one: LoadedDriver
    let designs: readonly string[]
    try {
      one = await loadDriver(resolve(cwd, path), cwd)
      expectKnown(one)
      designs = designsOf(one, args.design)
    } catch (error) {
      troubles.add('', error)
      continue
    }
    for (const design of designs) {
      if (signal.aborted) break
      try {
        const result = await conformDesign(one.driver, design, {
          ...{ file: one.loaded.file, driverFile: one.file, digest: one.loaded.digest, locate: one.loaded.locate },
          ...{ params: args.param, signal },
          ...{ maxStates: args.maxStates, maxSteps: args.maxSteps, maxSeconds: args.maxSeconds },
          onProgress: ({ steps, driven, drivable }) =>
            progress.update(
              `${one.driver.spec.name}, ${design}`,
              `${grouped(driven)} of ${grouped(drivable)} transitions · ${grouped(steps)} steps`,
            ),
        })
        progress.clear()
        results.push(result)
        codes.push(codeOf(result))
        people.write(`${renderConformance(result, people)}\n\n`)
      } catch (error) {
        const isNamed = error instanceof SpecError && error.message.startsWith(`design '${design}'`)
        troubles.add(isNamed ? one.file : `${one.file}, ${design}`, error)
      }
    }
  }
  const stored = lockFile(args.lock, cwd, 'npx allways conform --update')
  if (args.update) await stored.writeDrivers(results, new Date())
  else if (stored.lock?.drivers !== undefined) {
    for (const { driver, design, message, more } of stored.compareDrivers(results)) {
      people.write(`${more ? '?' : '✗'} ${driver}, ${design}: ${message}; \`--update\` locks it\n`)
      if (!more || isCi()) codes.push(1)
    }
  }
  await writeDocuments(reporters, terminal, troubles, documentsOf(results))
  return worst([...codes, ...troubles.codes, ...(signal.aborted ? [130 as const] : [])])
}

function documentsOf(results: readonly Conformance[]): Documents {
  const load = () => import('../../report/documents/conformance.ts')
  return {
    async document(name) {
      if (name === 'json')
        return `${JSON.stringify({ version: 1, tool: packageInfo, conformance: results }, null, 2)}\n`
      if (name === 'html') {
        const { conformanceToHtml } = await import('../../report/documents/conformance-html.ts')
        return conformanceToHtml(results)
      }
      const { conformanceSummary, conformanceToJunit } = await load()
      return name === 'junit' ? conformanceToJunit(results) : conformanceSummary(results)
    },
    async annotations() {
      const { conformanceAnnotations } = await load()
      return conformanceAnnotations(results)
    },
  }
}

export function codeOf(result: Conformance): ExitCode {
  if (result.error !== undefined) return 2
  if (result.drift !== undefined) return 1
  return isWhole(result) ? 0 : result.limit === 'interrupted' ? 130 : 3
}

/** @throws SpecError for a handler of a step that no design of the spec has */
export function expectKnown({
  driver,
  file,
  loaded,
}: Pick<LoadedDriver, 'driver'> & Partial<Pick<LoadedDriver, 'file' | 'loaded'>>): void {
  const models = Object.keys(driver.spec.designs).flatMap((design) => {
    try {
      return [modelOf(driver.spec, design).model]
    } catch (error) {
      // a design that cannot be built is an error only if it is driven
      if (!driver.designs.includes(design)) return []
      if (loaded === undefined) throw error
      const { code, message, file = loaded.file, line } = specErrorOf(error, loaded.locate)
      throw new SpecError(code, `${file}${line === undefined ? '' : `:${line}`}: ${message}`, { cause: error })
    }
  })
  try {
    expectKnownSteps(driver, models)
  } catch (error) {
    if (file === undefined || !(error instanceof SpecError)) throw error
    throw new SpecError(error.code, `${file}: ${error.message}`, { cause: error })
  }
}

/** @throws UsageError for a design that the driver does not have */
export function designsOf({ driver, file }: LoadedDriver, wanted: readonly string[]): readonly string[] {
  for (const name of wanted) {
    if (!driver.designs.includes(name)) throw new UsageError(`${file}: ${unknownName('design', name, driver.designs)}`)
  }
  return wanted.length === 0 ? driver.designs : wanted
}
