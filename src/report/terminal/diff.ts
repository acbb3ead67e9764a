/** Compares designs before and today: what changed in each, and a shortest run that only one side has. */
import pc from 'picocolors'
import type { BehaviourDiff, DesignDiff, PropertyResult, Result, Trace } from '../../result.ts'
import { fitting } from '../documents/github.ts'
import { escaped } from '../documents/markdown.ts'
import { deed } from '../words/data.ts'
import { counted } from '../words/numbers.ts'
import { type TextOptions, tied, wrap } from '../words/text.ts'
import { cell } from './cells.ts'
import { renderTrace } from './trace.ts'

export interface DiffOptions {
  /** The base of the comparison: a revision, or a file of saved results. */
  readonly base: string
  readonly isSaved: boolean
  /** The number of designs that did not change. */
  readonly unchanged: number
}

/** The designs that changed, one after another, and a summary. */
export function renderDiff(diffs: readonly DesignDiff[], of: DiffOptions, options: TextOptions): string {
  const colors = pc.createColors(options.color)
  const parts = diffs.map((diff) => {
    const lines = wrap(`${diff.spec} · ${tied(diff.design)}${standing(diff, of)}`, options.width).map(colors.bold)
    for (const line of changesOf(diff)) lines.push(...wrap(line, options.width, '  - '))
    for (const { opening, trace } of stories(diff)) {
      lines.push('', ...wrap(opening, options.width, '  '), '', renderTrace(trace, options))
    }
    const note = reach(diff, of)
    if (note !== undefined) lines.push('', ...wrap(note, options.width, '  ').map(colors.dim))
    return lines.join('\n')
  })
  return [...parts, wrap(summary(diffs, of), options.width).map(colors.bold).join('\n')].join('\n\n')
}

/** The same for a pull request: one table of verdicts, then the other changes of each design. */
export function diffMarkdown(diffs: readonly DesignDiff[], of: DiffOptions): string {
  const rows = diffs.flatMap((diff) =>
    diff.verdicts.map((pair) => {
      const name = (pair.today ?? pair.before)?.name ?? ''
      const [was, is] = sides(diff, pair)
      return `| ${escaped(diff.spec)} | ${escaped(diff.design)} | ${escaped(name)} | ${escaped(was)} | ${escaped(is)} |`
    }),
  )
  const table =
    rows.length === 0
      ? []
      : [['| spec | design | property | before | today |', '| --- | --- | --- | --- | --- |', ...rows].join('\n')]
  const parts = diffs.flatMap((diff) => {
    const verdicts = diff.verdicts.length
    const changes = changesOf(diff).slice(verdicts)
    const told = stories(diff)
    const note = reach(diff, of)
    if (changes.length + told.length === 0 && standing(diff, of) === '' && note === undefined) return []
    return [
      `### ${escaped(`${diff.spec} · ${diff.design}${standing(diff, of)}`)}`,
      ...(changes.length === 0 ? [] : [changes.map((line) => `- ${escaped(line)}`).join('\n')]),
      ...told.flatMap(({ opening, trace }) => [
        escaped(opening),
        trace.steps.map((step, i) => `${i + 1}. ${escaped(deed(step))}`).join('\n'),
      ]),
      ...(note === undefined ? [] : [escaped(note)]),
    ]
  })
  return fitting([`## Compared with ${escaped(of.base)}`, escaped(summary(diffs, of)), ...table, ...parts])
}

function standing({ before, today }: DesignDiff, { base, isSaved }: DiffOptions): string {
  if (before === undefined) return isSaved ? `, missing in ${base}` : ', a new design'
  return today === undefined ? ', removed' : ''
}

/** One line for each change: verdicts first, then the rest. */
function changesOf(diff: DesignDiff): string[] {
  const verdicts = diff.verdicts.map((pair) => {
    const [was, is] = sides(diff, pair)
    return `'${(pair.today ?? pair.before)?.name}': ${was} → ${is}`
  })
  const others = diff.differences.map(({ property, message }) =>
    property === undefined ? message : `'${property}': ${message}`,
  )
  return [...verdicts, ...others]
}

function sides(diff: DesignDiff, pair: DesignDiff['verdicts'][number]): [string, string] {
  const told = (property: PropertyResult | undefined, result: Result | undefined) =>
    property === undefined || result === undefined ? 'absent' : (cell(property, result, 'line').lines[0] ?? '')
  return [told(pair.before, diff.before), told(pair.today, diff.today)]
}

function stories({ behaviours }: DesignDiff): { opening: string; trace: Trace }[] {
  const { gained, lost } = behaviours ?? {}
  const last = (trace: Trace) => (trace.steps.length === 0 ? 'the start' : `step ${trace.steps.length}`)
  return [
    ...(gained === undefined
      ? []
      : [
          {
            opening: `Gained: ${last(gained)} of this run is possible today; before, it was impossible.`,
            trace: gained,
          },
        ]),
    ...(lost === undefined
      ? []
      : [{ opening: `Lost: ${last(lost)} of this run was possible before; today, it is impossible.`, trace: lost }]),
  ]
}

/** Says what was not compared. `undefined` if everything was compared. */
function reach(diff: DesignDiff, of: DiffOptions): string | undefined {
  const { before, today, behaviours } = diff
  if (before === undefined || today === undefined) return undefined
  const unseen = [...(isWhole(before) ? [] : ['before']), ...(isWhole(today) ? [] : ['today'])]
  const sizes =
    unseen.length === 0
      ? []
      : [`Sizes and steps were not compared: the exploration was incomplete ${unseen.join(' and ')}.`]
  const runs = behaviours === undefined ? [notCompared(of)] : further(behaviours)
  return [...sizes, ...runs].join(' ') || undefined
}

const isWhole = ({ complete, error, makeup }: Result) => complete && error === undefined && makeup !== undefined

function notCompared({ base, isSaved }: DiffOptions): string {
  const why = isSaved ? `: ${base} has results, but no model. To compare behaviour, name a git revision` : ''
  return `Behaviour was not compared${why}.`
}

function further({ gained, lost, depth, complete }: BehaviourDiff): string[] {
  if (complete) return []
  const which =
    gained === undefined && lost === undefined
      ? 'difference in behaviour'
      : gained === undefined
        ? 'gained run'
        : 'lost run'
  return [`No ${which} within the first ${counted(depth, 'step')}; there may be one later.`]
}

function summary(diffs: readonly DesignDiff[], { base, unchanged }: DiffOptions): string {
  const same = `${counted(unchanged, 'design')} the same as in ${base}`
  return diffs.length === 0 ? `${same}: nothing changed` : `${counted(diffs.length, 'design')} changed, ${same}`
}
