/** Compares the exploration of one order of alike instances with that of all orders. */
import assert from 'node:assert/strict'
import { compileFunction } from 'node:vm'
import { rewriteComparisons } from '../../../src/cli/source/comparisons.ts'
import { compile } from '../../../src/engine/compile/program.ts'
import { Search } from '../../../src/engine/search/search.ts'
import * as api from '../../../src/index.ts'
import { idsOf } from '../../../src/language/ids.ts'
import type { Model } from '../../../src/language/model.ts'
import type { Spec } from '../../../src/language/spec.ts'
import type { Formula } from '../../../src/language/temporal.ts'
import type { Plain } from '../../../src/plain.ts'
import { isWanted, type PropertyResult, type Result } from '../../../src/result.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { unequal } from '../../../src/run/reduction.ts'
import { unseenIn } from '../../../src/run/unseen.ts'
import { comparisons } from '../../../src/runtime/composite.ts'
import { mark } from '../../../src/runtime/source-text.ts'
import { permuted, renamings } from '../../engine/symmetry/plain-permutation.ts'
import type { AlikeModel } from './generate.ts'

/** A model with more states is left out. */
export const maxStates = 500

export const tooBig = 'too big'
export type Found =
  | typeof tooBig
  | 'agrees'
  | 'agrees without counts'
  | 'too symmetric'
  | 'broken'
  | 'refused'
  | 'harmless'

export function specOf({ text }: AlikeModel): Spec {
  const entry = compileFunction(rewriteComparisons(text).code, ['exports', 'require', mark])
  const exports: { default?: Spec } = {}
  entry(exports, () => ({ ...api, idsOf }), comparisons)
  if (exports.default === undefined) throw new Error('it exports no spec')
  return exports.default
}

const check = (spec: Spec, symmetry: 'on' | 'prove' | 'off', flatWords?: number) =>
  checkDesign(spec, 'only', {
    exhaustive: true,
    symmetry,
    maxStates,
    ...(flatWords === undefined ? {} : { flatWords }),
  })

/** Demands that symmetry changes nothing but the number of stored states. */
export async function compareAlike(made: AlikeModel, thoroughly = true): Promise<Found> {
  const spec = specOf(made)
  const off = await check(spec, 'off')
  if (off.limit !== undefined) return tooBig
  const prove = await check(spec, 'prove')
  if (prove.error?.code === 'too-symmetric') return 'too symmetric'
  if (off.error !== undefined) {
    assert.equal(prove.error?.code, off.error.code, 'the error')
    assert.equal(prove.error?.trace?.steps.length, off.error.trace?.steps.length, 'the length of the way to the error')
    return 'broken'
  }
  assert.equal(prove.error, undefined, 'no error')
  const model = spec.model({})
  expectSame(model, off, prove)
  const others = [
    ['on', 'on', undefined],
    ['as trees', 'prove', 1],
  ] as const
  for (const [by, mode, flatWords] of thoroughly ? others : []) {
    const other = await check(spec, mode, flatWords)
    assert.deepEqual(timeless(other), timeless(prove), by)
  }
  if (thoroughly && prove.symmetry?.stored !== undefined) {
    const whole = (prove.symmetry.whole ?? []).map(({ name }) => name)
    const full = searched(model)
    assert.equal(prove.symmetry.stored, orbitsIn(model, full, whole), 'the number of orbits')
    const reduced = model.classes.map(({ name }) => name).filter((name) => !whole.includes(name))
    assert.deepEqual(prove.unseen, await unseenIn(model, full.all, () => undefined, reduced), 'what no state has')
  }
  return prove.symmetry?.countsUnknown === undefined ? 'agrees' : 'agrees without counts'
}

const timeless = (result: Result) => ({ ...result, seconds: 0, bytesPerState: 0 })

/** Demands of a model that only looks alike that it is refused, or that its results are those of the full exploration. */
export async function compareLookalike(made: AlikeModel): Promise<Found> {
  const spec = specOf(made)
  const off = await check(spec, 'off')
  if (off.limit !== undefined) return tooBig
  const prove = await check(spec, 'prove')
  if (prove.error?.code === 'too-symmetric') return 'too symmetric'
  const on = await check(spec, 'on')
  if (prove.error?.code === 'not-alike') {
    expectClear(prove)
    assert.notEqual(on.symmetry?.claim, 'proved', 'what is refused is not proved')
    return 'refused'
  }
  if (off.error !== undefined) {
    assert.equal(prove.error?.code, off.error.code, 'the error')
    return 'broken'
  }
  assert.equal(prove.error, undefined, 'no error')
  const model = spec.model({})
  expectSame(model, off, prove)
  assert.deepEqual(timeless(on), timeless(prove), 'on')
  return 'harmless'
}

