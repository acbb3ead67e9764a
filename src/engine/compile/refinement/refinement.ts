/**
 * A refinement in the engine: the map of the concrete state, and the abstract model as a program of its own. The states
 * of the abstract model are few. Each has an id, and its successors are computed once.
 */
import { type Limits, States } from '../../store/states.ts'
import { Out } from '../out.ts'

/** The abstract model as a program, as far as a refinement calls it. */
interface Abstract {
  readonly words: number
  readonly register: Int32Array
  initial(emit: () => void): void
  successors(out: Out): number
  readonly atoms: readonly (() => boolean)[]
}

/** The tests of one refinement. All of them read the concrete program's register; `step` also reads its source. */
export interface Refinement {
  /** Whether the register maps to an initial state of the abstract model. */
  starts(): boolean
  /** Whether the step from the source to the register maps to a step of the abstract model, or to no change. */
  step(): boolean
  /** The id of the abstract state to which the register maps. */
  mapped(): number
  /** The actions of the abstract model that change something in an abstract state, each once. */
  enabled(id: number): Int32Array
  /** Whether a predicate of the abstract model is true in an abstract state. */
  isTrue(id: number, atom: number): boolean
  /** The actions of the abstract model that lead from one abstract state to the other. */
  takers(from: number, to: number): readonly number[]
}

/** The abstract states share no limit with the search: there are at most as many as the concrete model has states. */
const limits: Limits = { maxStates: 2 ** 30, maxBytes: 2 ** 40 }

/** Successors of an abstract state that differ from it: their ids in ascending order, and the action to each. */
interface Ways {
  readonly targets: Int32Array
  readonly actions: Int32Array
}

/**
 * `map`: writes the abstract state to which the concrete register maps to the register of `abstract`. `ofSource`: the
 * same for the concrete source. `source`: the words of the concrete source.
 */
export function refinement(
  abstract: Abstract,
  actions: number,
  source: Int32Array,
  map: () => void,
  ofSource: () => void,
): Refinement {
  const states = new States(abstract.words, limits)
  const { register } = abstract
  const ways: (Ways | undefined)[] = []
  const enabled: (Int32Array | undefined)[] = []
  const out = new Out(abstract.words, actions)
  let starts: Set<number> | undefined
  /** The source that was mapped last, and its abstract state. */
  const last = source.slice()
  let lastId = -1
  /** The pair of abstract states that was found allowed last. */
  let allowedFrom = -1
  let allowedTo = -1

  const mapped = () => {
    map()
    return states.insert(register)
  }
  const ofLast = () => {
    let same = lastId >= 0
    for (let k = 0; same && k < last.length; k++) same = last[k] === source[k]
    if (same) return lastId
    lastId = -1
    ofSource()
    last.set(source)
    lastId = states.insert(register)
    return lastId
  }
  const waysOf = (id: number): Ways => {
    const known = ways[id]
    if (known !== undefined) return known
    states.load(id, register)
    out.count = 0
    abstract.successors(out)
    const { count, words } = out
    const found: { readonly target: number; readonly action: number }[] = []
    for (let n = 0; n < count; n++) {
      register.set(out.rows.subarray(n * words, (n + 1) * words))
      found.push({ target: states.insert(register), action: out.actions[n] as number })
    }
    found.sort((a, b) => a.target - b.target || a.action - b.action)
    const made = {
      targets: Int32Array.from(found, ({ target }) => target),
      actions: Int32Array.from(found, ({ action }) => action),
    }
    ways[id] = made
    return made
  }

  return {
    mapped,
    starts() {
      if (starts === undefined) {
        const found = new Set<number>()
        abstract.initial(() => found.add(states.insert(register)))
        starts = found
      }
      return starts.has(mapped())
    },
    step() {
      const from = ofLast()
      const to = mapped()
      if (from === to || (from === allowedFrom && to === allowedTo)) return true
      if (firstIn(waysOf(from).targets, to) < 0) return false
      allowedFrom = from
      allowedTo = to
      return true
    },
    enabled(id) {
      const known = enabled[id] ?? Int32Array.from(new Set(waysOf(id).actions))
      enabled[id] = known
      return known
    },
    isTrue(id, atom) {
      states.load(id, register)
      return (abstract.atoms[atom] as () => boolean)()
    },
    takers(from, to) {
      const { targets, actions } = waysOf(from)
      const found: number[] = []
      for (let k = firstIn(targets, to); k >= 0 && targets[k] === to; k++) {
        if (found.at(-1) !== actions[k]) found.push(actions[k] as number)
      }
      return found
    },
  }
}

/** The first index of a number in an ascending list, by bisection; −1 if it is not there. */
function firstIn(ascending: Int32Array, wanted: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] as number) < wanted) low = middle + 1
    else high = middle
  }
  return ascending[low] === wanted ? low : -1
}
