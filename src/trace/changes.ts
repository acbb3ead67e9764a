/** The changes of a step, variable by variable. Each set, map, queue or bag counts as one variable. */

import type { Type } from '../language/types.ts'
import type { Plain } from '../plain.ts'
import type { Change } from '../result.ts'

export function changes(type: Type, before: Plain, after: Plain, path = ''): Change[] {
  if (before === after) return []
  if (type.kind === 'optional' && before !== null && after !== null) return changes(type.of, before, after, path)
  if (type.kind === 'struct') {
    return Object.entries(type.fields).flatMap(([name, field]) =>
      changes(field, member(before, name), member(after, name), path === '' ? name : `${path}.${name}`),
    )
  }
  if (type.kind === 'array') {
    return Array.from({ length: type.length }, (_, i) =>
      changes(type.of, member(before, i), member(after, i), `${path}[${i}]`),
    ).flat()
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }]
}

/** The same for plain data of unknown type: whatever does not consist of structs counts as one variable. */
export function changesOfData(before: Plain, after: Plain, path = ''): Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const [old, now] = [partsOf(before), partsOf(after)]
  if (old === undefined || now === undefined || Object.keys(old).join() !== Object.keys(now).join()) {
    return [{ path, before, after }]
  }
  return Object.keys(old).flatMap((name) => {
    const place = Array.isArray(before) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`
    return changesOfData(old[name] as Plain, now[name] as Plain, place)
  })
}

/** The variables of a struct, or the structs of a list. */
function partsOf(data: Plain): { readonly [name: string]: Plain } | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  if (!Array.isArray(data)) return data as { readonly [name: string]: Plain }
  const structs = data.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item))
  return structs ? Object.fromEntries(data.entries()) : undefined
}

function member(value: Plain, key: string | number): Plain {
  return (value as { readonly [key: string | number]: Plain })[key] as Plain
}
