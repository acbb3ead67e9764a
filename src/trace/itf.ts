/**
 * Reads and writes the Informal Trace Format of Apalache and Quint
 * (https://apalache-mc.org/docs/adr/015adr-trace.html). Structs become records; arrays and queues become lists; bags
 * become maps from elements to their counts. An optional value becomes Quint's `Some(value)` or `None`.
 */

import { show, UsageError } from '../errors.ts'
import type { Model } from '../language/model.ts'
import type { Type } from '../language/types.ts'
import { showType, toPlain } from '../language/values.ts'
import { defined, type Plain } from '../plain.ts'
import type { Trace } from '../result.ts'
import type { CounterexampleFile } from './counterexample.ts'

export type Itf = boolean | string | number | readonly Itf[] | { readonly [name: string]: Itf }

/** The origin of the trace, by which a reader finds its model again. */
export type ItfSource = Pick<CounterexampleFile, 'file' | 'design' | 'params' | 'property'>

export interface ItfTrace {
  readonly '#meta'?: { readonly [name: string]: unknown }
  readonly vars: readonly string[]
  readonly states: readonly { readonly [name: string]: Itf }[]
  /** The index of the state that follows the last. */
  readonly loop?: number
}

/** The variables of a state that a trace contains. */
export type Observation = { readonly [variable: string]: Plain }

/** The `#meta` of each state holds the name and the choices of the step that leads to it. */
export function toItf(model: Model, source: ItfSource, trace: Trace): ItfTrace {
  const { loopAt, steps } = trace
  const loops = loopAt !== undefined && loopAt < steps.length
  // this format gives the end of a loop by `loop`, so the repeated last state is left out
  const told = loops ? steps.slice(0, -1) : steps
  const stateOf = (state: unknown, meta: object) => ({
    '#meta': meta as { readonly [name: string]: Itf },
    ...(encode(model.system, state as Plain) as { readonly [name: string]: Itf }),
  })
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source: source.file,
      description: `${source.property}, in the design ${source.design}`,
      allways: { file: source.file, design: source.design, params: source.params, property: source.property },
    },
    vars: Object.keys(model.system.fields),
    states: [
      stateOf(trace.initial.state, { index: 0 }),
      ...told.map(({ actor, name, choices, state }, i) =>
        stateOf(state, { index: i + 1, action: `${actor}: ${name}`, ...(choices.length === 0 ? {} : { choices }) }),
      ),
    ],
    ...defined({ loop: loopAt }),
  }
}

/**
 * The values of the model's variables in each state, all of them or some. Ignores a module's name before a variable
 * (`lock::holder`), and Quint's notes beside the state (`mbt::…`).
 * @throws UsageError naming the value that is not of its variable's type
 */
export function observationsOf(model: Model, itf: ItfTrace, name: string): Observation[] {
  const { fields } = model.system
  const variables = itf.vars.filter((variable) => !variable.startsWith('mbt::'))
  return itf.states.map((state, index) =>
    Object.fromEntries(
      variables.map((variable) => {
        const own = variable.slice(variable.lastIndexOf('::') + 1).replace(/^:+/, '')
        const type = Object.hasOwn(fields, own) ? fields[own] : undefined
        if (type === undefined) {
          const known = Object.keys(fields).map(show).join(', ')
          throw new UsageError(`${name}: vars names '${variable}', but the model has ${known}`)
        }
        const where = `${name}: states[${index}].${variable}`
        return [own, decode(type, state[variable], where)]
      }),
    ),
  )
}

function encode(type: Type, value: Plain): Itf {
  switch (type.kind) {
    case 'bool':
    case 'oneOf':
      return value as boolean | string
    case 'int':
    case 'ref':
    case 'stamp':
      return { '#bigint': String(value) }
    case 'timer':
      return value === null
        ? { tag: 'None', value: { '#tup': [] } }
        : { tag: 'Some', value: { '#bigint': String(value) } }
    case 'optional':
      return value === null ? { tag: 'None', value: { '#tup': [] } } : { tag: 'Some', value: encode(type.of, value) }
    case 'struct':
      return Object.fromEntries(
        Object.entries(type.fields).map(([name, field]) => [name, encode(field, (value as Struct)[name] as Plain)]),
      )
    case 'array':
    case 'queue':
      return (value as Plain[]).map((item) => encode(type.of, item))
    case 'setOf':
      return { '#set': (value as Plain[]).map((item) => encode(type.of, item)) }
    case 'bag': {
      const items = value as Plain[]
      const texts = items.map((item) => JSON.stringify(item))
      const first = items.filter((_, i) => texts.indexOf(texts[i] as string) === i)
      const count = (item: Plain) => texts.filter((text) => text === JSON.stringify(item)).length
      return { '#map': first.map((item) => [encode(type.of, item), { '#bigint': String(count(item)) }]) }
    }
    case 'mapOf':
      return {
        '#map': (value as [Plain, Plain][]).map(([key, item]) => [encode(type.key, key), encode(type.of, item)]),
      }
  }
}

