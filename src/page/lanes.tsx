/**
 * A trace in lanes: one column a process, time downwards, a card a step. Only what is in view is in the document, so
 * that thousands of steps cost no more than a few; on paper all of them are.
 */
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Cast } from '../report/cast.ts'
import { chosen, inline, milestonesAt } from '../report/data.ts'
import { startOf } from '../report/news.ts'
import type { Change, Trace, TraceStep } from '../result.ts'
import './lanes.css'
import { difference } from './differences.ts'
import { FlowLines, type Geometry } from './flow-lines.tsx'
import { between, listedChanges, moveOf, newsOf, type Row, shortened, staleIn } from './rows.ts'
import { useInView, usePrinting } from './view.ts'

interface Props {
  readonly trace: Trace
  readonly cast: Cast
  /** The actors that have a lane. */
  readonly lanes: readonly string[]
  readonly rows: readonly Row[]
  readonly step: number
  readonly onStep: (step: number) => void
  /** Where each lane's process is now. */
  readonly labels: readonly (string | undefined)[]
  /** What is said after the last step. */
  readonly end: ComponentChildren
}

const laneMin = 190
const laneMax = (lanes: number) => (lanes === 1 ? 640 : 400)
const gap = 38
/** Rows above and below what is in view that are drawn all the same, in pixels. */
const overscan = 400

export function Lanes({ trace, cast, lanes, rows, step, onStep, labels, end }: Props) {
  const scroller = useRef<HTMLElement>(null)
  const view = useInView(scroller)
  const printing = usePrinting()
  const [focused, setFocused] = useState(false)
  const gutter = trace.loopAt === undefined || trace.loopAt === trace.steps.length ? 4 : 30
  const laneWidth = Math.min(laneMax(lanes.length), Math.max(laneMin, (view.width - gutter) / lanes.length - gap))
  const geometry: Geometry = { gutter, laneWidth, gap, lanes: lanes.length }
  const width = gutter + lanes.length * (laneWidth + gap)
  const last = rows.at(-1)
  const height = last === undefined ? 0 : last.top + last.height
  const [from, to] = printing ? [0, height] : [view.top - overscan, view.top + view.height + overscan]
  const [first, beyond] = between(rows, from, to)
  const current = rows.find((row) => row.step === step)
  const shown = rows.slice(first, beyond)
  for (const row of [current, last]) if (row !== undefined && !shown.includes(row)) shown.push(row)

  useLayoutEffect(() => {
    const box = scroller.current
    const card = box?.querySelector<HTMLElement>('[aria-current]')
    // of the last step, what is said behind it as well
    if (step === trace.steps.length) box?.querySelector('.end')?.scrollIntoView({ block: 'nearest' })
    if (step > 0) card?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    else if (box !== null) box.scrollTop = 0
    if (focused) card?.focus({ preventScroll: true })
  }, [step, trace, rows, focused])

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="lanes" aria-label="Steps, by process" tabIndex={0} ref={scroller}>
      <div class="heads" style={{ width: `${width}px`, paddingLeft: `${gutter}px`, gap: `${gap}px` }}>
        {lanes.map((lane, i) => (
          <div key={lane} class="head" style={{ width: `${laneWidth}px` }}>
            <b>{lane}</b> {labels[i] !== undefined && <span class="label">at {labels[i]}</span>}
          </div>
        ))}
      </div>
      <ol
        class="rows"
        style={{ width: `${width}px`, height: `${height}px` }}
        onFocusIn={() => setFocused(true)}
        onFocusOut={() => setFocused(false)}
      >
        {lanes.map((lane, i) => (
          <li
            key={lane}
            class="lifeline"
            aria-hidden="true"
            style={{ left: `${gutter + i * (laneWidth + gap) + laneWidth / 2}px` }}
          />
        ))}
        {shown.map((row) => (
          <li
            key={row.step}
            class="row"
            style={{ ...placeOf(row, geometry, width), top: `${row.top}px`, height: `${row.height - 10}px` }}
            aria-posinset={rows.indexOf(row) + 1}
            aria-setsize={rows.length}
          >
            <Card trace={trace} cast={cast} row={row} current={row.step === step} onStep={onStep} end={end} />
          </li>
        ))}
        <li class="drawing" aria-hidden="true">
          <FlowLines {...{ trace, rows, step, geometry }} from={Math.max(0, from)} to={Math.min(height, to)} />
        </li>
      </ol>
    </section>
  )
}

