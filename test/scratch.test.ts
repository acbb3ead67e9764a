import { it } from 'vitest'
import { explored } from './cli/explored.ts'
import { launch, openAt } from './page/browser.ts'

const root = '/work/wt/page'
it('shots', async () => {
  const browser = await launch()
  const { url, end } = await explored(['counterexamples/dynamodb-dns/as-deployed/endpoint-never-empty.json'], root)
  for (const [name, look] of [
    ['light', { viewport: { width: 1360, height: 860 } }],
    ['dark', { viewport: { width: 1100, height: 800 }, colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 420, height: 1400 } }],
  ] as const) {
    const { page, troubles } = await openAt(browser, url, () => true, look as never)
    await page.locator('[data-step="9"][aria-current]').waitFor()
    await page.locator('.cannot summary').first().click()
    await page.screenshot({ path: `/tmp/shots/${name}-1.png` })
    await page.getByLabel('Design').selectOption('compare-and-swap')
    await page.getByText('of this path is not possible').waitFor()
    await page.evaluate("document.querySelectorAll('.cannot').forEach((d) => { d.open = true })")
    await page.screenshot({ path: `/tmp/shots/${name}-2.png` })
    console.log(name, page.url(), troubles, await page.getByRole('alert').textContent())
    if (name === 'light') {
      await page.getByLabel('Design').selectOption('single enactor')
      await page.waitForTimeout(500)
      console.log(page.url(), await page.getByRole('alert').textContent())
      await page.screenshot({ path: `/tmp/shots/${name}-3.png` })
      await page.getByLabel('Design').selectOption('compare-and-swap, two endpoints and a crash')
      await page.waitForTimeout(500)
      console.log(page.url(), await page.getByRole('alert').textContent())
      await page.screenshot({ path: `/tmp/shots/${name}-4.png` })
      await page.getByLabel('Design').selectOption('as deployed')
      await page.waitForTimeout(500)
      console.log(page.url(), await page.getByRole('alert').textContent())
    }
  }
  await browser.close()
  await end()
}, 120000)
