/** The command line's grammar: a file of its own for each command, `…-args.ts`, beside what the command does. */
import { Command } from 'commander'
import { addCheck, type CheckArgs } from './check-args.ts'
import { addCompletion, type CompleteArgs, type CompletionArgs } from './completion-args.ts'
import { addDiff, type DiffArgs } from './diff-args.ts'
import { addExplore, type WalkArgs } from './explore-args.ts'
import { addGraph, type GraphArgs } from './graph-args.ts'
import { addInit, type InitArgs } from './init-args.ts'
import { addMerge, type MergeArgs } from './merge-args.ts'
import { addReplay, type ReplayArgs } from './replay-args.ts'
import { addShow, type ShowArgs } from './show-args.ts'
import { addSimulate, type SimulateArgs } from './simulate-args.ts'

export interface Commands {
  check(args: CheckArgs, given: readonly string[]): Promise<void>
  complete(args: CompleteArgs, program: Command): Promise<void>
  completion(args: CompletionArgs): Promise<void>
  diff(args: DiffArgs, given: readonly string[]): Promise<void>
  explore(args: WalkArgs): Promise<void>
  graph(args: GraphArgs): Promise<void>
  init(args: InitArgs): Promise<void>
  merge(args: MergeArgs): Promise<void>
  replay(args: ReplayArgs): Promise<void>
  show(args: ShowArgs): Promise<void>
  simulate(args: SimulateArgs, given: readonly string[]): Promise<void>
}

/** Throws commander's own errors for what it refuses, and for --help and --version. */
export function commandLine(version: string, commands: Commands): Command {
  const program = new Command('allways')
    .description('Explores all ways a model can go, and checks what must always hold of it.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      '\nExamples:\n  allways init\n  allways check\n  allways replay counterexamples\n  allways check --help',
    )
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'allways: ')) })
    .showHelpAfterError('allways: --help lists the commands, and behind a command its options')
    .exitOverride()
  addCheck(program, commands.check)
  addSimulate(program, commands.simulate)
  addDiff(program, commands.diff)
  addMerge(program, commands.merge)
  addReplay(program, commands.replay)
  addShow(program, commands.show)
  addExplore(program, commands.explore)
  addGraph(program, commands.graph)
  addInit(program, commands.init)
  addCompletion(program, commands.completion, commands.complete)
  return program
}