function placeOf({ lane }: Row, { gutter, laneWidth, gap }: Geometry, width: number): { left: string; width: string } {
  if (lane === undefined) return { left: `${gutter}px`, width: `${width - gutter - gap}px` }
  return { left: `${gutter + lane * (laneWidth + gap)}px`, width: `${laneWidth}px` }
}

interface CardProps {
  readonly trace: Trace
  readonly cast: Cast
  readonly row: Row
  readonly current: boolean
  readonly onStep: (step: number) => void
  readonly end: ComponentChildren
}

function Card({ trace, cast, row, current, onStep, end }: CardProps) {
  const { step: number, aside } = row
  const step = trace.steps[number - 1]
  if (number > trace.steps.length) return <div>{end}</div>
  const stale = staleIn(trace, number)
  const kinds = [
    'card',
    ...(step === undefined ? ['start'] : [step.kind]),
    ...(aside ? ['aside'] : []),
    ...(stale.length > 0 ? ['stale'] : []),
    ...(trace.why?.turningPoint === number ? ['turning'] : []),
  ]
  return (
    <button
      type="button"
      class={kinds.join(' ')}
      data-step={number}
      aria-current={current ? 'step' : undefined}
      tabIndex={current ? 0 : -1}
      onClick={() => onStep(number)}
    >
      {step === undefined ? (
        <>
          <span class="what">
            <b>The start</b>
            {chosen(trace.initial.choices)}
          </span>
          <span class="brief">{startOf(trace).join(', ')}</span>
        </>
      ) : (
        <StepCard trace={trace} cast={cast} step={step} number={number} aside={aside} />
      )}
      {milestonesAt(trace, number).map((name) => (
        <span key={name} class="milestone">
          ▸ {name}
        </span>
      ))}
    </button>
  )
}

interface StepProps {
  readonly trace: Trace
  readonly cast: Cast
  readonly step: TraceStep
  readonly number: number
  readonly aside: boolean
}

function StepCard({ trace, cast, step, number, aside }: StepProps) {
  const news = newsOf(step)
  const move = moveOf(step)
  const listed = news.length > listedChanges + 1 ? news.slice(0, listedChanges) : news
  return (
    <>
      <span class="what">
        <span class="number">{number}</span> <span class="hidden">{cast.actorOf(step)}: </span>
        <b>{cast.doingOf({ ...step, kind: 'step', choices: [] })}</b>
        {step.kind === 'fault' && <i class="tag">fault</i>}
        {trace.why?.turningPoint === number && <i class="tag">point of no return</i>}
        {trace.turn === number && <i class="tag">from here back</i>}
        <span class="choices">{chosen(step.choices)}</span>
        {aside && news.length > 0 && (
          <span class="brief">
            {' '}
            {news.map(({ path, after }) => `${shortened(path, step).text} → ${inline(after)}`).join(', ')}
          </span>
        )}
        {news.length === 0 && <span class="brief"> {move === undefined ? 'nothing changes' : `→ ${move}`}</span>}
      </span>
      {!aside && listed.map((change) => <News key={change.path} change={change} step={step} />)}
      {!aside && listed.length < news.length && <span class="news more">and {news.length - listed.length} more</span>}
      {!aside &&
        staleIn(trace, number).map(({ path, value, read, overwritten }) => (
          <span key={path} class="warning">
            acts on {path} = {inline(value)}, read in step {read}, overwritten in step {overwritten}
          </span>
        ))}
    </>
  )
}

function News({ change, step }: { readonly change: Change; readonly step: TraceStep }) {
  const { text, own } = shortened(change.path, step)
  const { before, after } = difference(change)
  return (
    <span
      class={own ? 'news own' : 'news'}
      title={`${change.path}: ${inline(change.before)} → ${inline(change.after)}`}
    >
      <span class="path">{text}</span> {before !== undefined && <span class="before">{before}</span>}
      {/^[+\u2212]/.test(after) ? '' : ' → '}
      <span class="after">{after}</span>
    </span>
  )
}
