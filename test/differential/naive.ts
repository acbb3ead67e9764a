/**
 * A third checker, written for clarity: states are canonical JSON strings in a Map, every step works on a deep
 * copy, and the search is a plain breadth-first one that decides every property afterwards. It shares no code
 * with the checker that it judges.
 */
import type { Description, Expr, FaultD, ProcessD, Statement, StepD, TypeD } from './description.ts'
import { isCell } from './description.ts'
import { Handle } from './naive-handle.ts'
import { block, evaluate, type Frame, going } from './naive-step.ts'
import { type Any, Broken, canonical, conform, type ErrorCode, lowest } from './naive-values.ts'

export interface Findings {
  readonly states: ReadonlySet<string>
  readonly transitions: number
  readonly depth: number
  readonly verdicts: ReadonlyMap<string, 'holds' | 'violated'>
  /** Of the counterexample or witness, in transitions; only where there is one. */
  readonly lengths: ReadonlyMap<string, number>
  readonly error?: { readonly code: ErrorCode; readonly depth: number }
  /** Runs that ended at a `choose` over nothing. */
  readonly blocked: number
}

interface Edge {
  readonly from: string
  readonly to: string
}

interface Move {
  readonly name: string
  readonly kind: 'step' | 'action' | 'fault'
  readonly step: StepD
  readonly process?: { readonly name: string; readonly id: number; readonly at: readonly string[] | null }
  readonly counter?: { readonly name: string; readonly budget: number }
}

class Blocked extends Error {}

export const tooBig = 'too big'

/** Everything there is to know of a description; `too big` where it has more than so many states or transitions. */
export function explore(d: Description, maxStates: number, maxTransitions: number): Findings | typeof tooBig {
  const system = systemType(d)
  const moves = allMoves(d)
  const distances = new Map<string, number>()
  const edges: Edge[] = []
  const deadlocks: string[] = []
  let frontier: string[] = []
  let depth = 0
  const stats = { blocked: 0 }

  const findings = (error?: Findings['error']): Findings => ({
    states: new Set(distances.keys()),
    transitions: edges.length,
    depth: Math.max(0, ...distances.values()),
    ...judge(d, system, distances, edges, deadlocks),
    blocked: stats.blocked,
    ...(error === undefined ? {} : { error }),
  })

  try {
    for (const state of everyChoice(lowest(system), (s, choose) => start(d, system, s, choose), system, stats)) {
      if (!distances.has(state)) frontier.push(state)
      distances.set(state, 0)
    }
    if (distances.size === 0) throw new Broken('no-initial-state')
    while (frontier.length > 0) {
      const next: string[] = []
      for (const from of frontier) {
        let stuck = true
        for (const move of moves) {
          for (const to of outcomes(d, system, move, JSON.parse(from), stats)) {
            edges.push({ from, to })
            if (move.kind !== 'fault') stuck = false
            if (!distances.has(to)) {
              distances.set(to, depth + 1)
              next.push(to)
            }
          }
          if (distances.size > maxStates || edges.length > maxTransitions) return tooBig
        }
        if (stuck && !mayRest(d, JSON.parse(from))) deadlocks.push(from)
      }
      frontier = next
      depth++
    }
    return findings()
  } catch (error) {
    if (error instanceof Broken) return findings({ code: error.code, depth })
    throw error
  }
}

function systemType(d: Description): TypeD & { kind: 'struct' } {
  const fields: Record<string, TypeD> = { ...d.state }
  const counters: Record<string, TypeD> = {}
  for (const [name, p] of Object.entries(d.processes)) {
    fields[name] = { kind: 'array', length: p.instances, of: instanceType(p) }
    for (const [fault, { budget }] of possible(p.faults)) {
      counters[`${name}: ${fault}`] = { kind: 'int', lo: 0, hi: budget }
    }
  }
  for (const [fault, { budget }] of possible(d.faults)) counters[fault] = { kind: 'int', lo: 0, hi: budget }
  if (Object.keys(counters).length > 0) fields.faults = { kind: 'struct', fields: counters }
  return { kind: 'struct', fields }
}

/** A fault that may never happen is not part of the model. */
function possible(faults: { readonly [name: string]: FaultD }): [string, FaultD][] {
  return Object.entries(faults).filter(([, { budget }]) => budget > 0)
}

function labelsOf(p: ProcessD): string[] {
  return [...Object.keys(p.steps), ...p.terminal]
}

function instanceType(p: ProcessD): TypeD {
  return { kind: 'struct', fields: { at: { kind: 'oneOf', labels: labelsOf(p) }, ...p.local } }
}

/** In the order in which errors are looked for: processes, instances, their steps, their faults; then the environment. */
function allMoves(d: Description): Move[] {
  const moves: Move[] = []
  for (const [process, p] of Object.entries(d.processes)) {
    for (let id = 0; id < p.instances; id++) {
      for (const [label, step] of Object.entries(p.steps)) {
        moves.push({ name: label, kind: 'step', step, process: { name: process, id, at: [label] } })
      }
      for (const [name, fault] of possible(p.faults)) {
        const counter = { name: `${process}: ${name}`, budget: fault.budget }
        moves.push({ name, kind: 'fault', step: fault, process: { name: process, id, at: fault.at }, counter })
      }
    }
  }
  for (const [name, step] of Object.entries(d.actions)) moves.push({ name, kind: 'action', step })
  for (const [name, step] of possible(d.faults)) {
    moves.push({ name, kind: 'fault', step, counter: { name, budget: step.budget } })
  }
  return moves
}

