/** `allways completion`, and `allways complete`, which its scripts call for the candidates of an unfinished word. */

import { resolve } from 'node:path'
import { modelOf } from '../../language/spec.ts'
import { type ArgsOf, type CommandName, commands } from '../options/commands.ts'
import type { Form } from '../options/option-values.ts'
import { type Flag, flagsOf, type Row, type Rows } from '../options/row.ts'
import type { Terminal } from '../output/terminal.ts'
import { modelFiles } from '../project/jobs.ts'
import { type LoadedSpec, loadSpec } from '../project/load.ts'
import { below, shown } from '../project/paths.ts'
import { readCounterexample } from '../stored/read-counterexample.ts'
import { scripts } from './completion-scripts.ts'

interface Candidate {
  readonly name: string
  readonly about?: string
}

export async function printCompletion({ shell }: ArgsOf<'completion'>, { out }: Terminal): Promise<0> {
  out.write(scripts[shell])
  return 0
}

/**
 * Prints a line for each candidate: its name, a tab, its description. Without any line, the shell may offer files. The
 * user is writing the last of the `words`, which may be empty.
 */
export async function complete(words: readonly string[], { cwd, out }: Terminal): Promise<0> {
  const line = withoutEquals(words)
  // some shells keep an opening quote in the unfinished word
  const current = (line.at(-1) ?? '').replace(/^['"]/, '')
  for (const { name, about = '' } of await candidates(line.slice(0, -1), current, cwd)) {
    if (name.startsWith(current)) out.write(`${name}\t${about.replace(/\s+/g, ' ').slice(0, 72)}\n`)
  }
  return 0
}

/**
 * Removes each word `=`, because some shells split `--design=x` into three words. If the line ends with `=`, the
 * unfinished word is empty.
 */
function withoutEquals(words: readonly string[]): readonly string[] {
  const open = words.at(-1) === '=' ? [...words, ''] : words
  return open.filter((word, i) => word !== '=' || i === open.length - 1)
}

const help = { name: '--help', about: 'print this help' }

async function candidates(before: readonly string[], current: string, cwd: string): Promise<readonly Candidate[]> {
  const [name, ...rest] = before
  if (name === undefined) {
    if (current.startsWith('-')) return [{ name: '--version', about: 'print the version' }, help]
    return Object.entries(commands).map(([name, { summary }]) => ({ name, about: summary }))
  }
  if (!Object.hasOwn(commands, name)) return []
  const { operands, options }: { operands: Rows; options: Rows } = commands[name as CommandName]
  const flags = flagsOf(options)
  const [, long, begun] = /^(--[^=]+)=(.*)$/s.exec(current) ?? []
  if (long !== undefined && begun !== undefined) {
    const values = await valuesOf(flagOf(flags, long)?.row, flags, rest, cwd)
    return values.map((value) => ({ ...value, name: `${long}=${value.name}` }))
  }
  const flag = flagOf(flags, rest.at(-1))
  if (takesNext(flag)) return valuesOf(flag?.row, flags, rest.slice(0, -1), cwd)
  if (current.startsWith('-')) return [...flags.map(({ flag, row }) => ({ name: flag, about: row.help })), help]
  const rows = Object.values(operands)
  return valuesOf(rows[Math.min(operandsOf(flags, rest).length, rows.length - 1)], flags, rest, cwd)
}

const flagOf = (flags: readonly Flag[], word: string | undefined) =>
  flags.find(({ flag, row }) => word !== undefined && (word === flag || word === row.short))

/** Whether the word after the flag is its value. */
const takesNext = (flag: Flag | undefined) => flag?.row.form.placeholder.startsWith('<') ?? false

/** The words that are neither options nor values of options. */
function operandsOf(flags: readonly Flag[], words: readonly string[]): string[] {
  return words.filter((word, i) => !word.startsWith('-') && !takesNext(flagOf(flags, words[i - 1])))
}

/** The known values of an option or operand; empty if none are known. */
async function valuesOf(
  row: Row | undefined,
  flags: readonly Flag[],
  words: readonly string[],
  cwd: string,
): Promise<readonly Candidate[]> {
  const { choices, offers = choices ?? [] }: Partial<Form<unknown>> = row?.form ?? {}
  switch (offers) {
    case 'designs':
      return (await specsOf(flags, words, cwd)).flatMap(({ spec }) =>
        Object.entries(spec.designs).map(([name, { note }]) => ({ name, about: note ?? spec.name })),
      )
    case 'properties':
      return propertiesOf(await specsOf(flags, words, cwd))
    case 'specs':
      return files(cwd, 'specs', '.model.ts')
    case 'stories':
      return files(cwd, 'counterexamples', '.json')
    default:
      return offers.map((name) => ({ name }))
  }
}

function files(cwd: string, folder: string, ending: string): Candidate[] {
  try {
    return below(resolve(cwd, folder), ending).map((file) => ({ name: shown(file, cwd) }))
  } catch {
    // the folder does not exist: the shell offers files instead
    return []
  }
}

/**
 * The specs that the line names; without any, the specs that a check would take by default. Specs that cannot be loaded
 * are left out.
 */
async function specsOf(flags: readonly Flag[], words: readonly string[], cwd: string): Promise<LoadedSpec[]> {
  const spec = words[words.indexOf('--spec') + 1]
  const named = words.includes('--spec') && spec !== undefined ? [spec] : operandsOf(flags, words)
  try {
    const ofStories = named.flatMap((word) => (word.endsWith('.json') ? [specOf(resolve(cwd, word))] : []))
    const paths = modelFiles([...named.filter((word) => word.endsWith('.ts')), ...new Set(ofStories)], cwd)
    const loaded = await Promise.allSettled(paths.map((path) => loadSpec(path, cwd)))
    return loaded.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  } catch {
    return []
  }
}

/** @throws UsageError if the file is not a counterexample */
const specOf = (story: string) => readCounterexample(story, story).file

function propertiesOf(loaded: readonly LoadedSpec[]): Candidate[] {
  const names = loaded.flatMap(({ spec }) =>
    Object.keys(spec.designs).flatMap((design) => {
      try {
        return modelOf(spec, design).model.properties.map(({ name }) => name)
      } catch {
        return []
      }
    }),
  )
  return [...new Set(names)].map((name) => ({ name }))
}
