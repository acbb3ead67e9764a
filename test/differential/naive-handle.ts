/**
 * A handle is a path from the root of a state, and the value that was there when the handle was made. If the place was
 * removed or assigned as a whole, it holds another value, and each use of the handle throws.
 */
import { isCell, type TypeD } from './description.ts'
import { type Any, attempt, Broken, frozenCopy, same } from './naive-values.ts'

/** A step along a path: a field, an index, or a key of a map. */
export type Hop = string | number | { readonly key: Any }

/** The state that handles lead into. */
export interface Root {
  readonly value: Any
  /** For maps along the path. */
  readonly type: TypeD
  /** Called with the path of each field before the field is read. */
  readonly watch?: (hops: readonly Hop[]) => void
}

export class Handle {
  readonly root: Root
  readonly type: TypeD
  readonly hops: readonly Hop[]
  /** The value that was there when the handle was made. */
  readonly stood: Any
  constructor(root: Root, hops: readonly Hop[], type: TypeD, stood?: Any) {
    this.root = root
    this.hops = hops
    this.type = type
    this.stood = stood
  }

  /** The value that is there now. Throws if the place is gone, or if it holds another value than before. */
  get(): Any {
    let { value, type } = this.root
    for (const hop of this.hops) {
      if (value === null || value === undefined) throw new Broken('gone-place')
      while (type.kind === 'optional') type = type.of
      if (type.kind === 'struct') {
        value = value[hop as string]
        type = type.fields[hop as string] as TypeD
      } else if (type.kind === 'mapOf') {
        const { key: keyType } = type
        value = value.find(([key]: [Any]) => same(keyType, key, (hop as { key: Any }).key))?.[1]
        type = type.of
      } else {
        value = value[hop as number]
        type = (type as { of: TypeD }).of
      }
    }
    if (value === null || value === undefined) throw new Broken('gone-place')
    if (this.stood !== undefined && this.stood !== value) throw new Broken('gone-place')
    return value
  }

  /** The value that a step sees one hop from here. */
  read(hop: Hop): Any {
    const here = this.get()
    if (this.type.kind === 'struct') {
      const field = Object.hasOwn(this.type.fields, hop as string) ? this.type.fields[hop as string] : undefined
      if (field === undefined) throw new Broken('unknown-field')
      this.root.watch?.([...this.hops, hop])
      return this.#seen(hop, here[hop as string], field)
    }
    if (this.type.kind === 'array') {
      if (!Number.isInteger(hop) || (hop as number) < 0 || (hop as number) >= here.length) return undefined
      return this.#seen(hop, here[hop as number], this.type.of)
    }
    throw new Error(`no fields in a ${this.type.kind}`)
  }

  /** The elements that a loop sees. */
  elements(): Any[] {
    const { type } = this
    const here: Any[] = this.get()
    if (type.kind === 'array') return here.map((value, i) => this.#seen(i, value, type.of))
    if (type.kind === 'mapOf') return here.map(([key]) => [frozenCopy(key), this.lookup(key)])
    return here.map(frozenCopy)
  }

  lookup(given: Any): Any {
    if (this.type.kind !== 'mapOf') throw new Error('not a map')
    const { key: keyType, of } = this.type
    const key = attempt(keyType, plain(given))
    const entry = this.get().find(([other]: [Any]) => key !== undefined && same(keyType, other, key))
    return entry === undefined ? undefined : this.#seen({ key }, entry[1], of)
  }

  /** The value at `hop` as a step sees it: the value itself, or a handle to it. */
  #seen(hop: Hop, value: Any, type: TypeD): Any {
    if (isCell(type) || value === null) return value
    const inner = type.kind === 'optional' ? type.of : type
    return new Handle(this.root, [...this.hops, hop], inner, value)
  }
}

/** The value. A struct has only the fields of its type, because its handle shows no others. */
function seenBy(type: TypeD, value: Any): Any {
  if (type.kind !== 'struct') return value
  return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, seenBy(field, value[name])]))
}

/** A value without handles: each handle is replaced by a copy of the value at its place. */
export function plain(value: Any): Any {
  if (value instanceof Handle) return structuredClone(seenBy(value.type, value.get()))
  if (Array.isArray(value)) return Array.from(value, plain)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]))
  }
  return value
}

/** The elements for a loop over the value, or for a choice from it. */
export function iterate(value: Any): Any[] {
  if (value instanceof Handle) return value.elements()
  if (Array.isArray(value)) return [...value]
  throw new Broken('step-threw')
}
