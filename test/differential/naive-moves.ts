/** All moves of a description, and the states to which they lead. States are canonical JSON strings. */
import {
  type BodyD,
  type Description,
  type FaultD,
  isCell,
  type ProcessD,
  type Statement,
  type TypeD,
} from './description.ts'
import { everyValue } from './naive-every.ts'
import { type ActionN, type Duty, dutiesOf } from './naive-graph.ts'
import { Handle } from './naive-handle.ts'
import { type FreeInput, instanceType, type Leaf, labelsOf, type Plant, typeAt } from './naive-plant.ts'
import { block, evaluate, type Frame, going, trying } from './naive-step.ts'
import { type Any, Blocked, Broken, canonical, conform, lowest } from './naive-values.ts'
import { initsOf, partAt, Wiring } from './naive-wires.ts'

export interface Move extends ActionN {
  readonly path: readonly string[]
  readonly leaf: Leaf
  /** `null` if the move is a change of an input. */
  readonly step: BodyD | null
  readonly input?: FreeInput
  /** The labels at which it is possible. `null` for any label, and for the environment. */
  readonly at: readonly string[] | null
  readonly counter: number | null
}

/** Counts runs that ended at a `choose` over nothing. */
export interface Stats {
  blocked: number
}

type Emit = (state: string) => void

/**
 * All moves, in the order in which the search looks for errors: module by module. In each module come the processes,
 * by instance, with steps and then faults; then the environment.
 */
export function allMoves(plant: Plant): Move[] {
  const moves: Move[] = []
  for (const leaf of plant.leaves) {
    const { d, path } = leaf
    const counterOf = (process: string | null, name: string) =>
      leaf.counters.find((one) => one.process === process && one.fault === name)?.counter
    for (const [process, p] of Object.entries(d.processes)) {
      for (let instance = 0; instance < p.instances; instance++) {
        const own = { leaf, path, process, instance }
        for (const [label, step] of Object.entries(p.steps)) {
          for (const one of [step, ...(step.others ?? [])]) {
            if (one.named === undefined) continue
            const names = { name: one.named, also: label }
            moves.push({ ...names, fault: false, step: one, fair: one.fair, ...own, at: [label], counter: null })
          }
          if (step.named !== undefined) continue
          const name = label
          moves.push({ name, fault: false, step, fair: step.fair, ...own, at: [name], counter: null })
        }
        for (const [name, fault] of Object.entries(p.faults)) {
          const counter = counterOf(process, name)
          if (counter === undefined) continue
          moves.push({ name, fault: true, step: fault, fair: null, ...own, at: fault.at, counter })
        }
      }
    }
    const environment = { leaf, path, process: null, instance: 0, at: null }
    for (const [name, step] of Object.entries(d.actions)) {
      for (let instance = 0; step.each !== undefined && instance < step.each; instance++) {
        const names = { name: `${name} (${instance})`, also: name, instance }
        moves.push({ fault: false, step, fair: step.fair, ...environment, ...names, counter: null })
      }
      if (step.each !== undefined) continue
      moves.push({ name, fault: false, step, fair: step.fair, ...environment, counter: null })
    }
    for (const input of leaf.free) {
      if (input.changes === 0) continue
      const name = `${input.name} changes`
      const change = { step: null, input, counter: null, fair: null, ofInput: true }
      moves.push({ name, fault: false, ...change, ...environment })
    }
    for (const [name, step] of Object.entries(d.faults)) {
      const counter = counterOf(null, name)
      if (counter === undefined) continue
      moves.push({ name, fault: true, step, fair: null, ...environment, counter })
    }
  }
  return moves
}

/** The fairness promises of all modules. Each covers only steps and actions of its own module. */
export function promises(plant: Plant, moves: readonly Move[]): Duty[] {
  return plant.leaves.flatMap((leaf) =>
    dutiesOf(moves, leaf.d.processes, leaf.d.fair, (action) => (action as Move).leaf === leaf),
  )
}

