/** The local state of an enactor, and its labels. */
import { array, bool, type Choose, type Id, int, setOf, struct, type View } from 'allways'
import { only } from '../only.ts'
import type { Parameters } from './parameters.ts'
import type { Seen, Shared } from './records.ts'
import { dropToken } from './tokens.ts'

export const enactorState = ({ plans, endpoints, cleanup, compareAndSwap, guardLooks, tombstones }: Parameters) => {
  const Plan = int(1, plans)
  const Endpoint = int(0, endpoints - 1)
  return {
    /** The plan in hand. An enactor at rest forgets it and all below, so that no two states differ only in these. */
    plan: Plan,
    endpoint: Endpoint,
    /** The plans that cleanup has found to delete, by endpoint. */
    ...only(cleanup === 'as deployed', { victims: array(endpoints, setOf(Plan)) }),
    /** Whether the write just made was of a plan older than the latest. History, for a witness; no step reads it. */
    wroteStale: bool,
    /** The plan that was active when the plan in hand was picked, by endpoint. */
    ...only(compareAndSwap === 'tag', { tags: array(endpoints, Plan) }),
    /** The plan that cleanup has looked up and is about to delete. */
    ...only(guardLooks === 'before the delete' || tombstones !== 'none', {
      condemned: struct({ endpoint: Endpoint, plan: Plan }),
    }),
  }
}

export type EnactorState = ReturnType<typeof enactorState>

export type StepLabel =
  | 'take lock'
  | 'pick plan'
  | 'check again'
  | 'build tree'
  | 'apply plan'
  | 'find old plans'
  | 'check old plan'
  | 'delete old plan'
  | 'release lock'
  | 'restart'

export type Label = StepLabel | 'down'

export type Enactor = { [K in keyof EnactorState]: View<EnactorState[K]> } & { readonly id: Id }

type Body = (s: Shared, me: Enactor, choose: Choose) => Label | undefined
export type EnactorStep =
  | Body
  | { readonly when: (s: Seen, me: { readonly endpoint: number }) => boolean; readonly do: Body }

/** Forgets what ends with a run, or is lost in a crash. */
export const forget = (
  { lock, cleanup, compareAndSwap, guardLooks, tombstones }: Parameters,
  s: Shared,
  me: Enactor,
) => {
  me.plan = 1
  me.endpoint = 0
  me.wroteStale = false
  if (cleanup === 'as deployed') for (const victims of me.victims) victims.clear()
  if (compareAndSwap === 'tag') me.tags.fill(1)
  if (guardLooks === 'before the delete' || tombstones !== 'none') me.condemned = { endpoint: 0, plan: 1 }
  if (lock === 'fenced lease') dropToken(s, me.id)
}

/** Ends a run, from any label. */
export const finish = (parameters: Parameters, s: Shared, me: Enactor): Label => {
  forget(parameters, s, me)
  if (parameters.keepInFlight) s.inFlight[me.id] = null
  return parameters.lock === 'none' ? 'pick plan' : 'release lock'
}
