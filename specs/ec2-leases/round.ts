/**
 * The passage of time. A round ends only when every host has done all that it can do in it. So no attempt times out
 * because a host is not scheduled: an attempt times out only if it waits behind too much other work.
 */
import type { Parameters } from './parameters.ts'

interface Attempt {
  readonly droplet: number
  readonly age: number
}

interface Host {
  left: number
  readonly attempts: Iterable<Attempt> & {
    readonly length: number
    readonly isFull: boolean
    clear(): void
    push(attempt: Attempt): void
    some(test: (attempt: Attempt) => boolean): boolean
  }
  readonly leases: { [droplet: number]: number }
  readonly waits: { [droplet: number]: number }
}

export const roundIsOver = (host: { readonly left: number; readonly attempts: { readonly length: number } }) =>
  host.left === 0 || host.attempts.length === 0

export const newRound = (host: Host, parameters: Parameters) => {
  const { droplets, service, timeout, renewAt, dropExpired, backOff } = parameters
  host.left = service
  for (let droplet = 0; droplet < droplets; droplet++) {
    // Published: leases time out one after the other, and not all at once.
    host.leases[droplet] = Math.max(0, host.leases[droplet]! - 1)
    if (backOff > 0) host.waits[droplet] = Math.max(0, host.waits[droplet]! - 1)
  }
  const queued = [...host.attempts]
  host.attempts.clear()
  for (const { droplet, age } of queued) {
    if (backOff > 0 && age === timeout - 1) host.waits[droplet] = backOff
    if (age + 1 < timeout || !dropExpired) host.attempts.push({ droplet, age: Math.min(timeout, age + 1) })
  }
  for (let droplet = 0; droplet < droplets; droplet++) {
    // A droplet waits for one attempt at a time. Published: one that timed out is queued again.
    const asks = host.leases[droplet]! <= renewAt && (backOff === 0 || host.waits[droplet] === 0)
    const waits = host.attempts.some((attempt) => attempt.droplet === droplet && attempt.age < timeout)
    // Assumption: if the queue is full, the droplet holds back, and nothing is lost. This favours the design: in a
    // collapse, an unbounded queue would only grow.
    if (asks && !waits && !host.attempts.isFull) host.attempts.push({ droplet, age: 0 })
  }
}
