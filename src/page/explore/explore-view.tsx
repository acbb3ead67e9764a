/** A walk through a design by hand: what each actor can do, the path in lanes, and the situation at one state. */
import { useEffect, useLayoutEffect, useMemo } from 'preact/hooks'
import { type Actors, actorsOf } from '../../report/words/actors.ts'
import { blockedSentences } from '../../report/words/blocked.ts'
import { readable } from '../../report/words/maps.ts'
import { counted } from '../../report/words/numbers.ts'
import type { NextStep, PathStep, StepThrough, Trace, TraceStep } from '../../result.ts'
import '../story-view.css'
import '../explore-view.css'
import { Lanes } from '../story/lanes.tsx'
import { Said } from '../story/said.tsx'
import { announcement } from '../story/sentences.ts'
import { StateView } from '../story/state-view.tsx'
import { StepView } from '../story/step-view.tsx'
import { stateAt } from '../story/steps.ts'
import { labelsAt } from '../story/trace-control.ts'
import { ExploreHead } from './explore-head.tsx'
import { type Choice, choicesOf, WaysView } from './next-steps-view.tsx'
import { StandingsView } from './properties-view.tsx'
import { upTo, useWalk, type Walking } from './use-walk.ts'

export function ExploreView() {
  const { walk, trouble, go, goIn, asked } = useWalk()
  useKeys(go)
  const title = walk === undefined ? 'explore' : `${walk.spec}, ${walk.design}`
  useEffect(() => {
    document.title = `${title} · allways explore`
  }, [title])
  const [first] = walk?.trace === undefined ? [walk?.error] : []
  return (
    <main class="story explore">
      {walk !== undefined && <ExploreHead {...{ walk, go, goIn, asked }} />}
      <div role="alert">
        {trouble !== undefined && <p class="banner">{trouble}</p>}
        {first !== undefined && <p class="banner">There is no initial state: {placed(first)}</p>}
        {walk?.refused !== undefined && (
          <p class="banner">
            <Said text={refusal(walk, walk.refused)} />
          </p>
        )}
      </div>
      {walk?.trace !== undefined && <Panes walk={walk} trace={readable(walk.trace)} go={go} />}
    </main>
  )
}

interface PanesProps {
  readonly walk: StepThrough
  readonly trace: Trace
  readonly go: Walking['go']
}

function Panes({ walk, trace, go }: PanesProps) {
  const { at, ways, standings } = walk
  const cast = useMemo(() => actorsOf({ ...trace, steps: ways.map(asStep) }), [trace, ways])
  const lanes = useMemo(() => lanesOf(cast, trace), [cast, trace])
  const stops = useMemo(() => [...trace.steps.keys(), trace.steps.length], [trace])
  const state = stateAt(trace, at)
  // the lanes scroll their step into view; on a narrow screen, this must not hide the possible choices from the reader
  const top = scrollY
  useLayoutEffect(() => scrollTo(scrollX, top))
  const labelOf = (actor: string) => {
    const { process, instance } = ways.find((way) => cast.actorOf(asStep(way)) === actor) ?? {}
    return process === undefined ? undefined : labelsAt(state, process)[instance ?? 0]
  }
  const goTo = (step: number) => go(({ path }) => ({ path, at: step }))
  return (
    <div class="panes">
      <WaysView
        cast={cast}
        ways={ways}
        labelOf={labelOf}
        onChoose={(choice) => go((from) => chosenFrom(from, choice))}
      />
      <Lanes
        {...{ trace, cast, lanes, stops }}
        step={at}
        labels={lanes.map(labelOf)}
        onStep={goTo}
        end={<End walk={walk} />}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="side" aria-label="Properties and state" tabIndex={0}>
        <p class="hidden" role="status">
          {statusOf(walk, trace)}
        </p>
        <StepView trace={trace} step={at} onStep={goTo} />
        <h3>Properties</h3>
        <StandingsView standings={standings} at={at} onStep={goTo} />
        <h3>{at === 0 ? 'Initial state' : `State after step ${at}`}</h3>
        <StateView state={state} changes={trace.steps[at - 1]?.changes ?? []} />
      </section>
    </div>
  )
}

