/** The grammar of `allways init`. */
import type { Command } from 'commander'
import { laidOut } from './help.ts'

export interface InitArgs {
  readonly folder: string
}

const examples = `
Examples:
  allways init                                    in this folder
  allways init models                             in a new one

Exit codes: as of allways check of the spec that is written; 0 where nothing was.`

export function addInit(program: Command, run: (args: InitArgs) => Promise<void>): void {
  program
    .command('init')
    .summary('begin with a model, its counterexample and a gate')
    .description(
      'Writes a first spec with a bug in one of its designs, stores the counterexample, locks the verdicts, and adds a ' +
        'workflow for GitHub and a script of npm. What is there already is left as it is, and named.',
    )
    .argument('[folder]', 'where to begin', '.')
    .addHelpText('after', laidOut(examples))
    .action((folder: string) => run({ folder }))
}
