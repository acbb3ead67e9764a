import { array, bag, int, mapOf, model, queue, spec, struct } from 'allways'
import { expect, it } from 'vitest'
import { checkDesign } from '../../../src/run/check.ts'

const [most, low, high] = [2 ** 31 - 1, -(2 ** 30), 2 ** 30 - 1]

it('integers with as many values as there can be keep the first and the last of them, wherever they stand', async () => {
  const [up, around, down] = [int(0, most), int(low, high), int(-most, 0)]
  const state = {
    ...{ up, around, down, line: queue(up, 2), cells: array(2, down) },
    ...{ pair: struct({ up, around }), bag: bag(down, 2), map: mapOf(int(0, 1), around) },
  }
  const wide = () =>
    model({
      name: 'wide',
      state,
      actions: {
        last: (s) => {
          Object.assign(s, { up: most, around: high, down: -most, pair: { up: most, around: high } })
          s.line.assign([most, 0])
          s.cells[1] = -most
          s.bag.assign([-most, 0])
          s.map.set(1, high)
        },
        first: (s) => {
          Object.assign(s, { up: 0, around: low, down: 0, pair: { up: 0, around: low } })
          s.line.assign([0, most])
          s.cells[1] = 0
          s.bag.clear()
          s.map.set(1, low)
        },
      },
      invariants: {
        'as it was put': (s) =>
          (s.around === low && s.pair.around === low && s.line.at(0) !== most) ||
          (s.up === most && s.pair.up === most && s.down === -most && s.cells[1] === -most && s.map.get(1) === high),
      },
    })
  const { error, states, properties } = await checkDesign(
    spec({ name: 'wide', model: wide, designs: { only: {} } }),
    'only',
  )
  expect(error).toBeUndefined()
  expect(states).toBe(3)
  expect(properties.map(({ verdict }) => verdict)).toEqual(['holds', 'holds'])
})
