/** The grammar of `allways show`. */
import type { Command } from 'commander'

export interface ShowArgs {
  readonly paths: readonly string[]
  /** The form in which a story is told, where it is not the terminal's. */
  readonly markdown: boolean
}

const examples = `
Examples:
  allways show counterexamples/lease-lock/plain-lease/no-older-write.json
  allways show counterexamples/lease-lock --markdown > stories.md

Exit codes: 0 every story is told, 1 some story is not what today's model does, 2 a file or its spec cannot be read.`

export function addShow(program: Command, run: (args: ShowArgs) => Promise<void>): void {
  program
    .command('show')
    .summary('tell stored counterexamples')
    .description('Replays counterexamples, and tells their stories.')
    .argument('<path...>', 'counterexample files, or folders of them')
    .option('--markdown', 'as Markdown', false)
    .addHelpText('after', examples)
    .action((paths: string[], options: Omit<ShowArgs, 'paths'>) => run({ ...options, paths }))
}
