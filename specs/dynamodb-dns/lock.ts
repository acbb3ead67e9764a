/**
 * One lock for all endpoints. (The lock that AWS had, one for each endpoint and asserted by the transaction that
 * writes, is what makes each write here one step; it was not the defect.) An enactor takes the lock, runs, and
 * releases it. Without expiry it is lost with a holder that goes down for good. A lease can expire at any moment, and
 * its holder does not notice: to look first would be a step before the write again, and as stale by then.
 *
 * With fencing, each taking of the lock comes with a token higher than all before, and an endpoint refuses writes and
 * deletes with a token lower than one it has seen. Only the order of the tokens in use matters: so they are kept as a
 * queue of their holders, and for each endpoint the set of those whose token is too low. That loses nothing, and needs
 * no bound on how often the lock is taken.
 */
import { optional, queue, ref, type SetView, setOf } from 'allways'
import type { EnactorStep } from './enactor-state.ts'
import { only } from './only.ts'
import type { Parameters } from './parameters.ts'
import { isBehind } from './pick.ts'

const Enactor = ({ enactors }: Parameters) => ref('enactor', Math.max(1, enactors))
const isFenced = ({ lock }: Parameters) => lock === 'fenced lease'

export const lockState = (parameters: Parameters) => ({
  ...only(parameters.lock !== 'none', { holder: optional(Enactor(parameters)) }),
  /** Whoever has a token, the lowest first. */
  ...only(isFenced(parameters), { tokens: queue(Enactor(parameters), Math.max(1, parameters.enactors)) }),
})

export const fencing = (parameters: Parameters) => only(isFenced(parameters), { fencedOff: setOf(Enactor(parameters)) })

interface Fenced {
  readonly tokens: Iterable<number> & { push(id: number): void; assign(ids: Iterable<number>): void }
  readonly records: readonly { readonly fencedOff: Pick<SetView<number>, 'add' | 'delete' | 'has'> }[]
}

const takeToken = (s: Fenced, id: number) => {
  dropToken(s, id)
  s.tokens.push(id)
}

export const dropToken = (s: Fenced, id: number) => {
  s.tokens.assign([...s.tokens].filter((other) => other !== id))
  for (const record of s.records) record.fencedOff.delete(id)
}

/** The endpoint sees a token that it does not refuse: from now on it refuses all lower ones. */
export const showToken = (s: Fenced, endpoint: number, id: number) => {
  for (const other of s.tokens) {
    if (other === id) return
    s.records[endpoint]!.fencedOff.add(other)
  }
}

export const lockSteps = (parameters: Parameters, firstWrite: 'check again' | 'build tree' | 'apply plan') => {
  const { lock, pickBeforeLock } = parameters
  const takeLock: EnactorStep = {
    // Assumption: an enactor does not ask for the lock while there is nothing to do.
    when: (s) => s.holder === null && (pickBeforeLock || isBehind(s)),
    do: (s, me) => {
      s.holder = me.id
      if (isFenced(parameters)) takeToken(s, me.id)
      return pickBeforeLock ? firstWrite : 'pick plan'
    },
  }
  const releaseLock: EnactorStep = (s, me) => {
    if (s.holder === me.id) s.holder = null
    return pickBeforeLock ? 'pick plan' : 'take lock'
  }
  return {
    first: only(lock !== 'none' && !pickBeforeLock, { 'take lock': takeLock }),
    afterPick: only(lock !== 'none' && pickBeforeLock, { 'take lock': takeLock }),
    last: only(lock !== 'none', { 'release lock': releaseLock }),
  }
}

// The holder is not told. Time goes on, so a lease that nobody releases does expire.
export const leaseExpires = {
  when: (s: { readonly holder: number | null }) => s.holder !== null,
  do: (s: { holder: number | null }) => {
    s.holder = null
  },
  fair: true,
}
