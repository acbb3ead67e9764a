/** The grammar of `allways check`. */
import type { Command } from 'commander'
import type { Stories } from '../../report/terminal/story-choice.ts'
import { againOf } from '../output/commands-to-run.ts'
import { laidOut } from './help.ts'
import { type Shard, shard } from './option-values.ts'
import { addReporterOption, type Reporter } from './reporter-option.ts'
import { addExploreOptions, type ExploreArgs, givenTo } from './search-options.ts'
import { storiesOption } from './stories-option.ts'

export interface CheckArgs extends ExploreArgs {
  readonly files: readonly string[]
  /** Files and folders that are checked if the command line names no file. Defaults to `specs`. */
  readonly defaultFiles?: readonly string[]
  readonly json: boolean
  readonly reporter: readonly Reporter[]
  /** Checks only specs that differ from this git revision; `true` for the branch that this one began at. */
  readonly changed?: string | true
  readonly shard?: Shard
  readonly bits: boolean
  /** Whether to find out which parts of the source states execute. The reporter `lcov` implies it. */
  readonly coverage: boolean
  /** Which stories are printed. Defaults to `one`, or to `none` with `quiet`. */
  readonly stories?: Stories
  /** Prints no tables: only a line for each unexpected verdict, and the summary. */
  readonly quiet?: boolean
  readonly update: boolean
  readonly watch: boolean
  readonly lock: string
  readonly counterexamples: string
  /** The files and options that a recommended `check` has to repeat, with a space before each. */
  readonly again?: string
  readonly write: boolean
  /** Whether stories of unlocked designs are stored, too: true if the command line names the folder. */
  readonly stores?: boolean
  /** Whether results of earlier runs may be used. Defaults to true, but to false in CI. */
  readonly cache?: boolean
  /** Whether to check the types of the specs. Defaults to true in CI, otherwise to false. */
  readonly types?: boolean
}

export const storiesOf = ({ stories, quiet }: CheckArgs): Stories => stories ?? (quiet ? 'none' : 'one')

const examples = `
Examples:
  allways check                                   every specs/**/*.model.ts below this folder
  allways check specs/lease-lock.model.ts --design 'fencing token'
  allways check --stories all                     the story of each verdict that nobody expected
  allways check --param clients=3 --max-memory 4GiB
  allways check --param clients=2..5              each design at four sizes, side by side
  allways check --param mode=fast,safe           the same for texts, and for true,false
  allways check --json > results.json
  allways check --reporter html=verdicts.html     a page of all verdicts and their stories
  allways check --reporter junit=junit.xml --reporter sarif=allways.sarif
  allways check --coverage --reporter lcov=lcov.info    what no state executes of the source
  allways check --no-cache                        explore what an earlier run knows already, too
  allways check --types                           what is misspelt, too, by the project's own typescript
  allways check --watch specs/lease-lock.model.ts    again with each save; what has not changed is not explored again
  allways check --changed origin/main             only specs that differ from where this branch left origin/main
  allways check --shard 1/3 --reporter blob=1.blob.json    a third of the designs; allways merge joins them

Defaults for a project stand in allways.config.ts: export default defineConfig({ workers: 2 }).

Exit codes: 0 every verdict is as expected, 1 some verdict is not, 2 wrong usage or a wrong spec,
3 a limit was hit, 70 a bug of allways, 130 interrupted.`

/** `run` also receives the names of the options that the command line gave; the other options are defaults. */
export function addCheck(program: Command, run: (args: CheckArgs, given: readonly string[]) => Promise<void>): void {
  const command = program
    .command('check')
    .summary('check the designs of specs')
    .description('Checks every design of the specs named, of those below the folders named, or of specs/**/*.model.ts.')
    .argument('[file...]', 'spec files, or folders of *.model.ts')
  addReporterOption(addExploreOptions(command))
    .option('--changed [base]', 'only specs that differ from a git revision (default: where this branch began)')
    .option('--shard <i/n>', 'only every n-th design, from the i-th on, as in 1/3', shard)
    .option('--bits', 'show what each variable costs in a packed state, and which bounds are wider than needed', false)
    .option('--coverage', 'show which lines and branches of the source no state executes, by one more pass', false)
    .addOption(storiesOption())
    .option('--quiet', 'print no tables and no stories: a line for each unexpected verdict, and the summary', false)
    .option('--update', 'replace stored counterexamples that differ, and lock what is true today', false)
    .option('--watch', 'check again whenever a file is saved, until Ctrl-C; nothing is stored', false)
    .option('--lock <file>', 'what every design is held to', 'allways.lock.json')
    .option(
      '--counterexamples <dir>',
      'where counterexamples are stored; named, those of designs that are not locked are, too',
      'counterexamples',
    )
    .option('--no-write', 'store no counterexamples')
    .option('--cache', 'take results of earlier runs on the very same text (default, but not where CI is set)')
    .option('--no-cache', 'explore every design, whatever is known of it')
    .option('--types', "check the types of the specs by the project's own typescript (default where CI is set)")
    .option('--no-types', 'leave the types of the specs unchecked')
    .addHelpText('after', laidOut(examples))
    .action((files: string[], options: Omit<CheckArgs, 'files'>) =>
      run(
        {
          ...{ ...options, files, stores: givenTo(command, options).includes('counterexamples') },
          again: againOf({ ...options, files }, givenTo(command, options)),
        },
        givenTo(command, options),
      ),
    )
}