/** Up to this number of actors, every actor has a lane from the start. */
const fewLanes = 4

/** The lanes of all actors, or, if there are many, of the actors that have acted. */
function lanesOf({ actors, actorOf }: Actors, { steps }: Trace): readonly string[] {
  if (actors.length <= fewLanes) return actors
  const acted = [...new Set(steps.map(actorOf))]
  return acted.length === 0 ? actors.slice(0, fewLanes) : acted
}

function End({ walk: { at, trace, ways } }: { readonly walk: StepThrough }) {
  const ahead = (trace?.steps.length ?? 0) - at
  const enabled = choicesOf(ways).length
  if (ahead > 0) return <p class="end open">{counted(ahead, 'step')} ahead; another choice here replaces them.</p>
  return (
    <p class={enabled > 0 ? 'end open' : 'end'}>{enabled > 0 ? 'Choose the next step.' : 'Nothing can happen here.'}</p>
  )
}

const asStep = ({ outcomes: _, error: __, action: ___, ...way }: NextStep): TraceStep => {
  return { ...way, choices: [], picks: [], changes: [], state: null }
}

/** The path with the choice after the selected state. If the path continues with this choice anyway, it stays whole. */
function chosenFrom({ path, at }: StepThrough, { action, outcome: { changes: _, named: __, ...picked } }: Choice) {
  const step: PathStep = { action, ...picked }
  const before = upTo(path, at)
  const next = path[before.length]
  const isNext = next !== undefined && JSON.stringify(next) === JSON.stringify(step)
  return { path: isNext ? path : [...before, step], at: at + 1 }
}

function refusal({ at }: StepThrough, { step, message, why }: NonNullable<StepThrough['refused']>): string {
  const which = step === 0 ? 'The start of this path is impossible' : `Step ${step} of this path is impossible`
  const reasons = why === undefined ? '' : `: ${blockedSentences(why).join(', and ')}`
  const end =
    step <= 1
      ? 'The path stops at the initial state.'
      : at === step - 1
        ? 'The path stops here.'
        : `The path stops after step ${step - 1}.`
  return `${which}: ${message}${reasons}. ${end}`
}

function placed({ message, file, line }: NonNullable<StepThrough['error']>): string {
  return file === undefined ? message : `${message} (${file}:${line})`
}

/** The text for a screen reader at the selected state. */
function statusOf({ at, ways, standings }: StepThrough, trace: Trace): string {
  const broken = standings.filter(({ kind, holds }) => holds === false && !/^reachable/.test(kind))
  const told = broken.map(({ name }) => ` “${name}” is violated.`).join('')
  return `${announcement(trace, at)}${told} ${counted(choicesOf(ways).length, 'possible next step')}.`
}

/** Digits choose, arrows go along the path, Backspace removes the last step. */
function useKeys(go: Walking['go']): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
      const target = event.target as HTMLElement
      if (target.closest('input, select, textarea') !== null) return
      if (/Up|Down/.test(event.key) && target.closest('.side, .ways') !== null) return
      const { key } = event
      if (!/^(\d|Arrow(Left|Right|Up|Down)|Home|End|Backspace)$/.test(key)) return
      event.preventDefault()
      go((from) => {
        const last = from.trace?.steps.length ?? 0
        const to = (at: number) => (at < 0 || at > last || at === from.at ? undefined : { path: from.path, at })
        if (/\d/.test(key)) {
          const choice = choicesOf(from.ways)[(Number(key) + 9) % 10]
          return choice && chosenFrom(from, choice)
        }
        if (key === 'Backspace' && from.at > 0) return { path: upTo(from.path, from.at - 1), at: from.at - 1 }
        if (key === 'ArrowLeft' || key === 'ArrowUp') return to(from.at - 1)
        if (key === 'ArrowRight' || key === 'ArrowDown') return to(from.at + 1)
        return key === 'Home' ? to(0) : key === 'End' ? to(last) : undefined
      })
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [go])
}
