import { describe, expect, it } from 'vitest'
import { array, bool, int, model, optional, process, queue, setOf, spec, struct } from '../../src/index.ts'
import { renderBits } from '../../src/report/terminal/bits.ts'
import { checkDesign } from '../../src/run/check.ts'

const wide = spec({
  name: 'wide',
  model: ({ top = 4 }: { readonly top?: number }) => {
    const state = {
      n: int(0, 1000),
      from: int(-8, 7),
      slots: array(3, struct({ plan: int(0, 3), on: bool })),
      held: setOf(int(0, 4)),
      last: optional(int(0, 3)),
      waiting: queue(int(0, 3), 6),
    }
    const counter = process(state, {
      steps: {
        count: {
          when: (s) => s.n < top,
          do: (s) => {
            s.n++
            s.from = -2
            s.slots[s.n % 3]!.plan = 1
            if (s.waiting.length < 2) s.waiting.push(3)
            return 'count'
          },
        },
      },
      resting: ['count'],
    })
    return model({ name: 'wide', state, processes: { counter } })
  },
  designs: { plain: {} },
})

describe('what the variables of a state cost', () => {
  it('is every bit of it, and what narrower bounds would save', async () => {
    const { bits } = await checkDesign(wide, 'plain', { bits: true })
    expect(bits).toMatchObject({ words: 2, states: 5 })
    expect(bits?.bits).toBe(bits?.fields.reduce((sum, field) => sum + field.bits, 0))
    const field = (path: string) => bits?.fields.find((each) => each.path === path)
    expect(field('n')).toEqual({ path: 'n', bits: 10, bounds: '0..1000', from: 0, to: 4, saves: 7 })
    // bounds that do not begin at 0
    expect(field('from')).toEqual({ path: 'from', bits: 4, bounds: '-8..7', from: -8, to: -2, saves: 1 })
    expect(field('slots[].plan')).toEqual({ path: 'slots[].plan', bits: 6, bounds: '0..3', from: 0, to: 1, saves: 3 })
    expect(field('held')).toEqual({ path: 'held', bits: 5, bounds: 'set of 0..4' })
    expect(field('last')).toEqual({ path: 'last', bits: 3, bounds: 'optional 0..3' })
    // 3 bits that count and 6 elements of 2, against 2 bits and 2 elements
    expect(field('waiting')).toMatchObject({ bits: 15, from: 0, to: 2, saves: 9 })
  })

  it('is not asked for unless it is', async () => {
    expect((await checkDesign(wide, 'plain')).bits).toBeUndefined()
  })

  it('is told with the largest first, and advice', async () => {
    const text = renderBits(await checkDesign(wide, 'plain', { bits: true }), { width: 80, color: false })
    expect(text).toContain('wide · plain: 46 bits of 64, in 2 words')
    expect(text.replace(/\s+/g, ' ')).toContain(
      '→ `waiting` (queue of at most 6: 0..3) holds at most 2 elements in 5 states; this capacity would save 9 bits',
    )
    expect(text.replace(/\s+/g, ' ')).toContain(
      '→ `n` (0..1000) stays within 0..4 in 5 states; these bounds would save 7 bits',
    )
  })
})
