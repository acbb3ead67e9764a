/**
 * Which alike processes a design explores in one order only, and what its result says of that. Properties that name a
 * single instance leave its class as it is.
 */
import type { Checking, SymmetryStanding } from '../engine/compile/program.ts'
import { type ActionInfo, familyOf } from '../language/actions.ts'
import type { IdClass } from '../language/ids.ts'
import type { Model } from '../language/model.ts'
import type { Formula } from '../language/temporal.ts'
import type { Symmetry } from '../result.ts'
import type { Plan, Whole } from './checkpoint/plan.ts'
import type { Searched } from './search-design.ts'

/**
 * `on`: explores one order of alike instances, and checks the claim that they are alike: completely if that is quick,
 * else in samples. `prove`: completely. `off`: explores all orders.
 */
export const symmetryModes = ['on', 'prove', 'off'] as const
export type SymmetryMode = (typeof symmetryModes)[number]

const checkings: { readonly [M in Exclude<SymmetryMode, 'off'>]: Checking } = { on: 'auto', prove: 'prove' }

/** Why the sizes of orbits do not add up, if steps lead to the same orbits only. */
export const unequal = 'some steps prefer one of several alike instances'

/** Why the sizes of orbits are not added up, if numbers of JavaScript cannot hold the sum. */
export const tooMany = 'there are more than 2^53 states or transitions'

/** `known`: classes that turned out to have to be explored in all orders. */
export function planOf(model: Model, mode: SymmetryMode = 'on', known: readonly Whole[] = []): Plan {
  if (mode === 'off' || model.classes.length === 0) return { reduction: undefined, whole: [] }
  const whole: Whole[] = []
  const classes: string[] = []
  const needSameSteps: Whole[] = []
  for (const of of model.classes) {
    const { name } = of
    const why = known.find((one) => one.name === name)?.why ?? reasonAgainst(model, of)
    if (why !== undefined) {
      whole.push({ name, why })
      continue
    }
    classes.push(name)
    const asks = asksForFairInstances(model, of.processes)
    if (asks !== undefined) needSameSteps.push({ name, why: `${asks}, and ${unequal}` })
  }
  return {
    reduction: classes.length === 0 ? undefined : { checking: checkings[mode], classes },
    ...{ whole, needSameSteps },
  }
}

/** Why the order of these instances matters to some property; `undefined` if it does not. */
function reasonAgainst(model: Model, of: IdClass): string | undefined {
  for (const { name, kind, formula, when } of model.properties) {
    if (kind === 'refinement')
      return `property '${name}' is a refinement, which is checked in all orders of alike instances`
    const named = [formula, when].flatMap((of) => (of === undefined ? [] : instancesIn(of)))
    const one = named.find(({ actions }) => !isSymmetric(model, actions, of))
    if (one !== undefined) return `property '${name}' names instance ${one.instance} of '${one.step}'`
  }
  const fair = model.fairness.flatMap(({ actions }) => (actions.length === 1 ? actions : []))
  const action = fair.map((i) => model.actions[i] as ActionInfo).find(({ each }) => each?.ids?.process === of.name)
  if (action?.each !== undefined && asksForRuns(model) !== undefined) {
    return `'${action.each.name}' is fair for each of them, and only a process can be so while they are alike`
  }
  return undefined
}

/** The property whose runs must be fair to each of these instances; `undefined` if there is none. */
function asksForFairInstances(model: Model, processes: readonly string[]): string | undefined {
  const asksRuns = asksForRuns(model)
  const isFair = model.fairness.some(({ process }) => process !== undefined && processes.includes(process))
  if (asksRuns === undefined || !isFair) return undefined
  return `property '${asksRuns.name}' asks for runs that are fair to each instance`
}

const asksForRuns = ({ properties }: Model) =>
  properties.find(({ kind, formula, span }) => {
    return formula !== undefined && span === undefined && kind !== 'canAlwaysReach' && kind !== 'reachableInOrder'
  })

function isSymmetric({ actions }: Model, asked: readonly number[], { name, processes }: IdClass): boolean {
  const key = (i: number) => familyOf(actions[i] as ActionInfo)
  const some = new Set(asked)
  const isOfClass = ({ process, each }: ActionInfo) =>
    process === undefined ? each?.ids?.process === name : processes.includes(process)
  const kinds = new Set(asked.filter((i) => isOfClass(actions[i] as ActionInfo)).map(key))
  return actions.every((_, i) => some.has(i) || !kinds.has(key(i)))
}

/** The steps of single instances in a formula. */
function instancesIn(of: Formula): { step: string; instance: number; actions: readonly number[] }[] {
  switch (of.op) {
    case 'constant':
    case 'state':
      return []
    case 'taken': {
      const { step, instance, actions = [] } = of
      return instance === undefined ? [] : [{ step, instance, actions }]
    }
    case 'not':
    case 'next':
    case 'always':
    case 'eventually':
      return instancesIn(of.of)
    case 'and':
    case 'or':
      return of.of.flatMap(instancesIn)
    default:
      return [...instancesIn(of.left), ...instancesIn(of.right)]
  }
}

/**
 * The part of the result about symmetry. `standings`: those of all programs that explored. `known`: the reason why an earlier
 * search could not count.
 */
export function symmetryOf(
  { whole }: Plan,
  standings: readonly SymmetryStanding[],
  { states, complete, whole: { states: sum }, taken }: Pick<Searched, 'states' | 'complete' | 'whole' | 'taken'>,
  known?: string,
): Symmetry | undefined {
  const left = whole.length === 0 ? {} : { whole }
  if (standings.length === 0) return whole.length === 0 ? undefined : { claim: 'not used', ...left }
  const unknown = !standings.every(({ startsWhole }) => startsWhole)
    ? 'the initial states are not symmetric'
    : !standings.every(({ isEquivariant }) => isEquivariant)
      ? unequal
      : Math.max(sum, ...taken) > Number.MAX_SAFE_INTEGER
        ? tooMany
        : known
  const claim = complete && standings.every(({ isProof }) => isProof) ? 'proved' : 'sampled'
  return { claim, stored: states, ...left, ...(unknown === undefined ? {} : { countsUnknown: unknown }) }
}

/** The counts of the whole space, or those of the stored states if the whole ones are not known. */
export function countsOf(
  { states, levels, whole }: Searched,
  symmetry: Symmetry | undefined,
): { states: number; levels: readonly number[] | undefined } {
  if (symmetry?.stored === undefined || symmetry.countsUnknown !== undefined) return { states, levels }
  return { states: whole.states, levels: whole.levels }
}
