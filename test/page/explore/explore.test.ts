/** The page of `allways explore` in a real browser: a walk by mouse and by keyboard, back, along a link, into trouble. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Explored, explored } from '../../cli/explored.ts'
import { folderOf } from '../../cli/run.ts'
import { launch } from '../browser.ts'
import { choice, exploreRace, failing, link, standing, standsAt, story, visit, words } from '../walked.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
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

describe('a walk by mouse', () => {
  it('leads through the race to the empty endpoint, with the truth of every property', async () => {
    const { page, troubles } = await visit(browser, race.url)
    await standsAt(page, 0)
    expect(await page.title()).toBe('dynamodb-dns, as deployed · allways explore')
    for (const [i, name] of story.entries()) {
      expect(words(await standing(page, 'endpoint never empty').textContent())).toBe('✓endpoint never empty holds here')
      await choice(page, name).click()
      await standsAt(page, i + 1)
      expect(words(await page.locator('.side h2').textContent())).toContain(`${i + 1} ${name.split(' (')[0]}`)
    }
    expect(new URL(page.url()).hash).toBe(link)
    const broken = words(await standing(page, 'endpoint never empty').textContent())
    expect(broken).toMatch(
      /^✗endpoint never empty violated here.*records\[0\]\.active = 2, records\[0\]\.trees = \[1, 4\]/,
    )
    expect(words(await standing(page, 'a stale plan is written').textContent())).toContain('✓')
    expect(words(await standing(page, 'a formerly active plan is deleted').textContent())).toContain('not reached yet')
    const ofRuns = page.locator('.of-runs')
    expect(words(await ofRuns.locator('summary').textContent())).toBe(
      'Properties of whole runs, which a path alone cannot decide: 2',
    )
    expect(await ofRuns.locator('li').allTextContents()).toEqual(['recovers by automation', 'converges'])
    expect(words(await page.getByRole('status').textContent())).toContain('“endpoint never empty” is violated.')
    expect(await page.locator('.side .changed').count()).toBe(2)
    expect(await page.locator('.lanes .card').count()).toBe(story.length + 1)
    expect(troubles).toEqual([])
  })

  it('goes back by button, by card, and by the browser, and forward again', async () => {
    const { page, troubles } = await visit(browser, race.url)
    for (const [i, name] of story.slice(0, 4).entries()) {
      await choice(page, name).click()
      await standsAt(page, i + 1)
    }
    await page.getByRole('button', { name: 'Back', exact: true }).click()
    await standsAt(page, 3)
    expect(await page.locator('.player .count').textContent()).toBe('step 3 of 4')
    await page.locator('[data-step="1"]').click()
    await standsAt(page, 1)
    expect(await page.locator('.lanes .card').count()).toBe(5)
    expect(words(await page.locator('.end').textContent())).toBe('3 steps ahead; another choice here replaces them.')
    await page.goBack()
    await standsAt(page, 3)
    await page.goBack()
    await standsAt(page, 4)
    await page.goForward()
    await standsAt(page, 3)
    await page.getByRole('button', { name: 'Forward' }).click()
    await standsAt(page, 4)
    await page.locator('[data-step="1"]').click()
    await standsAt(page, 1)
    // what comes next anyway keeps what lies beyond it; another choice does not
    await choice(page, 'enactor 0: pick plan').click()
    await standsAt(page, 2)
    expect(await page.locator('.player .count').textContent()).toBe('step 2 of 4')
    await choice(page, 'enactor 0: apply plan').click()
    await standsAt(page, 3)
    expect(await page.locator('.player .count').textContent()).toBe('step 3 of 3')
    await page.getByRole('button', { name: 'Start again' }).click()
    await standsAt(page, 0)
    expect(await page.locator('.lanes .card').count()).toBe(1)
    expect(troubles).toEqual([])
  })
})

it('on a narrow screen, what can be done stays where it is', async () => {
  const { page, troubles } = await visit(browser, race.url, { viewport: { width: 420, height: 600 } })
  for (const [i, name] of story.entries()) {
    await choice(page, name).scrollIntoViewIfNeeded()
    const before = await page.evaluate('scrollY')
    await choice(page, name).dispatchEvent('click')
    await standsAt(page, i + 1)
    expect(await page.evaluate('scrollY')).toBe(before)
  }
  expect(troubles).toEqual([])
})

it('goes to the card that is pressed, though the step in hand is out of view', async () => {
  const { page, troubles } = await visit(browser, race.url + link, { viewport: { width: 1360, height: 640 } })
  await standsAt(page, story.length)
  await page.locator('[data-step="1"]').click()
  await standsAt(page, 1)
  expect(troubles).toEqual([])
})

describe('a walk by keyboard', () => {
  it('chooses by digits, faster than the page draws, and goes along the path by arrows', async () => {
    const { page, troubles } = await visit(browser, race.url)
    for (const key of ['1', '2', '1', '1', '2', '2', '1', '2']) await page.keyboard.press(key)
    await standsAt(page, 8)
    expect(new URL(page.url()).hash).toBe(link.slice(0, link.lastIndexOf('/')))
    await page.keyboard.press('Home')
    await standsAt(page, 0)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    await standsAt(page, 2)
    await page.keyboard.press('End')
    await standsAt(page, 8)
    await page.keyboard.press('Backspace')
    await standsAt(page, 7)
    expect(await page.locator('.lanes .card').count()).toBe(8)
    expect(troubles).toEqual([])
  })

  it('keeps the focus among the ways on, where a choice was made with it', async () => {
    const { page } = await visit(browser, race.url)
    await page.getByRole('button', { name: 'Copy link' }).focus()
    // to the designs, to the ways on, to the first of them
    for (let i = 0; i < 3; i++) await page.keyboard.press('Tab')
    for (const step of [1, 2, 3]) {
      expect(await page.evaluate('document.activeElement.className')).toMatch(/^way /)
      await page.keyboard.press('Enter')
      await standsAt(page, step)
    }
    expect(await page.evaluate('document.activeElement.className')).toMatch(/^way /)
  })
})

describe('a link', () => {
  it('leads to the same path in another window', async () => {
    const { page, troubles } = await visit(browser, race.url + link)
    await standsAt(page, story.length)
    expect(words(await standing(page, 'endpoint never empty').textContent())).toContain('violated here')
    await page.reload()
    await standsAt(page, story.length)
    expect(troubles).toEqual([])
  })

  it('that is not possible any more goes as far as it can, and names the first step that is not', async () => {
    const hash = link.replace('enactor+1+apply+plan', 'enactor+1+find+old+plans')
    const { page, troubles } = await visit(browser, race.url + hash)
    await standsAt(page, 5)
    expect(await page.getByRole('alert').textContent()).toBe(
      "Step 6 of this path is impossible: 'enactor 1 find old plans' is disabled: enactor 1 is at 'apply plan', not at 'find old plans'. The path stops here.",
    )
    // the link stays what it was until the reader goes on
    expect(new URL(page.url()).hash).toBe(hash)
    await page.keyboard.press('1')
    await standsAt(page, 6)
    expect(await page.getByRole('alert').textContent()).toBe('')
    expect(troubles).toEqual([])
  })
})

describe('a model with mistakes', () => {
  it('is walked all the same: what fails is told beside what can be done', async () => {
    const server = await explored(['a.model.ts'], folderOf({ 'a.model.ts': failing }))
    const { page, troubles } = await visit(browser, server.url)
    for (const step of [1, 2, 3]) {
      await choice(page, 'environment: up').click()
      await standsAt(page, step)
    }
    const fails = await page.locator('.fails').allTextContents()
    expect(fails.map(words)).toEqual([
      expect.stringMatching(/^up fails: .*n.*4.*\(a\.model\.ts:8\)$/),
      expect.stringMatching(/^burn fails: .*too hot \(a\.model\.ts:10\)$/),
    ])
    expect(words(await standing(page, 'cool').textContent())).toContain('no longer')
    await page.getByLabel('Start').selectOption({ index: 1 })
    await standsAt(page, 0)
    expect(new URL(page.url()).hash).toBe('#/;2')
    expect(words(await page.locator('.side').textContent())).toContain('k2')
    expect(troubles).toEqual([])
    await server.end()
    await page.keyboard.press('1')
    await page.getByText('allways explore does not answer').waitFor()
    // of a server that is gone, the browser tells the console
    expect(troubles.join()).toContain('ERR_CONNECTION_REFUSED')
  })
})

describe.each([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['narrow', { viewport: { width: 400, height: 800 } }],
] as const)('in the %s look', (_, look) => {
  it('axe finds nothing to complain of', async () => {
    for (const keys of [[], ['Home', 'ArrowRight', 'ArrowRight']]) {
      const { page, troubles } = await visit(browser, race.url + link, look)
      for (const key of keys) await page.keyboard.press(key)
      await standsAt(page, keys.length === 0 ? story.length : 2)
      await page.evaluate("document.querySelectorAll('.cannot').forEach((one) => { one.open = true })")
      await page.evaluate(axe)
      const found = await page.evaluate<string[]>(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html + nodes[0].failureSummary))',
      )
      expect(found).toEqual([])
      expect(troubles).toEqual([])
      await page.context().close()
    }
  })
})
