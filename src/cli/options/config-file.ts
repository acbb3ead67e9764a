/** Reads `allways.config.ts` in the working directory: default values for options that the command line omits. */

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { show, UsageError } from '../../errors.ts'
import { type SpanMappings, wrongMapping } from '../../validate/otlp-spans.ts'
import { unknownName } from '../output/unknown-name.ts'
import { loadDefault } from '../project/load.ts'
import { type CommandName, commands } from './commands.ts'
import type { Form } from './option-values.ts'
import type { Row, Rows } from './row.ts'

export const configName = 'allways.config.ts'

/**
 * `args` of a command, with the config's values for all its arguments that are not `given` on the command line.
 * @throws UsageError, SpecError if the config is wrong
 */
export async function configured<Args extends object>(
  name: CommandName,
  args: Args,
  given: readonly string[],
  cwd: string,
): Promise<Args> {
  const path = resolve(cwd, configName)
  const other = ['js', 'mjs', 'cjs', 'mts', 'json'].map((ending) => `allways.config.${ending}`)
  const ignored = other.find((other) => existsSync(resolve(cwd, other)))
  if (ignored !== undefined) throw new UsageError(`${ignored}: this file is ignored; rename it to ${configName}`)
  if (!existsSync(path)) return args
  const { cache } = args as { readonly cache?: boolean }
  const values = read(await loadDefault(path, cwd, cache))
  const wanted = [...settingsOf(name)].filter(([key, { argument }]) => values.has(key) && !given.includes(argument))
  return { ...args, ...Object.fromEntries(wanted.map(([key, { argument }]) => [argument, values.get(key)])) }
}

/** The mapping of spans in the config; `undefined` if there is none. @throws UsageError, SpecError if it is wrong */
export async function spansIn(cwd: string): Promise<SpanMappings | undefined> {
  const path = resolve(cwd, configName)
  if (!existsSync(path)) return undefined
  const value = await loadDefault(path, cwd)
  read(value)
  const { spans } = value as { readonly spans?: unknown }
  if (spans === undefined) return undefined
  const wrong = wrongMapping(spans)
  if (wrong !== undefined) throw new UsageError(`${configName}: ${wrong}`)
  return spans as SpanMappings
}

interface Setting {
  /** The argument that the setting is a default of. */
  readonly argument: string
  readonly row: Row
}

/** The settings that a command reads, by their keys. `check` reads all. */
export function settingsOf(name: CommandName): Map<string, Setting> {
  const { operands, options }: { operands: Rows; options: Rows } = commands[name]
  const found = new Map<string, Setting>()
  // the lock covers all specs if the command line names no file, even if the config does
  for (const row of Object.values(operands))
    if (row.config !== undefined) found.set(row.config, { argument: 'defaultFiles', row })
  for (const [argument, row] of Object.entries(options))
    if (row.config !== undefined) found.set(row.config, { argument, row })
  return found
}

function read(value: unknown): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const found = value === undefined ? 'there is no default export' : `the default export is ${show(value)}`
    throw new UsageError(`${configName}: ${found}; end the file with \`export default defineConfig({ … })\``)
  }
  const settings = settingsOf('check')
  const { spans: _, ...ofOptions } = value as { readonly spans?: unknown }
  return new Map(
    Object.entries(ofOptions).map(([key, said]) => {
      const setting = settings.get(key)
      if (setting === undefined) {
        throw new UsageError(`${configName}: ${unknownName('setting', key, [...settings.keys(), 'spans'])}`)
      }
      try {
        return [key, valueIn(setting.row.form, said)]
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error
        throw new UsageError(`${configName}: '${key}' is ${show(said)}. ${error.message}`)
      }
    }),
  )
}

/** Reads a value as the command line does. A number may be written as a text, and a text as a number. */
function valueIn(form: Form<unknown>, value: unknown): unknown {
  if (form.inConfig === 'boolean') {
    if (typeof value === 'boolean') return value
    throw new InvalidArgumentError('Expected true or false.')
  }
  if (form.inConfig === 'readonly string[]') {
    if (!Array.isArray(value) || value.length === 0)
      throw new InvalidArgumentError('Expected a list of at least one text.')
    return value.reduce((known, one) => form.read?.(text(one), known), form.initial)
  }
  if (form.inConfig === 'one of the choices') {
    if (form.choices?.includes(value as string)) return value
    throw new InvalidArgumentError(`Expected one of ${form.choices?.join(', ')}.`)
  }
  if (form.read === undefined) return text(value)
  return form.read(typeof value === 'string' || typeof value === 'number' ? String(value) : '', form.initial)
}

function text(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new InvalidArgumentError('Expected a text that is not empty.')
}
