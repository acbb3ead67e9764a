/** Code that catches a choose over nothing: the step is disabled all the same, and errors of the model stay errors. */
import { array, int, model, spec, struct } from 'allways'
import { expect, it } from 'vitest'
import { checkDesign } from '../../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: what the types refuse is what is tried here
type Any = any
const state = { d: array(2, int(0, 2)), st: struct({ v: int(0, 2) }), n: int(0, 2) }
const quietly = (choose: Any) => {
  try {
    choose([])
  } catch {}
}

interface Case {
  readonly what: string
  readonly code?: string
  readonly before?: (s: Any) => unknown
  readonly after?: (s: Any, before: Any) => unknown
}
const put = (place: string, value: unknown) => (s: Any) => void Object.assign(s, { [place]: value })
const putElement = (i: number, value: number) => (s: Any) => void Object.assign(s.d, { [i]: value })

const cases: readonly Case[] = [
  { what: 'nothing' },
  { what: 'a value', after: put('n', 1) },
  { what: 'a wrong element', after: putElement(0, 99) },
  { what: 'a wrong element, before', before: putElement(0, 99) },
  { what: 'a function', after: () => () => {} },
  { what: 'what is no element', code: 'value-out-of-range', after: putElement(5, 1) },
  { what: 'a wrong value', code: 'value-out-of-range', after: put('n', 99) },
  { what: 'what is no variable', code: 'unknown-field', after: (s) => s.nope },
  {
    what: 'a place that is gone',
    code: 'gone-place',
    before: (s) => s.st,
    after: (s, old) => {
      s.st = { v: 1 }
      old.v = 2
    },
  },
]

it.each(cases)('after a choose over nothing that is caught: $what', async ({ code, before, after }) => {
  const body = (s: Any, choose: Any) => {
    const old = before?.(s)
    quietly(choose)
    return after?.(s, old)
  }
  const inStep = { actions: { body }, init: () => {} }
  // in one way to start of two
  const inInit = { actions: {}, init: (s: Any, choose: Any) => (choose([0, 1]) === 0 ? undefined : body(s, choose)) }
  for (const where of [inStep, inInit]) {
    const made = () => model({ name: 'm', state, ...(where as object), resting: () => true })
    const { error, states } = await checkDesign(spec({ name: 'm', model: made, designs: { only: {} } }), 'only')
    expect(error?.code).toBe(code)
    expect(states).toBe(1)
  }
})