function start(d: Description, system: TypeD & { kind: 'struct' }, state: Any, choose: Frame['choose'] & {}): void {
  const s = new Handle(state, system, [], system)
  const run = (body: readonly Statement[], frame: Partial<Frame>) => block(body, { choose, vars: new Map(), ...frame })
  if (d.init !== null) run(d.init, { s })
  for (const [name, p] of Object.entries(d.processes)) {
    for (let id = 0; p.init !== null && id < p.instances; id++) {
      run(p.init, { me: instance(d, s, name, id, state) })
    }
  }
}

function instance(d: Description, s: Handle, name: string, id: number, state: Any): Frame['me'] & {} {
  const type = instanceType(d.processes[name] as ProcessD)
  return { handle: new Handle(s.root, s.rootType, [name, id], type), id, at: state[name][id].at }
}

/** The states to which one move leads, one for each way its choices can go. */
function outcomes(
  d: Description,
  system: TypeD & { kind: 'struct' },
  move: Move,
  state: Any,
  stats: { blocked: number },
): string[] {
  const { process, counter, step } = move
  if (counter !== undefined && state.faults[counter.name] >= counter.budget) return []
  if (process?.at != null && !process.at.includes(state[process.name][process.id].at)) return []
  const frame = (root: Any): Frame => {
    const s = new Handle(root, system, [], system)
    const me = process === undefined ? {} : { me: instance(d, s, process.name, process.id, root) }
    return { s, ...me, vars: new Map() }
  }
  if (step.when !== null) {
    const enabled = evaluate(step.when, frame(state))
    if (typeof enabled !== 'boolean') throw new Broken('step-threw')
    if (!enabled) return []
  }
  return everyChoice(
    state,
    (root, choose) => {
      const label = block(step.body, { ...frame(root), choose })
      if (counter !== undefined) root.faults[counter.name]++
      if (process === undefined || label === going || label === null) return
      if (!labelsOf(d.processes[process.name] as ProcessD).includes(label)) throw new Broken('unknown-label')
      root[process.name][process.id].at = label
    },
    system,
    stats,
  )
}

/** Runs the body on a copy of the state for each combination of choices, the last choice varying fastest. */
function everyChoice(
  state: Any,
  body: (root: Any, choose: (options: readonly Any[]) => Any) => void,
  system: TypeD,
  stats: { blocked: number },
): string[] {
  const results: string[] = []
  const explorePrefix = (picks: readonly number[]): void => {
    let asked = 0
    const counts: number[] = []
    const root = structuredClone(state)
    const choose = (options: readonly Any[]) => {
      if (options.length === 0) throw new Blocked()
      counts.push(options.length)
      return options[picks[asked++] ?? 0]
    }
    let blocked = false
    try {
      body(root, choose)
      settle(system, root)
    } catch (error) {
      if (!(error instanceof Blocked)) throw error
      stats.blocked++
      blocked = true
    }
    if (!blocked) results.push(canonical(root))
    // the choices that this run made by itself: each later option of each of them, the last first
    const made = counts.map((_, i) => picks[i] ?? 0)
    for (let i = counts.length - 1; i >= picks.length; i--) {
      for (let other = 1; other < (counts[i] as number); other++) explorePrefix([...made.slice(0, i), other])
    }
  }
  explorePrefix([])
  return results
}

/** Arrays of scalars are looked at when the step ends: each element must be of its type. */
function settle(type: TypeD, value: Any): void {
  if (type.kind === 'struct') {
    for (const [name, field] of Object.entries(type.fields)) settle(field, value[name])
  } else if (type.kind === 'array') {
    if (value.length !== type.length) throw new Broken('value-out-of-range')
    for (let i = 0; i < type.length; i++) {
      if (isCell(type.of)) value[i] = conform(type.of, value[i])
      else settle(type.of, value[i])
    }
  }
}

function mayRest(d: Description, state: Any): boolean {
  return Object.entries(d.processes).every(([name, p]) =>
    state[name].every(({ at }: { at: string }) => p.resting.includes(at) || p.terminal.includes(at)),
  )
}

function judge(
  d: Description,
  system: TypeD & { kind: 'struct' },
  distances: ReadonlyMap<string, number>,
  edges: readonly Edge[],
  deadlocks: readonly string[],
): Pick<Findings, 'verdicts' | 'lengths'> {
  const verdicts = new Map<string, 'holds' | 'violated'>()
  const lengths = new Map<string, number>()
  const seen = (state: string) => new Handle(JSON.parse(state), system, [], system)
  const holds = (e: Expr, after: string, before?: string) =>
    evaluate(e, { s: seen(after), ...(before === undefined ? {} : { before: seen(before) }), vars: new Map() })
  const decide = (name: string, found: readonly number[], whenFound: 'holds' | 'violated') => {
    const other = whenFound === 'holds' ? 'violated' : 'holds'
    verdicts.set(name, found.length > 0 ? whenFound : other)
    if (found.length > 0) lengths.set(name, Math.min(...found))
  }
  const distance = (state: string) => distances.get(state) as number
  const states = [...distances.keys()]
  for (const [name, e] of Object.entries(d.invariants)) {
    decide(name, states.filter((state) => !holds(e, state)).map(distance), 'violated')
  }
  for (const [name, e] of Object.entries(d.stepProperties)) {
    const bad = edges.filter(({ from, to }) => !holds(e, to, from))
    decide(
      name,
      bad.map(({ from }) => distance(from) + 1),
      'violated',
    )
  }
  for (const [name, e] of Object.entries(d.reachable)) {
    decide(name, states.filter((state) => holds(e, state)).map(distance), 'holds')
  }
  decide('no deadlock', deadlocks.map(distance), 'violated')
  return { verdicts, lengths }
}
