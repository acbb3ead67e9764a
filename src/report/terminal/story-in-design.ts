/** A story replayed in another design: its possible steps, what stops it, and what its property says of the run. */
import type { PropertyOnPath, StepThrough } from '../../result.ts'
import { blockedSentences } from '../words/blocked.ts'
import { counted } from '../words/numbers.ts'
import { partSentence } from '../words/reasons.ts'
import { type TextOptions, wrap } from '../words/text.ts'
import { heading } from './story.ts'
import { renderTrace } from './trace.ts'

export interface Retold {
  /** The walk along all steps of the story. */
  readonly walk: StepThrough
  /** The design from which the story comes. */
  readonly of: string
  readonly property: string
  /** The number of its steps. */
  readonly length: number
  /** Whether the run breaks its property. Set only for a property of whole runs, if this design takes all steps. */
  readonly breaks?: boolean
}

export function renderRetold(retold: Retold, options: TextOptions): string {
  const { spec, design, trace, error } = retold.walk
  const say = (text: string) => wrap(text, options.width, '  ')
  const lines = [
    heading(['→', spec, design, retold.property], options),
    ...(error === undefined ? say(`${extent(retold)}:`) : say(`There is no initial state: ${error.message}.`)),
  ]
  if (trace === undefined) return lines.join('\n')
  const said = [...refusal(retold), ...verdict(retold)]
  return [...lines, '', renderTrace(trace, options), '', ...said.flatMap(say)].join('\n')
}

function extent({ walk: { design, trace, refused }, of, length }: Retold): string {
  const taken = trace?.steps.length ?? 0
  const origin = `(it is from design '${of}')`
  if (refused?.step === 0) return `Design '${design}' does not start like this story ${origin}`
  const [verb, all] = [length === 1 ? 'is' : 'are', length === 1 ? 'the only step' : `all ${counted(length, 'step')}`]
  if (refused === undefined) return `In design '${design}', ${all} of this story ${verb} possible ${origin}`
  const which = taken === 0 ? 'not even the first' : taken === 1 ? 'only the first' : `only the first ${taken}`
  const steps = `${which} of the ${counted(length, 'step')} of this story ${taken > 1 ? 'are' : 'is'} possible`
  return `In design '${design}', ${steps} ${origin}`
}

function refusal({ walk: { refused } }: Retold): string[] {
  if (refused === undefined) return []
  const { step, message, why } = refused
  const reasons = why === undefined ? '' : `: ${blockedSentences(why).join(', and ')}`
  return [
    `${step === 0 ? 'The start of the story is not possible' : `Step ${step} is not possible`}: ${message}${reasons}.`,
  ]
}

/** Says what the run shows about the property, or nothing if a run cannot show it. */
function verdict({ walk, property, breaks }: Retold): string[] {
  const standing = walk.standings.find(({ name }) => name === property)
  if (standing === undefined) return [`'${walk.design}' has no property '${property}'.`]
  const said = standing.error === undefined ? standingSentence(walk, standing, breaks) : [failing(standing)]
  const isOpen = said.length > 0 && standing.holds !== false && breaks !== true && standing.since === undefined
  return isOpen ? [...said, 'This applies to this run only; `npx allways check` decides it for all runs.'] : said
}

const failing = ({ name, error }: PropertyOnPath) => `'${name}' cannot be evaluated: ${error?.message}.`

function standingSentence(walk: StepThrough, standing: PropertyOnPath, breaks: boolean | undefined): string[] {
  const { name, kind, holds, since, parts = [] } = standing
  const after = (step: number) => (step === 0 ? 'at the start' : `after step ${step}`)
  switch (kind) {
    case 'invariant':
    case 'step':
      if (holds === undefined) return []
      if (since === undefined) return [`'${name}' holds in every ${kind === 'step' ? 'step' : 'state'} of this run.`]
      return [
        `'${name}' is violated here, too: ${kind === 'step' ? `by step ${since}` : after(since)}.`,
        ...(holds ? [] : parts.map((part) => `At the end, ${partSentence(part)}.`)),
      ]
    case 'reachable':
    case 'reachableInOrder':
      return [since === undefined ? `'${name}' is not reached.` : `'${name}' is reached here, too: ${after(since)}.`]
    case 'deadlock':
      if (holds === undefined) return []
      return [holds ? 'The final state is not a deadlock.' : `The state ${after(walk.at)} is a deadlock here, too.`]
    default:
      if (breaks === undefined) return []
      return [breaks ? `This run violates '${name}' here, too.` : `This run does not violate '${name}'.`]
  }
}
