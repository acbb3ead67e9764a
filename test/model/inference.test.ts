import { bool, compose, int, model, spec } from 'allways'
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
  // What it says of a conditional spread is a sentence, and no type without end.
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
