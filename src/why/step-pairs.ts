/** Pairs of steps that one process took in sequence, with other steps between them: what atomicity could forbid. */
import type { Saving, Trace } from '../result.ts'

export type Pair = Omit<Saving, 'states'>

/**
 * The pairs of labels in the slice, each once, at the place with the most steps between. Pairs with nothing between are
 * left out, because the trace is also possible with such a pair as one step.
 */
export function pairsOf(trace: Trace, slice: readonly number[]): Pair[] {
  const last = new Map<string, number>()
  const found = new Map<string, Pair>()
  const inSlice = new Set(slice)
  for (const [i, { process, instance, kind, name }] of trace.steps.entries()) {
    if (process === undefined) continue
    const own = `${process} ${instance}`
    const earlier = last.get(own)
    last.set(own, i + 1)
    const before = earlier === undefined ? undefined : trace.steps[earlier - 1]
    if (earlier === undefined || before === undefined || earlier === i) continue
    if (kind !== 'step' || before.kind !== 'step' || before.name === name) continue
    if (!inSlice.has(earlier) || !inSlice.has(i + 1)) continue
    const key = JSON.stringify([process, before.name, name])
    const known = found.get(key)
    if (known !== undefined && known.at[1] - known.at[0] >= i + 1 - earlier) continue
    found.set(key, { process, first: before.name, second: name, at: [earlier, i + 1] })
  }
  return [...found.values()]
}
