/**
 * The designs of the DNS automation, and what an exhaustive search says of each. In every design with enactors, some
 * enactor writes a plan older than the latest published; that alone is harmless, where the plan is still newer than
 * the active one. A size is named where the verdicts depend on it; it is the smallest at which they change.
 */
import { spec } from 'allways'
import { dynamodbDns } from './dynamodb-dns/model.ts'
import { notesOn } from './dynamodb-dns/notes.ts'
import { asDeployed, type Parameters } from './dynamodb-dns/parameters.ts'

const goesEmpty = {
  'endpoint never empty': 'violated',
  'cleanup never deletes the active plan': 'violated',
  'recovers by automation': 'violated',
  converges: 'violated',
  'no deadlock': 'violated',
} as const
const losesRollback = { 'rollback target exists': 'violated' } as const
const goesBack = { 'active plan never goes back': 'violated' } as const
const everythingBreaks = { ...goesEmpty, ...losesRollback, ...goesBack } as const
const getsStuck = { 'recovers by automation': 'violated', converges: 'violated' } as const

const guarded = { cleanupGuard: 'active and rollback' } as const
const skipsNewer = { compareAndSwap: 'newer plan', refused: 'skip' } as const
const recommended = { ...skipsNewer, ...guarded, tolerantRollback: true } as const

/** The parameters of a design, and the notes that follow from them. */
const told = (params: Partial<Parameters>) => ({ params, notes: notesOn({ ...asDeployed, ...params }) })

