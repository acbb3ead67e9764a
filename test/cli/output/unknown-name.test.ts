import { describe, expect, it } from 'vitest'
import { unknownName } from '../../../src/cli/output/unknown-name.ts'

describe('a name that is not there', () => {
  it('is told with the nearest one, and with all there are', () => {
    expect(unknownName('design', 'fixd', ['as deployed', 'fixed'])).toBe(
      "unknown design 'fixd'. Did you mean 'fixed'? Available: 'as deployed', 'fixed'",
    )
    expect(unknownName('design', 'fixed', [])).toBe("unknown design 'fixed'; available: none")
  })

  it('is told with a name a line where there are many', () => {
    const many = Array.from({ length: 20 }, (_, k) => `design number ${k}`)
    const lines = unknownName('design', 'fixed', many).split('\n')
    expect(lines).toHaveLength(21)
    expect(lines[0]).toBe("unknown design 'fixed'; available:")
    expect(lines[20]).toBe("  'design number 19'")
  })
})
