/** The selected step: its actor, what it changed, whose writes it read, and which steps read its own writes. */
import { byWhom, chosen, inline } from '../../report/words/data.ts'
import type { Trace } from '../../result.ts'
import { Said } from './said.tsx'
import { staleSentence } from './sentences.ts'
import { flowsOf, staleIn } from './steps.ts'
import { Jump } from './story-head.tsx'

interface Props {
  readonly trace: Trace
  readonly step: number
  readonly onStep: (step: number) => void
}

export function StepView({ trace, step: number, onStep }: Props) {
  const step = trace.steps[number - 1]
  if (step === undefined) {
    return (
      <div class="step-view">
        <h2>Initial state</h2>
        <p class="note">Use the arrow keys, or select a step.</p>
      </div>
    )
  }
  const flows = flowsOf(trace)
  const read = flows.filter(({ to }) => to === number)
  const written = flows.filter(({ from }) => from === number)
  const aside = trace.why !== undefined && trace.why.slice.length > 0 && !trace.why.slice.includes(number)
  return (
    <div class="step-view">
      <h2>
        <span class="number">{number}</span> {step.actor}: {step.name}
        {chosen(step.choices, step.named)}
      </h2>
      {aside && <p class="note">Irrelevant: the outcome does not depend on this step.</p>}
      {step.changes.length === 0 && <p class="note">Nothing changes.</p>}
      {step.changes.length > 0 && (
        <ul class="changes">
          {step.changes.map(({ path, before, after }) => (
            <li key={path}>
              <code>{path}</code> <del>{inline(before)}</del> <span aria-hidden="true">→</span>{' '}
              <ins>{inline(after)}</ins>
              {byWhom(step, path)}
            </li>
          ))}
        </ul>
      )}
      {staleIn(trace, number).map((stale) => (
        <p key={stale.path} class="warning">
          <Said text={staleSentence(stale, trace.steps)} />
        </p>
      ))}
      {read.length + written.length > 0 && (
        <ul class="flow-list">
          {read.map(({ path, from }) => (
            <li key={`from ${from} ${path}`}>
              reads <code>{path}</code>, written by <Jump step={from} onStep={onStep} />
            </li>
          ))}
          {written.map(({ path, to }) => (
            <li key={`to ${to} ${path}`}>
              its <code>{path}</code> is read by{' '}
              {to > trace.steps.length ? 'the property, at the end' : <Jump step={to} onStep={onStep} />}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
