/**
 * The designs of the DNS automation, and what an exhaustive search says of each. In every design some enactor writes
 * a plan older than the latest published; that alone is harmless, where the plan is still newer than the active one.
 */
import { spec } from 'allways'
import { dynamodbDns } from './dynamodb-dns/model.ts'

const everythingBreaks = {
  'endpoint never empty': 'violated',
  'rollback target exists': 'violated',
  'active plan never goes back': 'violated',
  'cleanup never deletes the active plan': 'violated',
  'recovers by automation': 'violated',
  converges: 'violated',
  'no deadlock': 'violated',
} as const

export default spec({
  name: 'dynamodb-dns',
  model: dynamodbDns,
  designs: {
    'as deployed': {
      expect: everythingBreaks,
      note: 'A slow enactor writes its old plan over a newer one, cleanup deletes it as old, and no plan can be written any more because the rollback record would have to name the deleted tree.',
    },
    'as deployed, operator on call': {
      params: { interventions: 3 },
      expect: { ...everythingBreaks, 'no deadlock': 'holds' },
      note: 'A plan installed by hand, and nothing else, leads back from an endpoint that is empty for good.',
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
    're-check before each write': {
      params: { recheck: true },
      expect: everythingBreaks,
      note: 'The second check is as stale as the first by the time of the write: anything outside the transaction can be overtaken.',
    },
    'compare-and-swap': {
      params: { compareAndSwap: 'newer plan' },
      expect: { 'rollback target exists': 'violated' },
      note: 'No plan goes back, so none that is active is old enough to delete; but the plan before it may be, since enactors skip plans, and cleanup deletes what the rollback record names.',
    },
    'guarded cleanup': {
      params: { cleanupGuard: 'active and rollback' },
      expect: { 'active plan never goes back': 'violated' },
      note: 'Nothing that is in use is deleted, but a slow enactor still puts an old plan into service.',
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
    recommended: {
      params: {
        compareAndSwap: 'newer plan',
        refused: 'skip',
        cleanupGuard: 'active and rollback',
        tolerantRollback: true,
      },
      note: 'Compare-and-swap keeps plans from going back, the guard keeps what is in use; the tolerant write is not needed while both hold, and keeps a tree lost in any other way from stopping the automation.',
    },
  },
})
