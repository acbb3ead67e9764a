/**
 * Defines how the model's code reads and writes a state: views over a plain value. The value is an Immer draft in a
 * step, and a frozen state in a guard or property. Each access looks its place up anew, so a handle means its place,
 * whatever changes inside of it. If a step replaces a whole place, or removes it, a new `Place` takes over, and using a
 * handle to the old one is a model error. Over 300 lines, because reading a place and the collections found there
 * depend on each other.
 */
import { ModelError, show } from '../errors.ts'
import type { ArrayType, BagType, MapType, QueueType, SetType, StructType, Type } from '../language/types.ts'
import { isCell, isScalar } from '../language/types.ts'
import { full, handedOut, outOfRange, type Plain, rank, toPlain, unrank } from '../language/values.ts'
import { BagView, MapView, QueueView, SetView } from '../runtime/collections.ts'
import { ofState } from '../runtime/of-state.ts'
import { type Asked, asked, memberOf, named } from '../runtime/other-fields.ts'
import { getOwnPropertyDescriptor, ownKeys } from '../runtime/reflection.ts'
import { type Shape, standingOf, viewAt, viewsOf } from '../runtime/struct-views.ts'
import { spring } from '../runtime/traps.ts'
import type { Recorder } from './recorder.ts'

// biome-ignore lint/suspicious/noExplicitAny: drafts are as free as the JSON they stand for
type Draft = any

/** The place of a value in the state: how to read it, how to replace it, and its path. */
export interface Place {
  get(): Draft
  set(value: Plain): void
  readonly where: string
  /** The places inside and the view of this place; each is made on first use. */
  readonly inside: Map<string | number, Place>
  view?: unknown
  /** Only of the root: the view of the whole state, processes included. */
  whole?: unknown
  readonly parent: Place | undefined
  /** Set when the step replaces or removes the place. Handles to it, and to places inside of it, must not be used. */
  gone?: 'replaced' | 'removed'
}

export function placeOf(
  where: string,
  parent: Place | undefined,
  get: () => Draft,
  set: (value: Plain) => void,
): Place {
  return { where, parent, get, set, inside: new Map() }
}

/** Marks the place at `key` as gone: from now on, another place stands there. */
function renew(parent: Place, key: string | number, how: 'replaced' | 'removed'): void {
  const place = parent.inside.get(key)
  if (place === undefined) return
  place.gone = how
  parent.inside.delete(key)
}

/** The innermost place that is gone: this place or one around it; `undefined` if none is gone. */
function goneAt(place: Place | undefined): Place | undefined {
  return place === undefined || place.gone !== undefined ? place : goneAt(place.parent)
}

function goneError(access: Access, where: string, place: Place): ModelError {
  const { where: handle, gone = 'removed' } = goneAt(place) ?? place
  const used = where === handle ? 'it' : where
  const text = `the step ${gone} ${handle}, then used ${used} through an old handle: get a new handle after the change`
  return fail(access, new ModelError('gone-place', text))
}

/** How the views of one run behave. Guards and properties only read. `error` is kept even if the model catches it. */
export interface Access {
  readonly mutable: boolean
  error: ModelError | undefined
  /** Records what the run reads and assigns, if a caller wants to know. */
  readonly recorder?: Recorder | undefined
}

export function fail(access: Access, error: ModelError): ModelError {
  access.error ??= error
  return spring(error)
}

export function member(access: Access, parent: Place, key: string | number): Place {
  const known = parent.inside.get(key)
  if (known !== undefined) return known
  const where =
    typeof key === 'number' ? `${parent.where}[${key}]` : parent.where === '' ? key : `${parent.where}.${key}`
  const there = () => {
    if (parent.gone !== undefined) throw goneError(access, where, parent)
    const value = parent.get()
    if (value !== null && value !== undefined) return value
    throw goneError(access, where, parent)
  }
  const place = placeOf(
    where,
    parent,
    () => there()[key],
    (value) => {
      there()[key] = value
    },
  )
  parent.inside.set(key, place)
  return place
}

