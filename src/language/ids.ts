/** The ids of instances: their names, the processes that have them, and the ids of processes that are alike. */
import { isNearly, SpecError, show } from '../errors.ts'
import type { Id, ReadonlyById } from './by-id.ts'
import { isLeftOut, type Process } from './processes/process.ts'
import { idsIn, type RefType, type Type } from './types.ts'

type Processes = { readonly [name: string]: Process }
/** The number of ids by their name, of ids that no process has. */
type Counts = Map<string, number>

/** Ids whose instances are interchangeable, as their author says: all processes that have these ids are `alike`. */
export interface IdClass {
  /** The name of the ids, as in `ref(name, instances)`. */
  readonly name: string
  /** The number of ids, at least 2. */
  readonly instances: number
  /** The processes that have these ids, in the order of the model. */
  readonly processes: readonly string[]
}

/**
 * All ids of a type, in ascending order, as a frozen array: for `choose(idsOf(Node))` and
 * `idsOf(Node).every((id) => …)`.
 * @throws SpecError for another type
 */
export function idsOf(ids: RefType): ReadonlyById<Id> {
  const type = idsIn(ids, 'idsOf')
  if (type !== undefined)
    return Object.freeze(Array.from({ length: type.instances }, (_, id) => id)) as unknown as ReadonlyById<Id>
  throw new SpecError('bad-type', `idsOf got ${show(ids)}: expected ids, as in idsOf(ref('node', 3))`)
}

/** The name of the ids of a process: that of its `ref`, or its own. */
const nameOfIds = (name: string, { ids }: Process) => ids?.process ?? name

/** The names of the ids of all processes, each once. */
export function idsOfProcesses(processes: Processes): string[] {
  return [...new Set(Object.entries(processes).map(([name, process]) => nameOfIds(name, process)))]
}

/** The processes that have the ids of this name. A process that the design leaves out has its ids if no other has. */
function processesWith(ids: string, processes: Processes): [string, Process][] {
  const all = Object.entries(processes).filter(([name, process]) => nameOfIds(name, process) === ids)
  const present = all.filter(([, process]) => !isLeftOut(process))
  return present.length > 0 ? present : all
}

/** The ids that are alike. @throws SpecError if the processes that have the same ids do not fit together */
export function classesOf(processes: Processes): IdClass[] {
  return idsOfProcesses(processes).flatMap((ids): IdClass[] => {
    const having = processesWith(ids, processes)
    const [first, ...others] = having
    if (first === undefined) return []
    const [name, { instances, alike }] = first
    for (const [other, process] of others) {
      if (process.instances !== instances) {
        throw new SpecError(
          'bad-process',
          `processes '${name}' and '${other}' have the ids '${ids}', but ${instances} and ${process.instances} instances: use the same ref for both`,
        )
      }
      if (process.alike !== alike) {
        const [yes, no] = alike ? [name, other] : [other, name]
        throw new SpecError(
          'bad-process',
          `processes '${yes}' and '${no}' have the ids '${ids}', but only '${yes}' is \`alike\`: say \`alike: true\` for both, or for none`,
        )
      }
    }
    for (const [own, process] of having) {
      if (process.ids !== undefined) checkIds(process.ids, processes, new Map(), `\`instances\` of process '${own}'`)
    }
    return alike && instances > 1 ? [{ name: ids, instances, processes: having.map(([own]) => own) }] : []
  })
}

/**
 * No process need have the ids of a `ref`: they may be those of places that do not act, such as zones.
 * @throws SpecError for a `ref` that does not fit the process of this name, or misspells it
 */
function checkIds({ process: ids, instances }: RefType, processes: Processes, others: Counts, where: string): void {
  const named = Object.hasOwn(processes, ids) ? processes[ids] : undefined
  if (named?.ids !== undefined && named.ids.process !== ids) {
    const own = `ref('${named.ids.process}', ${named.ids.instances})`
    throw new SpecError(
      'bad-type',
      `${where}: ref('${ids}', ${instances}) names process '${ids}', but the ids of this process are ${own}: use that, or rename the process`,
    )
  }
  const [first] = processesWith(ids, processes)
  if (first === undefined) {
    const meant = [...Object.keys(processes), ...idsOfProcesses(processes)].find((name) => isNearly(name, ids))
    const known = others.get(ids) ?? instances
    others.set(ids, known)
    if (meant === undefined && known === instances) return
    if (meant === undefined) {
      throw new SpecError(
        'bad-type',
        `${where}: ref('${ids}', ${instances}) does not fit: another ref has this name and ${known} ids`,
      )
    }
    throw new SpecError(
      'bad-type',
      `${where}: no process has the ids of ref('${ids}', …), and '${meant}' has almost this name: write ref('${meant}', …), or rename the ids`,
    )
  }
  const [name, process] = first
  if (process.instances !== instances) {
    throw new SpecError(
      'bad-type',
      `${where}: ref('${ids}', ${instances}) does not fit: process '${name}' has ${process.instances} instances`,
    )
  }
}

/** @throws SpecError for a reference, or an index of an array, that does not fit the processes of the model */
export function checkRefs(type: Type, processes: Processes, others: Counts, where: string): void {
  if (type.kind === 'ref') checkIds(type, processes, others, where)
  if (type.kind === 'struct') {
    for (const [name, field] of Object.entries(type.fields)) checkRefs(field, processes, others, `${where}.${name}`)
  } else if ('of' in type) {
    checkRefs(type.of, processes, others, where)
    if (type.kind === 'mapOf') checkRefs(type.key, processes, others, `a key of ${where}`)
    if (type.kind === 'array' && type.index !== undefined)
      checkRefs(type.index, processes, others, `the index of ${where}`)
  }
}
