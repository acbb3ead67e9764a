/** The notes above the stories: the rules that a story of a design relies on, in the words of its parameters. */
import type { Parameters } from './parameters.ts'

const sentences = (...all: readonly string[]) => all.filter((one) => one !== '').join(' ')

export const notesOn = (parameters: Parameters) => {
  const { age, recheck, compareAndSwap, refused, tolerantRollback, tree, tombstones, lock } = parameters
  const { cleanup, cleanupGuard, guardLooks, keepInFlight, enactors, freeze } = parameters
  const looksBefore = guardLooks === 'before the delete' || tombstones !== 'none'

  const takesLock =
    lock === 'no expiry'
      ? 'One enactor at a time holds the lock.'
      : lock === 'lease'
        ? 'One enactor at a time holds the lock, but its lease can expire at any moment, and it goes on.'
        : lock === 'fenced lease'
          ? 'The lease of the lock can expire at any moment, and its holder goes on; an endpoint refuses an enactor after it has seen a newer holder.'
          : ''
  const picks = "'pick plan' takes the latest plan, if an endpoint serves an older one."
  const checks = recheck
    ? "'check again' looks whether the plan is newer than the active one; 'apply plan' does not."
    : ''
  const accepts =
    compareAndSwap === 'newer plan'
      ? ' only if it is newer than the active one; if not, the enactor ' +
        (refused === 'skip' ? 'goes on to the next endpoint, or to its cleanup' : 'gives up its run')
      : compareAndSwap === 'tag'
        ? " only if the active plan is the one that 'pick plan' saw; if not, the enactor " +
          (refused === 'retry'
            ? 'reads the active plan again, and retries'
            : refused === 'skip'
              ? 'goes on to the next endpoint, or to its cleanup'
              : 'gives up its run')
        : ', even if the active one is newer'
  const writes = `'apply plan' makes this plan active${accepts}. The step reads the plan that was active to record it as \`rollback\`${tolerantRollback ? ', if it has a tree' : ''}. It compares its plan with \`latest\` only to note in \`wroteStale\` that it is older; no step reads that.`
  const waits = tolerantRollback
    ? ''
    : "'apply plan' waits while the active plan has no tree, because `rollback` would have to name that plan."
  const builds =
    tree === 'in the write'
      ? ''
      : `'build tree' adds the tree of a plan before that${tree === 'before the write, must exist' ? ", and 'apply plan' needs it" : ''}.`
  const spared = [
    ...(cleanupGuard === 'none'
      ? []
      : [cleanupGuard === 'active' ? 'the active plan' : 'the active and the rollback plan']),
    ...(keepInFlight ? ['every plan that is not older than the oldest plan in flight'] : []),
  ]
  const spares =
    spared.length === 0
      ? ', whether or not it is active'
      : `. Cleanup spares ${spared.join(' and ')}${looksBefore && cleanupGuard !== 'none' ? ", but only 'check old plan' looks, a step before" : ''}`
  const cleans =
    cleanup === 'atomic'
      ? `Then 'find old plans' deletes the tree of each plan that is older by ${age} or more than the plan that the same enactor applied${spares}.`
      : `Then 'find old plans' lists the plans that are older by ${age} or more than the plan that the same enactor applied, and later steps delete the tree of each${spares}.`
  const marks =
    tombstones === 'none'
      ? ''
      : `'check old plan' also sets a tombstone, with which a plan is not written${tombstones === 'kept' ? '' : '; the delete removes it'}.`
  const rules =
    enactors === 0
      ? 'There is no enactor, so no plan is applied.'
      : sentences(takesLock, picks, builds, checks, writes, cleans, marks)
  const stuck = enactors === 0 ? rules : sentences(rules, waits)
  const empty = 'An endpoint gives addresses only if its active plan has a tree.'
  return {
    'endpoint never empty': sentences(rules, empty),
    'cleanup never deletes the active plan': rules,
    'rollback target exists': sentences(rules, 'The plan that `rollback` names must keep its tree.'),
    'active plan never goes back': sentences(takesLock, picks, builds, checks, writes),
    'recovers by automation': sentences(
      stuck,
      'Recovered means that every endpoint serves the latest plan, with its tree.',
    ),
    converges: sentences(stuck, 'At the end of a run, every endpoint must serve the latest plan, with its tree.'),
    'no deadlock': stuck,
    ...(keepInFlight && { 'old trees can be deleted': rules }),
    ...(freeze && {
      'once frozen, every endpoint keeps answering': sentences(
        rules,
        'A freeze stops only new runs: an enactor in the middle of a run goes on.',
        empty,
      ),
    }),
  }
}
