import { describe, expect, it } from 'vitest'
import { comparePart } from '../specs/told.ts'
import { covered, optionsIn, reference, surface, wordsOf } from './reference.ts'

describe('the reference of the language', () => {
  it('is what the public types say', () => comparePart('docs/reference.md', 'reference', reference()))

  it('has the options of every function that takes some', () => {
    const all = [...surface().matchAll(/^(?:export )?interface (\w+Options)\b/gm)].map(([, name]) => name)
    expect(all.filter((name) => !covered().includes(name as string))).toEqual([])
  })

  it('has a meaning for each word and option', () => {
    const text = surface()
    const bare = covered().flatMap((type) =>
      optionsIn(text, type).flatMap(({ name, comment }) => (comment === '' ? [`${type}.${name}`] : [])),
    )
    expect(bare).toEqual([])
    expect(wordsOf(text).filter(({ comment }) => comment === '')).toEqual([])
    for (const type of covered()) expect(optionsIn(text, type).length, type).toBeGreaterThan(0)
  })
})
