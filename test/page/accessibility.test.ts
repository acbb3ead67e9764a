/** The violations that axe finds in the page, in every look that the page has. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, open, pagesFolder } from './browser.ts'
import { htmlOf, longStory, raced, raceResult } from './fixtures.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const folder = pagesFolder()
const pages: { name: string; file: string }[] = []
let browser: Browser

beforeAll(async () => {
  browser = await launch()
  const race = folder.write('race.html', htmlOf([await raceResult()]))
  pages.push({ name: 'the overview', file: race })
  for (const step of [0, 7]) {
    pages.push({
      name: `a story at step ${step}`,
      file: `${race}#/dynamodb-dns/as%20deployed/${encodeURIComponent(raced)}/${step}`,
    })
  }
  pages.push({ name: 'a loop', file: folder.write('loop.html', htmlOf([longStory(7, 2)])) })
})
afterAll(async () => {
  await browser?.close()
  folder.remove()
})

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

describe.each([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['narrow', { viewport: { width: 400, height: 800 } }],
] as const)('in the %s look', (_, look) => {
  it('axe finds nothing to complain of', async () => {
    for (const { name, file } of pages) {
      const { page, troubles } = await open(browser, file, look)
      await page.evaluate(axe)
      const violations = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)')
      const found = violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes[0]?.html}: ${nodes[0]?.failureSummary}`)
      expect(found).toEqual([])
      expect(troubles).toEqual([])
      await page.context().close()
    }
  })
})
