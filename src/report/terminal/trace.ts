/** A trace as a story: each step with its actor and changes. In lanes if there are several actors, else as a list. */

import pc from 'picocolors'
import { printable } from '../../errors.ts'
import type { Trace } from '../../result.ts'
import { changesOf, chosen, deed, milestonesAt, variables } from '../words/data.ts'
import { readable } from '../words/maps.ts'
import { namesKept } from '../words/names.ts'
import { continuation } from '../words/run-sentences.ts'
import { shownOf } from '../words/shown-steps.ts'
import { readsOf, seenAtTheEnd } from '../words/step-facts.ts'
import { columnsOf, longestPart, padded, type TextOptions, tied, wrap } from '../words/text.ts'
import { renderLanes } from './lanes.ts'

// The most columns for actor and step, so that there is room for the changes.
const headLimit = 30

/**
 * The story, which begins with the initial state as step 0. `indent`: the columns left free before each line. `from`:
 * the number of steps before the trace begins.
 */
export function renderTrace(told: Trace, options: TextOptions, indent = 2, from = 0): string {
  const trace = readable(told)
  return renderLanes(trace, options, indent, from) ?? renderList(trace, options, indent, from)
}

function renderList(trace: Trace, { width, color }: TextOptions, indent: number, from: number): string {
  const colors = pc.createColors(color)
  const shown = shownOf(trace)
  const keep = namesKept(trace)
  const heads = shown.map((one) => (one.gap === undefined ? oneLine(deed(one.step)) : ''))
  const start =
    from > 0
      ? `state after step ${from}`
      : `initial state${printable(chosen(trace.initial.choices, trace.initial.named))}`
  const digits = String(from + trace.steps.length).length
  const limit = Math.min(headLimit, Math.floor((width - indent) / 2))
  const headWidth = Math.min(limit, Math.max(0, ...[start, ...heads].map(columnsOf)))

  const news = shown.map((one) => {
    if (one.gap !== undefined) return ''
    const reads = readsOf(trace, one.index + 1).map(({ text }) => text)
    return [...reads, ...changesOf(one.step, trace, width - indent - digits - 4 - headWidth)].map(oneLine).join(', ')
  })
  const begin = variables(trace.initial.state).map(oneLine).join(', ')
  // if the changes have too little room beside the actor, they stand below it
  const most = width - indent - digits - 6
  const longest = Math.max(...[begin, ...news].map((text) => longestPart(keep(text), most)))
  const isBeside = longest <= width - indent - digits - 4 - headWidth

  const entry = (number: number, head: string, text: string): string[] => {
    const lead = `${' '.repeat(indent)}${String(from + number).padStart(digits)}  `
    const margin = ' '.repeat(columnsOf(lead) + headWidth + 2)
    const paint = (line: string, column: number) => line.slice(0, column) + colors.cyan(line.slice(column))
    if (isBeside && columnsOf(head) <= headWidth) {
      const first = `${lead}${padded(head, headWidth)}  `
      return wrap(keep(text), width, first, margin).map((line) => paint(line, first.length))
    }
    const below = ' '.repeat(columnsOf(lead) + 4)
    return [
      ...wrap(keep(head), width, lead),
      ...wrap(keep(text), width, below).map((line) => paint(line, below.length)),
    ]
  }

  const milestones = (state: number) =>
    milestonesAt(trace, state).flatMap((name) =>
      wrap(tied(oneLine(name)), width, ' '.repeat(indent + digits + 2).concat('▸ ')).map(colors.bold),
    )
  const lines = [...entry(0, start, begin), ...milestones(0)]
  for (const [i, one] of shown.entries()) {
    if (one.gap !== undefined) {
      lines.push(
        ...one.gap.flatMap((line) => wrap(keep(oneLine(line)), width, ' '.repeat(indent + digits + 2))).map(colors.dim),
      )
      continue
    }
    lines.push(...entry(one.index + 1, heads[i] ?? '', news[i] ?? ''))
    lines.push(...milestones(one.index + 1))
  }
  const then = continuation(trace, from)
  if (then !== undefined) lines.push(...wrap(then, width, ' '.repeat(indent + digits + 2)))
  const seen = seenAtTheEnd(trace)
  if (seen.length > 0) lines.push(...wrap(keep(`▸ the property reads ${seen.join(', ')}`), width, ' '.repeat(indent)))
  return lines.join('\n')
}

const oneLine = (text: string) => printable(text).replace(/\s+/g, ' ')
