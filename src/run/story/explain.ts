/** Adds to counterexamples the reasons why their properties are violated. */

import type { Search } from '../../engine/search/search.ts'
import { ModelError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import type { Property } from '../../language/properties.ts'
import { timerOf } from '../../language/time/monitors.ts'
import { defined } from '../../plain.ts'
import type { Interpreter } from '../../reference/interpret.ts'
import { blockers } from '../../reference/timers.ts'
import type { PropertyResult, Trace, Why } from '../../result.ts'
import { lastState } from '../../trace/trace.ts'
import { mostSteps, whyOf } from '../../why/why.ts'
import type { Locate } from '../failures.ts'
import { interruption, type Stopwatch } from '../limits.ts'
import { type SavingOptions, savings } from './atomicity.ts'
import { roundOf } from './endless-run.ts'
import { boundsThatStop } from './stopping-bounds.ts'
import { turningPoint } from './turning-point.ts'
import { undone } from './undone-change.ts'

/** Which counterexamples are explained. */
export type Explain = (property: Pick<PropertyResult, 'name' | 'ok'>) => boolean

/** Explains the counterexamples that were not expected. */
export const unexpected: Explain = ({ ok }) => !ok

/** The results of a model's properties, in order, with reasons for those that `wanted` selects. */
export async function explained(
  model: Model,
  reference: Interpreter,
  exploration: Search,
  results: readonly PropertyResult[],
  wanted: Explain | undefined,
  clock: Stopwatch,
  options: SavingOptions,
  locate: Locate,
): Promise<PropertyResult[]> {
  const told = results.map((given, i) => {
    const property = model.properties[i]
    const result = property?.kind === 'deadlock' ? ofDeadlock(model, given) : given
    const { counterexample } = result
    if (property === undefined || counterexample === undefined || !(wanted ?? unexpected)(result)) return result
    const { length } = counterexample.steps
    if (length > mostSteps) return { ...result, notes: [...(result.notes ?? []), notSliced(length)] }
    try {
      const bounds = property.kind === 'deadlock' ? boundsThatStop(model, reference, lastState(counterexample)) : []
      const notes = [...(property.isTimed ? lateness(property, counterexample) : []), ...bounds]
      const told = notes.length === 0 ? result : { ...result, notes: [...(result.notes ?? []), ...notes] }
      return withWhy(told, whyOf(model, reference, property, counterexample, locate))
    } catch (error) {
      // the model fails at states beyond the trace: the verdict stands without a reason
      if (error instanceof ModelError) return result
      throw error
    }
  })
  const saving = await savings(model, told, clock, options)
  const program = exploration.program.symmetry?.real ?? exploration.program
  return told.map((result, i) => {
    const { name, counterexample } = result
    const why = counterexample?.why
    if (why === undefined) return result
    const turned = turningPoint(model, exploration, name, counterexample as Trace)
    const property = model.properties[i] as Property
    const isEnded = interruption(clock, options) !== undefined
    const without = isEnded ? [] : undone(model, program, reference, property, counterexample as Trace)
    const found = saving.get(name) ?? []
    const { noReturn } = result
    const round =
      noReturn && !isEnded ? roundOf(model, program, reference, property, counterexample as Trace) : undefined
    return withWhy(noReturn && round ? { ...result, noReturn: { ...noReturn, round } } : result, {
      ...why,
      ...defined({ turningPoint: turned }),
      ...(found.length === 0 ? {} : { saving: found }),
      ...(without.length === 0 ? {} : { undone: without }),
    })
  })
}

const notSliced = (steps: number) =>
  `Irrelevant steps are not marked: the story has ${grouped(steps)} steps, and the limit is ${grouped(mostSteps)}.`

const grouped = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

/** The sentence about a run in which the timer of a property in time comes due. */
function lateness({ name }: Property, { steps }: Trace): string[] {
  // the property of a module has the name of the module in front
  const names = name.split(': ')
  const paths = names.map((_, i) => [...names.slice(0, i), timerOf(names.slice(i).join(': '))].join('.'))
  const path = steps.at(-1)?.changes.find(({ path, after }) => after === 0 && paths.includes(path))?.path
  const last = steps.findLastIndex(({ changes }) => changes.some((one) => one.path === path && one.before === null))
  const units = steps[last]?.changes.find((one) => one.path === path)?.after
  if (path === undefined || typeof units !== 'number') return []
  const counted = units === 2 ? '1 unit of time passes' : `${units - 1} units of time pass`
  return [`More than ${counted} after step ${last + 1}.`]
}

/** Adds what the report of a deadlock needs: the urgent timers that stop time, and the links, which never wait. */
function ofDeadlock({ system, processes }: Model, result: PropertyResult): PropertyResult {
  const { counterexample } = result
  if (counterexample === undefined) return result
  const timeLock = blockers(system, lastState(counterexample))
  const links = Object.keys(processes).filter((name) => processes[name]?.isLane)
  const found = { ...(timeLock.length === 0 ? {} : { timeLock }), ...(links.length === 0 ? {} : { links }) }
  return { ...result, counterexample: { ...counterexample, ...found } }
}

function withWhy(result: PropertyResult, why: Why): PropertyResult {
  const { counterexample } = result
  return counterexample === undefined ? result : { ...result, counterexample: { ...counterexample, why } }
}
