/** One story: the outcome and its reasons, the steps in lanes, and the state at the selected step. */
import { useEffect, useMemo, useState } from 'preact/hooks'
import { actorsOf } from '../../report/words/actors.ts'
import { continuation } from '../../report/words/run-sentences.ts'
import { seenAtTheEnd } from '../../report/words/step-facts.ts'
import { capital } from '../../report/words/text.ts'
import type { Trace } from '../../result.ts'
import { ControlView } from './control-view.tsx'
import '../story-view.css'
import { hashOf } from '../address.ts'
import { LevelsChart } from '../overview/levels-chart.tsx'
import { Lanes } from './lanes.tsx'
import { everything, type Filter, shownOf, stopsOf } from './rows.ts'
import { Said } from './said.tsx'
import { announcement, endingOf, partSentence } from './sentences.ts'
import { StateView } from './state-view.tsx'
import { StepView } from './step-view.tsx'
import { moveOf, stateAt } from './steps.ts'
import { nameOf, type Story } from './story.ts'
import { StoryControls } from './story-controls.tsx'
import { StoryHead } from './story-head.tsx'
import { controlOfTrace, labelsAt } from './trace-control.ts'

interface Props {
  readonly story: Story
  readonly step: number | undefined
  /** Whether the page has an overview. */
  readonly home: boolean
}

export function StoryView({ story, step: wanted, home }: Props) {
  const { trace, result } = story
  const [filter, setFilter] = useState<Filter>(everything)
  const cast = useMemo(() => actorsOf(trace), [trace])
  const lanes = useMemo(() => shownOf(cast, filter), [cast, filter])
  const stops = useMemo(() => stopsOf(trace, cast, filter), [trace, cast, filter])
  const [chosen, setStep] = useState(Math.min(wanted ?? 0, trace.steps.length))
  const step = standing(chosen, stops)
  const control = useMemo(() => result.control ?? controlOfTrace(trace), [result, trace])
  useKeys(stops, trace, setStep)
  useAddress(story, step)

  const state = stateAt(trace, step)
  const now = trace.steps[step - 1]
  const labels = lanes.map((lane) => {
    const { process, instance } = trace.steps.find((one) => cast.actorOf(one) === lane) ?? {}
    return process === undefined ? undefined : labelsAt(state, process)[instance ?? 0]
  })
  return (
    <main class="story">
      <StoryHead story={story} home={home} onStep={setStep} />
      <StoryControls {...{ trace, filter, setFilter, stops, step, setStep }} lanes={cast.actors} />
      <p class="hidden" role="status">
        {announcement(trace, step)}
      </p>
      <div class="panes">
        <Lanes {...{ trace, cast, lanes, stops, step, labels }} onStep={setStep} end={<End story={story} />} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section class="side" aria-label="Selected step" tabIndex={0}>
          <StepView trace={trace} step={step} onStep={setStep} />
          <h3>{step === 0 ? 'Initial state' : `State after step ${step}`}</h3>
          <StateView state={state} changes={now?.changes ?? []} />
          {control.processes.length > 0 && (
            <>
              <h3>Control states</h3>
              {control.processes.map((graph) => {
                const instance = now?.instance ?? 0
                const from =
                  now?.process === graph.process
                    ? labelsAt(stateAt(trace, step - 1), graph.process)[instance]
                    : undefined
                const to = (now && moveOf(now)) ?? from
                const taken = from === undefined || to === undefined ? undefined : { from, to, instance }
                return (
                  <ControlView key={graph.process} graph={graph} at={labelsAt(state, graph.process)} taken={taken} />
                )
              })}
              <p class="note">{extentOf(story)}</p>
            </>
          )}
          {result.levels !== undefined && result.levels.length > 1 && (
            <>
              <h3>States by distance from the initial states</h3>
              <LevelsChart levels={result.levels} at={distanceOf(story)} />
            </>
          )}
        </section>
      </div>
    </main>
  )
}

function End({ story }: { readonly story: Story }) {
  const { trace } = story
  const next = continuation(trace)
  const then = next && `${capital(next)}.`
  const seen = (trace.why?.parts ?? []).map(partSentence).join('; ') || seenAtTheEnd(trace).join(', ')
  return (
    <div class={story.property?.verdict === 'holds' ? 'end good' : 'end'}>
      <b>{[then, endingOf(story)].filter(Boolean).join(' ')}</b>
      {seen !== '' && (
        <span class="parts">
          <Said text={seen} />
        </span>
      )}
    </div>
  )
}

/** The distance of the story's end from the start, if the story is a shortest path there. */
function distanceOf({ property, trace }: Story): number | undefined {
  const isShortest = ['invariant', 'step', 'deadlock', 'reachable'].includes(property?.kind ?? '')
  return isShortest && trace.found === undefined ? trace.steps.length : undefined
}

/** The part of the model from which the control states were read. */
function extentOf({ result }: Story): string {
  if (result.control === undefined) return 'These graphs show only the steps of this story.'
  const { states } = result.control
  if (states >= result.states) return 'These graphs show every step of every reachable state.'
  return `These graphs show the first ${states.toLocaleString('en')} of ${result.states.toLocaleString('en')} states; rare steps may be missing.`
}

/** The step itself or, if it is not shown, the last shown step before it. */
function standing(step: number, stops: readonly number[]): number {
  return stops.findLast((stop) => stop <= step) ?? 0
}

type StateUpdater = (update: (step: number) => number) => void

/** Arrow keys go from step to step; at the end of a lasso they return to its loop. */
function useKeys(stops: readonly number[], trace: Trace, setStep: StateUpdater): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
      const target = event.target as HTMLElement
      if (target.closest('input, select, textarea, summary') !== null) return
      if (/Up|Down/.test(event.key) && target.closest('.side') !== null) return
      if (after(event.key, 0, stops, trace) === undefined) return
      event.preventDefault()
      // counts from where the last key led, even if the page does not show that yet
      setStep((step) => after(event.key, standing(step, stops), stops, trace) ?? step)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [stops, trace, setStep])
}

function after(key: string, step: number, stops: readonly number[], { loopAt, steps }: Trace): number | undefined {
  const at = stops.indexOf(step)
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowUp':
      return stops[Math.max(0, at - 1)]
    case 'ArrowRight':
    case 'ArrowDown':
      if (at === stops.length - 1 && loopAt !== undefined && loopAt < steps.length)
        return stops.find((stop) => stop > loopAt)
      return stops[Math.min(stops.length - 1, at + 1)]
    case 'Home':
      return stops[0]
    case 'End':
      return stops.at(-1)
  }
  return undefined
}

/** Keeps the step in the address, with a delay because browsers reject too many changes. */
function useAddress(story: Story, step: number): void {
  useEffect(() => {
    const { spec, design } = story.result
    const property = story.property === undefined ? 'error' : nameOf(story)
    const timer = setTimeout(() => history.replaceState(null, '', hashOf({ spec, design, property, step })), 300)
    return () => clearTimeout(timer)
  }, [story, step])
}
