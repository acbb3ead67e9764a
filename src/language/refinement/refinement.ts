/** Refinements: the options that an author gives, and the checks of them. */
import { SpecError, show } from '../../errors.ts'
import type { Plain } from '../../plain.ts'
import type { ActionInfo } from '../actions.ts'
import { onlyKnown } from '../names.ts'
import type { Fairness } from '../processes/fairness.ts'
import type { AnyFunction } from '../processes/named-step.ts'
import type { Process } from '../processes/process.ts'
import { hasStamps } from '../stamps/alive.ts'
import type { Fields, StructType } from '../types.ts'
import { outOfRange, toPlain } from '../values.ts'
import type { Mapped } from './mapped.ts'

/** The model that another one refines: its state is `S`, its processes are `P`. */
export interface AbstractModel<S extends Fields = Fields, P = unknown> {
  readonly kind: 'model'
  readonly name: string
  /** @internal */
  readonly system: StructType
  /** @internal */
  readonly init: AnyFunction | undefined
  /** @internal */
  readonly actions: readonly ActionInfo[]
  /** @internal */
  readonly fairness: readonly Fairness[]
  /** @internal */
  readonly processes: { readonly [name: string]: Process }
  readonly types?: { readonly state: S; readonly processes: P }
}

/** The options of `refines`: `X` is the state of the model that has the property. */
export interface RefinesOptions<X, S extends Fields, P> {
  /** The abstract model. */
  readonly of: AbstractModel<S, P>
  /** The state of the abstract model for which a state stands. */
  readonly by: (s: X) => Mapped<S, P>
}

/** A checked refinement: the abstract model, and the map. */
export interface Refinement {
  readonly of: AbstractModel
  readonly by: AnyFunction
}

/** @throws SpecError for a model that cannot be refined, or for a map that is not a function */
export function refinementOf(options: unknown): Refinement {
  const example = 'as in refines({ of: lock(), by: (s) => ({ owner: s.owner }) })'
  if (typeof options !== 'object' || options === null) {
    throw new SpecError(
      'bad-property',
      `refines got ${show(options)}: expected an abstract model and a map, ${example}`,
    )
  }
  const given = options as { readonly of?: unknown; readonly by?: unknown }
  onlyKnown('refines', given, ['of', 'by'])
  const { of, by } = given
  if (typeof by !== 'function') {
    throw new SpecError('bad-property', `refines: \`by\` is ${show(by)}: expected a function, ${example}`)
  }
  const abstract = of as AbstractModel & { readonly seen?: unknown }
  if ((of as { readonly kind?: unknown } | null | undefined)?.kind !== 'model') {
    const remedy = typeof of === 'function' ? 'call the function that builds it' : 'pass what `model` returns'
    throw new SpecError('bad-property', `refines: \`of\` is ${show(of)}: expected a model: ${remedy}, ${example}`)
  }
  if (abstract.seen !== undefined) {
    throw new SpecError(
      'bad-property',
      `refines: '${abstract.name}' is a composition: refine its modules one by one, each with a map of its own`,
    )
  }
  if (abstract.actions.some(({ isTime }) => isTime)) {
    throw new SpecError(
      'bad-property',
      `refines: '${abstract.name}' has timers, and the time of two models cannot be compared: remove the timers from it`,
    )
  }
  if (hasStamps(abstract.system)) {
    throw new SpecError(
      'bad-property',
      `refines: '${abstract.name}' has stamps, and a map cannot say which stamp of one model is which of the other: use int(lo, hi) in it`,
    )
  }
  const { faults } = abstract.system.fields
  if (faults?.kind === 'struct') {
    throw new SpecError(
      'bad-property',
      `refines: '${abstract.name}' counts how often something happens (${Object.keys(faults.fields).join(', ')}), and a map cannot give these counts: declare actions instead of faults, and inputs without \`changes\``,
    )
  }
  return { of: abstract, by: by as AnyFunction }
}

/**
 * The result of the map, as a plain state of the abstract model. Both executions read it in this way.
 * @throws ModelError if a variable is missing, or has a value that its type does not have
 */
export function mappedState(of: AbstractModel, returned: unknown): Plain {
  const { system, name, processes } = of
  if (typeof returned !== 'object' || returned === null) throw outOfRange(system, returned, name)
  // a process without instances has no place in the state
  const given = Object.entries(returned).filter(
    ([key]) => !(Object.hasOwn(processes, key) && processes[key]?.instances === 0),
  )
  return toPlain(system, Object.fromEntries(given), name)
}
