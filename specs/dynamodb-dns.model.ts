/**
 * The designs of the DNS automation, and what an exhaustive search says of each. In every design with enactors, some
 * enactor writes a plan older than the latest published; that alone is harmless, where the plan is still newer than
 * the active one. A size is named where the verdicts depend on it; it is the smallest at which they change.
 */
import { spec } from 'allways'
import { dynamodbDns } from './dynamodb-dns/model.ts'

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

export default spec({
  name: 'dynamodb-dns',
  model: dynamodbDns,
  designs: {
    'as deployed': {
      expect: everythingBreaks,
      note: 'A slow enactor writes its old plan over a newer one, cleanup deletes it as old, and no plan can be written any more because the rollback record would have to name the deleted tree.',
      notes: {
        'active plan never goes back':
          'An enactor checks that its plan is newer when it picks it, and writes it long after.',
        'endpoint never empty':
          'A slow enactor writes its old plan over a newer one. Cleanup deletes the tree of that plan as old: the active plan has no tree, so the endpoint has no addresses.',
        'recovers by automation':
          'No plan can be written any more: the rollback record would have to name the deleted plan.',
      },
    },
    'as deployed, operator on call': {
      params: { interventions: 3 },
      expect: { ...everythingBreaks, 'no deadlock': 'holds' },
      note: 'A plan installed by hand, and nothing else, leads back from an endpoint that is empty for good.',
    },
    'automation frozen': {
      params: { enactors: 0 },
      expect: { 'a stale plan is written': 'violated', 'a formerly active plan is deleted': 'violated', ...getsStuck },
      note: 'Nothing changes DNS, so nothing breaks; and no plan is applied. A mode to wait in.',
    },
    'automation frozen, runs under way go on': {
      params: { freeze: true },
      expect: { ...everythingBreaks, 'once frozen, every endpoint keeps answering': 'violated' },
      note: 'An endpoint can go empty after the freeze: the cleanup that deletes its plan had begun before. A freeze has to stop runs, not only their beginning.',
    },
    'single enactor': {
      params: { enactors: 1 },
      expect: losesRollback,
      note: 'The race takes two. What is left is no race: one enactor alone skips plans, and deletes the one it would roll back to.',
    },
    'single enactor, down for good': {
      params: { enactors: 1, permanentCrashes: 1 },
      expect: { ...losesRollback, ...getsStuck },
      note: 'The price of having no race: nobody is left to apply the next plan.',
    },

    'atomic cleanup': {
      params: { cleanup: 'atomic' },
      expect: everythingBreaks,
      note: 'The old plan is written before cleanup looks, and cleanup does not ask what is active: making it one step only shortens the story.',
    },
    'larger age threshold': {
      params: { age: 3, plans: 5 },
      expect: everythingBreaks,
      note: 'The same story with one more plan: a slow enactor can fall behind by any number of plans.',
    },
    'guard checked, then deleted': {
      params: { ...guarded, guardLooks: 'before the delete' },
      expect: everythingBreaks,
      note: 'Between the look and the delete, a slow enactor puts the very plan into service. The story is twice as long as that of the outage, and ends in the same place.',
    },
    'guarded cleanup, active plan only': {
      params: { cleanupGuard: 'active' },
      expect: { ...losesRollback, ...goesBack },
      note: 'No endpoint goes empty, but the plan to roll back to is deleted as before.',
    },
    'guarded cleanup': {
      params: guarded,
      expect: goesBack,
      note: 'Nothing that is in use is deleted, but a slow enactor still puts an old plan into service.',
    },
    'tombstones, cleared on delete': {
      params: { ...guarded, tombstones: 'cleared on delete' },
      expect: goesBack,
      note: 'A plan about to be deleted cannot be written, so looking first and deleting later is enough: with two enactors. The next design has three.',
    },
    'tombstones, cleared on delete, three enactors': {
      params: { ...guarded, tombstones: 'cleared on delete', enactors: 3 },
      expect: everythingBreaks,
      note: 'Two clean up, one is slow: the first deletes the plan and its tombstone, the slow one writes the plan, and the second deletes what it looked up before.',
    },
    'tombstones, kept': {
      params: { ...guarded, tombstones: 'kept' },
      expect: goesBack,
      note: 'A plan that was marked is never written again, which is what the guard needs, with three enactors too. Old plans that are not yet marked still go back into service. Without the guard it does not help: the plan is active before it is marked.',
    },
    'keep plans in flight': {
      params: { keepInFlight: true },
      expect: everythingBreaks,
      note: 'The slow enactor is done, and its old plan is active and not in flight any more, when cleanup looks.',
    },
    'keep plans in flight, compare-and-swap': {
      params: { ...skipsNewer, keepInFlight: true },
      expect: losesRollback,
      note: 'The register adds nothing to compare-and-swap alone: it does not keep the plan to roll back to. The next design shows what it costs.',
    },
    'keep plans in flight, compare-and-swap, an enactor down for good': {
      params: { ...skipsNewer, keepInFlight: true, permanentCrashes: 1, plans: 5 },
      expect: { ...losesRollback, 'old trees can be deleted': 'violated' },
      note: 'The entry of an enactor that is gone holds every later plan for ever, and records run out. It takes five plans to show, or a crash that ends in a restart besides.',
    },

    're-check before each write': {
      params: { recheck: true },
      expect: everythingBreaks,
      note: 'The second check is as stale as the first by the time of the write: anything outside the transaction can be overtaken.',
    },
    'compare-and-swap': {
      params: { compareAndSwap: 'newer plan' },
      expect: losesRollback,
      note: 'No plan goes back, so none that is active is old enough to delete; but the plan before it may be, since enactors skip plans, and cleanup deletes what the rollback record names. It gives up its run where it is refused: see the next design.',
    },
    'compare-and-swap, two endpoints and a crash': {
      params: { compareAndSwap: 'newer plan', endpoints: 2, crashes: 1 },
      expect: { ...losesRollback, ...getsStuck },
      note: 'A crash between two endpoints leaves the second behind. Every later run is refused at the first, which is up to date, gives up, and never comes to the second. One endpoint, or no crash, and it holds; a crash for good does it too.',
    },
    'skip an endpoint that is newer': {
      params: skipsNewer,
      expect: losesRollback,
      note: 'Refused at one endpoint, it goes on with the next: two endpoints and a crash do not get it stuck. The plan to roll back to is still deleted.',
    },
    'tag read at pick, abort': {
      params: { compareAndSwap: 'tag' },
      expect: losesRollback,
      note: 'As good as comparing plans: a write goes through only if nothing was written since the pick. An endpoint that is up to date is written again, so a run does come to the second endpoint after a crash.',
    },
    'tag read at pick, blind retry': {
      params: { compareAndSwap: 'tag', refused: 'retry' },
      expect: everythingBreaks,
      note: 'To read the tag again and not the plan is to retry until the old plan goes through: the design as deployed, one step later.',
    },
    'tag read at pick, give up the endpoint': {
      params: { compareAndSwap: 'tag', refused: 'skip' },
      expect: { ...goesEmpty, ...losesRollback },
      note: 'No plan goes back, and an endpoint goes empty all the same: refused because an older plan came first, the enactor cleans up as if its own had been applied.',
    },
    'alias target must exist': {
      params: { tree: 'before the write, must exist' },
      expect: everythingBreaks,
      note: 'Route 53 refuses an alias to a tree that is gone. It does not refuse to delete the tree of an alias that is there.',
    },
    'guarded cleanup, tree built before the write': {
      params: { ...guarded, tree: 'before the write' },
      expect: { ...goesEmpty, ...goesBack, 'cleanup never deletes the active plan': 'holds' },
      note: 'The guard alone is not enough if tree and alias are two steps: cleanup deletes a tree that nothing names yet, and the alias is pointed at it.',
    },
    'guarded cleanup, alias target must exist': {
      params: { ...guarded, tree: 'before the write, must exist' },
      expect: goesBack,
      note: 'Each half closes what the other leaves open: an alias is never pointed at a missing tree, and a tree with an alias is never deleted.',
    },
    'tolerant rollback': {
      params: { tolerantRollback: true },
      expect: {
        ...everythingBreaks,
        'recovers by automation': 'holds',
        converges: 'holds',
        'no deadlock': 'holds',
      },
      note: 'The race is untouched and endpoints still go empty; but the next plan can be written, so the outage ends by itself.',
    },

    'global lock': {
      params: { lock: 'no expiry' },
      expect: losesRollback,
      note: 'One run at a time: as with a single enactor, nothing but the rollback record breaks, and the guard would keep that.',
    },
    'global lock, holder down for good': {
      params: { lock: 'no expiry', permanentCrashes: 1 },
      expect: { ...losesRollback, ...getsStuck },
      note: 'The lock is never free again, and the enactors that are up wait for it. It takes three steps.',
    },
    'global lock, plan picked before': {
      params: { lock: 'no expiry', pickBeforeLock: true },
      expect: { ...losesRollback, ...goesBack },
      note: 'The plan grows old while the enactor waits for the lock. Nothing goes empty, because the lock is held until cleanup is done.',
    },
    'global lock as a lease': {
      params: { lock: 'lease' },
      expect: everythingBreaks,
      note: 'No holder can block the others for good, and no holder is alone: one whose lease has expired goes on writing, and everything is as deployed.',
    },
    'global lock as a lease, fencing token': {
      params: { lock: 'fenced lease' },
      expect: { ...losesRollback, ...goesBack },
      note: 'Tokens order the holders and not their plans: one whose lease has expired picks a newer plan than the next holder did, and is overwritten, by right of the higher token. Nothing goes empty, because an endpoint that has seen the higher token refuses the deletes of the lower.',
    },

    recommended: {
      params: recommended,
      note: 'Compare-and-swap keeps plans from going back, the guard keeps what is in use; the tolerant write is not needed while both hold, and keeps a tree lost in any other way from stopping the automation.',
    },
    'recommended, two endpoints and crashes': {
      params: { ...recommended, endpoints: 2, crashes: 1, permanentCrashes: 1 },
      note: 'It holds where others begin to fail; with three enactors and two endpoints, too.',
    },
  },
})
