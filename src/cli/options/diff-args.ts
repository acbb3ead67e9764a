/** The grammar of `allways diff`. */
import type { Command } from 'commander'
import { laidOut } from './help.ts'
import { count } from './option-values.ts'
import { addExploreOptions, type ExploreArgs, givenTo } from './search-options.ts'

export interface DiffArgs extends ExploreArgs {
  readonly base: string
  readonly files: readonly string[]
  /** Files and folders that are compared if the command line names no file. Defaults to `specs`. */
  readonly defaultFiles?: readonly string[]
  readonly markdown: boolean
  readonly json: boolean
  readonly maxPairs: number
}

const examples = `
Examples:
  allways diff main                               all designs, as they are here and on main
  allways diff HEAD~1 specs/lease-lock.model.ts
  allways diff origin/main --markdown > diff.md
  allways diff main.blob.json                     what allways check --reporter blob=main.blob.json has saved

Where GitHub runs the job, the comparison goes to its summary as well.

Exit codes: 0 both sides were compared, 2 wrong usage or a wrong spec, 3 a limit was hit on the way,
70 a bug of allways, 130 interrupted.`

export function addDiff(program: Command, run: (args: DiffArgs, given: readonly string[]) => Promise<void>): void {
  const command = program
    .command('diff')
    .summary('compare the designs with those of a git revision, or with saved results')
    .description(
      'Checks the designs here and in a git revision, or takes what was saved of them; shows which verdicts and sizes are others, and, beside a revision, a shortest run that only one side has.',
    )
    .argument('<base>', 'a git revision, such as main or HEAD~1, or a file of saved results, *.json')
    .argument('[file...]', 'spec files, or folders of *.model.ts')
  addExploreOptions(command)
    .option('--max-pairs <n>', 'compare runs as far as so many pairs of states', count, 5_000)
    .option('--markdown', 'as Markdown, for a pull request', false)
    .option('--json', 'as JSON', false)
    .addHelpText('after', laidOut(examples))
    .action((base: string, files: string[], options: Omit<DiffArgs, 'base' | 'files'>) =>
      run({ ...options, base, files }, givenTo(command, options)),
    )
}
