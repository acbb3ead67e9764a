import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Ajv as AjvType } from 'ajv'
import { describe, expect, it } from 'vitest'
import { toSarif } from '../../../src/report/documents/sarif.ts'
import { designs } from '../fixtures.ts'
import { lock, unexpected } from '../unexpected.ts'

const tool = { name: 'allways', version: '1.2.3' }
const require = createRequire(import.meta.url)
const schema = JSON.parse(
  readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
)
// its types do not say what it exports
const Ajv = require('ajv-draft-04') as typeof AjvType
const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema)

describe('the SARIF report', () => {
  it('satisfies the schema', () => {
    for (const log of [toSarif(designs, tool), toSarif(unexpected, tool, lock), toSarif([], tool)]) {
      validate(JSON.parse(JSON.stringify(log)))
      expect(validate.errors).toBe(null)
    }
  })

  it('is refused by that schema where it is not what it should be', () => {
    expect(validate({ ...JSON.parse(JSON.stringify(toSarif(unexpected, tool))), version: '3' })).toBe(false)
  })

  it('has nothing to say where all is as expected', () => {
    expect(toSarif(designs, tool).runs[0]?.results).toEqual([])
  })

  const results = toSarif(unexpected, tool, lock).runs[0]?.results ?? []

  it('has a rule a property, at its line, and a result a finding', () => {
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['dynamodb-dns/endpoint never empty', 'error'],
      ['dynamodb-dns/active plan <never> goes "back" & forth', 'error'],
      ['dynamodb-dns/endpoint never empty', 'warning'],
      ['allways/error', 'error'],
      ['allways/lock', 'error'],
      ['allways/lock', 'error'],
    ])
    const { rules } = toSarif(unexpected, tool, lock).runs[0]?.tool.driver ?? {}
    for (const { ruleId, ruleIndex = -1 } of results) expect(rules?.[ruleIndex]?.id).toBe(ruleId)
    expect(results[0]?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'specs/dynamodb-dns/model.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 41 },
    })
  })

  it('tells the counterexample as a code flow, a step a location', () => {
    const steps = results[0]?.codeFlows?.[0]?.threadFlows[0]?.locations ?? []
    expect(steps).toHaveLength(4)
    expect(steps[1]?.location?.physicalLocation?.region).toEqual({ startLine: 12 })
    expect(steps[1]?.location?.message?.text).toContain('enactor 1: apply')
  })

  it('keeps its fingerprints when lines and lengths change, and gives each finding its own', () => {
    const prints = (of: typeof results) => of.map(({ partialFingerprints }) => partialFingerprints?.['allways/v1'])
    const moved = unexpected.map((one) => ({ ...one, states: 1, places: { properties: {}, actions: {} } }))
    expect(prints(toSarif(moved, tool, lock).runs[0]?.results ?? [])).toEqual(prints(results))
    expect(new Set(prints(results)).size).toBe(results.length)
  })
})
