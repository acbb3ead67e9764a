/** The command line, made from the tables of `commands.ts` and `options.ts`. No other file declares an option. */

import { Argument, Command, Option } from 'commander'
import { type ArgsOf, type CommandName, commands, type Command as Described } from './commands.ts'
import { below, type Text } from './help.ts'
import type { Form } from './option-values.ts'
import { flagsOf, type Row, remarkOf } from './row.ts'

/** `given` holds the names of the options on the command line; the other options have their defaults. */
export type Commands = {
  readonly [Name in CommandName]: (args: ArgsOf<Name>, given: readonly string[]) => Promise<void>
} & {
  /** The hidden command that the scripts for shells call, with the words after the program's name. */
  complete(words: readonly string[]): Promise<void>
}

const program: Text = {
  examples: [
    ['allways init', 'write a first model with a bug, and a CI workflow'],
    ['allways check', 'explore every design of specs/**/*.model.ts'],
    ['allways check --update', "lock today's verdicts, and store their stories"],
    ['allways show counterexamples', 'print the stored stories'],
    ['allways replay', "replay the stored stories in today's models"],
    ['allways check --help', 'list the options of a command'],
  ],
  exits: {
    0: 'every verdict is as expected',
    1: 'some verdict is not as expected',
    2: 'wrong usage, or an error in a spec or model',
    3: 'a limit was hit',
    70: 'a bug in allways',
    130: 'interrupted',
  },
  notes: ['The documents are in node_modules/allways/docs. Begin with first-model.md.'],
}

/** @throws CommanderError for input that commander rejects, and for --help and --version */
export function commandLine(
  version: string,
  run: Commands,
  writeOut: (text: string) => void = (text) => process.stdout.write(text),
  writeErr: (text: string) => void = (text) => process.stderr.write(text),
): Command {
  const line = new Command('allways')
    .description('Explores every reachable state of a model, and checks what must hold.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .configureOutput({ writeOut, writeErr, outputError: (text, write) => write(text.replace(/^error: /, 'allways: ')) })
    .showHelpAfterError('allways: --help lists the commands; after a command, --help lists its options')
    .exitOverride()
  // the remarks of our own rows say more than the defaults that commander knows
  line.configureHelp({
    optionDescription: ({ description }) => description,
    argumentDescription: ({ description }) => description,
    subcommandTerm: (command) => command.name(),
  })
  withText(line, program)
  for (const name of Object.keys(commands) as CommandName[]) addCommand(line, name, run[name] as AnyCommand)
  line
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) => run.complete(words))
  return line
}

type AnyCommand = (args: object, given: readonly string[]) => Promise<void>

function addCommand(line: Command, name: CommandName, run: AnyCommand): void {
  const { summary, description, operands, options, ...text }: Described = commands[name]
  const command = withText(line.command(name).summary(summary).description(description), text)
  for (const row of Object.values(operands)) command.addArgument(argument(row))
  for (const { flag, help, row } of flagsOf(options)) command.addOption(option(flag, help, row))
  command.action((...all: unknown[]) => {
    const values = command.opts()
    const given = Object.keys(values).filter((key) => command.getOptionValueSource(key) === 'cli')
    return run({ ...Object.fromEntries(Object.keys(operands).map((key, i) => [key, all[i]])), ...values }, given)
  })
}

function withText(command: Command, text: Text): Command {
  return command.addHelpText('after', ({ command }) =>
    below(text, Math.min(command.configureOutput().getOutHelpWidth?.() ?? 80, 120)),
  )
}

function argument(row: Row): Argument {
  const { form, help, default: value } = row
  const made = new Argument(form.placeholder, `${help}${remarkOf(row)}`)
  if (form.choices !== undefined) made.choices(form.choices)
  return made.default(value)
}

function option(flag: string, help: string, { form, short, default: value = form.initial, group }: Row): Option {
  const made = new Option([...(short === undefined ? [] : [short]), flag].join(', ') + valuePart(form), help)
  if (form.choices !== undefined) made.choices(form.choices)
  if (form.read !== undefined) made.argParser(form.read as (text: string, known: unknown) => unknown)
  if (value !== undefined) made.default(value)
  if (group !== undefined) made.helpGroup(`${group}:`)
  return made
}

const valuePart = ({ placeholder }: Form<unknown>) => (placeholder === '' ? '' : ` ${placeholder}`)
