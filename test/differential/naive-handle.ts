/**
 * A handle is a path from the root of a state; whatever it is used for starts at the root again, so it means the
 * place and not what once stood there.
 */
import { isCell, type TypeD } from './description.ts'
import { type Any, attempt, Broken, frozenCopy, same } from './naive-values.ts'

/** A step along a path: a field, an index, or a key of a map. */
export type Hop = string | number | { readonly key: Any }

export class Handle {
  readonly root: Any
  readonly type: TypeD
  readonly hops: readonly Hop[]
  /** The type of the root's value, for maps along the path. */
  readonly rootType: TypeD
  constructor(root: Any, rootType: TypeD, hops: readonly Hop[], type: TypeD) {
    this.root = root
    this.rootType = rootType
    this.hops = hops
    this.type = type
  }

  /** What stands there now. */
  get(): Any {
    let value = this.root
    let type = this.rootType
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
    return value
  }

  to(hop: Hop, type: TypeD): Handle {
    return new Handle(this.root, this.rootType, [...this.hops, hop], type)
  }

  /** What a step sees at one hop from here. */
  read(hop: Hop): Any {
    const here = this.get()
    if (this.type.kind === 'struct') {
      const field = this.type.fields[hop as string]
      return field === undefined ? undefined : seen(this.to(hop, field), here[hop as string], field)
    }
    if (this.type.kind === 'array') {
      if (!Number.isInteger(hop) || (hop as number) < 0 || (hop as number) >= here.length) return undefined
      return seen(this.to(hop, this.type.of), here[hop as number], this.type.of)
    }
    throw new Error(`no fields in a ${this.type.kind}`)
  }

  /** The elements, as a loop sees them. */
  elements(): Any[] {
    const { type } = this
    // places, whether or not they are still there
    if (type.kind === 'array' && !isCell(type.of) && type.of.kind !== 'optional') {
      return Array.from({ length: type.length }, (_, i) => this.to(i, type.of))
    }
    const here: Any[] = this.get()
    if (type.kind === 'array') return here.map((value, i) => seen(this.to(i, type.of), value, type.of))
    if (type.kind === 'mapOf') return here.map(([key]) => [frozenCopy(key), this.lookup(key)])
    return here.map(frozenCopy)
  }

  lookup(given: Any): Any {
    if (this.type.kind !== 'mapOf') throw new Error('not a map')
    const { key: keyType, of } = this.type
    const key = attempt(keyType, plain(given))
    const entry = this.get().find(([other]: [Any]) => key !== undefined && same(keyType, other, key))
    return entry === undefined ? undefined : seen(this.to({ key }, of), entry[1], of)
  }
}

function seen(place: Handle, value: Any, type: TypeD): Any {
  if (isCell(type) || value === null) return value
  return type.kind === 'optional'
    ? seen(new Handle(place.root, place.rootType, place.hops, type.of), value, type.of)
    : place
}

/** A value without handles in it; each is replaced by a copy of what stands at its place. */
export function plain(value: Any): Any {
  if (value instanceof Handle) return structuredClone(value.get())
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
