/** The content of a step's card, and its height for a given number of letters per line. */
import type { Actors } from '../../report/words/actors.ts'
import { chosen, inline, milestonesAt } from '../../report/words/data.ts'
import { isInSlice, startOf } from '../../report/words/step-facts.ts'
import type { Change, Trace, TraceStep } from '../../result.ts'
import { moveOf, newsOf, shortened, staleIn } from './steps.ts'

export interface Card {
  readonly name: string
  readonly tags: readonly string[]
  /** Shown after the name, in a quiet colour. */
  readonly brief: string
  readonly news: readonly Change[]
  /** The number of further changes. */
  readonly more: number
  readonly warnings: readonly string[]
  readonly milestones: readonly string[]
  /** The violation does not depend on this step. */
  readonly aside: boolean
}

/** The maximum number of changes in the list. The card shows only the number of the others. */
const listedChanges = 5

export function cardOf(trace: Trace, cast: Actors, number: number): Card {
  const step = trace.steps[number - 1]
  const milestones = milestonesAt(trace, number)
  const none = { tags: [], news: [], more: 0, warnings: [], milestones, aside: false }
  if (step === undefined) {
    const brief = `${chosen(trace.initial.choices, trace.initial.named)} ${startOf(trace).join(', ')}`.trim()
    return { ...none, name: 'Initial state', brief }
  }
  const all = newsOf(step)
  const aside = !isInSlice(trace, number)
  const listed = aside ? [] : all.length > listedChanges + 1 ? all.slice(0, listedChanges) : all
  return {
    name: cast.doingOf({ ...step, kind: 'step', choices: [] }),
    tags: [
      ...(step.kind === 'fault' ? ['fault'] : []),
      ...(trace.why?.turningPoint === number ? ['point of no return'] : []),
      ...(trace.turn === number ? ['recovery begins'] : []),
    ],
    brief: [
      chosen(step.choices, step.named).trim(),
      ...(aside ? [briefly(step, cast)] : all.length === 0 ? [moved(step)] : []),
    ]
      .filter((text) => text !== '')
      .join(' '),
    news: listed,
    more: aside ? 0 : all.length - listed.length,
    warnings: aside
      ? []
      : staleIn(trace, number).map(
          ({ path, value, read, overwritten }) =>
            `stale: ${path} = ${inline(value)} read in step ${read}, overwritten in step ${overwritten}`,
        ),
    milestones,
    aside,
  }
}

function briefly(step: TraceStep, cast: Actors): string {
  const news = newsOf(step)
  if (news.length === 0) return moved(step)
  return news.map(({ path, after }) => `${shortened(path, step, cast).text} → ${inline(after)}`).join(', ')
}

function moved(step: TraceStep): string {
  const move = moveOf(step)
  return move === undefined ? (step.changes.length === 0 ? 'nothing changes' : '') : `→ ${move}`
}

export const lineHeight = 18
const padding = 16

/** In pixels, for `columns` letters per line. Names may take two lines, and warnings three. */
export function heightOf({ name, tags, brief, news, more, warnings, milestones }: Card, columns: number): number {
  const linesOf = (text: string, most: number) => Math.min(most, Math.max(1, Math.ceil(text.length / columns)))
  const sum = (texts: readonly string[], most: number) => texts.reduce((lines, text) => lines + linesOf(text, most), 0)
  const head = ['0000', name, ...tags.map((tag) => `  ${tag}  `), brief].join(' ')
  const lines = linesOf(head, 2) + news.length + Math.min(1, more) + sum(warnings, 3) + sum(milestones, 2)
  return padding + lines * lineHeight
}