/** Returns what the model's code sees at a place. */
export function read(access: Access, type: Type, place: Place): unknown {
  if (isScalar(type) || type.kind === 'optional') access.recorder?.read(place.where)
  if (isScalar(type)) return place.get()
  if (type.kind === 'optional') return place.get() === null ? null : read(access, type.of, place)
  place.view ??= viewOf(access, type, place)
  return place.view
}

function viewOf(access: Access, type: Type, place: Place): unknown {
  switch (type.kind) {
    case 'struct':
      return structView(access, plainShape(type), place)
    case 'array': {
      if (isCell(type.of)) return cells(access, type, place)
      if (type.of.kind === 'optional') return optionals(access, type, place)
      const elements = Array.from({ length: type.length }, (_, i) => read(access, type.of, member(access, place, i)))
      return watched(access, Object.freeze(named(askedOf(access, place), elements)), place)
    }
    case 'setOf':
      return new PlainSet(access, type, place)
    case 'mapOf':
      return new PlainMap(access, type, place)
    case 'queue':
      return new PlainQueue(access, type, place)
    case 'bag':
      return new PlainBag(access, type, place)
    default:
      return place.get()
  }
}

/** The view of an array of scalars: the plain array, which can neither gain nor lose elements. */
function cells(access: Access, type: ArrayType, place: Place): unknown[] {
  const { recorder } = access
  const seen = (index: number) => recorder?.read(`${place.where}[${index}]`)
  const what = askedOf(access, place)
  if (!access.mutable) return watched(access, Object.freeze(named(what, [...place.get()])), place, seen)
  const refuse = (key: string | symbol): never => {
    const where = `${place.where}[${String(key)}]`
    const indices = `the elements are ${place.where}[0] to ${place.where}[${type.length - 1}]`
    throw fail(
      access,
      new ModelError('value-out-of-range', `cannot assign ${where}: it is not an element of the array; ${indices}`),
    )
  }
  // once the place is gone, the array looks as in the engine: without elements, of the same length
  const used = (): void => {
    if (goneAt(place) !== undefined) throw goneError(access, place.where, place)
  }
  const elements = new Proxy(place.get(), {
    get: (target, key, view) => {
      if (key === asked) return what
      if (key === 'length') return type.length
      if (key !== ofState) used()
      return memberOf(target, key, view)
    },
    has: (target, key) => {
      used()
      return Reflect.has(target, key)
    },
    ownKeys: (target) => (goneAt(place) !== undefined ? ['length'] : ownKeys(target)),
    getOwnPropertyDescriptor: (target, key) =>
      key !== 'length' && goneAt(place) !== undefined ? undefined : getOwnPropertyDescriptor(target, key),
    set: (target, key, value) => {
      used()
      const index = typeof key === 'string' && /^(0|[1-9]\d*)$/.test(key) ? Number(key) : type.length
      if (index < type.length) {
        assignExactly(target, index, value)
        recorder?.write(`${place.where}[${index}]`)
      } else if (key !== 'length' || value !== type.length) refuse(key)
      return true
    },
    deleteProperty: (_, key) => {
      used()
      return refuse(key)
    },
    defineProperty: (_, key) => {
      used()
      return refuse(key)
    },
  })
  // Node prints the target of the outermost proxy, which must not be the draft
  return watched(access, new Proxy(elements, {}), place, seen)
}

/** Assigns exactly: Immer itself ignores an assignment of -0 over 0, or of 0 over -0. */
function assignExactly(elements: Draft, i: number, value: unknown): void {
  if (value === 0 && elements[i] === 0 && !Object.is(value, elements[i])) elements[i] = null
  if (!Object.is(value, elements[i])) elements[i] = value
}

/** Returns the array itself, or a recording view of it if there is a recorder. */
function watched(
  { recorder }: Access,
  elements: readonly unknown[],
  place: Place,
  seen?: (index: number) => void,
): unknown[] {
  return recorder === undefined ? (elements as unknown[]) : recorder.watched(elements, place.where, seen)
}

function askedOf(access: Access, place: Place): Asked {
  return { what: place.where || 'the state', fail: (error) => fail(access, error) }
}

/** The place of a view, and how the view may be used. */
export interface Standing {
  readonly access: Access
  readonly place: Place
  readonly extra?: ((name: string) => unknown) | undefined
}

