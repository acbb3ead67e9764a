/** Runs of a model as values of fast-check: how they are generated, how they shrink, and how they print. */
import { Arbitrary, type Random, Stream, toStringMethod, Value } from 'fast-check'
import { type DrivenGraph, drivenGraph, type Edge, wayTo } from '../../conform/graph.ts'
import { type Move, movesAt } from '../../conform/moves.ts'
import { entryName, type Plan } from '../../conform/plan.ts'
import type { ActionInfo } from '../../language/actions.ts'
import type { Plain } from '../../plain.ts'
import type { Successor } from '../../reference/interpret.ts'
import { chosen } from '../../report/words/data.ts'
import { actionName } from '../../trace/trace.ts'

/** A step of a run. */
export interface RunStep {
  /** The actor and its step, as in `client 1 acquire`. */
  readonly name: string
  /** The options that the step picks, as plain data. Empty if it picks none, or if the code picks. */
  readonly choices: readonly Plain[]
}

/** Steps that a model allows one after the other, from an initial state. It prints as the names of its steps. */
export class Run {
  /** @internal */
  readonly plan: Plan
  /** @internal */
  readonly start: Omit<Successor, 'action'>
  /** @internal */
  readonly moves: readonly Moved[]

  /** @internal */
  constructor(plan: Plan, start: Omit<Successor, 'action'>, moves: readonly Moved[]) {
    this.plan = plan
    this.start = start
    this.moves = moves
  }

  /** The steps, in order. */
  get steps(): readonly RunStep[] {
    return this.moves.map(({ action, choices }) => ({ name: nameOf(this.plan, action), choices: choices ?? [] }))
  }

  /** The names of the steps, as in `client 0 acquire, client 1 acquire`. */
  toString(): string {
    return this.moves.length === 0
      ? 'no step'
      : this.moves.map((move) => textOfMove(this.plan, move.action, move)).join(', ')
  }

  /** @internal */
  [toStringMethod](): string {
    return this.toString()
  }
}

/** A move, and the states before and after it in the model. */
export interface Moved {
  readonly action: number
  readonly choices: readonly Plain[] | undefined
  readonly named?: readonly string[] | undefined
  readonly from: Plain
  readonly to: Plain
}

export function textOfMove(
  plan: Plan,
  action: number,
  { choices, named }: { choices: readonly Plain[] | undefined; named?: readonly string[] | undefined },
): string {
  const fault = (plan.model.actions[action] as ActionInfo).kind === 'fault' ? ' (fault)' : ''
  return `${nameOf(plan, action)}${fault}${chosen(choices ?? [], named)}`
}

const nameOf = ({ model }: Plan, action: number) => actionName(model, model.actions[action] as ActionInfo)

/**
 * The facts about a run that failed, so that no simpler run is tried twice. `prefix`: its prefixes of at most `passing`
 * steps pass. `parts`: its prefixes and the shortest way to its last step pass. `way`: it is the shortest way to its last
 * step, the edge of this number. `nearest`: the edges of the same name before this one pass, too. `first`: all edges
 * before this one pass.
 */
type Shrinking =
  | { readonly stage: 'prefix'; readonly passing: number }
  | { readonly stage: 'parts' }
  | { readonly stage: 'way' | 'nearest' | 'first'; readonly edge: number }

/** The maximum number of states of the model in which shrinking looks for a shorter way. */
const mostStates = 20_000
/** The maximum number of nearer steps of the same name that are tried, and of any name. */
const mostNearer = 1000
/** The same for a failure that depends on more than the model's state, because a nearer step rarely shows it. */
const mostNearerByParts = 100

/** The part of the model in which shrinking looks for shorter ways. Edges are numbered by their distance. */
interface Explored {
  readonly graph: DrivenGraph
  readonly numbers: ReadonlyMap<string, number>
  /** The number of steps from an initial state to each state. */
  readonly lengths: Int32Array
}

export class Runs extends Arbitrary<Run> {
  readonly #plan: Plan
  readonly #maxSteps: number
  readonly #starts: readonly Omit<Successor, 'action'>[]
  #explored: Explored | undefined

  constructor(plan: Plan, maxSteps: number) {
    super()
    this.#plan = plan
    this.#maxSteps = maxSteps
    this.#starts = plan.reference.initials()
  }

