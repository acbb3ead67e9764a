/** The least and the most units from `p` to `q` in a graph whose steps take no time or one unit. It shares no code with `src`. */

/** A state, with what follows it. `ticks`: whether a step is one unit of time. */
export interface Node {
  readonly p: boolean
  readonly q: boolean
  /** Whether time is not stopped, although no unit of it is counted, because nothing moves. */
  readonly isFree: boolean
  readonly next: readonly { readonly to: number; readonly ticks: boolean }[]
}

export interface Times {
  /** `undefined` if `q` never comes after `p`. */
  readonly least: number | undefined
  /** Infinite without a bound; `undefined` if `p` never comes without `q`. */
  readonly most: number | undefined
}

/**
 * Follows every run at once, with the units since `p`, up to more units than there are states: then a run has been twice
 * in a state within one span, and can go on so.
 */
export function naiveTimes(nodes: readonly Node[], start: number): Times {
  /** Pairs of a state and the units since `p`; −1 outside of a span. */
  const seen = new Set<string>()
  const queue: [number, number][] = []
  const enter = (node: number, since: number) => {
    const { p, q } = nodes[node] as Node
    const now = q ? -1 : since >= 0 ? since : p ? 0 : -1
    const key = `${node} ${now}`
    if (seen.has(key)) return
    seen.add(key)
    queue.push([node, now])
  }
  let least: number | undefined
  let most: number | undefined
  enter(start, -1)
  for (const [node, since] of queue) {
    const { next, isFree } = nodes[node] as Node
    if (since >= 0) most = Math.max(most ?? 0, isFree || since > nodes.length ? Number.POSITIVE_INFINITY : since)
    if (most === Number.POSITIVE_INFINITY && since > nodes.length) continue
    for (const { to, ticks } of next) {
      const after = since < 0 ? since : since + (ticks ? 1 : 0)
      if (since >= 0 && nodes[to]?.q) {
        least = Math.min(least ?? after, after)
        most = Math.max(most ?? 0, after)
      }
      enter(to, after)
    }
  }
  return { least, most }
}
