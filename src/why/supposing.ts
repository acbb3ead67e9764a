/**
 * Replays what a process would have done if it had read another value. This shows whether a read value influences what
 * a later step writes, decides or returns.
 */

import { ModelError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import type { Plain } from '../plain.ts'
import type { Interpreter, Successor } from '../reference/interpret.ts'
import type { Trace } from '../result.ts'
import { indexOf } from '../trace/trace.ts'
import { statesOf } from './accesses.ts'
import { otherValues } from './other-values.ts'
import { isSame, typeAt, valueAt, withValue } from './values-at-paths.ts'

/** The maximum number of steps replayed for one trace. Values that are not examined by then count as irrelevant. */
const mostReplays = 5000

/** A value that an instance read from `path` in step `read`, and carried to its step `used`. */
export interface Carried {
  readonly path: string
  /** As in `enactor[1]`. */
  readonly self: string
  readonly read: number
  readonly used: number
  /** All steps of the instance, ascending. */
  readonly own: readonly number[]
  /** The places of the instance that carry it: local variables, and its label. */
  readonly carriers: readonly string[]
}

/** Replays steps of one trace from states that differ from those of the trace. */
export class Supposing {
  readonly #model: Model
  readonly #reference: Interpreter
  readonly #trace: Trace
  readonly #states: readonly Plain[]
  #left = mostReplays

  constructor(model: Model, reference: Interpreter, trace: Trace) {
    this.#model = model
    this.#reference = reference
    this.#trace = trace
    this.#states = statesOf(trace)
  }

  /**
   * Whether step `used` acts differently for some other value. The instance repeats its steps before `used`, with all
   * other variables as they were. Then `used` runs with the resulting carriers, and everything else as it was. It must
   * act differently then, and also if it runs with all resulting local variables and the label. So a value that is only
   * copied, or only read, does not matter.
   */
  matters({ path, self, read, used, carriers, own: all }: Carried): boolean {
    const own = all.filter((step) => step >= read && step < used)
    const [then, now] = [this.#before(read), this.#before(used)]
    const value = valueAt(then, path)
    const type = typeAt(this.#model.system, then, path)
    if (value === undefined || type === undefined) return false
    return otherValues(type, value, [valueAt(now, path)]).some((other) => {
      const hand = this.#carriedOn(path, other, self, own)
      return (
        hand !== undefined &&
        this.#differs(used, withCarriers(now, hand, carriers)) &&
        this.#differs(used, withCarriers(now, hand, [self]))
      )
    })
  }

  /** Whether the step would leave the same value in `path` if it found `old` there. */
  writesBlindly(used: number, path: string, old: Plain): boolean {
    const supposed = withValue(this.#before(used), path, old)
    const next = supposed === undefined ? undefined : this.#taken(used, supposed)
    return typeof next === 'object' && isSame(valueAt(next.state, path), valueAt(this.#states[used] as Plain, path))
  }

  #before(step: number): Plain {
    return this.#states[step - 1] as Plain
  }

  /**
   * A state with the instance as these steps leave it. `undefined` if they leave it unchanged, or if this cannot be
   * established. A step that is disabled then is left out.
   */
  #carriedOn(path: string, value: Plain, self: string, own: readonly number[]): Plain | undefined {
    const read = own[0] as number
    let hand = valueAt(this.#before(read), self) as Plain
    for (const step of own) {
      const found = step === read ? withValue(this.#before(step), path, value) : this.#before(step)
      const supposed = found === undefined ? undefined : withValue(found, self, hand)
      const next = supposed === undefined ? undefined : this.#taken(step, supposed)
      if (next === undefined || next === 'fails') return undefined
      if (next !== 'disabled') hand = valueAt(next.state, self) as Plain
      if (isSame(hand, valueAt(this.#states[step] as Plain, self))) return undefined
    }
    return withValue(this.#before(read), self, hand)
  }

  #differs(step: number, supposed: Plain | undefined): boolean {
    const next = supposed === undefined ? undefined : this.#taken(step, supposed)
    if (supposed === undefined || next === undefined) return false
    if (next === 'fails' || next === 'disabled') return true
    return doesOther(this.#before(step), this.#states[step], supposed, next.state)
  }

  /**
   * Takes the step with the same choices. 'fails': a model error, or only other choices are possible. The supposed
   * state need not be reachable, so the model may fail in it. `undefined`: the maximum number of replays is reached.
   */
  #taken(step: number, supposed: Plain): Successor | 'disabled' | 'fails' | undefined {
    if (this.#left <= 0) return undefined
    this.#left--
    const told = this.#trace.steps[step - 1] as Trace['steps'][number]
    const action = indexOf(this.#model, told)
    try {
      const outcomes = this.#reference.outcomes(supposed, action, told.picks)
      const same = outcomes.find(({ picks }) => picks.join() === told.picks.join())
      return same ?? (this.#reference.outcomes(supposed, action).length === 0 ? 'disabled' : 'fails')
    } catch (error) {
      if (error instanceof ModelError) return 'fails'
      throw error
    }
  }
}

/** The state with these places copied from the other; `undefined` if nothing differs, or a place does not exist. */
function withCarriers(state: Plain, hand: Plain, carriers: readonly string[]): Plain | undefined {
  let supposed: Plain | undefined = state
  let isOther = false
  for (const carrier of [...carriers].sort((a, b) => a.length - b.length)) {
    const value = valueAt(hand, carrier)
    if (value === undefined || supposed === undefined) return undefined
    isOther ||= !isSame(value, valueAt(supposed, carrier))
    supposed = withValue(supposed, carrier, value)
  }
  return isOther ? supposed : undefined
}

/**
 * Whether two transitions leave different values in a place that one of them changes. A place that neither changes may
 * differ before and after.
 */
function doesOther(
  before: Plain | undefined,
  after: Plain | undefined,
  supposed: Plain | undefined,
  next: Plain | undefined,
): boolean {
  if (isSame(after, next) || (isSame(before, after) && isSame(supposed, next))) return false
  const all = [before, after, supposed, next].map(partsOf)
  const keys = all.map((parts) => parts && Object.keys(parts).join())
  if (keys[0] === undefined || keys.some((names) => names !== keys[0])) return true
  return Object.keys(all[0] as Parts).some((key) =>
    doesOther(...(all.map((parts) => parts?.[key]) as [Plain, Plain, Plain, Plain])),
  )
}

type Parts = { readonly [key: string]: Plain }

function partsOf(value: Plain | undefined): Parts | undefined {
  return typeof value === 'object' && value !== null ? (value as unknown as Parts) : undefined
}
