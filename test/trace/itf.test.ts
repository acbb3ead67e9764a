import { describe, expect, test } from 'vitest'
import {
  array,
  bag,
  bool,
  int,
  mapOf,
  model,
  oneOf,
  optional,
  process,
  queue,
  setOf,
  spec,
  struct,
} from '../../src/index.ts'
import { modelOf } from '../../src/language/spec.ts'
import type { PropertyResult, Trace } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { type Itf, type ItfTrace, observationsOf, toItf } from '../../src/trace/itf.ts'
import { stepsThroughStates } from '../../src/trace/steps-through-states.ts'

/** A state with a variable of each type, and a lasso. */
const all = spec({
  name: 'all-types',
  model: () => {
    const state = {
      up: bool,
      n: int(-1, 3),
      mode: oneOf('on', 'off'),
      last: optional(int(0, 3)),
      pair: struct({ a: int(0, 3), b: bool }),
      cells: array(2, int(0, 3)),
      seen: setOf(int(0, 3)),
      byKey: mapOf(oneOf('x', 'y'), int(0, 3)),
      line: queue(int(0, 3), 4),
      inFlight: bag(int(0, 3), 4),
    }
    const worker = process(state, {
      instances: 2,
      local: { mine: optional(bool) },
      steps: {
        work: (s, me, choose) => {
          const v = choose([0, 2])
          if (s.line.isFull) return
          s.n = v
          s.last = v === 0 ? null : v
          s.pair.a = v
          s.cells[1] = v
          s.seen.add(v)
          s.byKey.set('y', v)
          s.line.push(v)
          s.inFlight.add(2)
          me.mine = v === 0
          return 'rest'
        },
        rest: (s) => {
          s.mode = 'off'
          return 'work'
        },
      },
    })
    return model({
      name: 'all-types',
      state,
      processes: { worker },
      actions: {
        flip: (s) => {
          s.up = !s.up
        },
      },
      invariants: { 'room in the line': (s) => s.line.size < 3 },
      temporal: ({ eventually }) => ({ 'the line is full': eventually((s) => s.line.isFull) }),
      fair: true,
    })
  },
  designs: { only: {} },
})

const { model: types } = modelOf(all, 'only')
const propertyOf = (name: string) => types.properties.find((property) => property.name === name)
const source = { file: 'a.model.ts', design: 'only', params: {}, property: '' }

async function found(name: string): Promise<Trace> {
  const { properties } = await checkDesign(all, 'only')
  const { counterexample } = properties.find((property) => property.name === name) as PropertyResult
  return counterexample as Trace
}

/** The trace as another program would read it. */
const written = (trace: Trace): ItfTrace => JSON.parse(JSON.stringify(toItf(types, source, trace)))

