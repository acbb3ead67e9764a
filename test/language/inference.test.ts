import {
  array,
  bool,
  type Cells,
  compose,
  input,
  int,
  type MeOf,
  model,
  optional,
  process,
  type SharedOf,
  type State,
  spec,
} from 'allways'
import { expect, expectTypeOf, it } from 'vitest'
import { lock } from './lock.ts'

it('lets a design do without a property', () => {
  const state = { n: int(0, 3), on: bool }
  const one = (more: boolean) =>
    model({
      name: 'one',
      state,
      invariants: { small: (s) => s.n < 3, smaller: more ? (s) => s.n < 2 : undefined },
      steps: { up: more ? (before, after) => before.n <= after.n : undefined },
      reachable: { lit: more ? (s) => s.on : undefined },
      temporal: ({ eventually }) => ({ top: more ? eventually((s) => s.n === 3) : undefined }),
    })
  // The type that appears in a conditional spread is a sentence, and not a type without end.
  model({
    name: 'spread',
    state,
    reachable: {
      ...(Math.PI > 4 && {
        lit: (s) => {
          expectTypeOf(
            s,
          ).toEqualTypeOf<'a function in a spread has no types: write name: wanted ? (s) => … : undefined'>()
          return true
        },
      }),
    },
  })
  const two = (more: boolean) =>
    compose({
      name: 'two',
      modules: { one: one(false) },
      reachable: { lit: more ? (s) => s.one.on : undefined },
    })
  const namesOf = ({ properties }: { readonly properties: readonly { readonly name: string }[] }) =>
    properties.map(({ name }) => name)

  expect(namesOf(one(true))).toEqual(['small', 'smaller', 'up', 'lit', 'top', 'no deadlock'])
  expect(namesOf(one(false))).toEqual(['small', 'no deadlock'])
  expect(namesOf(two(true))).toEqual(['one: small', 'lit', 'no deadlock'])
  expect(namesOf(two(false))).toEqual(['one: small', 'no deadlock'])
})

it('accepts the same model written right', () => {
  const made = spec({
    name: 'lock',
    model: lock,
    designs: {
      plain: { expect: { safe: 'violated', 'no deadlock': 'violated' } },
      fenced: { params: { fenced: true } },
    },
  })
  expect(Object.keys(made.designs)).toEqual(['plain', 'fenced'])
})

it('types code that is shared between steps, guards and properties', () => {
  const state = { n: int(0, 3), held: optional(int(0, 1)), flags: array(2, bool), power: input(bool) }
  const local = { mine: int(0, 3) }
  type S = SharedOf<typeof state>
  expectTypeOf<S['n']>().toEqualTypeOf<number>()
  expectTypeOf<S['flags']>().toEqualTypeOf<Cells<boolean>>()
  expectTypeOf<MeOf<typeof local>['mine']>().toEqualTypeOf<number>()
  expectTypeOf<MeOf<typeof local>['at']>().toEqualTypeOf<string>()

  const reads = (s: State<typeof state>) => s.power && s.n < 3
  const writes = (s: S, me: MeOf<typeof local>): 'go' | 'end' => {
    // @ts-expect-error an input is not written
    s.power = false
    me.mine = s.n
    return reads(s) ? 'go' : 'end'
  }
  const worker = process(state, { local, steps: { go: { when: reads, do: writes } }, terminal: ['end'] })
  type Worker = MeOf<typeof worker>
  expectTypeOf<Worker['at']>().toEqualTypeOf<'go' | 'end'>()
  expectTypeOf<Worker['mine']>().toEqualTypeOf<number>()
  const ended = (s: State<typeof state, { worker: typeof worker }>) => s.worker.every(({ at }) => at === 'end')
  const made = model({ name: 'm', state, processes: { worker }, invariants: { reads }, reachable: { ended } })
  expect(made.properties.map(({ name }) => name)).toEqual(['reads', 'ended', 'no deadlock'])
})

it('takes undefined for every option that may be left out', () => {
  const state = { n: int(0, 3), power: input(bool, { starts: undefined, changes: undefined }) }
  const none = { when: undefined, fair: undefined }
  const rest = { terminal: undefined, resting: undefined, init: undefined, fair: undefined }
  const worker = process(state, {
    ...{ instances: undefined, local: undefined, ...rest },
    steps: { go: { do: () => 'go', ...none } },
    faults: { crash: { budget: 1, at: undefined, when: undefined, do: () => 'go' } },
  })
  const properties = { invariants: undefined, steps: undefined, reachable: undefined, temporal: undefined }
  const options = { actions: undefined, faults: undefined, init: undefined, fair: undefined, resting: undefined }
  const made = model({ name: 'm', state, processes: { worker }, ...options, ...properties })
  compose({ name: 'c', modules: { m: made }, wire: undefined, ...properties })
  compose({ name: 'c', modules: { m: made }, wire: { m: undefined } })
  compose({ name: 'c', modules: { m: made }, wire: { m: { power: undefined } } })
  const { designs } = spec({
    name: 'm',
    model: () => made,
    designs: { plain: { params: undefined, expect: undefined, counts: undefined, note: undefined } },
  })
  expect(Object.keys(designs)).toEqual(['plain'])
})
