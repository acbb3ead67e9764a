/** Timers over packed words: 0 is off, and 1 more than what is left otherwise. */
import { spanOf, type TimerType } from '../../../language/types.ts'
import { outOfRange, rank } from '../../../language/values.ts'
import { hidden, remaining, TimerView } from '../../../runtime/timer-view.ts'
import { type Asked, asked } from '../../../runtime/unknown-fields.ts'
import type { Access } from '../access.ts'
import { Gate } from '../gate.ts'
import { getSlot, type Layout, type Slot, setSlot } from '../layout.ts'

export class WordTimer extends TimerView {
  readonly #gate: Gate
  readonly #type: TimerType
  readonly #slot: Slot
  readonly #access: Access
  constructor(access: Access, layout: Layout & { kind: 'cell' }, where: string, present: Slot | undefined) {
    super()
    this.#gate = new Gate(access, where, present)
    this.#access = access
    this.#type = layout.type as TimerType
    this.#slot = layout.slot
  }
  get [asked](): Asked {
    return this.#gate
  }
  retire(): void {
    this.#gate.retire()
  }
  get running(): boolean {
    this.#gate.read()
    return getSlot(this.#access.words, this.#slot) !== 0
  }
  get due(): boolean {
    this.#gate.read()
    return getSlot(this.#access.words, this.#slot) === 1
  }
  get left(): number | null {
    if (!this.#type.units) this.#gate.fail(hidden(this.#gate.what))
    return this[remaining]
  }
  get [remaining](): number | null {
    this.#gate.read()
    const raw = getSlot(this.#access.words, this.#slot)
    return raw === 0 ? null : raw - 1
  }
  start(units: number): void {
    this.#gate.write()
    const { drift } = this.#type
    const r = units === null || (drift !== undefined && units > drift.most) ? -1 : rank(this.#type, units)
    if (r < 0) this.#gate.fail(outOfRange(this.#type, units, this.#gate.what))
    setSlot(this.#access.words, this.#slot, drift === undefined ? r : this.#picked(units) + 1)
    this.#access.started = true
  }
  /** The time until the timer is due, which the clock of the timer decides. */
  #picked(units: number): number {
    const [least, most] = spanOf(this.#type, units)
    return least === most ? least : least + (this.#access.pick?.(most - least + 1) ?? 0)
  }
  stop(): void {
    this.#gate.write()
    setSlot(this.#access.words, this.#slot, 0)
  }
}
