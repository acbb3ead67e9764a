/** The control states of one process, with the current label of each instance and the last step. */
import { useMemo } from 'preact/hooks'
import { counted } from '../../report/words/numbers.ts'
import type { ControlGraph } from '../../result.ts'
import '../control-view.css'
import { layoutOf, type Point } from './control-layout.ts'

interface Props {
  readonly graph: ControlGraph
  /** The label of each instance. */
  readonly at: readonly string[]
  /** The last step, if this process took it. */
  readonly taken?: { readonly from: string; readonly to: string; readonly instance: number } | undefined
}

export function ControlView({ graph, at, taken }: Props) {
  const { width, height, nodes, edges } = useMemo(() => layoutOf(graph), [graph])
  const { process, instances } = graph
  const where = at.map((label, i) => `${instances === 1 ? process : `${process} ${i}`} at ${label}`).join(', ')
  return (
    <figure class="control">
      <figcaption>{process}</figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        style={{ maxWidth: `${width}px` }}
        role="img"
        aria-label={`Control states of ${process}: ${where}`}
      >
        {edges.map(({ from, to, points }) => {
          const isTaken = taken?.from === from && taken.to === to
          return (
            <g key={`${from}→${to}`} class={isTaken ? 'edge taken' : 'edge'}>
              <title>{edgeTitle(graph, from, to)}</title>
              <path class="way" d={curve(points)} />
              <path class="tip" d={tip(points)} />
            </g>
          )
        })}
        {nodes.map(({ label, x, y, width, height }) => {
          const here = at.flatMap((other, i) => (other === label ? [i] : []))
          return (
            <g key={label} class={here.length > 0 ? 'node here' : 'node'} transform={`translate(${x} ${y})`}>
              <rect x={-width / 2} y={-height / 2} width={width} height={height} rx="6" />
              <text text-anchor="middle" dy="0.34em">
                {label}
              </text>
              {instances > 1 &&
                here.map((instance, n) => (
                  <g
                    key={instance}
                    class={taken?.instance === instance ? 'token moved' : 'token'}
                    transform={`translate(${width / 2 - 2 - n * 17} ${-height / 2})`}
                  >
                    <circle r="8" />
                    <text text-anchor="middle" dy="0.36em">
                      {instance}
                    </text>
                  </g>
                ))}
            </g>
          )
        })}
      </svg>
    </figure>
  )
}

function edgeTitle({ moves }: ControlGraph, from: string, to: string): string {
  return moves
    .filter((move) => move.from === from && move.to === to)
    .map(({ step, kind, seen }) => `${step}${kind === 'fault' ? ' (fault)' : ''}: ${counted(seen, 'transition')}`)
    .join('\n')
}

/** Draws curves through the midpoints between the layout's points, so that corners are round. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points
  const last = rest.at(-1)
  if (first === undefined || last === undefined) return ''
  const parts = rest.slice(0, -1).map(({ x, y }, i) => {
    const next = rest[i + 1] as Point
    const end = i === rest.length - 2 ? next : { x: (x + next.x) / 2, y: (y + next.y) / 2 }
    return `Q${x} ${y} ${end.x} ${end.y}`
  })
  return `M${first.x} ${first.y}${parts.length === 0 ? `L${last.x} ${last.y}` : parts.join('')}`
}

function tip(points: readonly Point[]): string {
  const [before, end] = points.slice(-2)
  if (before === undefined || end === undefined) return ''
  const angle = Math.atan2(end.y - before.y, end.x - before.x)
  const side = (turn: number) => `${end.x - 7 * Math.cos(angle + turn)} ${end.y - 7 * Math.sin(angle + turn)}`
  return `M${side(0.45)}L${end.x} ${end.y}L${side(-0.45)}Z`
}