  /** A walk at random: first which action, then which of its choices. With a bias, most runs are short. */
  override generate(random: Random, biasFactor: number | undefined): Value<Run> {
    const isShort = biasFactor !== undefined && random.nextInt(1, biasFactor) === 1
    const longest = isShort ? Math.max(1, Math.ceil(Math.log2(this.#maxSteps + 1))) : this.#maxSteps
    const length = random.nextInt(Math.min(1, longest), longest)
    const pick = <T>(all: readonly T[]) => all[random.nextInt(0, all.length - 1)] as T
    const start = pick(this.#starts)
    const moves: Moved[] = []
    for (let from = start.state; moves.length < length; ) {
      const all = movesAt(this.#plan, from)
      if (all.length === 0) break
      const move = pick(pick(all))
      const moved = movedOf(from, move, pick(move.outcomes))
      moves.push(moved)
      from = moved.to
    }
    return new Value(new Run(this.#plan, start, moves), undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is Run {
    return value instanceof Run && value.plan === this.#plan
  }

  /**
   * Shorter runs, and runs of the same length with simpler choices. First shorter prefixes, which find the step that
   * fails. Then a shortest way to that step, and then each nearer step. If that way passes, the failure depends on more
   * than the model's state: then the run without each part.
   */
  override shrink(run: Run, context: unknown): Stream<Value<Run>> {
    return new Stream(this.#simpler(run, (context as Shrinking | undefined) ?? { stage: 'prefix', passing: -1 }))
  }

  *#simpler(run: Run, known: Shrinking): IterableIterator<Value<Run>> {
    if (known.stage === 'prefix') {
      yield* this.#prefixes(run, known.passing)
      for (const { way, edge } of this.#shortestWays(run)) {
        if (keyOf(way) === keyOf(run)) return yield* this.#simpler(run, { stage: 'way', edge })
        if (way.moves.length <= run.moves.length) yield shrunk(way, { stage: 'way', edge })
      }
    }
    if ('edge' in known) {
      if (known.stage === 'way') yield* this.#before(known.edge, run, true, mostNearer)
      if (known.stage !== 'first') yield* this.#before(known.edge, run, false, mostNearer)
      return
    }
    yield* this.#parts(run)
    const { graph, lengths } = this.#graph()
    const shorter = graph.edges.filter(({ from }) => (lengths[from] as number) + 1 < run.moves.length).length
    for (const isSame of [true, false]) yield* this.#before(shorter, run, isSame, mostNearerByParts)
  }

  *#prefixes(run: Run, passing: number): IterableIterator<Value<Run>> {
    const { length } = run.moves
    const prefix = (steps: number, known: number) =>
      shrunk(new Run(this.#plan, run.start, run.moves.slice(0, steps)), { stage: 'prefix', passing: known })
    if (passing + 1 >= length) return
    yield prefix(passing + 1, passing)
    let known = passing + 1
    for (let next = halfway(known, length); next < length; next = halfway(known, length)) {
      yield prefix(next, known)
      known = next
    }
  }

  /** A shortest way to the last step, and one to the state after it, each with the number of its last edge. */
  #shortestWays(run: Run): { readonly way: Run; readonly edge: number }[] {
    const last = run.moves.at(-1)
    if (last === undefined) return []
    const { graph, numbers } = this.#graph()
    const before = numbers.get(JSON.stringify(last.from))
    const after = numbers.get(JSON.stringify(last.to))
    const isLast = ({ action, choices }: Edge) =>
      action === last.action && JSON.stringify(choices) === JSON.stringify(last.choices)
    const same = before === undefined ? [] : (graph.out[before] ?? []).filter((i) => isLast(graph.edges[i] as Edge))
    const toAfter = after === undefined ? [] : [{ way: this.#wayTo(after), edge: graph.foundBy[after] as number }]
    return [...same.map((edge) => ({ way: this.#wayTo(before as number, edge), edge })), ...toAfter]
  }

  /** The run without a part, and with simpler choices. Of the steps after the part, those that are still possible stay. */
  *#parts(run: Run): IterableIterator<Value<Run>> {
    const { moves, start } = run
    const known = new Set([keyOf(run)])
    const isNew = (other: Run) => other.moves.length <= moves.length && known.size < known.add(keyOf(other)).size
    for (let size = moves.length >> 1; size >= 1; size >>= 1) {
      for (let at = moves.length - size; at >= 0; at--) {
        const rest = this.#again(start, [...moves.slice(0, at), ...moves.slice(at + size)])
        if (isNew(rest)) yield shrunk(rest, { stage: 'parts' })
      }
    }
    for (const first of this.#starts.slice(0, this.#starts.indexOf(start))) {
      const other = this.#again(first, moves)
      if (isNew(other)) yield shrunk(other, { stage: 'parts' })
    }
    for (const [at, { from, action, choices }] of moves.entries()) {
      const simpler = movesAt(this.#plan, from, action).flat()
      for (const other of simpler) {
        if (JSON.stringify(other.choices) === JSON.stringify(choices)) break
        const changed = this.#again(start, [...moves.slice(0, at), other, ...moves.slice(at + 1)])
        if (isNew(changed)) yield shrunk(changed, { stage: 'parts' })
      }
    }
  }

  /** Runs along the shortest ways to the edges before one: to those of the last step's name, or to the others. */
  *#before(end: number, run: Run, isSame: boolean, most: number): IterableIterator<Value<Run>> {
    const last = run.moves.at(-1)
    if (last === undefined) return
    const { edges } = this.#graph().graph
    const called = (action: number) => entryName(this.#plan.model.actions[action] as ActionInfo)
    let tried = 0
    for (let edge = 0; edge < end && tried < most; edge++) {
      const { from, action } = edges[edge] as Edge
      if ((called(action) === called(last.action)) !== isSame) continue
      tried++
      yield shrunk(this.#wayTo(from, edge), { stage: isSame ? 'nearest' : 'first', edge })
    }
  }

  #graph(): Explored {
    if (this.#explored !== undefined) return this.#explored
    const { model, reference, drives } = this.#plan
    const graph = drivenGraph(model, reference, (action) => drives[action] ?? 'none', mostStates)
    const numbers = new Map(graph.states.map((state, i) => [JSON.stringify(state), i]))
    const lengths = new Int32Array(graph.states.length)
    graph.foundBy.forEach((by, state) => {
      if (by >= 0) lengths[state] = (lengths[(graph.edges[by] as Edge).from] as number) + 1
    })
    this.#explored = { graph, numbers, lengths }
    return this.#explored
  }

  /** A run along a shortest way to a state, and one edge more. */
  #wayTo(state: number, last?: number): Run {
    const { graph } = this.#graph()
    const way = wayTo(graph, state)
    const first = graph.edges[way[0] ?? -1]?.from ?? state
    const { start } = graph.starts.find((one) => one.state === first) as DrivenGraph['starts'][number]
    const edges = last === undefined ? way : [...way, last]
    const moves = edges.map((number, i): Moved => {
      const edge = graph.edges[number] as Edge
      const next = graph.edges[edges[i + 1] ?? -1]?.from ?? (i + 1 === way.length ? state : edge.outcomes[0]?.to)
      const [from, to] = [graph.states[edge.from], graph.states[next as number]] as [Plain, Plain]
      return { action: edge.action, choices: edge.choices, named: edge.named, from, to }
    })
    return new Run(this.#plan, start, moves)
  }

  /** The run from `start` that takes those of the moves, in order, that the model allows then. */
  #again(start: Omit<Successor, 'action'>, moves: readonly Pick<Moved, 'action' | 'choices'>[]): Run {
    const taken: Moved[] = []
    let from = start.state
    for (const { action, choices, ...rest } of moves) {
      const wanted = JSON.stringify(choices)
      const move = movesAt(this.#plan, from, action)
        .flat()
        .find((one) => JSON.stringify(one.choices) === wanted)
      if (move === undefined) continue
      const planned = JSON.stringify((rest as Partial<Moved>).to)
      const outcome = move.outcomes.find(({ state }) => JSON.stringify(state) === planned) ?? move.outcomes[0]
      const moved = movedOf(from, move, outcome as Successor)
      taken.push(moved)
      from = moved.to
    }
    return new Run(this.#plan, start, taken)
  }
}

function movedOf(from: Plain, { action, choices }: Move, { named, state }: Successor): Moved {
  return { action, choices, named: choices === undefined ? undefined : named, from, to: state }
}

const shrunk = (run: Run, known: Shrinking) => new Value(run, known)

const keyOf = ({ start, moves }: Run) =>
  JSON.stringify([start.state, moves.map(({ action, choices }) => [action, choices ?? null])])

const halfway = (from: number, to: number) => from + Math.ceil((to - from) / 2)
