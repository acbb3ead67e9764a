/** Steps, actions and faults that no run takes. They are no errors, because a design may leave them out on purpose. */
import type { Result } from '../../result.ts'
import { joined } from './run-sentences.ts'

/** The steps, actions and faults that are never taken in any of these results. */
export interface Untaken<R> {
  readonly results: readonly R[]
  readonly names: readonly string[]
  /** If set, `names` lists the few that are taken instead. */
  readonly allBut: boolean
}

type Explored = Pick<Result, 'complete' | 'actions'>

/** Groups results that never take the same, in their order. A result that was not explored in full is left out. */
export function untaken<R extends Explored>(results: readonly R[]): Untaken<R>[] {
  const groups = new Map<string, { results: R[]; names: readonly string[]; allBut: boolean }>()
  for (const result of results) {
    if (!result.complete) continue
    const names = (wanted: boolean) =>
      result.actions.filter(({ taken }) => taken > 0 === wanted).map((action) => action.name)
    const never = names(false)
    if (never.length === 0 && result.actions.length > 0) continue
    const allBut = names(true).length * 2 < never.length
    const key = JSON.stringify([allBut, never, allBut && names(true)])
    const group = groups.get(key) ?? { results: [], names: allBut ? names(true) : never, allBut }
    groups.set(key, group)
    group.results.push(result)
  }
  return [...groups.values()]
}

/** `'planner publish' is never taken in 'single enactor' and 'frozen'`. `where` names a result. */
export function sayUntaken<R extends Explored>(
  { results, names, allBut }: Untaken<R>,
  where: (result: R) => string,
): string {
  const quoted = names.map((name) => `'${name}'`)
  const designs = joined(results.map(where), 'and')
  const isEmpty = results.every(({ actions }) => actions.length === 0)
  if (names.length === 0) {
    return `No step is ever taken in ${designs}${isEmpty ? ': there is no process and no action' : ''}`
  }
  if (allBut) return `Only these steps are ever taken in ${designs}: ${quoted.join(', ')}`
  return names.length === 1
    ? `${quoted} is never taken in ${designs}`
    : `These steps are never taken in ${designs}: ${quoted.join(', ')}`
}
