/**
 * A large model is explored without keeping its states, which changes nothing in the result. Here it is checked
 * twice: `whole` keeps the states.
 */
import { array, int, model, process, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { type CheckDesignOptions, checkDesign } from '../../src/run/check.ts'

interface Parameters {
  readonly fails?: number
  readonly wide?: boolean
}

/** 371,293 states: five counters go up to 12 in every order; `wide` ones have five words. */
const counters = spec({
  name: 'counters',
  model: ({ fails = -1, wide = false }: Parameters = {}) => {
    const state = { at: array(5, int(0, 12)), beside: array(5, int(0, wide ? 2 ** 30 : 0)) }
    const sum = (s: { readonly at: readonly number[] }) => s.at.reduce((sum, value) => sum + value, 0)
    const counter = process(state, {
      instances: 5,
      steps: {
        count: {
          when: (s, me) => s.at[me.id]! < 12,
          do: (s, me) => {
            if (sum(s) === fails) throw new Error('too far')
            s.at[me.id] = s.at[me.id]! + 1
            if (wide) s.beside[me.id] = s.at[me.id]! * 1_000_003
          },
        },
      },
    })
    return model({
      name: 'counters',
      state,
      processes: { counter },
      invariants: {
        'sum below 50': (s) => sum(s) < 50,
        'sum below 58': (s) => sum(s) < 58,
        'no 13': (s) => s.at[0]! < 13,
      },
      reachable: { 'all at 11': (s) => s.at.every((value) => value === 11), 'one at 2': (s) => s.at[3] === 2 },
      steps: { 'the third stops at 11': (before, after) => after.at[2]! < 12 || before.at[2] === after.at[2] },
    })
  },
  designs: { only: {} },
})

/** The result of a check, without the fields that may differ. */
async function told(options: CheckDesignOptions, whole: boolean) {
  const { seconds: _, bytesPerState, bits, ...rest } = await checkDesign(counters, 'only', { ...options, bits: whole })
  expect(bits === undefined).toBe(!whole)
  return { bytesPerState, rest: JSON.parse(JSON.stringify(rest)) as Record<string, unknown> }
}

describe('a search that does not keep states', () => {
  it.each([
    ['all properties', {}],
    ['wide states', { params: { wide: true } }],
    ['one property, which ends it', { properties: ['sum below 58'] }],
    ['two properties, of which one holds', { properties: ['sum below 50', 'no 13'] }],
    ['a step that fails', { params: { fails: 45 } }],
    ['a limit of states', { maxStates: 300_000 }],
    ['a limit of states, and what ends it before', { maxStates: 371_000, properties: ['sum below 50'] }],
  ] satisfies [string, CheckDesignOptions][])('tells what one tells that keeps them: %s', async (_, options) => {
    const [kept, passed] = [await told(options, true), await told(options, false)]

    expect(passed.rest).toEqual(kept.rest)
  })

  it('goes on with functions of its own, where there are any', async () => {
    let made = 0
    const calls = { first: 0, own: 0 }
    const counting = (name: keyof typeof calls) =>
      spec({
        name: 'counting',
        model: ({ most = 400 }: { readonly most?: number } = {}) =>
          model({
            name: 'counting',
            state: { a: int(0, most), b: int(0, most) },
            actions: {
              a: {
                when: (s) => s.a < most,
                do: (s) => {
                  calls[name]++
                  s.a++
                },
              },
              b: { when: (s) => s.b < most, do: (s) => void s.b++ },
            },
            resting: () => true,
          }),
        designs: { large: {}, small: { params: { most: 50 } } },
      })
    const ownModel = () => {
      made++
      return counting('own').model({})
    }
    const first = counting('first')
    const small = await checkDesign(first, 'small', { ownModel })
    expect([small.states, made, calls.own]).toEqual([2601, 0, 0])
    const large = await checkDesign(first, 'large', { ownModel })
    expect([large.states, large.error, made]).toEqual([160_801, undefined, 1])
    expect(calls.own).toBeGreaterThan(0)
  })

  it('takes less memory', async () => {
    const [kept, passed] = [await told({ properties: ['no 13'] }, true), await told({ properties: ['no 13'] }, false)]

    expect(passed.bytesPerState).not.toBe(kept.bytesPerState)
  })

  it('tells what it has found when it is stopped', async () => {
    const stop = new AbortController()
    const onProgress = ({ depth }: { readonly depth: number }) => void (depth > 52 && stop.abort())
    const result = await checkDesign(counters, 'only', { signal: stop.signal, onProgress })

    if (result.complete) return
    expect(result.limit).toBe('interrupted')
    expect(result.properties.find(({ name }) => name === 'sum below 50')?.verdict).toBe('violated')
  })
})
