/** Random models of four variables and a few rules, with a goal that it may be impossible to come back to. */
import { bool, int, model } from 'allways'
import * as fc from 'fast-check'

// biome-ignore lint/suspicious/noExplicitAny: parts of models of any shape
type Any = any
type Place = 'a' | 'b' | 'c' | 'd'
export interface State {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: boolean
}
export interface Rule {
  readonly when: Partial<State>
  readonly makes: Partial<State>
  readonly used: boolean
}

const part = fc.record(
  { a: fc.nat(2), b: fc.nat(2), c: fc.nat(2), d: fc.boolean() },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<State>>
const few = part.map((all) => Object.fromEntries(Object.entries(all).slice(0, 1)) as Partial<State>)
const rules = fc.array(fc.record({ when: few, makes: part, used: fc.boolean() }), { minLength: 3, maxLength: 8 })
// the start is a goal, or what lies one step away
const goal = fc.constantFrom<Partial<State>>({ a: 0 }, { b: 0, d: false }, { a: 0, b: 0 }, { d: false })
export const random = fc.record({ rules, goal, when: fc.option(few) })

export const fits = (part: Partial<State>, s: State) =>
  (Object.entries(part) as [Place, unknown][]).every(([name, value]) => s[name] === value)

export const built = ({
  rules,
  goal,
  when,
}: {
  rules: readonly Rule[]
  goal: Partial<State>
  when: Partial<State> | null
}) =>
  model({
    name: 'random',
    state: { a: int(0, 2), b: int(0, 2), c: int(0, 2), d: bool },
    actions: Object.fromEntries(
      rules.map((rule, i) => [
        `rule ${i}`,
        { when: (s: Any) => fits(rule.when, s), do: (s: Any) => void Object.assign(s, rule.makes) },
      ]),
    ),
    resting: () => true,
    temporal: ({ canAlwaysReach }: Any) => ({
      back: canAlwaysReach((s: Any) => fits(goal, s), {
        using: rules.flatMap(({ used }, i) => (used ? [`rule ${i}`] : [])),
        ...(when === null ? {} : { when: (s: Any) => fits(when, s) }),
      }),
    }),
  } as Any)
