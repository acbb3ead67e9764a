import { spec } from 'allways'
import { expect, it } from 'vitest'
import { lock } from './lock.ts'

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
