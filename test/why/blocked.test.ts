/** Why something cannot happen at a state: the budget, the label, the guard with its parts, a `choose` over nothing. */
import { array, bool, int, model, oneOf, optional, process, setOf, struct } from 'allways'
import { describe, expect, it } from 'vitest'
import { capturedNames } from '../../src/cli/source/closures.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import { blockedSentences } from '../../src/report/words/blocked.ts'
import type { PathStep } from '../../src/result.ts'
import { stepThrough } from '../../src/run/step-through.ts'
import type { Located } from '../../src/why/parts.ts'

const locate: Located = Object.assign(() => undefined, { captured: capturedNames })

const shop = ({ most = 2, open = false } = {}) => {
  const Till = int(0, 1)
  const state = {
    lock: optional(Till),
    waiting: int(0, 3),
    free: setOf(Till),
    tills: array(2, struct({ busy: bool, sum: int(0, 9) })),
    light: oneOf('green', 'red'),
    boss: struct({ in: bool }),
  }
  const isCalm = (s: { readonly waiting: number }) => s.waiting < 1
  const clerk = process(state, {
    instances: 2,
    local: { mine: Till },
    steps: {
      rest: { when: (s) => s.lock !== undefined && s.light === 'red', do: () => 'take' },
      take: (s, me) => {
        me.mine = s.free.has(0) ? 0 : 1
        return 'rest'
      },
    },
    faults: { faints: { budget: 1, do: (_, me) => me.at } },
  })
  return model({
    name: 'shop',
    state,
    processes: { clerk },
    actions: {
      'both are false': { when: (s) => s.waiting > most || s.light === 'red', do: () => {} },
      'the second is false': { when: (s) => s.waiting < most && s.light === 'red', do: () => {} },
      'neither of them': { when: (s) => !(s.waiting === 0 && s.light === 'green'), do: () => {} },
      nested: { when: (s) => s.waiting === 0 && (s.boss.in || (open && s.light === 'red')), do: () => {} },
      'an element': { when: (s) => s.tills.every((till) => till.busy || till.sum > most), do: () => {} },
      'no element': { when: (s) => s.tills.some((till) => till.busy), do: () => {} },
      'by name': { when: (s) => !isCalm(s), do: () => {} },
      'a parameter': { when: () => open, do: () => {} },
      'a block': {
        when: (s) => {
          const many = s.waiting > 0
          return many
        },
        do: () => {},
      },
      'the rest is never evaluated': { when: (s) => s.lock !== null && s.tills[s.lock]!.busy, do: () => {} },
      'one is picked': (s, choose) => {
        s.waiting = choose([...s.free])
      },
      'one of two is picked': (s, choose) => {
        s.waiting = choose([0, 1])
        s.waiting = choose(s.waiting > 1 ? [1] : [])
      },
      come: {
        when: (s) => s.waiting < 3,
        do: (s) => {
          s.waiting++
        },
      },
      'one is picked in a method': {
        do(s, choose) {
          s.waiting = choose([...s.free])
        },
      },
    },
  })
}

const made = shop()
function reasons(action: string, path: readonly PathStep[] = [], of = made): readonly string[] {
  const { ways } = stepThrough(of, interpreter(of), path, path.length, locate)
  const way = ways.find((one) => one.action === action)
  return way?.why === undefined ? [] : blockedSentences(way.why)
}

const step = (action: string): PathStep => ({ action, choices: [] })

describe('a step that cannot be taken', () => {
  it('names the label at which its process is, and not its guard, which counts on another', () => {
    expect(reasons('clerk 0 take')).toEqual(["clerk 0 is at 'rest', not at 'take'"])
  })

  it.each([
    [
      'both are false',
      ['`s.waiting > most` is false: `waiting = 0`, `most = 2`', "`s.light === 'red'` is false: `light = green`"],
    ],
    ['the second is false', ["`s.light === 'red'` is false: `light = green`"]],
    ['neither of them', ['`s.waiting === 0` is true: `waiting = 0`', "`s.light === 'green'` is true: `light = green`"]],
    ['nested', ['`s.boss.in` is false: `boss.in = false`', '`open` is false']],
    [
      'an element',
      [
        '`till.busy` is false for `tills[0]`: `tills[0].busy = false`',
        '`till.sum > most` is false for `tills[0]`: `tills[0].sum = 0`, `most = 2`',
      ],
    ],
    ['no element', ['`s.tills.some((till) => till.busy)` is false: `tills[0].busy = false`, `tills[1].busy = false`']],
    ['by name', ['`!isCalm(s)` is false: `waiting = 0`']],
    ['a parameter', ['`open` is false']],
    ['a block', ['its guard is false: `waiting = 0`']],
    ['the rest is never evaluated', ['`s.lock !== null` is false: `lock = null`']],
  ])('tells the parts of its guard that make it false: %s', (action, said) => {
    expect(reasons(action).map((text) => text.replaceAll('"', "'"))).toEqual(said)
  })

  it('asks the guard of the instance that it is of', () => {
    expect(reasons('clerk 1 rest')).toEqual([expect.stringMatching(/^`s\.light === .red.` is false: `light = green`$/)])
  })

  it('says of a choose what has nothing in it, where the step has one choose alone', () => {
    expect(reasons('one is picked')).toEqual(['`choose([...s.free])` has no options: `free = []`'])
    expect(reasons('one of two is picked')).toEqual(['its `choose` has no options'])
    expect(reasons('one is picked in a method')).toEqual(['its `choose` has no options: `free = []`'])
  })

  it('is over its budget, which all instances share', () => {
    expect(reasons('clerk 1 faints')).toEqual([])
    expect(reasons('clerk 1 faints', [step('clerk 0 faints')])).toEqual(['its budget of 1 is used up'])
  })

  it('is not told about where it can be taken', () => {
    expect(reasons('come')).toEqual([])
    expect(reasons('both are false', [step('come'), step('come'), step('come')])).toEqual([])
    expect(reasons('come', [step('come'), step('come'), step('come')])).toEqual([
      '`s.waiting < 3` is false: `waiting = 3`',
    ])
  })

  it('tells nothing of captured names that nobody knows', () => {
    const { ways } = stepThrough(made, interpreter(made), [], 0, undefined)
    const why = ways.find(({ action }) => action === 'nested')?.why
    // without the captured names the parts cannot be evaluated apart, so the whole is quoted
    expect(why && blockedSentences(why)).toEqual([
      expect.stringMatching(/^`s\.waiting === 0 && .*` is false: `waiting = 0`/),
    ])
  })
})
