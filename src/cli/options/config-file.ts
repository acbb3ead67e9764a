/** Reads `allways.config.ts` in the working directory: default values for options that the command line omits. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import type { Config } from '../../config.ts'
import { show, UsageError } from '../../errors.ts'
import { unknownName } from '../output/unknown-name.ts'
import { loadDefault } from '../project/load.ts'
import type { CheckArgs } from './check-args.ts'
import { bytes, count, seconds, workers } from './option-values.ts'
import { addReporter, type Reporter } from './reporter-option.ts'

export const configName = 'allways.config.ts'

/**
 * `args`, with the config's values for all arguments that are not `given` on the command line. A command that uses only
 * some defaults passes their `keys`. @throws UsageError, SpecError if the config is wrong
 */
export async function configured<A extends object>(
  args: A,
  given: readonly string[],
  cwd: string,
  keys: readonly (keyof Config)[] = Object.keys(readers) as (keyof Config)[],
): Promise<A> {
  const path = resolve(cwd, configName)
  const other = ['js', 'mjs', 'cjs', 'mts', 'json'].map((ending) => `allways.config.${ending}`)
  const unread = other.find((other) => existsSync(resolve(cwd, other)))
  if (unread !== undefined) throw new UsageError(`${unread}: this file is ignored; rename it to ${configName}`)
  if (!existsSync(path)) return args
  const { cache } = args as { readonly cache?: boolean }
  const value = await loadDefault(path, cwd, cache)
  const wanted = keys.map((key) => readers[key][0] as string).filter((argument) => !given.includes(argument))
  return { ...args, ...Object.fromEntries(Object.entries(read(value)).filter(([key]) => wanted.includes(key))) }
}

const text = (value: unknown) => {
  if (typeof value === 'string' && value !== '') return value
  throw new InvalidArgumentError('Expected a text that is not empty.')
}
const texts = (value: unknown) => {
  if (Array.isArray(value) && value.length > 0) return value.map(text)
  throw new InvalidArgumentError('Expected a list of texts that is not empty.')
}

const yesOrNo = (value: unknown) => {
  if (typeof value === 'boolean') return value
  throw new InvalidArgumentError('Expected true or false.')
}

/** The value as command-line text. A value that is neither text nor number becomes the empty text. */
const asGiven = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** For each default: the argument that it sets, and the function that reads it, if possible the option's own. */
const readers = {
  files: ['defaultFiles', texts],
  workers: ['workers', (value) => workers(asGiven(value))],
  maxStates: ['maxStates', (value) => count(asGiven(value))],
  maxMemory: ['maxMemory', (value) => bytes(asGiven(value))],
  maxSeconds: ['maxSeconds', (value) => seconds(asGiven(value))],
  reporters: ['reporter', (value) => texts(value).reduce<readonly Reporter[]>((all, one) => addReporter(one, all), [])],
  lock: ['lock', text],
  counterexamples: ['counterexamples', text],
  types: ['types', yesOrNo],
} satisfies { readonly [key in keyof Required<Config>]: readonly [keyof CheckArgs, (value: unknown) => unknown] }

function read(value: unknown): Partial<CheckArgs> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const found = value === undefined ? 'there is no default export' : `the default export is ${show(value)}`
    throw new UsageError(`${configName}: ${found}; end the file with \`export default defineConfig({ … })\``)
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, said]) => {
      if (!Object.hasOwn(readers, key))
        throw new UsageError(`${configName}: ${unknownName('setting', key, Object.keys(readers))}`)
      const [argument, reader] = readers[key as keyof Config]
      try {
        return [argument, reader(said)]
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error
        throw new UsageError(`${configName}: ${key} is ${show(said)}. ${error.message}`)
      }
    }),
  )
}
