/** The grammar of `allways merge`. */
import type { Command } from 'commander'
import type { Stories } from '../../report/terminal/story-choice.ts'
import { laidOut } from './help.ts'
import { addReporterOption, type Reporter } from './reporter-option.ts'
import { storiesOption } from './stories-option.ts'

export interface MergeArgs {
  readonly paths: readonly string[]
  readonly json: boolean
  readonly reporter: readonly Reporter[]
  /** The stories to print; `one` by default. */
  readonly stories?: Stories
}

const examples = `
Examples:
  allways merge blobs --reporter html=verdicts.html
  allways merge 1.blob.json 2.blob.json --reporter sarif=allways.sarif

Exit codes: as of one allways check of all the designs.`

export function addMerge(program: Command, run: (args: MergeArgs) => Promise<void>): void {
  const command = program
    .command('merge')
    .summary('join what several checks found')
    .description('Joins the blobs that shards of a check have written, and tells of them as of one run.')
    .argument('<blob...>', 'files written by check --reporter blob=FILE, or folders of them (*.blob.json)')
  addReporterOption(command)
    .addOption(storiesOption())
    .addHelpText('after', laidOut(examples))
    .action((paths: string[], options: Omit<MergeArgs, 'paths'>) => run({ ...options, paths }))
}