export function structView(
  access: Access,
  shape: Shape<Standing>,
  place: Place,
  extra?: (name: string) => unknown,
): object {
  return viewAt(shape, { access, place, extra })
}

/**
 * `extra`: names of further values, which `structView` receives. `own`: accessors in addition to those of the fields.
 * `instead`: returns advice for an unknown name.
 */
export function shapeOf(
  type: StructType,
  extra: readonly string[] = [],
  own: PropertyDescriptorMap = {},
  instead?: (name: string) => string,
): Shape<Standing> {
  const fields = Object.entries(type.fields).map(([name, field]) => [
    name,
    accessor(field, name, (view) => standingOf<Standing>(view)),
  ])
  const asks = (view: unknown) => {
    const { access, place } = standingOf<Standing>(view)
    return askedOf(access, place)
  }
  return viewsOf({ ...own, ...Object.fromEntries(fields) }, extra, asks, instead)
}

/** The place of a field of a view, and how the view may be used. */
export function placeIn(view: unknown, name: string): Standing {
  const { access, place } = standingOf<Standing>(view)
  return { access, place: member(access, place, name) }
}

const shapes = new WeakMap<StructType, Shape<Standing>>()

function plainShape(type: StructType): Shape<Standing> {
  const known = shapes.get(type) ?? shapeOf(type)
  shapes.set(type, known)
  return known
}

/** The accessor that reads and assigns the value at `key` of a view's place. */
function accessor(type: Type, key: string | number, standingOf: (view: unknown) => Standing): PropertyDescriptor {
  return {
    enumerable: true,
    // `inner.get()` comes first: it reports a place that is gone, whatever is read or written there
    get() {
      const { access, place } = standingOf(this)
      const inner = member(access, place, key)
      inner.get()
      return read(access, type, inner)
    },
    set(value) {
      const { access, place } = standingOf(this)
      const inner = member(access, place, key)
      inner.get()
      write(access, type, inner, value)
      if (!isCell(type)) renew(place, key, value === null ? 'removed' : 'replaced')
    },
  }
}

/** The view of an array of optional composites. It looks each element up anew, and a step may assign elements. */
function optionals(access: Access, type: ArrayType, place: Place): unknown[] {
  const elements: unknown[] = []
  for (let i = 0; i < type.length; i++) {
    Object.defineProperty(
      elements,
      i,
      accessor(type.of, i, () => ({ access, place })),
    )
  }
  return watched(access, Object.preventExtensions(named(askedOf(access, place), elements)), place)
}

/** Checks `value`, then assigns a copy of it. */
export function write(access: Access, type: Type, place: Place, value: unknown): void {
  change(access, place, () => put(access, type, place, toPlain(type, value, place.where)))
}

function put(access: Access, type: Type, place: Place, value: Plain): void {
  recordWrite(access, type, place.where)
  place.set(value)
}

function recordWrite(access: Access, type: Type, where: string): void {
  if (access.recorder === undefined) return
  if (type.kind === 'struct') {
    for (const [name, field] of Object.entries(type.fields)) recordWrite(access, field, `${where}.${name}`)
  } else if (type.kind === 'array') {
    for (let i = 0; i < type.length; i++) recordWrite(access, type.of, `${where}[${i}]`)
  } else {
    access.recorder.write(where)
  }
}

function change<T>(access: Access, place: Place, body: () => T): T {
  if (!access.mutable)
    throw new TypeError(`cannot assign ${place.where}: guards and properties may only read the state`)
  try {
    return body()
  } catch (error) {
    throw error instanceof ModelError ? fail(access, error) : error
  }
}

/**
 * Turns each -0 in arrays of scalars into 0. When the step ends (`checks`), it also checks their elements, which a step
 * assigns unchecked.
 */
export function settle(type: Type, place: Place, checks: boolean): void {
  if (type.kind === 'struct') {
    for (const [name, field] of Object.entries(type.fields)) {
      if (field.kind === 'struct' || field.kind === 'array') settle(field, inner(place, name), checks)
    }
  } else if (type.kind === 'array') {
    const elements = place.get()
    for (let i = 0; i < type.length; i++) {
      if (!isCell(type.of)) {
        settle(type.of, inner(place, i), checks)
        continue
      }
      if (checks && rank(type.of, elements[i]) < 0) throw outOfRange(type.of, elements[i], `${place.where}[${i}]`)
      if (elements[i] === 0) assignExactly(elements, i, 0)
    }
  }
}

