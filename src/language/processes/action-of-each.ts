/** An action of the environment for each of several instances. */
import { SpecError, show } from '../../errors.ts'
import { onlyKnown } from '../names.ts'
import type { Fields, RefType } from '../types.ts'
import type { ActionOfEach } from './argument-types.ts'
import { instancesOf } from './process.ts'
import type { Choose, Fair, IdOf, ReadonlyShared, Shared, Takes } from './steps.ts'

/** The options of `action`: `N` is the type of `instances`. */
export interface ActionOptions<S extends Fields, N extends number | RefType> {
  /** The number of instances, from 0 to 4096, or their ids, as in `ref('node', 3)`. */
  readonly instances: N
  readonly when?: ((s: ReadonlyShared<S>, id: IdOf<NoInfer<N>>) => boolean) | undefined
  readonly do: (s: Shared<S>, id: IdOf<NoInfer<N>>, choose: Choose) => void
  /** Promises that each of them is taken: the action of one instance says nothing of the others. */
  readonly fair?: Fair | undefined
  readonly takes?: Takes | undefined
}

/** The form that a model reads. */
interface Made<S extends Fields> extends ActionOfEach<S> {
  readonly instances: number
  readonly ids: RefType | undefined
  readonly step: object
}

/**
 * An action for each of its instances, for the `actions` of a model. Its functions receive the instance as `id`. Each is
 * an action of its own: stories name its instance, and fairness is promised of each.
 * @throws SpecError if an option is unknown or wrong
 */
export function action<S extends Fields, const N extends number | RefType>(
  state: S,
  options: ActionOptions<S, N>,
): ActionOfEach<S> {
  if (typeof options !== 'object' || options === null) {
    throw new SpecError(
      'bad-step',
      `action got ${show(options)} as its second argument: the state comes first, as in action(state, { instances: 2, do: … })`,
    )
  }
  onlyKnown('an action', options, ['instances', 'when', 'do', 'fair', 'takes'])
  const { instances, ...step } = options
  if (instances === undefined) {
    throw new SpecError(
      'bad-step',
      'an action without `instances`: say how many there are, or write it without `action`',
    )
  }
  const made: Made<S> = { kind: 'action of each', state, ...instancesOf(instances), step }
  return made
}

export const isOfEach = (given: unknown): given is Made<Fields> =>
  typeof given === 'object' && given !== null && (given as Partial<Made<Fields>>).kind === 'action of each'
