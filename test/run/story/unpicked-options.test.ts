import { bool, int, model } from 'allways'
import { expect, it } from 'vitest'
import { results } from '../../runs/runs-of.ts'

// biome-ignore lint/suspicious/noExplicitAny: parts of models of any shape
type Any = any

const state = { n: int(0, 2), sent: bool }

const sending = (choose: (s: Any, choose: Any) => boolean) => () =>
  model({
    ...{ name: 'm', state },
    actions: {
      send: {
        when: (s: Any) => !s.sent,
        do: (s: Any, pick: Any) => {
          const arrives = choose(s, pick)
          s.sent = arrives
          s.n = arrives ? s.n : (s.n + 1) % 3
        },
      },
    },
    ...{ fair: 'strong', resting: (s: Any) => s.sent },
    temporal: ({ eventually }: Any) => ({ done: eventually((s: Any) => s.sent) }),
  } as Any)

const saying = async (make: () => Any) =>
  ((await results(make)).done?.notes ?? []).filter((note) => note.startsWith('In the loop'))

it('a loop that never picks an option says so', async () => {
  expect(await saying(sending((_, choose) => choose([false, true])))).toEqual([
    "In the loop, 'send' never chooses true, although it could each time. Fairness does not apply to choices.",
  ])
})

it('an option is called by its name', async () => {
  expect(await saying(sending((_, choose) => choose([false, true], 'arrives')))).toEqual([
    "In the loop, 'send' never chooses true as arrives, although it could each time. Fairness does not apply to choices.",
  ])
})

it('an option that is not there each time is not said to be left out', async () => {
  expect(await saying(sending((s, choose) => choose(s.n === 0 ? [false, true] : [false])))).toEqual([])
})

it('a loop without choices says nothing of them', async () => {
  expect(await saying(sending(() => false))).toEqual([])
})
