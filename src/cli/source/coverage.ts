/**
 * `--coverage`: finds out which parts of a spec's source the states of its designs execute. It loads the spec once more
 * while V8 counts blocks. The counts for building the models are kept apart. Then, in a separate pass, every state runs
 * everything that it can run.
 */
import { dirname, resolve, sep } from 'node:path'
import { SpecError } from '../../errors.ts'
import type { Params } from '../../language/spec.ts'
import type { BranchCoverage, BranchWay, Coverage, FileCoverage } from '../../result.ts'
import { exercise } from '../../run/execute-all-code.ts'
import type { SearchOptions } from '../../run/limits.ts'
import type { Bundle } from '../project/bundle.ts'
import { type LoadedSpec, loadSpec } from '../project/load.ts'
import { Executed } from './executed.ts'
import type { Origin } from './locate.ts'
import { type BranchPart, partsOf } from './source-parts.ts'

export interface CoverageOptions extends Pick<SearchOptions, 'maxSeconds' | 'signal' | 'onProgress'> {
  /** Each design, with the parameters that override its own. */
  readonly runs: readonly { readonly design: string; readonly params: Params }[]
  readonly maxStates?: number
  readonly maxMemoryBytes: number
}

let passes = 0

export async function coverageOf({ file }: LoadedSpec, cwd: string, options: CoverageOptions): Promise<Coverage> {
  const { runs, ...limits } = options
  const path = resolve(cwd, file)
  // V8 counts by script name, so each pass uses a new name
  const script = `${path}.coverage-${passes++}.cjs`
  const executed = new Executed()
  try {
    const loaded = await loadWhole(path, cwd, script)
    const { spec, text } = loaded
    const building = new Float64Array(text.length)
    const running = new Float64Array(text.length)
    let states = 0
    let complete = true
    for (const { design, params } of runs) {
      const onBuilt = () => executed.take(script, building)
      const seen = await exercise(spec, design, { ...limits, params, onBuilt })
      executed.take(script, running)
      states += seen.states
      complete &&= seen.complete
    }
    const designs = [...new Set(runs.map(({ design }) => design))]
    return { spec: spec.name, designs, states, complete, files: filesOf(loaded, dirname(path), building, running) }
  } finally {
    executed.end()
  }
}

/** Loads the spec including code that nothing uses. If that fails, loads it without that code. */
async function loadWhole(path: string, cwd: string, script: string): Promise<LoadedSpec> {
  try {
    return await loadSpec(path, cwd, { whole: true, asWritten: true, script })
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    return await loadSpec(path, cwd, { asWritten: true, script })
  }
}

/** The coverage of the author's files that have code for states. Packages and allways are left out. */
function filesOf({ text, bundle, origin }: LoadedSpec, folder: string, building: Float64Array, running: Float64Array) {
  const texts = textsOf(bundle, folder)
  const known = new Map<number, Origin | undefined>()
  const find = (offset: number): Origin | undefined => {
    if (known.has(offset)) return known.get(offset)
    const found = origin(offset)
    const place = found !== undefined && isOfAuthor(found.path) && texts.has(found.path) ? found : undefined
    known.set(offset, place)
    return place
  }
  const files = new Map<string, FileParts>()
  const [, ...functions] = partsOf(text, (offset) => find(offset) !== undefined)
  const taken = (offset: number) => running[offset] as number
  for (const part of functions) {
    // a function that ran while the models were built, but in no state, is not meant for states
    if (taken(part.at) === 0 && (building[part.at] as number) > 0) continue
    for (const offset of part.code) {
      const place = find(offset)
      if (place === undefined) continue
      const { lines } = partsAt(files, place)
      lines.set(place.line, Math.max(lines.get(place.line) ?? 0, taken(offset)))
    }
    for (const branch of part.branches) {
      const place = find(branch.at)
      if (place === undefined) continue
      const key = JSON.stringify([place.line, place.column, branch.kind])
      partsAt(files, place).branches.set(key, branchAt(branch, place, taken, find))
    }
  }
  return [...files]
    .map(
      ([path, { file, lines, branches }]): FileCoverage => ({
        file,
        text: texts.get(path) as string,
        lines: [...lines].sort(([a], [b]) => a - b),
        branches: [...branches.values()].sort((a, b) => a.line - b.line || a.column - b.column),
      }),
    )
    .sort((a, b) => (a.file < b.file ? -1 : 1))
}

interface FileParts {
  readonly file: string
  readonly lines: Map<number, number>
  readonly branches: Map<string, BranchCoverage>
}

function partsAt(files: Map<string, FileParts>, { path, file }: Origin): FileParts {
  const known = files.get(path) ?? { file, lines: new Map(), branches: new Map() }
  files.set(path, known)
  return known
}

function branchAt(
  { at, kind, ways }: BranchPart,
  { line, column }: Origin,
  taken: (offset: number) => number,
  find: (offset: number) => Origin | undefined,
): BranchCoverage {
  const all = taken(at)
  return {
    ...{ line, column, kind, taken: all },
    ways: ways.map(({ what, at }): BranchWay => {
      // an `else` that is not written: the executions that did not take the other way
      if (at === undefined) return { what, taken: Math.max(0, all - taken(ways[0]?.at as number)) }
      const place = find(at)
      return { what, taken: taken(at), ...(place === undefined ? {} : { line: place.line, column: place.column }) }
    }),
  }
}

const isOfAuthor = (path: string) => !path.split(sep).includes('node_modules')

/** The text of each file when it was bundled, by its path. */
function textsOf({ map }: Bundle, folder: string): Map<string, string> {
  const { sources, sourcesContent } = JSON.parse(map) as { sources: string[]; sourcesContent: string[] }
  return new Map(sources.map((source, i) => [resolve(folder, source), sourcesContent[i] as string]))
}
