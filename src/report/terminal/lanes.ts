/** A trace of several actors in lanes: time goes down, and each actor has its own vertical line. */

import pc from 'picocolors'
import { printable } from '../../errors.ts'
import type { Trace, TraceStep } from '../../result.ts'
import { actorsOf } from '../words/actors.ts'
import { chosen, milestonesAt } from '../words/data.ts'
import { namesKept } from '../words/names.ts'
import { continuation } from '../words/run-sentences.ts'
import { shownOf } from '../words/shown-steps.ts'
import { isInSlice, legendOf, type StepFacts, seenAtTheEnd, startOf, stepFactsOf } from '../words/step-facts.ts'
import { columnsOf, longestPart, padded, type TextOptions, tied, wrap } from '../words/text.ts'

type Colors = ReturnType<typeof pc.createColors>
type Keep = (text: string) => string
type Paint = (text: string) => string
type Line = { readonly text: string; readonly paint: Paint }

/** The fewest columns for text inside a lane. With fewer, the text stands to the right of all lanes. */
const minLaneColumns = 32
/** The fewest columns for text to the right of the lanes. With fewer, there are no lanes. */
const minTextColumns = 40
/** The fewest columns for news beside the steps. With fewer, the news of a step stand below it. */
const minNewsColumns = 38

/**
 * The story in lanes. `undefined` if there is only one actor, or if the lanes do not fit into the width. `from`: as for
 * `renderTrace`.
 */
export function renderLanes(
  trace: Trace,
  { width, color, explained }: TextOptions,
  indent = 2,
  from = 0,
): string | undefined {
  const { actors, actorOf, doingOf } = actorsOf(trace)
  if (actors.length < 2) return undefined
  const colors = pc.createColors(color)
  const loops = trace.loopAt !== undefined && trace.loopAt < trace.steps.length
  const digits = String(from + trace.steps.length).length
  const margin = indent + (loops ? 2 : 0) + digits + 2
  const lane = Math.min(44, Math.floor((width - margin) / actors.length))
  const shown = shownOf(trace)
  const keep = namesKept(trace)
  const longest = longestWord(trace, shown, keep, width - margin - 4)
  const longestHead = Math.max(
    ...[...actors, ...shown.flatMap(({ step }) => (step ? [doingOf(step)] : []))].map(columnsOf),
  )
  const isWide = lane >= minLaneColumns + 2 && longest <= lane - 5 && longestHead <= lane - 3
  const beside = width - margin - 2 * actors.length - 1
  if (!isWide && (beside < minTextColumns || longest > beside - 2)) return undefined

  const left = (number: number | undefined, at: number, first: boolean): string => {
    const inLoop = loops && at > (trace.loopAt as number)
    const loop = !inLoop ? '  ' : first && at === (trace.loopAt as number) + 1 ? '╭ ' : '│ '
    const shown = (number === undefined ? '' : String(from + number)).padStart(digits)
    return `${' '.repeat(indent)}${loops ? loop : ''}${shown}  `
  }
  const across = (text: string, at: number, paint: Paint): string[] =>
    wrap(keep(text), width - margin).map((line) => left(undefined, at, false) + paint(line))

  const headOf = (step: TraceStep) => oneLine(isWide ? doingOf(step) : `${actorOf(step)}: ${doingOf(step)}`)
  const heads = shown.map((one) => (one.gap === undefined ? headOf(one.step) : ''))
  const room = isWide ? lane - 3 : width - margin - 2 * actors.length - 1
  const widest = Math.max(...heads.map(columnsOf)) + 2
  const column = !isWide && room - widest >= Math.max(minNewsColumns, longest) ? widest : 0
  const lines = [...start(trace, width, indent, keep, colors, from), '']
  lines.push(...(isWide ? wideHead(actors, lane, margin) : narrowHead(actors, margin, colors)).map(trimmed))
  lines.push(...milestonesAt(trace, 0).flatMap((name) => across(`▸ ${name}`, 0, colors.bold)))
  for (const [i, one] of shown.entries()) {
    if (one.gap !== undefined) {
      lines.push(...one.gap.flatMap((line) => across(oneLine(line), one.to, colors.dim)))
      continue
    }
    const { index, step } = one
    const number = index + 1
    const matters = isInSlice(trace, number)
    const actor = actors.indexOf(actorOf(step))
    const facts = stepFactsOf(trace, number, room - (column === 0 ? 2 : column))
    const told = laidOut(heads[i] ?? '', facts, { room, column, keep }, matters, colors)
    for (const [row, line] of told.entries()) {
      const marks = actors.map((_, other) =>
        row === 0 && other === actor ? (matters ? colors.bold('●') : '○') : colors.dim('│'),
      )
      const text = isWide
        ? marks.map((mark, other) => mark + (other === actor ? ` ${fill(line, lane - 2)}` : ' '.repeat(lane - 1)))
        : [...marks.map((mark) => `${mark} `), ' ', line.paint(line.text)]
      lines.push(trimmed(left(row === 0 ? number : undefined, number, row === 0) + text.join('')))
    }
    lines.push(...milestonesAt(trace, number).flatMap((name) => across(`▸ ${name}`, number, colors.bold)))
    if (trace.why?.turningPoint === number) {
      lines.push(...across('▸ from here on, the violation is unavoidable', number, colors.bold))
    }
  }
  const told = ending(trace, width, indent, loops, keep, colors, from)
  // the continuation of a story has the same legend
  const legend = from > 0 ? [] : legendOf(trace).filter((line) => !explained?.has(line))
  for (const line of legend) explained?.add(line)
  lines.push(...told, ...legend.flatMap((line) => wrap(line, width, ' '.repeat(indent))).map(colors.dim))
  return lines.join('\n')
}

