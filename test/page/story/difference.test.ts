import { expect, it } from 'vitest'
import { difference } from '../../../src/page/story/difference.ts'

const attempt = (droplet: number) => ({ droplet, age: 0, waits: 'never yet' })

it('short values stand side by side', () => {
  expect(difference({ before: [1, 2], after: [1, 4] })).toEqual({ before: '[1, 2]', after: '[1, 4]' })
})

it('of long collections what came and went is told, equal elements counted', () => {
  const [one, two, three] = [attempt(1), attempt(2), attempt(3)]
  expect(difference({ before: [one, two, two], after: [one, two, three] })).toEqual({
    after: '+{droplet: 3, age: 0, waits: never yet} \u2212{droplet: 2, age: 0, waits: never yet}',
  })
})

it('of other long values, and where nothing would be gained, the new one alone is told', () => {
  const long = 'a word and many others after it'
  expect(difference({ before: long, after: `${long}, too` })).toEqual({ after: JSON.stringify(`${long}, too`) })
  expect(difference({ before: [long], after: [`${long}s`] }).after).toBe(`[${long}s]`)
})
