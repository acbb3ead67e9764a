/**
 * Defines how the model's code reads and writes a state: views over a plain value. The value is an Immer draft in a
 * step, and a frozen state in a guard or property. Each access looks its place up anew, so a handle means its place,
 * whatever changes inside of it. If a step replaces a whole place, or removes it, a new `Place` takes over, and using a
 * handle to the old one is a model error. Over 300 lines, because reading a place and the collections found there
 * depend on each other.
 */

import { current, isDraft } from 'immer'
import { ModelError, show } from '../errors.ts'
import type { Choose } from '../language/processes/steps.ts'
import type { ArrayType, BagType, MapType, QueueType, SetType, StructType, TimerType, Type } from '../language/types.ts'
import { holdsTimer, isCell, isScalar } from '../language/types.ts'
import { full, handedOut, outOfRange, rank, toPlain, unrank } from '../language/values.ts'
import type { Plain } from '../plain.ts'
import { BagView, MapView, QueueView, SetView } from '../runtime/collections.ts'
import { getOwnPropertyDescriptor, ownKeys } from '../runtime/reflection.ts'
import { ofState } from '../runtime/state-values.ts'
import { type Shape, standingOf, viewAt, viewsOf } from '../runtime/struct-views.ts'
import { spring } from '../runtime/traps.ts'
import { type Asked, asked, memberOf, named } from '../runtime/unknown-fields.ts'
import type { Recorder } from './recorder.ts'
import { PlainTimer } from './timers.ts'

// biome-ignore lint/suspicious/noExplicitAny: drafts are as free as the JSON they stand for
type Draft = any

/**
 * The place of a value in the state: how to read it, how to replace it, and its path. A place knows the composite value
 * that it has found until some place of the state changes, because looking it up in a draft is slow.
 */
export class Place {
  readonly parent: Place | undefined
  readonly key: string | number
  readonly access: Access
  /** The place of the whole state. */
  readonly root: Place
  /** Counts the changes of composite values anywhere in the state. Only of the root. */
  changes = 0
  /** The view of this place; made on first use. */
  view?: unknown
  /** Only of the root: the view of the whole state, processes included. */
  whole?: unknown
  /** Set when the step replaces or removes the place. Handles to it, and to places inside of it, must not be used. */
  gone?: 'replaced' | 'removed'
  /** The places inside of this place; each is made on first use. */
  #inside: Map<string | number, Place> | undefined
  #content: Draft
  /** The count of changes when `#content` was looked up. */
  #at = -1

  constructor(access: Access, parent: Place | undefined, key: string | number) {
    this.access = access
    this.parent = parent
    this.key = key
    this.root = parent === undefined ? this : parent.root
  }

  get where(): string {
    const around = this.parent?.where ?? ''
    if (typeof this.key === 'number') return `${around}[${this.key}]`
    return around === '' ? this.key : `${around}.${this.key}`
  }

  get(): Draft {
    return this.parent?.content(this.key)[this.key]
  }

  /** Replaces the value here. `isCell`: whether it is a primitive, so that every composite value stays where it is. */
  set(value: Plain, isCell: boolean): void {
    if (this.parent !== undefined) this.parent.content(this.key)[this.key] = value
    if (!isCell) this.root.changes++
  }

  /** The composite value here. `key`: the part of it that is used, for the message if this place is gone. */
  content(key?: string | number): Draft {
    // a recorder must hear of each look-up
    if (this.#at === this.root.changes && this.access.recorder === undefined) return this.#content
    if (this.gone === undefined) {
      const value = this.get()
      if (value !== null && value !== undefined) {
        this.#at = this.root.changes
        this.#content = value
        return value
      }
    }
    throw goneError(this.access, key === undefined ? this.where : member(this, key).where, this)
  }

  /** The place at `key`, if it was used. */
  known(key: string | number): Place | undefined {
    return this.#inside?.get(key)
  }

  keys(): Iterable<string | number> {
    return this.#inside?.keys() ?? []
  }

  add(key: string | number, place: Place): void {
    this.#inside ??= new Map()
    this.#inside.set(key, place)
  }

  /** From now on, another place stands at `key`. */
  renew(key: string | number, how: 'replaced' | 'removed'): void {
    const place = this.#inside?.get(key)
    if (place === undefined) return
    place.gone = how
    this.#inside?.delete(key)
    this.root.changes++
  }
}

/** The place of the whole state. */
export class Root extends Place {
  #value: Draft
  constructor(access: Access, value: Draft) {
    super(access, undefined, '')
    this.#value = value
  }
  override get(): Draft {
    return this.#value
  }
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
  /** Picks one of the options of the run, under a name. */
  choose?: Choose | undefined
  /** Whether the run started a timer. */
  started?: boolean
  /** Records what the run reads and assigns, if a caller wants to know. */
  readonly recorder?: Recorder | undefined
}

export function fail(access: Access, error: ModelError): ModelError {
  access.error ??= error
  return spring(error)
}

export function member(parent: Place, key: string | number): Place {
  const known = parent.known(key)
  if (known !== undefined) return known
  const place = new Place(parent.access, parent, key)
  parent.add(key, place)
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
      const elements = Array.from({ length: type.length }, (_, i) => read(access, type.of, member(place, i)))
      return watched(access, Object.freeze(named(new AskedOf(place), elements)), place)
    }
    case 'setOf':
      return new PlainSet(access, type, place)
    case 'mapOf':
      return new PlainMap(access, type, place)
    case 'queue':
      return new PlainQueue(access, type, place)
    case 'bag':
      return new PlainBag(access, type, place)
    case 'timer':
      return timerAt(access, type, place)
    default:
      return place.get()
  }
}

