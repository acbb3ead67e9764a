/** The grammar of `allways replay`. */
import type { Command } from 'commander'
import { laidOut } from './help.ts'

export interface ReplayArgs {
  readonly paths: readonly string[]
  /** `spec`, `design` and `property` apply to a trace in ITF; they override what the trace itself names. */
  readonly spec?: string
  readonly design?: string
  readonly property?: string
  /** Removes the steps of a trace in ITF that its property does not need. */
  readonly minimise: boolean
}

const examples = `
Examples:
  allways replay                                  every stored counterexample, in counterexamples/
  allways replay counterexamples/lease-lock             those of one spec
  allways replay trace.itf.json --spec specs/FILE.model.ts --design NAME
  allways replay log.itf.json --property 'no older write' --minimise

Exit codes: 0 every file reproduces, 1 some file does not, 2 a file or its spec cannot be read.`

export function addReplay(program: Command, run: (args: ReplayArgs) => Promise<void>): void {
  program
    .command('replay')
    .summary('replay stored counterexamples')
    .description("Re-executes counterexamples against today's models.")
    .argument(
      '[path...]',
      'counterexample files, or folders of them (default: counterexamples); traces in ITF (*.itf.json)',
    )
    .option('--spec <file>', 'the spec of a trace in ITF')
    .option('--design <name>', 'the design of a trace in ITF')
    .option('--property <name>', 'what a trace in ITF should break, or reach')
    .option('--minimise', 'show what is left of a trace in ITF that breaks its property', false)
    .addHelpText('after', laidOut(examples))
    .action((paths: string[], options: Omit<ReplayArgs, 'paths'>) => run({ ...options, paths }))
}
