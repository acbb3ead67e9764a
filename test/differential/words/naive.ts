/**
 * Explores a description state by state, unit by unit of time. It shares no code with the checker. Over 300 lines, so
 * that all that can happen in a model is in one place.
 */
import { dutiesOf, type Edge, type StateGraph } from '../naive-graph.ts'
import type { ActionD, Asked, Doing, FaultD, ModelD, StepD } from './description.ts'
import { distinct, Failed, type Op, type Run, Withdrawn } from './parts.ts'
import { keyOf, type Message, type State, stampsOf, start, timersOf } from './state.ts'

export interface Explored {
  readonly states: readonly State[]
  readonly levels: readonly number[]
  readonly transitions: number
  readonly graph: StateGraph
  /** The codes of all errors, and of those at the least depth. */
  readonly errors: ReadonlySet<string>
  readonly first: ReadonlySet<string>
  readonly verdicts: {
    readonly invariant: boolean
    readonly reachable: boolean
    readonly step: boolean
    readonly noDeadlock: boolean
  }
}

export const isAsked = ({ some, cond }: Asked, s: State) => s.node[some ? 'some' : 'every']((_, i) => cond.test(s, i))

interface Move {
  readonly process: string | null
  readonly instance: number
  readonly name: string
  readonly also?: string
  readonly fault: boolean
  readonly fair: ActionD['fair']
  /** The index of its clock, if it has bounds. */
  readonly clock?: number
  readonly takes?: Doing['takes']
  /** The states to which it leads, without clocks; none if it is not enabled. */
  readonly ways: (s: State) => State[]
}

/** Every result of a body on a copy of the state, one for each combination of choices. */
function everyWay(d: ModelD, s: State, body: (copy: State, run: Run) => void): State[] {
  const found: State[] = []
  let picks: number[] | undefined = []
  while (picks !== undefined) {
    const arities: number[] = []
    const copy = structuredClone(s)
    const now: readonly number[] = picks
    const run: Run = {
      words: d.words,
      choose: (options) => {
        const pick = now[arities.length] ?? 0
        arities.push(options)
        return pick
      },
      ...{ newest: Math.max(...stampsOf(s)), made: 0, other: -1, message: { from: 0, t: 0, b: false } },
    }
    try {
      body(copy, run)
      if (d.words.stamps !== undefined && new Set(stampsOf(copy)).size > d.words.stamps)
        throw new Failed('too-many-stamps')
      found.push(copy)
    } catch (error) {
      if (!(error instanceof Withdrawn)) throw error
    }
    const last: number[] = arities.map((_, i) => now[i] ?? 0)
    while (last.length > 0 && (last.at(-1) as number) + 1 >= (arities[last.length - 1] as number)) last.pop()
    if (last.length > 0) last[last.length - 1] = (last.at(-1) as number) + 1
    picks = last.length > 0 ? last : undefined
  }
  return found
}

const perform = (body: readonly Op[], s: State, id: number, run: Run) => {
  for (const op of body) op.run(s, id, run)
}

