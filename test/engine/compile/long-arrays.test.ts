/** Arrays of scalars that are longer than what is unrolled: the engine reads and writes them in loops. */
import { array, bool, int, model, oneOf, optional, spec, type Type } from 'allways'
import { expect, it } from 'vitest'
import { checkDesign } from '../../../src/run/check.ts'

const length = 70
// biome-ignore lint/suspicious/noExplicitAny: the elements have many types
type Any = any

const types: readonly (readonly [string, Type, readonly unknown[]])[] = [
  ['booleans', bool, [false, true]],
  ['integers', int(-3, 3), [-3, 0, 3]],
  ['large integers', int(0, 2 ** 31 - 1), [0, 5, 2 ** 31 - 1]],
  ['labels', oneOf('a', 'b', 'c'), ['a', 'c', 'b']],
  ['optional labels', optional(oneOf('a', 'b')), [null, 'b', 'a']],
]

it.each(types)('an array of %s keeps what steps write, restored or not', async (_, type, values) => {
  const places = [0, 1, 31, 32, 33, 68, 69]
  const made = () =>
    model({
      name: 'm',
      state: { before: int(0, 2), cells: array(length, type as Any), after: int(0, 6) },
      actions: {
        write: (s: Any, choose: Any) => {
          const i = choose(places)
          s.cells[i] = choose(values)
          s.after = (s.after + 1) % 7
        },
        // arrays of a disabled step are restored
        stop: (s: Any, choose: Any) => {
          s.cells[5] = values[1]
          choose([])
        },
        copy: {
          when: (s: Any) => s.cells[69] !== values[0],
          do: (s: Any) => {
            s.cells[3] = s.cells[69]
            s.cells[69] = values[0]
          },
        },
      },
      invariants: {
        'nothing else is written': (s: Any) =>
          s.cells.every((cell: unknown, i: number) => [...places, 3].includes(i) || cell === s.cells[50]),
        'few places differ': (s: Any) => s.cells.filter((cell: unknown) => cell !== s.cells[50]).length < 3,
      },
    })
  const one = spec({ name: 'm', model: made, designs: { only: {} } })
  const found = await checkDesign(one, 'only', { maxStates: 4000 })
  expect(found.error).toBeUndefined()
  expect(found.properties.find(({ name }) => name === 'nothing else is written')?.verdict).not.toBe('violated')
  expect(found.properties.find(({ name }) => name === 'few places differ')?.counterexample?.steps).toHaveLength(3)
})

it.each([
  ['a value out of range', (s: Any) => void s.cells.fill(9, 66, 67), 'value-out-of-range'],
  ['an element that does not exist', (s: Any) => void Object.assign(s.cells, { 70: 1 }), 'value-out-of-range'],
  ['a shorter array', (s: Any) => void s.cells.pop(), 'value-out-of-range'],
])('%s is an error', async (_, act, code) => {
  const made = () => model({ name: 'm', state: { cells: array(length, int(0, 3)) }, actions: { act } })
  const { error } = await checkDesign(spec({ name: 'm', model: made, designs: { only: {} } }), 'only')
  expect(error?.code).toBe(code)
})

it('minus zero becomes zero', async () => {
  const negate = (s: Any) => {
    for (let i = 0; i < length; i++) s.cells[i] = -s.cells[i]
  }
  const made = () =>
    model({
      name: 'm',
      state: { cells: array(length, int(-1, 1)) },
      init: (s: Any) => void s.cells.fill(0),
      actions: { negate },
      invariants: { positive: (s: Any) => s.cells.every((cell: number) => Object.is(cell, 0)) },
    })
  const found = await checkDesign(spec({ name: 'm', model: made, designs: { only: {} } }), 'only')
  expect(found.properties[0]?.verdict).toBe('holds')
})
