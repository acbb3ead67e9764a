/**
 * The holder of the lock, and the tokens of a fenced lease. With fencing, each holder gets a token higher than all
 * before. An endpoint refuses writes and deletes with a token lower than one it has seen. Only the order of the tokens
 * in use matters. So the state has a queue of their holders, and for each endpoint the set of holders whose token is
 * too low. That loses nothing, and needs no bound on how often the lock is taken.
 */
import { type Id, optional, queue, ref, type SetView, setOf } from 'allways'
import { only } from '../only.ts'
import type { Parameters } from './parameters.ts'

export const enactorIds = ({ enactors }: Parameters) => ref('enactor', Math.max(1, enactors))
export const isFenced = ({ lock }: Parameters) => lock === 'fenced lease'

export const lockState = (parameters: Parameters) => ({
  ...only(parameters.lock !== 'none', { holder: optional(enactorIds(parameters)) }),
  /** The holders of tokens, the lowest token first. */
  ...only(isFenced(parameters), { tokens: queue(enactorIds(parameters), Math.max(1, parameters.enactors)) }),
})

export const fencing = (parameters: Parameters) =>
  only(isFenced(parameters), { fencedOff: setOf(enactorIds(parameters)) })

interface Fenced {
  readonly tokens: Iterable<Id> & { push(id: Id): void; assign(ids: Iterable<Id>): void }
  readonly records: readonly { readonly fencedOff: Pick<SetView<Id>, 'add' | 'delete' | 'has'> }[]
}

export const takeToken = (s: Fenced, id: Id) => {
  dropToken(s, id)
  s.tokens.push(id)
}

export const dropToken = (s: Fenced, id: Id) => {
  s.tokens.assign([...s.tokens].filter((other) => other !== id))
  for (const record of s.records) record.fencedOff.delete(id)
}

/** The endpoint sees a token that it does not refuse. From now on, it refuses all lower ones. */
export const showToken = (s: Fenced, endpoint: number, id: Id) => {
  for (const other of s.tokens) {
    if (other === id) return
    s.records[endpoint]!.fencedOff.add(other)
  }
}
