/** One table for each spec: a row for each design, a column for each property. */

import pc from 'picocolors'
import { match } from 'ts-pattern'
import { printable } from '../../errors.ts'
import { isWanted, type Result } from '../../result.ts'
import { sayCounts } from '../words/counts.ts'
import { remarks } from '../words/remarks.ts'
import { columnsOf, padded, type TextOptions, tied, unbroken, wrap } from '../words/text.ts'
import { sayUnseen, unseens } from '../words/unseen.ts'
import { sayUntaken, untaken } from '../words/untaken.ts'
import type { Cell } from './cells.ts'
import { type Block, blocks, type Column, columns } from './layout.ts'

type Colors = ReturnType<typeof pc.createColors>

/** The table of one spec's designs, with a legend of its properties and the notes of its designs. */
export function renderTable(results: readonly Result[], { width, color }: TextOptions): string {
  const first = results[0]
  if (first === undefined) return ''
  const colors = pc.createColors(color)
  const clean = results.map((result) => ({ ...result, design: printable(result.design) }))
  const across = columns(clean)
  const bodies = blocks(clean, across, width).map((block) => renderBlock(clean, block, width, colors))
  return [
    ...title(first, width, colors),
    ...bodies.flatMap((body) => ['', ...body]),
    ...section(legend(across, width)),
    ...section(marks(clean)).map((line) => colors.dim(line)),
    ...section(notes(clean, width)),
    ...section(never(clean, width)),
    ...section(remarks(clean).flatMap((text) => wrap(text, width, '  ', '    '))),
  ].join('\n')
}

function title({ spec, file }: Result, width: number, colors: Colors): string[] {
  const fits = columnsOf(spec) + 2 + columnsOf(file) <= width
  if (fits) return [`${colors.bold(printable(spec))}  ${colors.dim(printable(file))}`]
  return [...wrap(spec, width).map(colors.bold), ...wrap(unbroken(file), width, '  ').map(colors.dim)]
}

const section = (lines: readonly string[]) => (lines.length === 0 ? [] : ['', ...lines])

function renderBlock(results: readonly Result[], block: Block, width: number, colors: Colors): string[] {
  const { designWidth, gaps, widths } = block
  const heads = block.columns.map(({ number }, i) => ' '.repeat(gaps[i] ?? 0) + padded(String(number), widths[i] ?? 0))
  const total = [...gaps, ...widths].reduce((sum, columns) => sum + columns, designWidth)
  return [
    colors.bold((padded('design', designWidth) + heads.join('')).trimEnd()),
    colors.dim('─'.repeat(Math.min(width, total))),
    ...results.flatMap((result, row) => renderRow(result, block, row, width, colors)),
  ]
}

function renderRow(result: Result, block: Block, row: number, width: number, colors: Colors): string[] {
  const { designWidth } = block
  const isLong = columnsOf(result.design) > designWidth
  const names = wrap(tied(result.design), isLong ? width : designWidth)
  // a name that is too long for its column stands above the verdicts
  const above = names.some((name) => columnsOf(name) > designWidth) ? names.length : 0
  const left = [...names, block.stats[row] ?? '']
  const right = [...Array.from({ length: above }, () => ''), ...rightOf(result, block, row, width, colors)]
  const height = Math.max(left.length, right.length)
  return Array.from({ length: height }, (_, line) => {
    const text = padded(left[line] ?? '', designWidth)
    return `${line < names.length ? text : colors.dim(text)}${right[line] ?? ''}`.replace(/\s+$/, '')
  })
}

function rightOf(result: Result, block: Block, row: number, width: number, colors: Colors): string[] {
  const cells = block.cells[row] ?? []
  const height = Math.max(0, ...cells.map((cell) => cell.lines.length))
  const lines = Array.from({ length: height }, (_, line) =>
    cells.map((cell, index) => paintedCell(cell, line, block, index, colors)).join(''),
  )
  if (result.counts !== undefined) {
    const told = `counts: ${sayCounts(result)}`
    lines.push(...wrap(told, width - block.designWidth, ' ✗ ').map((line) => colors.red(colors.bold(line))))
  }
  if (result.error === undefined) return lines
  const error = wrap(`error: ${result.error.code}`, width - block.designWidth, ' ✗ ').map((line) =>
    colors.red(colors.bold(line)),
  )
  const nothingKnown = result.properties.every((property) => property.verdict === 'unknown')
  return nothingKnown ? error : [...lines, ...error]
}

function paintedCell(cell: Cell, line: number, block: Block, index: number, colors: Colors): string {
  const gap = block.gaps[index] ?? 0
  // if the mark has two columns, a space separates it from its word; if it has one, they touch
  const mark = line === 0 ? cell.mark : ''
  const lead = gap >= 3 ? `${padded(' '.repeat(gap - 2) + mark, gap)}` : ' '.repeat(gap - mark.length) + mark
  const text = cell.lines[line] ?? ''
  const fill = ' '.repeat(Math.max(0, (block.widths[index] ?? 0) - columnsOf(text)))
  const paint = match(cell.tone)
    .with('fine', () => colors.green)
    .with('expected', () => (plain: string) => plain)
    .with('wrong', () => (plain: string) => colors.bold(colors.red(plain)))
    .with('undecided', () => colors.yellow)
    .exhaustive()
  return text === '' ? lead + fill : paint(lead + text) + fill
}

function legend(across: readonly Column[], width: number): string[] {
  const digits = String(across.length).length
  return across.flatMap(({ number, name, kind }) => {
    const what = isWanted(kind) ? `${tied(name)} (asks for an example)` : tied(name)
    return wrap(what, width, `  ${String(number).padStart(digits)}  `)
  })
}

function marks(results: readonly Result[]): string[] {
  const all = results.flatMap((result) => result.properties)
  const wrong = all.some((property) => !property.ok && property.verdict !== 'unknown')
  const undecided = all.some((property) => property.verdict === 'unknown')
  const said = [...(wrong ? ['✗ not as expected'] : []), ...(undecided ? ['? not decided'] : [])]
  return said.length === 0 ? [] : [`  ${said.join('   ')}`]
}

function notes(results: readonly Result[], width: number): string[] {
  return results.flatMap(({ design, note }) =>
    note === undefined || note.trim() === ''
      ? []
      : wrap(`${tied(design)}: ${note.trim().replace(/\s+/g, ' ')}`, width, '  ', '    '),
  )
}

function never(results: readonly Result[], width: number): string[] {
  const named = ({ design }: Result) => `'${design}'`
  return [
    ...untaken(results).map((one) => sayUntaken(one, named)),
    ...unseens(results).map((one) => sayUnseen(one, named)),
  ].flatMap((text) => wrap(text, width, '  ', '    '))
}
