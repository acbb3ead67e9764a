/** A bar chart of the number of states at each distance from the start. */
import { counted, grouped } from '../../report/words/numbers.ts'
import '../levels-chart.css'

interface Props {
  readonly levels: readonly number[]
  readonly small?: boolean
  /** The distance to mark: the one of the story's end. */
  readonly at?: number | undefined
}

const [width, height] = [400, 64]

export function LevelsChart({ levels, small = false, at }: Props) {
  const most = Math.max(...levels)
  const widest = levels.indexOf(most)
  const bar = width / levels.length
  const label = `States by distance from the initial states: ${counted(levels.length, 'level')}; the most states at one distance are ${grouped(most)}, at distance ${widest}`
  return (
    <svg
      class={small ? 'levels small' : 'levels'}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {small && <path class="bar" d={outline(levels, most)} />}
      {!small &&
        levels.map((count, depth) => (
          <rect
            key={depth}
            class={depth === at ? 'bar at' : 'bar'}
            x={depth * bar}
            y={height - Math.max(1, (count / most) * height)}
            width={Math.max(0.5, bar - Math.min(2, bar / 4))}
            height={Math.max(1, (count / most) * height)}
          >
            <title>{`distance ${depth}: ${grouped(count)}`}</title>
          </rect>
        ))}
    </svg>
  )
}

/** All bars as one shape, because a page has a small chart for every design. */
function outline(levels: readonly number[], most: number): string {
  const bar = width / levels.length
  return levels
    .map(
      (count, depth) =>
        `M${(depth * bar).toFixed(1)} ${height}v${(-Math.max(1, (count / most) * height)).toFixed(1)}h${(bar * 0.75).toFixed(1)}V${height}z`,
    )
    .join('')
}
