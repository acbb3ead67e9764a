/** The page of a drift, in a real browser: what differs is marked, it needs no script, and everybody can read it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conformanceToHtml } from '../../src/report/documents/conformance-html.ts'
import { type Cell, conform, counterDriver, Tank, tankDriver } from '../conform/systems.ts'
import { launch, open, pagesFolder } from './browser.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const folder = pagesFolder()
let browser: Browser
let file: string

beforeAll(async () => {
  browser = await launch()
  const lost = async (cell: Cell) => {
    await cell.read()
    await cell.write(1)
  }
  const results = [
    await conform(counterDriver(lost)),
    await conform(tankDriver({}, { close: () => true })),
    await conform(tankDriver({ designs: ['small'] }, { fill: () => Promise.reject(new Error('<b>no pump</b>')) })),
    await conform(tankDriver({ start: () => new Tank() })),
  ]
  file = folder.write('drift.html', conformanceToHtml(results))
}, 60_000)
afterAll(async () => {
  await browser?.close()
  folder.remove()
})

const opened = async (look: BrowserContextOptions = {}) => (await open(browser, file, look)).page

describe('the page of a drift', () => {
  it('says of each design whether its code follows', async () => {
    const page = await opened()
    expect(await page.locator('h2').allTextContents()).toEqual([
      'counter · steady: drifts',
      'tank · large: drifts',
      'tank · small: drifts',
      'tank · large: follows',
    ])
    await page.context().close()
  })

  it('has a lane for each actor, and the states of both side by side', async () => {
    const page = await opened()
    const story = page.locator('section').first()
    expect(await story.locator('thead th').allTextContents()).toEqual([
      ...['step', 'worker 1', 'worker 0', 'the model', 'the code'],
    ])
    const rows = await story.locator('tbody tr').all()
    const cells = await Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()))
    expect(cells.map(([step, first, second]) => [step, first, second])).toEqual([
      ['start', '', ''],
      ['1', 'read', ''],
      ['2', 'write', ''],
      ['3', '', 'read'],
      ['4', '', 'write'],
    ])
    expect(cells.at(-1)?.slice(-2)).toEqual(['value: 2', 'value: 1'])
    await page.context().close()
  })

  it('marks what differs in both columns of the last step, in a colour of its own', async () => {
    const page = await opened()
    const story = page.locator('section').first()
    expect(await story.locator('mark').allInnerTexts()).toEqual(['value: 2', 'value: 1'])
    expect(await story.locator('tbody tr').last().locator('mark').count()).toBe(2)
    const colour = (selector: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('section ${selector}')).backgroundColor`)
    expect(await colour('mark')).not.toBe(await colour('td'))
    await page.context().close()
  })

  it('says why the model disables a step that the code took', async () => {
    const page = await opened()
    const text = await page.locator('section').nth(1).textContent()
    expect(text).toContain("the code takes 'close', which the model disables here")
    expect(text).toContain('because s.open is false: open = false')
    await page.context().close()
  })

  it('shows texts of the code as they are', async () => {
    const page = await opened()
    const section = page.locator('section').nth(2)
    expect(await section.locator('strong').textContent()).toContain('<b>no pump</b>')
    expect(await section.locator('b').count()).toBe(0)
    await page.context().close()
  })

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 360, height: 800 } }],
    ['without scripts', { javaScriptEnabled: false }],
  ] as const)('can be read in the %s look', async (name, look) => {
    const { page, troubles } = await open(browser, file, look)
    expect(await page.locator('table').first().isVisible()).toBe(true)
    if (name !== 'without scripts') {
      await page.evaluate(axe)
      const found = await page.evaluate<{ id: string }[]>('axe.run().then(({ violations }) => violations)')
      expect(found.map(({ id }) => id)).toEqual([])
      // a wide story moves within its own box
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    }
    expect(troubles).toEqual([])
    await page.context().close()
  })
})
