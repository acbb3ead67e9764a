import { describe, expect, it } from 'vitest'
import dnsRace from '../../bench/workloads/dns-race/dns-race.model.ts'
import { array, int, model, process, spec } from '../../src/index.ts'
import type { Spec } from '../../src/language/spec.ts'
import { type CheckDesignOptions, checkDesign } from '../../src/run/check.ts'
import type { Checkpoints, Saved } from '../../src/run/checkpoint/saving.ts'

/** Checkpoints in memory. After a kill, only what the last one covers is left. */
class InMemory implements Checkpoints {
  everyMs = 0
  commits = 0
  found: Saved | undefined
  readonly #streams = new Map<string, Int32Array[]>()
  #covered = new Map<string, number>()
  #onCommit: () => void = () => {}

  killed(onCommit: () => void): this {
    for (const [name, blocks] of this.#streams) {
      this.#streams.set(name, [joined(blocks).slice(0, this.#covered.get(name) ?? 0)])
    }
    this.#onCommit = onCommit
    return this
  }

  *read(search: string, stream: string, words: number): Iterable<Int32Array> {
    const all = joined(this.#streams.get(`${search} ${stream}`) ?? [])
    for (let at = 0, n = 1; at < all.length; at += n * words, n = 1 + ((n * 7 + 3) % 5000)) {
      yield all.subarray(at, at + n * words)
    }
  }

  clear(): void {
    this.#streams.clear()
    this.#covered.clear()
    this.found = undefined
  }

  append(search: string, stream: string, words: Int32Array): void {
    const name = `${search} ${stream}`
    this.#streams.set(name, [...(this.#streams.get(name) ?? []), words.slice()])
  }

  async commit(saved: Saved): Promise<void> {
    this.found = JSON.parse(JSON.stringify(saved)) as Saved
    this.#covered = new Map([...this.#streams].map(([name, blocks]) => [name, joined(blocks).length]))
    this.commits++
    this.#onCommit()
  }
}

function joined(blocks: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(blocks.reduce((length, block) => length + block.length, 0))
  let at = 0
  for (const block of blocks) {
    all.set(block, at)
    at += block.length
  }
  return all
}

const comparable = (result: object) => ({ ...result, seconds: 0, bytesPerState: 0 })

/** Checks a design, stops it after every few checkpoints, and compares the last result with that of one run. */
async function expectSame(of: Spec, design: string, more: CheckDesignOptions = {}): Promise<void> {
  // explaining takes longer than the searches
  const options = { ...more, explain: () => false }
  const whole = await checkDesign(of, design, options)
  const checkpoints = new InMemory()
  for (let runs = 1; ; runs++) {
    const controller = new AbortController()
    const stopsAt = checkpoints.commits + 2 * runs
    const isLast = runs > 4
    checkpoints.killed(() => {
      if (!isLast && checkpoints.commits >= stopsAt) controller.abort()
    })
    const result = await checkDesign(of, design, { ...options, checkpoints, signal: controller.signal })
    if (result.limit === 'interrupted') continue
    expect(comparable(result)).toEqual(comparable(whole))
    expect(runs, 'the search was stopped').toBeGreaterThan(1)
    return
  }
}

const counters = (size: number, instances: number, last: number) => {
  const state = { at: array(instances, int(0, size)), last: array(last, int(0, 2 ** 28)) }
  const sum = (s: { readonly at: readonly number[] }) => s.at.reduce((total, value) => total + value, 0)
  const counter = process(state, {
    instances,
    fair: true,
    resting: ['count'],
    steps: {
      count: {
        when: (s, me) => (s.at[me.id] as number) < size,
        do: (s, me) => {
          s.at[me.id] = (s.at[me.id] as number) + 1
        },
      },
    },
  })
  return { state, sum, counter }
}

const ofStates = (size: number, last = 1) => {
  const { state, sum, counter } = counters(size, 5, last)
  return spec({
    name: 'states',
    model: () =>
      model({
        ...{ name: 'states', state, processes: { counter } },
        invariants: { early: (s) => sum(s) < 7, late: (s) => sum(s) < 5 * size - 6, holds: (s) => sum(s) <= 5 * size },
        reachable: { 'nearly all': (s) => s.at.every((value) => value >= size - 1) },
        steps: { 'the third stops': (before, after) => after.at[2] !== size || before.at[2] === after.at[2] },
      }),
    designs: { only: {} },
  })
}

const ofRuns = () => {
  const { state, sum, counter } = counters(11, 4, 1)
  return spec({
    name: 'runs',
    model: () =>
      model({
        ...{ name: 'runs', state, processes: { counter } },
        temporal: ({ eventually, canAlwaysReach, eventuallyAlways, leadsTo }) => ({
          'all done': eventually((s) => sum(s) === 44),
          'the first can end': canAlwaysReach((s) => s.at[0] === 11),
          'the last stays low': eventuallyAlways((s) => (s.at[3] as number) < 7),
          'three leads to eight': leadsTo(
            (s) => s.at[0] === 3,
            (s) => s.at[1] === 9,
          ),
        }),
      }),
    designs: { only: {} },
  })
}

describe('a check that goes on from checkpoints', () => {
  it('decides the same at the same places, in a search that passes states', () => expectSame(ofStates(10), 'only'))
  it('goes on with states that are trees', () => expectSame(ofStates(6, 7), 'only', { flatWords: 1 }))
  it('decides properties of runs', () => expectSame(ofRuns(), 'only'))
  it('decides properties of runs over states that are trees', () => expectSame(ofRuns(), 'only', { flatWords: 1 }))
  it('has the counts and the claim of alike instances', () => expectSame(dnsRace, 'large', { params: { plans: 4 } }))
  it('goes on in all orders of alike instances', () =>
    expectSame(dnsRace, 'small', { params: { plans: 5 }, symmetry: 'off' }))
  it('goes on with a larger limit of states', async () => {
    const options = { explain: () => false }
    const checkpoints = new InMemory()
    const less = await checkDesign(ofStates(10), 'only', { ...options, checkpoints, maxStates: 120_000 })
    expect(less.limit).toBe('states')
    checkpoints.killed(() => {})
    const result = await checkDesign(ofStates(10), 'only', { ...options, checkpoints })
    expect(comparable(result)).toEqual(comparable(await checkDesign(ofStates(10), 'only', options)))
  })
})
