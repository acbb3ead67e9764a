/** What a run may not leave undone for ever. */
import type { ActionInfo } from './actions.ts'
import type { Process, Strength } from './process.ts'

/** One thing that must not be left untaken for ever: a whole process instance, a step of one, an action, or anything. */
export interface Fairness {
  readonly strong: boolean
  readonly process: string | undefined
  readonly instance: number
  /** The step or action; `undefined` for any of the process, or of the model. */
  readonly step: string | undefined
  readonly actions: readonly number[]
}

/** All that the parts of a model say to be fair; `any` is of the model as a whole. */
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
        (action) => action.process === process && action.instance === instance && action.fair !== 'none',
      )
      add(fair, { process, instance, step: undefined, actions: own })
    }
  }
  all.forEach(({ fair, kind, process, instance, name }, i) => {
    if (kind !== 'fault') add(fair, { process, instance, step: name, actions: [i] })
  })
  // a model promises for itself: what its inputs do is up to its surroundings
  const own = numbers((action) => action.input === undefined)
  add(any, { process: undefined, instance: 0, step: undefined, actions: own })
  return found
}
