/** One design at several sizes, side by side: what it costs, how that grows, and what is true at each. */
import pc from 'picocolors'
import { printable } from '../errors.ts'
import type { Result } from '../result.ts'
import { cell } from './cells.ts'
import { duration, grouped, rough } from './numbers.ts'
import { columnsOf, padded, type TextOptions, wrap, wrapLines } from './text.ts'
import { took } from './took.ts'
import { sayUnseen, unseens } from './unseen.ts'
import { sayUntaken, untaken } from './untaken.ts'

/** `results` are those of one design, for each value of the parameter `key` in turn. */
export function renderSweep(key: string, results: readonly Result[], { width, color }: TextOptions): string {
  const [first] = results
  if (first === undefined) return ''
  const colors = pc.createColors(color)
  const names = [...new Set(results.flatMap(({ properties }) => properties.map(({ name }) => name)))]
  const rows: (readonly [string, readonly string[]])[] = [
    [key, results.map(({ params }) => printable(String(params[key])))],
    ['states', results.map(({ states, limit }) => `${limit === undefined ? '' : '> '}${grouped(states)}`)],
    ['growth', results.map((result, i) => growthOf(results[i - 1], result))],
    ['transitions', results.map(({ transitions }) => grouped(transitions))],
    ['depth', results.map(({ depth }) => grouped(depth))],
    ['time', results.map(took)],
    ...names.map((name) => [name, results.map((result) => verdictOf(name, result))] as const),
  ]
  const size = ({ params }: Result) => `${key} ${params[key]}`
  const widths = results.map((_, i) => Math.max(...rows.map(([, cells]) => columnsOf(cells[i] ?? ''))))
  const room = Math.max(12, width - widths.reduce((sum, columns) => sum + columns + 2, 0))
  const left = Math.min(room, Math.max(...rows.map(([head]) => columnsOf(head))))
  const lines = rows.flatMap(([head, cells], row) => {
    const [top = '', ...more] = wrap(head, left)
    const text =
      `${padded(top, left)}${cells.map((text, i) => `  ${padded(text, widths[i] as number)}`).join('')}`.trimEnd()
    return [row === 0 ? colors.bold(text) : text, ...more]
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
    ...forecast(key, results, width),
  ].join('\n')
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

/** The next size, if it grows as the last did. */
function forecast(key: string, results: readonly Result[], width: number): string[] {
  const [before, last] = results.slice(-2)
  if (before === undefined || last === undefined) return []
  if (last.limit !== undefined) return ['', ...wrap(`It ends at ${key} ${last.params[key]}: a limit was hit.`, width)]
  if (before.states === 0 || last.error !== undefined) return []
  const ratio = last.states / before.states
  const slower = Math.max(
    ratio,
    before.seconds > 0.5 && before.reused === undefined ? last.seconds / before.seconds : 0,
  )
  const next = Number(last.params[key]) + 1
  const size = `${key} ${next} would have about ${rough(last.states * ratio)} states, if it grows as before`
  // how long a cached result once took is not known any more
  const text = last.reused === 'result' ? `${size}.` : `${size}, and take about ${duration(last.seconds * slower)}.`
  return ['', ...wrap(text, width)]
}