describe('a trace in ITF', () => {
  test.each(['room in the line', 'the line is full'])('comes back as it was: %s', async (name) => {
    const trace = await found(name)
    const itf = written(trace)
    const replay = stepsThroughStates(types, observationsOf(types, itf, 't'), itf.loop, propertyOf(name))
    expect(replay.message).toMatch(/violated$/)
    expect(replay.ok).toBe(true)
    const states = (of: Trace | undefined) => of && [of.initial.state, ...of.steps.map((step) => step.state)]
    expect(states(replay.trace)).toEqual(states(trace))
    expect(replay.trace?.loopAt).toBe(trace.loopAt)
  })

  test('has the forms of the format', async () => {
    const { states, vars } = written(await found('room in the line'))
    expect(vars).toEqual([...Object.keys(types.system.fields)])
    expect(states[0]).toMatchObject({
      '#meta': { index: 0 },
      up: false,
      n: { '#bigint': '-1' },
      mode: 'on',
      last: { tag: 'None', value: { '#tup': [] } },
      pair: { a: { '#bigint': '0' }, b: false },
      cells: [{ '#bigint': '0' }, { '#bigint': '0' }],
      seen: { '#set': [] },
    })
    const last = states.at(-1) as { readonly [name: string]: Itf }
    expect(last['#meta']).toMatchObject({
      index: states.length - 1,
      action: expect.stringMatching(/^worker \d: work$/),
    })
    expect(last.inFlight).toEqual({ '#map': [[{ '#bigint': '2' }, { '#bigint': '3' }]] })
    expect(last.byKey).toMatchObject({ '#map': [['y', expect.anything()]] })
  })

  test('is read in the forms that other tools write', () => {
    const state = {
      'all::n': 2,
      last: { tag: 'Some', value: 2 },
      cells: {
        '#map': [
          [1, 0],
          [2, 2],
        ],
      },
      seen: { '#set': [2, 2] },
      line: { '#tup': [2] },
      'mbt::actionTaken': 'work',
    }
    expect(observationsOf(types, { vars: Object.keys(state), states: [state] }, 't')).toEqual([
      { n: 2, last: 2, cells: [0, 2], seen: [2], line: [2] },
    ])
  })

  test.each<[Itf | undefined | null, string]>([
    [4, 't: states[0].n is 4: expected int(-1, 3)'],
    ['2', "t: states[0].n is '2'"],
    [undefined, 't: states[0].n is missing'],
    [null, 't: states[0].n is null'],
    [{ '#bigint': 'many' }, 't: states[0].n is {"#bigint":"many"}'],
  ])('of a value %j says what was expected', (value, message) => {
    expect(() => observationsOf(types, { vars: ['n'], states: [{ n: value as Itf }] }, 't')).toThrow(message)
  })

  test.each<[string, Itf]>([
    ['byKey', { '#map': 3 }],
    ['byKey', { '#map': [[1]] }],
    ['seen', { '#set': 3 }],
    ['pair', { a: 1 }],
    ['cells', [1]],
    [
      'cells',
      {
        '#map': [
          [0, 0],
          [2, 0],
        ],
      },
    ],
  ])('with %s as %j is refused', (variable, value) => {
    expect(() => observationsOf(types, { vars: [variable], states: [{ [variable]: value }] }, 't')).toThrow('expected')
  })

  test('with a variable that the model has not is refused', () => {
    expect(() => observationsOf(types, { vars: ['m'], states: [{ m: 1 }] }, 't')).toThrow("vars names 'm', but")
  })
})

describe('states told elsewhere', () => {
  test('may tell some of the variables, and stay as they are', () => {
    const told = [{ n: -1 }, { n: 2 }, { n: 2 }, { mode: 'off', up: true }]
    const { ok, trace } = stepsThroughStates(types, told, undefined, undefined)
    expect(ok).toBe(true)
    expect(trace?.steps.length).toBeLessThanOrEqual(3)
    expect(trace?.steps.at(-1)?.state).toMatchObject({ n: 2 })
  })

  test('that no step leads to are named, with what comes nearest', () => {
    expect(stepsThroughStates(types, [{ n: -1 }, { n: 2 }, { n: 1 }], undefined, undefined)).toMatchObject({
      ok: false,
      step: 2,
      message: expect.stringMatching(
        /^no step of the model leads from states\[1\] to states\[2\]: in the nearest state, n is \d, not 1$/,
      ),
    })
    expect(stepsThroughStates(types, [{ n: 0 }], undefined, undefined)).toMatchObject({ ok: false, step: 0 })
  })

  test('that do not break the property say so', () => {
    expect(stepsThroughStates(types, [{ n: -1 }, { n: 2 }], undefined, propertyOf('room in the line'))).toMatchObject({
      ok: false,
      message: "explained by 1 step, but this run does not violate 'room in the line'",
    })
  })

  test('that should come back, and do not, are refused', () => {
    const line = [{ line: [] }, { line: [2] }]
    expect(stepsThroughStates(types, [...line, { line: [2, 0] }], 0, undefined).message).toContain(
      'leads from states[2] back to states[0]',
    )
    // the given values come back, but no state of the model does
    const modes = [
      { mode: 'on', n: -1 },
      { mode: 'on', n: 2 },
      { mode: 'off', n: 2 },
      { mode: 'off', n: 0 },
    ]
    expect(stepsThroughStates(types, modes, 2, undefined).ok).toBe(false)
  })
})
