import { expect, test } from 'vitest'
import { sayUnchanged } from '../../../src/report/words/unchanged.ts'

const since = '3f2a1bc'
const design = (spec: string, design: string) => ({ spec, design })

test('what was left out is said to be not checked, by name, and why where nothing was', () => {
  expect(sayUnchanged({ since, designs: [design('a', 'x'), design('a', 'y'), design('b', 'x')] })).toBe(
    'Not checked: 3 designs of a, b, not changed since 3f2a1bc.',
  )
  expect(sayUnchanged({ since, designs: [design('a', 'x')] })).toBe(
    'Not checked: 1 design of a, not changed since 3f2a1bc.',
  )
  expect(sayUnchanged({ since, designs: [] })).toBe('Every spec has changed since 3f2a1bc.')
  expect(sayUnchanged({ since, designs: [], all: 'package.json has changed' })).toBe(
    'Every spec counts as changed since 3f2a1bc: package.json has changed.',
  )
})
