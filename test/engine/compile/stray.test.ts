import { array, int, model, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: what is written here is of no type
type Any = any

const state = { a: array(2, int(0, 1)) }

/** A step that works on the array, then one that writes what is none of its elements. */
const checked = async (write: (s: Any) => void, more: object = {}) => {
  const make = () =>
    model({
      ...{ name: 'm', state },
      actions: {
        clear: (s) => {
          s.a.fill(0)
        },
        stray: (s) => write(s),
        clearAgain: (s) => {
          s.a.fill(0)
        },
      },
      init: (s) => {
        s.a.fill(1)
      },
      // it is found before the step fails, so the way to it leads through what failed
      reachable: { cleared: (s) => s.a[0] === 0 },
      ...more,
    })
  return checkDesign(spec({ name: 'm', model: make as Any, designs: { only: {} } }), 'only')
}

describe('a step that writes what is no element of an array', () => {
  it.each<[string, (s: Any) => void]>([
    ['beyond its end', (s) => void Object.assign(s.a, { '2': 0 })],
    ['far beyond its end', (s) => void Object.assign(s.a, { '9': 0 })],
    ['before its start', (s) => void Object.assign(s.a, { '-1': 0 })],
    ['by a name', (s) => void Object.assign(s.a, { first: 0 })],
    ['by its length', (s) => void Object.assign(s.a, { length: 5 })],
    [
      'one more, though caught',
      (s) => {
        try {
          s.a.push(0)
        } catch {
          s.a[3] = 1
        }
      },
    ],
    [
      'and then an element',
      (s) => {
        s.a[2] = 0
        s.a[1] = 0
      },
    ],
  ])('%s: fails by its own error, whatever was found before', async (_, write) => {
    const { error, properties } = await checked(write)
    expect(['value-out-of-range', 'step-threw', 'unknown-field']).toContain(error?.code)
    expect(error).toMatchObject({ step: 'stray' })
    expect(properties.find(({ name }) => name === 'cleared')).toMatchObject({
      verdict: 'holds',
      witness: { steps: [{ name: 'clear' }] },
    })
  })
})
