/**
 * The meaning of random models with stamps, with plain integers. It shares no code with the checker. A stamp is a number
 * that grows without end. States are compared after their numbers are replaced by their places in the order.
 */
import type { Edge, StateGraph } from '../naive-graph.ts'
import { dutiesOf } from '../naive-graph.ts'
import type { ActionD, Cond, ModelD, StampE, StampPlace, Stmt } from './description.ts'

interface Message {
  t: number
  f: boolean
}

export interface State {
  a: number
  b: number
  o: number | null
  row: number[]
  st: number
  set: number[]
  keys: [number, boolean][]
  queue: Message[]
  bag: Message[]
  pairs: Message[]
  item: number | null
  n: number
  v: number
  w: number
  clients: { mine: number; at: number }[]
}

const start = (): State => ({
  ...{ a: 0, b: 0, o: null, row: [0, 0], st: 0, set: [], keys: [], queue: [], bag: [], pairs: [], item: null, n: 0 },
  ...{ v: 0, w: 0 },
  clients: [
    { mine: 0, at: 0 },
    { mine: 0, at: 0 },
  ],
})

const termsOf = (s: State): number[] => [
  ...[s.a, s.b, s.st, ...s.row, ...s.set, ...s.keys.map(([t]) => t)],
  ...[...s.queue, ...s.bag, ...s.pairs].map(({ t }) => t),
  ...[s.o, s.item].filter((t) => t !== null),
  ...s.clients.map(({ mine }) => mine),
]

/** A text that equal states share: with stamps as their places in the order. */
export function keyOf(s: State): string {
  const terms = [...new Set(termsOf(s))].sort((x, y) => x - y)
  const versions = [...new Set([s.v, s.w])].sort((x, y) => x - y)
  const t = (stamp: number | null) => (stamp === null ? null : terms.indexOf(stamp))
  const all = (list: readonly Message[]) => list.map((m) => [t(m.t), m.f])
  const sorted = (list: unknown[]) => list.map((one) => JSON.stringify(one)).sort()
  return JSON.stringify([
    ...[t(s.a), t(s.b), t(s.o), s.row.map(t), t(s.st), sorted(s.set.map(t)), sorted(s.keys.map(([k, f]) => [t(k), f]))],
    ...[all(s.queue), sorted(all(s.bag)), sorted(all(s.pairs)), t(s.item), s.n],
    ...[versions.indexOf(s.v), versions.indexOf(s.w), s.clients.map(({ mine, at }) => [t(mine), at])],
  ])
}

class Failed extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** One run of a step: picks the given options. `made`: how many of each family it has made. */
interface Run {
  readonly s: State
  readonly me: number
  readonly most: number
  readonly picks: readonly number[]
  readonly arities: number[]
  /** The numbers that the next stamps get. */
  next: { term: number; version: number }
  made: { term: number; version: number }
}

const inOrder = (list: readonly Message[], flagFirst: boolean): Message[] =>
  [...list].sort((x, y) => {
    const [byFlag, byTerm] = [Number(x.f) - Number(y.f), x.t - y.t]
    return flagFirst ? byFlag || byTerm : byTerm || byFlag
  })

function stampOf(e: StampE, s: State, me: number): number {
  if (e.k === 'at') {
    const values: { readonly [place in StampPlace]: number | null | undefined } = {
      ...{ a: s.a, b: s.b, o: s.o, row0: s.row[0], row1: s.row[1], st: s.st },
      ...{ mine: s.clients[me]?.mine, item: s.item },
    }
    return values[e.place] ?? s.a
  }
  const lists: { readonly [of in typeof e.of]: readonly number[] } = {
    set: [...s.set].sort((x, y) => x - y),
    keys: s.keys.map(([t]) => t).sort((x, y) => x - y),
    queue: s.queue.map(({ t }) => t),
    bag: inOrder(s.bag, true).map(({ t }) => t),
    pairs: inOrder(s.pairs, false).map(({ t }) => t),
  }
  return lists[e.of].at(e.k === 'last' ? -1 : 0) ?? s.a
}

