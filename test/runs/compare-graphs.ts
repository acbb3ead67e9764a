/** A graph as a model, checked end to end, against what is naively true of it. */

import assert from 'node:assert/strict'
import { spec } from 'allways'
import type { Plain } from '../../src/plain.ts'
import { checkDesign } from '../../src/run/check.ts'
import { compareRuns, type Told } from '../differential/compare-runs.ts'
import { Asked } from '../differential/naive-runs.ts'
import { shownInTrace } from '../differential/shown.ts'
import { type GraphD, type GraphState, isAt, toModel, type Where } from './graph-model.ts'
import { explore } from './naive-graph-model.ts'

/** For graphs of at most this number of states, the two naive ways to decide are compared with each other, too. */
const maxTwice = 12

export interface AgreedGraph {
  readonly told: ReadonlyMap<string, Told>
  readonly asked: Asked<Where>
}

/** Demands that the engine finds that graph, and decides of its runs what is naively true. */
export async function compareGraph(d: GraphD): Promise<AgreedGraph> {
  const { graph, states } = explore(d)
  const asked = new Asked<Where>(graph, (where, state) => isAt(where, states[state] as GraphState))
  const result = await checkDesign(spec({ name: 'graph', model: () => toModel(d), designs: { only: {} } }), 'only')
  assert.deepEqual([result.error, result.complete, result.states], [undefined, true, graph.states])
  const told = compareRuns(
    result,
    d.temporal,
    asked,
    states.map((state) => shownInTrace(state as unknown as Plain)),
  )
  if (graph.states > maxTwice) return { told, asked }
  for (const [name, property] of Object.entries(d.temporal)) {
    if (property.t === 'canAlwaysReach' || property.t === 'reachableInOrder') continue
    const verdict = asked.byTableau(property)
    if (verdict !== 'skipped') assert.equal(verdict, told.get(name)?.answer.verdict, `'${name}' by the tableau`)
  }
  return { told, asked }
}
