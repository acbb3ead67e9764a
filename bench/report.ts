/** What a comparison found, as plain data: all that a table says is in here. */
import type { Cost } from './peers/measure.ts'

export interface Row {
  readonly name: string
  readonly design: string
  readonly params: Readonly<Record<string, number>>
  readonly states: number
  readonly transitions: number
  /** 32-bit words of a packed state, in allways. */
  readonly words: number
  /** By tool: medians of each figure. */
  readonly costs: Readonly<Record<string, Cost>>
}

/** Two workers against the machine's ceiling: what two runs side by side, with one worker each, get done. */
export interface WorkersRow {
  readonly name: string
  readonly oneSeconds: number
  readonly twoSeconds: number
  /** Until the later of two runs side by side has ended. */
  readonly sideBySideSeconds: number
}

export interface Report {
  readonly machine: string
  readonly node: string
  /** Load of the machine in the minute before the start, and before the end. */
  readonly load: readonly [number, number]
  readonly runs: number
  /** Peak memory of a Node that does nothing. */
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

/** Peak memory by states; of what runs on Node, without what Node takes at rest. */
export function bytesPerState(report: Report, row: Row, tool: string): number {
  const { peakBytes } = row.costs[tool] as Cost
  return (peakBytes - (tool.startsWith('allways') ? report.restBytes : 0)) / row.states
}
