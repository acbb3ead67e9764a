/** Executes a description three times: naively, by the reference interpreter, and by the engine. */

import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { ModelError, SpecError } from '../../src/errors.ts'
import type { Model } from '../../src/language/model.ts'
import { type Property, questions } from '../../src/language/properties.ts'
import type { Spec } from '../../src/language/spec.ts'
import type { Plain } from '../../src/plain.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import type { Result, Unseen } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { unseenIn } from '../../src/run/unseen.ts'
import { expectSameBySeveral, expectSameInPassing, statesElsewhere } from './by-several.ts'
import { compareRuns, type Told } from './compare-runs.ts'
import { type CompositionD, type Expr, isComposition, type SystemD } from './description.ts'
import { explore, type Failed, type Findings, tooBig } from './naive.ts'
import { Asked, type Verdict } from './naive-runs.ts'
import { sorted, unseenNaively } from './naive-unseen.ts'
import { isAmbiguous, refusalOf } from './refusals.ts'
import { shownInTrace, shownNaively } from './shown.ts'
import { formulasOf, type TemporalD, withParts } from './temporal.ts'
import { toSpec } from './to-model.ts'
import { textOf } from './to-text.ts'

/** A model with more states or transitions is left out, because it would be slow. */
export const maxStates = 600
export const maxTransitions = 2500

/** The figures that must be equal, as plain data that a failing test can show. */
interface Summary {
  readonly states: number
  readonly transitions: number
  readonly depth: number
  readonly verdicts: { readonly [name: string]: string }
  readonly error?: Pick<Failed, 'code' | 'depth'>
}

/** The results on which all three agree. */
export interface Agreed {
  readonly findings: Findings
  /** The results for properties of runs. None if the model is broken. */
  readonly runs: ReadonlyMap<string, Told>
  /** The graph, unless the model is broken. */
  readonly asked?: Asked<Expr>
}

export interface How {
  /** Also compare searches by several workers, with states as trees, and without whole states. This takes long. */
  readonly thoroughly: boolean
}

/** A model that is refused, or of which only the outcome can be judged. */
export interface Ended {
  readonly ended: 'refused' | 'hidden state noticed' | 'hidden state does not matter' | 'hidden state unnoticed'
}

/** Demands that all three agree. Returns the results on which they agree, or `too big`. */
export async function compare(
  d: SystemD,
  { thoroughly }: How = { thoroughly: true },
): Promise<Agreed | Ended | typeof tooBig> {
  const findings = explore(d, maxStates, maxTransitions)
  if (findings === tooBig) return tooBig
  const refusal = refusalOf(d)
  const designs = toSpec(textOf(d))
  let model: Model
  try {
    model = designs.model({})
  } catch (error) {
    const code = error instanceof SpecError ? error.code : undefined
    const isTwice = code === 'duplicate-name' && refusal !== 'must not'
    if (isTwice || (code === 'ambiguous-name' && isAmbiguous(d))) return { ended: 'refused' }
    throw error
  }
  if (refusal === 'must' || isAmbiguous(d)) throw new Error('two things have one name, and nothing says so')
  if (JSON.stringify(d).includes('"k":"hidden"')) return compareHidden(d, findings, designs)
  const reference = walk(model)
  const expected = summaries(findings)
  agree('the reference interpreter', reference.summary, expected)
  const result = await checkDesign(designs, 'only', { exhaustive: true })
  const ofRuns = new Set(findings.plant.temporal.map(({ name }) => name))
  agree('the engine', summaryOf(result, ofRuns), expected)
  if (thoroughly) {
    const asTrees = await checkDesign(designs, 'only', { exhaustive: true, flatWords: 1 })
    const timeless = (result: Result) => ({ ...result, seconds: 0, bytesPerState: 0 })
    agree('the engine, with states as trees,', timeless(asTrees), [timeless(result)])
    for (const workers of [2, 3]) expectSameBySeveral(model, result, workers)
    expectSameInPassing(model, result)
  }
  if (result.error !== undefined) return { findings, runs: new Map() }
  if (thoroughly) await expectUnseen(model, result, reference.states)
  const states = [...findings.states]
  const shown = states.map((state) => shownNaively(d, state))
  agree('the states of the reference', reference.states.map(shownInTrace).sort(), [[...shown].sort()])
  expectTraces(result, new Set(shown))
  const asked = new Asked<Expr>(findings.graph, (e, i) => findings.truths.get(e)?.has(states[i] as string) === true)
  const temporal = Object.fromEntries(findings.plant.temporal.map(({ name, d }) => [name, d]))
  const mayBeLeftOut = findings.plant.temporal.filter(({ alone, d }) => alone && d.t === 'canAlwaysReach')
  if (thoroughly && isComposition(d)) expectPromisesKept(d, findings, (property) => asked.answer(property).verdict)
  const runs = compareRuns(result, temporal, asked, shown, new Set(mayBeLeftOut.map(({ name }) => name)))
  return { findings, runs, asked }
}