export function isTrue(c: Cond, s: State, me = 0): boolean {
  switch (c.k) {
    case 'newer':
      return stampOf(c.x, s, me) > stampOf(c.y, s, me)
    case 'equal':
      return stampOf(c.x, s, me) === stampOf(c.y, s, me)
    case 'n':
      return s.n === c.is
    case 'none':
      return s.o === null
    case 'has':
      return s.set.includes(stampOf(c.x, s, me))
    case 'size':
      return s.set.length === c.is
    case 'other':
      return c.is ? s.v > s.w : s.v === s.w
    case 'not':
      return !isTrue(c.of, s, me)
  }
}

function put(run: Run, place: StampPlace, t: number): void {
  const { s } = run
  if (place === 'row0') s.row[0] = t
  else if (place === 'row1') s.row[1] = t
  else if (place === 'mine') (s.clients[run.me] as State['clients'][number]).mine = t
  else s[place] = t
}

function mint(run: Run, family: 'term' | 'version'): number {
  if (++run.made[family] > (family === 'term' ? run.most : 2)) throw new Failed('too-many-stamps')
  return run.next[family]++
}

function execute(run: Run, body: readonly Stmt[]): void {
  const { s, me } = run
  for (const stmt of body) {
    switch (stmt.k) {
      case 'fresh':
        put(run, stmt.to, mint(run, 'term'))
        break
      case 'copy':
        put(run, stmt.to, stampOf(stmt.from, s, me))
        break
      case 'clear':
        if (stmt.of === 'o' || stmt.of === 'item') s[stmt.of] = null
        else s[stmt.of].length = 0
        break
      case 'add': {
        const t = stampOf(stmt.x, s, me)
        const { f } = stmt
        if (stmt.to === 'set') {
          if (!s.set.includes(t)) s.set.push(t)
        } else if (stmt.to === 'keys') {
          s.keys = [...s.keys.filter(([k]) => k !== t), [t, f]]
        } else if (stmt.to === 'pairs') {
          if (!s.pairs.some((m) => m.t === t && m.f === f)) s.pairs.push({ t, f })
        } else {
          if (s[stmt.to].length === 2) throw new Failed('queue-full')
          s[stmt.to].push({ t, f })
        }
        break
      }
      case 'take': {
        const list = stmt.from === 'queue' ? s.queue : inOrder(s.bag, true)
        if (list.length === 0) break
        let i = 0
        if (stmt.from === 'bag') {
          i = run.picks[run.arities.length] ?? 0
          run.arities.push(list.length)
        }
        const [m] = list.splice(i, 1) as [Message]
        s[stmt.from] = list
        put(run, stmt.to, m.t)
        break
      }
      case 'n':
        s.n = stmt.is
        break
      case 'version':
        if (stmt.how === 'fresh') s.v = mint(run, 'version')
        else s.w = s.v
        break
      case 'if':
        if (isTrue(stmt.c, s, me)) execute(run, stmt.body)
    }
  }
}

export interface Explored {
  readonly states: readonly State[]
  readonly levels: readonly number[]
  /** The number of all transitions, those that change nothing included. */
  readonly transitions: number
  readonly graph: StateGraph
  /** The codes of the errors at the least depth. */
  readonly errors: ReadonlySet<string>
  readonly verdicts: { readonly [name: string]: boolean }
}

/** Steps whose successors are equal, whatever number a new stamp gets: `highest` is at least the greatest one alive. */
function successors(
  d: ModelD,
  source: State,
  highest: { readonly term: number; readonly version: number },
  visit: (action: number, next: State, highest: Run['next']) => void,
  fail: (code: string) => void,
): void {
  const take = (action: number, { when, body }: ActionD, me: number, at: number | null) => {
    const client = source.clients[me] as State['clients'][number]
    if (at !== null && client.at !== at) return
    if (when !== null && !isTrue(when, source, me)) return
    let picks: number[] | undefined = []
    while (picks !== undefined) {
      const s = structuredClone(source)
      const run: Run = {
        ...{ s, me, most: d.most, picks, arities: [], made: { term: 0, version: 0 } },
        next: { term: highest.term + 1, version: highest.version + 1 },
      }
      try {
        execute(run, body)
        if (at !== null) (s.clients[me] as State['clients'][number]).at = (at + 1) % d.steps.length
        if (new Set(termsOf(s)).size > d.most) throw new Failed('too-many-stamps')
        visit(action, s, { term: run.next.term - 1, version: run.next.version - 1 })
      } catch (error) {
        if (!(error instanceof Failed)) throw error
        fail(error.code)
      }
      const last: number[] = run.arities.map((_, i) => picks?.[i] ?? 0)
      while (last.length > 0 && (last.at(-1) as number) + 1 >= (run.arities[last.length - 1] as number)) last.pop()
      if (last.length > 0) last[last.length - 1] = (last.at(-1) as number) + 1
      picks = last.length > 0 ? last : undefined
    }
  }
  let action = 0
  for (const me of [0, 1]) for (const [at, step] of d.steps.entries()) take(action++, step, me, at)
  for (const one of d.actions) take(action++, one, 0, null)
}

