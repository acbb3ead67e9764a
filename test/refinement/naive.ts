/**
 * Refinement by definition, over graphs given as tables: an exhaustive search through all loops. It shares no code with
 * the checker, and knows nothing of models.
 */

/** A transition system. `steps[action][state]`: the states to which an action leads. */
export interface System {
  readonly size: number
  readonly initial: readonly number[]
  readonly steps: readonly (readonly (readonly number[])[])[]
  /**
   * Promises: sets of actions, which count only in the states `when`; or, in place of actions, that one of the states
   * `answer` is visited again and again if one of the states `often` is.
   */
  readonly promises: readonly {
    readonly strong: boolean
    readonly actions: readonly number[]
    readonly when?: readonly number[] | undefined
    readonly pair?: { readonly often: readonly number[]; readonly answer: readonly number[] } | undefined
  }[]
}

export interface Pair {
  readonly concrete: System
  readonly abstract: System
  /** The abstract state of each concrete state. */
  readonly map: readonly number[]
}

interface Edge {
  readonly from: number
  readonly to: number
  readonly action: number
}

/** The refutation of a refinement: a step after `length - 1` steps (0: at the start), or a run that breaks a promise. */
export type Answer =
  | { readonly kind: 'step'; readonly length: number }
  | { readonly kind: 'run' }
  | { readonly kind: 'holds' }

const edgesOf = ({ steps }: System): Edge[] =>
  steps.flatMap((table, action) =>
    table.flatMap((targets, from) => targets.filter((to) => to !== from).map((to) => ({ from, to, action }))),
  )

export function judged(pair: Pair): Answer {
  const { concrete, abstract, map } = pair
  const allowed = new Set(edgesOf(abstract).map(({ from, to }) => `${from} ${to}`))
  const at = (state: number) => map[state] as number
  if (concrete.initial.some((state) => !abstract.initial.includes(at(state)))) return { kind: 'step', length: 0 }
  const edges = edgesOf(concrete)
  let level = [...new Set(concrete.initial)]
  const reached = new Set(level)
  for (let length = 1; level.length > 0; length++) {
    const out = edges.filter(({ from }) => level.includes(from))
    if (out.some(({ from, to }) => at(from) !== at(to) && !allowed.has(`${at(from)} ${at(to)}`))) {
      return { kind: 'step', length }
    }
    level = [...new Set(out.map(({ to }) => to))].filter((state) => !reached.has(state))
    for (const state of level) reached.add(state)
  }
  const open = edges.filter(({ from }) => reached.has(from))
  const ends = [...reached].some((state) => isViolation(pair, [state], []))
  if (
    ends ||
    loops(open).some((loop) =>
      isViolation(
        pair,
        loop.map(({ from }) => from),
        loop,
      ),
    )
  )
    return { kind: 'run' }
  return { kind: 'holds' }
}

/** Whether a run that visits exactly these states, and takes exactly these edges, again and again refutes it. */
export function isViolation(
  { concrete, abstract, map }: Pair,
  states: readonly number[],
  taken: readonly Edge[],
): boolean {
  const own = edgesOf(concrete)
  const theirs = edgesOf(abstract)
  const isFair = concrete.promises.every(({ strong, actions }) => {
    if (taken.some(({ action }) => actions.includes(action))) return true
    const open = states.map((state) => own.some(({ from, action }) => from === state && actions.includes(action)))
    return strong ? !open.includes(true) : open.includes(false)
  })
  if (!isFair) return false
  return abstract.promises.some(({ strong, actions, when, pair }) => {
    const mapped = states.map((state) => map[state] as number)
    if (pair !== undefined) {
      return !mapped.some((state) => pair.answer.includes(state)) && mapped.some((state) => pair.often.includes(state))
    }
    const counts = (state: number) => when === undefined || when.includes(state)
    const steps = theirs.filter(({ action, from }) => actions.includes(action) && counts(from))
    const takes = ({ from, to }: Edge) => steps.some((step) => step.from === map[from] && step.to === map[to])
    if (taken.some(takes)) return false
    const open = states.map((state) => steps.some(({ from }) => from === map[state]))
    return strong ? open.includes(true) : !open.includes(false)
  })
}

/** Every set of edges that some run can repeat forever: strongly connected sets, found by trying all subsets. */
function loops(edges: readonly Edge[]): Edge[][] {
  const found: Edge[][] = []
  for (let set = 1; set < 2 ** edges.length; set++) {
    const some = edges.filter((_, i) => (set & (2 ** i)) !== 0)
    const start = (some[0] as Edge).from
    if (isAll(some, start, 'from', 'to') && isAll(some, start, 'to', 'from')) found.push(some)
  }
  return found
}

/** Whether every edge can be reached from a state, in one direction. */
function isAll(edges: readonly Edge[], start: number, here: 'from' | 'to', there: 'from' | 'to'): boolean {
  const seen = new Set([start])
  for (let size = 0; size < seen.size; ) {
    size = seen.size
    for (const edge of edges) if (seen.has(edge[here])) seen.add(edge[there])
  }
  return edges.every((edge) => seen.has(edge.from) && seen.has(edge.to))
}
