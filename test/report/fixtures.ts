/** Results made by hand: eight designs of a spec with eight properties, everything as expected. */
import { columnsOf } from '../../src/report/words/text.ts'
import type { PropertyResult, Result, Trace, TraceStep } from '../../src/result.ts'

export const esc = String.fromCharCode(27)

export const step = (overrides: Partial<TraceStep> = {}): TraceStep => ({
  name: 'apply',
  kind: 'step',
  process: 'enactor',
  instance: 1,
  actor: 'enactor 1',
  choices: [],
  picks: [],
  changes: [
    { path: 'enactor[1].at', before: 'apply', after: 'scan' },
    { path: 'records[0].active', before: null, after: 2 },
  ],
  state: { records: [{ active: 2 }], enactor: [{ at: 'pick' }, { at: 'scan' }] },
  ...overrides,
})

/** The state after each step is the same. A loop to the initial state ends in that state. */
export const trace = (length: number, overrides: Partial<Trace> = {}): Trace => {
  const state = { records: [{ active: null }], enactor: [{ at: 'pick' }, { at: 'apply' }] }
  const back = (i: number) => overrides.loopAt === 0 && i === length - 1
  return {
    initial: { choices: [], picks: [], state },
    steps: Array.from({ length }, (_, i) => (back(i) ? { ...step(), state } : step())),
    ...overrides,
  }
}

export const property = (name: string, overrides: Partial<PropertyResult> = {}): PropertyResult => ({
  name,
  kind: 'invariant',
  verdict: 'holds',
  expected: 'holds',
  ok: true,
  ...overrides,
})

export const violated = (name: string, length: number, overrides: Partial<PropertyResult> = {}): PropertyResult =>
  property(name, { verdict: 'violated', expected: 'violated', counterexample: trace(length), ...overrides })

export const reached = (name: string, length: number, overrides: Partial<PropertyResult> = {}): PropertyResult =>
  property(name, { kind: 'reachable', witness: trace(length), ...overrides })

export const result = (design: string, overrides: Partial<Result> = {}): Result => ({
  spec: 'dynamodb-dns',
  file: 'specs/dynamodb-dns.model.ts',
  design,
  params: { enactors: 2, age: 2 },
  digest: 'ab'.repeat(32),
  states: 12_345,
  transitions: 45_678,
  depth: 31,
  seconds: 0.42,
  complete: true,
  workers: 1,
  bytesPerState: 41.5,
  levels: [1, 2, 3],
  actions: [{ name: 'apply', taken: 17 }],
  properties: [],
  ...overrides,
})

export const propertyNames = [
  'endpoint never empty',
  'active plan never goes back',
  'rollback target exists',
  'cleanup never deletes the active plan',
  'a stale plan is written',
  'a formerly active plan is deleted',
  'no deadlock',
] as const

const [empty, back, rollback, cleanup, stale, former, deadlock] = propertyNames

/** The verdicts of a design that fails everywhere. */
export const failing: readonly PropertyResult[] = [
  violated(empty, 10),
  violated(back, 9, { kind: 'step' }),
  violated(rollback, 11),
  violated(cleanup, 12),
  reached(stale, 7),
  reached(former, 8),
  property(deadlock, { kind: 'deadlock' }),
]

/** The verdicts of a design that fails nowhere. */
export const sound: readonly PropertyResult[] = [
  ...[empty, back, rollback, cleanup].map((name) => property(name)),
  property(stale, { kind: 'reachable', verdict: 'violated', expected: 'violated' }),
  reached(former, 8),
  property(deadlock, { kind: 'deadlock' }),
]

export const designs: readonly Result[] = [
  result('as deployed', {
    properties: failing,
    note: `Every enactor may be slow, ${'and so may be the next one, '.repeat(6)}too.`,
  }),
  result('re-check before each write', { properties: failing, states: 1_234_567 }),
  result('larger age threshold', { properties: failing }),
  result('recommended', { properties: sound, states: 8_123 }),
]

/** The lines of `text` that are too long, although none of their words takes more than a third of the width. */
export const tooLong = (text: string, width: number) =>
  text
    .split('\n')
    .filter((line) => columnsOf(line) > width && line.split(/\s+/).every((word) => columnsOf(word) <= width / 3))
