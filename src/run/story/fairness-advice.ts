/**
 * Which fairness would make a violated property of runs hold. Each answer comes from deciding the property again, on
 * the same graph, with more of the model taken to be fair.
 */

import { type ActionInfo, sharedName } from '../../language/actions.ts'
import type { Model } from '../../language/model.ts'
import { questions } from '../../language/properties.ts'
import type { Question } from '../../liveness/formula.ts'
import type { Constraint, Decision, Graph } from '../../liveness/graph.ts'
import { Liveness } from '../../liveness/liveness.ts'
import { wouldHold } from '../../result.ts'

/** The fairness that would help; `never` if the property is violated although everything is strongly fair. */
export type Advice = { readonly helps: string } | 'never'

/** Maximum number of candidates tried. A model with more parts gets one answer for all parts together. */
const mostTries = 24

/** `undefined` if memory or time is not enough to decide. */
export function fairnessAdvice(
  model: Model,
  graph: Graph,
  question: Question,
  { maxBytes, stop }: { readonly maxBytes: number; readonly stop: () => unknown },
): Advice | undefined {
  const decide = (more: readonly Constraint[]): Decision | undefined =>
    stop() === undefined
      ? new Liveness(graph, [...questions(model).fairness, ...more]).decide(question, { maxBytes })
      : undefined
  const own = model.actions.flatMap((action, i) => (action.kind === 'fault' || action.input !== undefined ? [] : [i]))
  const everything = decide(own.map((action) => ({ strong: true, actions: [action] })))
  if (everything === undefined || everything.verdict === 'unknown') return undefined
  if (everything.verdict === 'violated') return 'never'
  for (const { constraints, text } of candidates(model, own).slice(0, mostTries)) {
    const decision = decide(constraints)
    if (decision === undefined) return undefined
    if (decision.verdict === 'holds') return { helps: `${wouldHold}${text}.` }
  }
  return { helps: `${wouldHold}every step and action were strongly fair (fair: 'strong').` }
}

interface Candidate {
  readonly constraints: readonly Constraint[]
  readonly text: string
}

/** The candidates, weaker promises first. */
function candidates({ actions, processes }: Model, own: readonly number[]): Candidate[] {
  const fair = (strong: boolean) => (strong ? "strongly fair (fair: 'strong')" : 'fair (fair: true)')
  const info = (i: number) => actions[i] as ActionInfo
  const free = own.filter((i) => info(i).process === undefined)
  const ofProcess = (name: string, strong: boolean): Candidate => ({
    constraints: Array.from({ length: processes[name]?.instances ?? 0 }, (_, instance) => ({
      strong,
      actions: own.filter((i) => info(i).process === name && info(i).instance === instance && info(i).fair !== 'none'),
    })).filter(({ actions }) => actions.length > 0),
    text: `${quoted(name)} were ${fair(strong)}`,
  })
  // an author promises the action of all instances, or of none
  const ofAction = (name: string, strong: boolean): Candidate => ({
    constraints: free.filter((i) => sharedName(info(i)) === name).map((i) => ({ strong, actions: [i] })),
    text: `${quoted(name)} were ${fair(strong)}`,
  })
  const ofStep = (name: string, step: string, strong: boolean): Candidate => ({
    constraints: own
      .filter((i) => info(i).process === name && info(i).name === step)
      .map((i) => ({ strong, actions: [i] })),
    text: `step ${quoted(step)} of ${quoted(name)} were ${fair(strong)}`,
  })
  const names = Object.keys(processes)
  const steps = names.flatMap((name) =>
    [...new Set(own.filter((i) => info(i).process === name).map((i) => info(i).name))].map(
      (step) => [name, step] as const,
    ),
  )
  const each = [false, true].flatMap((strong) => [
    ...names.map((name) => ofProcess(name, strong)),
    ...[...new Set(free.map((i) => sharedName(info(i))))].map((name) => ofAction(name, strong)),
    ...(strong ? steps.map(([name, step]) => ofStep(name, step, strong)) : []),
  ])
  // in a composition, only modules declare fairness, not the whole
  const isComposed = actions.some(({ module }) => module !== undefined)
  const whole = isComposed
    ? []
    : [{ constraints: [{ strong: false, actions: own }], text: 'the model were fair (fair: true)' }]
  return [...whole, ...each].filter(({ constraints }) => constraints.length > 0)
}

const quoted = (name: string) => `'${name}'`
