/** The log of the service at work is explained by its design. With a drift, it is not. */
import { describe, expect, it } from 'vitest'
import { designs } from '../../../examples/dns-automation/designs.ts'
import { service } from '../../../examples/dns-automation/driver.ts'
import spec from '../../../specs/dynamodb-dns.model.ts'
import { modelOf } from '../../../src/language/spec.ts'
import { type Validated, validating } from '../../../src/validate/validate.ts'
import { type Drift, drifted, drifts } from './drifts.ts'
import { logOf, params, unlogged } from './logs.ts'

const validate = (design: string, log: readonly string[]): Validated => {
  const { model } = modelOf(spec, design, params)
  const lines = log.slice(1).map((text, i) => ({ number: i + 2, text: text.trimEnd() }))
  // With this, it stops at the first event that nothing explains.
  const work = validating(model, lines, { ...unlogged, maxStates: 1 })
  for (;;) {
    const { done, value } = work.next()
    if (!done) continue
    if ('wrong' in value) throw new Error(value.wrong.map(({ line, message }) => `${line}: ${message}`).join('\n'))
    return value
  }
}

describe('without a drift, a log of many runs is explained', () => {
  it.each(Object.keys(designs))('%s', async (design) => {
    const runs = 40
    const result = validate(design, await logOf(service, design, runs))
    expect(result).toMatchObject({ verdict: 'explained', runs, failures: [] })
    expect(result.events).toBeGreaterThan(1000)
  })
})

/** A log shows what happens. It does not show that something never happens. */
const inactive: readonly Drift[] = [
  'the planner stops one plan early',
  'keeps its lock after a refusal',
  'stays busy for ever',
  'refuses to write when the old tree is gone',
]

describe('a drift is found in a log of at most 10,000 events', () => {
  const active = Object.entries(drifts).filter(([name]) => !inactive.includes(name as Drift))

  it.each(active)('%s', async (name, [design]) => {
    const code = drifted(name as Drift)
    let result = validate(design, await logOf(code, design, 3))
    for (const runs of [40, 130]) {
      if (result.failed === 0) result = validate(design, await logOf(code, design, runs))
    }
    expect(result.verdict).toBe('not explained')
    expect(result.events).toBeLessThan(10_000)
  })
})

describe('a drift that only leaves something out is not found in a log', () => {
  it.each(inactive)('%s', async (name) => {
    const [design] = drifts[name]
    expect(validate(design, await logOf(drifted(name), design, 10)).verdict).toBe('explained')
  })
})
