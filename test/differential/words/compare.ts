/** Demands that both executions of a random model find what the naive exploration finds. */
import assert from 'node:assert/strict'
import type { Model } from '../../../src/language/model.ts'
import type { Plain } from '../../../src/plain.ts'
import { interpreter } from '../../../src/reference/interpret.ts'
import type { Result } from '../../../src/result.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { expectSame } from '../alike/compare.ts'
import { expectSameBySeveral, expectSameInPassing } from '../by-several.ts'
import { Asked } from '../naive-runs.ts'
import { reached } from '../reached.ts'
import { toSpec } from '../to-model.ts'
import { type Asked as AskedD, type ModelD, textOf } from './description.ts'
import { explore, isAsked } from './naive.ts'
import { arranged, keyOf, type State } from './state.ts'

export const tooBig = 'too big'

// biome-ignore lint/suspicious/noExplicitAny: a plain state of a random model
type Any = any

const withoutTime = (result: Result) => ({ ...result, seconds: 0, bytesPerState: 0 })

/** `thoroughly`: also by several workers, and as trees. */
export async function compareWords(
  d: ModelD,
  mostStates: number,
  thoroughly = true,
): Promise<typeof tooBig | 'broken' | 'agrees'> {
  const naive = explore(d, mostStates)
  if (naive === undefined) return tooBig
  const spec = toSpec(textOf(d))
  const check = (options: object) => checkDesign(spec, 'only', { exhaustive: true, ...options })
  const off = await check({ symmetry: 'off' })
  const prove = await check({ symmetry: 'prove' })
  const model = spec.model({})
  const isHidden = d.words.time?.units === false
  if (naive.errors.size > 0) {
    // without units, time jumps, so depths differ
    const may = isHidden ? naive.errors : naive.first
    assert.ok(may.has(off.error?.code ?? 'none'), `${off.error?.code}, expected ${[...may].join(' or ')}`)
    assert.ok(may.has(prove.error?.code ?? 'none'), `with symmetry ${prove.error?.message}`)
    return 'broken'
  }
  assert.equal(off.error, undefined)
  const asked = new Asked<AskedD>(naive.graph, (c, i) => isAsked(c, naive.states[i] as State))
  const { verdict } = asked.answer(d.temporal)
  const told = (truth: boolean) => (truth ? 'holds' : 'violated')
  const { invariant, reachable, step, noDeadlock } = naive.verdicts
  const found = Object.fromEntries(off.properties.map(({ name, verdict }) => [name.replace('m: ', ''), verdict]))
  assert.deepEqual(found, {
    ...{ invariant: told(invariant), step: told(step), reachable: told(reachable) },
    ...{ temporal: verdict === 'skipped' ? found.temporal : verdict, 'no deadlock': told(noDeadlock) },
  })
  if (!isHidden) {
    const { states, transitions, levels } = off
    assert.deepEqual(
      { states, transitions, levels },
      { states: naive.states.length, transitions: naive.transitions, levels: naive.levels },
    )
  }
  const expected = new Set(naive.states.map((state) => keyOf(state, !isHidden)))
  assert.deepEqual([...statesByReference(d, model)].sort(), [...expected].sort(), 'the states of the reference')
  assert.equal(prove.error, undefined, 'with symmetry')
  expectSame(model, off, prove)
  if (!thoroughly) return 'agrees'
  for (const workers of [2, 3]) expectSameBySeveral(model, off, workers)
  expectSameInPassing(model, off)
  assert.deepEqual(withoutTime(await check({ symmetry: 'off', flatWords: 1 })), withoutTime(off), 'as trees')
  assert.deepEqual(withoutTime(await check({ symmetry: 'prove', flatWords: 1 })), withoutTime(prove), 'orbits as trees')
  assert.deepEqual(withoutTime(await check({ symmetry: 'on' })), withoutTime(prove), 'on')
  return 'agrees'
}

/** The states that the reference interpreter reaches. */
function statesByReference(d: ModelD, model: Model): Set<string> {
  return new Set(reached(interpreter(model)).map((state) => keyOf(stateOf(d, state), d.words.time?.units !== false)))
}

/** A state of the reference interpreter, as the naive exploration has it. */
function stateOf(d: ModelD, plain: Plain): State {
  const whole = plain as Any
  const isComposed = d.module !== 'none'
  const {
    n,
    f,
    held,
    term,
    seen,
    wire = [],
    net = [],
    ttl = null,
    lease = seen.map(() => null),
  } = isComposed ? whole.m : whole
  const node: Any[] = isComposed ? whole['m node'] : whole.node
  const used = Object.entries<number>(whole.faults ?? {}).filter(([, count]) => count > 0)
  return {
    ...{ n, f, held, term, seen, ttl, lease },
    wire: d.words.link?.order === 'any' ? arranged(wire) : wire,
    net: net.map(({ a, b }: Any) => `${a} ${b}`),
    node: node.map(({ at, x, mine, got, t = null }) => ({ at, x, mine, got, t })),
    used: Object.fromEntries(used.map(([name, count]) => [name.replace(/^(m )?((wire|net) link: )?/, ''), count])),
    clocks: [],
    other: whole.k?.other ?? null,
  }
}
