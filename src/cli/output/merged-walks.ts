/** Joins the results of the shards of a simulation: each has a share of the walks of every design. */
import { defined } from '../../plain.ts'
import type { Bitstate, PropertyResult, Result, Simulation } from '../../result.ts'

/** `results`: those of one design, one from each shard. */
export function mergedWalks(results: readonly Result[]): Result {
  const [first] = results as [Result, ...Result[]]
  const sum = (get: (result: Result) => number) => results.reduce((total, result) => total + get(result), 0)
  const most = (get: (result: Result) => number) => Math.max(...results.map(get))
  const simulations = results.flatMap(({ simulation }) => simulation ?? [])
  if (simulations.length < results.length) return results.find(({ error }) => error !== undefined) ?? first
  const limits = results.flatMap(({ limit }) => limit ?? [])
  return {
    ...first,
    states: most(({ states }) => states),
    transitions: sum(({ transitions }) => transitions),
    depth: most(({ depth }) => depth),
    seconds: sum(({ seconds }) => seconds),
    ...defined({ limit: limits.find((limit) => limit === 'interrupted') ?? limits[0] }),
    bytesPerState: most(({ bytesPerState }) => bytesPerState),
    actions: first.actions.map(({ name }, i) => ({ name, taken: sum(({ actions }) => actions[i]?.taken ?? 0) })),
    properties: first.properties.map((_, i) => earliest(results, i)),
    simulation: mergedSimulation(
      simulations,
      sum(({ states }) => states),
    ),
    ...defined({ error: results.find(({ error }) => error !== undefined)?.error }),
  }
}

/** The finding of the walk with the lowest number: the one that a simulation by one job reports. */
function earliest(results: readonly Result[], i: number): PropertyResult {
  const walkOf = ({ properties, simulation }: Result) => {
    const { name, verdict } = properties[i] as PropertyResult
    if (verdict === 'unknown') return Number.POSITIVE_INFINITY
    return new Map(Object.entries(simulation?.decided ?? {})).get(name)?.walk ?? 0
  }
  const least = results.reduce((one, other) => (walkOf(other) < walkOf(one) ? other : one))
  return least.properties[i] as PropertyResult
}

function mergedSimulation(all: readonly Simulation[], mostStates: number): Simulation {
  const [first] = all as [Simulation, ...Simulation[]]
  const sum = (get: (one: Simulation) => number) => all.reduce((total, one) => total + get(one), 0)
  const decided: [string, Simulation['decided'][string]][] = []
  for (const [name, found] of all.flatMap(({ decided }) => Object.entries(decided))) {
    const known = decided.findIndex(([other]) => other === name)
    if (known < 0) decided.push([name, found])
    else if (found.walk < (decided[known]?.[1].walk ?? 0)) decided[known] = [name, found]
  }
  const bits = all.flatMap(({ bitstate }) => bitstate ?? [])
  const isFull = all.some(({ countedSteps }) => countedSteps !== undefined)
  return {
    ...first,
    walks: sum(({ walks }) => walks),
    steps: sum(({ steps }) => steps),
    stopped: sum(({ stopped }) => stopped),
    deadlocks: sum(({ deadlocks }) => deadlocks),
    neverEnabled: first.neverEnabled.filter((name) => all.every(({ neverEnabled }) => neverEnabled.includes(name))),
    lately: {
      steps: sum(({ lately }) => lately.steps),
      successors: sum(({ lately }) => lately.successors),
      newStates: sum(({ lately }) => lately.newStates),
    },
    ...(isFull ? { countedSteps: sum(({ steps, countedSteps = steps }) => countedSteps) } : {}),
    decided: Object.fromEntries(decided),
    ...(bits.length === 0 ? {} : { bitstate: mergedBitstate(bits) }),
    ...{ shards: all.length, mostStates },
  }
}

/** Each shard was a search of its own. The one that left out least says how much all of them left out at most. */
function mergedBitstate(all: readonly Bitstate[]): Bitstate {
  const byLeft = (one: Bitstate, other: Bitstate) =>
    Number(other.ended) - Number(one.ended) || one.cut - other.cut || one.mistaken - other.mistaken
  const [least] = all.toSorted(byLeft) as [Bitstate, ...Bitstate[]]
  return least
}
