/** The grammar of `allways graph`. */
import { type Command, Option } from 'commander'
import type { Params } from '../../language/spec.ts'
import { laidOut } from './help.ts'
import { addParam, count } from './option-values.ts'

export interface GraphArgs {
  readonly file: string
  readonly design?: string
  readonly param: Params
  readonly format: 'dot' | 'graphml' | 'json'
  readonly maxStates: number
  /** The file to write; by default standard output. */
  readonly output?: string
}

const examples = `
Examples:
  allways graph specs/lease-lock.model.ts --design 'plain lease' > lease.dot
  allways graph specs/FILE.model.ts --format graphml -o file.graphml

Exit codes: 0 the graph is written (what was left out is said in it and on standard error),
2 wrong usage, a wrong spec or model.`

export function addGraph(program: Command, run: (args: GraphArgs) => Promise<void>): void {
  program
    .command('graph')
    .summary('write the states of a design as a graph')
    .description('Writes the states of a design, and the steps between them, as a graph: of a small model, or bounded.')
    .argument('<file>', 'a spec file')
    .option('--design <name>', 'the design; needed where there are several')
    .option('--param <key=value>', 'a parameter of the design (may be repeated)', addParam, {})
    .addOption(
      new Option('--format <name>', 'of Graphviz, GraphML, or graphology as JSON')
        .choices(['dot', 'graphml', 'json'])
        .default('dot'),
    )
    .option('--max-states <n>', 'so many states at most, those nearest to the start', count, 2000)
    .option('-o, --output <file>', 'write to this file')
    .addHelpText('after', laidOut(examples))
    .action((file: string, options: Omit<GraphArgs, 'file'>) => run({ ...options, file }))
}
