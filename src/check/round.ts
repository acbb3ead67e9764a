/**
 * An example of a run that goes on forever in a region of no return. In it, every process instance and action that may
 * be used to lead back goes on acting when it can. A run in which one of them stops acting would explain nothing.
 */
import { compile } from '../compile/program.ts'
import { InternalError } from '../errors.ts'
import { Scratch } from '../liveness/components.ts'
import { fairComponents } from '../liveness/fair.ts'
import { type Constraint, Enabled, type Graph } from '../liveness/graph.ts'
import { loopThrough } from '../liveness/loop.ts'
import type { Interpreter } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { Property } from '../model/properties.ts'
import type { Plain } from '../model/values.ts'
import type { Round, Trace, TraceStep } from '../result.ts'
import { lastState, stepOf } from '../trace/trace.ts'
import { isSame } from '../why/at-path.ts'
import { onward, wayTo } from './onward.ts'

const mostStates = 20_000
/** Maximum number of steps of the loop: nobody reads a longer one. */
const mostSteps = 16

/** `undefined` if no such run is known. Each step is replayed in the reference interpreter. */
export function roundOf(model: Model, reference: Interpreter, { using }: Property, trace: Trace): Round | undefined {
  const program = compile(model)
  const found = onward(program, model.actions.length, lastState(trace), using, mostStates)
  if (!found?.complete) return undefined
  const { rows } = found
  const all = using ?? model.actions.map((_, action) => action)
  const graph = { rows, actions: model.actions.length } as Graph
  const enabled = new Enabled(graph, [...model.fairness, ...everybody(model, all)])
  const part = new Int32Array(rows.nodes)
  const arena = {
    ...{ rows, marks: 0, nodeMarks: () => 0, labelMarks: () => 0 },
    ...{ state: (node: number) => node, action: (label: number) => label },
  }
  fairComponents(arena, enabled, part, new Scratch(rows.nodes))
  const nearest = part.findIndex((number) => number > 0)
  if (nearest < 0) return undefined
  const loop = loopThrough(arena, enabled, part, nearest)
  if (loop.actions.length > mostSteps) return undefined
  const stem = wayTo(found, nearest)
  const replay = new Replay(model, reference, lastState(trace))
  const stateOf = (number: number) => program.codec.decode(found.states[number] as Int32Array) as Plain
  for (const number of stem.slice(1)) replay.step(found.came[number]?.action as number, stateOf(number))
  const { state } = replay
  const steps = loop.actions.map((action, i) => replay.step(action, stateOf(loop.states[i + 1] as number)))
  return { after: stem.length - 1, state, steps: steps.map(({ state: _, ...step }) => step) }
}

/** Replays steps from state to state in the reference interpreter. */
class Replay {
  state: Plain
  readonly #model: Model
  readonly #reference: Interpreter
  constructor(model: Model, reference: Interpreter, state: Plain) {
    this.#model = model
    this.#reference = reference
    this.state = state
  }
  step(action: number, leads: Plain): TraceStep {
    const { state } = this
    const next = this.#reference.outcomes(state, action).find((one) => isSame(one.state, leads))
    if (next === undefined) throw new InternalError('the reference interpreter does not go on so')
    this.state = next.state
    return stepOf(this.#model, state, next)
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
