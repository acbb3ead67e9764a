/**
 * The engine's views: the same properties and methods as the reference interpreter's, over packed words. Objects are
 * made once per model; reading a field is a load, a shift and a mask. Instances of one struct type share their
 * accessors, so that each site in the model's code sees one shape. A struct that exists once has its offsets as
 * constants. (Over 300 lines, because a view and the nodes of what lies inside it define each other.)
 */

import { ModelError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import type { StructType } from '../../language/types.ts'
import { outOfRange, rank, toPlain } from '../../language/values.ts'
import type { Plain } from '../../plain.ts'
import { type Asked, named, otherFields } from '../../runtime/unknown-fields.ts'
import { type Access, Holder, type Node } from './access.ts'
import { CellArray } from './cell-array.ts'
import { decodeText, encodeText, loadText, storeText } from './codec.ts'
import { fixed } from './frozen-arrays.ts'
import { encode, getSlot, type Layout, type Slot, setSlot } from './layout.ts'
import { WordMap } from './maps.ts'
import type { Cells } from './plain-stores.ts'
import { WordBag, WordQueue } from './sequences.ts'
import { SmallSet, WordSet } from './sets.ts'
import { WordTimer } from './time/word-timer.ts'

export interface Views {
  readonly access: Access
  /** The shared state. */
  readonly shared: object
  /** The instances of each process. */
  readonly instances: { readonly [process: string]: readonly object[] }
  /** The view that properties see. */
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
  for (const [name, { local }] of Object.entries(model.processes)) {
    const { elements } = (layouts.get(name) ?? { elements: [] }) as Layout & { kind: 'array' }
    build.count(elements)
    instances[name] = fixed(
      asking(access, name),
      elements.map((element, id) => {
        const whole = element as Layout & { kind: 'struct' }
        // the model's code does not see the clocks of its steps
        const seen = whole.fields.filter(([field]) => field === 'at' || Object.hasOwn(local, field))
        const layout = seen.length === whole.fields.length ? whole : { ...whole, fields: seen }
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

/** The number of the step that made the elements of an array stale. */
type Stale = { step: number }
type Accessor = { get(): unknown; set(value: unknown): void }

class Builder {
  readonly #access: Access
  /** Struct types that have several views; the views of one type share their accessors. */
  readonly #several = new Set<StructType>()
  readonly #shapes = new Map<StructType, Map<string, Accessor>[]>()
  readonly #prototypes = new Map<StructType, object[]>()
  #texts = 0
  constructor(access: Access) {
    this.#access = access
  }

  /** Notes which struct types have several views. Call it before the views of `elements` are made. */
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
    inner?: readonly (Node | undefined)[],
  ): object {
    // no step replaces the views at the top level
    const mayGo = inner !== undefined && this.#access.mutable
    const several = this.#several.has(layout.type)
    // each shape has its own prototype, which gives it its own chain of hidden classes. On a common chain, accessors
    // with one name but different code would turn the objects into dictionaries
    const view: object = Object.create(
      several ? this.#prototype(layout, where, present, extra) : this.#newPrototype(layout, where, extra),
    )
    const hidden = (key: string, value: unknown) => Object.defineProperty(view, key, { value, enumerable: false })
    layout.fields.forEach(([name, field], i) => {
      const place = where === '' ? name : `${where}.${name}`
      hidden(`$where${i}`, place)
      if (isValue(field)) {
        hidden(`$word${i}`, field.slot.word)
        hidden(`$shift${i}`, field.slot.shift)
      } else {
        const node = inner?.[i] ?? this.node(field, place, present)
        const held = (key: string, value: unknown) => Object.defineProperty(view, key, { value, writable: true })
        held(`$node${i}`, node)
        held(`$view${i}`, node.view)
        const hold = (node: Node) => Object.assign(view, { [`$node${i}`]: node, [`$view${i}`]: node.view })
        hidden(`$holder${i}`, new Holder(this.#access, node, hold))
      }
    })
    if (mayGo) Object.defineProperty(view, '$stale', { value: 0, writable: true })
    if (present !== undefined) hidden('$present', present)
    for (const [key, value] of Object.entries(extra)) Object.defineProperty(view, key, { value, enumerable: true })
    const shape = several
      ? this.#shape(layout, present, locked, mayGo)
      : this.#accessors(layout, present, locked, false, mayGo)
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
    mayGo: boolean,
  ): Map<string, Accessor> {
    // places that may be absent, and places that a step may replace, have separate accessors
    const shapes = this.#shapes.get(layout.type) ?? []
    this.#shapes.set(layout.type, shapes)
    const i = (present === undefined ? 0 : 1) + (mayGo ? 2 : 0)
    shapes[i] ??= this.#accessors(layout, present, locked, true, mayGo)
    return shapes[i] as Map<string, Accessor>
  }

  #accessors(
    layout: Layout & { kind: 'struct' },
    present: Slot | undefined,
    locked: readonly string[],
    several: boolean,
    mayGo: boolean,
  ): Map<string, Accessor> {
    const found = new Map<string, Accessor>()
    const access = this.#access
    layout.fields.forEach(([name, field], i) => {
      const mutable = access.mutable && !locked.includes(name)
      const self = several ? 'this' : 'self'
      const stale = mayGo ? `if(A.replaced!==0&&this.$stale===A.step)A.stale(this.$where${i});` : ''
      const isThere =
        present === undefined ? '' : `if(gone(A,${self === 'this' ? 'this' : 'P'}))lost(A,this.$where${i});`
      const there = stale + isThere
      const constants: unknown[] = []
      const constant = (value: unknown) => `C[${constants.push(value) - 1}]`
      let get: string
      let set: string
      if (isValue(field)) {
        const { slot, type } = field
        const mask = (1 << slot.bits) - 1
        const raw = several ? `((W[this.$word${i}]>>>this.$shift${i})&${mask})` : loadText(slot)
        const store = several
          ? `const w=this.$word${i},s=this.$shift${i};W[w]=W[w]&~(${mask}<<s)|r<<s;`
          : storeText(slot)
        get = `return ${decodeText(type, raw, constant)}`
        set = `const r=${encodeText(type, 'v', constant)};if(r<0)bad(A,${constant(type)},v,this.$where${i});${store}`
      } else {
        // the number makes each text unique, so that no two accessors share what the optimiser learns
        get = isConstant(field)
          ? `return this.$view${i}/*${this.#texts++}*/`
          : field.kind === 'array' && field.cells
            ? `const n=this.$node${i};if(n.stamp!==A.epoch)n.load();return n.values/*${this.#texts++}*/`
            : `return this.$node${i}.get()/*${this.#texts++}*/`
        set = `put(A,this.$holder${i},v)`
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
        const inner = layout.fields.map(([name, field]) =>
          isValue(field) ? undefined : this.node(field, `${where}.${name}`, present),
        )
        return this.#struct(layout, where, present, inner)
      }
      case 'optional': {
        this.count([layout.of])
        return this.#optional(layout, where, this.node(layout.of, where, layout.present))
      }
      case 'array': {
        if (layout.cells) return new CellArray(access, layout, where)
        this.count(layout.elements)
        const nodes = layout.elements.map((element, i) => this.node(element, `${where}[${i}]`, present))
        return this.#array(layout, where, present, nodes)
      }
      case 'set': {
        const View = layout.chunks.length === 1 ? SmallSet : WordSet
        return leaf(() => new View(access, layout, where, present), layout, where, words)
      }
      case 'sequence': {
        const Sequence = layout.type.kind === 'queue' ? WordQueue : WordBag
        return leaf(() => new Sequence(access, layout, where, present), layout, where, words)
      }
      case 'map': {
        this.count(layout.entries.flatMap(({ of }) => [of, of]))
        const items = layout.entries.map((entry, r) => this.#item(entry.of, `${where}.get(#${r})`, entry.present))
        return this.#map(layout, where, present, items)
      }
      case 'cell':
        if (isValue(layout)) return this.#item(layout, where, present)
        return leaf(() => new WordTimer(access, layout, where, present), layout, where, words)
    }
  }

  #struct(
    layout: Layout & { kind: 'struct' },
    where: string,
    present: Slot | undefined,
    inner: readonly (Node | undefined)[],
  ): Node {
    const access = this.#access
    const { words } = access
    const view = this.struct(layout, where, present, [], {}, inner) as { $stale: number }
    const nodes = view as object as { readonly [key: string]: Node }
    return {
      ...{ layout, where, view },
      get: () => view,
      put(value) {
        // arrays of cells inside must see the new values, so each field's own node stores its value
        layout.fields.forEach(([name, field], i) => {
          const plain = (value as { [name: string]: Plain })[name] as Plain
          if (isValue(field)) setSlot(words, field.slot, rank(field.type, plain))
          else nodes[`$node${i}`]?.put(plain)
        })
      },
      retire() {
        view.$stale = access.step
        for (let i = 0; i < inner.length; i++) if (inner[i] !== undefined) nodes[`$node${i}`]?.retire()
      },
      again: () =>
        this.#struct(
          layout,
          where,
          present,
          inner.map((node) => node?.again()),
        ),
    }
  }

  #optional(layout: Layout & { kind: 'optional' }, where: string, child: Node): Node {
    const { words } = this.#access
    return {
      ...{ layout, where },
      get: () => (getSlot(words, layout.present) === 0 ? null : child.get()),
      put: (value) => encode(words, layout, value),
      retire: () => child.retire(),
      again: () => this.#optional(layout, where, child.again()),
    }
  }

  #array(layout: Layout & { kind: 'array' }, where: string, present: Slot | undefined, nodes: readonly Node[]): Node {
    const access = this.#access
    const what = asking(access, where)
    const stale: Stale = { step: 0 }
    const holders = nodes.map((node) => new Holder(access, node, () => {}))
    const view =
      layout.elements[0]?.kind === 'optional'
        ? this.#optionals(holders, what, present, stale)
        : isConstant(layout)
          ? fixed(
              what,
              nodes.map((node) => node.view),
            )
          : undefined
    // arrays of cells are loaded again at each access. They stay the same objects until a step replaces them, through
    // this node or, in an earlier step, through another node of this place
    let loaded: readonly unknown[] | undefined
    const load = () => {
      let isLoaded = loaded !== undefined
      for (let i = 0; i < nodes.length; i++) if ((nodes[i] as Node).get() !== loaded?.[i]) isLoaded = false
      if (!isLoaded)
        loaded = fixed(
          what,
          nodes.map((node) => node.get()),
        )
      return loaded as readonly unknown[]
    }
    return {
      ...{ layout, where, view },
      get: () => view ?? load(),
      put: (value) => {
        holders.forEach(({ node }, i) => {
          node.put((value as readonly Plain[])[i] as Plain)
        })
      },
      retire: () => {
        loaded = undefined
        stale.step = access.step
        for (const { node } of holders) node.retire()
      },
      again: () =>
        this.#array(
          layout,
          where,
          present,
          nodes.map((node) => node.again()),
        ),
    }
  }

  #map(layout: Layout & { kind: 'map' }, where: string, present: Slot | undefined, items: readonly Node[]): Node {
    const access = this.#access
    const holders = items.map((item) => (isValue(item.layout) ? undefined : new Holder(access, item, () => {})))
    const view = new WordMap(access, layout, where, present, items, holders)
    return {
      ...{ layout, where, view },
      get: () => view,
      put: (value) => encode(access.words, layout, value),
      retire() {
        view.retire()
        for (const holder of holders) holder?.node.retire()
      },
      again: () =>
        this.#map(
          layout,
          where,
          present,
          items.map((item) => item.again()),
        ),
    }
  }

  /** An array of optional elements: each element is looked up at each access, and can be assigned. */
  #optionals(holders: readonly Holder[], what: Asked, present: Slot | undefined, stale: Stale): unknown[] {
    const access = this.#access
    const elements: unknown[] = []
    holders.forEach((holder, i) => {
      const { main } = holder
      const there = () => {
        if (access.replaced !== 0 && stale.step === access.step) access.stale(main.where)
        if (present !== undefined && getSlot(access.words, present) === 0) lost(access, main.where)
      }
      Object.defineProperty(elements, i, {
        enumerable: true,
        get: () => {
          there()
          return holder.node.get()
        },
        set: (value) => {
          if (!access.mutable) access.refuse(main.where)
          there()
          putChecked(access, holder, value)
        },
      })
    })
    return Object.preventExtensions(named(what, elements))
  }

  /** A node for a place that may also be a single cell, such as an item of a map. */
  #item(layout: Layout, where: string, present: Slot | undefined): Node {
    if (!isValue(layout)) return this.node(layout, where, present)
    const constants: unknown[] = []
    const text = decodeText(layout.type, loadText(layout.slot), (value) => `C[${constants.push(value) - 1}]`)
    const get = new Function('W', 'C', `return ()=>${text}`)(this.#access.words, constants)
    const node: Node = {
      ...{ layout, where, get },
      put: (value) => setSlot(this.#access.words, layout.slot, rank(layout.type, value)),
      retire() {},
      again: () => node,
    }
    return node
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
  return !isValue(layout) && layout.kind !== 'optional'
}

type ValueLayout = Layout & { kind: 'cell' }

/** Whether the place holds one JavaScript primitive. A timer is stored in one cell, but has a view. */
function isValue(layout: Layout): layout is ValueLayout {
  return layout.kind === 'cell' && layout.type.kind !== 'timer'
}

interface Leaf {
  retire(): void
}

function leaf(make: () => Leaf, layout: Layout, where: string, words: Int32Array): Node {
  const view = make()
  return {
    ...{ layout, where, view },
    get: () => view,
    put: (value) => encode(words, layout, value),
    retire: () => view.retire(),
    again: () => leaf(make, layout, where, words),
  }
}

function gone(access: Access, view: { readonly $present: Slot }): boolean {
  return getSlot(access.words, view.$present) === 0
}

function lost(access: Access, where: string): never {
  throw access.fail(
    new ModelError(
      'gone-place',
      `the step removed ${where}, then used it through an old handle: get a new handle after the change`,
    ),
  )
}

function bad(access: Access, type: Layout['type'], value: unknown, where: string): never {
  throw access.fail(outOfRange(type, value, where))
}

function putChecked(access: Access, holder: Holder, value: unknown): void {
  if (holder.store?.(access.words, holder.cells as Cells, value)) {
    holder.replace()
    return
  }
  const { layout, where } = holder.main
  if (holder.holdsTimer) access.started = true
  let plain: Plain
  try {
    plain = toPlain(layout.type, value, where)
  } catch (error) {
    throw error instanceof ModelError ? access.fail(error) : error
  }
  holder.replace().put(plain)
}
