/** Names to count: the properties of runs that random models have, and their results. */
import type { Told } from './compare-runs.ts'
import type { Duty } from './naive-graph.ts'
import type { Asked } from './naive-runs.ts'
import { formulasOf, type TemporalD, withParts } from './temporal.ts'

export function seenInRuns<P>(
  temporal: { readonly [name: string]: TemporalD<P> },
  told: ReadonlyMap<string, Told>,
  asked: Asked<P>,
): string[] {
  const { duties } = asked.graph
  const strength = ({ strong }: Duty) => (strong ? 'strong' : 'weak')
  return [
    ...new Set(duties.map((duty) => `${strength(duty)} fairness of a ${duty.of}`)),
    ...Object.entries(temporal).flatMap(([name, d]) => {
      const known = told.get(name)
      return known === undefined ? [] : [...seenIn(d, known), ...whatMatters(d, known, asked)]
    }),
  ]
}

function seenIn<P>(d: TemporalD<P>, { answer, result }: Told): string[] {
  const seen = [`${d.t} ${result.verdict}`, `${d.t} decided naively: ${answer.verdict !== 'skipped'}`]
  for (const part of formulasOf(d).flatMap(withParts)) {
    if (!isOfWays(d)) seen.push(`formula ${part.f}`)
    if (part.f === 'taken' && part.instance !== null) seen.push('taken of one instance')
  }
  if (answer.vacuous) seen.push(`${d.t} holds vacuously`)
  if ((answer.length ?? 0) > 1) seen.push('a way of more than 1 step past goals in order')
  if (d.t === 'within' && d.when !== null) seen.push('within when')
  if (d.t === 'canAlwaysReach') {
    if (d.using !== null) seen.push(d.using.length === 0 ? 'using nothing' : `using: ${result.verdict}`)
    if (d.when !== null) seen.push(`canAlwaysReach when: ${result.verdict}`)
    if ((answer.ways?.worst ?? 0) > 2) seen.push('a way back of more than 2 steps')
    if ((answer.ways?.violation ?? 0) > 2) seen.push('a way of more than 2 steps into a region of no return')
    if ((answer.ways?.exits.size ?? 0) > 0) seen.push('exits from a region of no return')
    if (answer.ways?.otherwiseHolds) seen.push('no way back but by other steps')
  } else if (result.counterexample !== undefined) {
    const { loopAt, steps } = result.counterexample
    seen.push(loopAt === steps.length ? 'a run that stops' : 'a run that loops')
    if (loopAt !== steps.length && loopAt !== 0) seen.push('a run that loops after a while')
  }
  return seen
}

/** The parts of the fairness that a formula needs to hold. */
function whatMatters<P>(d: TemporalD<P>, { answer }: Told, asked: Asked<P>): string[] {
  const { duties } = asked.graph
  if (isOfWays(d) || answer.verdict !== 'holds' || duties.length === 0) return []
  const breaks = (less: readonly Duty[]) => asked.verdict(d, less) === 'violated'
  if (!breaks([])) return []
  const without = (wanted: (duty: Duty) => boolean) =>
    duties.some(wanted) && breaks(duties.filter((duty) => !wanted(duty)))
  const strong = duties.filter((duty) => duty.strong)
  const strongMatters = strong.length > 0 && breaks(duties.map((duty) => ({ ...duty, strong: false })))
  return [
    'fairness matters',
    `fairness matters to ${d.t}`,
    ...(['process', 'step', 'action', 'model'] as const).flatMap((of) =>
      without((duty) => duty.of === of) ? [`fairness of a ${of} matters`] : [],
    ),
    ...(without((duty) => !duty.strong) ? ['weak fairness matters'] : []),
    ...(strongMatters ? ['strong fairness matters where weak would not do'] : []),
  ]
}

const isOfWays = <P>(d: TemporalD<P>) => d.t === 'canAlwaysReach' || d.t === 'reachableInOrder'

const ofWays = ['canAlwaysReach', 'reachableInOrder']
const ofRuns = ['leadsTo', 'eventually', 'alwaysEventually', 'eventuallyAlways', 'within', 'ltl']
const operators = ['not', 'next', 'always', 'eventually', 'and', 'or', 'implies', 'until', 'weakUntil', 'release']
const parts = ['process', 'step', 'action', 'model']

/** Names that a run of the suite must meet at least once in a hundred models. */
export const expectedOften: readonly string[] = [
  ...[...ofWays, ...ofRuns].flatMap((kind) => [`${kind} holds`, `${kind} violated`]),
  ...['state', 'taken', ...operators].map((operator) => `formula ${operator}`),
  ...parts.flatMap((part) => [`weak fairness of a ${part}`, `strong fairness of a ${part}`]),
  ...['using: holds', 'using: violated', 'canAlwaysReach when: holds', 'canAlwaysReach when: violated'],
  ...['within when', 'taken of one instance', 'a run that stops', 'a run that loops', 'fairness matters'],
]

/** Names that it must meet at least once. */
export const expectedInRuns: readonly string[] = [
  ...ofRuns.map((kind) => `fairness matters to ${kind}`),
  ...parts.map((part) => `fairness of a ${part} matters`),
  ...['weak fairness matters', 'strong fairness matters where weak would not do', 'using nothing'],
  ...['canAlwaysReach holds vacuously', 'leadsTo holds vacuously', 'within holds vacuously'],
  ...['exits from a region of no return', 'no way back but by other steps', 'a run that loops after a while'],
  'a way of more than 1 step past goals in order',
]

/** Names that random graphs must also meet. Other models rarely have ways that long. */
export const expectedInGraphs: readonly string[] = [
  ...expectedInRuns,
  ...['a way back of more than 2 steps', 'a way of more than 2 steps into a region of no return'],
]
