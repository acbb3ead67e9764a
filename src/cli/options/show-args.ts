/** The grammar of `allways show`. */
import { type Command, InvalidArgumentError } from 'commander'
import { laidOut } from './help.ts'

export interface ShowArgs {
  readonly paths: readonly string[]
  /** Takes the steps in this design instead of the one in which the story was found. */
  readonly design?: string
  /** Prints the stories as Markdown instead of in the terminal's form. */
  readonly markdown: boolean
  /** Writes one page to this file; `true`: to a file named after the first path. */
  readonly html?: string | true
  /** Writes a trace in ITF to this file; `true`: to standard output. */
  readonly itf?: string | true
}

const examples = `
Examples:
  allways show counterexamples/lease-lock/plain-lease/*.json
  allways show counterexamples/lease-lock --design 'fencing token'
  allways show counterexamples/lease-lock --markdown > stories.md
  allways show counterexamples/lease-lock --html=stories.html
  allways show counterexamples/lease-lock/plain-lease/*.json --itf=t.itf.json

Exit codes: 0 every story is told, 1 some story is not what today's model does, 2 a file or its spec cannot be read.`

export function addShow(program: Command, run: (args: ShowArgs) => Promise<void>): void {
  program
    .command('show')
    .summary('tell stored counterexamples')
    .description('Replays counterexamples, and tells their stories.')
    .argument('<path...>', 'counterexample files, or folders of them')
    .option('--design <name>', 'take its steps in this design, and say which cannot be taken there, and why')
    .option('--markdown', 'as Markdown', false)
    .option('--html [file]', 'as one page to step through, in a file', named('--html', '.html'))
    .option('--itf [file]', 'as a trace in ITF, which tools of Apalache and Quint read', named('--itf', '.itf.json'))
    .addHelpText('after', laidOut(examples))
    .action((paths: string[], options: Omit<ShowArgs, 'paths'>) => run({ ...options, paths }))
}

/** Requires this ending: the argument after the option is its file, so a story there would be overwritten. */
function named(option: string, ending: string): (file: string) => string {
  return (file) => {
    if (file.endsWith(ending)) return file
    throw new InvalidArgumentError(`Expected a file that ends in ${ending}, as in ${option}=story${ending}.`)
  }
}
