/** The words of the command: a line for each event, and a summary. */
import type { EnactorEvent } from './enactor.ts'
import type { EndpointState } from './records.ts'
import { endpoint, type Happening } from './scenario.ts'

/** Leaves out an attempt that fails in the same way as the one before. */
export class Story {
  private readonly lastOf = new Map<string, string>()
  /** When the endpoint went empty, if it is. */
  emptySinceMs: number | undefined
  wasEmpty = false

  line(atMs: number, happening: Happening): string | undefined {
    const who = happening.who === 'enactor' ? `enactor ${happening.id}` : happening.who
    const what = this.words(happening)
    if (happening.who === 'resolver') this.heard(atMs, happening.addresses)
    if (what === undefined || this.lastOf.get(who) === what) return undefined
    this.lastOf.set(who, what)
    return `${(atMs / 1000).toFixed(2)} s  ${who.padEnd(9)}  ${what}`
  }

  private heard(atMs: number, addresses: readonly string[]) {
    this.emptySinceMs = addresses.length === 0 ? atMs : undefined
    if (addresses.length === 0) this.wasEmpty = true
  }

  private words(happening: Happening): string | undefined {
    if (happening.who === 'planner') return `publishes plan ${happening.plan}`
    if (happening.who === 'enactor') return wordsOf(happening.event)
    return `${endpoint} answers ${happening.addresses.join(' ') || 'with nothing'}`
  }
}

const wordsOf = (event: EnactorEvent): string | undefined => {
  if (event.did === 'pick plan') return `picks plan ${event.plan}`
  if (event.did === 'find old plans') {
    const plans = event.found.map(({ plan }) => plan).join(', ')
    return plans === '' ? undefined : `finds old plans: ${plans}`
  }
  const { plan, change } = event
  if (event.did === 'apply plan') {
    if (change.ok) return `applies plan ${plan}`
    const { name } = change.failed
    return name === endpoint ? `is refused: plan ${plan} is not newer` : `cannot apply plan ${plan}: ${name} is gone`
  }
  return change.ok ? `deletes plan ${plan}` : `keeps plan ${plan}, which is in use`
}

export const summary = (state: EndpointState, latest: number, { emptySinceMs, wasEmpty }: Story): string[] => {
  const { active, rollback, trees } = state
  if (emptySinceMs !== undefined) {
    return [
      `${endpoint} answers with nothing since ${(emptySinceMs / 1000).toFixed(2)} s.`,
      `It names plan ${active}, whose tree was deleted.`,
      `No enactor can apply plan ${latest}, because the rollback record would name plan ${active}.`,
    ]
  }
  return [
    `${endpoint} answers with plan ${active}${active === latest ? ', the latest' : ''}.`,
    wasEmpty ? 'In between, it answered with nothing.' : 'It answered with addresses all the time.',
    `The rollback record names plan ${rollback}, which ${trees.includes(rollback ?? 0) ? 'exists' : 'was deleted'}.`,
  ]
}
