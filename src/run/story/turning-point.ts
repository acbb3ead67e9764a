/**
 * The turning point of a trace: the step after which no fair run avoids the violation. For `canAlwaysReach` it is the
 * step into the region of no return. For invariants, properties of steps and deadlocks it exists only if the model
 * declares fairness: without fairness, every run may stop before the last step. It is read from the graph of all
 * states. If no graph was kept, the states are explored again, or the turning point is left out if they are too many.
 */
import { compile, trapped } from '../../engine/compile/program.ts'
import { Search } from '../../engine/search/search.ts'
import { Edges } from '../../engine/store/edges.ts'
import { InternalError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import { type Property, questions } from '../../language/properties.ts'
import { avoiding, reaching } from '../../liveness/avoiding.ts'
import { predicateOf } from '../../liveness/formula.ts'
import { type Graph, parents, truthOf } from '../../liveness/graph.ts'
import { isOfSteps } from '../../plain.ts'
import type { Trace } from '../../result.ts'

/** `mostAgain`: maximum number of states explored again if no graph was kept. `mostStates`: maximum for any graph. */
const mostAgain = 100_000
const mostStates = 2_000_000

/** Number of steps up to and including the turning point; `undefined` if it is the last step or not known. */
export function turningPoint(model: Model, explored: Search, name: string, trace: Trace): number | undefined {
  const property = model.properties.find((other) => other.name === name)
  if (property === undefined || !isAsked(model, property)) return undefined
  // the stored states do not say which stamps a step has left and which it has made
  if (isOfSteps(property.kind) && explored.program.renumber !== undefined) return undefined
  // the states of the trace are not those that were stored if alike instances were explored in one order only
  const kept = explored.rows !== undefined && explored.program.symmetry === undefined
  const own = kept ? model : { ...model, properties: [property] }
  const exploration = kept ? explored : again(own)
  const { rows, initial, complete, store, program } = exploration
  if (rows === undefined || !complete || rows.nodes > mostStates) return undefined
  const graph: Graph = {
    ...{ rows, labels: exploration.labels as Graph['labels'], initial },
    ...{ actions: model.actions.length, parent: parents(rows, initial), renews: program.renumber !== undefined },
  }
  const open = trapped(() => stillOpen(own, exploration, graph, property))
  const isLost = (state: unknown) => {
    program.codec.encode(state, program.register)
    const { count } = store
    const id = store.insert(program.register)
    if (id < 0 || id >= count) throw new InternalError('a state of a trace was not explored')
    return open[id] === 0
  }
  const states = [trace.initial.state, ...trace.steps.map(({ state }) => state)]
  const last = states.length - 1
  let at = last
  while (at > 0 && isLost(states[at - 1])) at--
  return at === last ? undefined : at
}

function isAsked(model: Model, { kind, when }: Property): boolean {
  // without `when`, only the last step of a shortest path leads into the region of no return
  if (kind === 'canAlwaysReach') return when !== undefined
  return model.fairness.length > 0 && ['invariant', 'step', 'deadlock'].includes(kind)
}

function again(model: Model): Search {
  const kinds = model.properties.map(({ kind }) => kind)
  const exploration = new Search(compile(model), {
    ...{ kinds, actions: model.actions.length, keepGraph: true },
    limits: { maxStates: mostAgain, maxBytes: 2 ** 30 },
  })
  exploration.run(Number.POSITIVE_INFINITY, () => 0)
  return exploration
}

/** One byte a state: 1 if a violation can still be avoided from it. */
function stillOpen(model: Model, exploration: Search, graph: Graph, property: Property): Uint8Array {
  const { program, store } = exploration
  const { rows } = graph
  const index = model.properties.indexOf(property)
  if (property.kind === 'canAlwaysReach') {
    const question = questions(model).asked[index]
    const goal = question?.kind === 'canAlwaysReach' ? predicateOf(question.goal) : undefined
    if (goal === undefined) return new Uint8Array(rows.nodes).fill(1)
    const { using } = property
    return reaching(rows, truthOf(graph, goal), (_, action) => using === undefined || using.includes(action))
  }
  const test = program.tests[index] as () => boolean
  if (property.kind === 'step') {
    const good = new Edges(model.actions.length)
    for (let from = 0, e = 0; from < rows.nodes; from++, good.close()) {
      store.load(from, program.source)
      for (const end = rows.start(from + 1); e < end; e++) {
        store.load(rows.target(e), program.register)
        if (test()) good.add(rows.target(e), rows.label(e))
      }
    }
    return avoiding(graph, questions(model).fairness, new Uint8Array(rows.nodes), good)
  }
  const bad = new Uint8Array(rows.nodes)
  for (let state = 0, e = 0; state < bad.length; state++) {
    store.load(state, program.register)
    let moves = false
    for (const end = rows.start(state + 1); e < end; e++) {
      if (model.actions[rows.label(e)]?.kind !== 'fault') moves = true
    }
    if (property.kind === 'invariant' ? !test() : !moves && isDeadlock(model, exploration)) bad[state] = 1
  }
  return avoiding(graph, questions(model).fairness, bad, rows)
}

/** Whether the state in the register is a deadlock. Steps that change nothing also count as enabled. */
function isDeadlock(model: Model, { program }: Search): boolean {
  if (program.mayRest()) return false
  let moves = false
  program.each((action) => {
    if (model.actions[action]?.kind !== 'fault') moves = true
  })
  return !moves
}
