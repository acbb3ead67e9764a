/** The path reported for each finding: the least of all shortest paths, or if interrupted, the path found first. */

import { endsOf } from '../engine/search/ends.ts'
import { type Ends, leastPaths } from '../engine/search/least-paths.ts'
import type { Pause } from '../engine/search/pieces.ts'
import type { Path, Search } from '../engine/search/search.ts'
import { actorsOf } from '../language/actions.ts'
import type { Model } from '../language/model.ts'

/** A path that is made on demand and in pieces, because the longest paths have a million steps. */
export type LazyPath = () => Generator<void, Path>

export interface Paths {
  /** The path to each finding, including the step of the finding, if it has one. */
  readonly findings: readonly (LazyPath | undefined)[]
  /** For each finding, whether its path is known to be the least of the shortest ones. */
  readonly least: readonly boolean[]
  /** The path to the state in which the model failed. */
  readonly failure: LazyPath | undefined
}

/** Makes the paths to all findings and to the failure of a search at once. */
export async function pathsTo(model: Model, exploration: Search, pause: Pause): Promise<Paths> {
  const { findings, failure } = exploration
  const goals: Ends[] = []
  const number: (number | undefined)[] = []
  for (const [property, finding] of findings.entries()) {
    const kind = model.properties[property]?.kind ?? ''
    const goal = finding && (await endsOf(exploration, { property, kind }, finding, pause))
    number.push(goal && goals.push(goal) - 1)
  }
  if (failure?.state !== undefined) goals.push({ states: [failure.state] })
  const ways = await leastPaths(exploration, actorsOf(model.actions), goals, pause)
  const paths = ways.map((way): LazyPath | undefined => way && (() => exploration.walkInPieces(way)))
  const { state } = failure ?? {}
  const least = findings.map((_, property) => paths[number[property] ?? -1])
  const decidesOf = (property: number) => {
    const goal = goals[number[property] ?? -1]
    return goal !== undefined && 'level' in goal ? goal.decides : undefined
  }
  return {
    findings: findings.map(
      (finding, property) =>
        least[property] ?? (finding && (() => exploration.pathToFinding(finding, decidesOf(property)))),
    ),
    // of steps that are not equivariant, other permutations may have fewer switches
    least: least.map((path) => path !== undefined && exploration.program.symmetry?.standing.isEquivariant !== false),
    failure: state === undefined ? undefined : (paths[goals.length - 1] ?? (() => exploration.pathInPieces(state))),
  }
}