export default spec({
  name: 'dynamodb-dns',
  model: dynamodbDns,
  designs: {
    'as deployed': {
      ...told({}),
      expect: everythingBreaks,
      note: 'A slow enactor writes its old plan over a newer one, and cleanup deletes the old plan. No plan can be written after that, because the rollback record would have to name the deleted tree.',
    },
    'as deployed, operator on call': {
      ...told({ interventions: 3 }),
      expect: { ...everythingBreaks, 'no deadlock': 'holds' },
      note: 'Only a plan installed by hand brings back an endpoint that is empty for good.',
    },
    'automation frozen': {
      ...told({ enactors: 0 }),
      expect: { 'a stale plan is written': 'violated', 'a formerly active plan is deleted': 'violated', ...getsStuck },
      note: 'Nothing changes DNS, so no endpoint goes empty, but no plan is applied either. This is a mode for waiting.',
    },
    'automation frozen, runs under way go on': {
      ...told({ freeze: true }),
      expect: { ...everythingBreaks, 'once frozen, every endpoint keeps answering': 'violated' },
      note: 'An endpoint can go empty after the freeze, because the cleanup that deletes its plan began before. A freeze must stop current runs, not only new ones.',
    },
    'single enactor': {
      ...told({ enactors: 1 }),
      expect: losesRollback,
      note: 'The race needs two enactors. What remains is not a race: a single enactor skips plans, and deletes the plan that it would roll back to.',
    },
    'single enactor, down for good': {
      ...told({ enactors: 1, permanentCrashes: 1 }),
      expect: { ...losesRollback, ...getsStuck },
      note: 'This is the price of having no race: no enactor is left to apply the next plan.',
    },

    'atomic cleanup': {
      ...told({ cleanup: 'atomic' }),
      expect: everythingBreaks,
      note: 'The old plan is written before cleanup looks, and cleanup does not check which plan is active. Making cleanup atomic only shortens the story.',
    },
    'larger age threshold': {
      ...told({ age: 3, plans: 5 }),
      expect: everythingBreaks,
      note: 'The same story needs one more plan. A slow enactor can fall behind by any number of plans.',
    },
    'guard checked, then deleted': {
      ...told({ ...guarded, guardLooks: 'before the delete' }),
      expect: everythingBreaks,
      note: 'Between the check and the delete, a slow enactor puts exactly that plan into service. The story is twice as long as the outage, and ends in the same state.',
    },
    'guarded cleanup, active plan only': {
      ...told({ cleanupGuard: 'active' }),
      expect: { ...losesRollback, ...goesBack },
      note: 'No endpoint goes empty, but cleanup still deletes the plan to roll back to.',
    },
    'guarded cleanup': {
      ...told(guarded),
      expect: goesBack,
      note: 'No plan in use is deleted, but a slow enactor still puts an old plan into service.',
    },
    'tombstones, cleared on delete': {
      ...told({ ...guarded, tombstones: 'cleared on delete' }),
      expect: goesBack,
      note: 'A plan that is about to be deleted cannot be written. With two enactors, it is enough to look first and delete later. The next design has three.',
    },
    'tombstones, cleared on delete, three enactors': {
      ...told({ ...guarded, tombstones: 'cleared on delete', enactors: 3 }),
      expect: everythingBreaks,
      note: 'Two enactors clean up, and a third is slow. The first deletes the plan and its tombstone, the slow one writes the plan, and the second deletes it as looked up earlier.',
    },
    'tombstones, kept': {
      ...told({ ...guarded, tombstones: 'kept' }),
      expect: goesBack,
      note: 'A marked plan is never written again. The guard needs exactly this, with three enactors too. Old plans that are not yet marked still go back into service. Without the guard, tombstones do not help: the plan is active before it is marked.',
    },
    'keep plans in flight': {
      ...told({ keepInFlight: true }),
      expect: everythingBreaks,
      note: 'When cleanup looks, the slow enactor has finished. Its old plan is active and no longer in flight.',
    },
    'keep plans in flight, compare-and-swap': {
      ...told({ ...skipsNewer, keepInFlight: true }),
      expect: losesRollback,
      note: 'The register adds nothing to compare-and-swap, because it does not keep the plan to roll back to. The next design shows its cost.',
    },
    'keep plans in flight, compare-and-swap, an enactor down for good': {
      ...told({ ...skipsNewer, keepInFlight: true, permanentCrashes: 1, plans: 5 }),
      expect: { ...losesRollback, 'old trees can be deleted': 'violated' },
      note: 'The entry of a dead enactor keeps every later plan forever, and records run out. This needs five plans, or an additional crash with a restart.',
    },

    're-check before each write': {
      ...told({ recheck: true }),
      expect: everythingBreaks,
      note: 'When the write happens, the second check is as stale as the first. Any check outside the transaction can be overtaken.',
    },
    'compare-and-swap': {
      ...told({ compareAndSwap: 'newer plan' }),
      expect: losesRollback,
      note: 'No plan goes back, so no active plan is old enough to delete. The plan before it may be, because enactors skip plans. Cleanup then deletes the plan that the rollback record names. A refused enactor gives up its run; see the next design.',
    },
    'compare-and-swap, two endpoints and a crash': {
      ...told({ compareAndSwap: 'newer plan', endpoints: 2, crashes: 1 }),
      expect: { ...losesRollback, ...getsStuck },
      note: 'A crash between two endpoints leaves the second behind. Every later run is refused at the first, which is up to date, gives up, and never reaches the second. With one endpoint or without a crash, it holds. A crash for good also violates it.',
    },
    'skip an endpoint that is newer': {
      ...told(skipsNewer),
      expect: losesRollback,
      note: 'An enactor that is refused at one endpoint continues with the next. Two endpoints and a crash do not block it. Cleanup still deletes the plan to roll back to.',
    },
    'tag read at pick, abort': {
      ...told({ compareAndSwap: 'tag' }),
      expect: losesRollback,
      note: 'This is as good as comparing plans: a write succeeds only if nothing was written after the pick. An endpoint that is up to date is written again, so a run reaches the second endpoint after a crash.',
    },
    'tag read at pick, blind retry': {
      ...told({ compareAndSwap: 'tag', refused: 'retry' }),
      expect: everythingBreaks,
      note: 'An enactor that reads only the tag again, and not the plan, retries until its old plan is written. This is the deployed design, one step later.',
    },
    'tag read at pick, give up the endpoint': {
      ...told({ compareAndSwap: 'tag', refused: 'skip' }),
      expect: { ...goesEmpty, ...losesRollback },
      note: 'No plan goes back, but an endpoint still goes empty. An enactor that is refused because of an older plan cleans up as if its own plan had been applied.',
    },
    'alias target must exist': {
      ...told({ tree: 'before the write, must exist' }),
      expect: everythingBreaks,
      note: 'Route 53 rejects an alias to a missing tree. It does not reject deleting the tree of an existing alias.',
    },
    'guarded cleanup, tree built before the write': {
      ...told({ ...guarded, tree: 'before the write' }),
      expect: { ...goesEmpty, ...goesBack, 'cleanup never deletes the active plan': 'holds' },
      note: 'The guard alone is not enough if tree and alias are written in two steps. Cleanup deletes a tree that nothing names yet, and the alias then points at it.',
    },
    'guarded cleanup, alias target must exist': {
      ...told({ ...guarded, tree: 'before the write, must exist' }),
      expect: goesBack,
      note: 'Each half closes the gap of the other. An alias never points at a missing tree, and a tree with an alias is never deleted.',
    },
    'tolerant rollback': {
      ...told({ tolerantRollback: true }),
      expect: {
        ...everythingBreaks,
        'recovers by automation': 'holds',
        converges: 'holds',
        'no deadlock': 'holds',
      },
      note: 'The race remains, and endpoints still go empty. But the next plan can be written, so the outage ends by itself.',
    },

    'global lock': {
      ...told({ lock: 'no expiry' }),
      expect: losesRollback,
      note: 'Only one run happens at a time. As with a single enactor, only the rollback record breaks, and the guard would protect it.',
    },
    'global lock, holder down for good': {
      ...told({ lock: 'no expiry', permanentCrashes: 1 }),
      expect: { ...losesRollback, ...getsStuck },
      note: 'The lock is never free again, and the remaining enactors wait for it. The story has three steps.',
    },
    'global lock, plan picked before': {
      ...told({ lock: 'no expiry', pickBeforeLock: true }),
      expect: { ...losesRollback, ...goesBack },
      note: 'The plan becomes old while the enactor waits for the lock. No endpoint goes empty, because the enactor holds the lock until cleanup is done.',
    },
    'global lock as a lease': {
      ...told({ lock: 'lease' }),
      expect: everythingBreaks,
      note: 'No holder can block the others for good. But no holder is alone: an enactor whose lease has expired continues to write. Everything else is as in the deployed design.',
    },
    'global lock as a lease, fencing token': {
      ...told({ lock: 'fenced lease' }),
      expect: { ...losesRollback, ...goesBack },
      note: 'Tokens order the holders, not their plans. An enactor whose lease has expired picks a newer plan than the next holder. The next holder has the higher token, and overwrites that plan. No endpoint goes empty, because an endpoint that has seen the higher token rejects deletes with the lower one.',
    },

    recommended: {
      ...told(recommended),
      note: 'Compare-and-swap prevents plans from going back, and the guard protects plans in use. While both work, the tolerant write is not needed. It keeps the automation going if a tree is lost in any other way.',
    },
    'recommended, two endpoints and crashes': {
      ...told({ ...recommended, endpoints: 2, crashes: 1, permanentCrashes: 1 }),
      note: 'Every property holds at the size at which other designs begin to fail. The same is true with three enactors and two endpoints.',
    },
  },
})
