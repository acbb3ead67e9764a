/** The head of a story: its property, the outcome, and the reasons in sentences. */
import type { ComponentChildren } from 'preact'
import { gistOf } from '../../report/words/gist.ts'
import { noteOn } from '../../result.ts'
import { Said } from './said.tsx'
import {
  accountOfStory,
  headlineOf,
  partSentence,
  savingSentence,
  staleSentence,
  turningSentence,
  verdictWord,
} from './sentences.ts'
import { nameOf, type Story } from './story.ts'

interface Props {
  readonly story: Story
  readonly home: boolean
  readonly onStep: (step: number) => void
}

export function StoryHead({ story, home, onStep }: Props) {
  const { result, property, trace } = story
  const { why, steps } = trace
  const name = nameOf(story)
  const params = Object.entries(result.params).map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
  const ok = property?.ok ?? false
  const brief = property?.counterexample === undefined ? [] : gistOf(property, trace)
  const note = property && noteOn(property.name, result.notes)
  return (
    <header class="story-head">
      <nav aria-label="Location">
        {home && <a href="#/">All verdicts</a>} <span>{result.spec}</span> <span>{result.design}</span>
        {params.length > 0 && <span class="params">{params.join(', ')}</span>}
      </nav>
      <h1>
        {name} <span class={`verdict ${property?.verdict ?? 'error'}`}>{verdictWord(property)}</span>
        {!ok && property !== undefined && <span class="verdict unexpected">not as expected</span>}
      </h1>
      <p class="lead">{capital(headlineOf(story))}.</p>
      {brief.length > 0 && (
        <p>
          <Said text={brief.join(' ')} />
        </p>
      )}
      <ul class="why">
        {(why?.parts ?? []).map((part) => (
          <Reason key={partSentence(part)} mark="✗">
            <Said text={`At the end, ${partSentence(part)}.`} />
          </Reason>
        ))}
        {(why?.stale ?? []).map((one) => (
          <Reason key={`${one.path} ${one.used}`} mark="!" kind="warn">
            <Said text={staleSentence(one, steps)} /> <Jump step={one.used} onStep={onStep} />
          </Reason>
        ))}
        {why?.turningPoint !== undefined && (
          <Reason mark="↯">
            {turningSentence(why.turningPoint)} <Jump step={why.turningPoint} onStep={onStep} />
          </Reason>
        )}
        {(why?.saving ?? []).slice(brief.length > 0 ? 1 : 0).map((saving) => (
          <Reason key={`${saving.process} ${saving.first} ${saving.second}`} mark="✓" kind="fine">
            {savingSentence(saving, name)}
          </Reason>
        ))}
        {accountOfStory(story).map((sentence) => (
          <Reason key={sentence} mark="·">
            <Said text={sentence} />
          </Reason>
        ))}
      </ul>
      {note !== undefined && <p class="note">{note}</p>}
    </header>
  )
}

interface ReasonProps {
  readonly mark: string
  readonly kind?: string
  readonly children: ComponentChildren
}

function Reason({ mark, kind = '', children }: ReasonProps) {
  return (
    <li class={kind}>
      <span class="mark" aria-hidden="true">
        {mark}
      </span>
      <span>{children}</span>
    </li>
  )
}

export function Jump({ step, onStep }: { readonly step: number; readonly onStep: (step: number) => void }) {
  return (
    <button type="button" class="jump" onClick={() => onStep(step)}>
      {step === 0 ? 'the initial state' : `step ${step}`}
    </button>
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
