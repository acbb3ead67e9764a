/**
 * The lines between the cards: from each write to its reads, and from the end of a lasso back to the start of its loop.
 * Each row has one card. So a line leaves its card along the row, goes down between two lanes, and crosses no card.
 */
import type { Flow, Trace, TraceStep } from '../../result.ts'
import type { Row } from './rows.ts'
import { flowsOf, shortened } from './steps.ts'

export interface Geometry {
  /** Pixels left of the first lane. */
  readonly gutter: number
  readonly laneWidth: number
  /** Pixels between two lanes, and right of the last. */
  readonly gap: number
  readonly lanes: number
}

interface Props {
  readonly trace: Trace
  readonly rows: readonly Row[]
  readonly step: number
  readonly geometry: Geometry
  /** The visible part, in pixels from the top. */
  readonly from: number
  readonly to: number
}

interface Line {
  readonly key: string
  readonly path: string
  readonly tip: string
  readonly kind: 'flow' | 'stale-line'
  readonly active: boolean
  readonly label?: { readonly text: string; readonly x: number; readonly y: number; readonly anchor: 'start' | 'end' }
}

export function FlowLines(props: Props) {
  const { geometry, from, to } = props
  const width = geometry.gutter + geometry.lanes * (geometry.laneWidth + geometry.gap)
  const height = Math.max(0, to - from)
  const lines = linesOf(props)
  const ordered = [...lines.filter((line) => !line.active), ...lines.filter((line) => line.active)]
  return (
    <svg
      class="flows"
      aria-hidden="true"
      style={{ top: `${from}px` }}
      width={width}
      height={height}
      viewBox={`0 ${from} ${width} ${height}`}
    >
      <Loop {...props} />
      {ordered.map(({ key, path, tip, kind, active, label }) => (
        <g key={key} class={`${kind}${active ? ' active' : ''}`}>
          <path class="line" d={path} />
          <path class="tip" d={tip} />
          {label !== undefined && (
            <text x={label.x} y={label.y} text-anchor={label.anchor}>
              {label.text}
            </text>
          )}
        </g>
      ))}
    </svg>
  )
}

function linesOf({ trace, rows, step, geometry, from, to }: Props): Line[] {
  const byStep = new Map(rows.map((row) => [row.step, row]))
  const arrived = new Map<number, number>()
  // lines in one gap are drawn side by side
  const inGap = new Map<number, number>()
  const stale = (trace.why?.stale ?? []).map(({ path, read, used }) => ({
    path,
    from: read,
    to: used,
    kind: 'stale-line' as const,
  }))
  const flows = flowsOf(trace).map((flow) => ({ ...flow, kind: 'flow' as const }))
  return [...flows, ...stale].flatMap((flow) => {
    const [source, target] = [byStep.get(flow.from), byStep.get(flow.to)]
    if (source?.lane === undefined || target === undefined || source === target) return []
    const nth = arrived.get(flow.to) ?? 0
    arrived.set(flow.to, nth + 1)
    if (target.top + target.height < from || source.top > to) return []
    const into = gapOf(source.lane, target.lane ?? source.lane, geometry)
    const slot = inGap.get(into) ?? 0
    inGap.set(into, slot + 1)
    return [lineOf(flow, source as Row & { lane: number }, target, nth, slot, step, trace.steps[flow.to - 1], geometry)]
  })
}

/** The gap in which a line goes down, by the lane on its left. */
function gapOf(from: number, to: number, { lanes }: Geometry): number {
  if (from === to) return to === lanes - 1 && lanes > 1 ? to - 1 : to
  return from < to ? to - 1 : to
}

function lineOf(
  flow: Flow & { readonly kind: 'flow' | 'stale-line' },
  source: Row & { readonly lane: number },
  target: Row,
  nth: number,
  slot: number,
  step: number,
  reader: TraceStep | undefined,
  { gutter, laneWidth, gap, lanes }: Geometry,
): Line {
  const left = (lane: number) => gutter + lane * (laneWidth + gap)
  const right = (lane: number) => left(lane) + laneWidth
  const spread = ((slot % 7) - 3) * (gap / 8)
  // lines for reads arrive at the top of a card, lines for writes leave at its bottom
  const y = source.top + source.height - 22
  const isEnd = target.lane === undefined
  const end = target.lane ?? source.lane
  const into = gapOf(source.lane, end, { gutter, laneWidth, gap, lanes })
  const fromLeft = into < end
  const x0 = into >= source.lane ? right(source.lane) : left(source.lane)
  const x = right(into) + gap / 2 + spread
  const common = {
    key: `${flow.kind} ${flow.from} ${flow.to} ${flow.path}`,
    kind: flow.kind,
    active: step === flow.from || step === flow.to,
  }
  if (isEnd) {
    const bottom = target.top - 1
    return {
      ...common,
      path: `M${x0} ${y}${corner(x0, y, x, bottom)}V${bottom}`,
      tip: `M${x - 4} ${bottom - 7}L${x} ${bottom}L${x + 4} ${bottom - 7}Z`,
    }
  }
  const name = shortened(flow.path, reader).text
  const y1 = target.top + 17 + Math.min(nth, 5) * 15
  const x1 = fromLeft ? left(end) : right(end)
  const way = fromLeft ? 1 : -1
  return {
    ...common,
    path: `M${x0} ${y}${corner(x0, y, x, y1)}V${y1 - 6}Q${x} ${y1} ${x + 6 * Math.sign(x1 - x)} ${y1}H${x1 - way * 4}`,
    tip: `M${x1 - way * 7} ${y1 - 4}L${x1} ${y1}L${x1 - way * 7} ${y1 + 4}Z`,
    label: {
      text: flow.kind === 'stale-line' ? `stale: ${name}` : name,
      x: fromLeft ? x - 6 : x + 6,
      y: y1 + 4,
      anchor: fromLeft ? 'end' : 'start',
    },
  }
}

/** A horizontal line to `x`, and a rounded corner down. */
function corner(x0: number, y: number, x: number, y1: number): string {
  const radius = Math.min(6, Math.abs(x - x0), Math.abs(y1 - y) / 2)
  return `H${x - radius * Math.sign(x - x0)}Q${x} ${y} ${x} ${y + radius}`
}

/** A line in the gutter: from the last step back up to the state to which it returns. */
function Loop({ trace: { loopAt, steps }, rows, geometry: { gutter, laneWidth, gap } }: Props) {
  if (loopAt === undefined || loopAt === steps.length) return null
  const first = rows.find(({ step }) => step > loopAt)
  const last = rows.findLast(({ step }) => step <= steps.length)
  if (first?.lane === undefined || last?.lane === undefined) return null
  const left = (lane: number) => gutter + lane * (laneWidth + gap)
  const [top, bottom, x, end] = [first.top + 9, last.top + last.height - 20, 12, left(first.lane)]
  return (
    <g class="loop">
      <path
        class="line"
        d={`M${left(last.lane)} ${bottom}H${x + 8}Q${x} ${bottom} ${x} ${bottom - 8}V${top + 8}Q${x} ${top} ${x + 8} ${top}H${end - 7}`}
      />
      <path class="tip" d={`M${end - 9} ${top - 5}L${end - 1} ${top}L${end - 9} ${top + 5}Z`} />
    </g>
  )
}
