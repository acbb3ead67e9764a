/** The grammar of `allways explore`. */
import { type Command, InvalidArgumentError } from 'commander'
import type { Params } from '../../language/spec.ts'
import { laidOut } from './help.ts'
import { addParam } from './option-values.ts'

export interface WalkArgs {
  /** A spec file, or a counterexample file. */
  readonly file: string
  readonly design?: string
  readonly param: Params
  /** 0 for any free port. */
  readonly port: number
}

const examples = `
Examples:
  allways explore specs/lease-lock.model.ts --design 'plain lease'
  allways explore counterexamples/lease-lock/plain-lease/*.json
  allways explore counterexamples/lease-lock/*/*.json --design 'fencing token'

The page is served to this machine alone, until Ctrl-C. Reloading it reads the spec again.

Exit codes: 130 ended by Ctrl-C, 2 wrong usage, a wrong spec.`

export function addExplore(program: Command, run: (args: WalkArgs) => Promise<void>): void {
  program
    .command('explore')
    .summary('step through a design by hand, on a page')
    .description(
      'Serves a page on which a design is stepped through by hand, from its start or along a counterexample.',
    )
    .argument('<file>', 'a spec file, or a counterexample file')
    .option(
      '--design <name>',
      'the design to begin with: the first of a spec, or that of a counterexample; the page switches',
    )
    .option('--param <key=value>', 'a parameter of the design (may be repeated)', addParam, {})
    .option('--port <n>', 'the port of the page; 0 for one that is free', port, 0)
    .addHelpText('after', laidOut(examples))
    .action((file: string, options: Omit<WalkArgs, 'file'>) => run({ ...options, file }))
}

function port(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= 65535) return value
  throw new InvalidArgumentError('Expected a port, 0 to 65535; 0 is any that is free.')
}
