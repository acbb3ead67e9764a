/** Whether events have what their order needs: a host, and times that do not go back. */

import type { Event } from './events.ts'
import type { Order } from './header.ts'

export class Ordering {
  readonly #order: Order
  readonly #clockError: number | undefined
  readonly #last = new Map<string, number>()
  #latest = Number.NEGATIVE_INFINITY

  constructor(order: Order, clockError: number | undefined) {
    this.#order = order
    this.#clockError = clockError
  }

  /** The system starts again, and its clocks may, too. */
  start(): void {
    this.#last.clear()
    this.#latest = Number.NEGATIVE_INFINITY
  }

  /** The error of the next event, if there is one. */
  wrong({ host, time }: Event): string | undefined {
    if (this.#order === 'total') return undefined
    if (host === undefined) return 'order \'hosts\' needs the host of each event: add it, as in "host":"a"'
    if (this.#clockError === undefined) return undefined
    if (time === undefined) return 'clockError needs the time of each event: add it, as in "time":1700000000000'
    const last = this.#last.get(host)
    if (last !== undefined && time < last) return `the clock of host '${host}' goes back, from ${last} to ${time}`
    const behind = this.#latest - time
    const most = 2 * this.#clockError
    if (behind > most) {
      return `this event is ${behind} older than an earlier line, and twice clockError is ${most}: sort the lines by time, and keep the order within each host`
    }
    this.#last.set(host, time)
    this.#latest = Math.max(this.#latest, time)
    return undefined
  }
}
