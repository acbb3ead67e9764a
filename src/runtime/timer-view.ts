/**
 * Timers as a step sees them. How much is left is hidden, unless time goes by units: otherwise it could not go straight
 * to the next moment at which something can change.
 */
import { ModelError } from '../errors.ts'
import { CollectionView } from './collections.ts'
import { shown, showsViews } from './inspected.ts'
import { type Asked, asked } from './unknown-fields.ts'

/** A timer: off, or running with some units of time left. */
export interface Timer {
  /** Whether the timer is on. A due timer is still running. */
  readonly running: boolean
  /** Whether the timer is running and nothing is left. */
  readonly due: boolean
  /** Starts the timer, or starts it again, with this number of units left. More than its maximum is a model error. */
  start(units: number): void
  /** Turns the timer off. */
  stop(): void
}

/** A timer with `units: true`: time goes by single units while it runs. */
export interface UnitTimer extends Timer {
  /** How many units are left; `null` if the timer is off. */
  readonly left: number | null
}

/** The key of what is left, for the assignment of a whole value. */
export const remaining: unique symbol = Symbol('remaining')

/** Each execution of a model subclasses it. */
export abstract class TimerView extends CollectionView implements UnitTimer {
  abstract get running(): boolean
  abstract get due(): boolean
  abstract get left(): number | null
  abstract start(units: number): void
  abstract stop(): void
  /** @internal */
  abstract get [remaining](): number | null
  /** The text says no more than `running` and `due` do. */
  toJSON(): unknown {
    return this.due ? 'due' : this.running ? 'running' : 'off'
  }
  /** @internal */
  override [shown](): unknown {
    return this.toJSON()
  }
  static {
    showsViews(TimerView.prototype[shown])
  }
}

/** The timer that is off, as a part of a whole value that a step assigns. */
class Off extends TimerView {
  get [asked](): Asked {
    return { what: 'stopped', fail: (error) => error }
  }
  get running(): boolean {
    return false
  }
  get due(): boolean {
    return false
  }
  get left(): null {
    return null
  }
  get [remaining](): null {
    return null
  }
  start(): void {
    throw new TypeError('`stopped` is a value: start the timer of the state')
  }
  stop(): void {}
}

/** A timer that is off, as a part of a value that a step assigns: `s.records.set(key, { ttl: stopped })`. */
export const stopped: UnitTimer = new Off()

/** The units left of a timer that a step assigns; any other value itself. */
export function leftOf(value: unknown): unknown {
  return value instanceof TimerView ? value[remaining] : value
}

/** The error of a step, guard or property that reads `left` although time may jump. */
export function hidden(where: string): ModelError {
  return new ModelError(
    'unknown-field',
    `cannot read \`left\` of ${where}: time goes straight to the next moment at which a timer is due; declare it as timer(max, { units: true }), so that time goes by units while it runs`,
  )
}
