/** The head of a walk by hand: its design, and controls to go back and forth along the path. */
import { useState } from 'preact/hooks'
import { chosen } from '../../report/words/data.ts'
import type { StepThrough } from '../../result.ts'
import type { Walking } from './use-walk.ts'

interface Props {
  readonly walk: StepThrough
  readonly go: Walking['go']
  readonly goIn: Walking['goIn']
  readonly asked: Walking['asked']
}

export function ExploreHead({ walk, go, goIn, asked }: Props) {
  const { spec, file, design, designs, note, params, at, starts, path } = walk
  const last = walk.trace?.steps.length ?? 0
  const to = (at: number) => go(({ path }) => ({ path, at }))
  const settings = Object.entries(params).map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
  return (
    <>
      <header class="story-head">
        <nav aria-label="Location">
          <span>{spec}</span> <span>{file}</span>
          {settings.length > 0 && <span class="params">{settings.join(', ')}</span>}
        </nav>
        <h1>{design}</h1>
        {note !== undefined && <p class="note">{note}</p>}
      </header>
      <div class="controls">
        <div class="player">
          <button type="button" onClick={() => to(at - 1)} disabled={at <= 0} aria-label="Back">
            ←
          </button>
          <button type="button" onClick={() => to(at + 1)} disabled={at >= last} aria-label="Forward">
            →
          </button>
          <span class="count">
            step {at} <span class="of">of {last}</span>
          </span>
          <button type="button" class="wide" onClick={() => go(() => ({ path: path.slice(0, 0), at: 0 }))}>
            Start again
          </button>
          <CopyLink />
        </div>
        {designs.length > 1 && (
          <label class="filters">
            Design{' '}
            <select
              value={asked ?? design}
              title="Replays this run in another design, as far as its steps are possible there"
              onChange={({ currentTarget }) => goIn(currentTarget.value)}
            >
              {designs.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        {starts.length > 1 && (
          <label class="filters">
            Start{' '}
            <select
              value={starts.findIndex((start) => JSON.stringify(start) === JSON.stringify(path[0]))}
              onChange={({ currentTarget }) => {
                const start = starts[Number(currentTarget.value)]
                if (start !== undefined) go(() => ({ path: [start], at: 0 }))
              }}
            >
              {starts.map((start, i) => (
                <option key={JSON.stringify(start)} value={i}>
                  {i + 1}
                  {chosen(start.choices)}
                </option>
              ))}
            </select>
          </label>
        )}
        <p class="keys">
          <kbd>1</kbd> to <kbd>9</kbd> choose a step, <kbd>←</kbd> <kbd>→</kbd> move along the path, <kbd>⌫</kbd>{' '}
          removes the last step
        </p>
      </div>
    </>
  )
}

/** The address contains the whole path. */
function CopyLink() {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(location.href)
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <button type="button" class="wide" onClick={() => copy().catch(() => setCopied(false))}>
      {copied ? 'Copied' : 'Copy link'}
    </button>
  )
}
