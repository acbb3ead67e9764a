/** Spans of OpenTelemetry, in the JSON form of OTLP, as lines of a log. A mapping says which spans are events. */

import type { SpanMapping } from '../config.ts'
import { didYouMean, show } from '../errors.ts'
import type { Line, WrongLine } from './validate.ts'

export type SpanMappings = { readonly [span: string]: SpanMapping }

/** The events of all spans, in the order of time. `number` counts the spans of the file, from 1. */
export interface SpanLog {
  readonly lines: readonly Line[]
  /** The number of spans that are not mapped, and their names. */
  readonly ignored: number
  readonly names: ReadonlySet<string>
  readonly wrong: readonly WrongLine[]
}

const keys = ['step', 'process', 'instance', 'choices', 'state', 'host', 'time'] as const

/** The first error in the mapping of a config; `undefined` if there is none. */
export function wrongMapping(spans: unknown): string | undefined {
  if (!isRecord(spans)) return `spans is ${show(spans)}: expected an object from names of spans to events`
  for (const [name, mapping] of Object.entries(spans)) {
    const where = `spans[${show(name)}]`
    if (!isRecord(mapping)) return `${where} is ${show(mapping)}: expected an event, as in { step: 'apply plan' }`
    for (const key of Object.keys(mapping)) {
      if (!(keys as readonly string[]).includes(key))
        return `${where} has an unknown key ${show(key)}; available: ${keys.join(', ')}.${didYouMean(key, keys)}`
    }
    const { time, step, state } = mapping
    if (time !== undefined && time !== 'start' && time !== 'end')
      return `${where}.time is ${show(time)}: expected 'start' or 'end'`
    if (step === undefined && state === undefined) return `${where} says nothing: give it a step or a state`
  }
  return undefined
}

type Attributes = ReadonlyMap<string, unknown>

interface Timed {
  readonly number: number
  readonly nanoseconds: bigint
  readonly event: { readonly [name: string]: unknown }
}

/** @param documents each a document of OTLP, with `resourceSpans` */
export function spanLog(documents: Iterable<unknown>, mappings: SpanMappings): SpanLog {
  const found: Timed[] = []
  const names = new Set<string>()
  const wrong: WrongLine[] = []
  let [number, ignored] = [0, 0]
  for (const { span, resource } of spansIn(documents)) {
    number++
    const name = String(span.name)
    const mapping = Object.hasOwn(mappings, name) ? mappings[name] : undefined
    if (mapping === undefined) {
      ignored++
      names.add(name)
      continue
    }
    const nanoseconds = timeOf(span[mapping.time === 'start' ? 'startTimeUnixNano' : 'endTimeUnixNano'])
    if (nanoseconds === undefined) {
      wrong.push({ line: number, message: `this span '${name}' has no ${mapping.time ?? 'end'} time` })
      continue
    }
    const attributes = new Map([...resource, ...attributesOf(span.attributes)])
    found.push({ number, nanoseconds, event: eventOf(mapping, attributes) })
  }
  found.sort((a, b) => (a.nanoseconds < b.nanoseconds ? -1 : a.nanoseconds > b.nanoseconds ? 1 : 0))
  const first = found[0]?.nanoseconds ?? 0n
  const lines = found.map(({ number, nanoseconds, event }) => {
    // in milliseconds since the first event
    const time = Number(nanoseconds - first) / 1e6
    return { number, text: JSON.stringify({ ...event, time }) }
  })
  return { lines, ignored, names, wrong }
}

function* spansIn(documents: Iterable<unknown>): Generator<{ span: Part; resource: Attributes }> {
  for (const document of documents) {
    for (const { resource, scopeSpans } of partsIn(document, 'resourceSpans')) {
      const attributes = attributesOf(isRecord(resource) ? resource.attributes : undefined)
      for (const scope of partsIn({ scopeSpans }, 'scopeSpans')) {
        for (const span of partsIn(scope, 'spans')) yield { span, resource: attributes }
      }
    }
  }
}

type Part = { readonly [name: string]: unknown }

const isRecord = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value)

function partsIn(value: unknown, key: string): Part[] {
  const all = isRecord(value) ? value[key] : undefined
  return Array.isArray(all) ? all.filter(isRecord) : []
}

function attributesOf(list: unknown): Attributes {
  return new Map(partsIn({ list }, 'list').map(({ key, value }) => [String(key), plainOf(value)]))
}

/** A value of OTLP as plain JSON. A 64-bit number is a text there. */
function plainOf(value: unknown): unknown {
  if (!isRecord(value)) return undefined
  const [[kind, own] = []] = Object.entries(value)
  switch (kind) {
    case 'intValue':
    case 'doubleValue':
      return Number(own)
    case 'arrayValue':
      return partsIn(own, 'values').map(plainOf)
    case 'kvlistValue':
      return Object.fromEntries(partsIn(own, 'values').map(({ key, value }) => [String(key), plainOf(value)]))
    default:
      return own
  }
}

function timeOf(value: unknown): bigint | undefined {
  return /^\d+$/.test(String(value)) ? BigInt(String(value)) : undefined
}

function eventOf({ time: _, host, ...mapping }: SpanMapping, attributes: Attributes): Timed['event'] {
  const event = filled(mapping, attributes) as { [name: string]: unknown }
  // exporters often write numbers as texts
  if (typeof event.instance === 'string' && /^\d+$/.test(event.instance)) event.instance = Number(event.instance)
  const known = host === undefined ? hostKeys.map((key) => attributes.get(key)) : [filled(host, attributes)]
  const named = known.find((value) => value !== undefined)
  return { ...event, ...(named === undefined ? {} : { host: String(named) }) }
}

const hostKeys = ['service.instance.id', 'host.name']

const attribute = 'attribute '

/** The value with attributes in their places; `undefined` if it is one that the span does not have. */
function filled(value: unknown, attributes: Attributes): unknown {
  if (typeof value === 'string' && value.startsWith(attribute)) return attributes.get(value.slice(attribute.length))
  if (Array.isArray(value)) {
    const elements = value.map((element) => filled(element, attributes))
    return elements.includes(undefined) ? undefined : elements
  }
  if (!isRecord(value)) return value
  const entries = Object.entries(value).map(([name, field]) => [name, filled(field, attributes)] as const)
  return Object.fromEntries(entries.filter(([, field]) => field !== undefined))
}
