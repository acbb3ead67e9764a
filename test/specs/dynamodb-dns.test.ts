import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import dynamodbDns from '../../specs/dynamodb-dns.model.ts'
import type { PropertyResult, Result } from '../../src/result.ts'
import { bundled, root } from './bundled.ts'
import { names } from './dynamodb-dns-names.ts'
import { testStories, testTable } from './told.ts'

const loaded = await bundled('specs/dynamodb-dns.model.ts')

type Name = string

/**
 * The whole space, the lengths of the shortest counterexamples and witnesses, and the steps of the worst ways back.
 * Separate programs, written from the description of the system over plain objects, gave the same numbers of states and
 * transitions and the same lengths of the properties of states and steps for the first design, the recommended one, and
 * those with tombstones cleared on delete, a blind retry, and a fencing token.
 */
const known: Record<Name, readonly [counts: string, lengths: string, back: string]> = {
  'as deployed': [
    '905 states, 1856 transitions, depth 17',
    'empty 9, rollback 6, back 6, deletes 9, stale 4, deleted 6, automation 9, converges 13, deadlock 13',
    '',
  ],
  'as deployed, operator on call': [
    '946 states, 1940 transitions, depth 19',
    'empty 9, rollback 6, back 6, deletes 9, stale 4, deleted 6, automation 9, converges 13',
    'operator 5',
  ],
  'automation frozen': ['4 states, 3 transitions, depth 3', 'automation 1, converges 3', ''],
  'automation frozen, runs under way go on': [
    '1810 states, 4421 transitions, depth 18',
    'empty 9, rollback 6, back 6, deletes 9, stale 4, deleted 6, automation 2, converges 4, frozen 10, deadlock 13',
    '',
  ],
  'single enactor': ['49 states, 61 transitions, depth 13', 'rollback 6, stale 4, deleted 6', 'automation 5'],
  'single enactor, down for good': [
    '72 states, 119 transitions, depth 13',
    'rollback 6, stale 4, deleted 6, automation 2, converges 4',
    '',
  ],
  'atomic cleanup': [
    '554 states, 1103 transitions, depth 14',
    'empty 8, rollback 5, back 6, deletes 8, stale 4, deleted 5, automation 8, converges 11, deadlock 11',
    '',
  ],
  'larger age threshold': [
    '2906 states, 6178 transitions, depth 21',
    'empty 10, rollback 7, back 6, deletes 10, stale 4, deleted 7, automation 10, converges 14, deadlock 14',
    '',
  ],
  'guard checked, then deleted': [
    '1667 states, 3403 transitions, depth 22',
    'empty 18, rollback 21, back 6, deletes 18, stale 4, deleted 9, automation 18, converges 21, deadlock 21',
    '',
  ],
  'guarded cleanup, active plan only': [
    '883 states, 1826 transitions, depth 17',
    'rollback 6, back 6, stale 4, deleted 6',
    'automation 5',
  ],
  'guarded cleanup': ['1057 states, 2198 transitions, depth 18', 'back 6, stale 4, deleted 8', 'automation 5'],
  'tombstones, cleared on delete': [
    '1802 states, 3645 transitions, depth 22',
    'back 6, stale 4, deleted 9',
    'automation 6',
  ],
  'tombstones, cleared on delete, three enactors': [
    '47653 states, 141080 transitions, depth 31',
    'empty 18, rollback 21, back 6, deletes 18, stale 4, deleted 9, automation 18, converges 24, deadlock 24',
    '',
  ],
  'tombstones, kept': ['1758 states, 3561 transitions, depth 22', 'back 6, stale 4, deleted 9', 'automation 6'],
  'keep plans in flight': [
    '876 states, 1784 transitions, depth 17',
    'empty 10, rollback 6, back 6, deletes 10, stale 4, deleted 6, automation 10, converges 13, deadlock 13',
    'trees 7',
  ],
  'keep plans in flight, compare-and-swap': [
    '555 states, 1113 transitions, depth 17',
    'rollback 6, stale 4, deleted 6',
    'automation 5, trees 3',
  ],
  'keep plans in flight, compare-and-swap, an enactor down for good': [
    '4114 states, 10925 transitions, depth 23',
    'rollback 6, stale 4, deleted 6, trees 12',
    'automation 6',
  ],
  're-check before each write': [
    '1387 states, 2886 transitions, depth 21',
    'empty 11, rollback 7, back 8, deletes 11, stale 5, deleted 7, automation 11, converges 17, deadlock 17',
    '',
  ],
  'compare-and-swap': ['391 states, 797 transitions, depth 14', 'rollback 6, stale 4, deleted 6', 'automation 4'],
  'compare-and-swap, two endpoints and a crash': [
    '5511 states, 14651 transitions, depth 21',
    'rollback 7, stale 4, deleted 7, automation 6, converges 11',
    '',
  ],
  'skip an endpoint that is newer': [
    '565 states, 1149 transitions, depth 17',
    'rollback 6, stale 4, deleted 6',
    'automation 5',
  ],
  'tag read at pick, abort': [
    '491 states, 995 transitions, depth 15',
    'rollback 6, stale 4, deleted 6',
    'automation 4',
  ],
  'tag read at pick, blind retry': [
    '1738 states, 3548 transitions, depth 20',
    'empty 10, rollback 6, back 7, deletes 10, stale 4, deleted 6, automation 10, converges 14, deadlock 14',
    '',
  ],
  'tag read at pick, give up the endpoint': [
    '973 states, 2006 transitions, depth 17',
    'empty 9, rollback 6, deletes 9, stale 4, deleted 6, automation 9, converges 13, deadlock 13',
    '',
  ],
  'alias target must exist': [
    '1395 states, 2900 transitions, depth 21',
    'empty 11, rollback 7, back 8, deletes 11, stale 5, deleted 7, automation 11, converges 17, deadlock 17',
    '',
  ],
  'guarded cleanup, tree built before the write': [
    '1683 states, 3507 transitions, depth 22',
    'empty 11, back 8, stale 5, deleted 10, automation 11, converges 17, deadlock 17',
    '',
  ],
  'guarded cleanup, alias target must exist': [
    '1622 states, 3413 transitions, depth 22',
    'back 8, stale 5, deleted 10',
    'automation 7',
  ],
  'tolerant rollback': [
    '922 states, 1896 transitions, depth 18',
    'empty 9, rollback 6, back 6, deletes 9, stale 4, deleted 6',
    'automation 5',
  ],
  'global lock': ['118 states, 163 transitions, depth 18', 'rollback 7, stale 5, deleted 7', 'automation 7'],
  'global lock, holder down for good': [
    '294 states, 585 transitions, depth 19',
    'rollback 7, stale 5, deleted 7, automation 3, converges 5',
    '',
  ],
  'global lock, plan picked before': [
    '757 states, 1194 transitions, depth 22',
    'rollback 7, back 11, stale 5, deleted 7',
    'automation 8',
  ],
  'global lock as a lease': [
    '3860 states, 10382 transitions, depth 27',
    'empty 12, rollback 7, back 9, deletes 12, stale 5, deleted 7, automation 12, converges 22, deadlock 22',
    '',
  ],
  'global lock as a lease, fencing token': [
    '4714 states, 12347 transitions, depth 28',
    'rollback 7, back 9, stale 5, deleted 7',
    'automation 7',
  ],
  recommended: ['548 states, 1119 transitions, depth 17', 'stale 4, deleted 8', 'automation 5'],
  'recommended, two endpoints and crashes': [
    '17945 states, 74668 transitions, depth 25',
    'stale 4, deleted 9',
    'automation 8',
  ],
}

