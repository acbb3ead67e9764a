/** Which way is told to what was found: of all shortest ones the least, or the first where it was interrupted. */
import type { Exploration, Finding, Path } from '../explore/explore.ts'
import { goalOf } from '../explore/goals.ts'
import { type Goal, leastWays } from '../explore/least.ts'
import type { Pause } from '../explore/pieces.ts'
import { actorsOf } from '../model/actions.ts'
import type { Model } from '../model/model.ts'

/** A path that is made in pieces, once it is wanted: the longest have a million steps. */
export type LazyPath = () => Generator<void, Path>

export interface Paths {
  /** To each finding, and through the step that it is of. */
  readonly findings: readonly (LazyPath | undefined)[]
  /** Whether each of these is known to be the least of the shortest ones. */
  readonly least: readonly boolean[]
  /** To the state in which the model failed. */
  readonly failure: LazyPath | undefined
}

/** The ways to all that the search found, in one go. */
export async function pathsTo(model: Model, exploration: Exploration, pause: Pause): Promise<Paths> {
  const { findings, failure } = exploration
  const goals: Goal[] = []
  const number: (number | undefined)[] = []
  for (const [property, finding] of findings.entries()) {
    const kind = model.properties[property]?.kind ?? ''
    const goal = finding && (await goalOf(exploration, { property, kind }, finding, pause))
    number.push(goal && goals.push(goal) - 1)
  }
  if (failure?.state !== undefined) goals.push({ states: [failure.state] })
  const ways = await leastWays(exploration, actorsOf(model.actions), goals, pause)
  const paths = ways.map(
    (way): LazyPath | undefined => way && (() => exploration.walkInPieces(way.states, way.actions, way.last)),
  )
  const { state } = failure ?? {}
  const least = findings.map((_, property) => paths[number[property] ?? -1])
  return {
    findings: findings.map(
      (finding, property) => least[property] ?? (finding && (() => firstPath(exploration, finding))),
    ),
    least: least.map((path) => path !== undefined),
    failure: state === undefined ? undefined : (paths[goals.length - 1] ?? (() => exploration.pathInPieces(state))),
  }
}

/** The way on which it was found. */
function* firstPath(exploration: Exploration, finding: Finding): Generator<void, Path> {
  const { start, steps } = yield* exploration.pathInPieces(finding.state)
  if (finding.action === undefined) return { start, steps }
  return { start, steps: [...steps, { action: finding.action, picks: exploration.picks(finding) }] }
}
