/** The command line's grammar. The file `…-args.ts` of each command, beside its implementation, declares its part. */
import { Command } from 'commander'
import { addCheck, type CheckArgs } from './check-args.ts'
import { addCompletion, type CompleteArgs, type CompletionArgs } from './completion-args.ts'
import { addDiff, type DiffArgs } from './diff-args.ts'
import { addExplore, type WalkArgs } from './explore-args.ts'
import { addGraph, type GraphArgs } from './graph-args.ts'
import { laidOut, optionDescription } from './help.ts'
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

const examples = `
Examples:
  allways init                    begin: a first model, the story of its bug, a workflow for CI
  allways check                   every design of specs/**/*.model.ts
  allways check --update          store what is true today, to be held to it
  allways replay                  every stored counterexample, against today's models
  allways show counterexamples    their stories
  allways check --help            what else a command can do

Exit codes: 0 as expected, 1 not as expected, 2 wrong usage or a wrong model, 3 a limit was hit, 70 a bug of ours,
130 interrupted.

The book lies in docs/ of the package: node_modules/allways/docs/README.md. Begin with first-model.md there.`

/** @throws CommanderError for input that commander rejects, and for --help and --version */
export function commandLine(
  version: string,
  commands: Commands,
  writeOut: (text: string) => void = (text) => process.stdout.write(text),
  writeErr: (text: string) => void = (text) => process.stderr.write(text),
): Command {
  const program = new Command('allways')
    .description('Explores all ways a model can go, and checks what must always hold of it.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', laidOut(examples))
    .configureHelp({ optionDescription })
    .configureOutput({ writeOut, writeErr, outputError: (text, write) => write(text.replace(/^error: /, 'allways: ')) })
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
