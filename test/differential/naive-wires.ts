/** The values of wired inputs. While wires are computed, a read of a wired input computes its wire, in any order. */
import type { TypeD } from './description.ts'
import { Handle, type Hop, plain } from './naive-handle.ts'
import { type Leaf, type Plant, typeAt, type Wire } from './naive-plant.ts'
import { evaluate } from './naive-step.ts'
import { type Any, Broken, conform } from './naive-values.ts'

/** Computes the inputs of one state, each at most once. */
export class Wiring {
  readonly #plant: Plant
  readonly #root: Any
  readonly #known = new Map<Wire, Any>()
  readonly #running = new Set<Wire>()
  readonly #watch: (hops: readonly Hop[]) => void

  /** From now on, a read of a wired input of `root` computes it. */
  constructor(plant: Plant, root: Any, watch: (hops: readonly Hop[]) => void = () => {}) {
    this.#plant = plant
    this.#root = root
    this.#watch = watch
    for (const wire of plant.wires) {
      const get = () => this.#value(wire)
      Object.defineProperty(partAt(root, wire.path), wire.input, { get, enumerable: true, configurable: true })
    }
  }

  /** Computes all wired inputs, and stores them in `root` as plain values. */
  settle(): void {
    const all = this.#plant.wires.map((wire) => [wire, this.#value(wire)] as const)
    for (const [{ path, input }, value] of all) {
      const fixed = { value, writable: true, enumerable: true, configurable: true }
      Object.defineProperty(partAt(this.#root, path), input, fixed)
    }
  }

  #value(wire: Wire): Any {
    if (this.#known.has(wire)) return this.#known.get(wire)
    if (this.#running.has(wire)) throw new Broken('wire-cycle')
    this.#running.add(wire)
    const { over, value, type } = wire
    const root = { value: this.#root, type: this.#plant.type, watch: this.#watch }
    const s = new Handle(root, ['tree', ...over], withoutProcesses(this.#plant, typeAt(this.#plant.type, over), over))
    // no state has a -0, although a step may have put one into an array
    noMinusZero(this.#root)
    const found = conform(type, plain(evaluate(value, { s, vars: new Map() })))
    this.#running.delete(wire)
    this.#known.set(wire, found)
    return found
  }
}

/** The type that a wire sees of the part at `path`: the variables of its modules, without processes. */
function withoutProcesses(plant: Plant, type: TypeD, path: readonly string[]): TypeD {
  if (type.kind !== 'struct') return type
  const leaf = plant.leaves.find((one) => one.path.join() === path.join())
  const isInside = plant.leaves.some(
    (one) => one.path.length > path.length && path.every((name, i) => one.path[i] === name),
  )
  if (leaf === undefined && !isInside) return type
  const fields = Object.entries(type.fields).flatMap(([name, field]) =>
    leaf !== undefined && Object.hasOwn(leaf.d.processes, name)
      ? []
      : [[name, leaf === undefined ? withoutProcesses(plant, field, [...path, name]) : field] as const],
  )
  return { ...type, fields: Object.fromEntries(fields) }
}

function noMinusZero(value: Any): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, { value: part }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (part === 0) value[key] = 0
    noMinusZero(part)
  }
}

/** The state of the module at `path`. */
export function partAt(root: Any, path: readonly string[]): Any {
  return path.reduce((part, name) => part[name], root.tree)
}

/**
 * Runs the init of each module, one after the other, but first those of the modules that it needs: it may read an input
 * that is wired to what they set. `strictly`: a wire needs each module of which it reads anything, also an input.
 */
export function initsOf(plant: Plant, strictly: boolean, run: (leaf: Leaf) => void) {
  const begun = new Map<Leaf, 'running' | 'done'>()
  const need = (leaf: Leaf) => {
    if (begun.get(leaf) === 'done') return
    if (begun.has(leaf)) throw new Broken('init-cycle')
    begun.set(leaf, 'running')
    run(leaf)
    begun.set(leaf, 'done')
  }
  const watch = (hops: readonly Hop[]) => {
    for (const leaf of plant.leaves) {
      // the path after 'tree'
      const below = hops.slice(1)
      const field = below[leaf.path.length]
      const isPart = leaf.path.every((name, i) => below[i] === name)
      if (!isPart || below.length < leaf.path.length) continue
      if (field === undefined ? strictly : strictly || !isInput(leaf, field as string)) need(leaf)
    }
  }
  return { watch, runAll: () => plant.leaves.forEach(need) }
}

function isInput({ d }: Leaf, field: string): boolean {
  return Object.hasOwn(d.inputs, field)
}