/** Without the places of maps, which depend on the types alone. */
const listed = ({ maps: _, ...listed }: Unseen): Unseen => listed

/** Demands that each search finds the same unseen values as a count over the states. */
async function expectUnseen(model: Model, { unseen }: Result, states: readonly Plain[]): Promise<void> {
  const naively = sorted(unseenNaively(model, states))
  agree('the look at all states', unseen && sorted(listed(unseen)), [naively])
  for (const [by, all] of statesElsewhere(model)) {
    const seen = await unseenIn(model, all, () => undefined)
    agree(`the look at all states ${by}`, seen && sorted(listed(seen)), [naively])
  }
}

/**
 * Demands that what holds for a module alone, with free inputs, holds for it in the composition. It asks only formulas
 * that steps of other modules cannot disturb: about states alone, and without `next` and `within`.
 */
function expectPromisesKept(d: CompositionD, whole: Findings, verdictOf: (property: TemporalD<Expr>) => Verdict): void {
  for (const [name, module] of Object.entries(d.modules)) {
    if (isComposition(module)) continue
    if (Object.values(module.inputs).some(({ starts, changes }) => starts !== undefined || changes !== null)) continue
    const alone = explore(module, maxStates, maxTransitions)
    if (alone === tooBig || alone.errors.length > 0) continue
    for (const { name: property, kind } of alone.plant.tests) {
      if (kind === 'reachable' || alone.verdicts.get(property) !== 'holds') continue
      assert.equal(whole.verdicts.get(`${name}: ${property}`), 'holds', `'${property}' of '${name}' holds alone`)
    }
    const states = [...alone.states]
    const asked = new Asked<Expr>(alone.graph, (e, i) => alone.truths.get(e)?.has(states[i] as string) === true)
    for (const { name: property, d: formula } of alone.plant.temporal) {
      const composed = whole.plant.temporal.find((other) => other.name === `${name}: ${property}`)
      if (composed === undefined || !isOfStatesAlone(formula) || asked.answer(formula).verdict !== 'holds') continue
      assert.notEqual(verdictOf(composed.d), 'violated', `'${property}' of '${name}' holds alone`)
    }
  }
}

function isOfStatesAlone(d: TemporalD<Expr>): boolean {
  if (d.t === 'canAlwaysReach' || d.t === 'reachableInOrder' || d.t === 'within') return false
  return formulasOf(d)
    .flatMap(withParts)
    .every(({ f }) => f !== 'next' && f !== 'taken')
}

