/** One description, executed three times: naively, by the reference interpreter, and by the engine. */
import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { unseenIn } from '../../src/check/unseen.ts'
import { checkDesign } from '../../src/check.ts'
import { ModelError } from '../../src/errors.ts'
import { interpreter } from '../../src/model/interpret.ts'
import type { Model } from '../../src/model/model.ts'
import { type Property, questions } from '../../src/model/properties.ts'
import { spec } from '../../src/model/spec.ts'
import type { Plain } from '../../src/model/values.ts'
import type { Result } from '../../src/result.ts'
import { expectSameBySeveral, expectSameInPassing, statesElsewhere } from './by-several.ts'
import { compareRuns, type Told } from './compare-runs.ts'
import type { Description, Expr } from './description.ts'
import { explore, type Failed, type Findings, tooBig } from './naive.ts'
import { Asked } from './naive-runs.ts'
import { sorted, unseenNaively } from './naive-unseen.ts'
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
  readonly error?: Pick<Failed, 'code' | 'depth'>
}

/** What all agree on. */
export interface Agreed {
  readonly findings: Findings
  /** Of the properties of runs; none where the model is broken. */
  readonly runs: ReadonlyMap<string, Told>
  /** The graph, unless the model is broken. */
  readonly asked?: Asked<Expr>
}

/** Demands that all three agree; gives what they agree on, or `too big`. */
export async function compare(d: Description): Promise<Agreed | typeof tooBig> {
  const findings = explore(d, maxStates, maxTransitions)
  if (findings === tooBig) return tooBig
  const model = toModel(d)
  const reference = walk(model)
  const expected = summaries(findings)
  agree('the reference interpreter', reference.summary, expected)
  const designs = spec({ name: 'random', model: () => toModel(d), designs: { only: {} } })
  const result = await checkDesign(designs, 'only', { exhaustive: true })
  agree('the engine', summaryOf(result, d), expected)
  const asTrees = await checkDesign(designs, 'only', { exhaustive: true, flatWords: 1 })
  const timeless = (result: Result) => ({ ...result, seconds: 0, bytesPerState: 0 })
  agree('the engine, with states as trees,', timeless(asTrees), [timeless(result)])
  for (const workers of [2, 3]) expectSameBySeveral(toModel(d), result, workers)
  expectSameInPassing(toModel(d), result)
  if (findings.errors.length > 0) return { findings, runs: new Map() }
  agree('the states of the reference', [...reference.states].sort(), [[...findings.states].sort()])
  await expectUnseen(toModel(d), result, [...findings.states])
  expectTraces(result, findings)
  const states = [...findings.states]
  const numbers = new Map(states.map((state, i) => [state, i]))
  const asked = new Asked<Expr>(findings.graph, (e, i) => findings.truths.get(e)?.has(states[i] as string) === true)
  const runs = compareRuns(result, d.temporal, asked, (state) => numbers.get(JSON.stringify(state)))
  return { findings, runs, asked }
}

/** Demands that what no state has is what a count over the states says, whatever keeps the states. */
async function expectUnseen(model: Model, { unseen }: Result, states: readonly string[]): Promise<void> {
  const naively = sorted(
    unseenNaively(
      model,
      states.map((state) => JSON.parse(state) as Plain),
    ),
  )
  agree('the look at all states', unseen && sorted(unseen), [naively])
  // one model in four: each costs four more searches
  for (const [by, all] of states.length % 4 === 0 ? statesElsewhere(model) : []) {
    const seen = await unseenIn(model, all, () => undefined)
    agree(`the look at all states ${by}`, seen && sorted(seen), [naively])
  }
}

/** Demands that what was found is one of what may be. */
function agree(who: string, found: unknown, expected: readonly unknown[]): void {
  if (expected.some((one) => isDeepStrictEqual(found, one))) return
  const may = expected.map((one) => JSON.stringify(one)).join(' or ')
  throw new Error(`${who} found ${JSON.stringify(found)}, but naively it is ${may}`)
}

/** Of a broken model, one for each error that may be found first. */
function summaries(f: Findings): Summary[] {
  if (f.errors.length > 0) return f.errors.map(({ code, depth }) => broken(code, depth))
  const verdicts = [...f.verdicts].map(([name, verdict]) => [name, told(verdict, f.lengths.get(name))])
  const { transitions, depth } = f
  return [{ states: f.states.size, transitions, depth, verdicts: Object.fromEntries(verdicts) }]
}

/** Once a model is broken, how much of it was seen before depends on the search; where it breaks does not. */
function broken(code: Failed['code'], depth: number): Summary {
  return { states: 0, transitions: 0, depth: 0, verdicts: {}, error: { code, depth } }
}

function told(verdict: string, length: number | undefined): string {
  return length === undefined ? verdict : `${verdict} in ${length}`
}

function summaryOf(result: Result, d: Description): Summary {
  const { error } = result
  if (error !== undefined) return broken(error.code as Failed['code'], error.trace?.steps.length ?? 0)
  agree('whether the engine explored everything', result.complete, [true])
  const verdicts = result.properties
    .filter(({ name }) => !(name in d.temporal))
    .map((p) => [p.name, told(p.verdict, (p.counterexample ?? p.witness)?.steps.length)])
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
  let failing = 0
  const { atoms } = questions(model)
  const visit = (state: Plain, distance: number, to: typeof frontier) => {
    const key = JSON.stringify(state)
    if (distances.has(key)) return
    distances.set(key, distance)
    to.push({ key, state })
    failing = distance
    for (const test of atoms) reference.holds({ name: 'a predicate', kind: 'invariant', test }, state)
    failing = depth
    // the first finding is at the least depth
    for (const property of model.properties.filter(({ name }) => !lengths.has(name))) {
      if (property.kind === 'invariant' && !reference.holds(property, state)) found(property, distance)
      if (property.kind === 'reachable' && reference.holds(property, state)) found(property, distance)
    }
  }
  try {
    for (const { state } of reference.initials()) visit(state, 0, frontier)
    if (distances.size === 0) throw new ModelError('no-initial-state', 'nothing to start from')
    while (frontier.length > 0) {
      const next: typeof frontier = []
      failing = depth
      for (const { state } of frontier) {
        const successors = reference.successors(state)
        transitions += successors.length
        for (const property of model.properties.filter(({ name, kind }) => kind === 'step' && !lengths.has(name))) {
          if (!successors.every((next) => reference.holds(property, next.state, state))) found(property, depth + 1)
        }
        if (successors.every(({ action }) => model.actions[action]?.kind === 'fault') && !reference.mayRest(state)) {
          found(model.properties.find(({ kind }) => kind === 'deadlock') as Property, depth)
        }
        for (const successor of successors) visit(successor.state, depth + 1, next)
      }
      frontier = next
      if (next.length > 0) depth++
    }
  } catch (error) {
    if (error instanceof ModelError)
      return { states: new Set(), summary: broken(error.code as Failed['code'], failing) }
    throw error
  }
  const tested = model.properties.filter(({ formula }) => formula === undefined)
  const verdicts = tested.map(({ name, kind }) => {
    const seen = lengths.has(name)
    return [name, told(seen === (kind === 'reachable') ? 'holds' : 'violated', lengths.get(name))]
  })
  const counts = { states: distances.size, transitions, depth }
  return { states: new Set(distances.keys()), summary: { ...counts, verdicts: Object.fromEntries(verdicts) } }
}