test('every design is known here', () => {
  expect(Object.keys(dynamodbDns.designs)).toEqual(Object.keys(known))
})

describe.each(Object.entries(known))('%s', (design, [counts, lengths, back]) => {
  test('has its counts, verdicts and shortest traces, and takes each of its steps', async () => {
    const result = await loaded.check(design)

    expect(result.complete).toBe(true)
    expect(`${result.states} states, ${result.transitions} transitions, depth ${result.depth}`).toBe(counts)
    expect(result.properties.filter((property) => !property.ok)).toEqual([])
    expect(result.actions.filter(({ taken }) => taken === 0)).toEqual([])
    const shown = (get: (property: PropertyResult) => number | undefined) =>
      Object.entries(names)
        .map(([key, name]) => [key, result.properties.find((other) => other.name === name)] as const)
        .flatMap(([key, property]) => (property && get(property) !== undefined ? `${key} ${get(property)}` : []))
        .join(', ')
    expect(
      shown(({ kind, counterexample, witness }) => (kind === 'reachable' ? witness : counterexample)?.steps.length),
    ).toBe(lengths)
    expect(shown(({ value }) => value)).toBe(back)
  })
})

test('the region of no return of the design as deployed is left by an operator only', async () => {
  const result = await loaded.check('as deployed, operator on call', {
    properties: ['recovers by automation'],
  })

  expect(result.properties[0]?.noReturn).toMatchObject({
    exits: ['operator install plan by hand'],
    otherwiseHolds: true,
  })
})

testStories(loaded)
testTable(loaded)

describe('the README', () => {
  test('shows the verdicts that the checker gives on the DNS designs', async () => {
    const path = join(root, 'README.md')
    const readme = readFileSync(path, 'utf8')
    const shown = /<!-- table:[^\n]*\n([\s\S]*?)\n<!-- end -->/.exec(readme)?.[1] as string
    const today = table(await loaded.all())
    if (process.env.UPDATE_DOCS === '1') {
      writeFileSync(
        path,
        readme.replace(shown, () => today),
      )
    } else expect(shown).toBe(today)
  })

  const cell = (property: PropertyResult | undefined) => {
    if (property === undefined) return '-'
    const { kind, verdict, counterexample, witness, value } = property
    if (kind === 'reachable') return verdict === 'holds' ? `reached in ${witness?.steps.length}` : 'never'
    if (verdict === 'violated') return `**${counterexample?.steps.length}**`
    return value === undefined ? verdict : `${verdict}, back in ${value}`
  }

  const table = (results: readonly Result[]) => {
    const names = [...new Set(results.flatMap(({ properties }) => properties.map(({ name }) => name)))]
    return [
      `| design | ${names.join(' | ')} |`,
      `|---|${'---|'.repeat(names.length)}`,
      ...results.map(({ design, properties }) => {
        const cells = names.map((name) => cell(properties.find((property) => property.name === name)))
        return `| ${design} | ${cells.join(' | ')} |`
      }),
    ].join('\n')
  }
})
