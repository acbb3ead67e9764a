/** The places of a state that hold maps. In plain data a map is a list of pairs, and so are some other values. */
import type { Model } from '../language/model.ts'
import type { Type } from '../language/types.ts'
import type { Trace } from '../result.ts'

const known = new WeakMap<Type, readonly string[]>()

/** The places of maps, in the form that every trace of a model has. */
export function placesOf({ system }: Pick<Model, 'system'>): Required<Pick<Trace, 'maps'>> {
  const maps = known.get(system) ?? [...new Set(mapsIn(system, ''))]
  known.set(system, maps)
  return { maps }
}

function mapsIn(type: Type, path: string): string[] {
  if (type.kind === 'optional') return mapsIn(type.of, path)
  if (type.kind === 'struct') {
    return Object.entries(type.fields).flatMap(([name, field]) => mapsIn(field, path === '' ? name : `${path}.${name}`))
  }
  const inside = 'of' in type ? mapsIn(type.of, `${path}[]`) : []
  return type.kind === 'mapOf' ? [path, ...inside] : inside
}
