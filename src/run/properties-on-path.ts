/** The standing of each property of a model on a path: what the path shows about it. */

import { ModelError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import type { Property } from '../language/properties.ts'
import type { Plain } from '../plain.ts'
import type { Interpreter } from '../reference/interpret.ts'
import type { NextStep, PropertyOnPath, Trace } from '../result.ts'
import { milestonesOf } from '../trace/what-traces-show.ts'
import { statesOf } from '../why/accesses.ts'
import { decidingParts } from '../why/parts.ts'
import { type Locate, located } from './failures.ts'

/** @param ways the actions at the end of the trace, with their outcomes */
export function propertiesOnPath(
  model: Model,
  reference: Interpreter,
  trace: Trace,
  ways: readonly NextStep[],
  locate: Locate,
): PropertyOnPath[] {
  return model.properties.map((property) => {
    const { name, kind } = property
    try {
      return { name, kind, ...standing(model, reference, property, trace, ways, locate) }
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      return { name, kind, error: located(model, error, undefined, locate) }
    }
  })
}

type Told = Omit<PropertyOnPath, 'name' | 'kind' | 'error'>

function standing(
  model: Model,
  reference: Interpreter,
  property: Property,
  trace: Trace,
  ways: readonly NextStep[],
  locate: Locate,
): Told {
  const states = statesOf(trace)
  const end = states.length - 1
  switch (property.kind) {
    case 'invariant':
      return judged(states.map((state) => reference.holds(property, state)))
    case 'step':
      return judged(states.map((state, i) => i === 0 || reference.holds(property, state, states[i - 1] as Plain)))
    case 'refinement':
      return judged(states.map((state, i) => reference.holds(property, state, states[i - 1])))
    case 'reachable': {
      const since = states.findIndex((state) => reference.holds(property, state))
      return since < 0 ? { holds: false } : { holds: true, since }
    }
    case 'reachableInOrder': {
      const met = milestonesOf(reference, property, trace)
      const of = property.milestones?.length ?? 0
      const since = met.length === of ? met.at(-1)?.at : undefined
      const told = { met: met.map(({ name }) => name), of, holds: since !== undefined }
      return since === undefined ? told : { ...told, since }
    }
    case 'deadlock': {
      // a step that fails is enabled, but its outcome is not known: so the property is undecided
      if (ways.some(({ error }) => error !== undefined)) return {}
      const moves = ways.some(({ kind, outcomes }) => kind !== 'fault' && outcomes.length > 0)
      return { holds: moves || reference.mayRest(states[end] as Plain) }
    }
    default:
      return {}
  }

  function judged(truths: readonly boolean[]): Told {
    const first = truths.indexOf(false)
    if (first < 0) return property.kind === 'step' && end === 0 ? {} : { holds: true }
    if (truths[end]) return { holds: true, since: first }
    const parts = decidingParts(model, reference, property, trace, locate)
    return { holds: false, since: first, ...(parts.length === 0 ? {} : { parts }) }
  }
}
