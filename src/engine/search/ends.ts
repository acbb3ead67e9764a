/** All places where a shortest counterexample or witness may end, not only the one that the search found first. */
import { isOfSteps } from '../../plain.ts'
import { StepFailure } from '../compile/program.ts'
import type { Ends } from './least-paths.ts'
import type { Pause } from './pieces.ts'
import type { Finding, Search } from './search.ts'
import { Transitions } from './transitions.ts'

/** All states or steps that decide a property at the distance of `finding`; `undefined` if `pause` says to stop. */
export async function endsOf(
  exploration: Search,
  { property, kind }: { readonly property: number; readonly kind: string },
  finding: Finding,
  pause: Pause,
): Promise<Ends | undefined> {
  const { program, store } = exploration
  const test = program.tests[property] as () => boolean
  const atStart = isOfSteps(kind) && finding.action === undefined ? program.refinements[property] : undefined
  const decides = () => {
    try {
      return (atStart?.starts ?? test)() === (kind === 'reachable')
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error
      return false
    }
  }
  const distance = exploration.distance(finding.state)
  if (isOfSteps(kind) && finding.action !== undefined) return { level: distance, decides, seesSource: true }
  if (kind !== 'deadlock' && distance > 0) return { level: distance - 1, decides, seesSource: false }
  const [from, to] = exploration.level(distance)
  const states: number[] = []
  const steps = new Transitions(exploration)
  for (let id = from; id < to; id++) {
    const resting = pause()
    if (resting !== undefined && (await resting)) return undefined
    store.load(id, program.register)
    if (kind === 'deadlock' ? steps.isDeadlock(id) : decides()) states.push(id)
  }
  return { states }
}
