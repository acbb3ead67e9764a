/** One description, executed three times: naively, by the reference interpreter, and by the engine. */
import assert from 'node:assert/strict'
import { checkDesign } from '../../src/check.ts'
import { ModelError } from '../../src/errors.ts'
import { type Interpreter, interpreter } from '../../src/model/interpret.ts'
import type { Model } from '../../src/model/model.ts'
import type { Property } from '../../src/model/properties.ts'
import { spec } from '../../src/model/spec.ts'
import type { Plain } from '../../src/model/values.ts'
import type { Result } from '../../src/result.ts'
import type { Description } from './description.ts'
import { explore, type Findings, tooBig } from './naive.ts'
import { toModel } from './to-model.ts'

/** A model with more is left out: it would only be slow. */
export const maxStates = 600
export const maxTransitions = 2500

/** What must be the same, as plain data that a failing test can show. */
interface Summary {
  readonly states: number
  readonly transitions: number
  readonly depth: number
  readonly verdicts: { readonly [name: string]: string }
  readonly error?: { readonly code: string; readonly depth: number }
}

/** Demands that all three agree; gives what they agree on, or `too big`. */
export async function compare(d: Description): Promise<Findings | typeof tooBig> {
  const naive = explore(d, maxStates, maxTransitions)
  if (naive === tooBig) return tooBig
  const model = toModel(d)
  const reference = walk(model)
  const expected = summary(naive)
  agree('the reference interpreter', reference.summary, expected)
  if (naive.error === undefined)
    agree('the states of the reference', [...reference.states].sort(), [...naive.states].sort())
  const designs = spec({ name: 'random', model: () => toModel(d), designs: { only: {} } })
  const result = await checkDesign(designs, 'only', { exhaustive: true })
  agree('the engine', summaryOf(result), expected)
  if (naive.error === undefined) expectTraces(result, naive)
  return naive
}

function agree(who: string, found: unknown, expected: unknown): void {
  try {
    assert.deepEqual(found, expected)
  } catch {
    throw new Error(`${who} found ${JSON.stringify(found)}, but naively it is ${JSON.stringify(expected)}`)
  }
}

function summary(f: Findings): Summary {
  if (f.error !== undefined) return broken(f.error.code, f.error.depth)
  const verdicts = [...f.verdicts].map(([name, verdict]) => [name, told(verdict, f.lengths.get(name))])
  return { states: f.states.size, transitions: f.transitions, depth: f.depth, verdicts: Object.fromEntries(verdicts) }
}

/** Once a model is broken, how much of it was seen before depends on the search; where it breaks does not. */
function broken(code: string, depth: number): Summary {
  return { states: 0, transitions: 0, depth: 0, verdicts: {}, error: { code, depth } }
}

function told(verdict: string, length: number | undefined): string {
  return length === undefined ? verdict : `${verdict} in ${length}`
}

function summaryOf(result: Result): Summary {
  if (result.error !== undefined) return broken(result.error.code, result.error.trace?.steps.length ?? 0)
  agree('whether the engine explored everything', result.complete, true)
  const verdicts = result.properties.map((p) => [
    p.name,
    told(p.verdict, (p.counterexample ?? p.witness)?.steps.length),
  ])
  const { states, transitions, depth } = result
  return { states, transitions, depth, verdicts: Object.fromEntries(verdicts) }
}

/** A trace may only go through states that the naive checker knows. */
function expectTraces(result: Result, naive: Findings): void {
  for (const { counterexample, witness } of result.properties) {
    const trace = counterexample ?? witness
    if (trace === undefined) continue
    for (const { state } of [trace.initial, ...trace.steps])
      assert(
        naive.states.has(JSON.stringify(state)),
        `a trace goes through ${JSON.stringify(state)}, which is no state`,
      )
  }
}

/** A breadth-first search over the reference interpreter. */
function walk(model: Model): { states: ReadonlySet<string>; summary: Summary } {
  const reference = interpreter(model)
  const distances = new Map<string, number>()
  const lengths = new Map<string, number>()
  const found = (property: Property, length: number) => {
    if (!lengths.has(property.name)) lengths.set(property.name, length)
  }
  let frontier: { key: string; state: Plain }[] = []
  let transitions = 0
  let depth = 0
  const visit = (state: Plain, distance: number, to: typeof frontier) => {
    const key = JSON.stringify(state)
    if (distances.has(key)) return
    distances.set(key, distance)
    to.push({ key, state })
    for (const property of model.properties) {
      if (property.kind === 'invariant' && !reference.holds(property, state)) found(property, distance)
      if (property.kind === 'reachable' && reference.holds(property, state)) found(property, distance)
    }
  }
  try {
    for (const { state } of reference.initials()) visit(state, 0, frontier)
    if (distances.size === 0) throw new ModelError('no-initial-state', 'nothing to start from')
    while (frontier.length > 0) {
      const next: typeof frontier = []
      for (const { state } of frontier) {
        const successors = reference.successors(state)
        transitions += successors.length
        judgeSteps(model, reference, state, successors, (property) => found(property, depth + 1))
        if (successors.every(({ action }) => model.actions[action]?.kind === 'fault') && !reference.mayRest(state)) {
          found(model.properties.find(({ kind }) => kind === 'deadlock') as Property, depth)
        }
        for (const successor of successors) visit(successor.state, depth + 1, next)
      }
      frontier = next
      if (next.length > 0) depth++
    }
  } catch (error) {
    if (error instanceof ModelError) return { states: new Set(), summary: broken(error.code, depth) }
    throw error
  }
  const verdicts = model.properties.map(({ name, kind }) => {
    const seen = lengths.has(name)
    return [name, told(seen === (kind === 'reachable') ? 'holds' : 'violated', lengths.get(name))]
  })
  const counts = { states: distances.size, transitions, depth }
  return { states: new Set(distances.keys()), summary: { ...counts, verdicts: Object.fromEntries(verdicts) } }
}

function judgeSteps(
  model: Model,
  reference: Interpreter,
  before: Plain,
  successors: readonly { readonly state: Plain }[],
  violated: (property: Property) => void,
): void {
  for (const property of model.properties) {
    if (property.kind !== 'step') continue
    for (const { state } of successors) if (!reference.holds(property, state, before)) violated(property)
  }
}
