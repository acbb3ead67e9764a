/** Parsers for the values of options. The error for a wrong value names the expected form. */
import { InvalidArgumentError } from 'commander'
import type { Params } from '../../language/spec.ts'

export function append(value: string, values: readonly string[]): readonly string[] {
  return [...values, value]
}

export function addParam(text: string, params: Params): Params {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (key === undefined || value === undefined) {
    throw new InvalidArgumentError('Expected key=value, as in `--param clients=3`.')
  }
  if (Object.hasOwn(params, key)) throw new InvalidArgumentError(`'${key}' is given twice. Give it once.`)
  const values = rangeOf(value) ?? listOf(value)
  if (values === undefined) return { ...params, [key]: parse(value) }
  if (Object.values(params).some((other) => other instanceof Sweep)) {
    throw new InvalidArgumentError(
      'Only one parameter may have several values. Give the other one a single value, and run once for each of its values.',
    )
  }
  return { ...params, [key]: new Sweep(values, value) }
}

/** The values that a sweep gives to a parameter, in the order of the checks. */
export class Sweep {
  readonly values: readonly unknown[]
  /** The option's text as the user wrote it. */
  readonly text: string
  constructor(values: readonly unknown[], text: string) {
    this.values = values
    this.text = text
  }
}

/** Reads a range, as in `2..4`; `undefined` if it is none. */
function rangeOf(text: string): number[] | undefined {
  const [, from, to] = /^(-?\d+)\.\.(-?\d+)$/.exec(text) ?? []
  if (from === undefined || to === undefined) return undefined
  if (Number(from) >= Number(to) || Number(to) - Number(from) > 100) {
    throw new InvalidArgumentError('Expected an ascending range of at most 101 values, as in `clients=2..4`.')
  }
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i)
}

/** Reads a list, as in `fast,slow`, `true,false` or `"a,b",c`. A text that JSON reads as one value is not a list. */
function listOf(text: string): unknown[] | undefined {
  if (!text.includes(',') || jsonOf(text) !== undefined) return undefined
  const whole = jsonOf(`[${text}]`)
  const values = Array.isArray(whole) ? whole : text.split(',').map((part) => parse(part.trim()))
  if (values.includes('')) {
    throw new InvalidArgumentError(
      `Expected values separated by commas, as in \`mode=fast,slow\`. Quote a text that contains a comma, as in \`name='"a,b"'\`.`,
    )
  }
  const twice = values.find((value, i) => values.findIndex((other) => Object.is(other, value)) < i)
  if (twice !== undefined) throw new InvalidArgumentError(`The value ${twice} is given twice. Give it once.`)
  return values
}

function parse(value: string): unknown {
  const read = jsonOf(value)
  return read === undefined ? value : read
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function workers(text: string): number {
  const value = count(text)
  if (value > 64) throw new InvalidArgumentError('Expected at most 64. More workers than cores only cost memory.')
  return value
}

export function count(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError('Expected a whole number, 1 or more.')
}

/** One of `of` jobs that share the designs; `index` counts from 1. */
export interface Shard {
  readonly index: number
  readonly of: number
}

export function shard(text: string): Shard {
  const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number)
  if (index >= 1 && index <= of && of <= 1000) return { index, of }
  throw new InvalidArgumentError(
    'Expected the number of a shard and the number of all shards (at most 1000), as in 1/3.',
  )
}

export function seconds(text: string): number {
  const value = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && value > 0) return value
  throw new InvalidArgumentError('Expected a number of seconds above 0, as in 30 or 0.5.')
}

const units: { readonly [unit: string]: number } = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
}

export function bytes(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  const value = Math.floor(Number(number) * (units[unit.toUpperCase()] ?? Number.NaN))
  if (number !== '' && value >= 1) return value
  throw new InvalidArgumentError('Expected a size, as in 512MB or 4GiB.')
}
