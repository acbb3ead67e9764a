/** One run in several designs, on the page of `allways explore`. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Explored, explored } from '../../cli/explored.ts'
import { folderOf } from '../../cli/run.ts'
import { launch } from '../browser.ts'
import { choice, exploreRace, failing, link, standing, standsAt, visit, words } from '../walked.ts'

let browser: Browser
let race: Explored

beforeAll(async () => {
  browser = await launch()
  race = await exploreRace()
})
afterAll(async () => {
  await browser?.close()
  await race?.end()
})

describe('another design', () => {
  const design = (page: Page, name: string) => page.getByLabel('Design').selectOption(name)
  const alert = async (page: Page) => words(await page.getByRole('alert').textContent())
  const inDesign = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()

  it('takes the same run as far as it can, says where it stops and why, and leads back to the whole of it', async () => {
    const { page, troubles } = await visit(browser, race.url + link)
    await standsAt(page, 9)
    expect(await page.getByLabel('Design').locator('option').count()).toBeGreaterThan(20)
    await design(page, 'compare-and-swap')
    await inDesign(page, 'compare-and-swap')
    await standsAt(page, 8)
    const stops =
      "Step 9 of this path is impossible: 'enactor 1 delete old plan' cannot choose 0, 2: it can choose 0, 1."
    expect(await alert(page)).toBe(`${stops} The path stops here.`)
    expect(new URL(page.url()).hash).toBe(link.replace('#/', '#compare-and-swap/'))
    // who looks at an earlier state has not given up the run
    await page.keyboard.press('ArrowUp')
    await standsAt(page, 7)
    expect(await alert(page)).toBe(`${stops} The path stops after step 8.`)
    await page.keyboard.press('End')
    await standsAt(page, 8)
    await design(page, 'as deployed')
    await inDesign(page, 'as deployed')
    await standsAt(page, 9)
    expect(await alert(page)).toBe('')
    expect(words(await standing(page, 'endpoint never empty').textContent())).toContain('violated here')
    expect(troubles).toEqual([])
  })

  it('keeps the state that the reader looks at, wherever the run can come to it', async () => {
    const { page, troubles } = await visit(browser, race.url + link)
    await standsAt(page, 9)
    await page.locator('[data-step="2"]').click()
    await standsAt(page, 2)
    await design(page, 'compare-and-swap, two endpoints and a crash')
    await inDesign(page, 'compare-and-swap, two endpoints and a crash')
    await standsAt(page, 2)
    expect(await alert(page)).toMatch(/^Step 8 of this path is impossible: .* The path stops after step 7\.$/)
    // its states have a part for each endpoint
    expect(words(await page.locator('.side').textContent())).toContain('endpoint00')
    await design(page, 'single enactor')
    await inDesign(page, 'single enactor')
    await standsAt(page, 2)
    expect(await alert(page)).toMatch(
      /^Step 5 .*'enactor 1 pick plan' is not a step, .*, which has 1 instance of 'enactor'\. /,
    )
    expect(troubles).toEqual([])
  })

  it('is in the address, for the way back, for a reload and for others', async () => {
    const { page, troubles } = await visit(browser, race.url + link)
    await standsAt(page, 9)
    await design(page, 'compare-and-swap')
    await standsAt(page, 8)
    await page.goBack()
    await inDesign(page, 'as deployed')
    await standsAt(page, 9)
    await page.goForward()
    await inDesign(page, 'compare-and-swap')
    await standsAt(page, 8)
    await page.reload()
    await inDesign(page, 'compare-and-swap')
    await standsAt(page, 8)
    expect(await alert(page)).toContain('Step 9 of this path is impossible')
    await choice(page, 'enactor 1: delete old plan').click()
    await standsAt(page, 9)
    expect(await alert(page)).toBe('')
    expect(new URL(page.url()).hash).toMatch(/^#compare-and-swap\/.*;0;1$/)
    expect(troubles).toEqual([])
  })

  it('is chosen by keyboard, one after the other, faster than the server answers', async () => {
    const { page, troubles } = await visit(browser, race.url + link)
    await standsAt(page, 9)
    // each answer comes between two keys that were pressed after it was asked for
    await page.route('**/api/walk', async (route) => {
      await new Promise((resume) => setTimeout(resume, 250))
      await route.continue()
    })
    await page.getByLabel('Design').focus()
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press('ArrowDown')
      await page.waitForTimeout(120)
    }
    await inDesign(page, 'single enactor')
    await standsAt(page, 4)
    expect(await page.getByLabel('Design').inputValue()).toBe('single enactor')
    expect(troubles).toEqual([])
  })

  it('that is not there is named, and where the reader is stays', async () => {
    const { page } = await visit(browser, race.url)
    await standsAt(page, 0)
    await page.evaluate("location.hash = '#compare+and+swap/planner+publish'")
    await page.getByText(/'compare and swap'.*Did you mean 'compare-and-swap'\?/).waitFor()
    await standsAt(page, 0)
    expect(await page.getByLabel('Design').inputValue()).toBe('as deployed')
    await choice(page, 'planner: publish').click()
    await standsAt(page, 1)
    expect(await alert(page)).toBe('')
  })

  it('that cannot be made is told, and the select says where the reader is', async () => {
    const text = failing.replace('designs: { only: {} }', 'designs: { only: {}, none: { params: { most: -1 } } }')
    const most = text
      .replace('const counter = () =>', 'const counter = ({ most = 3 } = {}) =>')
      .replace('n: int(0, 3)', 'n: int(0, most)')
    const server = await explored(['a.model.ts', '--design', 'only'], folderOf({ 'a.model.ts': most }))
    const { page } = await visit(browser, server.url)
    await standsAt(page, 0)
    for (let i = 0; i < 2; i++) {
      await design(page, 'none')
      await page.locator('.banner', { hasText: 'a.model.ts:' }).waitFor()
      await expect.poll(() => page.getByLabel('Design').inputValue()).toBe('only')
    }
    await choice(page, 'environment: up').click()
    await standsAt(page, 1)
    expect(await alert(page)).toBe('')
    await server.end()
  })
})
