/**
 * The engine's views: the same properties and methods as the reference's, over packed words. Objects are made once
 * per model; reading a field is a load, a shift and a mask. Instances of one struct type share their accessors, so
 * that a site in the model's code sees one shape; a struct that exists once has its offsets as constants.
 */
import { ModelError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import { type Asked, named, otherFields } from '../model/other-fields.ts'
import type { StructType } from '../model/types.ts'
import { outOfRange, type Plain, rank, toPlain } from '../model/values.ts'
import type { Access, Node } from './access.ts'
import { CellArray } from './cell-array.ts'
import { decodeText, encodeText, loadText, storeText } from './codec.ts'
import { SmallSet, WordMap, WordSet } from './collections.ts'
import { fixed } from './fixed.ts'
import { encode, getSlot, type Layout, type Slot, setSlot } from './layout.ts'
import { WordBag, WordQueue } from './sequences.ts'

export interface Views {
  readonly access: Access
  /** The shared state. */
  readonly shared: object
  /** Each process's instances. */
  readonly instances: { readonly [process: string]: readonly object[] }
  /** What properties see. */
  readonly system: object
}

/** Builds the views of a model's state over `access.words`. */
export function viewsOf(model: Model, root: Layout & { kind: 'struct' }, access: Access): Views {
  const build = new Builder(access)
  const layouts = new Map(root.fields)
  const own = Object.keys(model.state.fields)
  const sharedFields = own.map((name) => [name, layouts.get(name) as Layout] as const)
  const shared = build.struct({ kind: 'struct', type: model.state, fields: sharedFields }, '', undefined, [])
  const instances: Record<string, readonly object[]> = {}
  for (const name of Object.keys(model.processes)) {
    const { elements } = (layouts.get(name) ?? { elements: [] }) as Layout & { kind: 'array' }
    build.count(elements)
    instances[name] = fixed(
      asking(access, name),
      elements.map((element, id) => {
        const layout = element as Layout & { kind: 'struct' }
        return build.struct(layout, `${name}[${id}]`, undefined, ['at'], { id })
      }),
    )
  }
  const faults = layouts.get('faults') as (Layout & { kind: 'struct' }) | undefined
  const extra = {
    ...instances,
    ...(faults === undefined ? {} : { faults: build.struct(faults, 'faults', undefined, []) }),
  }
  const system = build.struct({ kind: 'struct', type: model.state, fields: sharedFields }, '', undefined, [], extra)
  return { access, shared, instances, system }
}

type Accessor = { get(): unknown; set(value: unknown): void }

class Builder {
  readonly #access: Access
  /** How many views a struct type has; accessors are shared where there are several. */
  readonly #several = new Set<StructType>()
  readonly #shapes = new Map<StructType, Map<string, Accessor>[]>()
  readonly #prototypes = new Map<StructType, object[]>()
  #texts = 0
  constructor(access: Access) {
    this.#access = access
  }

  /** Notes that these are alike, before their views are made. */
  count(elements: readonly Layout[]): void {
    for (const element of elements) {
      if (element.kind === 'struct' && elements.length > 1) {
        this.#several.add(element.type)
        for (const [, field] of element.fields) this.count([field, field])
      } else if (element.kind === 'array') this.count(element.elements)
      else if (element.kind === 'optional') this.count(elements.length > 1 ? [element.of, element.of] : [element.of])
    }
  }

  struct(
    layout: Layout & { kind: 'struct' },
    where: string,
    present: Slot | undefined,
    locked: readonly string[],
    extra: object = {},
  ): object {
    const several = this.#several.has(layout.type)
    // a prototype of its own gives each shape its own chain of hidden classes: accessors of one name but different
    // code on a common chain would turn the objects into dictionaries
    const view: object = Object.create(
      several ? this.#prototype(layout, where, present, extra) : this.#newPrototype(layout, where, extra),
    )
    const hidden = (key: string, value: unknown) => Object.defineProperty(view, key, { value, enumerable: false })
    layout.fields.forEach(([name, field], i) => {
      const place = where === '' ? name : `${where}.${name}`
      hidden(`$where${i}`, place)
      if (field.kind === 'cell') {
        hidden(`$word${i}`, field.slot.word)
        hidden(`$shift${i}`, field.slot.shift)
      } else {
        const node = this.node(field, place, present)
        hidden(`$node${i}`, node)
        hidden(`$view${i}`, node.view)
      }
    })
    if (present !== undefined) hidden('$present', present)
    for (const [key, value] of Object.entries(extra)) Object.defineProperty(view, key, { value, enumerable: true })
    const shape = several ? this.#shape(layout, present, locked) : this.#accessors(layout, present, locked, false)
    for (const [name, accessor] of shape) Object.defineProperty(view, name, { ...accessor, enumerable: true })
    return Object.preventExtensions(view)
  }

  #prototype(layout: Layout & { kind: 'struct' }, where: string, present: Slot | undefined, extra: object): object {
    const prototypes = this.#prototypes.get(layout.type) ?? []
    this.#prototypes.set(layout.type, prototypes)
    const i = present === undefined ? 0 : 1
    prototypes[i] ??= this.#newPrototype(layout, where, extra)
    return prototypes[i] as object
  }

  #newPrototype({ fields }: Layout & { kind: 'struct' }, where: string, extra: object): object {
    const names = [...Object.keys(extra), ...fields.map(([name]) => name)]
    const asked = asking(this.#access, where)
    return Object.create(otherFields(names, () => asked))
  }

  #shape(
    layout: Layout & { kind: 'struct' },
    present: Slot | undefined,
    locked: readonly string[],
  ): Map<string, Accessor> {
    // one set of accessors for the places that are always there, one for those that can go
    const shapes = this.#shapes.get(layout.type) ?? []
    this.#shapes.set(layout.type, shapes)
    const i = present === undefined ? 0 : 1
    shapes[i] ??= this.#accessors(layout, present, locked, true)
    return shapes[i]
  }

  #accessors(
    layout: Layout & { kind: 'struct' },
    present: Slot | undefined,
    locked: readonly string[],
    several: boolean,
  ): Map<string, Accessor> {
    const found = new Map<string, Accessor>()
    const access = this.#access
    layout.fields.forEach(([name, field], i) => {
      const mutable = access.mutable && !locked.includes(name)
      const self = several ? 'this' : 'self'
      const there = present === undefined ? '' : `if(gone(A,${self === 'this' ? 'this' : 'P'}))lost(A,this.$where${i});`
      const constants: unknown[] = []
      const constant = (value: unknown) => `C[${constants.push(value) - 1}]`
      let get: string
      let set: string
      if (field.kind === 'cell') {
        const { slot, type } = field
        const mask = (1 << slot.bits) - 1
        const raw = several ? `((W[this.$word${i}]>>>this.$shift${i})&${mask})` : loadText(slot)
        const store = several
          ? `const w=this.$word${i},s=this.$shift${i};W[w]=W[w]&~(${mask}<<s)|r<<s;`
          : storeText(slot)
        get = `return ${decodeText(type, raw, constant)}`
        set = `const r=${encodeText(type, 'v', constant)};if(r<0)bad(A,${constant(type)},v,this.$where${i});${store}`
      } else {
        // texts differ from struct to struct, so that no two share what the optimiser learns of them
        get = isConstant(field)
          ? `return this.$view${i}/*${this.#texts++}*/`
          : field.kind === 'array' && field.cells
            ? `const n=this.$node${i};if(n.stamp!==A.epoch)n.load();return n.values/*${this.#texts++}*/`
            : `return this.$node${i}.get()/*${this.#texts++}*/`
        set = `put(A,this.$node${i},v)`
      }
      if (!mutable) set = `A.refuse(this.$where${i})`
      const text = `return {get(){${there}${get}},set(v){${mutable ? there : ''}${set}}}`
      const make = new Function('W', 'A', 'C', 'P', 'gone', 'lost', 'bad', 'put', text)
      const made: Accessor = make(access.words, access, constants, { $present: present }, gone, lost, bad, putChecked)
      found.set(name, made)
    })
    return found
  }

  node(layout: Layout, where: string, present: Slot | undefined): Node {
    const access = this.#access
    const words = access.words
    switch (layout.kind) {
      case 'struct': {
        const view = this.struct(layout, where, present, [])
        const put = (value: Plain) => {
          // arrays of cells inside must see the new values, so each field is put through its own node
          layout.fields.forEach(([name, field], i) => {
            const plain = (value as { [name: string]: Plain })[name] as Plain
            if (field.kind === 'cell') setSlot(words, field.slot, rank(field.type, plain))
            else (view as { [key: string]: Node })[`$node${i}`]?.put(plain)
          })
        }
        return { layout, where, view, get: () => view, put }
      }
      case 'optional': {
        this.count([layout.of])
        const child = this.node(layout.of, where, layout.present)
        return {
          layout,
          where,
          get: () => (getSlot(words, layout.present) === 0 ? null : child.get()),
          put: (value) => encode(words, layout, value),
        }
      }
      case 'array': {
        if (layout.cells) return new CellArray(access, layout, where)
        this.count(layout.elements)
        const nodes = layout.elements.map((element, i) => this.node(element, `${where}[${i}]`, present))
        const optional = layout.elements[0]?.kind === 'optional'
        const what = asking(access, where)
        const view = optional
          ? this.#optionals(nodes, what, present)
          : isConstant(layout)
            ? fixed(
                what,
                nodes.map((node) => node.view),
              )
            : undefined
        // arrays of cells are loaded anew at each look, and stay the same objects
        let loaded: readonly unknown[] | undefined
        const load = () => {
          if (loaded === undefined)
            loaded = fixed(
              what,
              nodes.map((node) => node.get()),
            )
          else for (const node of nodes) node.get()
          return loaded
        }
        return {
          layout,
          where,
          view,
          get: () => view ?? load(),
          put: (value) => {
            nodes.forEach((node, i) => {
              node.put((value as readonly Plain[])[i] as Plain)
            })
          },
        }
      }
      case 'set': {
        const View = layout.chunks.length === 1 ? SmallSet : WordSet
        return leaf(new View(access, layout, where, present), layout, where, words)
      }
      case 'sequence': {
        const Sequence = layout.type.kind === 'queue' ? WordQueue : WordBag
        return leaf(new Sequence(access, layout, where, present), layout, where, words)
      }
      case 'map': {
        this.count(layout.entries.flatMap(({ of }) => [of, of]))
        const items = layout.entries.map((entry, r) => this.#item(entry.of, `${where}.get(#${r})`, entry.present))
        return leaf(new WordMap(access, layout, where, present, items), layout, where, words)
      }
      default:
        return this.#item(layout, where, present)
    }
  }

  /** An array whose elements come and go: each is looked up when it is asked for, and can be assigned. */
  #optionals(nodes: readonly Node[], what: Asked, present: Slot | undefined): unknown[] {
    const access = this.#access
    const elements: unknown[] = []
    nodes.forEach((node, i) => {
      const there = () => {
        if (present !== undefined && getSlot(access.words, present) === 0) lost(access, node.where)
      }
      Object.defineProperty(elements, i, {
        enumerable: true,
        get: () => {
          there()
          return node.get()
        },
        set: (value) => {
          if (!access.mutable) access.refuse(node.where)
          there()
          putChecked(access, node, value)
        },
      })
    })
    return Object.preventExtensions(named(what, elements))
  }

  /** A node for a place that may also be a single cell, such as an item of a map. */
  #item(layout: Layout, where: string, present: Slot | undefined): Node {
    if (layout.kind !== 'cell') return this.node(layout, where, present)
    const constants: unknown[] = []
    const text = decodeText(layout.type, loadText(layout.slot), (value) => `C[${constants.push(value) - 1}]`)
    const get = new Function('W', 'C', `return ()=>${text}`)(this.#access.words, constants)
    return { layout, where, get, put: (value) => setSlot(this.#access.words, layout.slot, rank(layout.type, value)) }
  }
}

function asking(access: Access, where: string): Asked {
  return { what: where || 'the state', fail: (error) => access.fail(error) }
}

/** Whether a place of this layout is always the same object. */
function isConstant(layout: Layout): boolean {
  if (layout.kind === 'array') {
    return !layout.cells && layout.elements.every((element) => element.kind === 'optional' || isConstant(element))
  }
  return layout.kind !== 'cell' && layout.kind !== 'optional'
}

function leaf(view: unknown, layout: Layout, where: string, words: Int32Array): Node {
  return { layout, where, view, get: () => view, put: (value) => encode(words, layout, value) }
}

function gone(access: Access, view: { readonly $present: Slot }): boolean {
  return getSlot(access.words, view.$present) === 0
}

function lost(access: Access, where: string): never {
  throw access.fail(new ModelError('gone-place', `${where} was used through a handle after its place had been removed`))
}

function bad(access: Access, type: Layout['type'], value: unknown, where: string): never {
  throw access.fail(outOfRange(type, value, where))
}

function putChecked(access: Access, node: Node, value: unknown): void {
  let plain: Plain
  try {
    plain = toPlain(node.layout.type, value, node.where)
  } catch (error) {
    throw error instanceof ModelError ? access.fail(error) : error
  }
  node.put(plain)
}
