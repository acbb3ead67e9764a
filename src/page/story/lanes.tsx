/**
 * A trace in lanes: one column per process, time downwards, one card per step. The document contains only the visible
 * rows, so that thousands of steps cost no more than a few. On paper it contains all rows.
 */
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Actors } from '../../report/words/actors.ts'
import { inline } from '../../report/words/data.ts'
import type { Change, Trace, TraceStep } from '../../result.ts'
import { type Card, cardOf } from './card.ts'
import '../lanes.css'
import { useInView, usePrinting } from '../visible-part.ts'
import { difference } from './difference.ts'
import { FlowLines, type Geometry } from './flow-lines.tsx'
import { between, type Row, rowGap, rowsOf } from './rows.ts'
import { shortened } from './steps.ts'

interface Props {
  readonly trace: Trace
  readonly cast: Actors
  /** The actors that have a lane. */
  readonly lanes: readonly string[]
  /** The steps that are shown. */
  readonly stops: readonly number[]
  readonly step: number
  readonly onStep: (step: number) => void
  /** The current label of each lane's process. */
  readonly labels: readonly (string | undefined)[]
  /** Shown after the last step. */
  readonly end: ComponentChildren
}

const laneMin = 190
const laneMax = (lanes: number) => (lanes === 1 ? 640 : 400)
const gap = 38
const cardPadding = 24
/** The width of a letter in a card, in pixels; somewhat more than the average. */
const letterWidth = 7.6
/** The height above and below the visible part in which rows are drawn too, in pixels. */
const overscan = 400

export function Lanes({ trace, cast, lanes, stops, step, onStep, labels, end }: Props) {
  const scroller = useRef<HTMLElement>(null)
  const view = useInView(scroller)
  const printing = usePrinting()
  const [focused, setFocused] = useState(false)
  const gutter = trace.loopAt === undefined || trace.loopAt === trace.steps.length ? 4 : 30
  const laneWidth = Math.min(laneMax(lanes.length), Math.max(laneMin, (view.width - gutter) / lanes.length - gap))
  const columns = Math.floor((laneWidth - cardPadding) / letterWidth)
  const cards = useMemo(
    () => Array.from({ length: trace.steps.length + 1 }, (_, i) => cardOf(trace, cast, i)),
    [trace, cast],
  )
  const rows = useMemo(
    () => rowsOf(trace, cards, stops, (one) => lanes.indexOf(cast.actorOf(one)), columns),
    [trace, cast, cards, stops, lanes, columns],
  )
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
    // for the last step, scrolls to the text after it too
    if (step === trace.steps.length) box?.querySelector('.end')?.scrollIntoView({ block: 'nearest' })
    if (step > 0) card?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    else if (box !== null) box.scrollTop = 0
  }, [step, trace, rows])
  // a separate effect: a pressed card gets the focus first, and must not scroll away before the release
  useLayoutEffect(() => {
    const card = scroller.current?.querySelector<HTMLElement>('[aria-current]')
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
            style={{ ...placeOf(row, geometry, width), top: `${row.top}px`, height: `${row.height - rowGap}px` }}
            aria-posinset={rows.indexOf(row) + 1}
            aria-setsize={rows.length}
          >
            <CardView
              trace={trace}
              cast={cast}
              card={cards[row.step]}
              row={row}
              current={row.step === step}
              onStep={onStep}
              end={end}
            />
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
  readonly cast: Actors
  /** Absent at the end. */
  readonly card: Card | undefined
  readonly row: Row
  readonly current: boolean
  readonly onStep: (step: number) => void
  readonly end: ComponentChildren
}

function CardView({ trace, cast, card, row: { step: number }, current, onStep, end }: CardProps) {
  if (card === undefined) return <div>{end}</div>
  const step = trace.steps[number - 1]
  const kinds = [
    'card',
    step?.kind ?? 'start',
    ...(card.aside ? ['aside'] : []),
    ...(card.warnings.length > 0 ? ['stale'] : []),
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
      <span class="what">
        {step !== undefined && (
          <>
            <span class="number">{number}</span> <span class="hidden">{cast.actorOf(step)}: </span>
          </>
        )}
        <b>{card.name}</b>
        {card.tags.map((tag) => (
          <i key={tag} class="tag">
            {tag}
          </i>
        ))}{' '}
        {step !== undefined && <span class="brief">{card.brief}</span>}
      </span>
      {step === undefined && <span class="brief">{card.brief}</span>}
      {step !== undefined && card.news.map((one) => <News key={one.path} change={one} {...{ step, cast, trace }} />)}
      {card.more > 0 && <span class="more">and {card.more} more</span>}
      {card.warnings.map((text) => (
        <span key={text} class="warning">
          {text}
        </span>
      ))}
      {card.milestones.map((name) => (
        <span key={name} class="milestone">
          ▸ {name}
        </span>
      ))}
    </button>
  )
}

interface NewsProps {
  readonly trace: Trace
  readonly change: Change
  readonly step: TraceStep
  readonly cast: Actors
}

/** One line. If it is too short, the old value is cut first, and the new one last. */
function News({ trace, change, step, cast }: NewsProps) {
  const { text, own } = shortened(change.path, step, cast)
  const { before, after } = difference(change, trace)
  const title = `${change.path}: ${inline(change.before)} → ${inline(change.after)}`
  return (
    <span class={own ? 'news own' : 'news'} title={title}>
      <span class="path">{text} </span>
      {before !== undefined && <span class="before">{before} </span>}
      {!/^[+\u2212]/.test(after) && <span class="to">→ </span>}
      <span class="after">{after}</span>
    </span>
  )
}
