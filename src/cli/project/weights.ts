/**
 * The weight of a design: how much work its check is, as far as the lock says. Scheduling and sharding use it. It is
 * the same on every machine, because it is made of counts and not of times.
 */
import type { Lock } from '../../gate/lock.ts'
import { own } from '../../plain.ts'

/** Building, compiling, replaying and explaining a design take as long as this number of transitions. */
const base = 5000
/** The transitions of a design that is not in the lock. */
const unknown = 20_000
/** The growth from one size of a sweep to the next larger one, at the least of what is usual. */
const growth = 8
/** Larger sizes count as this one. */
const mostSize = 8
/** Whole numbers up to here are exact, and so are sums of a few thousand. */
const most = 2 ** 40

/** `size`: the place of its size in a sweep whose sizes only grow. */
export function weightOf(lock: Lock | undefined, spec: string, design: string, size = 0): number {
  const transitions = own(own(lock?.specs, spec), design)?.transitions ?? unknown
  return Math.min(most, base + transitions * growth ** Math.min(size, mostSize))
}