/** Emits every initial state. `strictly`: see `initsOf`. `forgiving`: a module whose init fails stays as it is. */
export function starts(plant: Plant, strictly: boolean, stats: Stats, emit: Emit, forgiving = false): void {
  const body = (root: Any, choose: Frame['choose'] & {}) => {
    const run = (body: readonly Statement[], frame: Partial<Frame>) =>
      block(body, { choose, vars: new Map(), ...frame })
    for (const { path, free } of plant.leaves) {
      for (const { name, starts: start, type } of free) {
        partAt(root, path)[name] = start === undefined ? choose(everyValue(type)) : start
      }
    }
    const { watch, runAll } = initsOf(plant, strictly, (leaf) => {
      try {
        if (leaf.d.init !== null) run(leaf.d.init, { s: stateOf(plant, leaf, root) })
      } catch (error) {
        if (!forgiving || !(error instanceof Broken || error instanceof Blocked)) throw error
      }
    })
    const wiring = new Wiring(plant, root, watch)
    runAll()
    wiring.settle()
    // processes begin after all modules, and see the wired inputs
    for (const leaf of plant.leaves) {
      const s = stateOf(plant, leaf, root)
      for (const [name, p] of Object.entries(leaf.d.processes)) {
        for (let id = 0; p.init !== null && id < p.instances; id++) run(p.init, { me: instance(leaf, s, name, id) })
      }
    }
    settle(plant.type, root)
  }
  everyChoice(plant, lowest(plant.type), body, stats, emit)
}

const nothing = () => {}

/** Errors in what a step throws or returns, and not in its changes of the state. */
const isUntold = (error: unknown) =>
  error instanceof Broken && ['step-threw', 'not-a-function', 'unknown-label'].includes(error.code)

function stateOf(plant: Plant, { path }: Leaf, value: Any): Handle {
  return new Handle({ value, type: plant.type }, ['tree', ...path], typeAt(plant.type, path))
}

function instance({ d, path }: Leaf, s: Handle, name: string, id: number): Frame['me'] & {} {
  const type = instanceType(d.processes[name] as ProcessD)
  const own = partAt(s.root.value, path)[name][id]
  return { handle: new Handle(s.root, [...s.hops, name, id], type), id, at: own.at }
}

/** Emits the states to which one move leads: one state for each combination of its choices. */
export function outcomes(plant: Plant, move: Move, state: Any, stats: Stats, emit: Emit, hidden: boolean): void {
  const { leaf, process, instance: id, at, counter, step, input } = move
  if (counter !== null && state.counters[counter] >= (plant.budgets[counter] as number)) return
  if (process !== null && at !== null && !at.includes(partAt(state, leaf.path)[process][id].at)) return
  const frame = (root: Any): Frame => {
    const s = stateOf(plant, leaf, root)
    const me = process === null ? { id } : instance(leaf, s, process, id)
    return { s, me: me as Frame['me'] & {}, vars: new Map(), hidden }
  }
  if (step !== null && step.when !== null) {
    const enabled = evaluate(step.when, frame(state))
    if (typeof enabled !== 'boolean') throw new Broken('step-threw')
    if (!enabled) return
  }
  if (input?.counter != null && state.counters[input.counter] >= (plant.budgets[input.counter] as number)) return
  const body = (root: Any, choose: Frame['choose'] & {}) => {
    if (step === null && input !== undefined) change(root, leaf, input, choose, true)
    if (step !== null) {
      setBack(step as Partial<FaultD>, root)
      take(step, root, choose)
    }
    if (counter !== null) root.counters[counter]++
    settle(plant.type, root)
    // the surroundings may change inputs of the module in the same transition
    const later = input === undefined ? leaf.free : leaf.free.slice(leaf.free.indexOf(input) + 1)
    const moved = input !== undefined || canonical(root) !== canonical(state)
    if (moved) for (const one of later) change(root, leaf, one, choose, false)
    if (plant.wires.length > 0) new Wiring(plant, root).settle()
  }
  const take = ({ body, form }: BodyD, root: Any, choose: Frame['choose'] & {}) => {
    // errors that an async function throws end in its promise, except errors of the model
    if (form === 'async') trying(() => void block(body, { ...frame(root), choose }), nothing)
    if (form !== undefined) throw new Broken('not-a-function')
    const told = block(body, { ...frame(root), choose })
    if (process === null) return
    const { crash } = step as Partial<FaultD>
    const p = leaf.d.processes[process] as ProcessD
    const label = (told === going || told === null) && crash ? (crash.restartsAt ?? (labelsOf(p)[0] as string)) : told
    if (label === going || label === null) return
    if (!labelsOf(leaf.d.processes[process] as ProcessD).includes(label)) throw new Broken('unknown-label')
    partAt(root, leaf.path)[process][id].at = label
  }
  everyChoice(plant, state, body, stats, emit)

  function setBack({ crash }: Partial<FaultD>, root: Any): void {
    if (crash === undefined || process === null) return
    const { local, volatile = 0 } = leaf.d.processes[process] as ProcessD
    const own = partAt(root, leaf.path)[process][id]
    const all = Object.keys(local)
    for (const name of all.slice(all.length - volatile)) own[name] = lowest(local[name] as TypeD)
  }

  /** Gives the input another value if its budget allows it. Unless it `must` change, it may also keep its value. */
  function change(root: Any, { path }: Leaf, one: FreeInput, choose: Frame['choose'] & {}, must: boolean): void {
    const part = partAt(root, path)
    const spent = one.changes === 0 || (one.counter !== null && root.counters[one.counter] >= (one.changes as number))
    const others = spent ? [] : everyValue(one.type).filter((value) => value !== part[one.name])
    const value = choose(must ? others : [part[one.name], ...others])
    if (value === part[one.name]) return
    part[one.name] = value
    if (one.counter !== null) root.counters[one.counter]++
  }
}

