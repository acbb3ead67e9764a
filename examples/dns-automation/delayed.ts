import type { Clock } from './clock.ts'
import type { Zone } from './zone.ts'

export type ZoneCall = 'read' | 'list' | 'change'

/** A zone whose calls take a while to reach it. */
export const delayed = (zone: Zone, clock: Clock, delayMs: (call: ZoneCall) => number): Zone => ({
  read: async (name) => {
    await clock.sleep(delayMs('read'))
    return zone.read(name)
  },
  list: async (name) => {
    await clock.sleep(delayMs('list'))
    return zone.list(name)
  },
  change: async (batch) => {
    await clock.sleep(delayMs('change'))
    return zone.change(batch)
  },
})
