/** The time that has passed in a trace, in units. */
import type { Model } from '../language/model.ts'
import type { Type } from '../language/types.ts'
import type { Plain } from '../plain.ts'

/**
 * The time after a transition, if `earlier` is the time before it. `undefined` for a model without timers, or if the time
 * before is not known.
 */
export function timeAfter(
  model: Model,
  action: number,
  before: Plain,
  after: Plain,
  earlier: number | undefined,
): number | undefined {
  // the passage of time is the last action
  if (earlier === undefined || model.actions.at(-1)?.isTime !== true) return undefined
  return model.actions[action]?.isTime ? earlier + (passed(model.system, before, after) ?? 0) : earlier
}

/** The units that some timer lost. All timers that moved lost the same. */
function passed(type: Type, before: Plain, after: Plain): number | undefined {
  switch (type.kind) {
    case 'timer':
      return before === null || before === 0 ? undefined : (before as number) - (after as number)
    case 'struct':
      return first(Object.entries(type.fields), ([name, field]) => passed(field, at(before, name), at(after, name)))
    case 'array':
      return first([...(before as readonly Plain[]).keys()], (i) => passed(type.of, at(before, i), at(after, i)))
    case 'optional':
      return before === null ? undefined : passed(type.of, before, after)
    case 'mapOf':
      return first([...(before as readonly Plain[]).keys()], (i) =>
        passed(type.of, at(at(before, i), 1), at(at(after, i), 1)),
      )
    default:
      return undefined
  }
}

const at = (value: Plain, key: string | number) => (value as { readonly [key: string | number]: Plain })[key] as Plain

function first<T>(all: readonly T[], of: (one: T) => number | undefined): number | undefined {
  for (const one of all) {
    const found = of(one)
    if (found !== undefined) return found
  }
  return undefined
}
