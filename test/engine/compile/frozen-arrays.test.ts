import { describe, expect, it } from 'vitest'
import { fixed } from '../../../src/engine/compile/frozen-arrays.ts'
import { ModelError } from '../../../src/errors.ts'

const what = { what: 'list', fail: (error: ModelError) => error }
const plain = ['a', 'b', 'c', 'b']

describe('a fixed array', () => {
  it('gives what a plain one gives', () => {
    const list = fixed(what, [...plain])
    const isB = (value: string) => value === 'b'
    const never = () => false
    for (const test of [isB, never, () => true]) {
      expect(list.every(test)).toBe(plain.every(test))
      expect(list.some(test)).toBe(plain.some(test))
      expect(list.find(test)).toBe(plain.find(test))
      expect(list.findIndex(test)).toBe(plain.findIndex(test))
      expect(list.filter(test)).toEqual(plain.filter(test))
    }
    expect(list.map((value, i) => value + i)).toEqual(['a0', 'b1', 'c2', 'b3'])
    expect([...list]).toEqual(plain)
    expect(list.includes('c')).toBe(true)
    expect(list.slice(1)).toEqual(['b', 'c', 'b'])
  })

  it('tells its callbacks the element, its index, itself and what they are to take for `this`', () => {
    const list = fixed(what, [...plain])
    const self = {}
    const told: unknown[][] = []
    list.forEach(function (this: unknown, ...args) {
      told.push([this, ...args])
    }, self)
    expect(told.map(([own, value, i]) => [own === self, value, i])).toEqual(plain.map((value, i) => [true, value, i]))
    expect(told.every(([, , , all]) => all === list)).toBe(true)
  })

  it('is an array, has no names but its indices, and cannot be written', () => {
    const list = fixed(what, [...plain]) as string[]
    expect(Array.isArray(list)).toBe(true)
    const names: string[] = []
    for (const name in list) names.push(name)
    expect(names).toEqual(['0', '1', '2', '3'])
    expect(() => {
      list[0] = 'z'
    }).toThrow(TypeError)
    expect(() => list.push('z')).toThrow(ModelError)
  })

  it('refuses what no array has, and has no element beyond its end', () => {
    const list = fixed(what, [...plain]) as string[] & { lenght?: number }
    expect(() => list.lenght).toThrow(
      "'lenght' is not a member of list; available: its elements, length and the methods of",
    )
    expect(() => list.lenght).toThrow("Did you mean 'length'?")
    expect(list[7]).toBeUndefined()
    expect(list[-1]).toBeUndefined()
    expect(JSON.stringify(list)).toBe(JSON.stringify(plain))
  })
})