/** Runs the body on a copy of the state for each combination of choices. The last choice varies fastest. */
function everyChoice(
  plant: Plant,
  state: Any,
  body: (root: Any, choose: (options: readonly Any[]) => Any) => void,
  stats: Stats,
  emit: Emit,
): void {
  const explorePrefix = (picks: readonly number[]): void => {
    let asked = 0
    const counts: number[] = []
    const root = structuredClone(state)
    let blocked = false
    const choose = (options: readonly Any[]) => {
      blocked ||= options.length === 0
      if (blocked) throw new Blocked()
      counts.push(options.length)
      return options[picks[asked++] ?? 0]
    }
    try {
      body(root, choose)
      if (!blocked) settle(plant.type, root)
    } catch (error) {
      // a blocked run does not report what JavaScript throws afterwards
      if (!(error instanceof Blocked || (blocked && isUntold(error)))) throw error
    }
    if (blocked) stats.blocked++
    else emit(canonical(root))
    // for each choice after the given picks, the last one first: explore its other options
    const made = counts.map((_, i) => picks[i] ?? 0)
    for (let i = counts.length - 1; i >= picks.length; i--) {
      for (let other = 1; other < (counts[i] as number); other++) explorePrefix([...made.slice(0, i), other])
    }
  }
  explorePrefix([])
}

/** Checks arrays when the step ends: each must have its length, and each scalar element must be of its type. */
function settle(type: TypeD, value: Any): void {
  if (type.kind === 'struct') {
    for (const [name, field] of Object.entries(type.fields)) {
      // a wired input may not be known yet
      if (!isCell(field)) settle(field, value[name])
    }
  } else if (type.kind === 'array') {
    if (value.length !== type.length) throw new Broken('value-out-of-range')
    for (let i = 0; i < type.length; i++) {
      if (isCell(type.of)) value[i] = conform(type.of, value[i])
      else settle(type.of, value[i])
    }
  }
}

/**
 * Whether the system may stay in this state forever: every process is at a terminal label or one of `resting`. A model
 * without processes decides it by its `resting` predicate.
 */
export function mayRest(plant: Plant, state: Any): boolean {
  return plant.leaves.every((leaf) => {
    const { d, path } = leaf
    const processes = Object.entries(d.processes)
    if (processes.length === 0) return restsWithout(plant, leaf, state)
    return processes.every(([name, p]) =>
      partAt(state, path)[name].every(({ at }: { at: string }) => p.resting.includes(at) || p.terminal.includes(at)),
    )
  })
}

function restsWithout(plant: Plant, leaf: Leaf, state: Any): boolean {
  if (leaf.d.resting === null)
    return plant.leaves.some(({ d }: { d: Description }) => Object.keys(d.processes).length > 0)
  const value = evaluate(leaf.d.resting, { s: stateOf(plant, leaf, state), vars: new Map() })
  if (typeof value !== 'boolean') throw new Broken('step-threw')
  return value
}
