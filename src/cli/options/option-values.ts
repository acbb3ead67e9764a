/** The forms that values of options and operands have. The error for a wrong value names the expected form. */
import { InvalidArgumentError } from 'commander'
import type { Params } from '../../language/spec.ts'
import { type Shard, shardFromEnv } from './shard-env.ts'

export interface Form<T> {
  /** The part after the flag, as in `<n>`. It is empty for a switch. */
  readonly placeholder: string
  /** Reads one value. `known` holds the earlier values of a repeated option. A text is taken as it is. */
  read?(text: string, known: T): T
  /** The value if the user gives none. Without it, the value may be missing. */
  readonly initial?: T
  /** The only values that are allowed. */
  readonly choices?: readonly string[]
  /** The candidates for completion in a shell, other than `choices`. */
  readonly offers?: 'designs' | 'properties' | 'specs' | 'stories' | readonly string[]
  /** The type of the value in `allways.config.ts`. */
  readonly inConfig?: 'boolean' | 'number' | 'string' | 'readonly string[]' | 'one of the choices'
}

export interface Initial<T> extends Form<T> {
  readonly initial: T
}

/** `--json`. */
export const on: Initial<boolean> = { placeholder: '', initial: false }
/** `--no-write`: the value is called `write`. */
export const off: Initial<boolean> = { placeholder: '', initial: true }
/** `--types` and `--no-types`. */
export const either: Form<boolean> = { placeholder: '', inConfig: 'boolean' }

/** A value that is taken as it is. */
export const text = (placeholder: string, offers: Form<string>['offers'] = []): Form<string> => ({
  ...{ placeholder, offers, inConfig: 'string' },
})

/** An operand. Without a default, the command line must name it. */
export const word = (placeholder: string, offers: Form<string>['offers'] = []): Initial<string> => ({
  ...{ placeholder, offers, initial: '' },
})

/** An option that may stand without its value. */
export const optional = (placeholder: string): Form<string | true> => ({ placeholder })

export const texts = (placeholder: string, offers: Form<string>['offers'] = []): Initial<readonly string[]> => ({
  ...{ placeholder, offers, initial: [], inConfig: 'readonly string[]' },
  read: (value, known) => [...known, value],
})

export const oneOf = <Name extends string>(placeholder: string, choices: readonly Name[]): Form<Name> => ({
  ...{ placeholder, choices, inConfig: 'one of the choices' },
})

export const params: Initial<Params> = { placeholder: '<key=value>', initial: {}, read: addParam }

/** One value for each parameter. */
export const oneSize: Initial<Params> = {
  ...params,
  read(text, known) {
    const read = addParam(text, known)
    if (!Object.values(read).some((value) => value instanceof Sweep)) return read
    throw new InvalidArgumentError('Expected one value; this command takes no ranges or lists of values.')
  },
}

export function addParam(text: string, params: Params): Params {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (key === undefined || value === undefined) {
    throw new InvalidArgumentError('Expected key=value, as in `--param clients=3`.')
  }
  if (Object.hasOwn(params, key)) throw new InvalidArgumentError(`Found '${key}' twice. Remove one of them.`)
  const values = rangeOf(value) ?? listOf(value)
  if (values === undefined) return { ...params, [key]: parse(value) }
  if (Object.values(params).some((other) => other instanceof Sweep)) {
    throw new InvalidArgumentError(
      'Only one parameter may have several values. Give the other parameter a single value, and repeat the command for each of its values.',
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
  if (twice !== undefined) throw new InvalidArgumentError(`Found the value ${twice} twice. Remove one of them.`)
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

/** A number, by its parser. */
const number = (read: (text: string) => number, placeholder = '<n>'): Form<number> => ({
  ...{ placeholder, inConfig: 'number', read },
})

export const count = number(whole)

export const workers = number((text) => {
  const value = whole(text)
  if (value > 64) throw new InvalidArgumentError('Expected at most 64. More workers than cores only cost memory.')
  return value
})

export const jobs = number((text) => {
  const value = whole(text)
  if (value > 256) throw new InvalidArgumentError('Expected at most 256 designs at the same time.')
  return value
})

export const depth = number((text) => {
  const value = whole(text)
  if (value > 1_000_000) throw new InvalidArgumentError('Expected at most 1000000 steps per walk.')
  return value
})

export const seed = number((text) => {
  const value = Number(text)
  if (/^\d+$/.test(text) && value < 2 ** 32) return value
  throw new InvalidArgumentError('Expected a whole number from 0 to 4294967295.')
})

export const port = number((text) => {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= 65535) return value
  throw new InvalidArgumentError('Expected a port from 0 to 65535. For 0, the system picks a free port.')
})

export const seconds = number((text) => {
  const value = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && value > 0) return value
  throw new InvalidArgumentError('Expected a number of seconds above 0, as in 30 or 0.5.')
})

const unitsMs: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** A length of time with its unit, in milliseconds. */
export const period: Form<number> = {
  ...{ placeholder: '<time>', inConfig: 'string' },
  read(text) {
    const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(text) ?? []
    const value = Number(number) * (unitsMs[unit] ?? Number.NaN)
    if (number !== '' && value >= 1) return value
    throw new InvalidArgumentError('Expected a time with its unit, as in 30s, 5m or 1h.')
  },
}

/** A length of time, in the unit of whatever it is compared with. */
export const duration = number((text) => {
  const value = Number(text)
  if (/^\d+(\.\d+)?$/.test(text)) return value
  throw new InvalidArgumentError('Expected a number, 0 or more, as in 5 or 0.5.')
})

function whole(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError('Expected a whole number, 1 or more.')
}

export const shard: Form<Shard> = {
  placeholder: '<i/n>',
  read(text) {
    const [isEnv, count] = /^env(?:\/(\d+))?$/.exec(text) ?? []
    if (isEnv !== undefined) return shardFromEnv(count === undefined ? undefined : Number(count))
    const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number)
    if (index >= 1 && index <= of && of <= 1000) return { index, of }
    throw new InvalidArgumentError(
      'Expected the number of a shard and the number of all shards (at most 1000), as in 1/3; or env, to read them from variables.',
    )
  },
}

const units: { readonly [unit: string]: number } = {
  ...{ '': 1, B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 },
  ...{ KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30, TIB: 2 ** 40 },
}

/** A size in bytes. */
export const bytes: Form<number> = {
  ...{ placeholder: '<size>', inConfig: 'string' },
  read(text) {
    const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
    const value = Math.floor(Number(number) * (units[unit.toUpperCase()] ?? Number.NaN))
    if (number !== '' && value >= 1) return value
    throw new InvalidArgumentError('Expected a size, as in 512MB or 4GiB.')
  },
}

/** A file that ends so: the argument after the option is its file, so a story there would be overwritten. */
export const written = (option: string, ending: string): Form<string | true> => ({
  placeholder: '[file]',
  read(file) {
    if (typeof file === 'string' && file.endsWith(ending)) return file
    throw new InvalidArgumentError(`Expected a file that ends in ${ending}, as in ${option}=story${ending}.`)
  },
})
