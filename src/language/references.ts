/** Checks that the processes which references name exist in the model. */
import { SpecError } from '../errors.ts'
import type { Process } from './process.ts'
import type { Type } from './types.ts'

/** @throws SpecError for a reference that fits no process of the model */
export function checkRefs(type: Type, processes: { readonly [name: string]: Process }, where: string): void {
  if (type.kind === 'ref') {
    const p = Object.hasOwn(processes, type.process) ? processes[type.process] : undefined
    if (p === undefined) {
      throw new SpecError(
        'bad-type',
        `${where}: ref('${type.process}', …) names a process that the model does not have`,
      )
    }
    if (p.instances !== type.instances) {
      throw new SpecError(
        'bad-type',
        `${where}: ref('${type.process}', ${type.instances}) does not fit: process '${type.process}' has ${p.instances} instances`,
      )
    }
  }
  if (type.kind === 'struct') {
    for (const [name, field] of Object.entries(type.fields)) checkRefs(field, processes, `${where}.${name}`)
  } else if ('of' in type) {
    checkRefs(type.of, processes, where)
    if (type.kind === 'mapOf') checkRefs(type.key, processes, `a key of ${where}`)
  }
}
