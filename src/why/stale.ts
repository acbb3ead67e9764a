/**
 * Values that were used after somebody had overwritten them.
 *
 * A process reads a shared variable in one step; what came of it is carried in its local variables, and another writes
 * something else there; then, in a later step that matters to the property, the process reads what it carries and
 * writes shared variables. What a step that only looks has read, changing nothing but the label of its process, is
 * carried by that label to the next step; so is what its guard has read, where it changes local variables as well. It is not told where the process has looked again since, or has written the variable itself;
 * nor where the step that uses the old value looks at the new one, unless it writes the variable, and to the same value
 * had nobody overwritten it.
 */
import { ModelError } from '../errors.ts'
import type { Interpreter } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import { isWithin, overlap } from '../model/recorder.ts'
import type { Plain } from '../model/values.ts'
import type { StaleRead, Trace } from '../result.ts'
import { indexOf } from '../trace/trace.ts'
import { valueAt, withValue } from './at-path.ts'
import { type Access, statesOf } from './replay.ts'

/** More would be noise. */
const most = 3

/** The clearest first: values that were written back where they were read, then others; early ones before late ones. */
export function staleReads(
  model: Model,
  reference: Interpreter,
  trace: Trace,
  steps: readonly Access[],
  slice: readonly number[],
): StaleRead[] {
  const states = statesOf(trace)
  const readsOf = (step: number) => (steps[step - 1] as Access).reads
  const found: (StaleRead & { readonly back: boolean })[] = []
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
    const { own } = hand
    if (inSlice.has(used) && writes.some((path) => isShared(model, path))) {
      for (const [path, read] of hand.carried(reads)) {
        const overwritten = overwriting(trace, path, read, used, self)
        if (overwritten === undefined) continue
        const again = own.some((at) => at > overwritten && readsOf(at).some((other) => overlap(other, path)))
        const old = valueAt(states[read - 1] as Plain, path)
        if (again || old === undefined || isSame(old, valueAt(states[i] as Plain, path))) continue
        const back = writes.some((other) => isWithin(path, other))
        const looks = reads.some((other) => overlap(other, path))
        if (looks && !(back && writesBlindly(model, reference, trace, used, path, old))) continue
        found.push({ path, value: old, read, overwritten, used, back })
      }
    }
    hand.take(used, steps[i] as Access)
  }
  const ranked = found.sort((a, b) => Number(b.back) - Number(a.back) || a.used - b.used || a.read - b.read)
  return ranked.slice(0, most).map(({ back: _, ...told }) => told)
}

function isShared(model: Model, path: string): boolean {
  return !path.startsWith('faults.') && !Object.keys(model.processes).some((name) => path.startsWith(`${name}[`))
}

/** Which shared variables decided what an instance has in hand, each with the step that read it. */
type Origins = ReadonlyMap<string, number>

/** The first step between two that changes a variable, and is another's. */
function overwriting({ steps }: Trace, path: string, read: number, used: number, self: string): number | undefined {
  for (let at = read + 1; at < used; at++) {
    const { process, instance, changes } = steps[at - 1] as Trace['steps'][number]
    if (`${process}[${instance}]` !== self && changes.some((change) => overlap(change.path, path))) return at
  }
  return undefined
}

/** What an instance has in hand, step by step: of all that it has read so far, what it carries. */
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

  /** What is carried to a step that reads this. */
  carried(reads: readonly string[]): Origins {
    const found = new Map<string, number>()
    for (const [carrier, origins] of this.#carriers) {
      if (!reads.some((path) => overlap(path, carrier))) continue
      for (const [path, step] of origins) found.set(path, Math.max(step, found.get(path) ?? 0))
    }
    return found
  }

  /** It takes a step. */
  take(step: number, { reads, deciding, writes }: Access): void {
    const model = this.#model
    const self = this.#self
    const label = `${self}.at`
    const shared = (paths: readonly string[]) =>
      new Map(paths.filter((path) => isShared(model, path)).map((path) => [path, step]))
    const fresh = shared(reads)
    const all = new Map([...this.carried(reads), ...fresh])
    const local = writes.filter((path) => isWithin(path, self) && path !== label)
    const looksOnly = writes.every((path) => path === label)
    const keepsOnly = writes.every((path) => isWithin(path, self))
    const carriers = this.#carriers
    for (const path of local) carriers.set(path, all)
    if (writes.includes(label)) carriers.set(label, looksOnly ? fresh : keepsOnly ? shared(deciding) : new Map())
    // what it writes itself it knows better than what it read there
    const known = (path: string) => writes.some((other) => isShared(model, other) && overlap(path, other))
    const without = (origins: Origins) => new Map([...origins].filter(([path]) => !known(path)))
    this.#carriers = new Map([...carriers].map(([carrier, origins]) => [carrier, without(origins)]))
    this.own.push(step)
  }
}

/** Whether the step would leave the same value there, had it found the old one. */
function writesBlindly(
  model: Model,
  reference: Interpreter,
  trace: Trace,
  used: number,
  path: string,
  old: Plain,
): boolean {
  const step = trace.steps[used - 1] as Trace['steps'][number]
  const before = (trace.steps[used - 2] ?? trace.initial).state as Plain
  const supposed = withValue(before, path, old)
  if (supposed === undefined) return false
  try {
    const outcomes = reference.outcomes(supposed, indexOf(model, step))
    const same = outcomes.find(({ picks }) => picks.join() === step.picks.join())
    return same !== undefined && isSame(valueAt(same.state, path), valueAt(step.state as Plain, path))
  } catch (error) {
    // there is no such state, so the model may fail in it
    if (error instanceof ModelError) return false
    throw error
  }
}

const isSame = (a: Plain | undefined, b: Plain | undefined) => JSON.stringify(a) === JSON.stringify(b)
