/** Explores a description unit by unit. It shares no code with `src`. */
import {
  type Doing,
  isTrue,
  type Operations,
  readable,
  run,
  span,
  type TimeDescription,
  type TimerDescription,
} from './description.ts'
import { type Node, naiveTimes, type Times } from './naive-span.ts'

interface Unit {
  readonly vars: readonly number[]
  /** The units left of each timer of the state; `null` if it is off. */
  readonly shared: readonly (number | null)[]
  /** The same for the own timers of each instance. */
  readonly own: readonly (readonly (number | null)[])[]
  readonly at: readonly number[]
  readonly used: readonly number[]
  /** The units since each step of each instance, and each action, became enabled; `null` if it is disabled. */
  readonly clocks: readonly (number | null)[]
  /** The units since `p` held without `q` holding since. */
  readonly since: number | null
}

export interface NaiveTime {
  readonly states: ReadonlySet<string>
  /** Each transition as its readable states and its name, without those that change nothing that can be read. */
  readonly steps: ReadonlySet<string>
  readonly hasDeadlock: boolean
  /** Whether more than `bound` units pass from `p` to `q`. */
  readonly isLate: boolean
  /** Whether some state lets no time pass, although nothing else is enabled there. */
  readonly hasTimeLock: boolean
  readonly size: number
  readonly times: Times
}

