/** The grammar of `allways completion`, and of the hidden command `complete` that the scripts call. */
import { Argument, type Command } from 'commander'
import { type Shell, shells } from '../commands/completion-scripts.ts'
import { laidOut } from './help.ts'

export interface CompletionArgs {
  readonly shell: Shell
}

export interface CompleteArgs {
  /** The words behind the program's name. The user is writing the last one, which may be empty. */
  readonly words: readonly string[]
}

const examples = `
Examples, each a line for the file that the shell reads when it starts:
  eval "$(allways completion bash)"  in ~/.bashrc
  eval "$(allways completion zsh)"  in ~/.zshrc, behind compinit
  allways completion fish | source  in ~/.config/fish/config.fish

The command must be found by its name: installed with npm install -g, or with node_modules/.bin in PATH.
Commands, options, reporters, spec files, and the names of designs and properties are completed.

Exit codes: 0 the script is printed, 2 wrong usage.`

export function addCompletion(
  program: Command,
  print: (args: CompletionArgs) => Promise<void>,
  complete: (args: CompleteArgs, program: Command) => Promise<void>,
): void {
  program
    .command('completion')
    .summary('print what completes commands in a shell')
    .description('Prints the script that lets a shell complete commands, options and names.')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', laidOut(examples))
    .action((shell: Shell) => print({ shell }))
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) => complete({ words }, program))
}
