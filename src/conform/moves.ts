/** The steps of a model at one state: those that can be driven, and those that only their guards disable. */
import type { Model } from '../language/model.ts'
import type { Plain } from '../plain.ts'
import type { Successor } from '../reference/interpret.ts'
import { type Entry, isCallStep } from './driver.ts'
import { byChoices, type Drive } from './graph.ts'
import type { LiveRun } from './live-run.ts'
import type { Plan } from './plan.ts'

/** An action at a state, with the choices that the driver makes. They are `undefined` if the code chooses. */
export interface Move {
  readonly action: number
  readonly choices: readonly Plain[] | undefined
  /** The successors. There are several if the code chooses, or if several have the same choices. */
  readonly outcomes: readonly Successor[]
}

/** The moves at a state, by action. With `only`: those of one action. Actions without moves are left out. */
export function movesAt({ model, reference, drives }: Plan, state: Plain, only?: number): (readonly Move[])[] {
  const all: Move[][] = []
  const actions = only === undefined ? model.actions.keys() : [only]
  for (const action of actions) {
    if (drives[action] === 'none') continue
    const isInput = model.actions[action]?.input !== undefined
    const outcomes = reference
      .outcomes(state, action)
      .filter(({ surroundings }) => surroundings === undefined || isInput)
    if (outcomes.length === 0) continue
    if (drives[action] === 'code') all.push([{ action, choices: undefined, outcomes }])
    else {
      all.push(byChoices(outcomes).map((same) => ({ action, choices: same[0]?.choices ?? [], outcomes: same })))
    }
  }
  return all
}

/**
 * Whether an action is not tried where its guard disables it. A fault is not, because the environment does not ask.
 */
export function isUntried({ model, entries, drives }: Plan, action: number): boolean {
  const { kind, when, input } = model.actions[action] as Model['actions'][number]
  const entry = entries[action]
  const isSaid = typeof entry === 'object' && 'tried' in entry && entry.tried === false
  return (
    mayBeTried(entry, when, drives[action]) &&
    input === undefined &&
    drives[action] !== 'none' &&
    (kind === 'fault' || isSaid)
  )
}

/**
 * Whether an action can be tried where it is disabled: if it has a guard, or if the code makes its choice by a call, which
 * needs no option.
 */
const mayBeTried = (entry: Entry<never>, when: unknown, drive: Drive | undefined) =>
  when !== undefined || (drive === 'code' && isCallStep(entry))

/** The actions that can be driven, and that nothing but their guards, or choices without options, disable. */
export function disabledAt(plan: Plan, state: Plain): number[] {
  const { model, reference, drives } = plan
  return [...model.actions.keys()].filter((action) => {
    const info = model.actions[action] as Model['actions'][number]
    if (info.input !== undefined || drives[action] === 'none' || isUntried(plan, action)) return false
    if (!mayBeTried(plan.entries[action], info.when, drives[action]) || !isAtLabel(model, action, state)) return false
    return reference.outcomes(state, action).length === 0
  })
}

/** Tries the disabled steps, if the code is in one state of the model. @throws Drifted if the code takes one */
export async function tryDisabled(plan: Plan, live: LiveRun): Promise<void> {
  const [only, ...more] = live.possible
  if (only === undefined || more.length > 0) return
  for (const action of disabledAt(plan, only.state)) await live.tryDisabled(action, true)
}

/** Whether the step is at its label, so that only its guard disables it. */
function isAtLabel(model: Model, action: number, state: Plain): boolean {
  const { process, instance, at } = model.actions[action] as Model['actions'][number]
  if (process === undefined || at === undefined) return true
  const instances = (state as { readonly [name: string]: readonly { readonly at: string }[] })[process]
  return at.includes(instances?.[instance]?.at ?? '')
}
