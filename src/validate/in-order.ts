/** Follows a log whose lines are in the order of the events. */

import type { Belief } from './beliefs.ts'
import type { Course } from './course.ts'
import type { Event } from './events.ts'
import { type Follower, textOf } from './follower.ts'

export class InOrder implements Follower {
  readonly #course: Course
  #belief: Belief
  done = 0

  constructor(course: Course) {
    this.#course = course
    this.#belief = course.start()
  }

  get possible(): number {
    return this.#belief.ids.length
  }

  event(event: Event, line: number): Generator<void> | undefined {
    const course = this.#course
    if (course.isHigh) this.#belief = course.sweep([this.#belief])[0] as Belief
    const known = this.#belief.next.get(event.kind)
    if (known === undefined || known.ids.length === 0) return this.#follow(event, line)
    this.#belief = known
    this.done++
    return undefined
  }

  *#follow(event: Event, line: number): Generator<void> {
    const { before, next } = yield* this.#course.after(this.#belief, event.kind)
    if (next.ids.length > 0) this.#belief = next
    else {
      const placed = { kind: event.kind, line, text: textOf(event) }
      this.#belief = yield* this.#course.fail(before, placed, this.done)
    }
    this.done++
  }

  start(): undefined {
    this.#belief = this.#course.start()
  }

  end(): undefined {}
}