function expectClear({ error, ...result }: Result): void {
  const message = error?.message ?? ''
  assert.match(message, /are not alike: if (the two|they) are exchanged, .+\. Compare the ids/, message)
  assert.ok(message.length < 600, message)
  assert.equal(result.complete, false)
  // a replayed run may show something, but the result says nothing about all states
  for (const { name, kind, verdict } of result.properties) {
    assert.notEqual(verdict, isWanted(kind) ? 'violated' : 'holds', name)
  }
}

export function expectSame(model: Model, off: Result, on: Result): void {
  if (on.symmetry === undefined || on.symmetry.claim === 'not used') {
    const { symmetry: _, ...rest } = timeless(on)
    assert.deepEqual(rest, timeless(off))
    return
  }
  assert.equal(on.symmetry.claim, 'proved')
  const countsKnown = on.symmetry.countsUnknown === undefined
  // without the permuted steps of each state, a loop over orbits need not lead back to the real state
  const loopsKnown = on.symmetry.countsUnknown !== unequal
  const summary = (result: Result) => ({
    ...(countsKnown
      ? {
          depth: result.depth,
          states: result.states,
          transitions: result.transitions,
          levels: result.levels,
          actions: result.actions,
        }
      : {}),
    complete: result.complete,
    properties: result.properties.map((property) => told(model, property, countsKnown, loopsKnown)),
  })
  assert.deepEqual(summary(on), summary(off))
}

/** The part that must not depend on the order of the instances. */
function told(
  model: Model,
  { name, verdict, counterexample, witness, value, noReturn }: PropertyResult,
  countsKnown: boolean,
  loopsKnown: boolean,
) {
  const trace = counterexample ?? witness
  const { kind, formula } = model.properties.find((property) => property.name === name) ?? {}
  const isWhole = kind === 'invariant' || kind === 'step' || kind === 'reachable' || kind === 'deadlock'
  const switches = trace?.steps.filter(({ actor }, k) => k > 0 && actor !== trace.steps[k - 1]?.actor).length
  return {
    ...{ name, verdict, value },
    isLoop: trace?.loopAt !== undefined,
    ...(trace?.loopAt === undefined || (loopsKnown && isSearchedDirectly(kind, formula))
      ? { steps: trace?.steps.length }
      : {}),
    ...(isWhole && countsKnown ? { switches } : {}),
    ...(noReturn === undefined ? {} : { noReturn: ofRegion(noReturn, countsKnown) }),
  }
}

/** Whether the lasso of the property has the fewest steps in stem and loop together. */
function isSearchedDirectly(kind: string | undefined, formula: Formula | undefined): boolean {
  return (kind === 'leadsTo' || kind === 'alwaysEventually') && !JSON.stringify(formula).includes('"op":"taken"')
}

/** If the counts are not known, it is not known either which of the alike instances can do something. */
function ofRegion({ round, ...region }: NonNullable<PropertyResult['noReturn']>, countsKnown: boolean) {
  const names = (some: readonly string[]) =>
    countsKnown ? some : [...new Set(some.map((name) => name.replace(/ \d+/, '')))].sort()
  const { enabled, exits } = region
  const counts = countsKnown ? {} : { states: 0, stuck: 0 }
  return { ...region, ...counts, round: round !== undefined, enabled: names(enabled), exits: names(exits) }
}

/** All states of a model. */
function searched(model: Model): Search {
  const search = new Search(compile(model), {
    kinds: model.properties.map(({ kind }) => kind),
    actions: model.actions.length,
    limits: { maxStates: 2 ** 20, maxBytes: 2 ** 28 },
    flatWords: undefined,
  })
  search.run(Number.POSITIVE_INFINITY, () => 0)
  return search
}

/** The number of orbits of the reachable states, by all permutations of all of them. */
function orbitsIn(model: Model, { program, store }: Search, whole: readonly string[]): number {
  const classes = model.classes.filter(({ name }) => !whole.includes(name))
  const all = renamings(classes)
  const seen = new Set<string>()
  let orbits = 0
  const words = new Int32Array(program.words)
  for (let id = 0; id < store.count; id++) {
    store.load(id, words)
    const state = program.codec.decode(words) as Plain
    if (seen.has(JSON.stringify(permuted(model.system.fields, state, classes, {})))) continue
    orbits++
    for (const to of all) seen.add(JSON.stringify(permuted(model.system.fields, state, classes, to)))
  }
  return orbits
}
