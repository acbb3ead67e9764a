/** Fits a table into the width: it takes the widest form of cells for which there is room. */
import type { PropertyResult, Result } from '../../result.ts'
import { stored } from '../words/counts.ts'
import { counted, grouped, rough } from '../words/numbers.ts'
import { columnsOf } from '../words/text.ts'
import { took } from '../words/took.ts'
import { type Cell, cell, type Form } from './cells.ts'

/** One property across all designs. */
export interface Column {
  readonly number: number
  readonly name: string
  readonly kind: PropertyResult['kind']
}

export interface Block {
  readonly columns: readonly Column[]
  /** Cells by design, then by column. */
  readonly cells: readonly (readonly Cell[])[]
  readonly designWidth: number
  /** The width of each column's text, without its mark. */
  readonly widths: readonly number[]
  /** The width before each column's text: the space between columns, which ends with the mark. */
  readonly gaps: readonly number[]
  /** The text under the name of each design: its states, depth and time. */
  readonly stats: readonly string[]
}

/** The properties of all designs, in the order in which they first appear. */
export function columns(results: readonly Result[]): Column[] {
  const found = new Map<string, Column>()
  for (const { name, kind } of results.flatMap((result) => result.properties)) {
    if (!found.has(name)) found.set(name, { number: found.size + 1, name, kind })
  }
  return [...found.values()]
}

// Form of cells; columns between them; columns for a mark; the width up to which a design's name is not wrapped.
const attempts: readonly (readonly [Form, number, number, number])[] = [
  ['line', 2, 2, 40],
  ['stack', 2, 2, 22],
  ['tight', 2, 2, 16],
  ['tight', 1, 2, 14],
  ['tight', 1, 1, 14],
]

/** The width of ` ✗ error:`. A line may end after it. */
const errorColumns = 9

/** One block. If it does not fit: the blocks of both halves of the columns. */
export function blocks(results: readonly Result[], columns: readonly Column[], width: number): Block[] {
  for (const attempt of attempts) {
    const block = tryBlock(results, columns, width, attempt)
    if (block !== undefined) return [block]
  }
  const half = Math.ceil(columns.length / 2)
  return [...blocks(results, columns.slice(0, half), width), ...blocks(results, columns.slice(half), width)]
}

function tryBlock(
  results: readonly Result[],
  columns: readonly Column[],
  width: number,
  [form, gap, mark, nameLimit]: readonly [Form, number, number, number],
): Block | undefined {
  const cells = results.map((result) =>
    columns.map(({ name }) =>
      cell(
        result.properties.find((property) => property.name === name),
        result,
        form,
      ),
    ),
  )
  const column = <T>(get: (cells: Cell[], index: number) => T) =>
    columns.map((_, index) =>
      get(
        cells.map((row) => row[index] as Cell),
        index,
      ),
    )
  const widths = column((cells, index) =>
    Math.max(String(columns[index]?.number).length, ...cells.flatMap((cell) => cell.lines.map(columnsOf))),
  )
  const gaps = column((cells) => gap + (cells.some((cell) => cell.mark !== '') ? mark : 0))
  const left = width - [...widths, ...gaps].reduce((sum, columns) => sum + columns, 0)
  const names = Math.max('design'.length, ...results.map((result) => columnsOf(result.design)))
  const fits = left >= Math.min(names, nameLimit)
  // A single column cannot be halved: the narrowest terminals get it, although it is too wide.
  if (!fits && !(columns.length <= 1 && form === 'tight' && gap === 1 && mark === 1)) return undefined
  // the code of an error stands beside the design's name
  const isBroken = results.some(({ error }) => error !== undefined)
  const room = Math.max(8, isBroken ? Math.min(left, width - errorColumns) : left)
  const stats = statistics(results, room)
  const designWidth = Math.min(room, Math.max(names, ...stats.map(columnsOf)))
  return { columns, cells, designWidth, widths, gaps, stats }
}

/** The statistics of each design, in the longest form that fits into `room` columns for all designs. */
function statistics(results: readonly Result[], room: number): string[] {
  const forms: ((result: Result) => string)[] = [
    (r) => `  ${counted(r.states, 'state')}${stored(r)} · depth ${grouped(r.depth)} · ${took(r)}`,
    (r) => `  ${counted(r.states, 'state')}${stored(r)} · ${took(r)}`,
    (r) => `  ${counted(r.states, 'state')} · ${took(r)}`,
    (r) => `  ${counted(r.states, 'state')}${r.reused === 'result' ? ' · cached' : ''}`,
    (r) => `${counted(r.states, 'state')}${r.reused === 'result' ? ', cached' : ''}`,
    (r) => `${grouped(r.states)} ${r.reused === 'result' ? 'cached' : 'states'}`,
    (r) => `${rough(r.states)} ${r.reused === 'result' ? 'cached' : 'states'}`,
  ]
  for (const form of forms) {
    const stats = results.map(form)
    if (stats.every((text) => columnsOf(text) <= room)) return stats
  }
  return results.map((result) => (result.reused === 'result' ? 'cached' : rough(result.states)))
}
