import { bool, int, model, process, queue } from 'allways'
import { describe, expect, it } from 'vitest'
import { results } from '../../runs/runs-of.ts'

// biome-ignore lint/suspicious/noExplicitAny: parts of models of any shape
type Any = any

const state = { n: int(0, 3), up: bool, line: queue(bool, 2) }

/** A model with one action, whose guard is `when` and whose body is `body`, and the parts in `more`. */
const counting = (when: (s: Any) => boolean, body: (s: Any) => void, more: object = {}) =>
  model({
    ...{ name: 'm', state, actions: { go: { when, do: body, fair: true } }, resting: (s: Any) => s.up && !s.up },
    ...more,
    temporal: ({ eventually }: Any) => ({ done: eventually((s: Any) => s.up) }),
  } as Any)

const add = (s: Any) => void s.n++
const push = (s: Any) => void s.line.push(true)

describe('what is said of a run that a bound of the model ends', () => {
  it.each<[string, () => Any, string | undefined]>([
    [
      'a counter at its greatest value',
      () => counting((s) => s.n < 3, add),
      "A bound of the model disables 'go': n is 3, the highest value of int(0, 3).",
    ],
    [
      'a full queue',
      () => counting((s) => !s.line.isFull, push),
      "A bound of the model disables 'go': line has reached its capacity of 2.",
    ],
    [
      'a queue of which its guard asks the size',
      () => counting((s) => s.line.size < 2, push),
      "A bound of the model disables 'go': line has reached its capacity of 2.",
    ],
    ['a limit of the design below that of the type', () => counting((s) => s.n < 2, add), undefined],
    [
      'a condition that another number would not change',
      () => counting((s) => s.n < 3 && !s.up && s.n < 2, add),
      undefined,
    ],
    [
      'a number that is no counter',
      () =>
        counting(
          (s) => s.n === 0 || s.n === 2,
          (s) => void s.n--,
          {
            init: (s: Any) => {
              s.n = 3
            },
          },
        ),
      undefined,
    ],
    ['a flag', () => counting((s) => !s.up && s.n === 0, add), undefined],
    [
      'a process at another label',
      () =>
        model({
          ...{ name: 'm', state },
          processes: { p: process(state, { steps: { a: { when: (s) => s.n < 3, do: add } }, fair: true }) },
          temporal: ({ eventually }: Any) => ({ done: eventually((s: Any) => s.up) }),
        } as Any),
      "A bound of the model disables 'p a': n is 3, the highest value of int(0, 3).",
    ],
  ])('%s', async (_, make, sentence) => {
    const { done } = await results(make)
    expect(done?.verdict).toBe('violated')
    const notes = (done?.notes ?? []).filter((note) => note.startsWith('A bound'))
    expect(notes).toEqual(sentence === undefined ? [] : [sentence])
  })

  it('is said of a deadlock, too', async () => {
    const make = () => counting((s) => s.n < 3, add)
    const found = (await results(make))['no deadlock']
    expect(found?.notes).toEqual(["A bound of the model disables 'go': n is 3, the highest value of int(0, 3)."])
  })
})