const inner = (place: Place, key: string | number) => member({ mutable: true, error: undefined }, place, key)

class PlainSet extends SetView<unknown> {
  readonly #access: Access
  readonly #type: SetType
  readonly #place: Place
  constructor(access: Access, type: SetType, place: Place) {
    super()
    this.#access = access
    this.#type = type
    this.#place = place
  }
  get [asked](): Asked {
    return askedOf(this.#access, this.#place)
  }
  get size(): number {
    return present(this.#access, this.#place).length
  }
  values(): unknown[] {
    return contents(this.#access, this.#type.of, this.#place)
  }
  has(value: unknown): boolean {
    return find(this.#type.of, present(this.#access, this.#place), value) >= 0
  }
  add(value: unknown): this {
    this.assign([...this.values(), value])
    return this
  }
  delete(value: unknown): boolean {
    return changePart(this.#access, this.#place, () => remove(this.#type.of, present(this.#access, this.#place), value))
  }
  clear(): void {
    this.assign([])
  }
  assign(values: Iterable<unknown>): void {
    there(this.#access, this.#place)
    write(this.#access, this.#type, this.#place, values)
  }
}

class PlainMap extends MapView<unknown, unknown> {
  readonly #access: Access
  readonly #type: MapType
  readonly #place: Place
  constructor(access: Access, type: MapType, place: Place) {
    super()
    this.#access = access
    this.#type = type
    this.#place = place
  }
  get [asked](): Asked {
    return askedOf(this.#access, this.#place)
  }
  /** The place of a key's item. It lasts as long as the key is in the map. */
  #item(key: Plain): Place {
    const r = rank(this.#type.key, key)
    const known = this.#place.inside.get(r)
    if (known !== undefined) return known
    const entry = () =>
      present(this.#access, this.#place).find((pair: [Plain, Plain]) => rank(this.#type.key, pair[0]) === r)
    const place = placeOf(
      `${this.#place.where}.get(${show(key)})`,
      this.#place,
      () => entry()?.[1],
      (value) => {
        entry()[1] = value
      },
    )
    this.#place.inside.set(r, place)
    return place
  }
  get size(): number {
    return present(this.#access, this.#place).length
  }
  keys(): unknown[] {
    return present(this.#access, this.#place).map((pair: [Plain, Plain]) => frozen(this.#type.key, pair[0]))
  }
  has(key: unknown): boolean {
    const r = rank(this.#type.key, key)
    return this.keys().some((other) => rank(this.#type.key, other) === r)
  }
  get(key: unknown): unknown {
    return this.has(key) ? read(this.#access, this.#type.of, this.#item(key as Plain)) : undefined
  }
  set(key: unknown, value: unknown): this {
    const { key: keyType, of } = this.#type
    changePart(this.#access, this.#place, () => {
      const r = rank(keyType, key)
      if (r < 0) throw outOfRange(keyType, key, `a key of ${this.#place.where}`)
      const item = toPlain(of, value, `${this.#place.where}.get(${show(key)})`)
      if (this.has(key)) {
        put(this.#access, of, this.#item(key as Plain), item)
        renew(this.#place, r, 'replaced')
      } else {
        const entries = present(this.#access, this.#place)
        entries.push([unrank(keyType, r), item])
        entries.sort((a: [Plain, Plain], b: [Plain, Plain]) => rank(keyType, a[0]) - rank(keyType, b[0]))
      }
    })
    return this
  }
  delete(key: unknown): boolean {
    return changePart(this.#access, this.#place, () => {
      const r = rank(this.#type.key, key)
      const i = this.keys().findIndex((other) => rank(this.#type.key, other) === r)
      if (i >= 0) {
        present(this.#access, this.#place).splice(i, 1)
        renew(this.#place, r, 'removed')
      }
      return i >= 0
    })
  }
  clear(): void {
    changePart(this.#access, this.#place, () => present(this.#access, this.#place).splice(0))
    for (const r of this.#place.inside.keys()) renew(this.#place, r, 'removed')
  }
}

class PlainQueue extends QueueView<unknown> {
  readonly #access: Access
  readonly #type: QueueType
  readonly #place: Place
  constructor(access: Access, type: QueueType, place: Place) {
    super()
    this.#access = access
    this.#type = type
    this.#place = place
  }
  get [asked](): Asked {
    return askedOf(this.#access, this.#place)
  }
  get capacity(): number {
    return this.#type.capacity
  }
  get size(): number {
    return present(this.#access, this.#place).length
  }
  values(): unknown[] {
    return contents(this.#access, this.#type.of, this.#place)
  }
  at(index: number): unknown {
    return this.values()[index]
  }
  push(value: unknown): void {
    const { of, capacity } = this.#type
    changePart(this.#access, this.#place, () => {
      const item = toPlain(of, value, `an element of ${this.#place.where}`)
      if (this.size >= capacity) throw full(this.#type, this.#place.where)
      present(this.#access, this.#place).push(item)
    })
  }
  shift(): unknown {
    return this.removeAt(0)
  }
  removeAt(index: number): unknown {
    return changePart(this.#access, this.#place, () =>
      Number.isInteger(index) && index >= 0 && index < this.size
        ? frozen(this.#type.of, present(this.#access, this.#place).splice(index, 1)[0])
        : undefined,
    )
  }
  clear(): void {
    this.assign([])
  }
  assign(values: Iterable<unknown>): void {
    there(this.#access, this.#place)
    write(this.#access, this.#type, this.#place, values)
  }
}

class PlainBag extends BagView<unknown> {
  readonly #access: Access
  readonly #type: BagType
  readonly #place: Place
  constructor(access: Access, type: BagType, place: Place) {
    super()
    this.#access = access
    this.#type = type
    this.#place = place
  }
  get [asked](): Asked {
    return askedOf(this.#access, this.#place)
  }
  get capacity(): number {
    return this.#type.capacity
  }
  get size(): number {
    return present(this.#access, this.#place).length
  }
  values(): unknown[] {
    return contents(this.#access, this.#type.of, this.#place)
  }
  count(value: unknown): number {
    const r = rank(this.#type.of, value)
    return this.values().filter((other) => rank(this.#type.of, other) === r).length
  }
  add(value: unknown): this {
    this.assign([...this.values(), value])
    return this
  }
  delete(value: unknown): boolean {
    return changePart(this.#access, this.#place, () => remove(this.#type.of, present(this.#access, this.#place), value))
  }
  clear(): void {
    this.assign([])
  }
  assign(values: Iterable<unknown>): void {
    there(this.#access, this.#place)
    write(this.#access, this.#type, this.#place, values)
  }
}

/** Changes a collection. The change depends on the content, so it is also recorded as a read. */
function changePart<T>(access: Access, place: Place, body: () => T): T {
  access.recorder?.read(place.where)
  access.recorder?.write(place.where, false)
  // `there` comes first: it reports a place that is gone, whatever the change is
  if (access.mutable) there(access, place)
  return change(access, place, body)
}

function present(access: Access, place: Place): Draft {
  access.recorder?.read(place.where)
  return there(access, place)
}

function there(access: Access, place: Place): Draft {
  if (place.gone === undefined) {
    const value = place.get()
    if (value !== null && value !== undefined) return value
  }
  throw goneError(access, place.where, place)
}

/** Values in collections never change in place, so the model's code receives a frozen copy, not a part of the draft. */
function frozen(type: Type, value: Plain): Plain {
  return typeof value === 'object' ? handedOut(type, rank(type, value)) : value
}

function contents(access: Access, type: Type, place: Place): Plain[] {
  return present(access, place).map((value: Plain) => frozen(type, value))
}

function find(type: Type, values: readonly Plain[], value: unknown): number {
  const r = rank(type, value)
  return r < 0 ? -1 : values.findIndex((other) => rank(type, other) === r)
}

function remove(type: Type, values: Plain[], value: unknown): boolean {
  const i = find(type, values, value)
  if (i >= 0) values.splice(i, 1)
  return i >= 0
}
