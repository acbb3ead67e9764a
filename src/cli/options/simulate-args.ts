/** The grammar of `allways simulate`. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type BiasName, biasNames } from '../../engine/simulate/biases.ts'
import { defaultDepth } from '../../run/simulate.ts'
import { laidOut } from './help.ts'
import { addParam, append, bytes, count, seconds } from './option-values.ts'
import { addReporterOption, type Reporter } from './reporter-option.ts'
import { givenTo, type SelectArgs } from './search-options.ts'

export interface SimulateArgs extends SelectArgs {
  readonly files: readonly string[]
  /** The files to simulate if none is named; `specs` by default. */
  readonly defaultFiles?: readonly string[]
  /** Random by default. */
  readonly seed?: number
  readonly bias: BiasName
  readonly walks?: number
  readonly depth: number
  readonly maxSeconds?: number
  /** In bytes. */
  readonly maxMemory?: number
  readonly json: boolean
  readonly reporter: readonly Reporter[]
  /** The folder for counterexamples; by default none are stored. */
  readonly counterexamples?: string
}

/** The number of walks if neither their number nor their time is given. */
export const defaultWalks = 10_000

const examples = `
Examples:
  allways simulate specs/lease-lock.model.ts --param clients=6
  allways simulate --max-seconds 60 --bias few-switches
  allways simulate --seed 7 --walks 1000 --depth 500     the same walks, wherever it runs
  allways simulate --property 'no deadlock' --counterexamples found

Walks show what is there, not what is not: a property is violated, or reached, where one shows it, and else unknown.
--bias: uniform takes any step that is enabled; few-switches stays with whoever acted last, seven times in eight;
with rare-first a step is the likelier the less often it was taken so far.

Exit codes: 0 every verdict was shown and is as expected, 1 some verdict is not, 2 wrong usage or a wrong spec,
3 something is unknown, 70 a bug of allways, 130 interrupted.`

export function addSimulate(
  program: Command,
  run: (args: SimulateArgs, given: readonly string[]) => Promise<void>,
): void {
  const command = program
    .command('simulate')
    .summary('walk at random through designs that are too large to check')
    .description(
      'Walks at random through every design of the specs named, of those below the folders named, or of specs/**/*.model.ts.',
    )
    .argument('[file...]', 'spec files, or folders of *.model.ts')
    .option('--design <name>', 'only this design (may be repeated)', append, [])
    .option('--property <name>', 'only this property (may be repeated)', append, [])
    .option('--param <key=value>', 'a parameter in every design simulated (may be repeated)', addParam, {})
    .option('--seed <n>', 'what the walks are made of, to walk them again (default: by chance)', seed)
    .addOption(new Option('--bias <name>', 'which steps come first').choices([...biasNames]).default('uniform'))
    .option('--walks <n>', `so many walks at most (default: ${defaultWalks}, or any number with --max-seconds)`, count)
    .option('--depth <n>', 'so many steps a walk at most', depth, defaultDepth)
    .option('--max-seconds <n>', 'stop a design after so many seconds', seconds)
    .option('--max-memory <size>', 'what may be taken to tell states apart, as in 512MB (default: 1GiB)', bytes)
    .option('--counterexamples <dir>', 'store counterexamples there, where there is none of that property yet')
  addReporterOption(command, ['default', 'json', 'junit', 'sarif', 'github'])
    .addHelpText('after', laidOut(examples))
    .action((files: string[], options: Omit<SimulateArgs, 'files'>) =>
      run({ ...options, files }, givenTo(command, options)),
    )
}

function seed(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value < 2 ** 32) return value
  throw new InvalidArgumentError('Expected a whole number, 0 to 4294967295.')
}

function depth(text: string): number {
  const value = count(text)
  if (value > 1_000_000) throw new InvalidArgumentError('Expected at most 1000000 steps a walk.')
  return value
}