/** A model with state hidden in its closures. The engine may notice it; if it does not matter, results must agree. */
async function compareHidden(d: SystemD, pure: Findings, designs: Spec): Promise<Ended | typeof tooBig> {
  const moved = explore(d, maxStates, maxTransitions, true)
  if (moved === tooBig) return tooBig
  const result = await checkDesign(designs, 'only', { exhaustive: true })
  if (result.error?.code === 'not-a-function') return { ended: 'hidden state noticed' }
  const isAllTheSame =
    isDeepStrictEqual(pure.states, moved.states) && isDeepStrictEqual(summaries(pure), summaries(moved))
  if (!isAllTheSame) return { ended: 'hidden state unnoticed' }
  agree('the engine', summaryOf(result, new Set(pure.plant.temporal.map(({ name }) => name))), summaries(pure))
  return { ended: 'hidden state does not matter' }
}

/** Demands that `found` is one of the expected results. */
function agree(who: string, found: unknown, expected: readonly unknown[]): void {
  if (expected.some((one) => isDeepStrictEqual(found, one))) return
  const may = expected.map((one) => JSON.stringify(one)).join(' or ')
  throw new Error(`${who} found ${JSON.stringify(found)}, but naively it is ${may}`)
}

/** The possible summaries. A broken model has one for each error that a search may find first. */
function summaries(f: Findings): Summary[] {
  const failed = [...f.errors, ...f.mayFail].map(({ code, depth }) => broken(code, depth))
  if (f.errors.length > 0) return failed
  const verdicts = [...f.verdicts].map(([name, verdict]) => [name, told(verdict, f.lengths.get(name))])
  const { transitions, depth } = f
  return [...failed, { states: f.states.size, transitions, depth, verdicts: Object.fromEntries(verdicts) }]
}

/** The summary of a broken model. The depth of the error is the same for each search; the counts before it are not. */
function broken(code: Failed['code'], depth: number): Summary {
  return { states: 0, transitions: 0, depth: 0, verdicts: {}, error: { code, depth } }
}

function told(verdict: string, length: number | undefined): string {
  return length === undefined ? verdict : `${verdict} in ${length}`
}

function summaryOf(result: Result, ofRuns: ReadonlySet<string>): Summary {
  const { error } = result
  if (error !== undefined) return broken(error.code as Failed['code'], error.trace?.steps.length ?? 0)
  agree('whether the engine explored everything', result.complete, [true])
  const verdicts = result.properties
    .filter(({ name }) => !ofRuns.has(name))
    .map((p) => [p.name, told(p.verdict, (p.counterexample ?? p.witness)?.steps.length)])
  const { states, transitions, depth } = result
  return { states, transitions, depth, verdicts: Object.fromEntries(verdicts) }
}

/** Demands that traces go only through states that the naive checker knows. */
function expectTraces(result: Result, shown: ReadonlySet<string>): void {
  for (const { counterexample, witness } of result.properties) {
    const trace = counterexample ?? witness
    if (trace === undefined) continue
    for (const { state } of [trace.initial, ...trace.steps])
      assert(shown.has(shownInTrace(state)), `a trace goes through ${JSON.stringify(state)}, which is no state`)
  }
}

/** A breadth-first search over the reference interpreter. */
function walk(model: Model): { states: readonly Plain[]; summary: Summary } {
  const reference = interpreter(model)
  const distances = new Map<string, number>()
  const states: Plain[] = []
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
    states.push(state)
    to.push({ key, state })
    failing = distance
    for (const test of atoms) reference.holds({ name: 'a predicate', kind: 'invariant', test }, state)
    // a breadth-first search finds the least depth first
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
        failing = depth
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
    if (error instanceof ModelError) return { states: [], summary: broken(error.code as Failed['code'], failing) }
    throw error
  }
  const tested = model.properties.filter(({ formula }) => formula === undefined)
  const verdicts = tested.map(({ name, kind }) => {
    const seen = lengths.has(name)
    return [name, told(seen === (kind === 'reachable') ? 'holds' : 'violated', lengths.get(name))]
  })
  const counts = { states: distances.size, transitions, depth }
  return { states, summary: { ...counts, verdicts: Object.fromEntries(verdicts) } }
}
