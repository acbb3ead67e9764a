/** The page in a real browser: what a reader sees, by mouse and by keyboard, against the trace. */
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Result, StaleRead, Trace, Why } from '../../../src/result.ts'
import { launch, open, pagesFolder } from '../browser.ts'
import { htmlOf, longStory, raced, raceResult } from '../fixtures.ts'

const folder = pagesFolder()
let browser: Browser
let race: Result
let trace: Trace
let why: Why
let file: string

beforeAll(async () => {
  browser = await launch()
  race = await raceResult()
  trace = race.properties.find(({ name }) => name === raced)?.counterexample as Trace
  why = trace.why as Why
  file = folder.write('race.html', htmlOf([race]))
})
afterAll(async () => {
  await browser?.close()
  folder.remove()
})

const address = () => `${file}#/dynamodb-dns/as%20deployed/${encodeURIComponent(raced)}`
const shown = (value: unknown) => JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ': ')

describe('the overview', () => {
  it('has a verdict for each property, and leads to its story and back', async () => {
    const { page, troubles } = await open(browser, file)
    const cells = await page.locator('.verdicts td').allInnerTexts()
    expect(cells).toHaveLength(race.properties.length)
    for (const [i, { verdict, kind }] of race.properties.entries()) {
      expect(cells[i]).toContain(kind === 'reachable' ? 'reached' : verdict)
    }
    await page.getByRole('link', { name: 'violated in 9 steps' }).first().click()
    await page.getByRole('heading', { level: 1, name: raced }).waitFor()
    expect(await page.title()).toContain(raced)
    await page.getByRole('link', { name: 'All verdicts' }).click()
    await page.getByRole('heading', { level: 1, name: 'Verdicts' }).waitFor()
    expect(troubles).toEqual([])
  })

  it('says what was left out, though all that is there is one story', async () => {
    const unchanged = { since: '3f2a1bc', designs: ['a', 'b'].map((design) => ({ spec: 'leases', design })) }
    const some = folder.write('some.html', htmlOf([longStory(7)], unchanged))
    const { page, troubles } = await open(browser, some)
    expect(await page.locator('header').textContent()).toContain(
      'Not checked: 2 designs of leases, not changed since 3f2a1bc.',
    )
    const none = folder.write('none.html', htmlOf([], unchanged))
    const { page: empty } = await open(browser, none)
    expect(await empty.locator('header').textContent()).toContain('0 designs, 0 verdicts: 0 as expected.Not')
    expect(troubles).toEqual([])
  })
})

