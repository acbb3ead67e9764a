/**
 * A description, nested or not, as a flat list of its modules. A state has the tree of the modules' states, and a list
 * of counters: how often each fault has happened and each input has changed. No lookup uses a joined name.
 */
import {
  type Description,
  type Expr,
  type InputD,
  isComposition,
  type ProcessD,
  type SystemD,
  type TypeD,
} from './description.ts'
import { inModule, type TemporalD } from './temporal.ts'

export type Struct = TypeD & { readonly kind: 'struct' }

export interface FreeInput extends InputD {
  readonly name: string
  readonly type: TypeD
  /** The index of its counter; `null` if it has none. */
  readonly counter: number | null
}

/** A module that is a model without modules. */
export interface Leaf {
  readonly path: readonly string[]
  readonly d: Description
  /** The inputs that nothing is wired to. */
  readonly free: readonly FreeInput[]
  /** The indices of the counters of its faults, by process (`null` for the environment) and name. */
  readonly counters: readonly { readonly process: string | null; readonly fault: string; readonly counter: number }[]
}

export interface Wire {
  /** The module that has the input. */
  readonly path: readonly string[]
  readonly input: string
  readonly type: TypeD
  readonly value: Expr
  /** The composition that wires it. */
  readonly over: readonly string[]
}

export type TestKind = 'invariant' | 'step' | 'reachable'

/** A property: its name in the whole system, and the path of its module. */
export interface Asked {
  readonly name: string
  readonly path: readonly string[]
}
export interface Test extends Asked {
  readonly kind: TestKind
  readonly test: Expr
}
export interface OfRuns extends Asked {
  readonly d: TemporalD<Expr>
  /** Whether its module has inputs and is part of a composition. Such a property may be about the module alone. */
  readonly alone: boolean
}

export interface Plant {
  readonly d: SystemD
  /** The type of a state: the tree and the counters. */
  readonly type: Struct
  readonly leaves: readonly Leaf[]
  readonly wires: readonly Wire[]
  readonly tests: readonly Test[]
  readonly temporal: readonly OfRuns[]
  readonly budgets: readonly number[]
}

export function plantOf(d: SystemD): Plant {
  const leaves: Leaf[] = []
  const wires: Wire[] = []
  const tests: Test[] = []
  const temporal: OfRuns[] = []
  const budgets: number[] = []
  const count = (budget: number) => budgets.push(budget) - 1

  const visit = (part: SystemD, path: readonly string[], wired: ReadonlySet<string>) => {
    const called = (name: string) => [...path, name].join(': ')
    if (isComposition(part)) {
      for (const [name, module] of Object.entries(part.modules)) {
        const own = part.wires.filter((wire) => wire.module === name)
        visit(module, [...path, name], new Set(own.map(({ input }) => input)))
      }
      for (const { module, input, value } of part.wires) {
        const type = (part.modules[module] as Description).state[input] as TypeD
        wires.push({ path: [...path, module], input, type, value, over: path })
      }
    } else {
      const free = Object.entries(part.inputs).flatMap(([name, input]): FreeInput[] => {
        if (wired.has(name)) return []
        const counter = input.changes === null || input.changes === 0 ? null : count(input.changes)
        return [{ name, type: part.state[name] as TypeD, ...input, counter }]
      })
      const faults = [
        ...Object.entries(part.processes).map(([process, p]) => [process, p.faults] as const),
        [null, part.faults] as const,
      ]
      const counters = faults.flatMap(([process, named]) =>
        Object.entries(named)
          .filter(([, { budget }]) => budget > 0)
          .map(([fault, { budget }]) => ({ process, fault, counter: count(budget) })),
      )
      leaves.push({ path, d: part, free, counters })
    }
    const groups = { invariant: part.invariants, step: part.stepProperties, reachable: part.reachable }
    for (const kind of ['invariant', 'step', 'reachable'] as const) {
      for (const [name, test] of Object.entries(groups[kind])) tests.push({ name: called(name), path, kind, test })
    }
    const alone = path.length > 0 && hasInputs(part)
    for (const [name, property] of Object.entries(part.temporal)) {
      temporal.push({ name: called(name), path, d: inModule(property, path), alone })
    }
  }

  visit(d, [], new Set())
  const counters: TypeD = { kind: 'array', length: budgets.length, of: { kind: 'int', lo: 0, hi: 1000 } }
  const type: Struct = { kind: 'struct', fields: { tree: treeType(d), counters } }
  return { d, type, leaves, wires, tests, temporal, budgets }
}

export function hasInputs(d: SystemD): boolean {
  return isComposition(d) ? Object.values(d.modules).some(hasInputs) : Object.keys(d.inputs).length > 0
}

/** The type that its properties see. */
export function treeType(d: SystemD): Struct {
  if (isComposition(d)) return { kind: 'struct', fields: mapped(d.modules, treeType) }
  const processes = mapped(d.processes, (p): TypeD => ({ kind: 'array', length: p.instances, of: instanceType(p) }))
  return { kind: 'struct', fields: { ...d.state, ...processes } }
}

export function instanceType(p: ProcessD): Struct {
  return { kind: 'struct', fields: { at: { kind: 'oneOf', labels: labelsOf(p) }, ...p.local } }
}

export function labelsOf(p: ProcessD): string[] {
  return [...Object.keys(p.steps), ...p.terminal]
}

/** The type of the module at `path`. */
export function typeAt(type: Struct, path: readonly string[]): Struct {
  return path.reduce((outer, name) => outer.fields[name] as Struct, type.fields.tree as Struct)
}

function mapped<A, B>(record: { readonly [name: string]: A }, to: (value: A) => B): { [name: string]: B } {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]))
}
