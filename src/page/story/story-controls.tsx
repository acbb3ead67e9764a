/** The slider over the steps, and the filters for what is shown. */
import type { Trace } from '../../result.ts'
import type { Filter } from './rows.ts'
import { announcement } from './sentences.ts'
import { variablesOf } from './steps.ts'

interface Props {
  readonly trace: Trace
  readonly lanes: readonly string[]
  readonly filter: Filter
  readonly setFilter: (filter: Filter) => void
  /** The steps that the slider can reach. */
  readonly stops: readonly number[]
  readonly step: number
  readonly setStep: (step: number) => void
}

export function StoryControls({ trace, lanes, filter, setFilter, stops, step, setStep }: Props) {
  const at = stops.indexOf(step)
  const go = (to: number) => setStep(stops[Math.max(0, Math.min(stops.length - 1, to))] ?? 0)
  const { hidden, variable, sliceOnly } = filter
  const slice = trace.why?.slice ?? []
  const loop = loopOf(trace, stops)
  return (
    <div class="controls">
      <div class="player">
        <button type="button" onClick={() => go(at - 1)} disabled={at <= 0} aria-label="Previous step">
          ←
        </button>
        <span class="slider">
          <input
            type="range"
            min={0}
            max={stops.length - 1}
            value={at}
            aria-label="Step"
            aria-valuetext={announcement(trace, step)}
            onInput={(event) => go(Number(event.currentTarget.value))}
          />
          {loop !== undefined && <span class="loop-part" style={loop} title="The loop" />}
        </span>
        <button type="button" onClick={() => go(at + 1)} disabled={at >= stops.length - 1} aria-label="Next step">
          →
        </button>
        <span class="count" aria-hidden="true">
          {step} <span class="of">of {trace.steps.length}</span>
        </span>
      </div>
      <fieldset class="filters">
        <legend class="hidden">Show</legend>
        {lanes.length > 1 &&
          lanes.map((lane) => (
            <label key={lane} class="chip">
              <input
                type="checkbox"
                checked={!hidden.has(lane)}
                disabled={!hidden.has(lane) && hidden.size === lanes.length - 1}
                onChange={() => setFilter({ ...filter, hidden: toggled(hidden, lane) })}
              />
              {lane}
            </label>
          ))}
        {slice.length > 0 && slice.length < trace.steps.length && (
          <label class="chip">
            <input
              type="checkbox"
              checked={sliceOnly}
              onChange={() => setFilter({ ...filter, sliceOnly: !sliceOnly })}
            />
            only the {slice.length} steps that matter
          </label>
        )}
        <label class="variable">
          Variable{' '}
          <select
            value={variable ?? ''}
            onChange={(event) => {
              const { variable: _, ...others } = filter
              const { value } = event.currentTarget
              setFilter(value === '' ? others : { ...others, variable: value })
            }}
          >
            <option value="">any</option>
            {variablesOf(trace).map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </fieldset>
    </div>
  )
}

function toggled(hidden: ReadonlySet<string>, lane: string): ReadonlySet<string> {
  const next = new Set(hidden)
  if (!next.delete(lane)) next.add(lane)
  return next
}

/** The position of the loop under the slider. */
function loopOf({ loopAt, steps }: Trace, stops: readonly number[]): { left: string; right: string } | undefined {
  if (loopAt === undefined || loopAt === steps.length || stops.length < 2) return undefined
  const first = stops.findLastIndex((stop) => stop <= loopAt)
  return { left: `${(100 * Math.max(0, first)) / (stops.length - 1)}%`, right: '0' }
}
