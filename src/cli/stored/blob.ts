/** Blobs: files with everything that a run found. Each shard of a job writes one, and `allways merge` joins them. */

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { show, UsageError } from '../../errors.ts'
import { defined } from '../../plain.ts'
import { mergedCoverage } from '../../report/terminal/coverage.ts'
import { quoted } from '../../report/terminal/lock.ts'
import type { Result } from '../../result.ts'
import { packageInfo } from '../host/package.ts'
import type { Shard } from '../options/shard-env.ts'
import { mergedWalks } from '../output/merged-walks.ts'
import type { DesignName, Part, Run } from '../output/run.ts'
import { readJson } from './json-file.ts'
import {
  comparedFields,
  coverageShape,
  designNameShape,
  findingShape,
  resultShape,
  unchangedShape,
} from './result-shape.ts'
import { also, anyText, fitting, inLine, list, maybe, object, oneOf, record, text, whole, yes } from './shape.ts'
import { designsOf, refuseOtherRuns } from './shard-part.ts'

interface Blob extends Run {
  readonly blob: 2
  readonly tool: string
  readonly part: Part
}

const madeBy = `${packageInfo.name} ${packageInfo.version}`

/** The part for a run that is not a check, such as a simulation: its results are the whole run. */
const wholeOf = (results: readonly Result[]): Part => ({
  designs: results.map(({ spec, design }) => ({ spec, design })),
  ...{ sizes: 1, same: {} },
})

export function toBlob({ results, swept, lock, unchanged, coverage, findings, part }: Run): string {
  const blob: Blob = {
    ...{ blob: 2, tool: madeBy, part: part ?? wholeOf(results), results },
    ...defined({ swept, lock, unchanged, coverage, findings }),
  }
  return `${JSON.stringify(blob)}\n`
}

const shape = object<Blob>({
  ...{ blob: oneOf(2), tool: text, results: list(resultShape), swept: maybe(text) },
  part: object<Part>({
    shard: maybe(
      also(object<Shard>({ index: whole(1), of: whole(1) }), ({ index, of }) =>
        index <= of ? undefined : { path: ['index'], found: index, expected: `at most ${of}` },
      ),
    ),
    ...{ weights: maybe(list(whole(1))), values: maybe(list(anyText)), walks: maybe(yes) },
    ...{ designs: list(designNameShape), sizes: whole(1), same: record(anyText), revision: maybe(text) },
  }),
  lock: maybe(
    object<NonNullable<Run['lock']>>({
      ...{ ...comparedFields, file: text, again: maybe(anyText), designs: maybe(list(anyText)) },
    }),
  ),
  unchanged: maybe(unchangedShape),
  ...{ coverage: maybe(list(coverageShape)), findings: maybe(list(findingShape)) },
})

const writeOne = (path: string) => `write one with \`npx allways check --reporter blob=${quoted(path)}\``

/** @throws UsageError if the file is not a blob of this version, or lacks a result that it should hold */
export function readBlob(path: string, cwd: string): Blob {
  // the file may be something else, which the advice must not overwrite
  const again = writeOne(path.endsWith('.blob.json') ? path : 'FILE.blob.json')
  const value = readJson(resolve(cwd, path), path, again)
  const { blob, tool: maker, results } = Object(value) as Partial<Blob>
  if (!Number.isInteger(blob) || !Array.isArray(results))
    throw new UsageError(`${path}: this file does not have the results of a check; ${again}`)
  // the blob holds internal types, which may differ between versions
  if (maker !== madeBy) {
    throw new UsageError(
      `${path}: 'tool' is ${inLine(show(maker))}; expected '${madeBy}'; write and read this file with the same version of allways`,
    )
  }
  if (blob !== 2) {
    throw new UsageError(`${path}: the version of this format is ${blob}; expected 2; ${again}`)
  }
  const read = fitting(shape, value, path, again)
  refuseLost(read, path)
  return read
}

/** @throws UsageError if the results lack a design that the run had to check, or one of its sizes */
function refuseLost({ part, results }: Blob, path: string): void {
  const lost = designsOf(part).filter(({ spec, design, sizes }) => {
    const found = results.filter((result) => result.spec === spec && result.design === design)
    // a check skips the larger sizes of a design after a limit or an error
    return found.length < sizes && !found.some(({ limit, error }) => limit !== undefined || error !== undefined)
  })
  if (lost.length === 0) return
  const names = lost.map(({ spec, design }) => `\n  ${spec} · ${design}`).join('')
  const what = results.length === 0 ? 'is empty' : 'is incomplete'
  throw new UsageError(`${path}: 'results' ${what}: these designs have no result:${names}\ncheck these designs again`)
}

