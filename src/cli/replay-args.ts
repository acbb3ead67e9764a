/** The grammar of `allways replay`. */
import type { Command } from 'commander'

const examples = `
Examples:
  allways replay counterexamples                  every stored counterexample
  allways replay counterexamples/lease-lock/plain-lease/no-older-write.json

Exit codes: 0 every file reproduces, 1 some file does not, 2 a file or its spec cannot be read.`

export function addReplay(program: Command, run: (paths: readonly string[]) => Promise<void>): void {
  program
    .command('replay')
    .summary('replay stored counterexamples')
    .description("Re-executes counterexamples against today's models.")
    .argument('<path...>', 'counterexample files, or folders of them')
    .addHelpText('after', examples)
    .action((paths: string[]) => run(paths))
}
