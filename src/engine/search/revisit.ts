/**
 * Tests other properties of a model on states that were explored before. It tests the states in discovery order, so the
 * findings are those of a new search. It looks up no states, and uses the kept transitions. It makes the successors of
 * a state again only if properties of steps need them, and no transitions were kept or one of them decides a property.
 */
import { Out } from '../compile/out.ts'
import { type Program, StepFailure, trapped } from '../compile/program.ts'
import type { Pause } from './pieces.ts'
import { PropertyTests } from './property-tests.ts'
import { Search, type SearchSettings } from './search.ts'

/** Number of states tested between two looks at the clock. */
const blockSize = 1024

/**
 * `explored`: a search of a model with the same behaviour, whatever its properties. `undefined` if a new search is
 * needed: the data needed was not kept, a property throws, or `pause` says to stop.
 */
export async function revisit(
  explored: Search,
  program: Program,
  options: SearchSettings,
  pause: Pause,
): Promise<Search | undefined> {
  const { kinds, actions, keepGraph = false } = options
  const deadlock = explored.kinds.indexOf('deadlock')
  if (!explored.complete || (keepGraph && explored.rows === undefined)) return undefined
  if (kinds.includes('deadlock') && deadlock < 0) return undefined
  const again = new Search(program, { ...options, explored })
  // deadlocks depend on the model only, not on its properties
  const known = explored.findings[deadlock]
  kinds.forEach((kind, i) => {
    if (kind === 'deadlock' && known !== undefined) again.findings[i] = known
  })
  const { store, rows, findings, labels } = again
  const tests = new PropertyTests(program, kinds)
  const { atoms, register, source, words } = program
  const out = new Out(words, actions, { loops: true })
  /** Whether a step from a state may decide a property: one of its kept transitions, or a step that changes nothing. */
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
    if (id < again.initial) for (const property of tests.ofStart()) findings[property] = { state: id }
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
    // a new search reports the failure, and how many states it had explored
    if (error instanceof StepFailure) return undefined
    throw error
  }
  return again
}
