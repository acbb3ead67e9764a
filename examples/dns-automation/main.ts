/** The command: plays the scenario with one design on one zone, and shows what happens. */
import { designs } from './designs.ts'
import { DnsZone } from './dns-zone.ts'
import { MemoryZone } from './memory-zone.ts'
import { isNamedInstalled, startNamed } from './named.ts'
import { help, type Options, parse, UsageError } from './options.ts'
import { stateOf } from './records.ts'
import { endpoint, play } from './scenario.ts'
import { Story, summary } from './story.ts'
import type { Resolver, Zone } from './zone.ts'

const print = (line: string) => process.stdout.write(`${line}\n`)

const main = async (args: readonly string[]): Promise<number> => {
  const options = parse(args)
  if (options.help) {
    print(help)
    return 0
  }
  const { zone, close } = await open(options)
  try {
    return await tell(zone, options)
  } finally {
    await close()
  }
}

const tell = async (zone: Zone & Resolver, options: Options): Promise<number> => {
  const { design, speed } = options
  print(`The design '${design}' on a zone ${options.zone === 'named' ? 'on a name server' : 'in memory'}.`)
  print('Enactor 3 is slow: its changes take 3.2 s.\n')
  const story = new Story()
  let latest = 1
  await play({
    zone,
    design: designs[design],
    speed,
    tell: (atMs, happening) => {
      if (happening.who === 'planner') latest = happening.plan
      const line = story.line(atMs, happening)
      if (line !== undefined) print(line)
    },
  })
  print('')
  for (const line of summary(await stateOf(zone, endpoint), latest, story)) print(line)
  return story.emptySinceMs === undefined ? 0 : 1
}

const open = async ({ zone }: Options): Promise<{ zone: Zone & Resolver; close: () => Promise<void> }> => {
  if (zone === 'memory') return { zone: new MemoryZone(), close: async () => {} }
  if (!isNamedInstalled()) {
    throw new UsageError('named is not installed: install bind9, or call the command with --zone memory')
  }
  const named = await startNamed('example')
  return { zone: new DnsZone(named.server, 'example'), close: named.stop }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`example: ${(error as Error).message}\n`)
  if (error instanceof UsageError) process.stderr.write('Call it with --help to see its options.\n')
  process.exitCode = 2
}
