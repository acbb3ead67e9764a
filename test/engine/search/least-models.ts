/**
 * Small random models with many shortest ways: several processes that count for themselves and move a shared number
 * about. And all their shortest ways, one by one: nothing here is shared with what it judges.
 */
import { type Choose, int, model, process } from 'allways'
import * as fc from 'fast-check'
import type { Model } from '../../../src/language/model.ts'

/** Where `x` may be moved from each of its values. */
type Table = readonly (readonly number[])[]

interface StepD {
  readonly table: Table
  readonly counts: boolean
  readonly to: 'a' | 'b'
}

export interface ProcessD {
  readonly instances: number
  readonly steps: { readonly a: StepD; readonly b: StepD }
  readonly crash: Table | null
}

export interface LeastD {
  readonly starts: readonly number[]
  readonly processes: readonly [ProcessD, ProcessD]
  readonly gust: Table | null
  readonly storm: Table | null
  /** The state is bad where `x` is one of these and enough was counted. */
  readonly bad: { readonly xs: readonly number[]; readonly sum: number }
  readonly badStep: { readonly from: readonly number[]; readonly to: readonly number[]; readonly sum: number }
  readonly goal: readonly number[]
}

const values = 4
const most = 2
const table: fc.Arbitrary<Table> = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.array(fc.nat(values - 1), { minLength: 1, maxLength: 2 }) }, fc.constant([])),
  { minLength: values, maxLength: values },
)
const step = fc.record({ table, counts: fc.boolean(), to: fc.constantFrom('a' as const, 'b' as const) })
const processes = (instances: number) =>
  fc.record({
    instances: fc.integer({ min: 1, max: instances }),
    steps: fc.record({ a: step, b: step }),
    crash: fc.option(table, { freq: 3 }),
  })
const someValues = fc.uniqueArray(fc.nat(values - 1), { minLength: 1, maxLength: 3 })

export const leastModels: fc.Arbitrary<LeastD> = fc.record({
  starts: fc.array(fc.nat(values - 1), { minLength: 1, maxLength: 2 }),
  processes: fc.tuple(processes(3), processes(2)),
  gust: fc.option(table),
  storm: fc.option(table),
  bad: fc.record({ xs: someValues, sum: fc.integer({ min: 0, max: 5 }) }),
  badStep: fc.record({ from: someValues, to: someValues, sum: fc.integer({ min: 0, max: 4 }) }),
  goal: someValues,
})

const names = ['p', 'q'] as const

// biome-ignore lint/suspicious/noExplicitAny: the types of a random model are known only at run time
type Any = any

export function toModel(d: LeastD): Model {
  const state = { x: int(0, values - 1) }
  const move = (s: Any, choose: Choose, to: Table) => {
    s.x = choose(to[s.x] as readonly number[])
  }
  const stepOf = (one: StepD) => (s: Any, me: Any, choose: Choose) => {
    move(s, choose, one.table)
    if (one.counts) me.n = Math.min(most, me.n + 1)
    return one.to
  }
  const processOf = ({ instances, steps, crash }: ProcessD) =>
    process(state, {
      instances,
      local: { n: int(0, most) },
      steps: { a: stepOf(steps.a), b: stepOf(steps.b) } as Any,
      faults: (crash === null
        ? {}
        : { crash: { budget: 1, do: (s: Any, _me: Any, choose: Choose) => move(s, choose, crash) } }) as Any,
    })
  const sum = (s: Any) => [...s.p, ...s.q].reduce((total, { n }) => total + n, 0)
  const { gust, storm, bad, badStep, goal } = d
  return model({
    name: 'least',
    state,
    processes: { p: processOf(d.processes[0]), q: processOf(d.processes[1]) } as Any,
    actions: gust === null ? {} : { gust: (s: Any, choose: Choose) => move(s, choose, gust) },
    faults: storm === null ? {} : { storm: { budget: 1, do: (s: Any, choose: Choose) => move(s, choose, storm) } },
    init: (s: Any, choose: Choose) => {
      s.x = choose(d.starts)
    },
    invariants: { invariant: (s: Any) => !(bad.xs.includes(s.x) && sum(s) >= bad.sum) },
    reachable: { reachable: (s: Any) => !bad.xs.includes(s.x) && sum(s) >= bad.sum },
    steps: {
      step: (before: Any, after: Any) =>
        !(badStep.from.includes(before.x) && badStep.to.includes(after.x) && sum(after) >= badStep.sum),
    },
    temporal: (make: Any) => ({ back: make.canAlwaysReach((s: Any) => goal.includes(s.x)) }),
  } as Any) as Model
}

