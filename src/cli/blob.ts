/** All that a run found, in one file, for another command to tell of: what shards of a job leave, and `merge` joins. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { Result } from '../result.ts'
import type { Run } from './run.ts'
import { tool } from './tool.ts'

interface Blob extends Run {
  readonly blob: 1
  readonly tool: string
}

const madeBy = `${tool.name} ${tool.version}`

export function toBlob({ results, swept, lock, unchanged, findings }: Run): string {
  const blob: Blob = {
    ...{ blob: 1, tool: madeBy, results },
    ...(swept === undefined ? {} : { swept }),
    ...(lock === undefined ? {} : { lock }),
    ...(unchanged === undefined ? {} : { unchanged }),
    ...(findings === undefined ? {} : { findings }),
  }
  return `${JSON.stringify(blob)}\n`
}

/** @throws UsageError for a file that is no blob of this version */
export function readBlob(path: string, cwd: string): Run {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(resolve(cwd, path), 'utf8'))
  } catch (error) {
    throw new UsageError(`${path}: cannot be read as a blob: ${(error as Error).message}`)
  }
  const { blob, tool: maker, results } = (value ?? {}) as Partial<Blob>
  if (blob !== 1 || !Array.isArray(results)) {
    throw new UsageError(`${path}: is no blob: write one by npx allways check --reporter blob=${path}`)
  }
  // the types inside are ours, and may differ between versions
  if (maker !== madeBy) throw new UsageError(`${path}: was written by ${maker}, and this is ${madeBy}: use one version`)
  return value as Blob
}

/** What a check has saved of each design, for another to be compared with. @throws UsageError where that cannot be */
export function savedResults(path: string, cwd: string): readonly Result[] {
  if (!existsSync(resolve(cwd, path))) {
    throw new UsageError(
      `${path}: no such file: save one by npx allways check --reporter blob=${path}, or name a revision`,
    )
  }
  const { results, swept } = readBlob(path, cwd)
  if (swept === undefined) return results
  throw new UsageError(`${path}: is of several sizes ('${swept}'): save one of a check without a range`)
}

/** The runs as one. @throws UsageError where two of them are of the same design */
export function joined(runs: readonly { readonly path: string; readonly run: Run }[]): Run {
  const from = new Map<string, string>()
  const results: Result[] = []
  for (const { path, run } of runs) {
    for (const result of run.results) {
      const key = JSON.stringify([result.spec, result.design, result.params])
      const other = from.get(key)
      if (other !== undefined) {
        const which = `'${result.design}' of ${result.spec}`
        throw new UsageError(`${which} is in ${other} and in ${path}: give each shard other designs, as by --shard 1/2`)
      }
      from.set(key, path)
      results.push(result)
    }
  }
  const locks = runs.flatMap(({ run }) => (run.lock === undefined ? [] : [run.lock]))
  const swept = runs.find(({ run }) => run.swept !== undefined)?.run.swept
  const [first] = locks
  // shards of one run leave out the same
  const unchanged = runs.find(({ run }) => run.unchanged !== undefined)?.run.unchanged
  // every shard reads all of the specs
  const findings = new Map(runs.flatMap(({ run }) => run.findings ?? []).map((one) => [JSON.stringify(one), one]))
  return {
    results: [...results].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0)),
    ...(swept === undefined ? {} : { swept }),
    ...(unchanged === undefined ? {} : { unchanged }),
    ...(findings.size === 0 ? {} : { findings: [...findings.values()] }),
    ...(first === undefined
      ? {}
      : {
          lock: {
            file: first.file,
            weaker: locks.flatMap(({ weaker }) => weaker),
            unlocked: locks.flatMap(({ unlocked }) => unlocked),
          },
        }),
  }
}
