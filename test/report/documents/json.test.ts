import { describe, expect, test } from 'vitest'
import { toJson } from '../../../src/report/documents/json.ts'
import type { Result } from '../../../src/result.ts'
import { property, reached, result, trace, violated } from '../fixtures.ts'

const tool = { name: 'allways', version: '1.2.3' }

describe('the JSON document', () => {
  test('has exactly the keys of the contract', () => {
    const results = [
      result('as deployed', {
        note: 'not in the document',
        properties: [
          violated('p', 10, { file: 'counterexamples/dynamodb-dns/as-deployed/p.json' }),
          violated('lasso', 4, { counterexample: trace(4, { loopAt: 1 }) }),
          reached('q', 7, { file: 'q.json' }),
          property('r', { verdict: 'unknown', ok: false }),
        ],
        limit: 'states',
        complete: false,
      }),
    ]
    expect(toJson(results, tool)).toStrictEqual({
      version: 1,
      tool,
      results: [
        {
          spec: 'dynamodb-dns',
          file: 'specs/dynamodb-dns.model.ts',
          design: 'as deployed',
          params: { enactors: 2, age: 2 },
          digest: 'ab'.repeat(32),
          states: 12_345,
          transitions: 45_678,
          depth: 31,
          seconds: 0.42,
          complete: false,
          limit: 'states',
          workers: 1,
          bytesPerState: 41.5,
          levels: [1, 2, 3],
          actions: [{ name: 'apply', taken: 17 }],
          properties: [
            {
              name: 'p',
              kind: 'invariant',
              verdict: 'violated',
              expected: 'violated',
              ok: true,
              counterexample: { length: 10, file: 'counterexamples/dynamodb-dns/as-deployed/p.json' },
            },
            {
              name: 'lasso',
              kind: 'invariant',
              verdict: 'violated',
              expected: 'violated',
              ok: true,
              counterexample: { length: 4, loopAt: 1 },
            },
            {
              name: 'q',
              kind: 'reachable',
              verdict: 'holds',
              expected: 'holds',
              ok: true,
              witness: { length: 7, file: 'q.json' },
            },
            { name: 'r', kind: 'invariant', verdict: 'unknown', expected: 'holds', ok: false },
          ],
        },
      ],
    })
  })

  test('of an error leaves out its trace and what is not known of its place', () => {
    const error = { code: 'step-threw', message: 'boom', line: 3, file: 'f.ts', trace: trace(1), step: 'a 0 b' }
    const nowhere = { code: 'no-initial-state', message: 'none' }
    expect(toJson([result('a', { error }), result('b', { error: nowhere })], tool)).toMatchObject({
      results: [
        { error: { code: 'step-threw', message: 'boom', file: 'f.ts', line: 3 } },
        { error: { code: 'no-initial-state', message: 'none' } },
      ],
    })
    const text = JSON.stringify(toJson([result('a', { error })], tool))
    expect(text).not.toContain('"trace"')
    expect(text).not.toContain('"step":')
  })

  test('says of a cached result that it is one', () => {
    const { results } = toJson([result('a'), result('b', { reused: 'result' })], tool) as { results: object[] }
    expect(results.map((one) => 'cached' in one)).toEqual([false, true])
  })
})

describe('the JSON document of a design with alike instances', () => {
  const told = (symmetry: Result['symmetry']) =>
    (toJson([result('d', { symmetry } as Partial<Result>)], tool) as { results: object[] }).results[0]

  test('says whether the claim was proven or sampled, and how many states were stored', () => {
    expect(told({ claim: 'proved', stored: 7 })).toMatchObject({ symmetry: 'proved', stored: 7, states: 12_345 })
    expect(told({ claim: 'sampled', stored: 7, countsUnknown: 'of a reason' })).toMatchObject({
      ...{ symmetry: 'sampled', countsUnknown: 'of a reason' },
    })
  })

  test('names the instances that were explored in all orders', () => {
    const whole = [{ name: 'node', why: 'of a reason' }]
    const found = told({ claim: 'not used', whole })
    expect(found).toMatchObject({ unreduced: whole })
    expect(found).not.toHaveProperty('symmetry')
    expect(told(undefined)).not.toHaveProperty('unreduced')
  })
})
