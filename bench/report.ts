/** The result of a comparison as plain data. It has everything that the tables show. */
import type { Cost } from './peers/measure.ts'

export interface Row {
  readonly name: string
  readonly design: string
  readonly params: Readonly<Record<string, number>>
  readonly states: number
  readonly transitions: number
  /** 32-bit words of a packed state, in allways. */
  readonly words: number
  /** The median of each figure, by tool. */
  readonly costs: Readonly<Record<string, Cost>>
}

/** Two workers, compared with the machine's ceiling: two runs side by side, with one worker each. */
export interface WorkersRow {
  readonly name: string
  readonly oneSeconds: number
  readonly twoSeconds: number
  /** The time until both runs side by side have ended. */
  readonly sideBySideSeconds: number
}

export interface Report {
  readonly machine: string
  readonly node: string
  /** The machine's average load in the minute before the start, and in the minute before the end. */
  readonly load: readonly [number, number]
  readonly runs: number
  /** The peak memory of a Node that does nothing. */
  readonly restBytes: number
  readonly tools: Readonly<Record<string, string>>
  readonly rows: readonly Row[]
  readonly workers?: readonly WorkersRow[]
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number
}

export function medianCost(costs: readonly Cost[]): Cost {
  return {
    cpuSeconds: median(costs.map((cost) => cost.cpuSeconds)),
    wallSeconds: median(costs.map((cost) => cost.wallSeconds)),
    peakBytes: median(costs.map((cost) => cost.peakBytes)),
  }
}

/** Peak memory divided by states. For tools on Node, without the memory that Node takes at rest. */
export function bytesPerState(report: Report, row: Row, tool: string): number {
  const { peakBytes } = row.costs[tool] as Cost
  return (peakBytes - (tool.startsWith('allways') ? report.restBytes : 0)) / row.states
}