/** A state in plain data: instances in order, those of `p` first. */
export interface State {
  readonly x: number
  readonly at: readonly ('a' | 'b')[]
  readonly n: readonly number[]
  readonly crashes: readonly [number, number]
  readonly storms: number
}

/** One step of a way: whose, which, and what it chose. */
export interface ToldStep {
  readonly actor: string
  readonly name: string
  readonly picks: readonly number[]
}

interface Edge extends ToldStep {
  readonly isFault: boolean
  readonly to: State
}

const keyOf = (state: State) => JSON.stringify(state)

function edgesOf(d: LeastD, state: State): Edge[] {
  const edges: Edge[] = []
  const add = (actor: string, name: string, isFault: boolean, to: Table, change: Partial<State>) => {
    for (const [pick, x] of (to[state.x] as readonly number[]).entries()) {
      edges.push({ actor, name, picks: [pick], isFault, to: { ...state, ...change, x } })
    }
  }
  let first = 0
  for (const [which, { instances, steps, crash }] of d.processes.entries()) {
    for (let id = 0; id < instances; id++) {
      const me = first + id
      const actor = `${names[which]} ${id}`
      const label = state.at[me] as 'a' | 'b'
      const { table: to, counts, to: next } = steps[label]
      const n = state.n.map((count, i) => (i === me && counts ? Math.min(most, count + 1) : count))
      add(actor, label, false, to, { n, at: state.at.map((at, i) => (i === me ? next : at)) })
      if (crash !== null && (state.crashes[which] as number) < 1) {
        const crashes = state.crashes.map((used, i) => (i === which ? used + 1 : used)) as [number, number]
        add(actor, 'crash', true, crash, { crashes })
      }
    }
    first += instances
  }
  if (d.gust !== null) add('environment', 'gust', false, d.gust, {})
  if (d.storm !== null && state.storms < 1) add('environment', 'storm', true, d.storm, { storms: 1 })
  return edges
}

/** Where a step leads, by what it chose; `undefined` where it cannot be taken, or not choose that. */
export function after(d: LeastD, state: State, { actor, name }: Pick<ToldStep, 'actor' | 'name'>, x: number) {
  return edgesOf(d, state).find((edge) => edge.actor === actor && edge.name === name && edge.to.x === x)?.to
}

export interface Shortest {
  readonly length: number
  /** Of those with the fewest switches, the fewest actors, and the first in order of these. */
  readonly least: { readonly start: number; readonly steps: readonly ToldStep[] }
  readonly switches: number
  readonly actors: number
  /** Whether it is also the first in order of all with as few switches. */
  readonly isFirst: boolean
  /** How many shortest ways there are, and how many numbers of switches they have. */
  readonly ways: number
  readonly spread: number
}

export const tooMany = 'too many'

export function startsOf(d: LeastD): State[] {
  const instances = Array.from({ length: d.processes[0].instances + d.processes[1].instances })
  return d.starts.map((x) => ({
    x,
    at: instances.map(() => 'a'),
    n: instances.map(() => 0),
    crashes: [0, 0],
    storms: 0,
  }))
}

const sum = (state: State) => state.n.reduce((total, n) => total + n, 0)

/** Whether the property is decided there; of one of steps, by the last. */
export const ends = {
  invariant: (d: LeastD, s: State) => d.bad.xs.includes(s.x) && sum(s) >= d.bad.sum,
  reachable: (d: LeastD, s: State) => !d.bad.xs.includes(s.x) && sum(s) >= d.bad.sum,
  step: (d: LeastD, s: State, before: State | undefined) =>
    before !== undefined && d.badStep.from.includes(before.x) && d.badStep.to.includes(s.x) && sum(s) >= d.badStep.sum,
  'no deadlock': (d: LeastD, s: State) => edgesOf(d, s).every(({ isFault }) => isFault),
}

