export interface Clock {
  sleep(ms: number): Promise<void>
}

interface Sleeper {
  readonly until: number
  readonly wake: () => void
}

/**
 * A clock that `advance` moves, and nothing else. A busy machine delays all its sleepers alike, so it does not change
 * their order.
 */
export class SteppedClock implements Clock {
  private sleepers: Sleeper[] = []
  /** Milliseconds since the start. */
  now = 0

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.sleepers.push({ until: this.now + ms, wake }))
  }

  advance(ms: number): void {
    this.now += ms
    const due = this.sleepers.filter(({ until }) => until <= this.now)
    this.sleepers = this.sleepers.filter(({ until }) => until > this.now)
    for (const { wake } of due.sort((a, b) => a.until - b.until)) wake()
  }
}
