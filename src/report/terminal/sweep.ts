/** One design at several sizes, side by side: its cost, its growth, and its verdicts. */
import pc from 'picocolors'
import { printable } from '../../errors.ts'
import type { Result } from '../../result.ts'
import { duration, grouped, rough } from '../words/numbers.ts'
import { columnsOf, padded, type TextOptions, tied, wrap, wrapLines } from '../words/text.ts'
import { took } from '../words/took.ts'
import { sayUnseen, unseens } from '../words/unseen.ts'
import { sayUntaken, untaken } from '../words/untaken.ts'
import { cell } from './cells.ts'

/** `results` has one result of the same design for each value of the parameter `key`. */
export function renderSweep(key: string, results: readonly Result[], { width, color }: TextOptions): string {
  const [first] = results
  if (first === undefined) return ''
  const colors = pc.createColors(color)
  const names = [...new Set(results.flatMap(({ properties }) => properties.map(({ name }) => name)))]
  const isGrowing = isAscending(results.map(({ params }) => params[key]))
  const rows: (readonly [string, readonly string[]])[] = [
    [key, results.map(({ params }) => printable(String(params[key])))],
    ['states', results.map(({ states, limit }) => `${limit === undefined ? '' : '> '}${grouped(states)}`)],
    ...(isGrowing ? [['growth', results.map((result, i) => growthOf(results[i - 1], result))] as const] : []),
    ['transitions', results.map(({ transitions }) => grouped(transitions))],
    ['depth', results.map(({ depth }) => grouped(depth))],
    ['time', results.map(took)],
    ...names.map((name) => [name, results.map((result) => verdictOf(name, result))] as const),
  ]
  const size = ({ params }: Result) => `${key} ${params[key]}`
  const widths = results.map((_, i) => Math.max(...rows.map(([, cells]) => columnsOf(cells[i] ?? ''))))
  const longest = Math.max(...rows.map(([head]) => columnsOf(head)))
  const lines = blocksOf(widths, width).flatMap((block, number) => {
    const room = Math.max(leastHead, width - block.reduce((sum, i) => sum + (widths[i] as number) + 2, 0))
    const left = Math.min(room, longest)
    const told = rows.flatMap(([head, cells], row) => {
      const text = block.map((i) => `  ${padded(cells[i] ?? '', widths[i] as number)}`).join('')
      // if a name is longer than its column, it stands above its row
      const above = columnsOf(head) > left ? wrap(tied(head), width) : []
      const line = `${padded(above.length > 0 ? '' : printable(head), left)}${text}`.trimEnd()
      return [...above, row === 0 ? colors.bold(line) : line]
    })
    return number === 0 ? told : ['', ...told]
  })
  return [
    colors.bold(printable(`${first.spec} · ${first.design}`)),
    '',
    ...lines,
    ...results.flatMap(({ error, params }) =>
      error === undefined ? [] : wrapLines(`${key} ${params[key]}: ${error.message}`, width),
    ),
    ...[
      ...untaken(results).map((one) => sayUntaken(one, size)),
      ...unseens(results).map((one) => sayUnseen(one, size, `any ${key}`)),
    ].flatMap((text) => ['', ...wrap(text, width)]),
    ...judged(key, results, width),
    ...(isGrowing ? forecast(key, results, width) : []),
  ].join('\n')
}

/** The least width, in columns, for the names of rows. Longer names stand above their row. */
const leastHead = 12

/** The indices of the sizes of each block. A block has as many sizes as fit side by side. */
function blocksOf(widths: readonly number[], width: number): number[][] {
  const blocks: number[][] = []
  let left = 0
  for (const [i, columns] of widths.entries()) {
    if (blocks.length === 0 || columns + 2 > left) {
      blocks.push([])
      left = width - leastHead
    }
    blocks.at(-1)?.push(i)
    left -= columns + 2
  }
  return blocks
}

/** Whether all values are numbers, and each is greater than the one before. */
export function isAscending(values: readonly unknown[]): boolean {
  return values.every((value, i) => typeof value === 'number' && (i === 0 || value > (values[i - 1] as number)))
}

/** Says at which size the verdicts are compared with what the design expects: only at its own size. */
function judged(key: string, results: readonly Result[], width: number): string[] {
  const own = results.filter(({ otherSize }) => otherSize !== true)
  if (own.length === results.length) return []
  const [one] = own
  const text =
    one === undefined
      ? `None of these values is known to be the design's own ${key}, so no verdict is compared with what the design expects.`
      : `The design's expectations apply only to ${key} ${one.params[key]}, its own value.`
  return ['', ...wrap(text, width)]
}

function growthOf(before: Result | undefined, after: Result): string {
  if (before === undefined || before.states === 0 || !after.complete) return ''
  return `× ${(after.states / before.states).toFixed(1)}`
}

function verdictOf(name: string, result: Result): string {
  const property = result.properties.find((other) => other.name === name)
  const { lines, mark } = cell(property, result, 'tight')
  return `${mark}${lines.join(' ')}`
}

/** A forecast for the next size, if the growth stays the same. */
function forecast(key: string, results: readonly Result[], width: number): string[] {
  const [before, last] = results.slice(-2)
  if (before === undefined || last === undefined) return []
  if (last.limit !== undefined)
    return [
      '',
      ...wrap(`At ${key} ${last.params[key]}, the search hit a limit, so no larger value was checked.`, width),
    ]
  if (before.states === 0 || last.error !== undefined) return []
  const ratio = last.states / before.states
  const slower = Math.max(
    ratio,
    before.seconds > 0.5 && before.reused === undefined ? last.seconds / before.seconds : 0,
  )
  const next = Number(last.params[key]) + 1
  // the forecast is for a parameter that is greater by one, so the last two must differ by one
  if (next !== Number(before.params[key]) + 2) return []
  const size = `At the same growth, ${key} ${next} would have about ${rough(last.states * ratio)} states`
  // the time that a cached result once took is unknown
  const text = last.reused === 'result' ? `${size}.` : `${size} and take about ${duration(last.seconds * slower)}.`
  return ['', ...wrap(text, width)]
}
