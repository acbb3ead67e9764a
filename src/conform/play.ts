/** Plays a stored story on the code of a driver. */
import type { Drift } from '../conformance.ts'
import { SpecError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import { modelOf } from '../language/spec.ts'
import type { Plain } from '../plain.ts'
import { interpreter } from '../reference/interpret.ts'
import type { CounterexampleFile } from '../trace/counterexample.ts'
import { indexOf } from '../trace/trace.ts'
import type { Driver } from './driver.ts'
import { Drifted, LiveRun } from './live-run.ts'
import { nameOfAction, planOf } from './plan.ts'

export interface Played {
  /** The design of the code. */
  readonly design: string
  /** The steps of the story that the code took. */
  readonly taken: number
  /** The behaviour of the code instead of the next step. Absent if it took all steps. */
  readonly drift?: Drift
  /**
   * The first step that the model of the code's design prevents, or takes to another state, from 1; 0 for the start.
   * Absent if it allows the whole story.
   */
  readonly prevented?: number
  /** Whether the code does what the model of its design says: it reproduces the story, or departs from it. */
  readonly ok: boolean
}

/**
 * Plays the steps of a story on the code. `design`: the design of the code, by default that of the story.
 * @throws SpecError if the driver does not fit the design, or the story is not possible in today's model
 */
export async function playStory(driver: Driver, stored: CounterexampleFile, design = stored.design): Promise<Played> {
  const { spec } = driver
  const { model, params } = modelOf(spec, stored.design, stored.params)
  const plan = planOf(driver, stored.design, model, params)
  const code = modelOf(spec, design, design === stored.design ? stored.params : {})
  const start = plan.reference.initials().find(({ state }) => same(state, stored.initial.state as Plain))
  if (start === undefined) throw gone('the start')
  const prevented = preventedBy(code.model, stored)
  const played = (taken: number, drift?: Drift): Played => {
    const ok = prevented === undefined ? drift === undefined : drift !== undefined && taken + 1 >= prevented
    return {
      design,
      taken,
      ok,
      ...(drift === undefined ? {} : { drift }),
      ...(prevented === undefined ? {} : { prevented }),
    }
  }
  let run: LiveRun | undefined
  let taken = 0
  try {
    run = await LiveRun.begin({ ...plan, design, params: code.params }, start)
    for (const step of stored.steps) {
      const action = indexOf(model, step)
      if (action < 0 || !(await run.drive(action, plan.drives[action] === 'code' ? undefined : step.choices)))
        throw gone(`step ${taken + 1}, '${step.name}'`)
      if (!run.possible.some(({ state }) => same(state, step.state as Plain))) {
        const message = `in '${nameOfAction(plan, action)}', the code makes another choice than the story`
        return played(taken, { ...run.trouble(message), kind: 'differs', shortest: true })
      }
      taken++
    }
  } catch (error) {
    if (!(error instanceof Drifted)) throw error
    return played(taken, { ...error.drift, shortest: true })
  } finally {
    await run?.end()
  }
  return played(taken)
}

function gone(what: string): SpecError {
  return new SpecError(
    'stale-story',
    `${what} of this story is not possible in today's model; replay it without --driver`,
  )
}

/** The first step that the model of a design does not take to the state of the story, or `undefined`. */
function preventedBy(model: Model, stored: CounterexampleFile): number | undefined {
  const reference = interpreter(model)
  const start = reference.initials().find(({ state }) => agrees(state, stored.initial.state as Plain))
  if (start === undefined) return 0
  let state = start.state
  for (const [i, step] of stored.steps.entries()) {
    const action = indexOf(model, step)
    const outcomes = action < 0 ? [] : reference.outcomes(state, action)
    const next = outcomes.find((outcome) => agrees(outcome.state, step.state as Plain))
    if (next === undefined) return i + 1
    state = next.state
  }
  return undefined
}

/** Whether two states have the same values, as far as both have them. */
function agrees(one: Plain, other: Plain): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return one === other
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
    return one.every((value, i) => agrees(value as Plain, other[i] as Plain))
  }
  const [a, b] = [one, other] as { readonly [name: string]: Plain }[]
  return Object.keys(a as object).every(
    (name) => !Object.hasOwn(b as object, name) || agrees(a?.[name] as Plain, b?.[name] as Plain),
  )
}

const same = (one: Plain, other: Plain) => JSON.stringify(one) === JSON.stringify(other)