function movesOf(d: ModelD): Move[] {
  const moves: Move[] = []
  let clocks = 0
  const clockOf = ({ takes }: Doing) => (takes === undefined ? {} : { clock: clocks++, takes })
  const spend = (s: State, name: string, budget: number | 'unlimited') => {
    if (budget !== 'unlimited') s.used[name] = (s.used[name] ?? 0) + 1
  }
  const isSpent = (s: State, name: string, budget: number | 'unlimited') =>
    budget !== 'unlimited' && (s.used[name] ?? 0) >= budget
  const stepWays = (one: StepD, id: number) => (s: State) => {
    const me = s.node[id] as State['node'][number]
    if (me.at !== one.at || (one.when !== null && !one.when.test(s, id))) return []
    return everyWay(d, s, (copy, run) => {
      perform(one.body, copy, id, run)
      ;(copy.node[id] as State['node'][number]).at = one.to
    })
  }
  const faultWays = (one: FaultD, id: number) => (s: State) => {
    const me = s.node[id] as State['node'][number]
    if (isSpent(s, `node: ${one.name}`, one.budget) || (one.at !== null && !one.at.includes(me.at))) return []
    if (one.when !== null && !one.when.test(s, id)) return []
    return everyWay(d, s, (copy, run) => {
      const own = copy.node[id] as State['node'][number]
      if (one.crash) Object.assign(own, { mine: null, got: null, t: null })
      perform(one.body, copy, id, run)
      own.at = one.to ?? own.at
      spend(copy, `node: ${one.name}`, one.budget)
    })
  }
  for (let id = 0; id < d.words.nodes; id++) {
    const own = { process: 'node', instance: id }
    for (const one of d.steps)
      moves.push({
        ...own,
        name: one.name,
        also: one.at,
        fault: false,
        fair: one.fair,
        ...clockOf(one),
        ways: stepWays(one, id),
      })
    for (const one of d.faults)
      moves.push({ ...own, name: one.name, fault: true, fair: null, ways: faultWays(one, id) })
  }
  const { link, net, nodes } = d.words
  const lane = (name: string, fault: boolean, ways: Move['ways']) =>
    moves.push({ process: 'lane', instance: 0, name, fault, fair: null, ways })
  if (link !== undefined) {
    const isOrdered = link.order === 'fifo'
    const fault = (
      name: string,
      budget: number | 'unlimited',
      when: (s: State) => boolean,
      body: (s: State, run: Run) => void,
    ) => {
      if (budget === 0) return
      lane(name, true, (s) =>
        isSpent(s, name, budget) || !when(s)
          ? []
          : everyWay(d, s, (copy, run) => {
              body(copy, run)
              spend(copy, name, budget)
            }),
      )
    }
    const pick = (s: State, run: Run, most = s.wire.length): number => {
      const options = isOrdered ? s.wire.slice(0, most) : distinct(s.wire)
      if (options.length === 0) throw new Withdrawn()
      return s.wire.indexOf(options[run.choose(options.length)] as Message)
    }
    fault(
      'loses',
      link.loses,
      () => true,
      (s, run) => void s.wire.splice(pick(s, run), 1),
    )
    fault(
      'duplicates',
      link.duplicates,
      (s) => s.wire.length < link.capacity,
      (s, run) => {
        const i = pick(s, run)
        s.wire.splice(i, 0, { ...(s.wire[i] as Message) })
      },
    )
    fault(
      'delays',
      link.delays,
      (s) => s.wire.length > 1,
      (s, run) => {
        s.wire.push(...s.wire.splice(pick(s, run, s.wire.length - 1), 1))
      },
    )
  }
  if (net !== undefined) {
    if (net.heals)
      lane('heals', false, (s) =>
        s.net.map((pair) => ({
          ...structuredClone(s),
          net: s.net.filter((one) => one !== pair && one !== turned(pair)),
        })),
      )
    if (net.cuts !== 0)
      lane('cuts', true, (s) => {
        if (isSpent(s, 'cuts', net.cuts)) return []
        const ids = Array.from({ length: nodes }, (_, id) => id)
        const pairs = ids.flatMap((a) =>
          ids.flatMap((b) => (a === b || s.net.includes(`${a} ${b}`) ? [] : [`${a} ${b}`])),
        )
        return pairs.map((pair) => {
          const next = structuredClone(s)
          next.net = [...next.net, pair, turned(pair)].sort()
          spend(next, 'cuts', net.cuts)
          return next
        })
      })
  }
  for (const one of d.actions) {
    for (let id = 0; id < nodes; id++) {
      const ways = (s: State) => {
        if (one.when !== null && !one.when.test(s, id)) return []
        return everyWay(d, s, (copy, run) => perform(one.body, copy, id, run))
      }
      moves.push({
        process: null,
        instance: id,
        name: `${one.name} (node ${id})`,
        also: one.name,
        fault: false,
        fair: one.fair,
        ...clockOf(one),
        ways,
      })
    }
  }
  if (d.module === 'beside a timer') {
    const beside = (name: string, isEnabled: (s: State) => boolean, other: number | null) =>
      moves.push({
        ...{ process: null, instance: 0, name, fault: false, fair: null },
        ways: (s) => (isEnabled(s) ? [{ ...structuredClone(s), other }] : []),
      })
    beside('begin', (s) => s.other === null, 2)
    beside('end', (s) => s.other === 0, null)
  }
  return moves
}

const turned = (pair: string) => pair.split(' ').reverse().join(' ')

/** Whether time goes on, and the state a unit later. `undefined` if it cannot pass. `isBlocked`: an urgent moment. */
function later(d: ModelD, moves: readonly Move[], s: State): { isBlocked: boolean; next: State | undefined } {
  const timed = moves.filter(({ takes }) => takes !== undefined)
  const isAtMost = timed.some(({ clock, takes }) => s.clocks[clock as number] === takes?.[1])
  const isBlocked = (d.words.time?.urgent === true && s.ttl === 0) || isAtMost
  const bound = ([least, most]: readonly [number, number]) => (most === Number.POSITIVE_INFINITY ? least : most)
  const next = structuredClone(s)
  let isMoving = false
  for (const { left, move } of timersOf(next)) {
    if (left === null || left === 0) continue
    move(left - 1)
    isMoving = true
  }
  for (const { clock, takes } of timed) {
    const units = s.clocks[clock as number] as number | null
    if (units === null || units >= bound(takes as readonly [number, number])) continue
    next.clocks[clock as number] = units + 1
    isMoving = true
  }
  return { isBlocked, next: isBlocked || !isMoving ? undefined : next }
}

