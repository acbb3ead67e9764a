import { describe, expect, it } from 'vitest'
import { model } from '../../../src/language/model.ts'
import { spec } from '../../../src/language/spec.ts'
import { bool, timer } from '../../../src/language/types.ts'
import { toJson } from '../../../src/report/documents/json.ts'
import { checkDesign } from '../../../src/run/check.ts'

/** A lease and a follower's patience, each on a clock of its own. */
const twoClocks = (lease: number, patience: number, drift: [number, number] | undefined, atStart = false) =>
  model({
    name: 'two-clocks',
    state: { begun: bool, lease: timer(lease, { drift }), patience: timer(patience, { drift }) },
    ...(atStart
      ? {
          init: (s: { lease: { start(n: number): void }; patience: { start(n: number): void }; begun: boolean }) => {
            s.begun = true
            s.lease.start(lease)
            s.patience.start(patience)
          },
        }
      : {}),
    actions: {
      begin: {
        when: (s) => !s.begun,
        do: (s) => {
          s.begun = true
          s.lease.start(lease)
          s.patience.start(patience)
        },
      },
    },
    invariants: { 'no two leaders': (s) => !(s.patience.due && s.lease.running && !s.lease.due) },
    resting: () => true,
  })

const resultOf = (...of: Parameters<typeof twoClocks>) =>
  checkDesign(spec({ name: 'clocks', model: () => twoClocks(...of), designs: { one: {} } }), 'one')

describe('a violation with drift', () => {
  it('says which timers are rounded, if no exact clock can take their times', async () => {
    // from ⌊11 / 1.1⌋ = 10, and up to ⌈10 / 0.9⌉ = 12, where an exact clock takes at most 11.1
    for (const atStart of [false, true]) {
      const result = await resultOf(10, 12, [0.9, 1.1], atStart)
      const [first] = result.properties
      expect(first?.verdict).toBe('violated')
      expect(first?.rounded).toBeDefined()
      expect(first?.notes?.at(-1)).toContain('Drift is rounded to whole units here')
      expect(JSON.stringify(toJson([result], { name: 'allways', version: '0' }))).toContain('"rounded":[')
    }
  })

  it('says nothing if exact clocks can take these times, or do not drift', async () => {
    // 10 and 20 units are exact
    const exact = await resultOf(10, 10, [0.5, 1])
    expect(exact.properties[0]?.verdict).toBe('violated')
    expect(exact.properties[0]?.rounded).toBe(undefined)
    const same = await resultOf(10, 9, undefined)
    expect(same.properties[0]?.verdict).toBe('violated')
    expect(same.properties[0]?.rounded).toBe(undefined)
    expect(same.properties[0]?.notes).toBe(undefined)
  })
})