/** For each property that is decided by a way, the least of all shortest ones; `too many` where they are not all looked at. */
export function shortestWays(d: LeastD): Map<string, Shortest> | typeof tooMany {
  const starts = startsOf(d)
  const distance = new Map(starts.map((state) => [keyOf(state), 0]))
  const queue = starts.filter((state, i) => starts.findIndex((other) => other.x === state.x) === i)
  const edges = new Map<string, Edge[]>()
  for (const state of queue) {
    const out = edgesOf(d, state)
    edges.set(keyOf(state), out)
    for (const { to } of out) {
      if (distance.has(keyOf(to))) continue
      distance.set(keyOf(to), (distance.get(keyOf(state)) as number) + 1)
      queue.push(to)
    }
    if (queue.length > 1000) return tooMany
  }
  const back = new Set(queue.filter(({ x }) => d.goal.includes(x)).map(keyOf))
  for (let grown = true; grown; ) {
    grown = false
    for (const state of queue) {
      if (back.has(keyOf(state)) || !edges.get(keyOf(state))?.some(({ to }) => back.has(keyOf(to)))) continue
      grown = back.add(keyOf(state)) !== undefined
    }
  }
  const all = { ...ends, back: (_: LeastD, s: State) => !back.has(keyOf(s)) }
  const found = new Map<string, Shortest>()
  for (const [property, isEnd] of Object.entries(all)) {
    const shortest = least(starts, edges, distance, (state, before) => isEnd(d, state, before))
    if (shortest === tooMany) return tooMany
    if (shortest !== undefined) found.set(property, shortest)
  }
  return found
}

/** By brute force: every way of the least length at which one ends. */
function least(
  starts: readonly State[],
  edges: ReadonlyMap<string, readonly Edge[]>,
  distance: ReadonlyMap<string, number>,
  isEnd: (state: State, before: State | undefined) => boolean,
): Shortest | typeof tooMany | undefined {
  const all = [...edges].map(([key, out]) => ({ state: JSON.parse(key) as State, out }))
  const lengths = all.flatMap(({ state, out }) => {
    const here = distance.get(keyOf(state)) as number
    return [...(isEnd(state, undefined) ? [here] : []), ...(out.some(({ to }) => isEnd(to, state)) ? [here + 1] : [])]
  })
  if (lengths.length === 0) return undefined
  const length = Math.min(...lengths)
  const ways: { start: number; steps: Edge[] }[] = []
  const visit = (start: number, state: State, before: State | undefined, steps: Edge[]): void => {
    if (ways.length > 5000) return
    if (steps.length === length) {
      if (isEnd(state, before)) ways.push({ start, steps })
      return
    }
    if (distance.get(keyOf(state)) !== steps.length) return
    for (const edge of edges.get(keyOf(state)) as Edge[]) visit(start, edge.to, state, [...steps, edge])
  }
  for (const [start, state] of starts.entries()) visit(start, state, undefined, [])
  if (ways.length > 5000) return tooMany
  const switches = ({ steps }: { steps: Edge[] }) =>
    steps.filter(({ actor }, i) => i > 0 && actor !== steps[i - 1]?.actor).length
  const actors = ({ steps }: { steps: Edge[] }) => new Set(steps.map(({ actor }) => actor)).size
  // they were visited in the fixed order, and sorting keeps it
  const inOrder = [...ways]
  const sorted = ways.sort((a, b) => switches(a) - switches(b) || actors(a) - actors(b))
  const [first] = sorted as [{ start: number; steps: Edge[] }]
  return {
    length,
    least: { start: first.start, steps: first.steps.map(({ actor, name, picks }) => ({ actor, name, picks })) },
    switches: switches(first),
    actors: actors(first),
    isFirst: first === inOrder.find((way) => switches(way) === switches(first)),
    ways: ways.length,
    spread: new Set(ways.map(switches)).size,
  }
}
