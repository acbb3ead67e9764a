/**
 * A handle is a path from the root of a state, and what stood there when it was taken. A place that was removed, or
 * assigned as a whole, holds something else: whoever uses the handle then is told so.
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
  /** Is told of every field that is read, before it is. */
  readonly watch?: (hops: readonly Hop[]) => void
}

export class Handle {
  readonly root: Root
  readonly type: TypeD
  readonly hops: readonly Hop[]
  /** What stood there. */
  readonly stood: Any
  constructor(root: Root, hops: readonly Hop[], type: TypeD, stood?: Any) {
    this.root = root
    this.hops = hops
    this.type = type
    this.stood = stood
  }

  /** What stands there now. */
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

  /** What a step sees at one hop from here. */
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

  /** The elements, as a loop sees them. */
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

  /** What stands at `hop` as a step sees it: itself, or a handle to it. */
  #seen(hop: Hop, value: Any, type: TypeD): Any {
    if (isCell(type) || value === null) return value
    const inner = type.kind === 'optional' ? type.of : type
    return new Handle(this.root, [...this.hops, hop], inner, value)
  }
}

/** Of a struct the fields of its type alone: whoever has a handle to it may see no more. */
function seenBy(type: TypeD, value: Any): Any {
  if (type.kind !== 'struct') return value
  return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, seenBy(field, value[name])]))
}

/** A value without handles in it; each is replaced by a copy of what stands at its place. */
export function plain(value: Any): Any {
  if (value instanceof Handle) return structuredClone(seenBy(value.type, value.get()))
  if (Array.isArray(value)) return Array.from(value, plain)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]))
  }
  return value
}

/** What a loop over the value, or a choice from it, goes over. */
export function iterate(value: Any): Any[] {
  if (value instanceof Handle) return value.elements()
  if (Array.isArray(value)) return [...value]
  throw new Broken('step-threw')
}
