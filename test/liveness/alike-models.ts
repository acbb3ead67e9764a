/** Random models of alike processes with random properties of runs, as plain data, and the specs that they describe. */
import { array, bool, type Fair, int, model, optional, process, ref, setOf, spec } from 'allways'
import * as fc from 'fast-check'
import { idsOf } from '../../src/language/ids.ts'

export type Condition =
  | { readonly is: 'flag' | 'size'; readonly value: number }
  | { readonly is: 'token' | 'seen' | 'mark' | 'bit' | 'friend' | 'held' | 'mine' }
  | { readonly is: 'not'; readonly of: Condition }

export type Effect =
  | { readonly do: 'flag' | 'mark' | 'bit' | 'markToken' | 'markFriend'; readonly value: number }
  | { readonly do: 'next' | 'takeToken' | 'giveToken' | 'setFriend' | 'add' | 'delete' | 'drop' | 'hold' }
  | { readonly do: 'chooseToken' | 'chooseFriend' }

export interface StepD {
  readonly when: readonly Condition[]
  readonly effects: readonly Effect[]
  readonly to: number
  readonly fair: Fair | undefined
}

export interface ActionD {
  readonly flag: number | undefined
  readonly effects: readonly ('token' | 'add' | 'delete' | 'mark' | 'flag' | 'swap')[]
  readonly fair: Fair | undefined
}

/** A predicate that permutations of the instances do not change. */
export type Atom =
  | { readonly of: 'some' | 'all' | 'token'; readonly label: number }
  | { readonly of: 'flag' | 'size'; readonly value: number }
  | { readonly of: 'marks' | 'bits' | 'held' | 'friends' }

export type FormulaD =
  | { readonly op: 'atom'; readonly atom: Atom }
  | { readonly op: 'taken'; readonly step: number }
  | { readonly op: 'not' | 'next' | 'always' | 'eventually'; readonly of: FormulaD }
  | { readonly op: 'and' | 'or' | 'until' | 'weakUntil' | 'release'; readonly a: FormulaD; readonly b: FormulaD }

export type PropertyD =
  | { readonly kind: 'eventually' | 'alwaysEventually' | 'eventuallyAlways'; readonly p: Atom }
  | { readonly kind: 'leadsTo'; readonly p: Atom; readonly q: Atom }
  | { readonly kind: 'within'; readonly n: number; readonly p: Atom }
  | { readonly kind: 'canAlwaysReach'; readonly p: Atom; readonly when: Atom | undefined; readonly using: boolean }
  | { readonly kind: 'reachableInOrder'; readonly goals: readonly Atom[] }
  | { readonly kind: 'ltl'; readonly formula: FormulaD }

export interface ModelD {
  readonly instances: number
  readonly steps: readonly StepD[]
  readonly fair: Fair | undefined
  readonly actions: readonly ActionD[]
  readonly fault: StepD | undefined
  /** Whether the model itself is fair. */
  readonly all: Fair | undefined
  /** Whether the first token and the first friends are chosen. */
  readonly chooses: boolean
  readonly properties: readonly PropertyD[]
}

const labels = ['a', 'b', 'c'] as const
const nameOf = (label: number, { steps }: ModelD) => labels[label % steps.length] as string

