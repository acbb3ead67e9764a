/**
 * An example of a run that goes on forever in a region of no return. In it, every process instance and action that may
 * be used to lead back goes on acting when it can. A run in which one of them stops acting would explain nothing.
 */

import type { Program } from '../../engine/compile/program.ts'
import type { Model } from '../../language/model.ts'
import { type Property, questions } from '../../language/properties.ts'
import { Scratch } from '../../liveness/components.ts'
import { fairComponents, plainArena } from '../../liveness/fair-components.ts'
import { type Constraint, Enabled, type Graph, hasSelfEdges } from '../../liveness/graph.ts'
import { loopThrough } from '../../liveness/loop.ts'
import type { Plain } from '../../plain.ts'
import type { Interpreter } from '../../reference/interpret.ts'
import type { Round, Trace } from '../../result.ts'
import { lastState, stepOf } from '../../trace/trace.ts'
import { onward, replayed, wayTo } from './search-onward.ts'

const mostStates = 20_000
/** Maximum number of steps of the loop: nobody reads a longer one. */
const mostSteps = 16

/** `undefined` if no such run is known. Each step is replayed in the reference interpreter. */
export function roundOf(
  model: Model,
  program: Program,
  reference: Interpreter,
  { using }: Property,
  trace: Trace,
): Round | undefined {
  // the states are not labelled here, so a promise with predicates cannot be judged
  if (model.fairness.some(({ when, pair }) => when !== undefined || pair !== undefined)) return undefined
  const start = lastState(trace)
  const found = onward(program, model.actions.length, start, using, mostStates)
  if (!found?.complete) return undefined
  const { rows } = found
  const usable = using ?? model.actions.map((_, action) => action)
  const graph = { rows, actions: model.actions.length, renews: program.renumber !== undefined } as Graph
  const enabled = new Enabled(graph, [...questions(model).fairness, ...everybody(model, usable)])
  const part = new Int32Array(rows.nodes)
  const arena = { ...plainArena(rows), hasSelfEdges: hasSelfEdges(graph) }
  fairComponents(arena, enabled, part, new Scratch(rows.nodes))
  const nearest = part.findIndex((number) => number > 0)
  if (nearest < 0) return undefined
  const loop = loopThrough(arena, enabled, part, nearest)
  if (loop.actions.length > mostSteps) return undefined
  const stem = wayTo(found, nearest)
  const round = loop.actions.map((action, i) => ({ action, to: loop.states[i + 1] as number }))
  const all = replayed(reference, program, found, start, [...stem, ...round])
  const states = [start, ...all.map(({ state }) => state)]
  const steps = all.map((next, i) => stepOf(model, states[i] as Plain, next)).slice(stem.length)
  return {
    after: stem.length,
    state: states[stem.length] as Plain,
    steps: steps.map(({ state: _, ...step }) => step),
  }
}

/** Weak fairness for each process instance and for each action that belongs to no process. Faults have none. */
function everybody(model: Model, actions: readonly number[]): Constraint[] {
  const groups = new Map<string, number[]>()
  for (const action of actions) {
    const info = model.actions[action]
    if (info === undefined || info.kind === 'fault') continue
    const key = info.process === undefined ? `action ${action}` : JSON.stringify([info.process, info.instance])
    groups.set(key, [...(groups.get(key) ?? []), action])
  }
  return [...groups.values()].map((actions) => ({ strong: false, actions }))
}
