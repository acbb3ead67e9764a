/** Parts that a model declares and a design leaves out: properties may name them, and they have no effect. */
import { type Choose, compose, input, int, type Model, model, process } from 'allways'
import { describe, expect, it } from 'vitest'
import { check } from '../runs/runs-of.ts'

const state = { n: int(0, 3) }
const up = (s: { n: number }) => void (s.n < 3 && s.n++)
const reset = (s: { n: number }) => {
  s.n = 0
}

/** One of each kind, in a design that has them and in one that leaves them out. */
function parts(here: boolean) {
  const worker = process(state, {
    fair: true,
    steps: {
      go: (s) => {
        up(s)
        return here ? 'give up' : 'go'
      },
      'give up': here ? { do: reset, fair: 'strong' } : undefined,
    },
    resting: ['go', 'give up'],
    faults: {
      crash: here ? { budget: 1, do: reset } : undefined,
      stall: { budget: 1, at: ['give up'], do: () => 'go' },
    },
  })
  const extra = process(state, { steps: { 'lend a hand': { do: up, fair: true } }, fair: true })
  const idle = process(state, { instances: here ? 1 : 0, steps: { wait: { do: up, fair: true } }, fair: true })
  return { worker, extra: here ? extra : undefined, idle }
}

type Ask = (make: never) => unknown

function made(here: boolean, temporal?: Ask, p: number = 3): Model {
  const options = {
    name: 'm',
    state,
    processes: parts(here),
    actions: { tick: up, 'lease expires': here ? { do: reset, fair: true } : undefined },
    faults: { storm: here ? { budget: 1, do: reset } : undefined },
    reachable: { top: (s: { n: number }) => s.n === p },
    temporal,
  }
  return model(options as never) as Model
}

const composed = (here: boolean, temporal: Ask) => {
  const ops = model({
    name: 'ops',
    state: { m: int(0, 1) },
    actions: { fix: here ? (s) => void (s.m < 1 && s.m++) : undefined },
  })
  return compose({ name: 'c', modules: { a: made(here), ops }, temporal } as never) as Model
}

const names = ['worker give up', 'extra', 'extra lend a hand', 'idle', 'idle wait', 'lease expires']

async function verdictOf(make: () => Model) {
  const { properties, error } = await check(make)
  if (error !== undefined) throw new Error(`${error.code}: ${error.message}`)
  return properties.find(({ name }) => name === 'p')?.verdict
}

// biome-ignore lint/suspicious/noExplicitAny: names that the types of these models do not know
type Any = any

describe('what a design leaves out', () => {
  it.each(names)('is never taken: %s', async (name) => {
    const never: Ask = ({ always, not, taken }: Any) => ({ p: always(not(taken(name))) })
    expect(await verdictOf(() => made(true, never))).toBe('violated')
    expect(await verdictOf(() => made(false, never))).toBe('holds')
  })

  it.each(names)('is no way back: %s', async (name) => {
    const back: Ask = ({ canAlwaysReach }: Any) => ({ p: canAlwaysReach((s: Any) => s.n === 1, { using: [name] }) })
    expect(await verdictOf(() => made(false, back))).toBe('violated')
    const both: Ask = ({ canAlwaysReach }: Any) => ({
      p: canAlwaysReach((s: Any) => s.n === 3, { using: [name, 'tick'] }),
    })
    expect(await verdictOf(() => made(false, both))).toBe('holds')
  })

  it.each(['extra', 'extra lend a hand', 'idle wait'])('has no instance that takes a step: %s', async (name) => {
    const never: Ask = ({ always, not, taken }: Any) => ({ p: always(not(taken(name, 0))) })
    expect(await verdictOf(() => made(true, never))).toBe('violated')
    expect(await verdictOf(() => made(false, never))).toBe('holds')
  })

  it('makes no promise of fairness', () => {
    const promised = (here: boolean) => made(here).fairness.map(({ process, step }) => [process, step])
    expect(promised(true)).toEqual([
      ['worker', undefined],
      ['extra', undefined],
      ['idle', undefined],
      ['worker', 'give up'],
      ['extra', 'lend a hand'],
      ['idle', 'wait'],
      [undefined, 'lease expires'],
    ])
    expect(promised(false)).toEqual([['worker', undefined]])
  })

  it('is no part of the model', () => {
    const all = (here: boolean) => made(here).actions.map(({ process, name }) => [process, name].join(' ').trim())
    expect(all(true)).toContain('worker stall')
    expect(all(false)).toEqual(['worker go', 'tick'])
  })

  it('has no instances that properties could see', async () => {
    const seen: Ask = ({ always }: Any) => ({ p: always((s: Any) => s.extra.length === 0 && s.worker.length === 1) })
    expect(await verdictOf(() => made(true, seen))).toBe('violated')
    expect(await verdictOf(() => made(false, seen))).toBe('holds')
  })

  it.each(['a lease expires', 'a extra', 'a extra lend a hand', 'a worker give up', 'ops', 'ops fix'])(
    'is never taken in a composition: %s',
    async (name) => {
      const never: Ask = ({ always, not, taken }: Any) => ({ p: always(not(taken(name))) })
      expect(await verdictOf(() => composed(true, never))).toBe('violated')
      expect(await verdictOf(() => composed(false, never))).toBe('holds')
    },
  )

  it('may be an input that never changes', async () => {
    const never: Ask = ({ always, not, taken }: Any) => ({ p: always(not(taken('up changes'))) })
    const of = (changes: number) => () =>
      model({ name: 'i', state: { up: input(int(0, 1), { changes }) }, temporal: never } as never) as Model
    expect(await verdictOf(of(1))).toBe('violated')
    expect(await verdictOf(of(0))).toBe('holds')
  })

  it.each<[string, string | undefined]>([
    ['lease expire', 'lease expires'],
    ['worker giveup', 'worker give up'],
    ['extras', 'extra'],
    ['idle wiat', 'idle wait'],
    ['storm', undefined],
    ['worker crash', undefined],
    ['worker', 'ok'],
  ])('is not what is misspelt or a fault: %s', (name, meant) => {
    const never: Ask = ({ always, not, taken }: Any) => ({ p: always(not(taken(name))) })
    for (const here of [true, false]) {
      const make = () => made(here, never)
      if (meant === 'ok') expect(make).not.toThrow()
      else expect(make).toThrow(`names '${name}', which is not a process, step or action`)
      if (meant !== undefined && meant !== 'ok') expect(make).toThrow(`Did you mean '${meant}'?`)
    }
  })

  it('is no step that can be returned, and no reason for a process without steps', async () => {
    const p = process(state, { steps: { go: () => 'gone', gone: undefined } })
    const { error } = await check(() => model({ name: 'm', state, processes: { p } }))
    expect(error).toMatchObject({ code: 'unknown-label' })
    expect(() => process(state, { steps: { go: undefined } })).toThrow('a process needs at least one step')
    expect(() => process(state, { steps: { go: false as never } })).toThrow("step 'go' is false")
  })

  it('keeps its types', () => {
    const { worker, extra } = parts(true)
    model({
      name: 'm',
      state,
      processes: { worker, extra },
      actions: { tick: (s, _choose: Choose) => up(s) },
      temporal: ({ always, not, taken }) => ({
        // @ts-expect-error no process, step or action has this name
        wrong: Math.PI < 3 ? always(not(taken('extra lend'))) : undefined,
        right: always(not(taken('extra lend a hand'))),
        seen: always((s) => s.extra.length < 2),
      }),
    })
  })
})
