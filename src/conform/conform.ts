/** Holds code to one design: runs it along every transition of the model, and tries the steps that the model disables. */
import type { Conformance } from '../conformance.ts'
import { ModelError } from '../errors.ts'
import { modelOf } from '../language/spec.ts'
import { expectNoStamps } from '../language/stamps/refuse.ts'
import { expectNoTimers } from '../language/time/refuse.ts'
import { defined } from '../plain.ts'
import { type Locate, located } from '../run/failures.ts'
import type { Driver } from './driver.ts'
import { type DrivenGraph, drivenGraph } from './graph.ts'
import { defaultStates, limitOf, type TouringOptions } from './limits.ts'
import { isUntried } from './moves.ts'
import { entryName, type Plan, planOf } from './plan.ts'
import { Touring } from './touring.ts'

/** The options of `conformDesign`. */
export interface ConformOptions extends TouringOptions {
  readonly params?: { readonly [name: string]: unknown }
  /** The paths of the spec and of the driver, and the digest of the spec, for the result. */
  readonly file: string
  readonly driverFile: string
  readonly digest: string
  readonly locate: Locate
  /** The maximum number of states to explore. Defaults to 20,000. */
  readonly maxStates?: number | undefined
}

/** @throws SpecError for a driver that does not fit the design, UsageError if it observes what the model does not have */
export async function conformDesign(driver: Driver, design: string, options: ConformOptions): Promise<Conformance> {
  const started = performance.now()
  const { model, params } = modelOf(driver.spec, design, options.params)
  expectNoStamps(model, 'conform', 'a driver cannot tell which stamp of the code is which')
  expectNoTimers(model, 'conform', 'a driver cannot make the time of the code pass')
  const plan = planOf(driver, design, model, params)
  const outline = {
    ...{ spec: driver.spec.name, file: options.file, driver: options.driverFile, design, params },
    digest: options.digest,
    undriven: undrivenOf(plan),
    untried: [...new Set(model.actions.flatMap((action, i) => (isUntried(plan, i) ? [entryName(action)] : [])))],
  }
  const seconds = () => (performance.now() - started) / 1000
  let graph: DrivenGraph
  try {
    graph = drivenGraph(
      model,
      plan.reference,
      (action) => plan.drives[action] ?? 'none',
      options.maxStates ?? defaultStates,
      () => limitOf(options, started) !== undefined,
    )
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    const none = { states: 0, transitions: 0, complete: false, drivable: 0, driven: 0, missed: 0, unchosen: 0 }
    return {
      ...outline,
      ...none,
      runs: 0,
      steps: 0,
      tried: 0,
      together: 0,
      seconds: seconds(),
      error: located(model, error, undefined, options.locate),
    }
  }
  const tour = new Touring(plan, graph, options, started)
  await tour.all()
  const { states, transitions, complete, together } = graph
  const { outcomes } = tour
  const drivable = outcomes.drivable().size
  return {
    ...outline,
    ...{ states: states.length, transitions, complete, together },
    ...{ drivable, driven: outcomes.driven.size, missed: tour.missed, unchosen: outcomes.unchosen() },
    ...{ runs: tour.runs, steps: tour.steps, tried: tour.tried },
    ...defined({ leastSteps: outcomes.fewest(tour.leastSteps), choices: outcomes.choices(), drift: tour.drift }),
    ...defined({ limit: tour.limit ?? (complete ? undefined : ('states' as const)) }),
    seconds: seconds(),
  }
}

/** The steps of the design that nobody drives, each once. */
function undrivenOf({ model, entries }: Plan): Conformance['undriven'] {
  const all = new Map<string, string>()
  model.actions.forEach((action, i) => {
    const entry = entries[i]
    if (typeof entry === 'object' && entry !== null && 'notDriven' in entry) all.set(entryName(action), entry.notDriven)
  })
  return [...all].map(([name, reason]) => ({ name, reason }))
}