export function exploreUnits(of: TimeDescription, limit: number): NaiveTime | undefined {
  const shared = of.timers.filter(({ place }) => place !== 'local')
  const own = of.timers.filter(({ place }) => place === 'local')
  const start: Unit = {
    vars: [0, 0],
    shared: shared.map(() => null),
    own: Array.from({ length: of.instances }, () => own.map(() => null)),
    at: Array.from({ length: of.instances }, () => 0),
    used: of.faults.map(() => 0),
    clocks: [],
    since: null,
  }
  const text = (state: Unit) =>
    readable(
      [
        ...shared.map((timer, i) => [timer, state.shared[i] as number | null] as const),
        ...state.own.flatMap((mine) => own.map((timer, i) => [timer, mine[i] as number | null] as const)),
      ],
      [state.vars, state.at, state.used],
    )
  const ways = (state: Unit, doing: Doing, id?: number): Unit[] => {
    const attempt = (picks: readonly number[]): { state: Unit; arities: readonly number[] } | undefined => {
      const next = structuredClone(state) as { -readonly [K in keyof Unit]: Unit[K] }
      const vars = [...next.vars]
      const timers = [...next.shared]
      const mine = id === undefined ? [] : [...(next.own[id] as readonly (number | null)[])]
      const slot = (i: number): [(number | null)[], number] =>
        i < timers.length ? [timers, i] : [mine, i - timers.length]
      const get = (i: number) => {
        const [list, at] = slot(i)
        return list[at] as number | null
      }
      const put = (i: number, value: number | null) => {
        const [list, at] = slot(i)
        list[at] = value
      }
      const on: Operations = {
        get: (v) => vars[v] as number,
        set: (v, value) => {
          vars[v] = value
        },
        start: (i, units, choose) => {
          const options = span((i < shared.length ? shared[i] : own[i - shared.length]) as TimerDescription, units)
          put(i, options.length === 1 ? (options[0] as number) : choose(options))
        },
        stop: (i) => put(i, null),
        copy: (to, from) => put(to, get(from)),
        isDue: (i) => get(i) === 0,
        isRunning: (i) => get(i) !== null,
        left: get,
      }
      if (!isTrue(doing.when, on)) return undefined
      const arities: number[] = []
      run(doing.do, on, (options) => {
        arities.push(options.length)
        return options[picks[arities.length - 1] ?? 0] as number
      })
      next.vars = vars
      next.shared = timers
      if (id !== undefined) next.own = next.own.map((all, i) => (i === id ? mine : all))
      return { state: next, arities }
    }
    const all = (picks: readonly number[]): Unit[] => {
      const found = attempt(picks)
      if (found === undefined) return []
      const arity = found.arities[picks.length]
      if (arity === undefined) return [found.state]
      return Array.from({ length: arity }, (_, pick) => all([...picks, pick])).flat()
    }
    return all([])
  }
  const isUrgent = (state: Unit) =>
    shared.some(({ urgent }, i) => urgent && state.shared[i] === 0) ||
    state.own.some((mine) => own.some(({ urgent }, i) => urgent && mine[i] === 0))
  const less = (left: number | null) => (left === null || left === 0 ? left : left - 1)
  /** Every step and action in turn: which instance has it, and at which label. */
  const bounded: { doing: Doing; id?: number; label?: number }[] = [
    ...Array.from({ length: of.instances }, (_, id) => of.steps.map((doing, label) => ({ doing, id, label }))).flat(),
    ...of.actions.map((doing) => ({ doing })),
  ]
  const holds = (state: Unit, when: Doing['when']) => ways(state, { when, do: [], fair: undefined }).length > 0
  const sinceOf = (state: Unit): number | null => {
    const [p, q] = of.asked as [Doing['when'], Doing['when']]
    if (of.bound === undefined || holds(state, q)) return null
    return state.since ?? (holds(state, p) ? 0 : null)
  }
  /** The state after a transition: the clocks of disabled steps stop, those of enabled ones run. */
  const settled = (state: Unit, taken?: Doing, by?: number, isTick = false): Unit => ({
    ...state,
    // after too many units, `q` comes too late
    since: isTick && state.since === (of.bound ?? 0) + 1 ? state.since : sinceOf(state),
    clocks: bounded.map(({ doing, id, label }, i) => {
      if (doing.takes === undefined) return null
      const isHere = id === undefined || state.at[id] === label
      if (!isHere || ways(state, doing, id).length === 0) return null
      return taken === doing && by === id ? 0 : (state.clocks[i] ?? 0)
    }),
  })
  const mayTake = (state: Unit, taken: Doing, by?: number) => {
    const i = bounded.findIndex(({ doing, id }) => doing === taken && id === by)
    return taken.takes === undefined || (state.clocks[i] as number) >= taken.takes[0]
  }
  const first = settled(start)
  const known = new Map<string, Unit>([[JSON.stringify(first), first]])
  const numbers = new Map([[JSON.stringify(first), 0]])
  const nodes: Node[] = []
  const states = new Set([text(start)])
  const steps = new Set<string>()
  let hasDeadlock = false
  let hasTimeLock = false
  let isLate = false
  for (const [, state] of known) {
    if (known.size > limit) return undefined
    const found: [string, Unit, boolean][] = []
    for (let id = 0; id < of.instances; id++) {
      const step = of.steps[state.at[id] as number]
      if (step === undefined || !mayTake(state, step, id)) continue
      for (const next of ways(state, step, id)) {
        const at = next.at.map((label, i) => (i === id ? step.to : label))
        found.push([`step ${id}`, settled({ ...next, at }, step, id), true])
      }
    }
    of.actions.forEach((action, i) => {
      if (!mayTake(state, action)) return
      for (const next of ways(state, action)) found.push([`action ${i}`, settled(next, action), true])
    })
    of.faults.forEach((fault, i) => {
      if ((state.used[i] as number) > 0) return
      for (const next of ways(state, fault)) found.push([`fault ${i}`, settled({ ...next, used: [1] }), false])
    })
    const most = (i: number) => bounded[i]?.doing.takes?.[1]
    const isBlocked = isUrgent(state) || state.clocks.some((units, i) => units !== null && units === most(i))
    const lefts = [...state.shared, ...state.own.flat()]
    // a clock without a most stops to matter at its least
    const bound = (i: number) =>
      (most(i) === Number.POSITIVE_INFINITY ? bounded[i]?.doing.takes?.[0] : most(i)) as number
    const late = (of.bound ?? 0) + 1
    const isMoving =
      (state.since !== null && state.since < late) ||
      state.clocks.some((units, i) => units !== null && units < bound(i))
    const moves = !isBlocked && (isMoving || lefts.some((left) => left !== null && left > 0))
    if (state.since === late) isLate = true
    const isEnabled = found.some(([, , counts]) => counts) || moves
    if (!isEnabled) {
      const rests = of.instances > 0 && state.at.every((label) => of.resting.includes(label))
      if (isBlocked) hasTimeLock = true
      if (isBlocked || !rests) hasDeadlock = true
    }
    if (moves) {
      const later = { ...state, shared: state.shared.map(less), own: state.own.map((mine) => mine.map(less)) }
      const clocks = state.clocks.map((units, i) => (units === null || units >= bound(i) ? units : units + 1))
      found.push([
        'time passes',
        settled(
          { ...later, clocks, since: state.since === null ? null : Math.min(state.since + 1, late) },
          undefined,
          undefined,
          true,
        ),
        true,
      ])
    }
    const from = text(state)
    const next: { to: number; ticks: boolean }[] = []
    const [p, q] = of.asked.map((all) => holds(state, all)) as [boolean, boolean]
    nodes.push({ p, q, isFree: !isBlocked && !moves, next })
    for (const [name, to] of found) {
      const key = JSON.stringify(to)
      if (!numbers.has(key)) numbers.set(key, numbers.size)
      next.push({ to: numbers.get(key) as number, ticks: name === 'time passes' })
    }
    for (const [name, next] of found) {
      const key = JSON.stringify(next)
      if (!known.has(key)) known.set(key, next)
      const to = text(next)
      states.add(to)
      if (from !== to) steps.add(`${from} ${name} ${to}`)
    }
  }
  return { states, steps, isLate, hasDeadlock, hasTimeLock, size: known.size, times: naiveTimes(nodes, 0) }
}
