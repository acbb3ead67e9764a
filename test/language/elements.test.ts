import { array, bag, bool, int, mapOf, model, optional, process, queue, setOf, spec, struct } from 'allways'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'
import { inBoth } from './both-executions.ts'

// biome-ignore lint/suspicious/noExplicitAny: models of every type
type Any = any

const state = {
  flags: array(3, bool),
  hosts: array(2, struct({ up: bool, slots: array(2, int(0, 3)) })),
  maybe: array(2, optional(struct({ n: int(0, 3) }))),
  n: int(0, 9),
}

describe('`at` of an array', () => {
  it('is the element, which a step reads and changes', () => {
    const go = (s: Any) => {
      s.flags[2] = true
      s.n = s.flags.at(2) === true && s.flags.at(0) === false && s.maybe.at(1) === null ? 1 : 0
      s.hosts.at(1).up = true
      s.hosts.at(1).slots[0] = 3
      s.n += s.hosts[1].slots.at(0)
    }
    const [after] = inBoth(state, { go }).go as Any
    expect(after).toMatchObject({
      n: 4,
      flags: [false, false, true],
      hosts: [
        { up: false, slots: [0, 0] },
        { up: true, slots: [3, 0] },
      ],
    })
  })

  it('is a model error outside of the array: a negative index, too', () => {
    for (const i of [-1, 3, 0.5, Number.NaN, '0', undefined]) {
      for (const of of ['flags', 'hosts', 'maybe']) {
        expect(inBoth(state, { go: (s) => void s[of].at(i) }).go, `${of}.at(${i})`).toBe('value-out-of-range')
      }
      expect(inBoth(state, { go: (s) => void s.hosts[1].slots.at(i) }).go).toBe('value-out-of-range')
    }
  })

  it('is an error of an old handle if the step has replaced the array', () => {
    const go = (s: Any) => {
      const { flags } = s
      s.flags = [true, true, true]
      flags.at(0)
    }
    expect(inBoth(state, { go }).go).toBe('gone-place')
  })

  it('stays what it is if a step assigns to it', () => {
    const go = (s: Any) => {
      s.flags.at = () => true
    }
    expect(inBoth(state, { go }).go).toBe('value-out-of-range')
  })

  it('names the array and the place in guards, steps and properties', async () => {
    const at = async (part: object) => {
      const made = model({ name: 'm', state, actions: { go: () => {} }, ...part } as Any)
      const { error } = await checkDesign(
        spec({ name: 'm', model: () => made, designs: { one: {} } } as Any) as Any,
        'one',
      )
      return error?.message
    }
    const says = /flags\.at\(-1\) is not an element of the array; the elements are flags\[0\] to flags\[2\]/
    expect(await at({ actions: { go: (s: Any) => void s.flags.at(-1) } })).toMatch(says)
    expect(await at({ actions: { go: { when: (s: Any) => s.flags.at(-1), do: () => {} } } })).toMatch(says)
    expect(await at({ invariants: { one: (s: Any) => s.flags.at(-1) === s.hosts.at(0).up } })).toMatch(says)
    const worker = process(state, { steps: { a: () => {} } })
    expect(await at({ processes: { worker }, invariants: { one: (s: Any) => s.worker.at(1).at === 'a' } })).toMatch(
      /worker\.at\(1\) is not an element of the array; the elements are worker\[0\] to worker\[0\]/,
    )
  })
})

it('methods of a queue, bag and set pass the index', () => {
  const all = {
    q: queue(int(0, 3), 3),
    b: bag(int(0, 3), 3),
    s: setOf(int(0, 3)),
    m: mapOf(int(0, 3), bool),
    n: int(0, 99),
  }
  const init = (s: Any) => {
    for (const i of [1, 2, 3]) {
      s.q.push(i)
      s.b.add(i)
      s.s.add(i)
    }
  }
  const go = (s: Any) => {
    for (const of of [s.q, s.b, s.s]) {
      if (of.every((value: number, i: number) => value === i + 1)) s.n += 1
      if (of.some((value: number, i: number) => value === 3 && i === 2)) s.n += 1
      if (of.find((_: number, i: number) => i === 1) === 2) s.n += 1
      if (of.filter((_: number, i: number) => i > 0).length === 2) s.n += 1
      if (of.map((_: number, i: number) => i)[2] === 2) s.n += 1
    }
  }
  expect((inBoth(all, { go }, { init }).go as Any)[0].n).toBe(15)
})
