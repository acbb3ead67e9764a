import { bool, compose, int, model, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'

const lamp = () =>
  model({
    name: 'lamp',
    state: { on: bool, hours: int(0, 2) },
    actions: {
      burn: {
        when: (s) => s.hours < 2,
        do: (s) => {
          s.on = true
          s.hours++
        },
      },
    },
    invariants: {
      'fresh, or dark': {
        'it is dark': (s) => !s.on || s.hours < 2,
        'it is fresh': (s) => s.hours < 2,
        never: undefined,
      },
    },
    steps: { 'time goes on': { forward: (before, after) => after.hours > before.hours, slowly: () => false } },
  })

const explain = () => true

describe('a property by its parts', () => {
  it('is violated where one of them is false, and says which', async () => {
    const { properties } = await checkDesign(spec({ name: 'lamp', model: lamp, designs: { only: {} } }), 'only', {
      explain,
    })
    const told = properties.map(({ name, verdict, counterexample }) => [
      name,
      verdict,
      counterexample?.why?.parts.map(({ text }) => text).join(),
    ])
    expect(told).toEqual([
      ['fresh, or dark', 'violated', 'it is dark,it is fresh'],
      ['time goes on', 'violated', 'slowly'],
      ['no deadlock', 'violated', ''],
    ])
  })

  it('is the same in a composition', async () => {
    const house = () => compose({ name: 'house', modules: { porch: lamp() } })
    const { properties } = await checkDesign(spec({ name: 'house', model: house, designs: { only: {} } }), 'only', {
      explain,
    })
    const parts = properties[0]?.counterexample?.why?.parts
    expect(parts?.[1]).toEqual({ text: 'it is fresh', named: true, values: [{ path: 'porch.hours', value: 2 }] })
  })

  it.each([[{}], [{ part: 1 }], [{ part: undefined }]])('is refused as %j', (parts) => {
    const made = () => model({ name: 'm', state: { on: bool }, invariants: { all: parts as never } })
    expect(made).toThrow(/property 'all' is .*: expected a function that returns a boolean/)
  })
})
