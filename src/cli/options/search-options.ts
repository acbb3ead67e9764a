/** The options that all exploring commands share. */
import type { Command } from 'commander'
import type { Params } from '../../language/spec.ts'
import { addParam, append, bytes, count, seconds, workers } from './option-values.ts'

/** Selects designs, properties and parameters. */
export interface SelectArgs {
  readonly design: readonly string[]
  readonly property: readonly string[]
  readonly param: Params
}

export interface ExploreArgs extends SelectArgs {
  readonly workers: number
  readonly maxStates?: number
  /** In bytes. */
  readonly maxMemory?: number
  readonly maxSeconds?: number
}

export function addExploreOptions(command: Command): Command {
  return command
    .option('--design <name>', 'only this design (may be repeated)', append, [])
    .option('--property <name>', 'only this property (may be repeated)', append, [])
    .option(
      '--param <key=value>',
      'a parameter in every design checked, or several values: n=2..4, mode=fast,safe, x=true,false (may be repeated)',
      addParam,
      {},
    )
    .option('--workers <n>', 'threads that explore, where a model is large', workers, 1)
    .option('--max-states <n>', 'stop a design after so many states', count)
    .option(
      '--max-memory <size>',
      'stop a design at this size, as in 512MB or 4GiB (default: 70% of the memory)',
      bytes,
    )
    .option('--max-seconds <n>', 'stop a design after so many seconds', seconds)
}

/** The names of the options that the command line gives; the other options have their defaults. */
export function givenTo(command: Command, options: object): string[] {
  return Object.keys(options).filter((key) => command.getOptionValueSource(key) === 'cli')
}
