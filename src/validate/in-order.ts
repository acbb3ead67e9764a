/** Follows a log whose lines are in the order of the events. */

import type { Belief } from './beliefs.ts'
import type { Course } from './course.ts'
import type { Event } from './events.ts'
import { type Follower, textOf } from './follower.ts'

export class InOrder implements Follower {
  readonly #course: Course
  #belief: Belief
  #done = 0

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
    const { before, next } = course.after(this.#belief, event.kind)
    this.#belief = next
    if (next.ids.length === 0) return this.#fail(before, event, line)
    this.#done++
    return undefined
  }

  *#fail(before: Belief, event: Event, line: number): Generator<void> {
    const placed = { kind: event.kind, line, text: textOf(event) }
    this.#belief = yield* this.#course.fail(before, placed, this.#done)
    this.#done++
  }

  start(): undefined {
    this.#belief = this.#course.start()
  }

  end(): undefined {}
}
