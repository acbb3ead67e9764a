import { parseArgs } from 'node:util'
import { type DesignName, designs } from './designs.ts'

export const help = `npm run example -- [--design NAME] [--zone KIND] [--speed N]

Three enactors apply the plans of a planner to one endpoint. One of the three is
slow. Shows what each does, and the answers of the endpoint as they change.

  --design NAME  'as deployed', 'compare-and-swap' or recommended (the default)
  --zone KIND    memory (the default), or named: a name server of its own, for
                 which bind9 must be installed
  --speed N      N times faster than real time, at most 100
  --help         this text

Exit code: 0 the endpoint answers at the end, 1 it does not, 2 wrong usage, or
the zone cannot be reached.`

export interface Options {
  readonly help: boolean
  readonly design: DesignName
  readonly zone: 'memory' | 'named'
  readonly speed: number
}

/** The call is wrong. The message says how. */
export class UsageError extends Error {}

export const parse = (args: readonly string[]): Options => {
  const { help, design, zone, speed } = valuesOf(args)
  if (!Object.hasOwn(designs, design)) throw unknown('design', design, Object.keys(designs))
  if (zone !== 'memory' && zone !== 'named') throw unknown('zone', zone, ['memory', 'named'])
  const times = Number(speed)
  if (!(times > 0 && times <= 100))
    throw new UsageError(`--speed must be a number above 0 and at most 100, not '${speed}'`)
  return { help, design: design as DesignName, zone, speed: times }
}

const unknown = (what: string, name: string, available: readonly string[]) =>
  new UsageError(`unknown ${what} '${name}'; available: ${available.map((one) => `'${one}'`).join(', ')}`)

const valuesOf = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', default: false, short: 'h' },
        design: { type: 'string', default: 'recommended' },
        zone: { type: 'string', default: 'memory' },
        speed: { type: 'string', default: '1' },
      },
    }).values
  } catch (error) {
    // Node's message goes on with advice for other commands.
    const [message = ''] = (error as Error).message.split(/\.\s/)
    throw new UsageError(message.charAt(0).toLowerCase() + message.slice(1))
  }
}
