import { expect, test } from 'vitest'
import usEast1 from '../../specs/us-east-1.model.ts'
import { checkDesign } from '../../src/check.ts'

test.each([
  ['as deployed', 7200],
  ['race fixed', 2],
  ['wedge mended', 7200],
  ['queue-size throttle in the Network Manager', 160],
  ['queue-size throttle in the lease manager', 2700],
  ['velocity control', 4800],
  ['announced fixes', 2],
  ['announced fixes but the race', 160],
  ['every fix but the race', 60],
])('%s has its states, and the verdicts that it expects', async (design, states) => {
  const result = await checkDesign(usEast1, design, { exhaustive: true })

  expect(result).toMatchObject({ states, complete: true })
  expect(result.properties.filter(({ ok }) => !ok)).toEqual([])
})

test('the day goes through its events in their order, and ends well', async () => {
  const result = await checkDesign(usEast1, 'as deployed', { properties: ['the day'] })

  const witness = result.properties[0]?.witness
  expect(witness?.steps).toHaveLength(25)
  expect(witness?.milestones).toHaveLength(14)
  const order = witness?.milestones?.map(({ at }) => at) ?? []
  expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(order.at(-1)).toBe(25)
})

test('nobody but operators leads out of the endpoint that is empty for good', async () => {
  const result = await checkDesign(usEast1, 'as deployed', { properties: ['the region recovers by automation'] })

  expect(result.properties[0]?.noReturn?.exits).toContain('dns an operator repairs it by hand')
})
