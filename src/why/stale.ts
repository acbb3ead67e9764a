/**
 * Values that a process used after another process had overwritten them.
 *
 * A process reads a shared variable in one step. Its local variables carry what it derived from that value, and another
 * process overwrites the variable. In a later step that matters to the property, the process reads what it carries, and
 * writes shared variables. The label also carries values, but only to the next step: what a step read that changes
 * nothing but this label, and what a guard read whose step changes only local variables besides.
 *
 * A read is listed only if the later step acts differently for some other value of what was read: `Supposing` replays
 * it. It is not listed if the process read the variable again in between, or wrote it itself. It is not listed either
 * if the later step reads the new value, with one exception: the step writes the variable, and would write the same
 * value without the overwriting.
 */

import type { Model } from '../language/model.ts'
import type { Plain } from '../plain.ts'
import type { Interpreter } from '../reference/interpret.ts'
import { isWithin, overlap } from '../reference/recorder.ts'
import type { StaleRead, Trace } from '../result.ts'
import { type Access, statesOf } from './accesses.ts'
import { type Carried, Supposing } from './supposing.ts'
import { isSame, valueAt } from './values-at-paths.ts'

/** More would be noise. */
const most = 3

/** A possible stale read. `reads`: reads of the same path, the latest first. */
interface Candidate {
  readonly back: boolean
  /** Whether the later step reads the new value. */
  readonly looks: boolean
  readonly reads: readonly (StaleRead & Carried)[]
}

/** The clearest first: values written back to where they were read, then others; early ones before late ones. */
export function staleReads(
  model: Model,
  reference: Interpreter,
  trace: Trace,
  steps: readonly Access[],
  slice: readonly number[],
): StaleRead[] {
  const candidates = candidatesOf(model, trace, steps, slice)
  const first = ({ reads }: Candidate) => reads[0] as StaleRead
  candidates.sort(
    (a, b) => Number(b.back) - Number(a.back) || first(a).used - first(b).used || first(a).read - first(b).read,
  )
  const supposing = new Supposing(model, reference, trace)
  const found: StaleRead[] = []
  for (const { reads, back, looks } of candidates) {
    const acted = reads.find(
      (one) =>
        (!looks || (back && supposing.writesBlindly(one.used, one.path, one.value as Plain))) && supposing.matters(one),
    )
    if (acted === undefined) continue
    const { path, value, read, overwritten, used } = acted
    found.push({ path, value, read, overwritten, used })
    if (found.length === most) break
  }
  return found
}

function candidatesOf(model: Model, trace: Trace, steps: readonly Access[], slice: readonly number[]): Candidate[] {
  const states = statesOf(trace)
  const readsOf = (step: number) => (steps[step - 1] as Access).reads
  const found: Candidate[] = []
  const inSlice = new Set(slice)
  const hands = new Map<string, Hand>()
  for (const [i, step] of trace.steps.entries()) {
    const { process, instance } = step
    if (process === undefined) continue
    const used = i + 1
    const self = `${process}[${instance}]`
    const hand = hands.get(self) ?? new Hand(model, self)
    hands.set(self, hand)
    const { reads, writes } = steps[i] as Access
    if (inSlice.has(used) && writes.some((path) => isShared(model, path))) {
      const stale = hand.carried(reads).flatMap(({ path, step: read, carriers }) => {
        const overwritten = overwriting(trace, path, read, used, self)
        if (overwritten === undefined) return []
        const again = hand.own.some((at) => at > overwritten && readsOf(at).some((other) => overlap(other, path)))
        const value = valueAt(states[read - 1] as Plain, path)
        if (again || value === undefined || isSame(value, valueAt(states[i] as Plain, path))) return []
        return [{ path, value, read, overwritten, used, self, own: hand.own, carriers }]
      })
      for (const path of new Set(stale.map((one) => one.path))) {
        found.push({
          back: writes.some((other) => isWithin(path, other)),
          looks: reads.some((other) => overlap(other, path)),
          reads: stale.filter((one) => one.path === path).sort((a, b) => b.read - a.read),
        })
      }
    }
    hand.take(used, steps[i] as Access)
  }
  return found
}

function isShared(model: Model, path: string): boolean {
  return !path.startsWith('faults.') && !Object.keys(model.processes).some((name) => path.startsWith(`${name}[`))
}

/** The shared variables that decided what an instance carries, each with the step that read it. */
type Origins = ReadonlyMap<string, number>

/** The first step between the two that changes the variable and belongs to another actor. */
function overwriting({ steps }: Trace, path: string, read: number, used: number, self: string): number | undefined {
  for (let at = read + 1; at < used; at++) {
    const { process, instance, changes } = steps[at - 1] as Trace['steps'][number]
    if (`${process}[${instance}]` !== self && changes.some((change) => overlap(change.path, path))) return at
  }
  return undefined
}

/** The reads that an instance has made so far and still carries; `take` updates them step by step. */
class Hand {
  /** The steps that it has taken. */
  readonly own: number[] = []
  readonly #model: Model
  readonly #self: string
  #carriers = new Map<string, Origins>()

  constructor(model: Model, self: string) {
    this.#model = model
    this.#self = self
  }

  /** The reads that are carried to a step with these reads: each path once for each step that read it. */
  carried(reads: readonly string[]): { path: string; step: number; carriers: string[] }[] {
    const found = new Map<string, { path: string; step: number; carriers: string[] }>()
    for (const [carrier, origins] of this.#carriers) {
      if (!reads.some((path) => overlap(path, carrier))) continue
      for (const [path, step] of origins) {
        const key = `${step} ${path}`
        const one = found.get(key) ?? { path, step, carriers: [] }
        found.set(key, one)
        one.carriers.push(carrier)
      }
    }
    return [...found.values()]
  }

  /** Updates the carried values for a step that the instance takes. */
  take(step: number, { reads, deciding, writes }: Access): void {
    const model = this.#model
    const self = this.#self
    const label = `${self}.at`
    const shared = (paths: readonly string[]) =>
      new Map(paths.filter((path) => isShared(model, path)).map((path) => [path, step]))
    const fresh = shared(reads)
    const carried = this.carried(reads).sort((a, b) => a.step - b.step)
    // if a path was read several times, the latest read counts
    const all = new Map([...carried.map(({ path, step }): [string, number] => [path, step]), ...fresh])
    const local = writes.filter((path) => isWithin(path, self) && path !== label)
    const looksOnly = writes.every((path) => path === label)
    const keepsOnly = writes.every((path) => isWithin(path, self))
    const carriers = this.#carriers
    for (const path of local) carriers.set(path, all)
    if (writes.includes(label)) carriers.set(label, looksOnly ? fresh : keepsOnly ? shared(deciding) : new Map())
    // the instance knows what it wrote itself, so an older read of it no longer counts
    const known = (path: string) => writes.some((other) => isShared(model, other) && overlap(path, other))
    const without = (origins: Origins) => new Map([...origins].filter(([path]) => !known(path)))
    this.#carriers = new Map([...carriers].map(([carrier, origins]) => [carrier, without(origins)]))
    this.own.push(step)
  }
}
