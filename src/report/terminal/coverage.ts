/** The parts of a spec's source that no state executed: for people, for other programs, and as lcov. */
import pc from 'picocolors'
import type { BranchCoverage, BranchWay, Coverage, FileCoverage } from '../../result.ts'
import { counted } from '../words/numbers.ts'
import { type TextOptions, wrap } from '../words/text.ts'

interface UntakenWay {
  readonly branch: BranchCoverage
  readonly way: BranchWay
}

/** Ways that were never taken, of branches that were reached. */
function allUntakenWays({ branches }: FileCoverage): UntakenWay[] {
  return branches.flatMap((branch) =>
    branch.taken === 0 ? [] : branch.ways.flatMap((way) => (way.taken === 0 ? [{ branch, way }] : [])),
  )
}

/** Of those, the ways that no line shows. If a way begins on its own line, that line counts as never executed. */
export function untakenWays(file: FileCoverage): UntakenWay[] {
  const lines = new Map(file.lines)
  return allUntakenWays(file).filter(({ way: { line } }) => line === undefined || lines.get(line) !== 0)
}

/** Ranges of lines that no state executed. Lines with nothing to execute do not end a range. */
export function untakenLines({ lines, text }: FileCoverage): (readonly [from: number, to: number])[] {
  const runs: [number, number][] = []
  const texts = text.split('\n')
  for (const [line, taken] of lines) {
    if (taken > 0) continue
    const run = runs.at(-1)
    if (run !== undefined && texts.slice(run[1], line - 1).every((between) => isBare.test(between))) run[1] = line
    else runs.push([line, line])
  }
  return runs
}

/** A line with nothing to execute: blank, a comment, or brackets. */
const isBare = /^\s*(\/\/.*|\/?\*.*|[\])}>;,({[\s]*)$/

/** Why a way of a branch is never taken. */
export function sayWay({ kind }: BranchCoverage, { what }: BranchWay): string {
  switch (kind) {
    case 'if':
      return what === 'then' ? "the condition of 'if' is never true" : "the condition of 'if' is never false"
    case '? :':
      return what === '?' ? "the condition of '? :' is never true" : "the condition of '? :' is never false"
    case 'loop':
      return 'the body of the loop is never executed'
    case 'try':
      return 'nothing is ever caught'
    case 'switch':
      return what === 'default' ? 'switch: the default is never taken' : 'switch: this case is never taken'
    default:
      return `the right side of ${kind} is never evaluated`
  }
}

/** The paragraph under the table of a spec. */
export function renderCoverage(coverage: Coverage, { width, color }: TextOptions): string {
  const { spec, designs, files } = coverage
  const colors = pc.createColors(color)
  const lines = sum(files, ({ lines }) => lines.length)
  const never = sum(files, ({ lines }) => lines.filter(([, taken]) => taken === 0).length)
  const ways = files.flatMap(untakenWays)
  const missing = [
    ...(never > 0 ? [`${counted(never, 'line')} of ${lines}`] : []),
    ...(ways.length > 0 ? [`${ways.length} ${ways.length === 1 ? 'branch' : 'branches'} on other lines`] : []),
  ]
  const head = `${spec} · source executed in ${counted(designs.length, 'design')}: `
  const what =
    missing.length === 0 ? `all ${counted(lines, 'line')} and every branch` : `all but ${missing.join(' and ')}`
  return [
    ...wrap(`${head}${what}`, width).map(colors.bold),
    ...(isPartial(coverage)
      ? wrap(
          `The search did not reach all states. The numbers are for the ${counted(coverage.states, 'state')} that it reached.`,
          width,
          '  ',
        )
      : []),
    ...files.flatMap((file) => [
      ...(untakenLines(file).length === 0
        ? []
        : wrap(`${file.file}:${untakenLines(file).map(rangeText).join(', ')}`, width, '  ', '    ')),
      ...untakenWays(file).flatMap(({ branch, way }) =>
        wrap(
          `${file.file}:${way.line ?? branch.line}:${way.column ?? branch.column}: ${sayWay(branch, way)}`,
          width,
          '  ',
          '    ',
        ),
      ),
    ]),
  ].join('\n')
}

const isPartial = ({ complete }: Coverage) => !complete
const rangeText = ([from, to]: readonly [number, number]) => (from === to ? `${from}` : `${from}-${to}`)
const sum = <T>(all: readonly T[], of: (one: T) => number) => all.reduce((total, one) => total + of(one), 0)

/** The coverage for other programs, without the sources. */
export function coverageJson({ spec, designs, states, complete, files }: Coverage): object {
  return {
    ...{ spec, designs, states, complete },
    files: files.map((file) => ({
      file: file.file,
      lines: {
        found: file.lines.length,
        hit: file.lines.filter(([, taken]) => taken > 0).length,
        never: untakenLines(file),
      },
      branches: {
        found: sum(file.branches, ({ ways }) => ways.length),
        hit: sum(file.branches, ({ ways }) => ways.filter(({ taken }) => taken > 0).length),
        never: allUntakenWays(file).map(({ branch, way }) => ({
          line: way.line ?? branch.line,
          column: way.column ?? branch.column,
          kind: branch.kind,
          way: way.what,
        })),
      },
    })),
  }
}

/** The files of several specs, or of shards of one spec. Each file occurs once, with its counts added up. */
export function mergedFiles(coverages: readonly Coverage[]): FileCoverage[] {
  const files = new Map<string, FileCoverage>()
  for (const file of coverages.flatMap(({ files }) => files)) {
    const known = files.get(file.file)
    files.set(file.file, known === undefined ? file : added(known, file))
  }
  return [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1))
}

