/**
 * A counterexample to a refinement on the level of the abstract model: what its steps are there, and why the abstract
 * model does not allow the last one, or which promise of it the run breaks. The reference interpreter says everything.
 */
import { ModelError } from '../../errors.ts'
import type { ActionInfo } from '../../language/actions.ts'
import type { Model } from '../../language/model.ts'
import type { Property } from '../../language/properties.ts'
import type { Plain } from '../../plain.ts'
import { type Interpreter, interpreter } from '../../reference/interpret.ts'
import type { Change, DecidingPart, Trace } from '../../result.ts'
import { changes } from '../../trace/changes.ts'
import { brokenPromises, mappedStates } from '../../trace/refinement.ts'
import { actionName, actorName } from '../../trace/trace.ts'
import { blockedBy } from '../../why/blocked.ts'
import type { LocateParts } from '../../why/parts.ts'

/** Maximum number of abstract steps that are listed; more do not help a reader. */
const mostSteps = 8
/** Maximum number of variables that one sentence shows. */
const mostChanges = 6

/** One sentence a step that changes something in the abstract model, then the reason. Empty for other properties. */
export function refinementTold(
  reference: Interpreter,
  property: Property,
  trace: Trace,
  locate?: LocateParts,
): readonly string[] {
  if (property.refined === undefined) return []
  const told = new Told(reference, property, trace)
  const last = trace.steps.length
  if (trace.loopAt !== undefined) return [...told.steps(last), ...told.broken()]
  return last === 0 ? told.start() : [...told.steps(last - 1), ...told.refusal(locate)]
}

class Told {
  readonly #reference: Interpreter
  readonly #property: Property
  readonly #trace: Trace
  readonly #model: Model
  readonly #name: string
  readonly #states: readonly Plain[]

  constructor(reference: Interpreter, property: Property, trace: Trace) {
    this.#reference = reference
    this.#property = property
    this.#trace = trace
    this.#model = reference.refined(property).model
    this.#name = `'${this.#model.name}'`
    this.#states = mappedStates(reference, property, trace)
  }

  /** Why the abstract model does not start in the first state. */
  start(): string[] {
    const [state] = this.#states
    const starts = interpreter(this.#model).initials()
    const nearest = this.#nearest(
      starts.map((start) => start.state),
      state as Plain,
    )
    const but = nearest === undefined ? 'it has no initial state' : `it starts with ${asked(nearest)}`
    return [`No run of ${this.#name} starts in the mapped state: ${but}.`]
  }

  /** The abstract steps among the first `count` steps. */
  steps(count: number): string[] {
    const found: string[] = []
    let idle = 0
    for (let at = 0; at < count; at++) {
      const [before, after] = this.#pair(at)
      const takers = this.#reference.refined(this.#property).takers(before, after)
      if (takers.length === 0) {
        idle++
        continue
      }
      found.push(
        `Step ${at + 1} is ${this.#names(takers, 'or')} of ${this.#name} (${shown(this.#changes(before, after))}).`,
      )
    }
    const rest =
      idle === 0 ? [] : [`${found.length === 0 ? 'These' : 'The other'} steps change nothing in ${this.#name}.`]
    const many = found.length - mostSteps
    const kept = many > 0 ? [`${many} more steps change ${this.#name} first.`, ...found.slice(many)] : found
    return [...kept, ...rest]
  }

