/** The methods of collections, on plain arrays. */
import type { Method, TypeD } from './description.ts'
import { type Handle, iterate, plain } from './naive-handle.ts'
import { type Any, attempt, Broken, compare, conform, frozenCopy, same } from './naive-values.ts'

export function callOn(target: Handle, method: Method, args: readonly Any[]): Any {
  switch (target.type.kind) {
    case 'setOf':
    case 'bag':
      return callOnSetOrBag(target, target.type, method, args)
    case 'queue':
      return callOnQueue(target, target.type, method, args)
    case 'mapOf':
      return callOnMap(target, target.type, method, args)
    case 'array':
      if (method !== 'fill') throw new Broken('step-threw')
      target.get().fill(args[0])
      return target
    default:
      throw new Broken('step-threw')
  }
}

function callOnSetOrBag(target: Handle, type: TypeD & { of: TypeD }, method: Method, args: readonly Any[]): Any {
  const here = target.get()
  const become = (values: Any[]) => {
    here.splice(0, here.length, ...conform(type, values))
    return undefined
  }
  switch (method) {
    case 'add':
      become([...here, plain(args[0])])
      return target
    case 'assign':
      return become(plain(iterate(args[0])))
    case 'clear':
      return become([])
    case 'delete':
      return removeFrom(here, type.of, args[0])
    default:
      throw new Broken('step-threw')
  }
}

function callOnQueue(
  target: Handle,
  type: TypeD & { of: TypeD; capacity: number },
  method: Method,
  args: readonly Any[],
): Any {
  switch (method) {
    case 'push': {
      const here = target.get()
      const value = conform(type.of, plain(args[0]))
      if (here.length >= type.capacity) throw new Broken('queue-full')
      here.push(value)
      return undefined
    }
    case 'shift':
    case 'removeAt': {
      const here = target.get()
      const index = method === 'shift' ? 0 : args[0]
      return index >= 0 && index < here.length ? frozenCopy(here.splice(index, 1)[0]) : undefined
    }
    case 'assign':
    case 'clear': {
      const here = target.get()
      here.splice(0, here.length, ...conform(type, method === 'clear' ? [] : plain(iterate(args[0]))))
      return undefined
    }
    default:
      throw new Broken('step-threw')
  }
}

function callOnMap(target: Handle, type: TypeD & { key: TypeD; of: TypeD }, method: Method, args: readonly Any[]): Any {
  switch (method) {
    case 'set': {
      const here = target.get()
      const key = conform(type.key, plain(args[0]))
      const item = conform(type.of, plain(args[1]))
      const entry = here.find(([other]: [Any]) => same(type.key, other, key))
      if (entry !== undefined) entry[1] = item
      else here.push([key, item])
      here.sort(([a]: [Any], [b]: [Any]) => compare(type.key, a, b))
      return target
    }
    case 'delete': {
      const here = target.get()
      const key = attempt(type.key, plain(args[0]))
      const i = key === undefined ? -1 : here.findIndex(([other]: [Any]) => same(type.key, other, key))
      if (i >= 0) here.splice(i, 1)
      return i >= 0
    }
    case 'clear':
      target.get().splice(0)
      return undefined
    default:
      throw new Broken('step-threw')
  }
}

function removeFrom(here: Any[], type: TypeD, given: Any): boolean {
  const value = attempt(type, plain(given))
  const i = value === undefined ? -1 : here.findIndex((other) => same(type, other, value))
  if (i >= 0) here.splice(i, 1)
  return i >= 0
}
