/** Which places of a state hold maps: as bare data, a map is a list of pairs, and so may other things be. */
import type { Model } from '../model/model.ts'
import type { Type } from '../model/types.ts'
import type { Trace } from '../result.ts'

const known = new WeakMap<Type, readonly string[]>()

/** What every trace of a model says of its places. */
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
