/** What a step changed, variable by variable. Sets, maps, queues and bags are one variable each. */
import type { Type } from '../model/types.ts'
import type { Plain } from '../model/values.ts'
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

function member(value: Plain, key: string | number): Plain {
  return (value as { readonly [key: string | number]: Plain })[key] as Plain
}