/** The spec: its design `only` checks all properties. */
export function specOf(d: ModelD) {
  const Node = ref('node', d.instances)
  const state = {
    ...{ flag: int(0, 2), token: Node, holder: optional(Node), seen: setOf(Node), marks: array(Node, bool) },
  }
  // biome-ignore lint/suspicious/noExplicitAny: the conditions and effects are data
  type Any = any
  const holds = (condition: Condition, s: Any, me: Any): boolean => {
    switch (condition.is) {
      case 'flag':
        return s.flag === condition.value
      case 'size':
        return s.seen.size === condition.value
      case 'token':
        return s.token === me.id
      case 'seen':
        return s.seen.has(me.id)
      case 'mark':
        return s.marks[me.id]
      case 'bit':
        return me.bit
      case 'friend':
        return me.friend === s.token
      case 'held':
        return s.holder !== null
      case 'mine':
        return s.holder === me.id
      case 'not':
        return !holds(condition.of, s, me)
    }
  }
  const apply = (effect: Effect, s: Any, me: Any, choose: Any) => {
    switch (effect.do) {
      case 'flag':
        s.flag = effect.value
        return
      case 'mark':
        s.marks[me.id] = effect.value > 0
        return
      case 'bit':
        me.bit = effect.value > 0
        return
      case 'markToken':
        s.marks[s.token] = effect.value > 0
        return
      case 'markFriend':
        s.marks[me.friend] = effect.value > 0
        return
      case 'next':
        s.flag = (s.flag + 1) % 3
        return
      case 'takeToken':
        s.token = me.id
        return
      case 'giveToken':
        s.token = me.friend
        return
      case 'setFriend':
        me.friend = s.token
        return
      case 'add':
        s.seen.add(me.id)
        return
      case 'delete':
        s.seen.delete(me.id)
        return
      case 'drop':
        s.holder = null
        return
      case 'hold':
        s.holder = me.id
        return
      case 'chooseToken':
        s.token = choose(idsOf(Node))
        return
      case 'chooseFriend':
        me.friend = choose(idsOf(Node))
    }
  }
  const step = ({ when, effects, to, fair }: StepD) => ({
    when: (s: Any, me: Any) => when.every((condition) => holds(condition, s, me)),
    do: (s: Any, me: Any, choose: Any) => {
      for (const effect of effects) apply(effect, s, me, choose)
      return nameOf(to, d)
    },
    ...(fair === undefined ? {} : { fair }),
  })
  const p = process(state, {
    instances: Node,
    alike: true,
    local: { bit: bool, friend: Node },
    steps: Object.fromEntries(d.steps.map((one, i) => [labels[i], step(one)])) as Any,
    fair: d.fair,
    ...(d.fault === undefined
      ? {}
      : { faults: { crash: { budget: 1, ...step({ ...d.fault, fair: undefined }) } as Any } }),
    init: (me: Any, choose: Any) => {
      me.friend = d.chooses ? choose(idsOf(Node)) : me.id
    },
  } as Any)
  const action = ({ flag, effects, fair }: ActionD) => ({
    when: (s: Any) => flag === undefined || s.flag === flag,
    do: (s: Any, choose: Any) => {
      const id = choose(idsOf(Node))
      for (const effect of effects) {
        if (effect === 'token') s.token = id
        if (effect === 'add') s.seen.add(id)
        if (effect === 'delete') s.seen.delete(id)
        if (effect === 'mark') s.marks[id] = !s.marks[id]
        if (effect === 'flag') s.flag = (s.flag + 1) % 3
        if (effect === 'swap') {
          const before = s.marks[id]
          s.marks[id] = s.marks[s.token]
          s.marks[s.token] = before
        }
      }
    },
    fair,
  })
  const test =
    (atom: Atom) =>
    (s: Any): boolean => {
      switch (atom.of) {
        case 'some':
          return s.p.some((one: Any) => one.at === nameOf(atom.label, d))
        case 'all':
          return s.p.every((one: Any) => one.at === nameOf(atom.label, d))
        case 'token':
          return s.p[s.token].at === nameOf(atom.label, d)
        case 'flag':
          return s.flag === atom.value
        case 'size':
          return s.seen.size === atom.value
        case 'marks':
          return s.marks.some((mark: boolean) => mark)
        case 'bits':
          return s.p.every((one: Any) => one.bit)
        case 'held':
          return s.holder !== null
        case 'friends':
          return s.p.every((one: Any) => one.friend === s.token)
      }
    }
  const temporal = (make: Any) => {
    const on = (formula: FormulaD): Any => {
      switch (formula.op) {
        case 'atom':
          return test(formula.atom)
        case 'taken':
          return make.taken(formula.step === 3 ? 'p' : `p ${nameOf(formula.step, d)}`)
        case 'not':
        case 'next':
        case 'always':
        case 'eventually':
          return make[formula.op](on(formula.of))
        default:
          return make[formula.op](on(formula.a), on(formula.b))
      }
    }
    const property = (one: PropertyD) => {
      switch (one.kind) {
        case 'leadsTo':
          return make.leadsTo(test(one.p), test(one.q))
        case 'within':
          return make.within(one.n, test(one.p))
        case 'canAlwaysReach':
          return make.canAlwaysReach(test(one.p), {
            ...(one.when === undefined ? {} : { when: test(one.when) }),
            ...(one.using ? { using: ['p'] } : {}),
          })
        case 'reachableInOrder':
          return make.reachableInOrder(one.goals.map(test))
        case 'ltl':
          // a formula, not a predicate alone
          return make.and(on(one.formula), make.or(on(one.formula)))
        default:
          return make[one.kind](test(one.p))
      }
    }
    return Object.fromEntries(d.properties.map((one, i) => [`${i}`, property(one)]))
  }
  const made = () =>
    model({
      name: 'random',
      state,
      processes: { p },
      actions: Object.fromEntries(d.actions.map((one, i) => [`act ${i}`, action(one)])) as Any,
      init: (s: Any, choose: Any) => {
        if (d.chooses) s.token = choose(idsOf(Node))
      },
      fair: d.all,
      temporal,
    } as Any)
  const found = made()
  const expected = Object.fromEntries(found.properties.map(({ name }) => [name, 'violated'] as const))
  return spec({ name: 'random', model: made as Any, designs: { only: { expect: expected }, advised: {} } } as Any)
}

