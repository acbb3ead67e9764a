/**
 * The prototypes behind the views of a state. Reading a name that a struct, collection or array does not have is a
 * model error. JavaScript would return `undefined`, and a predicate with a misspelt name would always be true or always
 * be false. A lookup reaches these prototypes only if the view and its class lack the name, so reading existing names
 * costs nothing extra.
 */
import { didYouMean, ModelError, show } from '../errors.ts'
import { shown, showView } from './inspected.ts'
import { getOwnPropertyNames } from './reflection.ts'
import { ofState } from './state-values.ts'

/** The host reads these names on any object. */
const byHost: readonly string[] = ['toJSON', 'then']

/** The view's name in messages, and the function that records its errors. */
export interface Asked {
  readonly what: string
  fail(error: ModelError): ModelError
}

/** The key at which a collection or an array holds its `Asked`. */
export const asked = Symbol('asked')
const askedOf = (view: unknown) => (view as { readonly [asked]: Asked })[asked]

type Refuse = (name: string, view: unknown) => never

/** The prototype of views with these fields. `of` names a view in messages; `instead` advises on an unknown name. */
export function otherFields(
  fields: readonly string[],
  of: (view: unknown) => Asked,
  instead: (name: string) => string = () => '',
): object {
  return end((name, view) => missing(name, 'field', of(view), fields, fields.join(', '), instead(name)))
}

/** The prototype of structs taken out of a collection. They have no path, so messages show their value. */
export function otherFieldsOfValue(fields: readonly string[]): object {
  return otherFields(fields, (value) => ({ what: show(value), fail: (error) => error }))
}

/** The end of the prototype chain of collections. */
export const otherMembers: object = end((name, view) => missing(name, 'member', askedOf(view), membersOf(view)))

const ofArrays = getOwnPropertyNames(Array.prototype)

/** The prototype of arrays. Reading a missing element returns `undefined`, as in any array. */
export const arrayMembers: object = Object.create(
  end(
    (name, array) => {
      const view = askedOf(array)
      if (Number.isNaN(Number(name))) {
        missing(name, 'member', view, ofArrays, 'its elements, length and the methods of arrays')
      }
      const { length } = array as readonly unknown[]
      throw view.fail(
        new ModelError('unknown-field', `${view.what} has no element ${name}: its elements are 0 to ${length - 1}`),
      )
    },
    (name) => ['NaN', 'null', 'undefined'].includes(name) || !Number.isNaN(Number(name)),
  ),
  {
    ...(Object.getOwnPropertyDescriptors(Array.prototype) as object as PropertyDescriptorMap),
    at: { value: at, writable: true, configurable: true },
  },
)

/** Returns the element at an index. Where `Array.prototype.at` returns `undefined`, or counts from the end, this is a model error. */
function at(this: readonly unknown[], index: number): unknown {
  const { length } = this
  if (isWithin(index, length)) return this[index]
  const view = askedOf(this)
  throw view.fail(noElement(view.what, index, length))
}

export const isWithin = (index: unknown, length: number) =>
  Number.isInteger(index) && (index as number) >= 0 && (index as number) < length

/** The error of `at` for an array with this path. */
export function noElement(where: string, index: unknown, length: number): ModelError {
  const text = `${where}.at(${show(index)}) is not an element of the array; the elements are ${where}[0] to ${where}[${length - 1}]`
  return new ModelError('value-out-of-range', text)
}

/** Gives the array this prototype, or one that inherits from it. */
export function named<T>(what: Asked, array: T[], prototype = arrayMembers): T[] {
  return Object.setPrototypeOf(Object.defineProperty(array, asked, { value: what }), prototype)
}

/** Reads an array with another prototype as if it had the prototype `arrayMembers`. */
export function memberOf(array: object, key: string | symbol, view: unknown): unknown {
  return Reflect.get(key !== 'at' && key in array ? array : arrayMembers, key, view)
}

const noMemberOfChoose = end(
  (name) => {
    const shapes = 'A step is (s, me, choose) => …, an action (s, choose) => …, init of a process (me, choose) => …'
    throw new ModelError(
      'unknown-field',
      `'${name}' is not a member of choose: check the order of the parameters. ${shapes}`,
    )
  },
  () => false,
  Function.prototype,
)

type Pick = <T>(options: readonly T[], name?: string) => T
export type Places = readonly unknown[] | { readonly size: number }
/** `choose.index`. */
export interface Index {
  index(places: Places, name?: string): number
}

/** Adds `index` to `choose`, and makes it reject unknown members, so that parameters in the wrong order are an error. */
export function asChoose<F extends object>(choose: F): F & Index {
  const pick = choose as Pick
  const index = (places: Places, name?: string): number => {
    const n = Array.isArray(places) ? places.length : (places as { readonly size: number } | undefined)?.size
    if (typeof n !== 'number') {
      throw new ModelError('step-threw', `choose.index got ${show(places)}: expected a queue, a bag or an array`)
    }
    const indices: number[] = []
    for (let i = 0; i < n; i++) indices.push(i)
    return name === undefined ? pick(indices) : pick(indices, name)
  }
  Object.defineProperty(choose, 'index', { value: index })
  return Object.setPrototypeOf(choose, noMemberOfChoose)
}

function end(refuse: Refuse, isNone: (name: string) => boolean = () => false, base = Object.prototype): object {
  const target = Object.create(base) as object
  const last = new Proxy(target, {
    get: (target, key, view) => {
      if (key === shown) return showView
      return typeof key === 'symbol' || key in target || byHost.includes(key) || isNone(key)
        ? Reflect.get(target, key, view)
        : refuse(key, view)
    },
    set: (_, key, __, view) => refuse(String(key), view),
  })
  // choose is a function, not a value of a state
  return base === Function.prototype ? last : Object.create(last, { [ofState]: { value: true } })
}

function missing(
  name: string,
  word: string,
  view: Asked,
  names: readonly string[],
  known = names.join(', '),
  instead = '',
): never {
  const message = `'${name}' is not a ${word} of ${view.what}; available: ${known}.${instead || didYouMean(name, names)}`
  throw view.fail(new ModelError('unknown-field', message))
}

/** The members that the classes of a view declare. */
function membersOf(view: unknown): string[] {
  const names: string[] = []
  for (let of = Object.getPrototypeOf(view); Object.hasOwn(of, 'constructor'); of = Object.getPrototypeOf(of)) {
    names.push(...getOwnPropertyNames(of))
  }
  return [...new Set(names)].filter((name) => name !== 'constructor' && name !== 'toJSON')
}
