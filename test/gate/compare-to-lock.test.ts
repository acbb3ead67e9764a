import { expect, test } from 'vitest'
import { compareToLock } from '../../src/gate/compare-to-lock.ts'
import { locked } from '../../src/gate/lock.ts'
import { property, result } from '../report/fixtures.ts'

const makeup = { variables: {}, instances: {}, budgets: {}, fairness: [] }
const by = { day: '2026-11-30', tool: 'allways' }
const checked = (claim: 'proved' | 'sampled') =>
  result('d', { makeup, properties: [property('p', { digest: 'a' })], symmetry: { claim, stored: 9 } })

test('a claim that was proven and is only sampled now is weaker than the lock, and not the other way round', () => {
  const proved = locked(undefined, [checked('proved')], by)
  const sampled = locked(undefined, [checked('sampled')], by)

  expect(proved.specs['dynamodb-dns']?.d?.symmetry).toBe('proved')
  expect(sampled.specs['dynamodb-dns']?.d).not.toHaveProperty('symmetry')
  expect(compareToLock(proved, [checked('sampled')]).weaker).toMatchObject([
    { message: 'that its instances are alike was proven, and is now only sampled (--symmetry prove)' },
  ])
  expect(compareToLock(proved, [checked('proved')]).weaker).toEqual([])
  expect(compareToLock(sampled, [checked('proved')]).weaker).toEqual([])
})
