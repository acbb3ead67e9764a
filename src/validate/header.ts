/** The first line of a log: what was recorded, and how the events are ordered. */

import { didYouMean, show } from '../errors.ts'

/** How events are ordered: all of them by their lines, or only those of the same host. */
export const orders = ['total', 'hosts'] as const
export type Order = (typeof orders)[number]

/** Defaults, for the command and its help. */
export const defaults = { mostUnlogged: 1, order: 'total' as Order, maxStates: 200_000, maxBytes: 2 ** 30 }

/** The header of a log, which a recorder writes first. */
export interface Header {
  readonly spec: string
  readonly design: string
  /** Identifies the version of the spec. */
  readonly digest?: string
  readonly params?: { readonly [name: string]: unknown }
  /** Steps that the system takes and does not log. */
  readonly unlogged?: readonly string[]
  /** Maximum number of unlogged steps in a row. */
  readonly mostUnlogged?: number
  readonly order?: Order
  /** The greatest difference between a host's clock and the true time, in the unit of `time`. */
  readonly clockError?: number
}

/** The version of the format of logs. */
export const logVersion = 1

const keys = ['spec', 'design', 'digest', 'params', 'unlogged', 'mostUnlogged', 'order', 'clockError'] as const
const example = '{"allways":"log","version":1,"spec":"…","design":"…"}'

/** Returns the header, or sentences that say what is wrong with it. */
export function headerOf(line: string): Header | readonly string[] {
  let read: unknown
  try {
    read = JSON.parse(line)
  } catch {
    return [`the first line is not JSON: expected the header ${example}`]
  }
  if (typeof read !== 'object' || read === null || (read as { allways?: unknown }).allways !== 'log') {
    return [`the first line is not the header of a log: expected ${example}`]
  }
  const { allways: _, version, ...rest } = read as { readonly [name: string]: unknown }
  if (version !== logVersion) {
    return [`the header has version ${show(version)}: this allways reads version ${logVersion}`]
  }
  const errors = Object.entries(rest).flatMap(([name, value]) => {
    if (!(keys as readonly string[]).includes(name)) {
      return [`the header has an unknown key ${show(name)}; available: ${keys.join(', ')}.${didYouMean(name, keys)}`]
    }
    const expected = wrong[name as keyof Header](value)
    return expected === undefined ? [] : [`the header has ${name} ${show(value)}: expected ${expected}`]
  })
  const missing = (['spec', 'design'] as const).filter((name) => rest[name] === undefined)
  errors.push(...missing.map((name) => `the header does not name the ${name}: expected ${example}`))
  if (rest.clockError !== undefined && rest.order !== 'hosts')
    errors.push("the header has clockError, which needs order 'hosts'")
  return errors.length > 0 ? errors : (rest as unknown as Header)
}

const isText = (value: unknown) => typeof value === 'string' && value !== ''
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText)
const text = (value: unknown) => (isText(value) ? undefined : 'a text that is not empty')

/** For each key: what is expected, if the value is wrong. */
const wrong: { readonly [K in keyof Required<Header>]: (value: unknown) => string | undefined } = {
  spec: text,
  design: text,
  digest: text,
  params: (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'an object of parameters',
  unlogged: (value) => (isTexts(value) ? undefined : "a list of names of steps, as in ['lease expires']"),
  mostUnlogged: (value) =>
    Number.isSafeInteger(value) && (value as number) >= 1 ? undefined : 'a whole number, 1 or more',
  order: (value) => (orders.includes(value as Order) ? undefined : orders.map((one) => `'${one}'`).join(' or ')),
  clockError: (value) => (Number.isFinite(value) && (value as number) >= 0 ? undefined : 'a number, 0 or more'),
}
