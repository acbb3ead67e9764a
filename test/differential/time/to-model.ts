/** A description as a model: with timers, or with plain numbers and an action that takes one unit from each. */
import type { Model } from '../../../src/language/model.ts'
import { model } from '../../../src/language/model.ts'
import { process } from '../../../src/language/processes/process.ts'
import { array, int, mapOf, optional, ref, struct, timer } from '../../../src/language/types.ts'
import { stopped } from '../../../src/runtime/timer-view.ts'
import {
  type Doing,
  isTrue,
  type Operations,
  run,
  span,
  type TimeDescription,
  type TimerDescription,
} from './description.ts'

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
      timers.map(([{ max, urgent, units, place, drift }, i]) => {
        const rates = drift?.map(([n, of]) => n / of) as [number, number] | undefined
        const of = timer(max, { urgent, units, drift: rates })
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
  fields: (timers) =>
    Object.fromEntries(timers.map(([one, i]) => [`t${i}`, optional(int(0, Math.max(...span(one, one.max))))])),
  operations: (s, me, timers) => {
    const of = (i: number) => ((timers[i] as TimerDescription).place === 'local' ? me : s)
    const left = (i: number): number | null => of(i)[`t${i}`]
    const put = (i: number, value: number | null) => {
      of(i)[`t${i}`] = value
    }
    return {
      start: (i, units, choose) => {
        const options = span(timers[i] as TimerDescription, units)
        put(i, options.length === 1 ? (options[0] as number) : choose(options))
      },
      stop: (i) => put(i, null),
      copy: (to, from) => put(to, left(from)),
      isDue: (i) => left(i) === 0,
      isRunning: (i) => left(i) !== null,
      left,
    }
  },
}

/** The clocks of actions, and those of the steps of each instance with the labels of the instances. */
function clocksOf(of: TimeDescription, Node: Any): { readonly [name: string]: Any } {
  const clocks = (all: readonly Doing[]) => Object.fromEntries(all.map((_, i) => [`c${i}`, optional(int(0, 9))]))
  if (of.instances === 0) return clocks(of.actions)
  return { ...clocks(of.actions), clocks: array(Node, struct(clocks(of.steps))), labels: array(Node, int(0, 9)) }
}

/**
 * As one process, so that an action can see all local state: numbers of local timers are kept in arrays of the shared
 * state. Only the model with timers has real local timers.
 */
export function timedModel(of: TimeDescription, kept: 'timers' | 'measured' | 'numbers'): Model {
  const keeping = kept === 'numbers' ? asNumbers : asTimers
  const numbered = of.timers.map((timer, i) => [timer, i] as [TimerDescription, number])
  const shared = numbered.filter(([{ place }]) => place !== 'local')
  const own = numbered.filter(([{ place }]) => place === 'local')
  const isNumbers = kept === 'numbers'
  const Node = ref('node', Math.max(of.instances, 1))
  const state: Any = {
    x: int(0, 2),
    y: int(0, 2),
    ...keeping.fields(shared),
    ...(isNumbers ? { ...clocksOf(of, Node), since: optional(int(0, 9)) } : {}),
    ...(isNumbers && own.length > 0 ? { own: array(Node, struct(keeping.fields(own))) } : {}),
  }
  const on = (s: Any, me?: Any): Operations => {
    const mine = isNumbers && me?.id !== undefined ? s.own[me.id] : me
    return {
      get: (v) => (v === 0 ? s.x : s.y),
      set: (v, value) => {
        if (v === 0) s.x = value
        else s.y = value
      },
      ...keeping.operations(s, mine, of.timers),
    }
  }
  const instances = [...Array(of.instances).keys()]
  /** Every step and action with its clock: a number of units since it became enabled. */
  const bounded = (s: Any): { one: Doing; id?: number; at: Any; name: string; isAt: boolean }[] => [
    ...instances.flatMap((id) =>
      of.steps.map((one, i) => ({ one, id, at: s.clocks[id], name: `c${i}`, isAt: s.labels[id] === i })),
    ),
    ...of.actions.map((one, i) => ({ one, at: s, name: `c${i}`, isAt: true })),
  ]
  const settle = (s: Any, taken?: Doing, by?: number, isLate = false) => {
    if (!isNumbers) return
    if (of.bound !== undefined && !isLate)
      s.since = isTrue(of.asked[1] ?? [], on(s)) ? null : (s.since ?? (isTrue(of.asked[0] ?? [], on(s)) ? 0 : null))
    for (const { one, id, at, name, isAt } of bounded(s)) {
      if (one.takes === undefined) continue
      const runs = isAt && isTrue(one.when, on(s, { id }))
      if (!runs) at[name] = null
      else if (at[name] === null || (one === taken && id === by)) at[name] = 0
    }
  }
  const isOpen = (s: Any, one: Doing, by?: number) => {
    if (!isNumbers || one.takes === undefined) return true
    const { at, name } = bounded(s).find((other) => other.one === one && other.id === by) as Any
    return at[name] >= one.takes[0]
  }
  const takes = ({ takes }: Doing) => (isNumbers || takes === undefined ? {} : { takes })
  const doing = (one: Doing, to?: string) => ({
    ...takes(one),
    when: (s: Any, me: Any) => isOpen(s, one, me?.id) && isTrue(one.when, on(s, me)),
    do:
      to === undefined
        ? (s: Any, choose: Any) => {
            run(one.do, on(s), choose)
            settle(s, one)
          }
        : (s: Any, me: Any, choose: Any) => {
            run(one.do, on(s, me), choose)
            if (isNumbers) s.labels[me.id] = Number(to.slice(1))
            settle(s, one, me.id)
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
  const running = (s: Any) => bounded(s).filter(({ one, at, name }) => one.takes !== undefined && at[name] !== null)
  const boundOf = ({ takes: [least, most] = [0, 0] }: Doing) => (most === Number.POSITIVE_INFINITY ? least : most)
  const tick = {
    fair: 'weak',
    when: (s: Any) =>
      !lefts(s).some(([at, name, { urgent }]) => urgent && at[name] === 0) &&
      !running(s).some(({ one, at, name }) => at[name] === one.takes?.[1]) &&
      ((s.since !== null && s.since <= (of.bound ?? 0)) ||
        lefts(s).some(([at, name]) => at[name] > 0) ||
        running(s).some(({ one, at, name }) => at[name] < boundOf(one))),
    do: (s: Any) => {
      for (const [at, name] of lefts(s)) if (at[name] > 0) at[name]--
      for (const { one, at, name } of running(s)) if (at[name] < boundOf(one)) at[name]++
      if (s.since !== null && s.since <= (of.bound ?? 0)) s.since++
      settle(s, undefined, undefined, s.since !== null && s.since > (of.bound ?? 0))
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
    ...(isNumbers ? { init: (s: Any) => settle(s) } : {}),
    actions: { ...named(of.actions, 'action'), ...(isNumbers ? { tick } : {}) },
    faults: named(of.faults, 'fault', 1),
    ...(isNumbers && of.bound !== undefined
      ? { invariants: { 'in time': (s: Any) => s.since === null || s.since <= (of.bound as number) } }
      : {}),
    temporal: ({ leadsTo, canAlwaysReach, alwaysEventually, eventuallyAlways, eventually, ...times }: Any) => ({
      ...(kept === 'measured' ? { shortest: times.shortestTime(p, q), longest: times.longestTime(p, q) } : {}),
      ...(kept !== 'timers' || of.bound === undefined ? {} : { 'in time': leadsTo(p, q, { units: of.bound }) }),
      'leads to': leadsTo(p, q),
      'again and again': alwaysEventually(q),
      stays: eventuallyAlways(q),
      once: eventually(p),
      'way back': canAlwaysReach(q),
      'way back by actions': canAlwaysReach(p, { using: isNumbers ? ['action 0', 'tick'] : ['action 0'] }),
    }),
  } as Any) as Model
}