/** The saved results of a check, for a comparison with another run. @throws UsageError if they cannot be compared */
export function savedResults(path: string, cwd: string): readonly Result[] {
  if (!existsSync(resolve(cwd, path))) {
    throw new UsageError(`${path}: no such file; ${writeOne(path)}, or name a git revision`)
  }
  const { results, swept, part } = readBlob(path, cwd)
  if (swept !== undefined) {
    throw new UsageError(
      `${path}: these results have several values of '${swept}'; save the results of a check with one value of this parameter`,
    )
  }
  if (part.shard !== undefined && part.shard.of > 1) {
    const { index, of } = part.shard
    throw new UsageError(
      `${path}: these are the results of only shard ${index}/${of}; join all shards with \`npx allways merge FILE... --reporter blob=whole.blob.json\``,
    )
  }
  return results
}

interface Named {
  readonly path: string
  readonly run: Blob
}

/**
 * Joins the runs into one. @throws UsageError if two results are of the same design and parameters, or if a shard is
 * missing or belongs to a different run
 */
export function joined(runs: readonly Named[]): Run {
  const from = new Map<string, string>()
  const results: Result[] = []
  const sharded = runs.filter(({ run }) => run.part.shard !== undefined)
  refuseOtherRuns(sharded.map(({ path, run }) => ({ path, part: run.part })))
  const walks = sharded.filter(({ run }) => run.part.walks === true)
  for (const { spec, design } of walks[0]?.run.part.designs ?? []) {
    const shares = walks.flatMap(({ run }) =>
      run.results.filter((result) => result.spec === spec && result.design === design),
    )
    if (shares.length > 0) results.push(mergedWalks(shares))
  }
  for (const { path, run } of runs) {
    if (walks.some((one) => one.path === path)) continue
    for (const result of run.results) {
      const key = JSON.stringify([result.spec, result.design, result.params])
      const other = from.get(key)
      if (other !== undefined) {
        const which = `design '${result.design}' of '${result.spec}'`
        throw new UsageError(
          other === path
            ? `${path}: 'results' lists ${which} twice; run the check again`
            : `${other} and ${path} both have ${which}; give each shard its own designs, as in \`--shard 1/2\``,
        )
      }
      from.set(key, path)
      results.push(result)
    }
  }
  const locks = runs.flatMap(({ run }) => (run.lock === undefined ? [] : [run.lock]))
  const swept = runs.find(({ run }) => run.swept !== undefined)?.run.swept
  const [first] = locks
  // all shards of one run leave out the same designs
  const unchanged = runs.find(({ run }) => run.unchanged !== undefined)?.run.unchanged
  const coverages = runs.flatMap(({ run }) => run.coverage ?? [])
  if (results.length === 0 && unchanged === undefined) {
    throw new UsageError(`${runs.map(({ path }) => path).join(', ')}: 'results' is empty; run the check again`)
  }
  const part = joinedPart(runs.map(({ run }) => run.part))
  // every shard reads all specs, so the same finding can occur several times
  const findings = new Map(runs.flatMap(({ run }) => run.findings ?? []).map((one) => [JSON.stringify(one), one]))
  return {
    results: sorted(results, part, swept),
    part,
    ...defined({ swept, unchanged }),
    ...(coverages.length === 0 ? {} : { coverage: mergedCoverage(coverages) }),
    ...(findings.size === 0 ? {} : { findings: [...findings.values()] }),
    ...(first === undefined
      ? {}
      : {
          lock: {
            ...first,
            weaker: locks.flatMap(({ weaker }) => weaker),
            unlocked: locks.flatMap(({ unlocked }) => unlocked),
          },
        }),
  }
}

/** In the order of one run: by files, then designs as that run lists them, then sizes. */
function sorted(results: readonly Result[], { designs, values = [] }: Part, swept: string | undefined): Result[] {
  const places = new Map(designs.map(({ spec, design }, i) => [JSON.stringify([spec, design]), i]))
  const placeOf = ({ spec, design }: Result) => places.get(JSON.stringify([spec, design])) ?? 0
  const sizeOf = ({ params }: Result) => (swept === undefined ? 0 : values.indexOf(JSON.stringify(params[swept])))
  return [...results].sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || placeOf(a) - placeOf(b) || sizeOf(a) - sizeOf(b),
  )
}

/** Takes the shards' data from the first shard: all shards belong to one run, so their data agree. */
function joinedPart(parts: readonly Part[]): Part {
  const [sharded] = parts.filter(({ shard }) => shard !== undefined)
  const designs: DesignName[] = parts.flatMap((part) => (part.shard === undefined ? part.designs : []))
  const { same, values } = sharded ?? (parts[0] as Part)
  const sizes = Math.min(...parts.map((part) => part.sizes))
  return { designs: [...(sharded?.designs ?? []), ...designs], sizes, same, ...defined({ values }) }
}
