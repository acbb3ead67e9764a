/**
 * Random models drive a system that interprets them. The system may interpret a mutant: the same model with one guard or
 * effect changed. Whether a mutant has another graph is found out by listing both graphs.
 */
import { conformDesign } from '../../src/conform/conform.ts'
import type { Conformance } from '../../src/conformance.ts'
import { ModelError, SpecError } from '../../src/errors.ts'
import { everyValue } from '../../src/language/input.ts'
import type { Model } from '../../src/language/model.ts'
import type { Type } from '../../src/language/types.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import type { SystemD } from '../differential/description.ts'
import { toSpec } from '../differential/to-model.ts'
import { textOf } from '../differential/to-text.ts'
import { interpreted } from './interpreted.ts'

const options = { file: 'random.model.ts', driverFile: 'random.driver.ts', digest: '', locate: undefined }
const maxStates = 150

/** A model of a description: `undefined` if it is refused, fails, hides state, or is too large. */
export function modelFor(d: SystemD): (() => Model) | undefined {
  if (JSON.stringify(d).includes('"k":"hidden"')) return undefined
  const spec = toSpec(textOf(d))
  try {
    return listing(spec.model({})) === undefined ? undefined : () => spec.model({})
  } catch (error) {
    if (error instanceof SpecError || error instanceof ModelError) return undefined
    throw error
  }
}

/** The graph as a text, or `undefined` if it is too large. A failing action is a part of the graph. */
function listing(model: Model, fails = false): string | undefined {
  const reference = interpreter(model)
  const starts = reference.initials()
  if (starts.length === 0) return undefined
  const states = new Map(starts.map(({ state }) => [JSON.stringify(state), state]))
  const lines = [...states.keys()]
  for (const [text, state] of states) {
    if (states.size > maxStates) return undefined
    for (let action = 0; action < model.actions.length; action++) {
      try {
        for (const { choices, state: next, surroundings } of reference.outcomes(state, action)) {
          if (surroundings === undefined || model.actions[action]?.input !== undefined)
            lines.push(`${text} ${action} ${JSON.stringify(choices)} ${JSON.stringify(next)}`)
          states.set(JSON.stringify(next), next)
        }
      } catch (error) {
        if (!fails || !(error instanceof ModelError)) throw error
        lines.push(`${text} ${action} fails`)
      }
    }
  }
  return lines.sort().join('\n')
}

/** Holds the model to itself. */
export async function conformsToItself(
  model: () => Model,
  choices: 'driven' | 'code',
): Promise<Conformance | undefined> {
  try {
    return await conformDesign(interpreted(model(), model(), choices), 'only', { ...options, maxStates })
  } catch (error) {
    if (error instanceof SpecError && error.code === 'ambiguous-name') return undefined
    throw error
  }
}

export interface Mutant {
  readonly what: string
  readonly model: Model
}

/** A mutant of the model whose graph differs; `random` returns whole numbers below its argument. */
export function mutantOf(model: () => Model, random: (below: number) => number): Mutant | undefined {
  const before = listing(model())
  for (let tries = 0; tries < 12; tries++) {
    const mutant = mutated(model(), random)
    if (mutant === undefined) continue
    let after: string | undefined
    try {
      after = listing(mutant.model, true)
    } catch (error) {
      if (error instanceof ModelError) continue
      throw error
    }
    if (after !== undefined && after !== before) return mutant
  }
  return undefined
}

type Any = (...args: never[]) => unknown

function mutated(model: Model, random: (below: number) => number): Mutant | undefined {
  const candidates = model.actions.flatMap(({ input }, i) => (input === undefined ? [i] : []))
  if (candidates.length === 0) return undefined
  const index = candidates[random(candidates.length)] as number
  const action = model.actions[index] as Model['actions'][number]
  const called = `${action.process ?? ''} ${action.instance} ${action.name}`
  const change = (what: string, parts: { when?: Any | undefined; do?: Any }): Mutant => ({
    what: `${called}: ${what}`,
    model: { ...model, actions: model.actions.map((one, i) => (i === index ? { ...one, ...parts } : one)) },
  })
  const body = action.do as (...args: unknown[]) => unknown
  switch (random(5)) {
    case 0:
      // faults are the environment's: nobody tries one that the model disables
      return action.when === undefined || action.kind === 'fault' ? undefined : change('no guard', { when: undefined })
    case 1:
      return action.kind === 'fault' ? undefined : change('never', { when: () => false })
    case 2: {
      const own = action.when as ((...args: unknown[]) => unknown) | undefined
      if (own === undefined || action.kind === 'fault') return undefined
      return change('the opposite guard', { when: (...args: unknown[]) => own(...args) !== true })
    }
    case 3:
      // a step that chooses from nothing cannot be tried, because there is no choice to hand to the code
      return choosesFromNothing(model, index) ? undefined : change('no effect', { do: () => undefined })
    default: {
      const place = scalarPlace(model, random)
      if (place === undefined) return undefined
      const value = place.values[random(place.values.length)]
      return change(`${place.path.join('.')} = ${String(value)} besides`, {
        do: (...args: unknown[]) => {
          const result = body(...args)
          let at = args[0] as { [name: string]: unknown }
          // a step of a module sees only its own part
          const own = action.module === undefined ? place.path : place.path.slice(1)
          for (const name of own.slice(0, -1)) at = at[name] as { [name: string]: unknown }
          at[own.at(-1) as string] = value
          return result
        },
      })
    }
  }
}

/** Whether a choice of the action has no option in some state, although its label and its guard allow it. */
function choosesFromNothing(model: Model, index: number): boolean {
  const reference = interpreter(model)
  const { process, instance, at, when, counter } = model.actions[index] as Model['actions'][number]
  if (counter !== undefined) return true
  const states = new Map(reference.initials().map(({ state }) => [JSON.stringify(state), state]))
  for (const state of states.values()) {
    const own = (state as { readonly [name: string]: readonly { readonly at: string }[] })[process ?? '']?.[instance]
    const isHere = process === undefined || at === undefined || at.includes(own?.at ?? '')
    if (
      isHere &&
      (when === undefined || reference.guard(state, index, when)) &&
      reference.outcomes(state, index).length === 0
    )
      return true
    for (const next of reference.successors(state)) states.set(JSON.stringify(next.state), next.state)
  }
  return false
}

/** A shared variable with several values that no wire computes, and its values. */
function scalarPlace(model: Model, random: (below: number) => number) {
  const inputs = new Set(model.inputPaths.map((path) => path.join('.')))
  const places: { path: string[]; values: readonly unknown[] }[] = []
  const visit = (type: Type, path: string[]): void => {
    if (inputs.has(path.join('.'))) return
    if (type.kind === 'struct') for (const [name, field] of Object.entries(type.fields)) visit(field, [...path, name])
    else if (type.kind === 'bool' || type.kind === 'oneOf' || (type.kind === 'int' && type.hi - type.lo < 100))
      places.push({ path, values: everyValue(type) })
  }
  visit(model.state, [])
  return places.length === 0 ? undefined : places[random(places.length)]
}

/** Holds the model to a mutant. */
export async function conformMutant(model: () => Model, mutant: Mutant): Promise<Conformance | undefined> {
  try {
    return await conformDesign(interpreted(model(), mutant.model, 'driven'), 'only', { ...options, maxStates })
  } catch (error) {
    if (error instanceof SpecError && error.code === 'ambiguous-name') return undefined
    throw error
  }
}