  /** Why no action of the abstract model allows the last step. */
  refusal(locate: LocateParts): string[] {
    const [before, after] = this.#pair(this.#trace.steps.length - 1)
    const what = `Step ${this.#trace.steps.length} is not a step of ${this.#name}: it changes ${shown(this.#changes(before, after))}.`
    const unguarded = interpreter({ ...this.#model, actions: this.#model.actions.map(withoutGuard) })
    const text = JSON.stringify(after)
    const abstract = interpreter(this.#model)
    const outcomes = this.#model.actions.map((_, action) => outcomesOf(unguarded, before, action))
    const refused = outcomes.flatMap((states, i) => (states.some((one) => JSON.stringify(one) === text) ? [i] : []))
    const [first] = refused
    if (first !== undefined) {
      const would = `${this.#names(refused, 'or')} would do this, but ${refused.length === 1 ? 'is' : 'they are'} not enabled`
      return [what, `${capital(would)}: ${this.#why(abstract, first, before, locate)}.`]
    }
    const enabled = this.#model.actions.flatMap((_, action) =>
      outcomesOf(abstract, before, action).map((state) => ({ action, state })),
    )
    if (enabled.length === 0) return [what, `No action of ${this.#name} is enabled there.`]
    const ranked = enabled
      .map((one) => ({ ...one, off: this.#changes(one.state, after) }))
      .sort((a, b) => a.off.length - b.off.length || a.action - b.action)
    const [near] = ranked
    if (near === undefined) return [what]
    return [what, `The nearest is ${this.#names([near.action], 'or')}, which ends with ${asked(near.off)}.`]
  }

  /** The promise of the abstract model that the run breaks. */
  broken(): string[] {
    const { loopAt, steps } = this.#trace
    const [promise] = brokenPromises(this.#reference, this.#property, this.#trace)
    if (promise === undefined) return []
    const { strong, process, step, pair } = promise
    if (pair !== undefined) {
      return [
        `The run breaks the assumption '${step}' of ${this.#name}: its first predicate is true again and again, but its second is not.`,
      ]
    }
    const own = [
      ...(process === undefined ? [] : [actorName(this.#model, promise)]),
      ...(step === undefined ? [] : [step]),
    ]
    const what = own.length === 0 ? 'any step' : `'${own.join(' ')}'`
    const where = loopAt === steps.length ? 'at the end of the run' : strong ? 'again and again' : 'throughout the loop'
    const never = loopAt === steps.length ? 'is never taken' : 'is never taken in the loop'
    return [
      `The run breaks a promise of ${this.#name}: ${what} is ${strong ? 'strongly' : 'weakly'} fair and enabled ${where}, but ${never}.`,
    ]
  }

  #pair(at: number): [Plain, Plain] {
    return [this.#states[at] as Plain, this.#states[at + 1] as Plain]
  }

  #changes(before: Plain, after: Plain): Change[] {
    return changes(this.#model.system, before, after)
  }

  #nearest(states: readonly Plain[], to: Plain): Change[] | undefined {
    return states.map((state) => this.#changes(state, to)).sort((a, b) => a.length - b.length)[0]
  }

  #names(actions: readonly number[], link: 'or'): string {
    const names = [...new Set(actions.map((i) => `'${actionName(this.#model, this.#model.actions[i] as ActionInfo)}'`))]
    return names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(', ')} ${link} ${names.at(-1)}`
  }

  #why(abstract: Interpreter, action: number, state: Plain, locate: LocateParts): string {
    const blocked = blockedBy(this.#model, abstract, action, state, locate)
    if (blocked?.by === 'label') return `${blocked.actor} is at '${blocked.at}'`
    if (blocked?.by !== 'guard' || blocked.parts.length === 0) return 'its guard is false'
    return blocked.parts.map(partTold).join('; ')
  }
}

/** The part of a guard that decides it, with the values that it reads. */
function partTold({ text, named, holds, of, values }: DecidingPart): string {
  const truth = `${named ? 'its guard' : `\`${text}\``} is ${holds ? 'true' : 'false'}`
  const seen = values.slice(0, mostChanges).map(({ path, value }) => `${path} = ${JSON.stringify(value)}`)
  return `${truth}${of === undefined ? '' : ` for ${of}`}${seen.length === 0 ? '' : `, with ${listed(seen)}`}`
}

const withoutGuard = (action: ActionInfo): ActionInfo => ({ ...action, when: undefined, at: undefined })

/** None if the action fails: without its guard, it may do what it never does. */
function outcomesOf(reference: Interpreter, state: Plain, action: number): Plain[] {
  try {
    return reference.outcomes(state, action).map((outcome) => outcome.state)
  } catch (error) {
    if (error instanceof ModelError) return []
    throw error
  }
}

const shown = (all: readonly Change[]) =>
  listed(all.map(({ path, before, after }) => `${path} from ${JSON.stringify(before)} to ${JSON.stringify(after)}`))

/** The values that the abstract model would have, and those that the map gives. */
const asked = (all: readonly Change[]) =>
  listed(
    all.map(
      ({ path, before, after }) => `${path} = ${JSON.stringify(before)} where the map gives ${JSON.stringify(after)}`,
    ),
  )

function listed(texts: readonly string[]): string {
  const more = texts.length - mostChanges
  const kept = more > 0 ? [...texts.slice(0, mostChanges), `${more} more variables`] : texts
  return kept.length < 2 ? kept.join('') : `${kept.slice(0, -1).join(', ')} and ${kept.at(-1)}`
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
