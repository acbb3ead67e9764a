import { describe, expect, it } from 'vitest'
import { array, bag, bool, int, mapOf, oneOf, optional, queue, setOf, struct } from '../../src/index.ts'
import { agrees, partsOf } from '../../src/validate/partial-state.ts'

const system = struct({
  n: int(0, 3),
  mode: oneOf('up', 'down'),
  maybe: optional(struct({ x: optional(bool), y: int(0, 1) })),
  cells: array(2, struct({ x: bool })),
  only: array(1, struct({ at: oneOf('a', 'b') })),
  set: setOf(int(0, 3)),
  messages: bag(int(0, 3), 3),
  line: queue(int(0, 3), 2),
  map: mapOf(int(0, 3), bool),
})
const state = {
  ...{ n: 1, mode: 'down', maybe: null, cells: [{ x: true }, { x: false }], only: [{ at: 'b' }] },
  ...{
    set: [1, 3],
    messages: [0, 2, 2],
    line: [2, 0],
    map: [
      [0, false],
      [2, true],
    ],
  },
}

const holds = (part: object, of: object = state) => {
  const { parts, errors } = partsOf(system, part)
  expect(errors).toEqual([])
  return agrees(parts, of as never)
}

describe('a part of a state', () => {
  it.each<[string, object, boolean]>([
    ['nothing', {}, true],
    ['scalars', { n: 1, mode: 'down' }, true],
    ['a wrong scalar', { n: 2 }, false],
    ['null', { maybe: null }, true],
    ['a field of null', { maybe: { x: null } }, false],
    ['anything but null', { maybe: {} }, false],
    ['an array as a list', { cells: [{}, { x: false }] }, true],
    ['an array by numbers', { cells: { 1: { x: true } } }, false],
    ['a single element without its number', { only: { at: 'b' } }, true],
    ['a set in another order, twice', { set: [3, 1, 3] }, true],
    ['a part of a set', { set: [1] }, false],
    ['a bag in another order', { messages: [2, 0, 2] }, true],
    ['a bag as a set', { messages: [0, 2] }, false],
    ['a queue', { line: [2, 0] }, true],
    ['a queue in another order', { line: [0, 2] }, false],
    [
      'a map in another order',
      {
        map: [
          [2, true],
          [0, false],
        ],
      },
      true,
    ],
    ['a number beyond the bounds', { n: 4 }, false],
    ['a number beyond the bounds of a set', { set: [1, 9] }, false],
    ['a queue that is too long', { line: [0, 0, 0] }, false],
  ])('is compared with a state: %s', (_, part, expected) => {
    expect(holds(part)).toBe(expected)
  })

  it('is compared with optional structs', () => {
    const there = { ...state, maybe: { x: null, y: 1 } }
    expect(holds({ maybe: {} }, there)).toBe(true)
    expect(holds({ maybe: { x: null } }, there)).toBe(true)
    expect(holds({ maybe: { y: 0 } }, there)).toBe(false)
  })

  it.each<[object, string]>([
    [{ n: '1' }, "n is '1': expected int(0, 3)"],
    [{ n: 1.5 }, 'n is 1.5: expected int(0, 3)'],
    [{ mode: 'dwn' }, "mode is 'dwn': expected oneOf('up', 'down'). Did you mean 'down'?"],
    [{ m: 1 }, "the state has no 'm'; available: n, mode, maybe, cells, only, set, messages, line, map."],
    [{ maybe: true }, 'maybe is true: expected an object with some of the fields x, y'],
    [{ cells: [{}] }, 'cells is [{}]: expected a list of 2 elements, or an object with numbers from 0 to 1 as keys'],
    [
      { cells: { 2: {} } },
      'cells is {"2":{}}: expected a list of 2 elements, or an object with numbers from 0 to 1 as keys',
    ],
    [{ cells: { 0: { x: 1 } } }, 'cells[0].x is 1: expected bool'],
    [{ set: 1 }, 'set is 1: expected setOf(int(0, 3))'],
    [{ map: { 0: true } }, 'map is {"0":true}: expected mapOf(int(0, 3), bool)'],
  ])('of a wrong type is an error: %j', (part, message) => {
    expect(partsOf(system, part).errors.map((text) => text.trimEnd())).toEqual([expect.stringContaining(message)])
  })
})
