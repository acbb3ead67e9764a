/** The grammar of `allways check`. */
import { type Command, InvalidArgumentError } from 'commander'
import { show } from '../errors.ts'
import { addExploreOptions, type ExploreArgs } from './explore-options.ts'

export interface CheckArgs extends ExploreArgs {
  readonly files: readonly string[]
  readonly json: boolean
  readonly reporter: readonly Reporter[]
  readonly update: boolean
  readonly lock: string
  readonly counterexamples: string
  readonly write: boolean
}

/** What is told, and where: in a file, or where it is told without one. */
export interface Reporter {
  readonly name: (typeof reporters)[number]
  readonly file?: string
}

const reporters = ['default', 'json', 'html'] as const

const examples = `
Examples:
  allways check                                   every specs/**/*.model.ts below this folder
  allways check specs/lease-lock.model.ts --design 'fencing token'
  allways check --param clients=3 --max-memory 4GiB
  allways check --param clients=2..5              each design at four sizes, side by side
  allways check --json > results.json
  allways check --reporter html=verdicts.html     a page of all verdicts and their stories

Exit codes: 0 every verdict is as expected, 1 some verdict is not, 2 wrong usage or a wrong spec,
3 a limit was hit, 70 a bug of allways, 130 interrupted.`

export function addCheck(program: Command, run: (args: CheckArgs) => Promise<void>): void {
  const command = program
    .command('check')
    .summary('check the designs of specs')
    .description('Checks every design of the specs named, of those below the folders named, or of specs/**/*.model.ts.')
    .argument('[file...]', 'spec files, or folders of *.model.ts')
  addExploreOptions(command)
    .option('--json', 'one JSON document on standard output, as by --reporter json', false)
    .option(
      '--reporter <name[=file]>',
      'default, json or html, to a file where one is named (may be repeated)',
      addReporter,
      [],
    )
    .option('--update', 'replace stored counterexamples that differ, and lock what is true today', false)
    .option('--lock <file>', 'what every design is held to', 'allways.lock.json')
    .option('--counterexamples <dir>', 'where counterexamples are stored', 'counterexamples')
    .option('--no-write', 'store no counterexamples')
    .addHelpText('after', examples)
    .action((files: string[], options: Omit<CheckArgs, 'files'>) => run({ ...options, files }))
}

function addReporter(text: string, known: readonly Reporter[]): readonly Reporter[] {
  const [, word, file] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? []
  const name = reporters.find((reporter) => reporter === word)
  if (name === undefined) throw new InvalidArgumentError(`Expected ${reporters.join(' or ')}, found ${show(word)}.`)
  if (name === 'html' && file === undefined) {
    throw new InvalidArgumentError('A page goes to a file: name one, as in html=verdicts.html.')
  }
  if (file === '') throw new InvalidArgumentError(`Name a file behind '=', as in ${name}=results.txt.`)
  return [...known, { name, ...(file === undefined ? {} : { file }) }]
}