/** A step that fails is found when it is taken. */
function canBeTaken(move: Move, s: State): boolean {
  try {
    return move.ways(s).length > 0
  } catch (error) {
    if (error instanceof Failed) return true
    throw error
  }
}

export function explore(d: ModelD, mostStates: number): Explored | undefined {
  const moves = movesOf(d)
  const isTimed = d.words.time !== undefined || d.module === 'beside a timer'
  const ticks = moves.length
  const numbers = new Map<string, number>()
  const states: State[] = []
  const depths: number[] = []
  const edges: Edge[] = []
  const verdicts = { invariant: true, reachable: false, step: true, noDeadlock: true }
  const errors = new Set<string>()
  const first = new Set<string>()
  let failedAt = Number.POSITIVE_INFINITY
  let transitions = 0
  const settled = (s: State, by?: Move): State => {
    for (const move of moves) {
      if (move.clock === undefined) continue
      if (!canBeTaken(move, s)) s.clocks[move.clock] = null
      else s.clocks[move.clock] = move === by ? 0 : (s.clocks[move.clock] ?? 0)
    }
    return s
  }
  const numberOf = (s: State, depth: number): number => {
    const key = keyOf(s, true)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, states.length)
    depths.push(depth)
    if (!isAsked(d.invariant, s)) verdicts.invariant = false
    if (isAsked(d.reachable, s)) verdicts.reachable = true
    return states.push(s) - 1
  }
  /** Runs what may fail at a state of this depth. */
  const trying = (depth: number, body: () => void) => {
    try {
      body()
    } catch (error) {
      if (!(error instanceof Failed)) throw error
      errors.add(error.code)
      if (depth < failedAt) first.clear()
      if (depth <= failedAt) first.add(error.code)
      failedAt = Math.min(failedAt, depth)
    }
  }
  trying(0, () => numberOf(settled(start(d.words.nodes)), 0))
  for (let from = 0; from < states.length; from++) {
    const source = states[from] as State
    const depth = depths[from] as number
    if (states.length > mostStates) return undefined
    let isEnabled = false
    const arrive = (next: State, action: number) => {
      transitions++
      if (d.words.stamps === undefined ? next.n < source.n : next.term < source.term) verdicts.step = false
      const to = numberOf(next, depth + 1)
      if (to !== from || plain(next) !== plain(source)) edges.push({ from, to, action })
    }
    moves.forEach((move, action) => {
      trying(depth, () => {
        const isEarly =
          move.takes !== undefined && ((source.clocks[move.clock as number] ?? 0) as number) < move.takes[0]
        if (isEarly) return
        for (const next of move.ways(source)) {
          if (!move.fault) isEnabled = true
          arrive(settled(next, move), action)
        }
      })
    })
    trying(depth, () => {
      const { isBlocked, next } = later(d, moves, source)
      if (isTimed && next !== undefined) {
        isEnabled = true
        arrive(settled(next), ticks)
      }
      const rests = source.node.every(({ at }) => d.resting.includes(at))
      if (!isEnabled && (isBlocked || !rests)) verdicts.noDeadlock = false
    })
  }
  const time = { process: null, instance: 0, name: 'time passes', fault: false, fair: 'weak' as const }
  const levels: number[] = []
  for (const depth of depths) levels[depth] = (levels[depth] ?? 0) + 1
  const actions = [...moves, ...(isTimed ? [time] : [])]
  return {
    ...{ states, levels, transitions, errors, first, verdicts },
    graph: {
      ...{ states: states.length, initial: [0], edges, actions },
      duties: [
        ...dutiesOf(actions, { node: { instances: d.words.nodes, fair: d.fair } }, null),
        // a module promises nothing of another, and no time if it has no timers
        ...dutiesOf(
          actions.map((one) => ({ ...one, fair: null })),
          {},
          d.goesOn ? 'weak' : null,
          ({ name }) => !['begin', 'end', ...(d.words.time === undefined ? ['time passes'] : [])].includes(name),
        ),
      ],
    },
  }
}

const plain = (s: State) => JSON.stringify({ ...s, used: Object.entries(s.used).sort() })
