/** `allways completion`, and `allways complete`, which its scripts call for the candidates of an unfinished word. */
import { resolve } from 'node:path'
import type { Argument, Command, Option } from 'commander'
import { modelOf } from '../../language/spec.ts'
import type { CompleteArgs, CompletionArgs } from '../options/completion-args.ts'
import { reporterNames } from '../options/reporter-option.ts'
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

export async function printCompletion({ shell }: CompletionArgs, { out }: Terminal): Promise<0> {
  out.write(scripts[shell])
  return 0
}

/** Prints a line for each candidate: its name, a tab, its description. Without any line, the shell may offer files. */
export async function complete({ words }: CompleteArgs, program: Command, { cwd, out }: Terminal): Promise<0> {
  const line = withoutEquals(words)
  // some shells keep an opening quote in the unfinished word
  const current = (line.at(-1) ?? '').replace(/^['"]/, '')
  const found = await candidates(program, line.slice(0, -1), current, cwd)
  for (const { name, about = '' } of found) {
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

async function candidates(
  program: Command,
  before: readonly string[],
  current: string,
  cwd: string,
): Promise<readonly Candidate[]> {
  const [name, ...rest] = before
  const shows = (command: Command) => command.createHelp().visibleCommands(command)
  if (name === undefined) {
    const commands = shows(program).map((command) => ({ name: command.name(), about: command.summary() }))
    return current.startsWith('-') ? optionsOf(program) : commands
  }
  const command = shows(program).find((command) => command.name() === name)
  if (command === undefined) return []
  const [, long, begun] = /^(--[^=]+)=(.*)$/s.exec(current) ?? []
  if (long !== undefined && begun !== undefined) {
    const values = await valuesOf(optionOf(command, long), command, rest, cwd)
    return values.map((value) => ({ ...value, name: `${long}=${value.name}` }))
  }
  const option = optionOf(command, rest.at(-1))
  if (option?.required) return valuesOf(option, command, rest.slice(0, -1), cwd)
  if (current.startsWith('-')) return optionsOf(command)
  const operands = operandsOf(command, rest)
  const place = command.registeredArguments
  return valuesOf(place[Math.min(operands.length, place.length - 1)], command, rest, cwd)
}

const optionOf = (command: Command, word: string | undefined) =>
  command.options.find(({ long, short }) => word !== undefined && (word === long || word === short))

function optionsOf(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description }) => ({ name: long ?? short ?? '', about: description }))
}

/** The words that are neither options nor values of options. */
function operandsOf(command: Command, words: readonly string[]): string[] {
  return words.filter((word, i) => !word.startsWith('-') && !optionOf(command, words[i - 1])?.required)
}

/** The known values of an option or argument; empty if none are known. */
async function valuesOf(
  of: Option | Argument | undefined,
  command: Command,
  words: readonly string[],
  cwd: string,
): Promise<readonly Candidate[]> {
  if (of === undefined) return []
  if (of.argChoices !== undefined) return of.argChoices.map((name) => ({ name }))
  const called = 'long' in of ? of.long : of.name()
  switch (called) {
    case '--reporter':
      return reporterNames.map(({ name, toFile }) => ({ name: toFile ? `${name}=` : name }))
    case '--design':
      return (await specsOf(command, words, cwd)).flatMap(({ spec }) =>
        Object.entries(spec.designs).map(([name, { note }]) => ({ name, about: note ?? spec.name })),
      )
    case '--property':
      return propertiesOf(await specsOf(command, words, cwd))
    case '--spec':
    case 'file':
      return files(cwd, 'specs', '.model.ts')
    case 'path':
      return files(cwd, 'counterexamples', '.json')
    default:
      return []
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
async function specsOf(command: Command, words: readonly string[], cwd: string): Promise<LoadedSpec[]> {
  const spec = words[words.indexOf('--spec') + 1]
  const named = words.includes('--spec') && spec !== undefined ? [spec] : operandsOf(command, words)
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
