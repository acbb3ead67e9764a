/** The properties of the DNS spec, by the short names under which its tests list them. */
export const names = {
  empty: 'endpoint never empty',
  rollback: 'rollback target exists',
  back: 'active plan never goes back',
  deletes: 'cleanup never deletes the active plan',
  stale: 'a stale plan is written',
  deleted: 'a formerly active plan is deleted',
  automation: 'recovers by automation',
  operator: 'recovers with an operator',
  converges: 'converges',
  frozen: 'once frozen, every endpoint keeps answering',
  trees: 'old trees can be deleted',
  deadlock: 'no deadlock',
}