/** All states, each once; `undefined` if they are more than `mostStates`. */
export function explore(d: ModelD, mostStates: number): Explored | undefined {
  const numbers = new Map<string, number>()
  const states: State[] = []
  const depths: number[] = []
  const edges: Edge[] = []
  const verdicts = { invariant: true, reachable: false, step: true }
  const errors = new Set<string>()
  let failedAt = Number.POSITIVE_INFINITY
  let transitions = 0
  const numberOf = (s: State, depth: number): number => {
    const key = keyOf(s)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, states.length)
    depths.push(depth)
    if (!isTrue(d.invariant, s)) verdicts.invariant = false
    if (isTrue(d.reachable, s)) verdicts.reachable = true
    return states.push(s) - 1
  }
  numberOf(start(), 0)
  for (let from = 0; from < states.length; from++) {
    const source = states[from] as State
    const depth = depths[from] as number
    if (states.length > mostStates) return undefined
    if (depth > failedAt) break
    const visit = (action: number, next: State) => {
      transitions++
      const [before, after, last] = d.step
      const isFine = last === 'b stays' ? next.b === source.b : next.a >= source.a
      if (isTrue(before, source) && isTrue(after, next) && !isFine) verdicts.step = false
      const to = numberOf(next, depth + 1)
      // a bag or a set may have another order in memory
      const changes = to !== from || JSON.stringify(arranged(next)) !== JSON.stringify(arranged(source))
      if (changes) edges.push({ from, to, action })
    }
    const fail = (code: string) => {
      failedAt = depth
      errors.add(code)
    }
    const highest = { term: Math.max(...termsOf(source)), version: Math.max(source.v, source.w) }
    successors(d, source, highest, visit, fail)
  }
  const named = (process: string | null, instance: number) => (one: ActionD) => ({
    ...{ process, instance, name: one.name, fault: false, fair: null },
  })
  const actions = [
    ...d.steps.map(named('client', 0)),
    ...d.steps.map(named('client', 1)),
    ...d.actions.map(named(null, 0)),
  ]
  const duties = dutiesOf(actions, { client: { instances: 2, fair: d.fair } }, d.goesOn ? 'weak' : null)
  const levels: number[] = []
  for (const depth of depths) levels[depth] = (levels[depth] ?? 0) + 1
  return {
    states,
    levels,
    transitions,
    graph: { states: states.length, initial: [0], edges, actions, duties },
    errors,
    verdicts,
  }
}

const arranged = (s: State) => ({
  ...s,
  set: [...s.set].sort((x, y) => x - y),
  keys: [...s.keys].sort(([x], [y]) => x - y),
  bag: inOrder(s.bag, true),
  pairs: inOrder(s.pairs, false),
})

/**
 * The number of states at each distance up to `depth`, found with bounded counters that never go back: states with
 * different numbers are different states here, and only the count puts those together that differ in nothing else.
 */
export function levelsByCounters(d: ModelD, depth: number, mostStates: number): readonly number[] | undefined {
  type Counted = { readonly s: State; readonly highest: { readonly term: number; readonly version: number } }
  let level: Counted[] = [{ s: start(), highest: { term: 0, version: 0 } }]
  const exact = new Set<string>()
  const classes = new Set<string>([keyOf(start())])
  const levels = [1]
  for (let k = 0; k < depth; k++) {
    const next: Counted[] = []
    const before = classes.size
    for (const { s, highest } of level) {
      const visit = (_: number, to: State, reached: Run['next']) => {
        const text = JSON.stringify([arranged(to), reached])
        if (exact.has(text)) return
        exact.add(text)
        classes.add(keyOf(to))
        next.push({ s: to, highest: reached })
      }
      successors(d, s, highest, visit, () => {})
      if (exact.size > mostStates) return undefined
    }
    levels.push(classes.size - before)
    level = next
  }
  return levels
}
