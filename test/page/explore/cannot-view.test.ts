/** Why something cannot happen, on the page of `allways explore`. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Explored, explored } from '../../cli/explored.ts'
import { folderOf } from '../../cli/run.ts'
import { launch } from '../browser.ts'
import { choice, exploreRace, failing, standsAt, visit, words } from '../walked.ts'

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

describe('why not', () => {
  const told = async (of: Locator) => (await of.locator('dt, dd').allTextContents()).map(words).join(' ')
  const reasons = (page: Page, actor: string) =>
    page.locator('.ways .actor, .ways .waits', { has: page.getByRole('heading', { name: actor }) }).locator('.cannot')

  it('is told of each actor when it is asked, with the parts of the guard and their values', async () => {
    const { page, troubles } = await visit(browser, race.url)
    await standsAt(page, 0)
    const enactor = reasons(page, 'enactor 0')
    expect(await enactor.locator('dl').isVisible()).toBe(false)
    expect(words(await enactor.locator('summary').textContent())).toBe('can do nothing: why?')
    await enactor.locator('summary').click()
    expect(await told(enactor)).toBe(
      'pick plan underLock is false isBehind(s) is false: latest = 1, records[0].active = 1 ' +
        "apply plan, find old plans, delete old plan enactor 0 is at 'pick plan'",
    )
    // open it stays, and is of the state in hand
    await choice(page, 'planner: publish').click()
    await standsAt(page, 1)
    expect(await enactor.locator('dt').allTextContents()).toEqual(['apply plan, find old plans, delete old plan'])
    expect(words(await enactor.locator('summary').textContent())).toBe('why not the other 3?')
    expect(await reasons(page, 'planner').count()).toBe(0)
    expect(troubles).toEqual([])
  })

  it('opens by keyboard, and the keys of the walk go on working', async () => {
    const { page, troubles } = await visit(browser, race.url)
    await standsAt(page, 0)
    await reasons(page, 'enactor 1').locator('summary').focus()
    await page.keyboard.press('Enter')
    expect(await reasons(page, 'enactor 1').locator('dl').isVisible()).toBe(true)
    await page.keyboard.press('1')
    await standsAt(page, 1)
    expect(troubles).toEqual([])
  })

  it('names a budget that is used up, and a choose with nothing in it', async () => {
    const text = failing
      .replace('invariants:', 'faults: { crash: { budget: 1, do: () => {} } }, invariants:')
      .replace('up: (s) =>', 'pick: (s, choose) => { s.k = choose(s.n > 1 ? [1] : []) }, up: (s) =>')
    const server = await explored(['a.model.ts'], folderOf({ 'a.model.ts': text }))
    const { page, troubles } = await visit(browser, server.url)
    await choice(page, 'environment: crash').click()
    await standsAt(page, 1)
    await page.locator('.cannot summary').click()
    expect(await told(page.locator('.cannot'))).toBe(
      'pick choose(s.n > 1 ? [1] : []) has no options: n = 0 down s.n > 0 is false: n = 0 ' +
        'burn s.n > 1 is false: n = 0 crash its budget of 1 is used up',
    )
    expect(troubles).toEqual([])
    await server.end()
  })
})
