/** How the code of a driver conforms to a design: one block of lines, and the story of the first drift. */
import pc from 'picocolors'
import type { Conformance, Drift } from '../../conformance.ts'
import { blockedSentences } from '../words/blocked.ts'
import { inline } from '../words/data.ts'
import { counted, grouped } from '../words/numbers.ts'
import { columnsOf, padded, type TextOptions, wrap } from '../words/text.ts'
import { heading } from './story.ts'
import { renderTrace } from './trace.ts'

export function renderConformance(result: Conformance, options: TextOptions): string {
  const { green, red, yellow } = pc.createColors(options.color)
  const { spec, design, drift, error } = result
  const mark = drift !== undefined || error !== undefined ? red('✗') : isWhole(result) ? green('✓') : yellow('?')
  const say = (text: string) => wrap(text, options.width, '  ')
  if (error !== undefined) {
    const at = error.file === undefined ? '' : `${error.file}${error.line === undefined ? '' : `:${error.line}`}: `
    return [heading([mark, spec, design], options), ...say(`${at}${error.message}`)].join('\n')
  }
  const lines = [heading([mark, spec, design], options), ...factsOf(result).flatMap(say)]
  return drift === undefined ? lines.join('\n') : [...lines, '', renderDrift(drift, options)].join('\n')
}

/** Whether every transition that can be driven was driven, and nothing drifted. */
export const isWhole = ({ drift, error, limit, complete, driven, drivable }: Conformance): boolean =>
  drift === undefined && error === undefined && limit === undefined && complete && driven === drivable

/** How much was driven and how, a sentence each. */
export function factsOf(result: Conformance): string[] {
  const {
    complete,
    drivable,
    driven,
    runs,
    steps,
    leastSteps,
    tried,
    untried,
    choices,
    missed,
    unchosen,
    undriven,
    together,
    drift,
    limit,
  } = result
  const least = leastSteps === undefined ? '' : `; no set of runs needs fewer than ${grouped(leastSteps)} steps`
  const part = driven === drivable ? `all ${grouped(drivable)}` : `${grouped(driven)} of ${grouped(drivable)}`
  const known = complete ? '' : ' of the explored part'
  const done =
    drift === undefined
      ? `The code took ${part} transitions${known}, in ${counted(runs, 'run')} of ${counted(steps, 'step')} together${least}.`
      : `The code drifts from the model. Before that, it took ${grouped(driven)} of ${grouped(drivable)} transitions.`
  return [
    done,
    ...(limit === undefined ? [] : [`${limits[limit]}, so this is only a part of the design.`]),
    ...(drift !== undefined || tried === 0 ? [] : [`It refused all ${grouped(tried)} disabled steps that were tried.`]),
    ...(drift !== undefined || untried.length === 0
      ? []
      : [`Not tried where the model disables them: ${untried.map((name) => `'${name}'`).join(', ')}.`]),
    ...(choices === undefined
      ? []
      : [
          `The code's own choices led to ${grouped(choices.seen)} of the ${grouped(choices.all)} outcomes that the model allows.`,
        ]),
    ...(missed === 0
      ? []
      : [`Not driven: ${counted(missed, 'transition')}, because the code chose another way in each run to them.`]),
    ...(unchosen === 0 || drift !== undefined
      ? []
      : [`Not driven: ${counted(unchosen, 'transition')} behind choices that the code never made.`]),
    ...undriven.map(({ name, reason }) => `Not driven: '${name}' (${reason}).`),
    ...(together === 0
      ? []
      : [`Not driven: ${counted(together, 'transition')} in which an input changes together with a step.`]),
  ]
}

/** How much of the design was driven, and what ended the run. */
export const whyPart = (result: Conformance): string =>
  factsOf(result)
    .slice(0, result.limit === undefined ? 1 : 2)
    .join(' ')

const limits = {
  steps: 'The limit on steps was reached',
  states: 'The limit on states was reached',
  seconds: 'The time was over',
  interrupted: 'The run was interrupted',
} as const

/** At which step the code drifts, and how, as one sentence. */
export function openingOfDrift({ message, trace: { steps } }: Drift): string {
  return `${steps.length === 0 ? 'At the start' : `In step ${steps.length}`}: ${message}.`
}

/** The story of a drift: what the code did, the steps that lead there, and what differs. */
export function renderDrift(drift: Drift, options: TextOptions): string {
  const { trace, blocked, shortest } = drift
  const say = (text: string) => wrap(text, options.width, '  ')
  const why = blocked === undefined ? '' : ` The model disables it because ${blockedSentences(blocked).join(', and ')}.`
  const way = shortest
    ? ''
    : ' This difference does not occur in a run along the shortest way to this step, so the code depends on more than the state of the model.'
  return [
    ...say(`${openingOfDrift(drift)}${why}${way}`),
    '',
    renderTrace(trace, options),
    ...(drift.expected.length === 0 ? [] : ['', ...sides(drift, options)]),
  ].join('\n')
}

/** Shows the values that differ, with the model and the code side by side. */
function sides({ expected }: Drift, options: TextOptions): string[] {
  const { red } = pc.createColors(options.color)
  const rows = expected.map(({ path, model, code, reason }) => [
    path,
    inline(model),
    `${inline(code)}${reason === undefined ? '' : ` (${reason})`}`,
  ])
  const heads = ['', 'model', 'code']
  const widths = [0, 1].map((i) => Math.max(...[heads, ...rows].map((row) => columnsOf(row[i] as string))))
  const line = (row: readonly string[], paint = (text: string) => text) =>
    `  ${padded(row[0] as string, widths[0] as number)}  ${padded(row[1] as string, widths[1] as number)}  ${paint(row[2] as string)}`
  const all = [line(heads), ...rows.map((row) => line(row, red))]
  if (all.every((text) => columnsOf(text) <= options.width + 10)) return all
  return rows.flatMap(([path, model, code]) =>
    wrap(`${path}: ${model} in the model, ${code} in the code`, options.width, '  '),
  )
}
