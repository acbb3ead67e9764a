/** Results in which something of every sort is not as expected. */
import type { Compared, Result } from '../../src/result.ts'
import { property, reached, result, trace, violated } from './fixtures.ts'

const places = {
  properties: { 'endpoint never empty': { file: 'specs/dynamodb-dns/model.ts', line: 41 } },
  actions: { 'enactor apply': { file: 'specs/dynamodb-dns/write.ts', line: 12 } },
}

export const unexpected: readonly Result[] = [
  result('as deployed', {
    properties: [
      violated('endpoint never empty', 3, { expected: 'holds', ok: false }),
      property('active plan <never> goes "back" & forth', { expected: 'violated', ok: false }),
      reached('a stale plan is written', 2),
      property('no deadlock', { kind: 'deadlock' }),
    ],
    places,
  }),
  result('larger', {
    complete: false,
    limit: 'states',
    properties: [property('endpoint never empty', { verdict: 'unknown', ok: false })],
    places,
  }),
  result('broken', {
    complete: false,
    properties: [],
    error: {
      code: 'out-of-range',
      message: 'enactor 1 apply: 9 was assigned to plan:\n0..4 are allowed',
      file: 'specs/dynamodb-dns/write.ts',
      line: 14,
      trace: trace(1),
      step: 'enactor 1 apply',
    },
  }),
]

export const lock: Compared & { readonly file: string } = {
  file: 'allways.lock.json',
  weaker: [
    {
      ...{ spec: 'dynamodb-dns', design: 'as deployed', kind: 'other', since: '2026-11-25' },
      ...{ property: 'endpoint never empty', message: 'its definition has changed' },
    },
    {
      ...{ spec: 'dynamodb-dns', design: 'gone', kind: 'design', since: '2026-11-25' },
      message: 'the design is gone',
    },
  ],
  unlocked: [],
}
