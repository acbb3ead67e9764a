/** The steps that apply a plan to one endpoint after the other, each in a separate transaction. */
import { only } from '../only.ts'
import { type EnactorStep, finish, type Label } from './enactor-state.ts'
import type { Parameters } from './parameters.ts'
import { resolves } from './records.ts'
import { showToken } from './tokens.ts'

export const writeSteps = (parameters: Parameters) => {
  const { endpoints, recheck, compareAndSwap, refused, tolerantRollback, tree, lock, tombstones } = parameters
  const builds = tree === 'in the write'
  const write = builds ? 'apply plan' : 'build tree'
  const first = recheck ? 'check again' : write

  const goOn = (me: { endpoint: number }): Label => {
    if (me.endpoint === endpoints - 1) return 'find old plans'
    me.endpoint++
    return first
  }

  const checkAgain: EnactorStep = (s, me) => {
    if (me.plan > s.records[me.endpoint]!.active) return write
    return refused === 'skip' ? goOn(me) : finish(parameters, s, me)
  }

  const buildTree: EnactorStep = (s, me) => {
    s.records[me.endpoint]!.trees.add(me.plan)
    return 'apply plan'
  }

  // One Route 53 transaction. Assumptions: by default, it also builds the plan's tree; and to write a plan that is
  // already active is a write like any other.
  const applyPlan: EnactorStep = {
    // As deployed, the rollback record cannot point at a tree that is gone: Route 53 refuses the transaction, and the
    // enactor retries the endpoint until it succeeds. It never does, because the tree stays gone.
    when: (s, me) => tolerantRollback || resolves(s.records[me.endpoint]!),
    do: (s, me) => {
      const record = s.records[me.endpoint]!
      if (lock === 'fenced lease' && record.fencedOff.has(me.id)) return finish(parameters, s, me)
      const accepted =
        (compareAndSwap !== 'newer plan' || me.plan > record.active) &&
        (compareAndSwap !== 'tag' || me.tags[me.endpoint] === record.active) &&
        (tombstones === 'none' || !record.tombstones.has(me.plan))
      if (!accepted && refused === 'give up') return finish(parameters, s, me)
      if (!accepted && refused === 'retry') {
        me.tags[me.endpoint] = record.active
        return 'apply plan'
      }
      if (accepted) {
        // Route 53 rejects an alias to a target that is not in the zone. Assumption: the enactor then builds it again.
        if (tree === 'before the write, must exist' && !record.trees.has(me.plan)) return 'build tree'
        // If there is nothing to go back to, a tolerant write names the one tree that surely exists.
        record.rollback = resolves(record) ? record.active : me.plan
        record.active = me.plan
        if (builds) record.trees.add(me.plan)
        if (lock === 'fenced lease') showToken(s, me.endpoint, me.id)
        me.wroteStale = me.plan < s.latest
      }
      return goOn(me)
    },
  }

  return {
    first,
    steps: {
      ...only(recheck, { 'check again': checkAgain }),
      ...only(!builds, { 'build tree': buildTree }),
      'apply plan': applyPlan,
    },
  } as const
}