const fair = fc.constantFrom<Fair | undefined>(undefined, undefined, true, true, 'strong', 'strong', false)
const value = fc.nat(2)
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', maxDepth: 1 },
    fc.oneof(
      fc.record({ is: fc.constantFrom('flag' as const, 'size' as const), value }),
      fc.record({ is: fc.constantFrom('token', 'seen', 'mark', 'bit', 'friend', 'held', 'mine') }),
    ),
    fc.record({ is: fc.constant('not' as const), of: tie('condition') as fc.Arbitrary<Condition> }),
  ) as fc.Arbitrary<Condition>,
}))
const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({ do: fc.constantFrom('flag', 'mark', 'bit', 'markToken', 'markFriend'), value }),
  fc.record({
    do: fc.constantFrom('next', 'takeToken', 'giveToken', 'setFriend', 'add', 'delete', 'drop', 'hold'),
  }),
  fc.record({ do: fc.constantFrom('chooseToken', 'chooseFriend') }),
) as fc.Arbitrary<Effect>
const stepD: fc.Arbitrary<StepD> = fc.record({
  when: fc.array(condition, { maxLength: 2 }),
  effects: fc.array(effect, { maxLength: 2 }),
  to: value,
  fair,
})
const actionD: fc.Arbitrary<ActionD> = fc.record({
  flag: fc.option(value, { nil: undefined }),
  effects: fc.array(fc.constantFrom('token', 'add', 'delete', 'mark', 'flag', 'swap'), {
    minLength: 1,
    maxLength: 2,
  }) as fc.Arbitrary<ActionD['effects']>,
  fair,
})
const atom: fc.Arbitrary<Atom> = fc.oneof(
  fc.record({ of: fc.constantFrom('some', 'all', 'token'), label: value }),
  fc.record({ of: fc.constantFrom('flag', 'size'), value }),
  fc.record({ of: fc.constantFrom('marks', 'bits', 'held', 'friends') }),
) as fc.Arbitrary<Atom>
const { formula } = fc.letrec<{ formula: FormulaD }>((tie) => {
  const of = tie('formula') as fc.Arbitrary<FormulaD>
  return {
    formula: fc.oneof(
      { maxDepth: 3, depthSize: 'medium' },
      fc.oneof(
        fc.record({ op: fc.constant('atom' as const), atom }),
        fc.record({ op: fc.constant('taken' as const), step: fc.nat(3) }),
      ),
      fc.record({ op: fc.constantFrom('not', 'next', 'always', 'eventually'), of }),
      fc.record({ op: fc.constantFrom('and', 'or', 'until', 'weakUntil', 'release'), a: of, b: of }),
    ) as fc.Arbitrary<FormulaD>,
  }
})
const property: fc.Arbitrary<PropertyD> = fc.oneof(
  fc.record({ kind: fc.constantFrom('eventually', 'alwaysEventually', 'eventuallyAlways'), p: atom }),
  fc.record({ kind: fc.constant('leadsTo'), p: atom, q: atom }),
  fc.record({ kind: fc.constant('within'), n: fc.nat(3), p: atom }),
  fc.record({
    kind: fc.constant('canAlwaysReach'),
    p: atom,
    when: fc.option(atom, { nil: undefined }),
    using: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('reachableInOrder'), goals: fc.array(atom, { minLength: 1, maxLength: 3 }) }),
  { arbitrary: fc.record({ kind: fc.constant('ltl'), formula }), weight: 4 },
) as fc.Arbitrary<PropertyD>

/** Models of two to four alike instances. */
export const models: fc.Arbitrary<ModelD> = fc.record({
  instances: fc.constantFrom(2, 2, 3, 3, 4),
  steps: fc.array(stepD, { minLength: 1, maxLength: 3 }),
  fair,
  actions: fc.array(actionD, { maxLength: 2 }),
  fault: fc.option(stepD, { nil: undefined, freq: 3 }),
  all: fc.constantFrom<Fair | undefined>(undefined, undefined, undefined, true),
  chooses: fc.boolean(),
  properties: fc.array(property, { minLength: 8, maxLength: 8 }),
})
