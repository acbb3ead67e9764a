import fc from 'fast-check'
import { expect, it } from 'vitest'
import { designOfLink, linkOf, pathOfLink } from '../../../src/report/documents/path-link.ts'
import type { PathStep } from '../../../src/result.ts'

it('is what people can read', () => {
  const path = [
    { action: 'enactor 0 pick plan', choices: [2] },
    { action: 'lose', choices: ['a/b'], picks: [1, 0] },
  ]
  expect(linkOf(path)).toBe('#/enactor+0+pick+plan;2/lose;%22a%2Fb%22;@1.0')
  expect(linkOf([])).toBe('#/')
  expect(pathOfLink('')).toEqual([])
})

it('leads back to the same path, whatever names and choices there are', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a b', 'a+b', '%', '/', ';', '@1', '#', ''))
  const step = fc.record<PathStep>(
    {
      action: text,
      choices: fc.array(fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<never>, { maxLength: 3 }),
      picks: fc.array(fc.nat(), { minLength: 1 }),
    },
    { requiredKeys: ['action', 'choices'] },
  )
  // a lone step without a name or a choice is the start of the path, and that needs no link
  const path = fc.array(step, { maxLength: 4 }).filter((steps) => linkOf(steps) !== '#/' || steps.length === 0)
  fc.assert(
    fc.property(path, (steps) => {
      expect(pathOfLink(linkOf(steps))).toEqual(JSON.parse(JSON.stringify(steps)))
    }),
  )
})

it('what cannot be read is a step that no model has', () => {
  expect(pathOfLink('#/press;{/%zz')).toEqual([
    { action: 'press;{', choices: [] },
    { action: '%zz', choices: [] },
  ])
})

it('names a design before the path, whatever it is called', () => {
  const path = [{ action: 'press', choices: [2] }]
  expect(linkOf(path, 'as deployed')).toBe('#as+deployed/press;2')
  expect(pathOfLink('#as+deployed/press;2')).toEqual(path)
  for (const design of ['as deployed', 'a/b', '#', '100 %', 'ü+;']) {
    expect(designOfLink(linkOf(path, design))).toBe(design)
    expect(pathOfLink(linkOf(path, design))).toEqual(path)
    expect(pathOfLink(linkOf([], design))).toEqual([])
  }
  for (const hash of ['', '#', '#/', '#/press', '#press']) expect(designOfLink(hash)).toBeUndefined()
  expect(designOfLink('#%zz/press')).toBe('%zz')
  expect(pathOfLink('#press')).toEqual([{ action: 'press', choices: [] }])
})
