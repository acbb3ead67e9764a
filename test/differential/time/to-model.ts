/** A description as a model: with timers, or with plain numbers and an action that takes one unit from each. */
import type { Model } from '../../../src/language/model.ts'
import { model } from '../../../src/language/model.ts'
import { process } from '../../../src/language/processes/process.ts'
import { array, int, mapOf, optional, ref, struct, timer } from '../../../src/language/types.ts'
import { stopped } from '../../../src/runtime/timer-view.ts'
import { type Doing, isTrue, type Operations, run, type TimeDescription, type TimerDescription } from './description.ts'

// biome-ignore lint/suspicious/noExplicitAny: the models of these tests are of every type
type Any = any

/** How timers are kept: in the language's own way, or as numbers. */
interface Keeping {
  readonly fields: (timers: readonly [TimerDescription, number][]) => { readonly [name: string]: Any }
  readonly operations: (s: Any, me: Any, timers: readonly TimerDescription[]) => Omit<Operations, 'get' | 'set'>
}

const asTimers: Keeping = {
  fields: (timers) =>
    Object.fromEntries(
      timers.map(([{ max, urgent, units, place }, i]) => {
        const of = timer(max, { urgent, units })
        if (place === 'struct') return [`t${i}`, struct({ of })]
        if (place === 'array') return [`t${i}`, array(2, struct({ of }))]
        if (place === 'map') return [`t${i}`, mapOf(int(0, 1), struct({ of }))]
        return [`t${i}`, place === 'optional' ? optional(struct({ of })) : of]
      }),
    ),
  operations: (s, me, timers) => {
    const at = (i: number): Any => {
      const { place } = timers[i] as TimerDescription
      if (place === 'local') return me[`t${i}`]
      const there = s[`t${i}`]
      if (place === 'struct') return there.of
      if (place === 'array') return there[1].of
      if (place === 'map') return there.get(1)?.of
      return place === 'optional' ? there?.of : there
    }
    return {
      start: (i, units) => {
        const { place } = timers[i] as TimerDescription
        if (place === 'map' && !s[`t${i}`].has(1)) s[`t${i}`].set(1, { of: stopped })
        if (place === 'optional') s[`t${i}`] ??= { of: stopped }
        at(i).start(units)
      },
      stop: (i) => {
        const { place } = timers[i] as TimerDescription
        if (place === 'map') s[`t${i}`].delete(1)
        else if (place === 'optional') s[`t${i}`] = null
        else at(i).stop()
      },
      copy: (to, from) => {
        const { place } = timers[to] as TimerDescription
        ;(place === 'local' ? me : s)[`t${to}`] = at(from)
      },
      isDue: (i) => at(i)?.due ?? false,
      isRunning: (i) => at(i)?.running ?? false,
      left: (i) => at(i)?.left ?? null,
    }
  },
}

const asNumbers: Keeping = {
  fields: (timers) => Object.fromEntries(timers.map(([{ max }, i]) => [`t${i}`, optional(int(0, max))])),
  operations: (s, me, timers) => {
    const of = (i: number) => ((timers[i] as TimerDescription).place === 'local' ? me : s)
    const left = (i: number): number | null => of(i)[`t${i}`]
    const put = (i: number, value: number | null) => {
      of(i)[`t${i}`] = value
    }
    return {
      start: put,
      stop: (i) => put(i, null),
      copy: (to, from) => put(to, left(from)),
      isDue: (i) => left(i) === 0,
      isRunning: (i) => left(i) !== null,
      left,
    }
  },
}

/**
 * As one process, so that an action can see all local state: numbers of local timers are kept in arrays of the shared
 * state. Only the model with timers has real local timers.
 */
export function timedModel(of: TimeDescription, kept: 'timers' | 'numbers'): Model {
  const keeping = kept === 'timers' ? asTimers : asNumbers
  const numbered = of.timers.map((timer, i) => [timer, i] as [TimerDescription, number])
  const shared = numbered.filter(([{ place }]) => place !== 'local')
  const own = numbered.filter(([{ place }]) => place === 'local')
  const isNumbers = kept === 'numbers'
  const Node = ref('node', Math.max(of.instances, 1))
  const state: Any = {
    x: int(0, 2),
    y: int(0, 2),
    ...keeping.fields(shared),
    ...(isNumbers && own.length > 0 ? { own: array(Node, struct(keeping.fields(own))) } : {}),
  }
  const on = (s: Any, me?: Any): Operations => {
    const mine = isNumbers && me !== undefined ? s.own[me.id] : me
    return {
      get: (v) => (v === 0 ? s.x : s.y),
      set: (v, value) => {
        if (v === 0) s.x = value
        else s.y = value
      },
      ...keeping.operations(s, mine, of.timers),
    }
  }
  const doing = (one: Doing, to?: string) => ({
    when: (s: Any, me: Any) => isTrue(one.when, on(s, me)),
    do:
      to === undefined
        ? (s: Any, choose: Any) => run(one.do, on(s), choose)
        : (s: Any, me: Any, choose: Any) => {
            run(one.do, on(s, me), choose)
            return to
          },
  })
  const named = (all: readonly Doing[], name: string, budget?: number): Any =>
    Object.fromEntries(
      all.map((one, i) => [
        `${name} ${i}`,
        { ...doing(one), ...(budget === undefined ? { fair: one.fair } : { budget }) },
      ]),
    )
  const lefts = (s: Any): [Any, string, TimerDescription][] => [
    ...shared.map(([timer, i]) => [s, `t${i}`, timer] as [Any, string, TimerDescription]),
    ...(own.length === 0 ? [] : [...s.own]).flatMap((mine: Any) =>
      own.map(([timer, i]) => [mine, `t${i}`, timer] as [Any, string, TimerDescription]),
    ),
  ]
  const tick = {
    fair: 'weak',
    when: (s: Any) =>
      !lefts(s).some(([at, name, { urgent }]) => urgent && at[name] === 0) &&
      lefts(s).some(([at, name]) => at[name] > 0),
    do: (s: Any) => {
      for (const [at, name] of lefts(s)) if (at[name] > 0) at[name]--
    },
  }
  const node =
    of.instances === 0
      ? undefined
      : process(state, {
          instances: Node,
          ...(of.alike ? { alike: true } : {}),
          local: isNumbers ? {} : keeping.fields(own),
          steps: Object.fromEntries(
            of.steps.map((step, i) => [`l${i}`, { ...doing(step, `l${step.to}`), fair: step.fair }]),
          ) as Any,
          resting: of.resting.map((i) => `l${i}`) as Any,
        })
  const [p, q] = of.asked.map((all) => (s: Any) => isTrue(all, on(s))) as [Any, Any]
  return model({
    name: 'timed',
    state,
    ...(node === undefined ? {} : { processes: { node } as Any }),
    actions: { ...named(of.actions, 'action'), ...(isNumbers ? { tick } : {}) },
    faults: named(of.faults, 'fault', 1),
    temporal: ({ leadsTo, canAlwaysReach, alwaysEventually, eventuallyAlways, eventually }: Any) => ({
      'leads to': leadsTo(p, q),
      'again and again': alwaysEventually(q),
      stays: eventuallyAlways(q),
      once: eventually(p),
      'way back': canAlwaysReach(q),
      'way back by actions': canAlwaysReach(p, { using: isNumbers ? ['action 0', 'tick'] : ['action 0'] }),
    }),
  } as Any) as Model
}
