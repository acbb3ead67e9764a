import { describe, expect, it } from 'vitest'
import { digestsOf } from '../../../src/cli/project/model-digest.ts'
import { compose, input, int, model } from '../../../src/index.ts'
import type { Model } from '../../../src/language/model.ts'

class Table {
  readonly steps: number
  constructor(steps: number) {
    this.steps = steps
  }
}
const plain = { steps: 1 }

function counter({ top = 3, by = 1 as unknown, safe = (n: number) => n < 9, step = (): number => 1 } = {}): Model {
  const of = by as { readonly steps: number }
  return model({
    name: 'counter',
    state: { n: int(0, top) },
    actions: {
      up: {
        when: (s) => s.n < top,
        do: (s) => {
          s.n = Math.min(top, s.n + (of.steps ?? 1) * step())
        },
      },
    },
    invariants: { safe: (s) => safe(s.n), fine: (s) => s.n >= 0 },
  })
}
const of = (options: Parameters<typeof counter>[0] = {}) => digestsOf(counter(options))

describe('the digest of a model', () => {
  it('is the same for the same text and captured values, whatever the properties', () => {
    expect(of().model).toMatch(/^[0-9a-f]{64}$/)
    expect(of().model).toBe(of().model)
    expect(of({ safe: (n) => n < 2 }).model).toBe(of().model)
    expect(of({ by: plain }).model).toBe(of({ by: { steps: 1 } }).model)
  })

  it('is another where a bound, a captured value, or the text of a captured function is', () => {
    const all = [
      ...[of(), of({ top: 4 }), of({ by: { steps: 1 } }), of({ by: { steps: 2 } }), of({ by: { steps: -0 } })],
      ...[of({ by: { steps: 0 } }), of({ step: () => 2 }), of({ by: new Map([['steps', 1]]) }), of({ by: [1] })],
    ]
    expect(new Set(all.map(({ model }) => model)).size).toBe(all.length)
  })

  it('is not known where a captured value cannot be read whole', () => {
    const secret = Object.assign(() => 1, { [Symbol('times')]: 2 })
    for (const options of [{ by: new Table(1) }, { by: /1/ }, { by: Symbol('1') }, { step: secret }]) {
      expect(of(options).model).toBeUndefined()
    }
    expect(of({ step: (() => 1).bind(undefined) }).model).toBeUndefined()
    // a property may capture what it likes: it is that one alone which is not known
    const bound = of({ safe: ((n: number) => n < 9).bind(undefined) })
    expect(bound.model).toBe(of().model)
    expect([...bound.properties].map(([name, digest]) => [name, digest === undefined])).toEqual([
      ['safe', true],
      ['fine', false],
      ['no deadlock', false],
    ])
  })

  it('says of each property whether it is another', () => {
    const [one, other] = [of().properties, of({ safe: (n) => n < 8 }).properties]
    expect(other.get('safe')).not.toBe(one.get('safe'))
    expect(other.get('fine')).toBe(one.get('fine'))
  })

  it('sees the wiring of a composition', () => {
    const site = (limit: number) =>
      compose({
        name: 'site',
        modules: {
          a: model({
            name: 'a',
            state: { n: int(0, 3) },
            actions: {
              up: (s) => {
                s.n = Math.min(3, s.n + 1)
              },
            },
          }),
          b: model({ name: 'b', state: { high: input(int(0, 1)) } }),
        },
        wire: { b: { high: (s) => (s.a.n > limit ? 1 : 0) } },
      })
    expect(digestsOf(site(1)).model).toBe(digestsOf(site(1)).model)
    expect(digestsOf(site(1)).model).not.toBe(digestsOf(site(2)).model)
  })
})