describe('a story', () => {
  it('tells in sentences what broke, the stale read, and what would have saved it', async () => {
    const { page, troubles } = await open(browser, address())
    const head = await page.locator('.story-head').textContent()
    expect(head).toContain('Violated in 9 steps')
    expect(head).toMatch(/is false for endpoint 0: records\[0\]\.active = 2, records\[0\]\.trees = \[1, 4\]/)
    expect(head).toMatch(/Stale read: enactor \d reads latest = 2 in step \d, and planner overwrites it/)
    expect(head).toContain("would hold if 'pick plan' and 'apply plan' of enactor were one atomic step (all ")
    expect(troubles).toEqual([])
  })

  it('has a card for each step in the lane of its actor, with what it changed', async () => {
    const { page, troubles } = await open(browser, address())
    const lanes = await page.locator('.head b').allInnerTexts()
    expect(lanes).toEqual([...new Set(trace.steps.map(({ actor }) => actor))])
    for (const [i, step] of trace.steps.entries()) {
      const card = page.locator(`[data-step="${i + 1}"]`)
      const text = await card.textContent()
      expect(text).toContain(step.name)
      const change = step.changes.find(({ path }) => !path.endsWith('.at'))
      if (change !== undefined) expect(text).toContain(shown(change.after).slice(0, 8))
      const [box, head] = [
        await card.boundingBox(),
        await page.locator('.head').nth(lanes.indexOf(step.actor)).boundingBox(),
      ]
      expect(Math.abs((box?.x ?? 0) - (head?.x ?? 99))).toBeLessThan(2)
    }
    expect(troubles).toEqual([])
  })

  it('goes from step to step by arrow keys, and shows the state of each', async () => {
    const { page, troubles } = await open(browser, address())
    for (const [i, step] of trace.steps.entries()) {
      await page.keyboard.press('ArrowRight')
      await page.locator(`[data-step="${i + 1}"][aria-current="step"]`).waitFor()
      const said = await page.getByRole('status').textContent()
      expect(said).toContain(`Step ${i + 1} of ${trace.steps.length}. ${step.actor}: ${step.name}.`)
      for (const { path, before, after } of step.changes) {
        expect(said).toContain(`${path} from ${shown(before)} to ${shown(after)}`)
      }
      const { latest } = step.state as { latest: number }
      const variable = page.locator('.variables > div', { hasText: 'latest' })
      expect((await variable.textContent())?.trim().endsWith(String(latest))).toBe(true)
      expect(await page.locator('.side .changed').count()).toBeGreaterThan(0)
    }
    await page.keyboard.press('ArrowRight')
    await page.locator('[data-step="9"][aria-current]').waitFor()
    await page.keyboard.press('Home')
    await page.locator('[data-step="0"][aria-current]').waitFor()
    await page.keyboard.press('End')
    await page.locator('[data-step="9"][aria-current]').waitFor()
    expect(await page.locator('.end').isVisible()).toBe(true)
    expect(troubles).toEqual([])
  })

  it('can be gone through by pressing keys faster than it draws', async () => {
    const { page } = await open(browser, address())
    await Promise.all([1, 2, 3, 4].map(() => page.keyboard.press('ArrowDown')))
    await page.locator('[data-step="4"][aria-current]').waitFor()
  })

  it('goes to a step by its card, the slider, the buttons, the sentences, and a link', async () => {
    const { page, troubles } = await open(browser, address())
    const current = page.locator('.card[aria-current]')
    await page.locator('[data-step="3"]').click()
    expect(await current.getAttribute('data-step')).toBe('3')
    await page.getByRole('slider').fill('5')
    expect(await current.getAttribute('data-step')).toBe('5')
    expect(await page.getByRole('slider').getAttribute('aria-valuetext')).toContain('Step 5 of 9')
    await page.getByRole('button', { name: 'Next step' }).click()
    expect(await current.getAttribute('data-step')).toBe('6')
    await page.getByRole('button', { name: 'Previous step' }).click()
    expect(await current.getAttribute('data-step')).toBe('5')
    await page.locator('.story-head .jump').first().click()
    const [{ used }] = why.stale as [StaleRead]
    expect(await current.getAttribute('data-step')).toBe(String(used))
    await page.waitForURL(new RegExp(`/${used}$`))
    const again = await open(browser, page.url().replace('file://', '').replaceAll('%20', ' '))
    expect(await again.page.locator('.card[aria-current]').getAttribute('data-step')).toBe(String(used))
    expect(troubles).toEqual([])
  })

  it('keeps the focus on the card of the step, and one card in the order of tabs', async () => {
    const { page } = await open(browser, address())
    await page.locator('[data-step="2"]').click()
    await page.keyboard.press('ArrowDown')
    await page.locator('[data-step="3"]:focus').waitFor()
    expect(await page.locator('.card[tabindex="0"]').count()).toBe(1)
  })

  it('draws an arrow from each write to its read, and the stale read as one', async () => {
    const { page } = await open(browser, address())
    expect(await page.locator('.flow').count()).toBe(why.flows.length)
    expect(await page.locator('.stale-line text').allTextContents()).toEqual(['stale: latest'])
    const [{ used }] = why.stale as [StaleRead]
    expect(await page.locator(`[data-step="${used}"]`).textContent()).toContain('stale: latest = 2 read in step')
    await page.locator('[data-step="1"]').click()
    expect(await page.locator('.flow.active').count()).toBe(why.flows.filter(({ from }) => from === 1).length)
    expect(await page.locator('.flow-list').textContent()).toContain('its latest is read by step')
  })

  it('leaves out what a reader does not want to see', async () => {
    const { page, troubles } = await open(browser, address())
    const steps = () => page.locator('.card:not(.start)').count()
    await page.getByLabel('only the 8 steps that matter').check()
    expect(await steps()).toBe(8)
    await page.getByLabel('only the 8 steps that matter').uncheck()
    await page.getByRole('checkbox', { name: 'planner' }).uncheck()
    expect(await steps()).toBe(trace.steps.filter(({ actor }) => actor !== 'planner').length)
    expect(await page.locator('.head b').allInnerTexts()).not.toContain('planner')
    await page.getByRole('checkbox', { name: 'planner' }).check()
    await page.getByLabel('Variable').selectOption('records[0].active')
    const wrote = trace.steps.flatMap(({ changes }, i) =>
      changes.some(({ path }) => path === 'records[0].active') ? [String(i + 1)] : [],
    )
    const left = await page
      .locator('.card:not(.start)')
      .evaluateAll((all) => all.map((card) => card.getAttribute('data-step')))
    expect(left).toEqual(wrote)
    await page.getByRole('slider').fill('1')
    expect(await page.locator('.card[aria-current]').getAttribute('data-step')).toBe(wrote[0])
    expect(troubles).toEqual([])
  })

  it('walks over the control states of each process', async () => {
    const { page } = await open(browser, `${address()}/2`)
    const enactor = page.locator('.control', { hasText: 'enactor' })
    expect(await enactor.locator('svg').getAttribute('aria-label')).toContain(
      'enactor 0 at apply plan, enactor 1 at pick plan',
    )
    expect(await enactor.locator('.edge.taken').count()).toBe(1)
    expect(await enactor.locator('.edge.taken title').textContent()).toMatch(/^pick plan: [\d,]+ transitions$/)
    expect(await page.locator('.side').textContent()).toContain('every step of every reachable state')
    const labels = await enactor.locator('.node > text').allTextContents()
    expect(labels).toEqual(
      race.control?.processes.find(({ process }) => process === 'enactor')?.labels.filter((label) => label !== 'down'),
    )
  })

  it('shows how many states lie at each distance', async () => {
    const { page } = await open(browser, address())
    expect(await page.locator('.levels .bar').count()).toBe(race.levels?.length)
    expect(await page.locator('.levels .bar.at title').textContent()).toBe(`distance 9: ${race.levels?.[9]}`)
  })
})