type Struct = { readonly [name: string]: Plain }

/** @throws UsageError if `found` is not a value of the type */
function decode(type: Type, found: Itf | undefined, where: string): Plain {
  const wrong = () =>
    new UsageError(`${where} is ${found === undefined ? 'missing' : show(found)}: expected ${showType(type)}`)
  const plain = read(type, found)
  if (plain === undefined) throw wrong()
  try {
    return toPlain(type, plain, where)
  } catch {
    throw wrong()
  }

  function read(type: Type, found: Itf | undefined): Plain | undefined {
    const all = (of: Type, items: readonly Itf[] | undefined): Plain[] | undefined => {
      const values = items?.map((item) => read(of, item))
      return values?.every((value) => value !== undefined) ? (values as Plain[]) : undefined
    }
    switch (type.kind) {
      case 'bool':
      case 'oneOf':
        return typeof found === 'boolean' || typeof found === 'string' ? found : undefined
      case 'int':
      case 'ref':
      case 'stamp':
        return number(found)
      case 'timer': {
        const variant = tagged(found, 'tag')
        return variant === 'None' ? null : number(variant === 'Some' ? tagged(found, 'value') : found)
      }
      case 'optional': {
        const variant = tagged(found, 'tag')
        if (variant === 'None') return null
        return read(type.of, variant === 'Some' ? tagged(found, 'value') : found)
      }
      case 'struct': {
        if (typeof found !== 'object' || found === null || Array.isArray(found)) return undefined
        const record = found as { readonly [name: string]: Itf }
        const told = Object.entries(type.fields).map(([name, field]) => [name, read(field, record[name])] as const)
        return told.every(([, value]) => value !== undefined) ? (Object.fromEntries(told) as Plain) : undefined
      }
      case 'array':
      case 'queue':
        return all(type.of, listOf(found))
      case 'setOf':
        return all(type.of, listOf(tagged(found, '#set') ?? found))
      case 'bag': {
        const counted = entriesOf(found)?.map(([item, count]) => [item, number(count) ?? -1] as const)
        if (counted?.some(([, count]) => count < 0 || count > type.capacity)) return undefined
        return all(type.of, counted?.flatMap(([item, count]) => Array<Itf>(count).fill(item)) ?? listOf(found))
      }
      case 'mapOf': {
        const entries = entriesOf(found)
        const [keys, values] = [
          all(
            type.key,
            entries?.map(([key]) => key),
          ),
          all(
            type.of,
            entries?.map(([, v]) => v),
          ),
        ]
        return keys === undefined || values === undefined ? undefined : keys.map((key, i) => [key, values[i] as Plain])
      }
    }
  }
}

function number(found: Itf | undefined): number | undefined {
  const digits = tagged(found, '#bigint')
  const value = typeof digits === 'string' ? Number(digits) : found
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

/** A list, a tuple, or a function from 0, 1, … or from 1, 2, … . */
function listOf(found: Itf | undefined): readonly Itf[] | undefined {
  if (Array.isArray(found)) return found
  const tuple = tagged(found, '#tup')
  if (Array.isArray(tuple)) return tuple
  const entries = entriesOf(found)
  const sorted = entries?.map(([key, value]) => [number(key), value] as const).sort(([a = 0], [b = 0]) => a - b)
  const first = sorted?.[0]?.[0] ?? 0
  return sorted?.every(([key], i) => key === first + i) && first <= 1 ? sorted.map(([, value]) => value) : undefined
}

/** The pairs of a function. */
function entriesOf(found: Itf | undefined): (readonly [Itf, Itf])[] | undefined {
  const entries = tagged(found, '#map')
  const isPair = (entry: unknown) => Array.isArray(entry) && entry.length === 2
  return Array.isArray(entries) && entries.every(isPair) ? (entries as [Itf, Itf][]) : undefined
}

function tagged(found: Itf | undefined, tag: string): Itf | undefined {
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return undefined
  return (found as { readonly [name: string]: Itf })[tag]
}
