/** A real browser, from an npm package, and pages in it that fail where anything goes wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, chromium as driver, type Page } from 'playwright-core'

export async function launch(): Promise<Browser> {
  return driver.launch({
    executablePath: await chromium.executablePath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface Opened {
  readonly page: Page
  /** What went wrong so far: errors and warnings of the console, exceptions, requests for anything but the file itself. */
  readonly troubles: readonly string[]
}

/** Opens a page from disk, as a reader would. */
export async function open(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, ...options })
  const page = await context.newPage()
  const troubles: string[] = []
  const url = pathToFileURL(file.replace(/#.*/, '')).href
  page.on('console', (message) => {
    if (message.type() !== 'log') troubles.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => troubles.push(String(error)))
  page.on('request', (request) => {
    if (request.url().replace(/#.*/, '') !== url && !request.url().startsWith('data:')) {
      troubles.push(`a request for ${request.url()}`)
    }
  })
  await page.goto(url + (/#.*/.exec(file)?.[0] ?? ''))
  await page.locator('main').waitFor()
  return { page, troubles }
}

/** A folder for pages and pictures, and how to be rid of it. */
export function pagesFolder(): { write(name: string, html: string): string; readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'allways-page-'))
  return {
    path,
    write(name, html) {
      const file = join(path, name)
      writeFileSync(file, html)
      return file
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}
