import { bool, int, model, oneOf, spec } from 'allways'
import { expect, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'

const made = () =>
  model({
    name: 'signal',
    state: { light: oneOf('red', 'green'), rung: bool, key: bool, shut: bool, spare: int(0, 1) },
    actions: {
      turn: {
        do: (s) => {
          s.light = s.light === 'red' ? 'green' : 'red'
        },
        fair: true,
      },
      ring: {
        do: (s) => {
          if (s.light === 'green') s.rung = true
        },
        fair: true,
      },
      open: {
        do: (s) => {
          if (s.key) s.shut = true
        },
        fair: true,
      },
      lock: { when: (s) => s.key, do: (s) => void s.spare++, fair: true },
      sweep: { when: (s) => s.light === 'green' && s.spare === 0, do: (s) => void s.spare++, fair: true },
    },
    temporal: (p) => ({ 'it rings': p.eventually((s) => s.rung) }),
  })

it('a step that can be taken and changes nothing is not said to be disabled', async () => {
  const result = await checkDesign(spec({ name: 'tried', model: made, designs: { only: {} } }), 'only')
  const { counterexample } = result.properties.find(({ name }) => name === 'it rings') ?? {}
  const how = Object.fromEntries((counterexample?.fairness ?? []).map((note) => [note.what, note.how]))
  expect(how).toEqual({
    ...{ turn: 'taken', ring: 'changes nothing', open: 'never changes' },
    ...{ lock: 'never enabled', sweep: 'not enabled' },
  })
})
