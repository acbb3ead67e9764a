/** Fairness: what a run may not leave undone forever. */
import type { ActionInfo } from '../actions.ts'
import type { Strength } from './named-step.ts'
import type { Process } from './process.ts'

/** One thing that a run must not leave untaken forever: a process instance, a step of one, an action, or any step. */
export interface Fairness {
  readonly strong: boolean
  readonly process: string | undefined
  readonly instance: number
  /** The step or action; `undefined` for any step of the process, or of the model. */
  readonly step: string | undefined
  readonly actions: readonly number[]
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
        (action) => action.process === process && action.instance === instance && action.fair !== 'none',
      )
      add(fair, { process, instance, step: undefined, actions: own })
    }
  }
  all.forEach(({ fair, kind, process, instance, name }, i) => {
    if (kind !== 'fault') add(fair, { process, instance, step: name, actions: [i] })
  })
  // a model's promise excludes the changes of its inputs: the surroundings decide those
  const own = numbers((action) => action.input === undefined)
  add(any, { process: undefined, instance: 0, step: undefined, actions: own })
  return found
}
