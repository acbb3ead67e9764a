import { DnsZone } from '../../../examples/dns-automation/dns-zone.ts'
import { MemoryZone } from '../../../examples/dns-automation/memory-zone.ts'
import { isNamedInstalled, startNamed } from '../../../examples/dns-automation/named.ts'
import type { Resolver, Zone } from '../../../examples/dns-automation/zone.ts'

/** Why tests of a real name server cannot run here. */
export const withoutNamed = isNamedInstalled() ? undefined : 'skipped: named (bind9) is not installed'

interface Opened {
  readonly zone: Zone & Resolver
  close(): Promise<void>
}

export const openNamed = async (): Promise<Opened> => {
  const named = await startNamed('example')
  return { zone: new DnsZone(named.server, 'example'), close: named.stop }
}

export interface ZoneUnderTest {
  readonly name: string
  readonly skip: string | undefined
  open(): Promise<Opened>
}

export const zones: readonly ZoneUnderTest[] = [
  {
    name: 'a zone in memory',
    skip: undefined,
    open: async () => ({ zone: new MemoryZone(), close: async () => {} }),
  },
  { name: 'a zone on a name server', skip: withoutNamed, open: openNamed },
]
