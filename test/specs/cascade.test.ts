/**
 * Which designs of `dynamodb-dns` refine the module `dns` of `us-east-1` with the race fixed. Each detailed model is taken as a module of a
 * composition, so that its spec stays as it is.
 */
import { compose, type Model, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { dynamodbDns } from '../../specs/dynamodb-dns/model.ts'
import type { Parameters } from '../../specs/dynamodb-dns/parameters.ts'
import { resolves } from '../../specs/dynamodb-dns/records.ts'
import dnsSpec from '../../specs/dynamodb-dns.model.ts'
import { dns } from '../../specs/us-east-1/dns.ts'
import { checkDesign } from '../../src/run/check.ts'

async function refined(model: Model) {
  const made = spec({ name: 'cascade', model: () => model, designs: { it: {} } })
  const { properties, error } = await checkDesign(made, 'it', { properties: ['it is the coarse module'] })
  expect(error).toBeUndefined()
  return properties[0]
}

describe('the module dns', () => {
  const designs = Object.entries(dnsSpec.designs).flatMap(([name, { params = {}, expect = {} }]) => {
    const { endpoints = 1, enactors = 2, crashes = 0, permanentCrashes = 0 } = params as Partial<Parameters>
    const isSmall = endpoints === 1 && enactors < 3 && crashes + permanentCrashes === 0
    return isSmall ? [{ name, params: params as Partial<Parameters>, breaks: 'endpoint never empty' in expect }] : []
  })
  // An endpoint is empty if the tree of its active plan is gone. Answers are not cached in the detailed spec.
  const coarse = (params: Partial<Parameters>, race: 'possible' | 'fixed') =>
    compose({
      name: 'cascade',
      modules: { detail: dynamodbDns(params) },
      temporal: ({ refines }) => ({
        'it is the coarse module': refines({
          of: dns({ race, wedge: 'until the next plan' }),
          by: (s) => ({
            endpoint: s.detail.records.every(resolves) ? ('served' as const) : ('empty' as const),
            cachedEmpty: false,
            automation: 'on' as const,
          }),
        }),
      }),
    })

  it.each(designs.filter(({ breaks }) => !breaks))('with the race fixed is refined by $name', async ({ params }) => {
    expect((await refined(coarse(params, 'fixed')))?.verdict).toBe('holds')
  })

  it.each(designs.filter(({ breaks }) => breaks))('with the race fixed is not refined by $name', async ({ params }) => {
    expect((await refined(coarse(params, 'fixed')))?.verdict).toBe('violated')
  })
})
