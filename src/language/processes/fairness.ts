/** Fairness: what a run may not leave undone forever. */
import { SpecError, show } from '../../errors.ts'
import type { ActionInfo } from '../actions.ts'
import { onlyKnown } from '../names.ts'
import type { AnyFunction, Strength } from './named-step.ts'
import type { Process } from './process.ts'

/** One thing that a run must not leave untaken forever: a process instance, a step of one, an action, or any step. */
export interface Fairness {
  readonly strong: boolean
  readonly process: string | undefined
  readonly instance: number
  /** The step or action; `undefined` for any step of the process, or of the model. */
  readonly step: string | undefined
  readonly actions: readonly number[]
  /** Where it is false, the actions count neither as enabled nor as taken. */
  readonly when?: AnyFunction
  /** In place of actions: if the first predicate is true again and again, so is the second. */
  readonly pair?: { readonly ifOften: AnyFunction; readonly thenOften: AnyFunction }
}

/** A promise of a set of steps: `X` is the state that properties see, `A` are the names of steps. */
export interface FairSteps<X, A extends string> {
  /** The names of processes, of steps as in `'enactor apply plan'`, or of actions: of all their instances together. */
  readonly steps: readonly A[]
  /** The steps count only where this is true: as enabled, and as taken. */
  readonly when?: ((s: X) => boolean) | undefined
  /**
   * `weak`, the default: if one of the steps stays enabled, one of them is taken. `strong`: if one of them is enabled again
   * and again, one of them is taken again and again.
   */
  readonly strength?: 'weak' | 'strong' | undefined
}

/** An assumption about every run: if `ifOften` is true again and again, so is `thenOften`. */
export interface FairPair<X> {
  /** Stories call the assumption by this name. */
  readonly name: string
  /** The predicate that may be true again and again. */
  readonly ifOften: (s: X) => boolean
  /** The predicate that is then true again and again, too. */
  readonly thenOften: (s: X) => boolean
}

/** The error if no run keeps the assumptions about predicates; `undefined` if there are none. */
export function contradiction(model: { readonly name: string; readonly fairness: readonly Fairness[] }) {
  const names = model.fairness.flatMap(({ pair, step }) => (pair === undefined ? [] : `'${step}'`))
  if (names.length === 0) return undefined
  return new SpecError(
    'bad-fairness',
    `no run of model '${model.name}' keeps the assumption ${names.join(' and ')} together with its other fairness, so every property of runs would hold: weaken an assumption`,
  )
}

/** The promises of a list. @throws SpecError for one that is wrong */
export function listedFairness(
  list: readonly unknown[],
  where: string,
  actionsOf: (step: string) => readonly number[],
): Fairness[] {
  // a design may leave a promise out
  const found = list
    .filter((given) => given !== undefined)
    .map((given): Fairness => {
      if (typeof given !== 'object' || given === null) {
        throw new SpecError(
          'bad-fairness',
          `${where} has ${show(given)} in its list: expected a promise, as in { steps: ['client asks'] }`,
        )
      }
      const all = given as Partial<FairSteps<never, string> & FairPair<never>>
      const environment = { process: undefined, instance: 0 }
      const isPair = 'ifOften' in all || 'thenOften' in all
      const test = (name: 'when' | 'ifOften' | 'thenOften') => {
        if (typeof all[name] === 'function') return all[name] as AnyFunction
        throw new SpecError(
          'bad-fairness',
          `${where}: \`${name}\` is ${show(all[name])}: expected a predicate, as in (s) => s.up`,
        )
      }
      if (isPair) {
        onlyKnown(`${where}: an assumption`, all, ['name', 'ifOften', 'thenOften'])
        if (typeof all.name !== 'string' || all.name === '') {
          throw new SpecError('bad-fairness', `${where}: an assumption has no name: expected name: 'the network heals'`)
        }
        const pair = { ifOften: test('ifOften'), thenOften: test('thenOften') }
        return { strong: true, ...environment, step: all.name, actions: [], pair }
      }
      onlyKnown(`${where}: a promise`, all, ['steps', 'when', 'strength'])
      const { steps, strength = 'weak' } = all
      if (!Array.isArray(steps) || steps.length === 0 || steps.some((step) => typeof step !== 'string')) {
        throw new SpecError(
          'bad-fairness',
          `${where}: \`steps\` is ${show(steps)}: expected names of steps, as in { steps: ['client asks'] }`,
        )
      }
      if (strength !== 'weak' && strength !== 'strong') {
        throw new SpecError('bad-fairness', `${where}: \`strength\` is ${show(strength)}: expected 'weak' or 'strong'`)
      }
      const actions = [...new Set(steps.flatMap(actionsOf))]
      const said = { strong: strength === 'strong', ...environment, step: steps.join(' or '), actions }
      return all.when === undefined ? said : { ...said, when: test('when') }
    })
  // a design may leave out all the steps of a promise
  return found.filter(({ actions, pair }) => pair !== undefined || actions.length > 0)
}

/** Every fairness promise of a model's parts; `any` is the promise of the whole model. */
export function fairness(
  all: readonly ActionInfo[],
  processes: { readonly [name: string]: Process },
  any: Strength,
): Fairness[] {
  const found: Fairness[] = []
  const numbers = (fits: (action: ActionInfo) => boolean) =>
    all.flatMap((action, i) => (action.kind !== 'fault' && fits(action) ? [i] : []))
  const add = (strength: Strength, what: Omit<Fairness, 'strong'>) => {
    if (strength !== undefined && strength !== 'none' && what.actions.length > 0)
      found.push({ strong: strength === 'strong', ...what })
  }
  for (const [process, { instances, fair }] of Object.entries(processes)) {
    for (let instance = 0; instance < instances; instance++) {
      const own = numbers(
        (action) =>
          action.process === process && action.instance === instance && action.fair !== 'none' && !action.isResume,
      )
      add(fair, { process, instance, step: undefined, actions: own })
    }
  }
  all.forEach(({ fair, kind, process, instance, name }, i) => {
    if (kind !== 'fault') add(fair, { process, instance, step: name, actions: [i] })
  })
  // a model's promise excludes the changes of its inputs: the surroundings decide those. It excludes the end of a pause,
  // because pauses that follow each other achieve nothing
  const own = numbers((action) => action.input === undefined && !action.isResume)
  add(any, { process: undefined, instance: 0, step: undefined, actions: own })
  return found
}