/** One coverage for each spec. */
export function mergedCoverage(coverages: readonly Coverage[]): Coverage[] {
  const specs = [...new Set(coverages.map(({ spec }) => spec))]
  return specs.map((spec) => {
    const all = coverages.filter((one) => one.spec === spec)
    return {
      spec,
      designs: [...new Set(all.flatMap(({ designs }) => designs))],
      states: sum(all, ({ states }) => states),
      complete: all.every(({ complete }) => complete),
      files: mergedFiles(all),
    }
  })
}

function added(a: FileCoverage, b: FileCoverage): FileCoverage {
  const lines = new Map(a.lines)
  for (const [line, taken] of b.lines) lines.set(line, (lines.get(line) ?? 0) + taken)
  const branches = new Map(a.branches.map((branch) => [keyOf(branch), branch]))
  for (const branch of b.branches) {
    const known = branches.get(keyOf(branch))
    if (known === undefined) branches.set(keyOf(branch), branch)
    else {
      const ways = known.ways.map((way, i) => ({ ...way, taken: way.taken + (branch.ways[i]?.taken ?? 0) }))
      branches.set(keyOf(branch), { ...known, taken: known.taken + branch.taken, ways })
    }
  }
  return {
    ...a,
    lines: [...lines].sort(([one], [other]) => one - other),
    branches: [...branches.values()].sort((one, other) => one.line - other.line || one.column - other.column),
  }
}

const keyOf = ({ line, column, kind, ways }: BranchCoverage) => JSON.stringify([line, column, kind, ways.length])

/** The format of geninfo. Paths are relative to the folder in which the command ran. */
export function toLcov(coverages: readonly Coverage[]): string {
  const records = mergedFiles(coverages).map(({ file, lines, branches }) => {
    const ways = branches.flatMap((branch, block) => branch.ways.map((way, number) => ({ branch, block, way, number })))
    return [
      'TN:',
      `SF:${file}`,
      ...ways.map(
        ({ branch, block, way, number }) =>
          `BRDA:${branch.line},${block},${number},${branch.taken === 0 ? '-' : way.taken}`,
      ),
      `BRF:${ways.length}`,
      `BRH:${ways.filter(({ way }) => way.taken > 0).length}`,
      ...lines.map(([line, taken]) => `DA:${line},${taken}`),
      `LF:${lines.length}`,
      `LH:${lines.filter(([, taken]) => taken > 0).length}`,
      'end_of_record',
    ].join('\n')
  })
  return records.length === 0 ? '' : `${records.join('\n')}\n`
}
