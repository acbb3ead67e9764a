/** Everything that can happen in a description, and what comes of it: states are canonical JSON strings. */
import type { BodyD, Description, FaultD, ProcessD, Statement, TypeD } from './description.ts'
import { isCell } from './description.ts'
import type { ActionN } from './naive-graph.ts'
import { Handle } from './naive-handle.ts'
import { block, evaluate, type Frame, going } from './naive-step.ts'
import { type Any, Broken, canonical, conform, lowest } from './naive-values.ts'

export type System = TypeD & { readonly kind: 'struct' }

export interface Move extends ActionN {
  readonly step: BodyD
  /** The labels at which it can be done; `null` for any, and for the environment. */
  readonly at: readonly string[] | null
  readonly counter: { readonly name: string; readonly budget: number } | null
}

/** Counts runs that ended at a `choose` over nothing. */
export interface Stats {
  blocked: number
}

type Emit = (state: string) => void

class Blocked extends Error {}

export function systemType(d: Description): System {
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
export function allMoves(d: Description): Move[] {
  const moves: Move[] = []
  for (const [process, p] of Object.entries(d.processes)) {
    for (let instance = 0; instance < p.instances; instance++) {
      const own = { process, instance }
      for (const [name, step] of Object.entries(p.steps)) {
        moves.push({ name, fault: false, step, fair: step.fair, ...own, at: [name], counter: null })
      }
      for (const [name, fault] of possible(p.faults)) {
        const counter = { name: `${process}: ${name}`, budget: fault.budget }
        moves.push({ name, fault: true, step: fault, fair: null, ...own, at: fault.at, counter })
      }
    }
  }
  const environment = { process: null, instance: 0, at: null }
  for (const [name, step] of Object.entries(d.actions)) {
    moves.push({ name, fault: false, step, fair: step.fair, ...environment, counter: null })
  }
  for (const [name, step] of possible(d.faults)) {
    moves.push({ name, fault: true, step, fair: null, ...environment, counter: { name, budget: step.budget } })
  }
  return moves
}

/** Emits every initial state. */
export function starts(d: Description, system: System, stats: Stats, emit: Emit): void {
  const body = (state: Any, choose: Frame['choose'] & {}) => {
    const s = new Handle(state, system, [], system)
    const run = (body: readonly Statement[], frame: Partial<Frame>) =>
      block(body, { choose, vars: new Map(), ...frame })
    if (d.init !== null) run(d.init, { s })
    for (const [name, p] of Object.entries(d.processes)) {
      for (let id = 0; p.init !== null && id < p.instances; id++) {
        run(p.init, { me: instance(d, s, name, id, state) })
      }
    }
  }
  everyChoice(lowest(system), body, system, stats, emit)
}

function instance(d: Description, s: Handle, name: string, id: number, state: Any): Frame['me'] & {} {
  const type = instanceType(d.processes[name] as ProcessD)
  return { handle: new Handle(s.root, s.rootType, [name, id], type), id, at: state[name][id].at }
}

/** Emits the states to which one move leads, one for each way its choices can go. */
export function outcomes(
  d: Description,
  system: System,
  { process, instance: id, at, counter, step }: Move,
  state: Any,
  stats: Stats,
  emit: Emit,
): void {
  if (counter !== null && state.faults[counter.name] >= counter.budget) return
  if (process !== null && at !== null && !at.includes(state[process][id].at)) return
  const frame = (root: Any): Frame => {
    const s = new Handle(root, system, [], system)
    const me = process === null ? {} : { me: instance(d, s, process, id, root) }
    return { s, ...me, vars: new Map() }
  }
  if (step.when !== null) {
    const enabled = evaluate(step.when, frame(state))
    if (typeof enabled !== 'boolean') throw new Broken('step-threw')
    if (!enabled) return
  }
  const body = (root: Any, choose: Frame['choose'] & {}) => {
    const label = block(step.body, { ...frame(root), choose })
    if (counter !== null) root.faults[counter.name]++
    if (process === null || label === going || label === null) return
    if (!labelsOf(d.processes[process] as ProcessD).includes(label)) throw new Broken('unknown-label')
    root[process][id].at = label
  }
  everyChoice(state, body, system, stats, emit)
}

/** Runs the body on a copy of the state for each combination of choices, the last choice varying fastest. */
function everyChoice(
  state: Any,
  body: (root: Any, choose: (options: readonly Any[]) => Any) => void,
  system: TypeD,
  stats: Stats,
  emit: Emit,
): void {
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
    if (!blocked) emit(canonical(root))
    // the choices that this run made by itself: each later option of each of them, the last first
    const made = counts.map((_, i) => picks[i] ?? 0)
    for (let i = counts.length - 1; i >= picks.length; i--) {
      for (let other = 1; other < (counts[i] as number); other++) explorePrefix([...made.slice(0, i), other])
    }
  }
  explorePrefix([])
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

/** Whether every process is at a label where waiting forever is fine; where there is none, it is nowhere. */
export function mayRest(d: Description, state: Any): boolean {
  if (Object.keys(d.processes).length === 0) return false
  return Object.entries(d.processes).every(([name, p]) =>
    state[name].every(({ at }: { at: string }) => p.resting.includes(at) || p.terminal.includes(at)),
  )
}
