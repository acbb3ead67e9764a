/** Finds a shortest run that meets predicates in order: breadth first over pairs of a state and the number met. */
import { predicateOf, type Question } from './formula.ts'
import { along, type Decision, type Graph, truthOf } from './graph.ts'

/** `unknown` if the search needs more than `maxBytes`. */
export function decideOrder(
  graph: Graph,
  { goals }: Extract<Question, { readonly kind: 'order' }>,
  maxBytes: number,
): Decision {
  const { rows } = graph
  const most = rows.nodes * (goals.length + 1)
  // `came`, the queue, and the truths
  if (most >= 2 ** 31 - 2 || most * 8 + rows.nodes * goals.length > maxBytes) return { verdict: 'unknown' }
  const truths = goals.map((goal) => {
    const predicate = predicateOf(goal)
    if (predicate === undefined) throw new Error('a milestone is not a predicate')
    return truthOf(graph, predicate)
  })
  const stages = truths.length + 1
  /** For each pair of state and stage: 2 plus the pair before it; 1 at the start; 0 if it was not found. */
  const came = new Int32Array(rows.nodes * stages)
  const queue = new Int32Array(rows.nodes * stages)
  let tail = 0
  let found = -1
  const reach = (state: number, stage: number, from: number) => {
    let met = stage
    while (met < truths.length && truths[met]?.[state] === 1) met++
    const pair = state * stages + met
    if (came[pair] !== 0) return
    came[pair] = from + 2
    queue[tail++] = pair
    if (met === truths.length && found < 0) found = pair
  }
  for (let state = 0; state < graph.initial; state++) reach(state, 0, -1)
  for (let head = 0; head < tail && found < 0; head++) {
    const pair = queue[head] as number
    const state = Math.floor(pair / stages)
    for (let e = rows.start(state), end = rows.start(state + 1); e < end; e++) {
      reach(rows.target(e), pair % stages, pair)
    }
  }
  if (found < 0) return { verdict: 'violated', met: metAtMost(queue.subarray(0, tail), stages) }
  const pairs: number[] = []
  for (let at = found; at >= 0; at = (came[at] as number) - 2) pairs.push(at)
  pairs.reverse()
  const walk = along(
    rows,
    pairs.map((pair) => Math.floor(pair / stages)),
  )
  const met = truths.map((_, goal) => pairs.findIndex((pair) => pair % stages > goal))
  return { verdict: 'holds', vacuous: false, met, walk }
}

function metAtMost(queue: Int32Array, stages: number): number {
  let most = 0
  for (const pair of queue) most = Math.max(most, pair % stages)
  return most
}
