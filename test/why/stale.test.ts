/**
 * `ALLWAYS_STALE` is the number of listed stale reads of random models that are checked (100 by default), `ALLWAYS_SEED`
 * says which.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { array, bool, int, model, process } from '../../src/index.ts'
import type { Model } from '../../src/language/model.ts'
import type { Property } from '../../src/language/properties.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import type { StaleRead, Trace } from '../../src/result.ts'
import { whyOf } from '../../src/why/why.ts'
import { carriers, endOf, walk } from './carriers.ts'
import { changesAnything } from './reread.ts'

const count = Number(fromOutside('ALLWAYS_STALE') ?? 100)
const seed = Number(fromOutside('ALLWAYS_SEED') ?? 20251020)

function fromOutside(name: string): string | undefined {
  return globalThis.process.env[name]
}

const Small = int(0, 3)
const state = { a: Small, b: Small, x: Small, list: array(3, Small) }
type S = { a: number; b: number; x: number; list: number[] }
type Me = { a: number; b: number; go: boolean }

/** A reader that looks and then acts, and a writer that changes `a` and `b` in between. */
function race(look: (s: S, me: Me) => string, act: (s: S, me: Me) => string, when?: (s: S) => boolean) {
  const reader = process(state, {
    local: { a: Small, b: Small, go: bool },
    steps: {
      look: { when: (when ?? (() => true)) as never, do: look as never },
      act: act as never,
      other: () => 'end',
    },
    terminal: ['end'],
  })
  const writer = process(state, {
    steps: {
      write: (s) => {
        s.a = 2
        s.b = 2
        return 'end'
      },
    },
    terminal: ['end'],
  })
  const made = model({ name: 'race', state, processes: { reader, writer } }) as unknown as Model
  const reference = interpreter(made)
  const trace = walk(made, reference, ['reader', 'writer', 'reader'])
  const test = (s: S) => s.x === 0
  const property = { name: 'x stays 0', kind: 'invariant', test } as unknown as Property
  return whyOf(made, reference, property, trace).stale.map(({ path }) => path)
}

const copy = (s: S, me: Me) => {
  me.a = s.a
  me.b = s.b
  return 'act'
}

describe('a stale read', () => {
  it('is listed of the local variable that the later step uses, and not of one that it does not read', () => {
    const act = (s: S, me: Me) => {
      s.x = me.a + 1
      return 'end'
    }
    expect(race(copy, act)).toEqual(['a'])
  })

  it('is not listed of an operand that is skipped, nor of one that makes no difference', () => {
    const lazy = (s: S, me: Me) => {
      if (me.a < 4 || me.b === 0) s.x = 1
      return 'end'
    }
    const eager = (s: S, me: Me) => {
      const [isA, isB] = [me.a === 0, me.b < 4]
      if (isA && isB) s.x = 1
      return 'end'
    }
    expect(race(copy, lazy)).toEqual([])
    expect(race(copy, eager)).toEqual(['a'])
  })

  it('is listed of what decides a label, and not of what the step only looks at', () => {
    const look = (s: S) => {
      const { a, b } = s
      return a === 0 && b < 4 ? 'act' : 'other'
    }
    const act = (s: S) => {
      s.x = 1
      return 'end'
    }
    expect(race(look, act)).toEqual(['a'])
  })

  it('is listed of what a guard reads, if its step keeps something else', () => {
    const look = (s: S, me: Me) => {
      me.b = s.b
      return 'act'
    }
    const act = (s: S) => {
      s.x = 1
      return 'end'
    }
    expect(race(look, act, (s) => s.a === 0)).toEqual(['a'])
  })

  it('is listed of what decides the next label, or whether the step fails', () => {
    const label = (s: S, me: Me) => {
      s.x = 1
      return me.a === 0 ? 'end' : 'look'
    }
    const failing = (s: S, me: Me) => {
      s.x = (s.list[me.a] as number) + 1
      return 'end'
    }
    expect(race(copy, label)).toEqual(['a'])
    expect(race(copy, failing)).toEqual(['a'])
  })

  it('is listed of what went through another local variable', () => {
    const look = (s: S, me: Me) => {
      me.go = s.a === 0 || s.b === 7
      return 'act'
    }
    const act = (s: S, me: Me) => {
      if (me.go) s.x = 1
      return 'end'
    }
    expect(race(look, act)).toEqual(['a'])
  })
})

describe('of random models', () => {
  it(`every listed stale read makes the later step differ for some other value (${count} reads)`, () => {
    const met = { reads: 0, walks: 0, paths: new Set<string>(), without: 0 }
    const dice = fc.array(fc.nat(1_000_000), { minLength: 14, maxLength: 14 })
    for (let part = 0; met.reads < count && part < count; part++) {
      const drawn = fc.sample(fc.noBias(fc.tuple(carriers, dice)), { seed: seed + part, numRuns: 20 })
      for (const [description, dice] of drawn) {
        const made = description.make()
        const reference = interpreter(made)
        const trace = walk(made, reference, dice)
        const { stale } = whyOf(made, reference, endOf(trace), trace)
        met.walks++
        if (stale.length === 0) met.without++
        for (const one of stale) {
          expectOvertaken(trace, one)
          expect(changesAnything(made, reference, trace, one), `${description.text}\n${JSON.stringify(one)}`).toBe(true)
          met.reads++
          met.paths.add(one.path)
        }
      }
    }
    expect(met.reads).toBeGreaterThanOrEqual(count)
    expect([...met.paths].sort()).toEqual(['a', 'b', 'c'])
    expect(met.without).toBeGreaterThan(met.walks / 10)
  })
})

function expectOvertaken({ initial, steps }: Trace, { path, value, read, overwritten, used }: StaleRead): void {
  const actorOf = (step: number) => steps[step - 1]?.actor
  const before = (steps[read - 2] ?? initial).state as { readonly [name: string]: unknown }
  expect(before[path]).toBe(value)
  expect(read < overwritten && overwritten < used).toBe(true)
  expect(actorOf(read)).toBe(actorOf(used))
  expect(actorOf(overwritten)).not.toBe(actorOf(used))
  expect(steps[overwritten - 1]?.changes.map((change) => change.path)).toContain(path)
}
