/**
 * A random labelled graph as a model: the state is a node, and every step goes by a table. Such models are small, and
 * full of ways to go on forever, which is what properties of runs are about.
 */
import { type Choose, int, model, process } from 'allways'
import type { Model } from '../../src/language/model.ts'
import type { FairD, TemporalD } from '../differential/temporal.ts'
import { toTemporal } from '../differential/to-temporal.ts'

/** Where a step leads from each node: to any of these nodes; where there are none it cannot be taken. */
export type Table = readonly (readonly number[])[]

export interface GraphStep {
  readonly fair: FairD
  /** One for each instance. */
  readonly tables: readonly Table[]
  /** The label that it leads to. */
  readonly next: string
}

export interface GraphProcess {
  readonly instances: number
  readonly fair: FairD
  readonly steps: { readonly [label: string]: GraphStep }
  /** Moves an instance to the first label. */
  readonly crash: { readonly budget: number; readonly table: Table } | null
}

export interface GraphD {
  readonly nodes: number
  readonly initial: readonly number[]
  readonly processes: { readonly [name: string]: GraphProcess }
  readonly actions: { readonly [name: string]: { readonly fair: FairD; readonly table: Table } }
  /** A fault of the environment. */
  readonly storm: { readonly budget: number; readonly table: Table } | null
  readonly fair: FairD
  readonly temporal: { readonly [name: string]: TemporalD<Where> }
}

/** A predicate of a state: it is at one of these nodes, or an instance is at a label. */
export type Where =
  | { readonly nodes: readonly number[] }
  | { readonly process: string; readonly instance: number; readonly label: string }

/** A state as the language has it, in plain data. */
export interface GraphState {
  readonly node: number
  readonly [process: string]: unknown
}

export function isAt(where: Where, state: GraphState): boolean {
  if ('nodes' in where) return where.nodes.includes(state.node)
  const instances = state[where.process] as readonly { readonly at: string }[]
  return instances[where.instance]?.at === where.label
}

export const firstLabel = (p: GraphProcess) => Object.keys(p.steps)[0] as string

// biome-ignore lint/suspicious/noExplicitAny: the types of a random model are known only at run time
type Any = any

export function toModel(d: GraphD): Model {
  const state = { node: int(0, d.nodes - 1) }
  const entries = <A, B>(record: { readonly [name: string]: A }, to: (value: A) => B) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]))
  const fair = (what: FairD) => (what === null ? {} : { fair: what })
  const move = (s: Any, choose: Choose, table: Table) => {
    s.node = choose(table[s.node] as readonly number[])
  }
  const toProcess = (p: GraphProcess) =>
    process(state, {
      instances: p.instances,
      local: {},
      steps: entries(p.steps, (step) => ({
        do: (s: Any, me: Any, choose: Choose) => {
          move(s, choose, step.tables[me.id] as Table)
          return step.next
        },
        ...fair(step.fair),
      })) as { readonly [label: string]: Any },
      resting: Object.keys(p.steps),
      faults:
        p.crash === null
          ? {}
          : {
              crash: {
                budget: p.crash.budget,
                do: (s: Any, _me: Any, choose: Choose) => {
                  move(s, choose, p.crash?.table as Table)
                  return firstLabel(p)
                },
              } as Any,
            },
      ...fair(p.fair),
    })
  const { storm } = d
  return model({
    name: 'graph',
    state,
    processes: entries(d.processes, toProcess) as Any,
    actions: entries(d.actions, ({ table, fair: what }) => ({
      do: (s: Any, choose: Choose) => move(s, choose, table),
      ...fair(what),
    })),
    faults:
      storm === null
        ? {}
        : { storm: { budget: storm.budget, do: (s: Any, choose: Choose) => move(s, choose, storm.table) } },
    init: (s: Any, choose: Choose) => {
      s.node = choose(d.initial)
    },
    temporal: (make: Any) =>
      entries(d.temporal, (property) => toTemporal(make, property, (where) => (s: Any) => isAt(where, s))),
    ...fair(d.fair),
  } as Any) as Model
}
