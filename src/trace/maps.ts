/**
 * The places of a state that hold maps, and those that hold queues. In plain data a map is a list of pairs, and so are
 * some other values; the order of a queue matters, and that of a set or bag does not.
 */
import type { Model } from '../language/model.ts'
import type { Type } from '../language/types.ts'
import type { Trace } from '../result.ts'

type Places = Required<Pick<Trace, 'maps'>> & Pick<Trace, 'queues'>

const known = new WeakMap<Type, Places>()

/** The places, in the form that every trace of a model has. */
export function placesOf({ system }: Pick<Model, 'system'>): Places {
  const before = known.get(system)
  if (before !== undefined) return before
  const of = (kind: Type['kind']) => [...new Set(placesIn(system, kind, ''))]
  const queues = of('queue')
  const places = { maps: of('mapOf'), ...(queues.length > 0 ? { queues } : {}) }
  known.set(system, places)
  return places
}

function placesIn(type: Type, kind: Type['kind'], path: string): string[] {
  if (type.kind === 'optional') return placesIn(type.of, kind, path)
  if (type.kind === 'struct') {
    return Object.entries(type.fields).flatMap(([name, field]) =>
      placesIn(field, kind, path === '' ? name : `${path}.${name}`),
    )
  }
  const inside = 'of' in type ? placesIn(type.of, kind, `${path}[]`) : []
  return type.kind === kind ? [path, ...inside] : inside
}