/** The view of an array of scalars: the plain array, which can neither gain nor lose elements. */
function cells(access: Access, type: ArrayType, place: Place): unknown[] {
  const { recorder } = access
  const seen = (index: number) => recorder?.read(`${place.where}[${index}]`)
  const what = new AskedOf(place)
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
  const draft = place.get()
  // the target is an array of this length and not the draft, because each access to a proxy asks its target, too
  const elements = new Proxy(Array(type.length), {
    get: (_, key, view) => {
      if (key === asked) return what
      if (key === 'length') return type.length
      if (key !== ofState) used()
      return memberOf(draft, key, view)
    },
    has: (_, key) => {
      used()
      return Reflect.has(draft, key)
    },
    ownKeys: () => (goneAt(place) !== undefined ? ['length'] : ownKeys(draft)),
    getOwnPropertyDescriptor: (_, key) =>
      key !== 'length' && goneAt(place) !== undefined ? undefined : getOwnPropertyDescriptor(draft, key),
    set: (_, key, value) => {
      used()
      const index = typeof key === 'string' && /^(0|[1-9]\d*)$/.test(key) ? Number(key) : type.length
      if (index < type.length) {
        assignExactly(draft, index, value)
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

class AskedOf implements Asked {
  readonly #place: Place
  constructor(place: Place) {
    this.#place = place
  }
  get what(): string {
    return this.#place.where || 'the state'
  }
  fail(error: ModelError): ModelError {
    return fail(this.#place.access, error)
  }
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
  const asks = (view: unknown) => new AskedOf(standingOf<Standing>(view).place)
  return viewsOf({ ...own, ...Object.fromEntries(fields) }, extra, asks, instead)
}

/** The place of a field of a view, and how the view may be used. */
export function placeIn(view: unknown, name: string): Standing {
  const { access, place } = standingOf<Standing>(view)
  return { access, place: member(place, name) }
}

const shapes = new WeakMap<StructType, Shape<Standing>>()

function plainShape(type: StructType): Shape<Standing> {
  const known = shapes.get(type) ?? shapeOf(type)
  shapes.set(type, known)
  return known
}

/** The accessor that reads and assigns the value at `key` of a view's place. */
function accessor(type: Type, key: string | number, standingOf: (view: unknown) => Standing): PropertyDescriptor {
  const isPrimitive = isCell(type)
  return {
    enumerable: true,
    // `content` comes first: it reports a place that is gone, whatever is read or written there
    get() {
      const { access, place } = standingOf(this)
      const around = place.content(key)
      // most reads are of primitives, and need no place of their own
      if (isPrimitive && access.recorder === undefined) return around[key]
      return read(access, type, member(place, key))
    },
    set(value) {
      const { access, place } = standingOf(this)
      const around = place.content(key)
      if (isPrimitive && access.recorder === undefined && access.mutable) {
        const r = rank(type, value)
        if (r >= 0) {
          around[key] = unrank(type, r)
          return
        }
      }
      write(access, type, member(place, key), value)
      if (!isPrimitive) place.renew(key, value === null ? 'removed' : 'replaced')
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
  return watched(access, Object.preventExtensions(named(new AskedOf(place), elements)), place)
}

/** Checks `value`, then assigns a copy of it. */
export function write(access: Access, type: Type, place: Place, value: unknown): void {
  change(access, place, () => put(access, type, place, toPlain(type, value, place.where)))
}

function put(access: Access, type: Type, place: Place, value: Plain): void {
  if (holdsTimer(type)) access.started = true
  recordWrite(access, type, place.where)
  place.set(value, isCell(type))
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
  // a step assigns elements unchecked only through the view of their array, so places that are not used are left out
  if (type.kind === 'struct') {
    for (const name of place.keys()) settleIn(type.fields[name] as Type, place, name, checks)
  } else if (type.kind === 'array' && !isCell(type.of)) {
    for (const i of place.keys()) settleIn(type.of, place, i, checks)
  } else if (type.kind === 'array' && place.view !== undefined) {
    const elements = place.get()
    for (let i = 0; i < type.length; i++) {
      const r = checks ? rank(type.of, elements[i]) : 0
      if (r < 0) throw outOfRange(type.of, elements[i], `${place.where}[${i}]`)
      // a counter stops here if it was counted beyond its bound
      if (checks && typeof elements[i] === 'number') assignExactly(elements, i, unrank(type.of, r))
      if (elements[i] === 0) assignExactly(elements, i, 0)
    }
  }
}

function settleIn(type: Type, parent: Place, key: string | number, checks: boolean): void {
  const place = parent.known(key)
  if (place !== undefined) settle(type, place, checks)
}

function timerAt(access: Access, type: TimerType, place: Place): PlainTimer {
  const there = () => {
    if (goneAt(place) !== undefined) throw goneError(access, place.where, place)
  }
  return new PlainTimer(type, {
    asked: new AskedOf(place),
    get: () => {
      access.recorder?.read(place.where)
      there()
      return place.get()
    },
    choose: (options) => access.choose?.(options, 'due in') ?? (options[0] as number),
    rounded: () => access.recorder?.rounded.add(place.where),
    set: (left) =>
      change(access, place, () => {
        there()
        const value = left()
        if (value !== null) access.started = true
        access.recorder?.write(place.where)
        place.set(value, true)
      }),
  })
}

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
    return new AskedOf(this.#place)
  }
  get size(): number {
    return present(this.#access, this.#place).length
  }
  values(): unknown[] {
    return contents(this.#access, this.#type.of, this.#place)
  }
  has(value: unknown): boolean {
    return find(this.#type.of, plainly(present(this.#access, this.#place)), value) >= 0
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
    this.#place.content()
    write(this.#access, this.#type, this.#place, values)
  }
}

/** The place of an item of a map. */
class Item extends Place {
  readonly #shownKey: string
  readonly #entry: () => [Plain, Plain] | undefined
  constructor(map: Place, r: number, shownKey: string, entry: () => [Plain, Plain] | undefined) {
    super(map.access, map, r)
    this.#shownKey = shownKey
    this.#entry = entry
  }
  override get where(): string {
    return `${this.parent?.where}.get(${this.#shownKey})`
  }
  override get(): Draft {
    return this.#entry()?.[1]
  }
  override set(value: Plain, isCell: boolean): void {
    const entry = this.#entry() as [Plain, Plain]
    entry[1] = value
    if (!isCell) this.root.changes++
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
    return new AskedOf(this.#place)
  }
  /** The place of a key's item. It lasts as long as the key is in the map. */
  #item(key: Plain): Place {
    const r = rank(this.#type.key, key)
    const known = this.#place.known(r)
    if (known !== undefined) return known
    const entry = () =>
      present(this.#access, this.#place).find((pair: [Plain, Plain]) => rank(this.#type.key, pair[0]) === r)
    const place = new Item(this.#place, r, show(key), entry)
    this.#place.add(r, place)
    return place
  }
  get size(): number {
    return present(this.#access, this.#place).length
  }
  keys(): unknown[] {
    return plainly(present(this.#access, this.#place)).map((pair) =>
      frozen(this.#type.key, (pair as [Plain, Plain])[0]),
    )
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
        this.#place.renew(r, 'replaced')
      } else {
        if (holdsTimer(of)) this.#access.started = true
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
        this.#place.renew(r, 'removed')
      }
      return i >= 0
    })
  }
  clear(): void {
    changePart(this.#access, this.#place, () => present(this.#access, this.#place).splice(0))
    for (const r of this.#place.keys()) this.#place.renew(r, 'removed')
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
    return new AskedOf(this.#place)
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
    this.#place.content()
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
    return new AskedOf(this.#place)
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
    this.#place.content()
    write(this.#access, this.#type, this.#place, values)
  }
}

/** Changes a collection. The change depends on the content, so it is also recorded as a read. */
function changePart<T>(access: Access, place: Place, body: () => T): T {
  access.recorder?.read(place.where)
  access.recorder?.write(place.where, false)
  // `there` comes first: it reports a place that is gone, whatever the change is
  if (access.mutable) place.content()
  try {
    return change(access, place, body)
  } finally {
    place.root.changes++
  }
}

function present(access: Access, place: Place): Draft {
  access.recorder?.read(place.where)
  return place.content()
}

/** Values in collections never change in place, so the model's code receives a frozen copy, not a part of the draft. */
function frozen(type: Type, value: Plain): Plain {
  return typeof value === 'object' ? handedOut(type, rank(type, value)) : value
}

/** The values of a collection, only to be read: without drafts of them, which are slow to make. */
function plainly(values: Draft): readonly Plain[] {
  return isDraft(values) ? current(values) : values
}

function contents(access: Access, type: Type, place: Place): Plain[] {
  return plainly(present(access, place)).map((value: Plain) => frozen(type, value))
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
