/** The code that may run in our pages: their own script, and nothing that a name, a note or a value brings along. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Explored, explored } from '../cli/explored.ts'
import { specText } from '../cli/models.ts'
import { folderOf } from '../cli/run.ts'
import { nasty, resultOf } from '../report/nasty-names.ts'
import { launch, open, openAt, pagesFolder } from './browser.ts'
import { htmlOf } from './fixtures.ts'

let browser: Browser
let served: Explored
const folder = pagesFolder()
const script = '<img src=x onerror="globalThis.ran = true"></script><script>globalThis.ran = true</script>'

beforeAll(async () => {
  browser = await launch()
  const text = specText({ state: `n: int(0, 3), ${JSON.stringify(script)}: int(0, 1)` })
    .replace('up: {', `${JSON.stringify(script)}: {`)
    .replace("'not negative'", JSON.stringify(`${script} holds`))
  served = await explored(['specs/a.model.ts'], folderOf({ 'specs/a.model.ts': text }))
})
afterAll(async () => {
  await browser?.close()
  await served?.end()
  folder.remove()
})

/** Whether a script of that text runs, when it gets into the page. */
const runs = (page: Page) =>
  page.evaluate<unknown[]>(`new Promise((resolve) => {
    const one = document.createElement('script')
    one.textContent = 'globalThis.injected = true'
    document.body.append(one)
    const other = document.createElement('div')
    other.innerHTML = '<img src="data:," onerror="globalThis.injected = true">'
    document.body.append(other)
    setTimeout(() => resolve([globalThis.ran === true, globalThis.injected === true]), 300)
  })`)

it('the page of a run shows every odd name, and runs none of them', async () => {
  const results = nasty.map((name, i) => ({ ...resultOf(name), spec: `s${i}` }))
  const { page, troubles } = await open(browser, folder.write('nasty.html', htmlOf(results)))
  expect(await page.locator('main').textContent()).toContain('<script>globalThis.ran = true</script>')
  const links = page.locator('main a[href^="#"]')
  const hrefs = await links.evaluateAll((all) => all.map((one) => (one as unknown as { readonly hash: string }).hash))
  for (const href of hrefs.slice(0, 6)) {
    await page.evaluate(`location.hash = ${JSON.stringify(href)}`)
    await page.locator('main').waitFor()
  }
  expect(troubles).toEqual([])
  expect(await runs(page)).toEqual([false, false])
})

it('the page of explore runs its own script, gets its states, and nothing else', async () => {
  const reply = await fetch(served.url)
  const policy = reply.headers.get('content-security-policy')
  expect(policy).toMatch(
    /^default-src 'none'; connect-src 'self'; .*script-src 'sha256-[^']+';.*frame-ancestors 'none'$/,
  )
  expect(policy).not.toMatch(/script-src[^;]*unsafe/)
  const { page, troubles } = await openAt(browser, served.url, (url) => url.startsWith(served.url))
  await page.locator('.panes').first().waitFor()
  expect(await page.locator('.ways').textContent()).toContain(script)
  await page.locator('.ways button').first().click()
  await page.locator('[data-step="1"][aria-current="step"]').waitFor()
  expect(troubles).toEqual([])
  expect(await runs(page)).toEqual([false, false])
})
