/**
 * Sizes that take longer than a check of every day. `npm run sizes` explores them and writes what it finds into
 * sizes.md. At each of them a design has to break what it says that it breaks, and `also`, and nothing else.
 */
export interface Size {
  readonly spec: string
  readonly designs: readonly string[]
  /** Laid over the parameters of each of the designs. */
  readonly params: { readonly [name: string]: number }
  /** Properties that break at this size, although the designs say that they hold. */
  readonly also?: readonly string[]
}

/** The DNS designs that are explored with as many enactors as there are zones, on two endpoints. */
const dns = [
  'as deployed',
  'atomic cleanup',
  'guarded cleanup, active plan only',
  'guarded cleanup',
  'keep plans in flight',
  'keep plans in flight, compare-and-swap',
  're-check before each write',
  'compare-and-swap',
  'skip an endpoint that is newer',
  'tag read at pick, abort',
  'tolerant rollback',
  'global lock',
  'global lock, plan picked before',
  'recommended',
] as const

export const sizes: readonly Size[] = [
  // As many enactors as there are zones, and a second endpoint that can be left behind.
  {
    spec: 'dynamodb-dns',
    designs: [...dns, 'tombstones, kept'],
    params: { enactors: 3, endpoints: 2 },
  },
  // A third enactor is enough to write the plan whose tombstone was cleared.
  {
    spec: 'dynamodb-dns',
    designs: ['tombstones, cleared on delete'],
    params: { enactors: 3, endpoints: 2 },
    also: [
      'endpoint never empty',
      'rollback target exists',
      'cleanup never deletes the active plan',
      'recovers by automation',
      'converges',
      'no deadlock',
    ],
  },
  // The same sizes, and a crash.
  {
    spec: 'dynamodb-dns',
    designs: dns.filter((design) => design !== 'compare-and-swap'),
    params: { enactors: 3, endpoints: 2, crashes: 1 },
  },
  {
    spec: 'dynamodb-dns',
    designs: ['compare-and-swap'],
    params: { enactors: 3, endpoints: 2, crashes: 1 },
    also: ['recovers by automation', 'converges'],
  },
  // One more enactor; and two more for the design that should survive anything.
  {
    spec: 'dynamodb-dns',
    designs: ['as deployed', 'compare-and-swap', 'skip an endpoint that is newer', 'recommended'],
    params: { enactors: 4, endpoints: 2 },
  },
  { spec: 'dynamodb-dns', designs: ['recommended'], params: { enactors: 5, endpoints: 2 } },
  // Each two of: a third enactor, a second endpoint, a crash, a crash for good, one more plan.
  ...[
    { enactors: 3, crashes: 1 },
    { enactors: 3, permanentCrashes: 1 },
    { enactors: 3, plans: 5 },
    { endpoints: 2, crashes: 1 },
    { endpoints: 2, permanentCrashes: 1 },
    { endpoints: 2, plans: 5 },
    { crashes: 1, permanentCrashes: 1 },
    { crashes: 1, plans: 5 },
    { permanentCrashes: 1, plans: 5 },
  ].map((params) => ({ spec: 'dynamodb-dns', designs: ['recommended'], params })),
  // With a crash, and for the second a crash for good as well.
  {
    spec: 'dynamodb-dns',
    designs: ['compare-and-swap, two endpoints and a crash', 'recommended, two endpoints and crashes'],
    params: { enactors: 3 },
  },
  // Two hosts that collapse, each by itself or both.
  { spec: 'ec2-leases', designs: ['as deployed', 'short outage'], params: { hosts: 2 } },
  {
    spec: 'network-manager',
    designs: ['as deployed', 'queue-size throttle', 'throttle until drained', 'recommended'],
    params: { instances: 4 },
  },
  {
    spec: 'nlb-health',
    designs: [
      'as deployed',
      'as deployed, a zone dies',
      'velocity limit on zones',
      'velocity limit on nodes and zones',
      'recommended',
    ],
    params: { zones: 4, demand: 3 },
  },
]
