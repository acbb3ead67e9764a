/**
 * Decides which properties a model's code finds if it lists those of a composite value: fields, elements and nothing
 * else. The executions hold views in different ways, so the host's functions that list hidden properties are replaced.
 */
import { isOfState } from './state-values.ts'
import { alsoTrap, isRunning } from './traps.ts'

const { keys } = Object
/** The host's own functions, which a model's code finds replaced. */
export const { ownKeys, getOwnPropertyDescriptor } = Reflect
export const { getOwnPropertyNames } = Object

const isAsked = (value: unknown): value is object => isRunning() && isOfState(value)

function namesOf(value: object): string[] {
  return Array.isArray(value) ? [...keys(value), 'length'] : keys(value)
}

/** Describes a property as read-only, however a view holds it. */
function descriptorOf(value: object, name: PropertyKey): PropertyDescriptor | undefined {
  if (typeof name === 'symbol' || !namesOf(value).includes(String(name))) return undefined
  const found = (value as { readonly [name: string]: unknown })[String(name)]
  return { value: found, writable: false, enumerable: name !== 'length' || !Array.isArray(value), configurable: false }
}

function descriptorsOf(value: object): { readonly [name: string]: PropertyDescriptor | undefined } {
  return Object.fromEntries(namesOf(value).map((name) => [name, descriptorOf(value, name)]))
}

/** Replaces a function of the host: `answer` handles calls by a model's code on composite values. */
function instead(holder: object, name: string, answer: (value: object, name: PropertyKey) => unknown): void {
  const found = getOwnPropertyDescriptor(holder, name) as PropertyDescriptor
  const value = new Proxy(found.value as (...args: unknown[]) => unknown, {
    apply: (own, self, args: unknown[]) =>
      isAsked(args[0]) ? answer(args[0], args[1] as PropertyKey) : Reflect.apply(own, self, args),
  })
  Object.defineProperty(holder, name, { ...found, value })
}

alsoTrap(() => {
  instead(Object, 'getOwnPropertyNames', namesOf)
  instead(Object, 'getOwnPropertySymbols', () => [])
  instead(Object, 'getOwnPropertyDescriptor', descriptorOf)
  instead(Object, 'getOwnPropertyDescriptors', descriptorsOf)
  instead(Reflect, 'getOwnPropertyDescriptor', descriptorOf)
  instead(Reflect, 'ownKeys', namesOf)
})
