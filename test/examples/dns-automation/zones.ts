import { MemoryZone } from '../../../examples/dns-automation/memory-zone.ts'
import type { Resolver, Zone } from '../../../examples/dns-automation/zone.ts'

export interface ZoneUnderTest {
  readonly name: string
  /** Why it cannot be tested here. */
  readonly skip?: string
  open(): Promise<{ readonly zone: Zone & Resolver; close(): Promise<void> }>
}

export const zones: readonly ZoneUnderTest[] = [
  { name: 'a zone in memory', open: async () => ({ zone: new MemoryZone(), close: async () => {} }) },
]