describe('a long story', () => {
  it('of 2,000 steps keeps the document small, wherever the reader is', async () => {
    const { page, troubles } = await open(browser, folder.write('long.html', htmlOf([longStory(2000)])))
    const elements = () => page.evaluate<number>('document.querySelectorAll("*").length')
    expect(await elements()).toBeLessThan(600)
    await page.keyboard.press('End')
    await page.locator('[data-step="2000"][aria-current]').waitFor()
    expect(await page.locator('[data-step="2000"]').isVisible()).toBe(true)
    expect(await elements()).toBeLessThan(600)
    for (let i = 0; i < 50; i++) await page.keyboard.press('ArrowUp')
    await page.locator('[data-step="1950"][aria-current]').waitFor()
    expect(await page.locator('[data-step="1950"]').textContent()).toContain('total 1949 → 1950')
    await page.getByRole('slider').fill('1000')
    await page.locator('[data-step="1000"][aria-current]').waitFor()
    expect(await page.locator('.card').count()).toBeLessThan(60)
    expect(await elements()).toBeLessThan(600)
    expect(troubles).toEqual([])
  })

  it('that loops goes round again, and the loop is drawn', async () => {
    const { page } = await open(browser, folder.write('loop.html', htmlOf([longStory(7, 2)])))
    expect(await page.locator('.loop .line').count()).toBe(1)
    expect(await page.locator('.loop-part').count()).toBe(1)
    expect(await page.locator('.end').textContent()).toContain('back to the state after step 2, and so on forever')
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowRight')
    await page.locator('[data-step="3"][aria-current]').waitFor()
  })

  it('is on paper whole', async () => {
    const { page, troubles } = await open(browser, folder.write('paper.html', htmlOf([longStory(120)])))
    expect(await page.locator('.card').count()).toBeLessThan(60)
    await page.emulateMedia({ media: 'print' })
    await page.locator('[data-step="120"]').waitFor()
    expect(await page.locator('.card').count()).toBe(121)
    expect(await page.locator('.controls').isVisible()).toBe(false)
    await page.screenshot({ path: join(folder.path, 'paper.png'), fullPage: true })
    expect(troubles).toEqual([])
  })
})
