import { deepStrictEqual } from 'node:assert/strict'
import { format, inspect, isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hostModule } from '../../src/cli/host/host-modules.ts'
import { compile } from '../../src/engine/compile/program.ts'
import {
  array,
  bag,
  bool,
  int,
  type Model,
  mapOf,
  model,
  oneOf,
  optional,
  process,
  queue,
  setOf,
  struct,
} from '../../src/index.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import { unviewed } from '../../src/runtime/inspected.ts'

type Look = (values: { readonly [name: string]: unknown }) => unknown

/** The results of `look` for every kind of view, in a step and in a property, by each execution. */
function seen(look: Look): { readonly engine: unknown[]; readonly reference: unknown[] } {
  const seen: unknown[] = []
  const job = struct({ id: int(0, 2), kind: oneOf('a', 'b') })
  const state = {
    ...{ line: queue(job, 2), bagged: bag(job, 2), set: setOf(int(0, 2)), map: mapOf(int(0, 1), job) },
    ...{ flags: array(2, bool), jobs: array(2, job), maybe: array(2, optional(job)) },
    ...{ inner: struct({ job, bits: array(2, int(0, 1)) }), one: optional(job), done: bool },
  }
  const parts = ({ line, bagged, set, map, flags, jobs, maybe, inner, one }: { readonly [name: string]: unknown }) => ({
    ...{ line, bagged, set, map, flags, jobs, maybe, inner, one },
  })
  const worker = process(state, {
    local: { mine: job },
    steps: {
      go: (s, me, choose) => {
        s.line.push({ id: 1, kind: 'b' })
        s.bagged.add({ id: 1, kind: 'b' })
        s.set.add(2)
        s.map.set(1, { id: 2, kind: 'a' })
        s.flags[1] = true
        s.maybe[1] = { id: 1, kind: 'b' }
        s.one = { id: 1, kind: 'b' }
        s.done = true
        const popped = s.line.at(0)
        seen.push(look({ s, me, ...parts(s), popped, choose }))
        return 'end'
      },
    },
    terminal: ['end'],
  })
  const made = model({
    name: 'views',
    state,
    processes: { worker },
    invariants: {
      looked: (s) => {
        if (s.done) seen.push(look({ s, me: s.worker[0], ...parts(s), workers: s.worker }))
        return true
      },
    },
  }) as unknown as Model
  const reference = interpreter(made)
  const [start] = reference.initials()
  const [next] = reference.outcomes((start as unknown as unknown as { readonly state: never }).state, 0)
  const looked = made.properties.findIndex(({ name }) => name === 'looked')
  reference.holds(made.properties[looked] as never, (next as unknown as unknown as { readonly state: never }).state)
  const byReference = seen.splice(0)
  const program = compile(made)
  program.initial(() => {})
  program.each(() => {})
  program.codec.encode((next as unknown as unknown as { readonly state: never }).state, program.register)
  ;(program.tests[looked] as () => boolean)()
  return { engine: seen, reference: byReference }
}

const one = "{ id: 1, kind: 'b' }"
const zero = "{ id: 0, kind: 'a' }"
const parts = {
  line: `[ ${one} ]`,
  bagged: `[ ${one} ]`,
  set: 'Set(1) { 2 }',
  map: "Map(1) { 1 => { id: 2, kind: 'a' } }",
  flags: '[ false, true ]',
  jobs: `[ ${zero}, ${zero} ]`,
  maybe: `[ null, ${one} ]`,
  inner: `{ job: ${zero}, bits: [ 0, 0 ] }`,
  one,
}
const oneLine = { breakLength: Number.POSITIVE_INFINITY, compact: 10 }

describe('a view', () => {
  it('is inspected as a plain value, by both executions, in steps and in properties', () => {
    const { engine, reference } = seen((views) => {
      const { s, workers, ...others } = views
      return Object.fromEntries(Object.entries(others).map(([name, view]) => [name, inspect(view, oneLine)]))
    })
    const inStep = { ...parts, me: `{ id: 0, at: 'go', mine: ${zero} }`, popped: one, choose: '[Function: choose]' }
    const inProperty = { ...parts, me: `{ id: 0, at: 'end', mine: ${zero} }` }
    expect(reference).toEqual([inStep, inProperty])
    expect(engine).toEqual([inStep, inProperty])
  })

  it('is shown whole in the state, without a getter, whatever the depth', () => {
    for (const options of [{}, { depth: 0 }, { depth: 9, showHidden: true }]) {
      const { engine, reference } = seen(({ s, flags }) => inspect([s, flags], options))
      expect(engine).toEqual(reference)
      for (const text of engine) expect(text).not.toMatch(/Getter|Proxy|undefined|\$|draft/)
    }
  })

  it('is formatted, serialised and copied as a plain value', () => {
    const looks: Look[] = [
      (views) => format('%o %j %s', views.line, views.map, views.set),
      ({ choose, ...views }) => JSON.stringify(views),
      ({ choose, ...views }) => unviewed(views),
      ({ choose, ...views }) => structuredClone(unviewed(views)),
      ({ line }) => [...(line as Iterable<unknown>)].length,
      ({ flags, jobs, inner }) => [String(flags), `${jobs}`, `${inner}`],
    ]
    for (const look of looks) {
      const { engine, reference } = seen(look)
      expect(engine).toEqual(reference)
      expect(engine).toHaveLength(2)
    }
    const [copy] = seen(({ line, set, map, inner }) => unviewed({ line, set, map, inner })).engine
    expect(
      isDeepStrictEqual(copy, {
        line: [{ id: 1, kind: 'b' }],
        set: new Set([2]),
        map: new Map([[1, { id: 2, kind: 'a' }]]),
        inner: { job: { id: 0, kind: 'a' }, bits: [0, 0] },
      }),
    ).toBe(true)
  })

  it('is compared by value by what a spec gets of Node', () => {
    const util = hostModule('node:util', { isDeepStrictEqual, inspect }) as {
      isDeepStrictEqual(...of: unknown[]): boolean
    }
    const assert = hostModule('assert', { deepStrictEqual }) as { deepStrictEqual(...of: unknown[]): void }
    const { engine, reference } = seen(({ line, set, jobs, inner, maybe }) => {
      assert.deepStrictEqual(line, [{ id: 1, kind: 'b' }])
      const { job } = inner as { readonly job: unknown }
      return [
        util.isDeepStrictEqual(set, new Set([2])),
        util.isDeepStrictEqual((jobs as readonly unknown[])[0], job),
        util.isDeepStrictEqual((maybe as readonly unknown[])[1], job),
      ]
    })
    expect(engine).toEqual([
      [true, true, false],
      [true, true, false],
    ])
    expect(reference).toEqual(engine)
  })
})

describe('what holds no view', () => {
  it('is left as it is, and nothing of it is called', () => {
    const odd = {
      get boom() {
        throw new Error('called')
      },
    } as { boom: unknown; self?: unknown }
    odd.self = odd
    const loop = new Set<unknown>([new Map()])
    loop.add(loop)
    for (const value of [odd, loop, [odd], new Date(0), /x/, null, undefined, () => 1, new (class A {})()]) {
      expect(unviewed(value)).toBe(value)
    }
  })
})
