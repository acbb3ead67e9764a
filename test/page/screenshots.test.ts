/** The pictures of the docs: `npm run screenshots` takes them anew, the tests only try it. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import semaphore from '../../specs/classic/semaphore.model.ts'
import dns from '../../specs/dynamodb-dns.model.ts'
import type { Result } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { explored } from '../cli/explored.ts'
import { folderOf, run } from '../cli/run.ts'
import { launch, open, openAt, pagesFolder } from './browser.ts'
import { htmlOf } from './fixtures.ts'

const docs = fileURLToPath(new URL('../../docs', import.meta.url))
const designs = ['as deployed', 'single enactor', 'atomic cleanup', 'compare-and-swap', 'global lock']
const folder = pagesFolder()
const into = process.env.UPDATE_SCREENSHOTS === '1' ? join(docs, 'screenshots') : folder.path
let browser: Browser
let file: string

beforeAll(async () => {
  mkdirSync(into, { recursive: true })
  const results: Result[] = []
  const wanted = { control: true, explain: () => true }
  for (const design of designs)
    results.push(await checkDesign(dns, design, { ...wanted, file: 'specs/dynamodb-dns.model.ts' }))
  results.push(await checkDesign(semaphore, 'weakly fair', { ...wanted, file: 'specs/classic/semaphore.model.ts' }))
  file = folder.write('page.html', htmlOf(results))
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  folder.remove()
})

const race = `#/dynamodb-dns/as%20deployed/${encodeURIComponent('endpoint never empty')}`
const loop = `#/semaphore/weakly%20fair/${encodeURIComponent('everyone who waits gets in')}`
const size = { width: 1240, height: 800 }
const shots: readonly (readonly [name: string, hash: string, step: number, look: BrowserContextOptions])[] = [
  ['verdicts', '', 0, { viewport: { ...size, height: 640 } }],
  ['story', race, 7, { viewport: { ...size, height: 960 } }],
  ['story-dark', race, 9, { viewport: size, colorScheme: 'dark' }],
  ['loop', loop, 3, { viewport: { ...size, height: 560 } }],
  ['narrow', race, 7, { viewport: { width: 420, height: 900 } }],
]

it.each(shots)('%s: a picture of what a reader sees', async (name, hash, step, look) => {
  const { page, troubles } = await open(browser, file + hash, look)
  for (let i = 0; i < step; i++) await page.keyboard.press('ArrowDown')
  if (hash !== '') await page.locator(`[data-step="${step}"][aria-current]`).waitFor()
  await take(page, name)
  expect(troubles).toEqual([])
})

it('explore: a picture of a walk by hand', async () => {
  const args = ['counterexamples/dynamodb-dns/as-deployed/endpoint-never-empty.json']
  const { url, end } = await explored(args, join(docs, '..'))
  const { page } = await openAt(browser, url, () => true, { viewport: { ...size, width: 1360 } })
  await page.locator('[data-step="9"][aria-current]').waitFor()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await page.locator('[data-step="7"][aria-current]').waitFor()
  await take(page, 'explore')
  await end()
})

it('design: a picture of a story that another design refuses', async () => {
  const [, code] = [...readFileSync(join(docs, 'first-model.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)]
  const project = folderOf({ 'specs/job-queue.model.ts': code?.[1] as string })
  await run(['check', '--update'], project)
  const story = 'counterexamples/job-queue/look-then-take/no-job-runs-twice.json'
  const { url, end } = await explored([story, '--design', 'one atomic step'], project)
  const { page, troubles } = await openAt(browser, url, () => true, { viewport: { ...size, height: 640 } })
  await page.locator('[data-step="2"][aria-current]').waitFor()
  await page.locator('.cannot summary').last().click()
  await take(page, 'design')
  expect(troubles).toEqual([])
  await end()
})

async function take(page: Page, name: string) {
  const picture = join(into, `${name}.png`)
  await page.screenshot({ path: picture })
  const { length } = readFileSync(picture)
  expect(length).toBeGreaterThan(15_000)
  expect(length).toBeLessThan(300_000)
}

it('every picture is shown in the page on reading a counterexample, or in that on a first model', () => {
  const pages = ['reading-a-counterexample.md', 'first-model.md'].map((name) => readFileSync(join(docs, name), 'utf8'))
  const shown = [...pages.join('').matchAll(/\]\(screenshots\/([a-z-]+)\.png\)/g)].map(([, name]) => name)
  expect(shown.sort()).toEqual([...shots.map(([name]) => name), 'explore', 'design'].sort())
})
