/**
 * Operators may switch the automation off, as they did in all regions on the day, because without it nothing changes
 * DNS. Assumption: an enactor reads the switch when a run begins, and a run that is under way goes on. A design without
 * enactors shows what happens if all runs stop at once.
 */
import { type EndpointRecord, resolves } from './records.ts'

export const freezeAutomation = {
  when: (s: { readonly frozen: boolean }) => !s.frozen,
  do: (s: { frozen: boolean }) => {
    s.frozen = true
  },
}

interface Freezable {
  readonly frozen: boolean
  readonly records: readonly EndpointRecord[]
}

export const keepsAnswering = (before: Freezable, after: Freezable) =>
  !before.frozen || before.records.every((record, endpoint) => !resolves(record) || resolves(after.records[endpoint]!))
