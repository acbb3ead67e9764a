/** Everything that can happen at the selected state, by actor. */

import { useLayoutEffect, useRef } from 'preact/hooks'
import { defined } from '../../plain.ts'
import type { Actors } from '../../report/words/actors.ts'
import { chosen, inline } from '../../report/words/data.ts'
import type { NextStep, TraceStep } from '../../result.ts'
import { difference } from '../story/difference.ts'
import { moveOf, newsOf, shortened } from '../story/steps.ts'
import { CannotView } from './cannot-view.tsx'

/** One possible next step. */
export interface Choice {
  readonly action: string
  readonly way: NextStep
  readonly outcome: NextStep['outcomes'][number]
}

/** All possible next steps, in the order of the list and its numbers. */
export function choicesOf(ways: readonly NextStep[]): Choice[] {
  return ways.flatMap((way) => way.outcomes.map((outcome) => ({ action: way.action, way, outcome })))
}

interface Props {
  readonly cast: Actors
  readonly ways: readonly NextStep[]
  readonly labelOf: (actor: string) => string | undefined
  readonly onChoose: (choice: Choice) => void
}

export function WaysView({ cast, ways, labelOf, onChoose }: Props) {
  const section = useRef<HTMLElement>(null)
  const hasFocus = useRef(false)
  const choices = choicesOf(ways)
  const stepOf = (way: NextStep, outcome?: Choice['outcome']): TraceStep => {
    const { choices = [], named, changes = [] } = outcome ?? {}
    return { ...way, choices, ...defined({ named }), picks: [], changes, state: null }
  }
  const doing = (step: TraceStep) => cast.doingOf({ ...step, kind: 'step', choices: [] })
  // if the pressed button is gone, the focus goes to the next thing that can be pressed
  useLayoutEffect(() => {
    const box = section.current
    if (!hasFocus.current || box === null || box.contains(document.activeElement)) return
    const next = box.querySelector('button') ?? box
    next.focus({ preventScroll: true })
  }, [ways])
  return (
    <section
      class="ways"
      aria-label="Next steps"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      ref={section}
      onFocusIn={() => {
        hasFocus.current = true
      }}
      onPointerDown={() => {
        hasFocus.current = false
      }}
    >
      <h2>Next steps</h2>
      {cast.actors.map((actor) => {
        const own = ways.filter((way) => cast.actorOf(stepOf(way)) === actor)
        const enabled = choices.filter(({ way }) => own.includes(way))
        const failing = own.filter(({ error }) => error !== undefined)
        const label = labelOf(actor)
        return (
          <div key={actor} class={enabled.length + failing.length > 0 ? 'actor' : 'actor waits'}>
            <h3>
              {actor} {label !== undefined && <span class="label">at {label}</span>}
            </h3>
            {enabled.length + failing.length === 0 && own.length === 0 && <p class="none">can do nothing</p>}
            <ul>
              {enabled.map((choice) => {
                const step = stepOf(choice.way, choice.outcome)
                const number = choices.indexOf(choice) + 1
                return (
                  <li key={number}>
                    <button type="button" class={`way ${step.kind}`} onClick={() => onChoose(choice)}>
                      <span class="what">
                        {number <= 10 && <kbd>{number % 10}</kbd>}
                        <span class="hidden">{actor}: </span>
                        <b>{doing(step)}</b>
                        {step.kind === 'fault' && <i class="tag">fault</i>}
                        <span class="choices">{chosen(step.choices, step.named)}</span>
                      </span>
                      <Preview step={step} cast={cast} />
                    </button>
                  </li>
                )
              })}
              {failing.map(({ action, name, error }) => (
                <li key={action} class="fails">
                  <b>{name}</b> fails: {error?.message.replace(`${error.step}: `, '')}
                  {error?.file !== undefined && ` (${error.file}:${error.line})`}
                </li>
              ))}
            </ul>
            <CannotView ways={own} nameOf={(way) => doing(stepOf(way))} />
          </div>
        )
      })}
    </section>
  )
}

/** The changes that the step would make, on one line. */
function Preview({ step, cast }: { readonly step: TraceStep; readonly cast: Actors }) {
  const move = moveOf(step)
  const news = newsOf(step).map((change) => `${shortened(change.path, step, cast).text} → ${difference(change).after}`)
  const told = [...news, ...(move === undefined ? [] : [`at ${inline(move)}`])]
  return <span class="preview">{told.length === 0 ? 'nothing changes' : told.join(', ')}</span>
}