/** Columns of the longest word in the news of the steps. In a lane, a longer word would push the other lanes aside. */
function longestWord(trace: Trace, shown: ReturnType<typeof shownOf>, keep: Keep, most: number): number {
  let longest = 0
  for (const one of shown) {
    if (one.gap !== undefined) continue
    // whether a queue is shown whole depends on the layout, and the layout on the words
    for (const columns of [0, Number.POSITIVE_INFINITY]) {
      for (const { text } of stepFactsOf(trace, one.index + 1, columns))
        longest = Math.max(longest, longestPart(keep(text), most))
    }
  }
  return longest
}

function start(trace: Trace, width: number, indent: number, keep: Keep, colors: Colors, from: number): string[] {
  const moment = from > 0 ? `After step ${from}` : 'At the start'
  const head = `${' '.repeat(indent)}${moment}${printable(chosen(trace.initial.choices, trace.initial.named))}: `
  const inner = ' '.repeat(indent + 4)
  const said = startOf(trace).map(keep)
  const short = wrap(said.join(', '), width, head, inner)
  if (short.length <= 2) return short.map((line) => line)
  return [head.trimEnd(), ...said.flatMap((variable) => wrap(variable, width, ' '.repeat(indent + 2), inner))].map(
    (line, i) => (i === 0 ? line : colors.dim(line)),
  )
}

function wideHead(actors: readonly string[], lane: number, margin: number): string[] {
  const names = actors.map((actor) => wrap(tied(actor), lane - 2))
  const height = Math.max(...names.map((lines) => lines.length))
  return Array.from(
    { length: height },
    (_, row) => ' '.repeat(margin) + names.map((lines) => padded(lines[row] ?? '', lane)).join(''),
  )
}

/** Each name on its own line, above its lane. */
function narrowHead(actors: readonly string[], margin: number, colors: Colors): string[] {
  return actors.map((actor, i) => ' '.repeat(margin) + colors.dim('│ '.repeat(i)) + printable(actor))
}

/** A step and its news. The news stand beside it, in the same column for all steps; below it if there is no room. */
function laidOut(
  head: string,
  news: readonly StepFacts[],
  { room, column, keep }: { readonly room: number; readonly column: number; readonly keep: Keep },
  matters: boolean,
  colors: Colors,
): Line[] {
  const tones: { readonly [tone in StepFacts['tone']]: Paint } = {
    read: colors.magenta,
    stale: (text) => colors.bold(colors.yellow(text)),
    matter: colors.cyan,
    moot: (text) => text,
  }
  const paintOf = (tone: StepFacts['tone']): Paint => (matters ? tones[tone] : colors.dim)
  const bold = matters ? colors.bold : colors.dim
  const heads = wrap(keep(head), room).map((text) => ({ text, paint: bold }))
  const below = (indent: string) =>
    news.flatMap(({ text, tone }) =>
      wrap(keep(text), room - column, indent, `${indent}  `).map((line) => ({ text: line, paint: paintOf(tone) })),
    )
  if (column === 0) return [...heads, ...below('  ')]
  const beside = below('')
  // a step without news needs a line, too
  const lines = beside.length > 0 ? beside : [{ text: '', paint: bold }]
  return lines.map(({ text, paint }, row) => {
    const lead = padded(row === 0 ? head : '', column)
    return { text: lead + text, paint: (line) => bold(line.slice(0, lead.length)) + paint(line.slice(lead.length)) }
  })
}

function ending(
  trace: Trace,
  width: number,
  indent: number,
  loops: boolean,
  keep: Keep,
  colors: Colors,
  from: number,
): string[] {
  const then = continuation(trace, from)
  const lead = ' '.repeat(indent)
  const seen = seenAtTheEnd(trace)
  const outside = shownOf(trace).some((one) => one.step !== undefined && !isInSlice(trace, one.index + 1))
  return [
    ...(then === undefined ? [] : wrap(then, width, `${lead}${loops ? '╰ ' : ''}`)),
    ...(seen.length === 0 ? [] : wrap(keep(`▸ the property reads ${seen.join(', ')}`), width, lead, `${lead}  `)),
    ...(outside ? wrap('○ irrelevant: the violation does not depend on this step', width, lead).map(colors.dim) : []),
  ]
}

const fill = ({ text, paint }: Line, columns: number) =>
  paint(text) + ' '.repeat(Math.max(0, columns - columnsOf(text)))
const oneLine = (text: string) => printable(text).replace(/\s+/g, ' ')
const trimmed = (line: string) => line.trimEnd()
