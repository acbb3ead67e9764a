/**
 * A state graph as plain lists, and its runs. The code here and in the other `naive-*.ts` files is slow, and shares
 * nothing with the checker that it judges.
 */
import type { FairD } from './temporal.ts'

export interface ActionN {
  /** The modules that contain it, the outermost first. None in a model without modules. */
  readonly path?: readonly string[]
  /** Whether it is the change of an input. No fairness promise covers these. */
  readonly ofInput?: boolean
  /** `null` for the environment. */
  readonly process: string | null
  readonly instance: number
  readonly name: string
  /** Its other name, which it shares with the steps at the same label, or with the action of other instances. */
  readonly also?: string
  readonly fault: boolean
  readonly fair: FairD
}

/** A step that changes something. A graph has no edges for steps that change nothing. */
export interface Edge {
  readonly from: number
  readonly to: number
  readonly action: number
}

/** A fairness promise: actions that a fair run must not neglect forever, and the kind of part that promises it. */
export interface Duty {
  readonly strong: boolean
  readonly of: 'process' | 'step' | 'action' | 'model'
  readonly actions: ReadonlySet<number>
}

/** A graph of reachable states, which are numbered from 0. */
export interface StateGraph {
  readonly states: number
  readonly initial: readonly number[]
  readonly edges: readonly Edge[]
  readonly actions: readonly ActionN[]
  readonly duties: readonly Duty[]
}

export function dutiesOf(
  actions: readonly ActionN[],
  processes: { readonly [name: string]: { readonly instances: number; readonly fair: FairD } },
  model: FairD,
  of: (action: ActionN) => boolean = () => true,
): Duty[] {
  const duties: Duty[] = []
  const add = (fair: FairD, part: Duty['of'], wanted: (action: ActionN) => boolean) => {
    const numbers = actions.flatMap((action, i) =>
      !action.fault && !action.ofInput && of(action) && wanted(action) ? [i] : [],
    )
    if (fair === null || fair === false || numbers.length === 0) return
    duties.push({ strong: fair === 'strong', of: part, actions: new Set(numbers) })
  }
  for (const [name, { instances, fair }] of Object.entries(processes)) {
    for (let id = 0; id < instances; id++) {
      add(fair, 'process', (own) => own.process === name && own.instance === id && own.fair !== false)
    }
  }
  for (const one of actions) add(one.fair, one.process === null ? 'action' : 'step', (action) => action === one)
  add(model, 'model', () => true)
  return duties
}

/**
 * Whether a name in a property of the module at `within` means this action. The name begins with the modules below
 * `within`. The name of the first of them alone means everything that this module does, except changes of its inputs.
 */
export function isNamed(
  { path = [], process, name, also, instance, fault, ofInput = false }: ActionN,
  step: string,
  of: number | null,
  within: readonly string[] = [],
): boolean {
  if (fault || !within.every((module, i) => path[i] === module) || (of !== null && of !== instance)) return false
  const known = also === undefined ? [name] : [name, also]
  return known.some((name) => {
    const names = [...path.slice(within.length), ...(process === null ? [name] : [process, name])]
    const least = process === null ? names.length : names.length - 1
    const inModule = !ofInput && path.length > within.length && step === path[within.length]
    return inModule || names.slice(0, least).join(' ') === step || names.join(' ') === step
  })
}

/** A moment of a run: its state, and the last action, if there is one. */
export interface Position {
  readonly state: number
  readonly action: number | null
  /** Whether the run has stopped here, and repeats its state forever. */
  readonly ended: boolean
}

/** All runs as a graph of moments: each run is an infinite path in the graph, and each infinite path is a run. */
export interface Runs {
  readonly at: readonly Position[]
  readonly initial: readonly number[]
  readonly next: readonly (readonly number[])[]
  readonly previous: readonly (readonly number[])[]
}

export function runsOf(graph: StateGraph): Runs {
  const out: Edge[][] = Array.from({ length: graph.states }, () => [])
  for (const edge of graph.edges) out[edge.from]?.push(edge)
  const first = graph.initial.map((state): Position => ({ state, action: null, ended: false }))
  const { nodes, ...ways } = grow(
    first,
    ({ state, action, ended }) => `${state} ${action} ${ended}`,
    ({ state, ended }) => [
      { state, action: null, ended: true },
      ...(ended ? [] : (out[state] ?? [])).map(({ to, action }): Position => ({ state: to, action, ended: false })),
    ],
  )
  return { at: nodes, ...ways }
}

/** All nodes that are reachable from `first`, numbered. */
export function grow<N>(
  first: readonly N[],
  keyOf: (node: N) => string,
  nextOf: (node: N) => readonly N[],
): Omit<Runs, 'at'> & { readonly nodes: readonly N[] } {
  const numbers = new Map<string, number>()
  const nodes: N[] = []
  const number = (node: N) => {
    const key = keyOf(node)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, nodes.length)
    return nodes.push(node) - 1
  }
  const initial = [...new Set(first.map(number))]
  const next: number[][] = []
  for (let i = 0; i < nodes.length; i++) next.push([...new Set(nextOf(nodes[i] as N).map(number))])
  const previous: number[][] = nodes.map(() => [])
  next.forEach((targets, from) => {
    for (const to of targets) previous[to]?.push(from)
  })
  return { nodes, initial, next, previous }
}
