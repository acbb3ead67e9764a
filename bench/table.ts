/** A comparison as text: for the terminal, and as the table of docs/performance.md. */
import { bytesPerState, type Report, type Row } from './report.ts'

const count = (n: number) => n.toLocaleString('en-US')
const seconds = (n: number) => n.toFixed(n < 10 ? 2 : 1)
const overWords = (report: Report, row: Row, tool: string) => bytesPerState(report, row, tool) - 4 * row.words
const words = ({ words }: Row) => (words === 1 ? '1 word' : `${words} words`)

export function asText(report: Report): string {
  const lines = [about(report)]
  for (const row of report.rows) {
    lines.push('', `${size(row)}: ${count(row.states)} states, ${count(row.transitions)} transitions`)
    const first = Object.values(row.costs)[0]
    for (const [tool, { cpuSeconds, wallSeconds }] of Object.entries(row.costs)) {
      const bytes = `${bytesPerState(report, row, tool).toFixed(1)} B/state`
      const over = `${overWords(report, row, tool).toFixed(1)} over ${words(row)}`
      const memory = tool.startsWith('allways') ? `${bytes}, ${over}` : bytes
      const times = `${seconds(cpuSeconds).padStart(7)} s CPU ${seconds(wallSeconds).padStart(7)} s wall`
      const ratio =
        tool === 'allways' || !first ? '' : `   allways takes ${(first.cpuSeconds / cpuSeconds).toFixed(2)} of it`
      lines.push(`  ${tool.padEnd(15)} ${times}   ${memory}${ratio}`)
    }
  }
  if (report.workers !== undefined) lines.push('', workersTable(report))
  return lines.join('\n')
}

/** Each cell has processor seconds, wall seconds in brackets, and bytes per state. */
export function asMarkdown(report: Report): string {
  const tools = Object.keys(report.tools)
  const others = tools.filter((tool) => tool !== 'allways')
  const head = ['workload', 'states / transitions', ...tools, ...others.map((tool) => `allways : ${tool}`)]
  const lines = [`| ${head.join(' | ')} |`, `|${head.map(() => '---|').join('')}`]
  for (const row of report.rows) {
    const cell = (tool: string) => {
      const cost = row.costs[tool]
      if (cost === undefined) return '–'
      const { cpuSeconds, wallSeconds } = cost
      const over = tool.startsWith('allways') ? ` (${overWords(report, row, tool).toFixed(1)} over ${words(row)})` : ''
      return `${seconds(cpuSeconds)} s (${seconds(wallSeconds)}), ${bytesPerState(report, row, tool).toFixed(0)} B${over}`
    }
    const counts = `${count(row.states)} / ${count(row.transitions)}`
    const ratios = others.map((tool) => ratio(row, 'allways', tool))
    lines.push(`| ${[size(row), counts, ...tools.map(cell), ...ratios].join(' | ')} |`)
  }
  if (report.workers !== undefined) lines.push('', workersTable(report))
  const said = Object.entries(report.tools).map(([tool, version]) => `${tool}: ${version}`)
  return [...lines, '', `${about(report)}. ${said.join('; ')}.`].join('\n')
}

/** This allways divided by that of an earlier report. The figures are not adjusted to the machine's load. */
export function againstBaseline(report: Report, baseline: Report): string {
  const lines = ['| workload | processor time | wall time | bytes a state |', '|---|---|---|---|']
  for (const row of report.rows) {
    const before = baseline.rows.find((other) => size(other) === size(row))
    const [now, then] = [row.costs.allways, before?.costs.allways]
    if (now === undefined || before === undefined || then === undefined) continue
    const bytes = bytesPerState(report, row, 'allways') / bytesPerState(baseline, before, 'allways')
    const times = [now.cpuSeconds / then.cpuSeconds, now.wallSeconds / then.wallSeconds]
    lines.push(`| ${[size(row), ...[...times, bytes].map((part) => `${part.toFixed(2)} of before`)].join(' | ')} |`)
  }
  return lines.join('\n')
}

function workersTable({ workers = [] }: Report): string {
  const head = ['workload', 'one worker', 'two workers', 'two runs side by side', 'times faster', 'of the ceiling']
  const lines = [`| ${head.join(' | ')} |`, `|${head.map(() => '---|').join('')}`]
  for (const { name, oneSeconds, twoSeconds, sideBySideSeconds } of workers) {
    const times = [oneSeconds, twoSeconds, sideBySideSeconds].map((s) => `${seconds(s)} s`)
    // two runs side by side finish two explorations in their time; two workers finish one
    const ceiling = sideBySideSeconds / 2 / twoSeconds
    lines.push(`| ${[name, ...times, (oneSeconds / twoSeconds).toFixed(2), ceiling.toFixed(2)].join(' | ')} |`)
  }
  return lines.join('\n')
}

function about({ machine, node, load, runs }: Report): string {
  const [before, after] = load.map((n) => n.toFixed(1))
  return `${machine}, load ${before} before and ${after} after, Node ${node}, medians of ${runs}`
}

function size({ name, params }: Row): string {
  const values = Object.entries(params).map(([key, value]) => `${key} ${value}`)
  return `${name} (${values.join(', ')})`
}

function ratio(row: Row, tool: string, other: string): string {
  const [a, b] = [row.costs[tool], row.costs[other]]
  return a === undefined || b === undefined ? '–' : (a.cpuSeconds / b.cpuSeconds).toFixed(2)
}
