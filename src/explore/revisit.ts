/**
 * Other properties of a model on the states that were explored before: each state is tested again, in the order in
 * which it was found, so that what is found is what a new search would find. Nothing is looked up. Transitions are those
 * that were kept; successors are made anew only where properties of steps need them and none were kept, or find something.
 */
import { Out } from '../compile/out.ts'
import { type Program, StepFailure, trapped } from '../compile/program.ts'
import { Exploration, type ExploreOptions } from './explore.ts'
import type { Pause } from './pieces.ts'
import { Tests } from './tests.ts'

/** So many states are tested between two looks at the clock. */
const blockSize = 1024

/**
 * `explored`: of a model that does the same, whatever its properties. `undefined` where they must be explored anew:
 * what is needed was not kept, a property fails, or `pause` says to stop.
 */
export async function revisit(
  explored: Exploration,
  program: Program,
  options: ExploreOptions,
  pause: Pause,
): Promise<Exploration | undefined> {
  const { kinds, actions, keepGraph = false } = options
  const deadlock = explored.kinds.indexOf('deadlock')
  if (!explored.complete || (keepGraph && explored.rows === undefined)) return undefined
  if (kinds.includes('deadlock') && deadlock < 0) return undefined
  const again = new Exploration(program, { ...options, explored })
  // a deadlock is one of the model, whatever its properties
  const known = explored.findings[deadlock]
  kinds.forEach((kind, i) => {
    if (kind === 'deadlock' && known !== undefined) again.findings[i] = known
  })
  const { store, rows, findings, labels } = again
  const tests = new Tests(program, kinds)
  const { atoms, register, source, words } = program
  const out = new Out(words, actions, { loops: true })
  /** Whether a step from a state may decide a property: by its transitions, where they are kept, and by staying there. */
  const mayDecide = (id: number) => {
    if (rows === undefined) return true
    store.load(id, source)
    for (let e = rows.start(id) - 1, end = rows.start(id + 1), first = e; e < end; e++) {
      store.load(e === first ? id : rows.target(e), register)
      for (const property of tests.onSteps) if (!(program.tests[property] as () => boolean)()) return true
    }
    return false
  }
  const visit = (id: number) => {
    store.load(id, register)
    for (const property of tests.ofState()) findings[property] = { state: id }
    if (labels !== undefined) {
      labels.add()
      for (let atom = 0; atom < atoms.length; atom++) if ((atoms[atom] as () => boolean)()) labels.set(atom, id)
    }
    if (tests.onSteps.length === 0 || !mayDecide(id)) return
    out.count = 0
    store.load(id, source)
    store.load(id, register)
    program.successors(out)
    for (let n = 0; n < out.count; n++) {
      for (let k = 0, at = n * words; k < words; k++, at++) register[k] = out.rows[at] as number
      for (const property of tests.ofStep())
        findings[property] = { state: id, action: out.actions[n] as number, nth: n }
    }
  }
  try {
    for (let from = 0; from < store.count; from += blockSize) {
      const resting = pause()
      if (resting !== undefined && (await resting)) return undefined
      trapped(() => {
        for (let id = from; id < Math.min(from + blockSize, store.count); id++) visit(id)
      })
    }
  } catch (error) {
    // how it fails, and after how much, is told by a search
    if (error instanceof StepFailure) return undefined
    throw error
  }
  return again
}
